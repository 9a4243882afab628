/* mbm-tool-client.h — what all commands that connect have in common
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-client.h"
#include "mbm-tool.h"

G_BEGIN_DECLS

/* What a command that connects was told. Cleared with sbx_client_options_clear(). */
typedef struct
{
  char **positional;
  char *client_id;
  char *client_type;
  char *login;
  char *token_file;
  char *context_text;
  char **headers;
  char *ca_file;
  char *fingerprint;
  char *certificate_file;
  char *key_file;
  int timeout; /* milliseconds, -1: the default */
  char *dialect_name;
  gboolean no_registration;
  gboolean verbose;

  int dialect; /* MbmDialect */
  MbmContext *context;
  GTlsCertificate *certificate;
} SbxClientOptions;

#define SBX_CLIENT_OPTIONS_INIT \
  {                             \
    .timeout = -1               \
  }

void sbx_client_options_clear (SbxClientOptions *self);
gboolean sbx_client_options_parse (SbxClientOptions *self,
                                   char **argv,
                                   const char *usage,
                                   const char *summary,
                                   const GOptionEntry *entries,
                                   gboolean with_context);
MbmClient *sbx_client_options_make_client (SbxClientOptions *self);
gboolean
sbx_client_options_connect (SbxClientOptions *self, SbxTool *tool, MbmClient *client, SbxToolExit *status);
void sbx_tool_disconnect (SbxTool *tool, MbmClient *client);
MbmMessage *sbx_tool_request (SbxTool *tool,
                              SbxClientOptions *options,
                              MbmClient *client,
                              const char *name,
                              GBytes *payload,
                              GError **error);
GBytes *sbx_tool_make_ping (void);
SbxToolExit sbx_tool_refuse_answer (MbmMessage *answer);

typedef SbxToolExit (*SbxSendFunc) (SbxTool *tool,
                                    SbxClientOptions *options,
                                    MbmClient *client,
                                    GBytes *payload,
                                    gpointer user_data);

/* Looks at what is to be sent before there is a connection; says itself what is wrong. */
typedef gboolean (*SbxCheckFunc) (SbxClientOptions *options, GBytes *payload, gpointer user_data);

SbxToolExit sbx_tool_run_send (SbxTool *tool,
                               char **argv,
                               const char *summary,
                               const GOptionEntry *entries,
                               SbxCheckFunc check,
                               SbxSendFunc send,
                               gpointer user_data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SbxClientOptions, sbx_client_options_clear)

G_END_DECLS
