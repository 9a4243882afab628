/* http-peer.h — one who speaks HTTP by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "raw-peer.h"

G_BEGIN_DECLS

/* An answer as it came. */
typedef struct
{
  guint status;
  char *head;
  char *body;
} HttpAnswer;

void http_answer_free (HttpAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpAnswer, http_answer_free)

/* Waits for the next whole answer. */
HttpAnswer *http_read_answer (Raw *raw);
/* Posts JSON: @headers: (nullable): further lines, each with CR LF. */
void http_send_post (Raw *raw, const char *path, const char *headers, const char *body);
HttpAnswer *http_post (Raw *raw, const char *path, const char *headers, const char *body);
/* Sends it as it is, on a connection of its own. */
HttpAnswer *http_send_raw (const char *uri, const char *text);
/* Registers; returns a header line with the connection id. */
char *http_register (Raw *raw, const char *client_id);
/* Opens an event stream, past its head. */
Raw *http_open_stream (const char *uri, const char *headers);

G_END_DECLS
