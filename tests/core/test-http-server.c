/* test-http-server.c — an HTTP service, asked byte by byte
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "http-peer.h"
#include "mbm-test-peer.h"

typedef struct
{
  MbmServer *server;
  const char *uri;
  guint n_refused;
  guint n_frames_refused;
  guint n_added;
  char *last_frame; /* the last request or event that came in */
  char *removed;    /* why the last client left */
  MbmServerRequest *waiting;
} Fixture;

static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_refused += record->kind == MBM_TAP_REFUSED;
  self->n_frames_refused += record->kind == MBM_TAP_FRAME_REFUSED;
  if (record->kind == MBM_TAP_RECEIVED)
    {
      gsize length;
      const char *text = g_bytes_get_data (mbm_message_get_bytes (record->message), &length);

      g_free (self->last_frame);
      self->last_frame = g_strndup (text, length);
    }
  if (record->kind == MBM_TAP_UNREGISTERED)
    {
      g_free (self->removed);
      self->removed = g_strdup (record->reason);
    }
}

static void
added_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  ((Fixture *) user_data)->n_added++;
}

static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmJsonValue payload = mbm_server_request_get_payload_value (request);
  g_autoptr (GBytes) data = payload.text != NULL ? g_bytes_new (payload.text, payload.length) : NULL;

  mbm_server_request_respond (request, data, NULL);
}

static void
who_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf ("\"%s\"", mbm_server_request_get_client_id (request));
  g_autoptr (GBytes) data = mbm_test_bytes (text);

  mbm_server_request_respond (request, data, NULL);
}

static void
fail_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"x\":1.00}");

  mbm_server_request_respond_error (request, "ORDER_NOT_FOUND", "No such order", details);
}

static void
wait_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Fixture *self = user_data;

  g_clear_pointer (&self->waiting, mbm_server_request_unref);
  self->waiting = mbm_server_request_ref (request);
}

static Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->server = mbm_server_new ("http-server", "1.2.3");
  mbm_server_set_tap (self->server, tap_cb, self, NULL);
  g_signal_connect (self->server, "client-added", G_CALLBACK (added_cb), self);
  mbm_server_add_request_handler (self->server, "echo", echo_cb, self, NULL);
  mbm_server_add_request_handler (self->server, "who", who_cb, self, NULL);
  mbm_server_add_request_handler (self->server, "a/b.c:d $ü?#", who_cb, self, NULL);
  mbm_server_add_request_handler (self->server, "fail", fail_cb, self, NULL);
  mbm_server_add_request_handler (self->server, "wait", wait_cb, self, NULL);
  return self;
}

static void
fixture_start (Fixture *self, const char *uri)
{
  mbm_test_server_start (self->server, uri);
  self->uri = mbm_server_get_uri (self->server);
}

