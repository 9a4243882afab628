/* mbm-ws-handshake-private.h — the HTTP in front of a WebSocket
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-error.h"
#include "mbm-http-head-private.h"

G_BEGIN_DECLS

/* What a server says to a request. */
typedef struct
{
  char *response; /* a whole HTTP response */
  char **headers; /* the request's, `Name: value` each; NULL if it could not be read */
  GError *error;  /* why it is refused; NULL if @response opens the WebSocket */
} MbmWsAnswer;

MbmWsAnswer *mbm_ws_answer_new (const guint8 *head, gsize length, const char *const *allowed_origins);
/* An answer to what did not become a whole request. */
MbmWsAnswer *mbm_ws_answer_new_for_error (guint status, GError *error);
void mbm_ws_answer_free (MbmWsAnswer *self);

/* A client's request; @headers: (nullable): further ones, `Name: value` each. @key receives what the answer
 * has to prove it has read. INVALID_ARGUMENT if one of @headers is none. */
char *mbm_ws_make_request (const char *authority,
                           const char *resource,
                           const char *const *headers,
                           char **key,
                           GError **error);

/* @shown_uri: for the error. @headers receives the response's headers. */
gboolean mbm_ws_check_response (const guint8 *head,
                                gsize length,
                                const char *key,
                                const char *shown_uri,
                                char ***headers,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmWsAnswer, mbm_ws_answer_free)

G_END_DECLS
