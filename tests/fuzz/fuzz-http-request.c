/* fuzz-http-request.c — any bytes as an HTTP request: its head, its body, and the frame it becomes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-http-body-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-http-rules-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define MAX_BODY 2000

/* The body, fed in pieces: what it is, and where it ends. */
static MbmHttpBodyResult
read_body (gint64 length, const guint8 *data, gsize size, gsize step, GByteArray **body, gsize *used)
{
  MbmHttpBodyResult result = MBM_HTTP_BODY_MORE;
  MbmHttpBody reader;

  mbm_http_body_init (&reader, length, MAX_BODY);
  *used = 0;
  do
    {
      gsize left = MIN (step, size - *used);
      g_autofree guint8 *copy = g_memdup2 (data + *used, left);
      const guint8 *position = copy;

      result = mbm_http_body_feed (&reader, &position, &left);
      g_assert_cmpuint (reader.data->len, <=, MAX_BODY);
      *used += position - copy;
    }
  while (result == MBM_HTTP_BODY_MORE && *used < size);

  *body = g_steal_pointer (&reader.data);
  mbm_http_body_clear (&reader);
  return result;
}

/* What becomes a frame is one. */
static void
check_frame (GBytes *frame, const GError *error)
{
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GError) wrong = NULL;

  if (frame == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  message = mbm_message_new_from_bytes (frame, &wrong);
  g_assert_no_error (wrong);
}

static void
check_body (const MbmHttpRequest *request, GByteArray *array)
{
  g_autoptr (GBytes) body = g_bytes_new (array->data, array->len);
  g_autoptr (GError) request_error = NULL;
  g_autoptr (GError) login_error = NULL;
  g_autoptr (GError) event_error = NULL;
  g_autoptr (GBytes) as_request =
    mbm_http_make_request_frame ("1", request->name != NULL ? request->name : "x", body, FALSE,
                                 request->token, &request_error);
  g_autoptr (GBytes) as_login =
    mbm_http_make_request_frame ("1", "$login", body, TRUE, request->token, &login_error);
  g_autoptr (GBytes) as_event = mbm_http_make_event_frame (body, request->token, &event_error);

  check_frame (as_request, request_error);
  check_frame (as_login, login_error);
  check_frame (as_event, event_error);
}

static void
check_request (const MbmHttpRules *rules, MbmHttpRequest *request, const guint8 *rest, gsize size)
{
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  gsize whole_used, bytes_used;
  MbmHttpBodyResult result;

  g_assert_true (request->name == NULL || g_utf8_validate (request->name, -1, NULL));
  g_assert_true (request->token == NULL || g_utf8_validate (request->token, -1, NULL));
  if (size == 0 && request->length != 0)
    return;

  result = read_body (request->length, rest, size, MAX (size, 1), &whole, &whole_used);
  g_assert_cmpint (read_body (request->length, rest, size, 1, &bytes, &bytes_used), ==, result);
  if (result != MBM_HTTP_BODY_DONE)
    return;

  g_assert_cmpuint (whole_used, ==, bytes_used);
  g_assert_cmpmem (whole->data, whole->len, bytes->data, bytes->len);
  check_body (request, whole);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const hosts[] = { "service.example", NULL };
  static const char *const origins[] = { "https://page.example", NULL };
  const MbmHttpRules rules = {
    .scheme = "http",
    .base = size % 2 == 0 ? NULL : "/shop",
    .host = "127.0.0.1",
    .local_host = "127.0.0.1",
    .is_loopback = TRUE,
    .port = 80,
    .allowed_hosts = hosts,
    .allowed_origins = origins,
    .max_body = MAX_BODY,
  };
  gsize length = mbm_http_head_length (data, size);
  g_autofree guint8 *head = NULL;
  g_autoptr (MbmHttpRequest) request = NULL;
  MbmHttpRefusal refusal = { 0 };

  if (length == 0 || length > MBM_HTTP_MAX_HEAD)
    return 0;

  head = g_memdup2 (data, length);
  request = mbm_http_request_new (head, length, &rules, &refusal);
  if (refusal.status == 0)
    mbm_http_rules_check (&rules, request, &refusal);
  g_assert_cmpint (refusal.status == 0, ==, refusal.error == NULL);
  if (refusal.error != NULL)
    {
      g_assert_true (refusal.status >= 400 && refusal.status < 600);
      g_assert_true (g_utf8_validate (refusal.error->message, -1, NULL));
    }
  else
    {
      check_request (&rules, request, data + length, size - length);
    }
  g_clear_error (&refusal.error);
  return 0;
}