static void
fixture_free (Fixture *self)
{
  g_clear_pointer (&self->waiting, mbm_server_request_unref);
  mbm_test_server_stop (self->server, NULL);
  g_assert_cmpuint (mbm_server_get_n_connections (self->server), ==, 0);
  g_assert_finalize_object (self->server);
  g_free (self->last_frame);
  g_free (self->removed);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static Fixture *
fixture_new_started (void)
{
  Fixture *self = fixture_new ();

  fixture_start (self, "http://127.0.0.1:0");
  return self;
}

static void
broadcast (Fixture *self, const char *event, const char *payload)
{
  g_autoptr (GBytes) text = mbm_test_bytes (payload);
  g_autoptr (GError) error = NULL;

  mbm_server_broadcast (self->server, event, text, NULL, &error);
  g_assert_no_error (error);
}

/* --- requests ----------------------------------------------------------------- */

static void
test_requests (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");
  static const struct
  {
    const char *path, *body;
    guint status;
    const char *answer;
  } cases[] = {
    { "/requests/echo", "{\"payload\":{ \"a\" : 1.0000000000000000001, \"b\":[1e400] }}", 200,
      "{ \"a\" : 1.0000000000000000001, \"b\":[1e400] }" },
    { "/api/echo", "{\"payload\":[2.50]}", 200, "{\"result\":[2.50]}" },
    { "/any/base/requests/echo", "{\"payload\":\"\\u00e9\"}", 200, "\"\\u00e9\"" },
    { "/requests/echo", "{}", 200, "null" },
    { "/requests/echo", "{\"payload\":null}", 200, "null" },
    { "/requests/a%2Fb.c%3Ad%20%24%C3%BC%3F%23?x=y", "{}", 200, "\"c-1\"" },
    { "/requests/fail", "{\"payload\":{}}", 422,
      "{\"error\":{\"code\":\"ORDER_NOT_FOUND\",\"message\":\"No such order\",\"details\":{\"x\":1.00}}}" },
    { "/api/fail", "{\"payload\":{}}", 422,
      "{\"error\":{\"code\":\"ORDER_NOT_FOUND\",\"message\":\"No such order\",\"details\":{\"x\":1.00}}}" },
    { "/requests/nothing", "{\"payload\":{}}", 404,
      "{\"error\":{\"code\":\"UNKNOWN_REQUEST_TYPE\",\"message\":\"Unknown request type: nothing\"}}" },
    { "/requests/echo", "{\"payload\":{}", 400,
      "{\"error\":{\"code\":\"INVALID_JSON\",\"message\":\"Line 1, column 14: expected “,” or “}”, found the "
      "end "
      "of the text\"}}" },
    { "/requests/echo", "[]", 400,
      "{\"error\":{\"code\":\"INVALID_FRAME\",\"message\":\"The body has to be a JSON object\"}}" },
    { "/requests/echo", "{\"context\":7}", 400, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HttpAnswer) answer = http_post (raw, cases[i].path, id, cases[i].body);

      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (cases[i].answer != NULL)
        g_assert_cmpstr (answer->body, ==, cases[i].answer);
    }
  g_assert_cmpuint (self->n_frames_refused, ==, 3);
  g_assert_cmpuint (mbm_server_get_n_clients (self->server), ==, 1);
}

/* The header's token goes into a context that has none, and the rest of the context keeps its text. */
static void
test_token (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");
  g_autofree char *headers = g_strconcat (id, "Authorization: Bearer t\"k\r\n", NULL);
  static const struct
  {
    const char *context, *seen;
  } cases[] = {
    { NULL, ",\"context\":{\"auth\":{\"token\":\"t\\\"k\"}}}" },
    { "null", ",\"context\":{\"auth\":{\"token\":\"t\\\"k\"}}}" },
    { "{}", ",\"context\":{\"auth\":{\"token\":\"t\\\"k\"}}}" },
    { "{ }", ",\"context\":{ \"auth\":{\"token\":\"t\\\"k\"}}}" },
    { "{\"x\": 1.0 }", ",\"context\":{\"x\": 1.0 ,\"auth\":{\"token\":\"t\\\"k\"}}}" },
    { "{\"auth\":null}", ",\"context\":{\"auth\":null,\"auth\":{\"token\":\"t\\\"k\"}}}" },
    { "{\"auth\":{ }, \"x\":1}", ",\"context\":{\"auth\":{ \"token\":\"t\\\"k\"}, \"x\":1}}" },
    { "{\"auth\":{\"actor\":{}},\"x\":1}",
      ",\"context\":{\"auth\":{\"actor\":{},\"token\":\"t\\\"k\"},\"x\":1}}" },
    { "{\"auth\":{\"token\":\"own\"}}", ",\"context\":{\"auth\":{\"token\":\"own\"}}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = cases[i].context != NULL
                                ? g_strdup_printf ("{\"payload\":0,\"context\":%s}", cases[i].context)
                                : g_strdup ("{\"payload\":0}");
      g_autoptr (HttpAnswer) answer = http_post (raw, "/requests/echo", headers, body);

      g_assert_cmpuint (answer->status, ==, 401);
      g_assert_nonnull (strstr (answer->head, "WWW-Authenticate: Bearer\r\n"));
      if (!g_str_has_suffix (self->last_frame, cases[i].seen))
        g_test_message ("%s", self->last_frame);
      g_assert_true (g_str_has_suffix (self->last_frame, cases[i].seen));
    }
}

/* What is refused before it becomes a message, and what is said of it. */
static void
test_refusals (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  static const struct
  {
    const char *request;
    guint status;
    const char *words;
  } cases[] = {
    { "POST /requests/echo HTTP/1.1\r\n\r\n", 400, "no Host" },
    { "POST /requests/echo HTTP/1.1\r\nHost: evil.example:%u\r\n\r\n", 421, "evil.example" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 421, "localhost" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u, localhost\r\n\r\n", 421, "HOST_REFUSED" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nHost: x\r\n\r\n", 421, "HOST_REFUSED" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nOrigin: https://evil.example\r\n\r\n", 403,
      "https://evil.example" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nOrigin: null\r\n\r\n", 403, "ORIGIN_REFUSED" },
    { "GET /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", 405, "Allow: POST, OPTIONS\r\n" },
    { "PUT /events HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", 405, "Allow: GET, HEAD, POST, OPTIONS\r\n" },
    { "GET / HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", 404, "NOT_FOUND" },
    { "POST /requests/ HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", 404, "NOT_FOUND" },
    { "POST /requests/%%ff HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", 404, "NOT_FOUND" },
    { "POST /requests/a%%00b HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", 404, "NOT_FOUND" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: text/plain\r\nContent-Length: "
      "2\r\n\r\n{}",
      415, "application/json" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
      "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
      415, "compressed" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
      "Content-Length: 2000\r\n\r\n",
      413, "over the limit of 1000" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3e9\r\n",
      413, "over the limit of 1000" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
      413, "over the limit" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx",
      400, "chunks" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n",
      400, "chunks" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Length: 2\r\nTransfer-Encoding: "
      "chunked\r\n\r\n",
      400, "two ways" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501,
      "chunked" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
      400, "Content-Length" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Length: -1\r\n\r\n", 400,
      "Content-Length" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Length: +2\r\n\r\n", 400,
      "Content-Length" },
    { "POST /requests/echo HTTP/1.1\nHost: localhost:%u\r\n\r\n", 400, "no HTTP request" },
    { "\x16\x03\x01\r\n\r\n", 400, "no HTTP request" },
    { "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nX-Connection-Id: "
      "00000000-0000-0000-0000-000000000000\r\n\r\n",
      404, "UNKNOWN_CONNECTION" },
  };

  g_object_set (self->server, "max-message-size", (guint64) 1000, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (cases[i].request);
      g_autofree char *port = g_strdup_printf ("%u", uri_get_port (self->uri));
      g_autoptr (HttpAnswer) answer = NULL;

      g_string_replace (text, "%u", port, 0);
      g_string_replace (text, "%%", "%", 0);
      g_test_message ("%s", text->str);
      answer = http_send_raw (self->uri, text->str);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_true (strstr (answer->body, cases[i].words) != NULL ||
                     strstr (answer->head, cases[i].words) != NULL);
      g_assert_true (mbm_json_check (answer->body, -1, NULL));
      g_assert_cmpuint (self->n_refused, ==, i + 1);
    }
  g_assert_cmpuint (mbm_server_get_n_connections (self->server), ==, 0);
}

static void
test_large_head (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autofree char *filler = g_strnfill (17 * 1024, 'x');
  g_autofree char *text = g_strconcat ("GET /events HTTP/1.1\r\nX: ", filler, NULL);
  g_autoptr (HttpAnswer) answer = http_send_raw (self->uri, text);

  g_assert_cmpuint (answer->status, ==, 431);
  g_assert_cmpuint (self->n_refused, ==, 1);
}

/* Names that are right. */
static void
test_hosts (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  const char *allowed[] = { "service.example", "other.example:81", NULL };
  static const struct
  {
    const char *host;
    guint status;
  } cases[] = {
    { "127.0.0.1:%u", 200 },
    { "LOCALHOST:%u", 200 },
    { "[::1]:%u", 200 },
    { "service.example", 200 },
    { "Service.Example:1234", 200 },
    { "other.example:81", 200 },
    { "other.example", 421 },
    { "localhost.evil.example:%u", 421 },
    { "10.0.0.1:%u", 421 },
    { "[::1:%u", 421 },
    { "localhost:x", 421 },
  };

  g_object_set (self->server, "allowed-hosts", allowed, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *port = g_strdup_printf ("%u", uri_get_port (self->uri));
      g_autoptr (HttpAnswer) answer = NULL;

      g_string_printf (text, "POST /requests/$serverInfo HTTP/1.1\r\nHost: %s\r\n\r\n", cases[i].host);
      g_string_replace (text, "%u", port, 0);
      answer = http_send_raw (self->uri, text->str);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
    }
}

static void
test_base (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) raw = NULL;
  static const struct
  {
    const char *path;
    guint status;
  } cases[] = {
    { "/shop/v1/requests/$serverInfo", 200 },  { "/shop/v1/api/$serverInfo", 200 },
    { "/requests/$serverInfo", 404 },          { "/shop/v1/x/requests/$serverInfo", 404 },
    { "/shop/v10/requests/$serverInfo", 404 },
  };

  fixture_start (self, "http://127.0.0.1:0/shop/v1/");
  raw = raw_connect (self->uri);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HttpAnswer) answer = http_post (raw, cases[i].path, NULL, "");

      g_assert_cmpuint (answer->status, ==, cases[i].status);
    }
}

