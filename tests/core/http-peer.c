/* http-peer.c — one who speaks HTTP by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "http-peer.h"

void
http_answer_free (HttpAnswer *answer)
{
  g_free (answer->head);
  g_free (answer->body);
  g_free (answer);
}

static gsize
find_head (Raw *raw)
{
  const guint8 *end;

  raw_read (raw);
  end = raw->in->len > 0 ? memmem (raw->in->data, raw->in->len, "\r\n\r\n", 4) : NULL;
  return end != NULL ? (gsize) (end - raw->in->data) + 4 : 0;
}

static gboolean
has_length (Raw *raw, gsize length)
{
  return raw_read (raw) >= length;
}

HttpAnswer *
http_read_answer (Raw *raw)
{
  HttpAnswer *answer = g_new0 (HttpAnswer, 1);
  const char *length;
  gsize head = 0, body;

  raw_wait_until ((head = find_head (raw)) > 0);
  answer->head = g_strndup ((const char *) raw->in->data, head);
  g_assert_true (g_str_has_prefix (answer->head, "HTTP/1.1 "));
  answer->status = (guint) atoi (answer->head + strlen ("HTTP/1.1 "));
  length = strstr (answer->head, "Content-Length: ");
  body = length != NULL ? (gsize) atol (length + strlen ("Content-Length: ")) : 0;
  raw_wait_until (has_length (raw, head + body));
  answer->body = g_strndup ((const char *) raw->in->data + head, body);
  g_byte_array_remove_range (raw->in, 0, (guint) (head + body));
  return answer;
}

void
http_send_post (Raw *raw, const char *path, const char *headers, const char *body)
{
  g_autofree char *text =
    g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
                     "Content-Length: %zu\r\n%s\r\n%s",
                     path, raw->port, strlen (body), headers != NULL ? headers : "", body);

  raw_send (raw, text);
}

HttpAnswer *
http_post (Raw *raw, const char *path, const char *headers, const char *body)
{
  http_send_post (raw, path, headers, body);
  return http_read_answer (raw);
}

HttpAnswer *
http_send_raw (const char *uri, const char *text)
{
  g_autoptr (Raw) raw = raw_connect (uri);

  raw_send (raw, text);
  return http_read_answer (raw);
}

char *
http_register (Raw *raw, const char *client_id)
{
  g_autofree char *body =
    g_strdup_printf ("{\"payload\":{\"clientId\":\"%s\",\"clientType\":\"test\"}}", client_id);
  g_autoptr (HttpAnswer) answer = http_post (raw, "/requests/$register", NULL, body);
  const char *line;

  g_assert_cmpuint (answer->status, ==, 200);
  line = strstr (answer->head, "X-Connection-Id: ");
  g_assert_nonnull (line);
  return g_strndup (line, strcspn (line, "\n") + 1);
}

Raw *
http_open_stream (const char *uri, const char *headers)
{
  Raw *raw = raw_connect (uri);
  g_autofree char *text =
    g_strdup_printf ("GET /events HTTP/1.1\r\nHost: localhost:%u\r\nAccept: text/event-stream\r\n%s\r\n",
                     raw->port, headers != NULL ? headers : "");

  raw_send (raw, text);
  raw_wait_until (raw_contains (raw, "retry: "));
  g_assert_true (raw_contains (raw, "Content-Type: text/event-stream\r\n"));
  return raw;
}
