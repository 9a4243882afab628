/* fuzz-ws-handshake.c — any bytes as the head of a request, and of a response
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-ws-handshake-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_headers (char **headers)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    g_assert_true (g_utf8_validate (headers[i], -1, NULL));
}

static void
check_request (const guint8 *data, gsize length)
{
  const char *allowed[] = { "https://example.org", NULL };
  g_autoptr (MbmWsAnswer) answer = mbm_ws_answer_new (data, length, allowed);

  g_assert_true (g_str_has_prefix (answer->response, "HTTP/1.1 "));
  g_assert_true (g_utf8_validate (answer->response, -1, NULL));
  g_assert_cmpint (g_str_has_prefix (answer->response, "HTTP/1.1 101 "), ==, answer->error == NULL);
  check_headers (answer->headers);
}

static void
check_response (const guint8 *data, gsize length)
{
  g_auto (GStrv) headers = NULL;
  g_autoptr (GError) error = NULL;

  if (!mbm_ws_check_response (data, length, "dGhlIHNhbXBsZSBub25jZQ==", "ws://localhost", &headers, &error))
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  check_headers (headers);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Of the exact size, so that reading past it is seen. */
  g_autofree guint8 *copy = g_memdup2 (data, size);
  gsize length = mbm_http_head_length (copy, size);

  if (length == 0 || length > MBM_HTTP_MAX_HEAD)
    return 0;

  g_assert_cmpuint (length, <=, size);
  check_request (copy, length);
  check_response (copy, length);
  return 0;
}