static void
test_cors (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  const char *allowed[] = { "https://page.example", NULL };
  g_autoptr (Raw) raw = NULL;
  g_autoptr (HttpAnswer) preflight = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (HttpAnswer) refused = NULL;
  g_autofree char *text = NULL;

  g_object_set (self->server, "allowed-origins", allowed, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  raw = raw_connect (self->uri);
  text = g_strdup_printf ("OPTIONS /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\n"
                          "Origin: https://page.example\r\nAccess-Control-Request-Method: POST\r\n"
                          "Access-Control-Request-Headers: content-type,x-connection-id\r\n"
                          "Access-Control-Request-Private-Network: true\r\n\r\n",
                          raw->port);
  raw_send (raw, text);
  preflight = http_read_answer (raw);
  g_assert_cmpuint (preflight->status, ==, 204);
  g_assert_nonnull (strstr (preflight->head, "Access-Control-Allow-Origin: https://page.example\r\n"));
  g_assert_nonnull (strstr (preflight->head, "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\n"));
  g_assert_nonnull (strstr (preflight->head, "X-Connection-Id"));
  g_assert_nonnull (strstr (preflight->head, "Access-Control-Allow-Private-Network: true\r\n"));
  g_assert_nonnull (strstr (preflight->head, "Vary: Origin\r\n"));

  answer = http_post (raw, "/requests/$serverInfo", "Origin: https://page.example\r\n", "");
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (strstr (answer->head, "Access-Control-Allow-Origin: https://page.example\r\n"));
  g_assert_nonnull (strstr (answer->head, "Access-Control-Expose-Headers: X-Connection-Id\r\n"));

  refused = http_post (raw, "/requests/$serverInfo", "Origin: https://page.example.evil\r\n", "");
  g_assert_cmpuint (refused->status, ==, 403);
  g_assert_null (strstr (refused->head, "Access-Control-Allow-Origin"));
}

/* --- connections ---------------------------------------------------------------- */

static void
test_pipeline (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"payload\":%u}", i);

      http_send_post (raw, "/requests/echo", id, body);
    }
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (HttpAnswer) answer = http_read_answer (raw);
      g_autofree char *expected = g_strdup_printf ("%u", i);

      g_assert_cmpstr (answer->body, ==, expected);
    }
}

