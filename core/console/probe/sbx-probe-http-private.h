/* sbx-probe-http-private.h — HTTP as it is, for a probe: libmbm's client would not send what is wrong
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "sbx-probe-run-private.h"

G_BEGIN_DECLS

/* So much of a body is read. */
#define SBX_PROBE_MAX_BODY (1024u * 1024)

/* One answer. */
typedef struct
{
  guint status;
  char *content_type; /* (nullable) */
  char *allow_origin; /* (nullable): Access-Control-Allow-Origin */
  GBytes *body;
  gboolean is_cut; /* there was more than SBX_PROBE_MAX_BODY */
} SbxProbeReply;

void sbx_probe_reply_free (SbxProbeReply *self);

typedef struct _SbxProbeHttp SbxProbeHttp;

/* A session for one connection of the probe; NULL: the address is none. */
SbxProbeHttp *sbx_probe_http_new (SbxProbeRun *run, guint connection, GError **error);
/* Whatever is under way ends at once. */
void sbx_probe_http_free (SbxProbeHttp *self);

/* @path: behind the base, such as `/requests/$ping`, escaped. */
SoupMessage *sbx_probe_http_make (SbxProbeHttp *self, const char *method, const char *path);
SoupSession *sbx_probe_http_get_session (SbxProbeHttp *self);
GCancellable *sbx_probe_http_get_cancellable (SbxProbeHttp *self);

/* @reply: (nullable): NULL with @error; without one the session was freed. */
typedef void (*SbxProbeHttpFunc) (SbxProbeReply *reply, const GError *error, gpointer user_data);

/* Takes @message. */
void sbx_probe_http_send (SbxProbeHttp *self,
                          SoupMessage *message,
                          const char *body,
                          SbxProbeHttpFunc func,
                          gpointer user_data);
/* The same, and waits for it; (nullable) (transfer full): NULL with @error. */
SbxProbeReply *
sbx_probe_http_call (SbxProbeHttp *self, SoupMessage *message, const char *body, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxProbeReply, sbx_probe_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxProbeHttp, sbx_probe_http_free)

G_END_DECLS
