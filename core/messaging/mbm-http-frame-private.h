/* mbm-http-frame-private.h — between the frames of the protocol and the bodies of HTTP
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message.h"

G_BEGIN_DECLS

/* Payload, context, data and error keep their own text on the way; nothing is parsed and printed again.
 *
 * Of a server: the frame of what was posted. @body: `{payload,context?}` for a request and
 * `{type,payload,context?}` for an event; for a login the payload itself. Without a body it is `{}`. @token:
 * (nullable): becomes `auth.token` of a context that has none. What is not JSON, or has not these members, is
 * an error as mbm_message_new_from_bytes() has them. */
GBytes *mbm_http_make_request_frame (const char *id,
                                     const char *name,
                                     GBytes *body,
                                     gboolean is_payload,
                                     const char *token,
                                     GError **error);
GBytes *mbm_http_make_event_frame (GBytes *body, const char *token, GError **error);

/* The body of an answer: `data` as it is, or `{"result":data}`; `{"error":…}` for a failure. */
GBytes *mbm_http_make_answer (MbmMessage *response, gboolean in_result);
GBytes *mbm_http_make_error (const char *code, const char *message);
GBytes *mbm_http_make_error_with_details (const char *code, const char *message, GBytes *details);

/* One event of a stream, without an `id` line; a request and whatever else is no event travels as a whole
 * frame in an event of the type `request`. */
GBytes *mbm_http_make_sse (MbmMessage *message);

/* Of a client: the body to post for a request or an event, and the token in its context (nullable). */
GBytes *mbm_http_make_body (MbmMessage *message, gboolean only_payload);
char *mbm_http_dup_token (MbmMessage *message);

/* The frame of an answer to @request. @status: of HTTP; @body: what came with it. What is no answer of the
 * protocol becomes a failure that says so, and @error then says what was wrong with it. */
GBytes *mbm_http_make_response_frame (MbmMessage *request,
                                      guint status,
                                      const char *reason,
                                      GBytes *body,
                                      gboolean in_result,
                                      GError **error);
/* Whether a body is an error of that code. */
gboolean mbm_http_body_has_code (GBytes *body, const char *code);
/* The frame of an event of a stream. */
GBytes *mbm_http_make_streamed_frame (const char *type, GBytes *data, GError **error);
/* The event `$error` for an event that was refused. */
GBytes *mbm_http_make_error_event (guint status, const char *reason, GBytes *body);

G_END_DECLS