/* Byte by byte, in chunks, with extensions and trailers. */
static void
test_chunks (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");
  g_autofree char *text =
    g_strdup_printf ("POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json; "
                     "charset=utf-8\r\nTransfer-Encoding: chunked\r\n%s\r\n"
                     "5;a=b\r\n{\"pay\r\nA \r\nload\":1234\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n",
                     raw->port, id);
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (HttpAnswer) next = NULL;

  for (const char *c = text; *c != '\0'; c++)
    {
      raw_send_bytes (raw, c, 1);
      settle ();
    }
  answer = http_read_answer (raw);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->body, ==, "1234");

  next = http_post (raw, "/requests/echo", id, "{\"payload\":2}");
  g_assert_cmpstr (next->body, ==, "2");
}

static void
test_continue (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");
  g_autofree char *head = g_strdup_printf (
    "POST /requests/echo HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
    "Content-Length: 13\r\nExpect: 100-continue\r\n%s\r\n",
    raw->port, id);
  g_autoptr (HttpAnswer) go_on = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  raw_send (raw, head);
  go_on = http_read_answer (raw);
  g_assert_cmpuint (go_on->status, ==, 100);
  raw_send (raw, "{\"payload\":1}");
  answer = http_read_answer (raw);
  g_assert_cmpstr (answer->body, ==, "1");
}

/* Who wants it closed, or has closed its own side, is answered before. */
static void
test_endings (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) closing = raw_connect (self->uri);
  g_autoptr (Raw) old = raw_connect (self->uri);
  g_autoptr (Raw) half = raw_connect (self->uri);
  g_autoptr (HttpAnswer) first = http_post (closing, "/requests/$serverInfo", "Connection: close\r\n", "");
  g_autoptr (HttpAnswer) second = NULL;
  g_autoptr (HttpAnswer) third = NULL;

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_nonnull (strstr (first->head, "Connection: close\r\n"));
  raw_wait_until (raw_ended (closing));

  raw_send (old, "POST /requests/$serverInfo HTTP/1.0\r\n\r\n");
  second = http_read_answer (old);
  g_assert_cmpuint (second->status, ==, 200);
  raw_wait_until (raw_ended (old));

  http_send_post (half, "/requests/$serverInfo", NULL, "");
  shutdown (half->fd, SHUT_WR);
  third = http_read_answer (half);
  g_assert_cmpuint (third->status, ==, 200);
  raw_wait_until (raw_ended (half));
  g_assert_cmpuint (self->n_refused, ==, 0);
}

static void
test_time_outs (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) silent = NULL;
  g_autoptr (Raw) head = NULL;
  g_autoptr (Raw) body = NULL;
  g_autoptr (Raw) idle = NULL;
  g_autoptr (HttpAnswer) first = NULL;

  g_object_set (self->server, "handshake-timeout", 150, "keep-alive-timeout", 100, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  silent = raw_connect (self->uri);
  head = raw_connect (self->uri);
  body = raw_connect (self->uri);
  idle = raw_connect (self->uri);
  raw_send (head, "GET /events HT");
  raw_send (body,
            "POST /requests/echo HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{");
  first = http_post (idle, "/requests/$serverInfo", NULL, "");
  g_assert_cmpuint (first->status, ==, 200);

  raw_wait_until (raw_ended (silent) && raw_ended (head) && raw_ended (body) && raw_ended (idle));
  g_assert_true (raw_contains (head, "HTTP/1.1 408 "));
  g_assert_true (raw_contains (body, "HTTP/1.1 408 "));
  g_assert_cmpuint (idle->in->len, ==, 0);
  g_assert_cmpuint (self->n_refused, ==, 3);
}

/* Those who are idle make room; those who are not keep theirs. */
static void
test_max_connections (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) oldest = NULL;
  g_autoptr (Raw) stream = NULL;
  g_autoptr (Raw) newest = NULL;
  g_autofree char *id = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  g_object_set (self->server, "max-connections", 2, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  oldest = raw_connect (self->uri);
  id = http_register (oldest, "c-1");
  stream = http_open_stream (self->uri, id);
  newest = raw_connect (self->uri);
  answer = http_post (newest, "/requests/$serverInfo", NULL, "");
  g_assert_cmpuint (answer->status, ==, 200);
  raw_wait_until (raw_ended (oldest));
  broadcast (self, "news", "{}");
  raw_wait_until (raw_contains (stream, "\"news\""));
}

/* --- sessions ---------------------------------------------------------------------- */

static void
test_registration (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");
  g_autofree char *value = g_strndup (id + strlen ("X-Connection-Id: "), 36);
  g_autofree char *other_id = http_register (raw, "c-2");
  g_autofree char *leave =
    g_strdup_printf ("{\"payload\":{\"clientId\":\"c-1\",\"connectionId\":\"%s\"}}", value);
  g_autoptr (Raw) stream = http_open_stream (self->uri, other_id);
  g_autoptr (HttpAnswer) stranger = http_post (raw, "/requests/who", NULL, "{}");
  g_autoptr (HttpAnswer) left = NULL;
  g_autoptr (HttpAnswer) gone = NULL;

  g_assert_cmpuint (stranger->status, ==, 403);
  g_assert_nonnull (strstr (stranger->body, "NOT_REGISTERED"));
  g_assert_cmpuint (mbm_server_get_n_clients (self->server), ==, 2);

  /* Whoever knew it could speak for the client. */
  g_assert_cmpstr (mbm_server_client_get_connection_id (mbm_server_lookup_client (self->server, "c-1")), !=,
                   value);
  left = http_post (raw, "/requests/$unregister", id, leave);
  g_assert_cmpuint (left->status, ==, 200);
  raw_wait_until (raw_contains (stream, "$disconnected"));
  g_assert_false (raw_contains (stream, value));
  g_assert_cmpstr (self->removed, ==, "Client unregistered");
  gone = http_post (raw, "/requests/who", id, "{}");
  g_assert_cmpuint (gone->status, ==, 404);
  g_assert_nonnull (strstr (gone->body, "UNKNOWN_CONNECTION"));
}

/* Whoever asks an open server once is a client for that long, and nobody is told. */
static void
test_transient (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) raw = NULL;
  g_autoptr (Raw) stream = NULL;
  g_autofree char *id = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (HttpAnswer) event = NULL;
  guint n_added;

  g_object_set (self->server, "require-registration", FALSE, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  raw = raw_connect (self->uri);
  id = http_register (raw, "c-1");
  stream = http_open_stream (self->uri, id);
  n_added = self->n_added;

  answer = http_post (raw, "/requests/who", NULL, "{}");
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->body, ==, "\"anonymous-1\"");
  event = http_post (raw, "/events", NULL, "{\"type\":\"hello\",\"payload\":1}");
  g_assert_cmpuint (event->status, ==, 204);
  mbm_test_wait_until (mbm_server_get_n_connections (self->server) == 1);
  g_assert_cmpuint (self->n_added, ==, n_added);
  g_assert_cmpuint (mbm_server_get_n_clients (self->server), ==, 1);
  broadcast (self, "end", "{}");
  raw_wait_until (raw_contains (stream, "\"end\""));
  g_assert_false (raw_contains (stream, "anonymous"));
}

/* One who waits for an answer and goes leaves nothing behind. */
static void
test_caller_gone (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) raw = NULL;

  g_object_set (self->server, "require-registration", FALSE, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  raw = raw_connect (self->uri);
  http_send_post (raw, "/requests/wait", NULL, "{}");
  raw_wait_until (self->waiting != NULL);
  raw_reset (raw);
  mbm_test_wait_until (mbm_server_get_n_connections (self->server) == 0);
  mbm_server_request_respond (self->waiting, NULL, NULL);
}

static void
test_events_in (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");
  g_autoptr (HttpAnswer) good = http_post (raw, "/events", id, "{\"type\":\"x.y\",\"payload\":[1.0]}");
  g_autoptr (HttpAnswer) bad = NULL;
  g_autoptr (HttpAnswer) forged = NULL;
  g_autoptr (HttpAnswer) stranger = NULL;

  g_assert_cmpuint (good->status, ==, 204);
  g_assert_cmpstr (self->last_frame, ==, "{\"type\":\"event\",\"event\":\"x.y\",\"payload\":[1.0]}");
  bad = http_post (raw, "/events", id, "{\"payload\":[1.0]}");
  g_assert_cmpuint (bad->status, ==, 400);
  g_assert_nonnull (strstr (bad->body, "INVALID_FRAME"));
  forged = http_post (raw, "/events", id, "{\"type\":\"x\",\"context\":{\"source\":\"c-9\"}}");
  g_assert_cmpuint (forged->status, ==, 403);
  g_assert_nonnull (strstr (forged->body, "SOURCE_MISMATCH"));
  stranger = http_post (raw, "/events", NULL, "{\"type\":\"x\"}");
  g_assert_cmpuint (stranger->status, ==, 403);
  g_assert_nonnull (strstr (stranger->body, "NOT_REGISTERED"));
}

/* --- the stream ------------------------------------------------------------------------ */

static void
test_resume (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) raw = NULL;
  g_autoptr (Raw) first = NULL;
  g_autoptr (Raw) second = NULL;
  g_autoptr (Raw) third = NULL;
  g_autofree char *id = NULL;
  g_autofree char *headers = NULL;
  g_autofree char *old_headers = NULL;

  g_object_set (self->server, "event-buffer-count", 3, "announce-clients", FALSE, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  raw = raw_connect (self->uri);
  id = http_register (raw, "c-1");

  /* What came before the stream was opened is not lost. */
  broadcast (self, "one", "{\"n\":1.0}");
  first = http_open_stream (self->uri, id);
  raw_wait_until (raw_contains (first, "\n\nid: 1\ndata: {\"type\":\"one\",\"payload\":{\"n\":1.0}}\n\n"));
  raw_reset (first);

  broadcast (self, "two", "{\n}");
  broadcast (self, "three", "{}");
  headers = g_strconcat (id, "Last-Event-ID: 1\r\n", NULL);
  second = http_open_stream (self->uri, headers);
  raw_wait_until (raw_contains (second, "id: 3\n"));
  g_assert_true (raw_contains (second, "id: 2\ndata: {\"type\":\"two\",\"payload\":{\ndata: }}\n\nid: 3\n"));
  g_assert_false (raw_contains (second, "EVENTS_LOST"));

  /* A second stream takes the place of the first. */
  for (guint i = 0; i < 4; i++)
    broadcast (self, "more", "{}");
  old_headers = g_strconcat (id, "Last-Event-ID: 2\r\n", NULL);
  third = http_open_stream (self->uri, old_headers);
  raw_wait_until (raw_ended (second));
  raw_wait_until (raw_contains (third, "id: 7\n"));
  g_assert_true (
    raw_contains (third, "id: 4\ndata: {\"type\":\"$error\",\"payload\":{\"code\":\"EVENTS_LOST\","));
  g_assert_true (raw_contains (third, "\"missed\":2"));
  g_assert_true (raw_contains (third, "id: 5\n"));
  g_assert_false (raw_contains (third, "id: 3\n"));
}

static void
test_stream_refused (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autofree char *text =
    g_strdup_printf ("GET /events HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", uri_get_port (self->uri));
  g_autofree char *only_head =
    g_strdup_printf ("HEAD /events HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", uri_get_port (self->uri));
  g_autoptr (HttpAnswer) answer = http_send_raw (self->uri, text);
  g_autoptr (HttpAnswer) head = http_send_raw (self->uri, only_head);

  g_assert_cmpuint (answer->status, ==, 403);
  g_assert_nonnull (strstr (answer->body, "NOT_REGISTERED"));
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_nonnull (strstr (head->head, "text/event-stream"));
  mbm_test_wait_until (mbm_server_get_n_connections (self->server) == 0);
}

/* `curl -N` at an open server. */
static void
test_stream_of_anybody (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) stream = NULL;

  g_object_set (self->server, "require-registration", FALSE, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  stream = http_open_stream (self->uri, NULL);
  mbm_test_wait_until (mbm_server_get_n_clients (self->server) == 1);
  broadcast (self, "news", "{}");
  raw_wait_until (raw_contains (stream, "\"news\""));
  raw_close (stream);
  mbm_test_wait_until (mbm_server_get_n_connections (self->server) == 0);
}

/* Who has a stream is there, and who has none and says nothing is gone after a while. */
static void
test_client_timeout (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) raw = NULL;
  g_autoptr (Raw) stream = NULL;
  g_autofree char *id = NULL;
  g_autofree char *silent = NULL;

  g_object_set (self->server, "client-timeout", 200, "event-keep-alive", 50, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  raw = raw_connect (self->uri);
  id = http_register (raw, "c-1");
  stream = http_open_stream (self->uri, id);
  silent = http_register (raw, "c-2");
  mbm_test_wait_until (mbm_server_get_n_clients (self->server) == 1);
  g_assert_nonnull (mbm_server_lookup_client (self->server, "c-1"));
  g_assert_cmpstr (self->removed, ==, "Client timeout");
  raw_wait_until (raw_contains (stream, "\n:\n\n:\n\n:\n\n:\n\n:\n\n:\n\n"));
  g_assert_nonnull (mbm_server_lookup_client (self->server, "c-1"));

  raw_close (stream);
  mbm_test_wait_until (mbm_server_get_n_clients (self->server) == 0);
}

/* The one who does not read is told why, if he ever does; the others never notice. */
static void
test_slow_reader (void)
{
  g_autoptr (Fixture) self = fixture_new ();
  g_autoptr (Raw) raw = NULL;
  g_autoptr (Raw) slow = NULL;
  g_autoptr (Raw) good = NULL;
  g_autofree char *slow_id = NULL;
  g_autofree char *good_id = NULL;
  g_autofree char *filler = g_strnfill (50000, 'x');
  g_autofree char *payload = g_strdup_printf ("\"%s\"", filler);
  gsize seen = 0;

  g_object_set (self->server, "max-queue-size", (guint64) 1000000, NULL);
  fixture_start (self, "http://127.0.0.1:0");
  raw = raw_connect (self->uri);
  slow_id = http_register (raw, "slow");
  good_id = http_register (raw, "good");
  slow = http_open_stream (self->uri, slow_id);
  good = http_open_stream (self->uri, good_id);

  for (guint i = 0; i < 2000 && self->removed == NULL; i++)
    {
      broadcast (self, "large", payload);
      settle ();
      seen += raw_read (good);
      g_byte_array_set_size (good->in, 0);
    }
  raw_wait_until (self->removed != NULL);
  g_assert_true (g_str_has_prefix (self->removed, "Client reads too slowly"));
  g_assert_cmpuint (seen, >, 0);
  broadcast (self, "still-there", "{}");
  raw_wait_until (raw_contains (good, "still-there"));
}

static void
test_stop (void)
{
  g_autoptr (Fixture) self = fixture_new_started ();
  g_autoptr (Raw) raw = raw_connect (self->uri);
  g_autofree char *id = http_register (raw, "c-1");
  g_autoptr (Raw) stream = http_open_stream (self->uri, id);
  g_autoptr (HttpAnswer) answer = NULL;

  http_send_post (raw, "/requests/wait", id, "{}");
  raw_wait_until (self->waiting != NULL);
  mbm_test_server_stop (self->server, "Closing time");

  answer = http_read_answer (raw);
  g_assert_cmpuint (answer->status, ==, 503);
  g_assert_nonnull (strstr (answer->body, "Closing time"));
  raw_wait_until (raw_ended (stream) && raw_ended (raw));
  g_assert_true (raw_contains (stream, "$disconnected"));
  g_assert_true (
    raw_contains (stream, "event: close\ndata: {\"code\":1001,\"reason\":\"Closing time\"}\n\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http-server/requests", test_requests);
  g_test_add_func ("/http-server/token", test_token);
  g_test_add_func ("/http-server/refusals", test_refusals);
  g_test_add_func ("/http-server/large-head", test_large_head);
  g_test_add_func ("/http-server/hosts", test_hosts);
  g_test_add_func ("/http-server/base", test_base);
  g_test_add_func ("/http-server/cors", test_cors);
  g_test_add_func ("/http-server/pipeline", test_pipeline);
  g_test_add_func ("/http-server/chunks", test_chunks);
  g_test_add_func ("/http-server/continue", test_continue);
  g_test_add_func ("/http-server/endings", test_endings);
  g_test_add_func ("/http-server/time-outs", test_time_outs);
  g_test_add_func ("/http-server/max-connections", test_max_connections);
  g_test_add_func ("/http-server/registration", test_registration);
  g_test_add_func ("/http-server/transient", test_transient);
  g_test_add_func ("/http-server/caller-gone", test_caller_gone);
  g_test_add_func ("/http-server/events-in", test_events_in);
  g_test_add_func ("/http-server/resume", test_resume);
  g_test_add_func ("/http-server/stream-refused", test_stream_refused);
  g_test_add_func ("/http-server/stream-of-anybody", test_stream_of_anybody);
  g_test_add_func ("/http-server/client-timeout", test_client_timeout);
  g_test_add_func ("/http-server/slow-reader", test_slow_reader);
  g_test_add_func ("/http-server/stop", test_stop);

  return g_test_run ();
}
