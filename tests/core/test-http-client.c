/* test-http-client.c — a client at HTTP services of another make, and at ours
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <libsoup/soup.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http-peer.h"
#include "mbm-test-peer.h"
#include "tls-fixture.h"

/* A service on libsoup's server, which knows nothing of ours. */
typedef struct
{
  SoupServer *server;
  char *uri;
  GString *log;   /* a line for each request: method, path, headers of interest, body */
  GQueue streams; /* SoupServerMessage, the newest last */
  gboolean knows_register;
  gboolean has_forgotten; /* who has registered */
  SoupServerMessage *held;
} Plain;

static void
note_request (Plain *self, SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  static const char *const names[] = { "X-Connection-Id", "Authorization", "Last-Event-ID", "X-Own" };
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_string_append_printf (self->log, "%s %s", soup_server_message_get_method (message), path);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = soup_message_headers_get_one (headers, names[i]);

      if (value != NULL)
        g_string_append_printf (self->log, " [%s]", value);
    }
  g_string_append_printf (self->log, " %.*s\n", (int) body->length, body->data != NULL ? body->data : "");
}

static void
answer (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (body != NULL)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
begin_stream (Plain *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            "retry: 60\n\n", 11);
  g_queue_push_tail (&self->streams, g_object_ref (message));
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Plain *self = user_data;
  const char *escaped = g_uri_get_path (soup_server_message_get_uri (message));

  note_request (self, message, escaped);
  if (g_str_equal (path, "/v1/requests/$register") && self->knows_register)
    answer (
      message, 200, "application/json",
      "{\"success\":true,\"connectionId\":\"conn-1\",\"serverId\":\"soup\",\"serverTime\":1,\"ttl\":90}");
  else if (g_str_equal (path, "/v1/requests/$unregister"))
    answer (message, 200, "application/json", "{\"success\":true,\"timestamp\":1}");
  else if (g_str_equal (path, "/v1/requests/number"))
    answer (message, 200, "application/json", " 1.0000000000000000001 ");
  else if (g_str_equal (path, "/v1/requests/a/b ü"))
    answer (message, 200, "application/json", "\"odd\"");
  else if (g_str_equal (path, "/v1/api/wrapped"))
    answer (message, 200, "application/json", "{\"result\":[1.50]}");
  else if (g_str_equal (path, "/v1/requests/fails"))
    answer (message, 409, "application/json",
            "{\"error\":{\"code\":\"TAKEN\",\"message\":\"It is taken\",\"details\":{\"by\":1.0}}}");
  else if (g_str_equal (path, "/v1/requests/html"))
    answer (message, 502, "text/html", "<h1>Bad Gateway</h1>");
  else if (g_str_equal (path, "/v1/requests/garbage"))
    answer (message, 200, "application/json", "{\"a\":0x1}");
  else if (g_str_equal (path, "/v1/requests/empty"))
    answer (message, 204, NULL, NULL);
  else if (g_str_equal (path, "/v1/requests/large"))
    {
      g_autofree char *text = g_strnfill (200000, ' ');

      answer (message, 200, "application/json", text);
    }
  else if (g_str_equal (path, "/v1/requests/moved"))
    soup_server_message_set_redirect (message, 307, "http://127.0.0.1:1/v1/requests/number");
  else if (g_str_equal (path, "/v1/requests/held"))
    {
      g_set_object (&self->held, message);
      soup_server_message_pause (message);
    }
  else if (g_str_equal (path, "/v1/auth/login"))
    answer (message, 200, "application/json",
            "{\"success\":true,\"token\":\"tok-1\",\"user\":{\"id\":\"1\",\"username\":\"u\"}}");
  else if (g_str_equal (path, "/v1/events") && g_str_equal (soup_server_message_get_method (message), "GET"))
    begin_stream (self, message);
  else if (g_str_equal (path, "/v1/events") && self->has_forgotten)
    answer (message, 404, "application/json",
            "{\"error\":{\"code\":\"UNKNOWN_CONNECTION\",\"message\":\"Register again\"}}");
  else if (g_str_equal (path, "/v1/events"))
    answer (message, 204, NULL, NULL);
  else
    answer (message, 404, "text/plain", "nothing here");
}

static Plain *
plain_new (void)
{
  Plain *self = g_new0 (Plain, 1);
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  self->server = soup_server_new (NULL, NULL);
  self->log = g_string_new (NULL);
  self->knows_register = TRUE;
  g_queue_init (&self->streams);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->uri = g_strdup_printf ("http://127.0.0.1:%d/v1/", g_uri_get_port (uris->data));
  return self;
}

static void
plain_free (Plain *self)
{
  soup_server_disconnect (self->server);
  g_queue_clear_full (&self->streams, g_object_unref);
  g_clear_object (&self->held);
  g_object_unref (self->server);
  g_string_free (self->log, TRUE);
  g_free (self->uri);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plain, plain_free)

static void
stream_send (Plain *self, const char *text)
{
  SoupServerMessage *message = g_queue_peek_tail (&self->streams);

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, text,
                            strlen (text));
  soup_server_message_unpause (message);
}

static void
stream_end (Plain *self)
{
  SoupServerMessage *message = g_queue_peek_tail (&self->streams);

  soup_message_body_complete (soup_server_message_get_response_body (message));
  soup_server_message_unpause (message);
}

/* --- the client ------------------------------------------------------------------ */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
connect_client (MbmClient *client, const char *uri, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_connect_async (client, uri, NULL, result_cb, &result);
  mbm_test_wait_until (result != NULL);
  return mbm_client_connect_finish (client, result, error);
}

static MbmClient *
client_new (const char *uri)
{
  MbmClient *client = mbm_client_new ("c-1");
  g_autoptr (GError) error = NULL;

  g_object_set (client, "auto-reconnect", FALSE, "heartbeat-interval", 0, NULL);
  connect_client (client, uri, &error);
  g_assert_no_error (error);
  return client;
}

static void
client_end (MbmClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_disconnect_async (client, NULL, result_cb, &result);
  mbm_test_wait_until (result != NULL);
  g_clear_object (&result);
  g_assert_finalize_object (client);
}

static MbmMessage *
ask (MbmClient *client, const char *name, const char *payload, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = mbm_test_bytes (payload);

  mbm_client_request_async (client, name, bytes, NULL, 0, NULL, result_cb, &result);
  mbm_test_wait_until (result != NULL);
  return mbm_client_request_finish (client, result, error);
}

static void
assert_answer (MbmClient *client, const char *name, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) message = ask (client, name, "{\"x\":1.0}", &error);
  MbmJsonValue value;

  g_assert_no_error (error);
  value = mbm_message_get_payload_value (message);
  g_assert_cmpmem (value.text, value.length, expected, strlen (expected));
}

static void
assert_failure (MbmClient *client, const char *name, const char *code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) message = ask (client, name, "{}", &error);

  if (message != NULL)
    g_assert_false (mbm_message_check_success (message, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE);
  if (strstr (error->message, words) == NULL)
    g_assert_nonnull (strstr (error->message, words));
  if (message != NULL)
    g_assert_cmpstr (mbm_message_get_error_code (message), ==, code);
}

static void
test_answers (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = client_new (service->uri);

  g_assert_cmpstr (mbm_client_get_connection_id (client), ==, "conn-1");
  assert_answer (client, "number", "1.0000000000000000001");
  g_assert_nonnull (strstr (service->log->str,
                            "POST /v1/requests/number [conn-1] {\"payload\":{\"x\":1.0},\"context\":"
                            "{\"source\":\"c-1\"}}\n"));
  assert_answer (client, "a/b ü", "\"odd\"");
  assert_answer (client, "empty", "null");
  assert_failure (client, "fails", "TAKEN", "It is taken");
  assert_failure (client, "html", "HTTP_502", "502 Bad Gateway");
  assert_failure (client, "garbage", "INVALID_JSON", "Line 1");
  assert_failure (client, "moved", "HTTP_307", "307");
  assert_failure (client, "nothing", "HTTP_404", "404");
  client_end (client);
  g_assert_nonnull (strstr (service->log->str, "POST /v1/requests/$unregister [conn-1]"));
}

static void
test_large_answer (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = mbm_client_new ("c-1");
  g_autoptr (GError) error = NULL;

  g_object_set (client, "auto-reconnect", FALSE, "max-message-size", (guint64) 100000, NULL);
  g_assert_true (connect_client (client, service->uri, &error));
  assert_failure (client, "large", "MESSAGE_TOO_LARGE", "over the limit of 100000");
  assert_answer (client, "number", "1.0000000000000000001");
  client_end (client);
}

/* A plain service: it is said that it registers nobody, and it can be used without. */
static void
test_plain_service (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = mbm_client_new ("c-1");
  g_autoptr (GError) error = NULL;

  service->knows_register = FALSE;
  g_object_set (client, "auto-reconnect", FALSE, NULL);
  g_assert_false (connect_client (client, service->uri, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE);
  g_assert_nonnull (strstr (error->message, "404"));
  g_clear_error (&error);

  g_object_set (client, "register", FALSE, NULL);
  g_assert_true (connect_client (client, service->uri, &error));
  g_assert_no_error (error);
  assert_answer (client, "number", "1.0000000000000000001");
  mbm_test_wait_until (service->streams.length == 1);
  client_end (client);
}

static void
test_api_form (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = mbm_client_new ("c-1");
  g_autoptr (GError) error = NULL;

  g_object_set (client, "auto-reconnect", FALSE, "register", FALSE, "api-form", TRUE, NULL);
  g_assert_true (connect_client (client, service->uri, &error));
  assert_answer (client, "wrapped", "[1.50]");
  client_end (client);
}

static void
test_headers (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = mbm_client_new ("c-1");
  const char *headers[] = { "X-Own: of mine", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_object_set (client, "auto-reconnect", FALSE, "headers", headers, NULL);
  g_assert_true (connect_client (client, service->uri, &error));
  mbm_client_login_async (client, "u", "p", NULL, result_cb, &result);
  mbm_test_wait_until (result != NULL);
  g_assert_nonnull (strstr (service->log->str, "POST /v1/requests/$register [of mine]"));
  g_assert_nonnull (
    strstr (service->log->str,
            "POST /v1/auth/login [conn-1] [of mine] {\"username\":\"u\",\"password\":\"p\"}\n"));
  assert_answer (client, "number", "1.0000000000000000001");
  g_assert_nonnull (strstr (service->log->str, "POST /v1/requests/number [conn-1] [Bearer tok-1] [of mine]"));
  g_clear_object (&result);
  client_end (client);
}

/* Events arrive in their order, and before what is asked after them. */
static void
test_order (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = client_new (service->uri);
  const char *position;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *payload = g_strdup_printf ("%u", i);
      g_autoptr (GBytes) bytes = mbm_test_bytes (payload);
      g_autoptr (GError) error = NULL;

      mbm_client_emit (client, "count", bytes, NULL, &error);
      g_assert_no_error (error);
    }
  assert_answer (client, "number", "1.0000000000000000001");
  position = service->log->str;
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *line = g_strdup_printf ("{\"type\":\"count\",\"payload\":%u,", i);

      position = strstr (position, line);
      g_assert_nonnull (position);
    }
  g_assert_nonnull (strstr (position, "/v1/requests/number"));
  client_end (client);
}

static void
event_cb (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  MbmJsonValue value = mbm_message_get_payload_value (event);

  g_string_append_printf (user_data, "%s %.*s\n", mbm_message_get_name (event), (int) value.length,
                          value.text);
}

static void
test_stream (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = client_new (service->uri);
  g_autoptr (GString) events = g_string_new (NULL);

  mbm_client_add_event_handler (client, "news", event_cb, events, NULL);
  mbm_test_wait_until (service->streams.length == 1);
  stream_send (service,
               "id: 7\ndata: {\"type\":\"news\",\ndata: \"payload\":{\"a\":1.0}}\n\nid: 8\ndata: {\"type\":");
  stream_send (service, "\"news\",\"payload\":2}\n\nid: 9\ndata: {\"type\":\"news\",\"payl");
  mbm_test_wait_until (g_str_has_suffix (events->str, "news 2\n"));
  g_assert_cmpstr (events->str, ==, "news {\"a\":1.0}\nnews 2\n");

  /* What was not complete is fetched again. */
  stream_end (service);
  mbm_test_wait_until (service->streams.length == 2);
  g_assert_nonnull (strstr (service->log->str, "GET /v1/events [conn-1] [8]"));
  stream_send (service, "id: 9\ndata: {\"type\":\"news\",\"payload\":3}\n\n");
  mbm_test_wait_until (g_str_has_suffix (events->str, "news 3\n"));
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);

  stream_send (service, "event: close\ndata: {\"code\":1001,\"reason\":\"Going home\"}\n\n");
  mbm_test_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  g_assert_nonnull (strstr (mbm_client_get_error (client)->message, "Going home"));
  g_assert_finalize_object (client);
}

static gboolean
take_request (Raw *raw)
{
  return raw_contains (raw, "\r\n\r\n");
}

/* A service that ends the connection on which it was asked: it is not asked again, and connections serve one
 * request after the other. */
static void
test_never_twice (void)
{
  int listening = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int accepted = -1;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  g_autofree char *uri = NULL;
  g_autoptr (Raw) raw = NULL;
  g_autoptr (Raw) first = NULL;
  g_autoptr (MbmClient) client = mbm_client_new ("c-1");
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GAsyncResult) before = NULL;
  g_autoptr (GAsyncResult) asked = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (bind (listening, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (listening, 8), ==, 0);
  g_assert_cmpint (getsockname (listening, (struct sockaddr *) &address, &length), ==, 0);
  uri = g_strdup_printf ("http://127.0.0.1:%u", g_ntohs (address.sin_port));
  g_object_set (client, "auto-reconnect", FALSE, "parallel-requests", 1, NULL);
  mbm_client_connect_async (client, uri, NULL, result_cb, &connected);
  raw_wait_until ((accepted = accept (listening, NULL, NULL)) >= 0);
  first = raw_new (accepted);
  raw_wait_until (take_request (first));
  raw_send (
    first,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 84\r\n\r\n"
    "{\"success\":true,\"connectionId\":\"0123456789\",\"serverId\":\"raw\",\"serverTime\":1,\"ttl\":9}");
  mbm_test_wait_until (connected != NULL);
  g_assert_true (mbm_client_connect_finish (client, connected, &error));
  raw_wait_until (raw_contains (first, "GET /events"));

  mbm_client_request_async (client, "before", NULL, NULL, 0, NULL, result_cb, &before);
  raw_wait_until ((accepted = accept (listening, NULL, NULL)) >= 0);
  raw = raw_new (accepted);
  raw_wait_until (raw_contains (raw, "/requests/before "));
  raw_send (raw, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n1");
  mbm_test_wait_until (before != NULL);

  mbm_client_request_async (client, "once", NULL, NULL, 0, NULL, result_cb, &asked);
  raw_wait_until (raw_contains (raw, "/requests/once "));
  raw_close (raw);
  mbm_test_wait_until (asked != NULL);
  g_assert_null (mbm_client_request_finish (client, asked, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  g_assert_cmpint (accept (listening, NULL, NULL), <, 0);
  close (listening);
}

/* A request that is given up frees its connection. */
static void
test_cancel (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = mbm_client_new ("c-1");
  g_autoptr (GError) error = NULL;

  g_object_set (client, "auto-reconnect", FALSE, "parallel-requests", 1, NULL);
  g_assert_true (connect_client (client, service->uri, &error));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) cancelled = NULL;

      mbm_client_request_async (client, "held", NULL, NULL, 0, cancellable, result_cb, &result);
      mbm_test_wait_until (service->held != NULL);
      g_clear_object (&service->held);
      g_cancellable_cancel (cancellable);
      mbm_test_wait_until (result != NULL);
      g_assert_null (mbm_client_request_finish (client, result, &cancelled));
      g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  assert_answer (client, "number", "1.0000000000000000001");
  client_end (client);
}

static void
test_unreachable (void)
{
  g_autoptr (MbmClient) client = mbm_client_new ("c-1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) wrong = NULL;
  const char *headers[] = { "no header", NULL };

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  g_assert_false (connect_client (client, "http://127.0.0.1:1/", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REFUSED);
  g_object_set (client, "headers", headers, NULL);
  g_assert_false (connect_client (client, "http://127.0.0.1:1/", &wrong));
  g_assert_error (wrong, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
}

/* Somebody accepts and says nothing more. */
static void
test_lost (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = client_new (service->uri);

  mbm_test_wait_until (service->streams.length == 1);
  soup_server_disconnect (service->server);
  mbm_test_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  g_assert_finalize_object (client);
}

/* A service that has forgotten its client says so when that has something to tell. */
static void
test_forgotten (void)
{
  g_autoptr (Plain) service = plain_new ();
  MbmClient *client = client_new (service->uri);
  g_autoptr (GBytes) payload = mbm_test_bytes ("{}");

  mbm_test_wait_until (service->streams.length == 1);
  service->has_forgotten = TRUE;
  g_assert_true (mbm_client_emit (client, "moved", payload, NULL, NULL));
  mbm_test_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  g_assert_nonnull (strstr (mbm_client_get_error (client)->message, "does not know this client any more"));
  g_assert_finalize_object (client);
}

/* --- both ends ---------------------------------------------------------------------------- */

static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmJsonValue payload = mbm_server_request_get_payload_value (request);
  g_autoptr (GBytes) data = g_bytes_new (payload.text, payload.length);

  mbm_server_request_respond (request, data, NULL);
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) message = mbm_client_request_finish (MBM_CLIENT (source), result, &error);

  g_assert_no_error (error);
  ++*(guint *) user_data;
}

static void
both_ends (const char *listen_uri)
{
  MbmServer *server = mbm_server_new ("ours", NULL);
  MbmClient *client = mbm_client_new ("c-1");
  g_autoptr (GString) events = g_string_new (NULL);
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"n\":1}");
  guint n_answers = 0;
  g_autoptr (GError) error = NULL;

  if (g_str_has_prefix (listen_uri, "https"))
    {
      g_autoptr (GTlsCertificate) certificate = tls_fixture_load ("server");

      g_object_set (server, "certificate", certificate, NULL);
      /* GIO reads the system's authorities for each connection, which takes its time under a sanitizer. */
      g_object_set (client, "ca-file", tls_fixture_path ("ca.pem"), "parallel-requests", 2, NULL);
    }
  mbm_server_add_request_handler (server, "echo", echo_cb, NULL, NULL);
  mbm_test_server_start (server, listen_uri);
  g_object_set (client, "auto-reconnect", FALSE, NULL);
  mbm_client_add_event_handler (client, "news", event_cb, events, NULL);
  connect_client (client, mbm_server_get_uri (server), &error);
  g_assert_no_error (error);

  assert_answer (client, "echo", "{\"x\":1.0}");
  mbm_server_broadcast (server, "news", payload, NULL, NULL);
  mbm_test_wait_until (events->len > 0);
  g_assert_cmpstr (events->str, ==, "news {\"n\":1}\n");

  /* More at a time than there are connections. */
  for (guint i = 0; i < 100; i++)
    mbm_client_request_async (client, "echo", payload, NULL, 0, NULL, count_cb, &n_answers);
  mbm_test_wait_until (n_answers == 100);
  client_end (client);
  mbm_test_wait_until (mbm_server_get_n_connections (server) == 0);
  mbm_test_server_stop (server, NULL);
  g_assert_finalize_object (server);
}

/* While nobody receives, what comes on the event stream is kept, and told in its order behind that. */
static void
test_paused (void)
{
  static const char *const numbers[] = { "1", "2", "3" };
  g_autoptr (MbmServer) server = mbm_server_new ("s", NULL);
  g_autoptr (MbmTestPeer) paused = NULL;
  g_autoptr (MbmTestPeer) other = NULL;

  mbm_test_server_start (server, "http://127.0.0.1:0");
  paused = mbm_test_peer_new_registered (mbm_server_get_uri (server), "paused");
  other = mbm_test_peer_new_registered (mbm_server_get_uri (server), "other");
  mbm_test_peer_pause (paused);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GBytes) payload = g_bytes_new_static (numbers[i], 1);
      g_autoptr (MbmMessage) event = NULL;

      g_assert_true (mbm_server_broadcast (server, "n", payload, NULL, NULL));
      event = mbm_test_peer_await_event (other, "n");
      mbm_test_peer_sync (other);
    }
  g_assert_cmpuint (mbm_test_peer_count_events (paused, "n"), ==, 0);

  mbm_test_peer_resume (paused);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (MbmMessage) event = mbm_test_peer_await_event (paused, "n");
      g_autoptr (GBytes) payload = mbm_message_dup_payload (event);

      g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), numbers[i], 1);
    }
  mbm_test_server_stop (server, NULL);
}

static void
test_both_ends (void)
{
  both_ends ("http://127.0.0.1:0");
}

static void
test_encrypted (void)
{
  both_ends ("https://localhost:0");
}

/* Who is not trusted gets nothing, and it is said why. */
static void
test_untrusted (void)
{
  MbmServer *server = mbm_server_new ("ours", NULL);
  g_autoptr (MbmClient) client = mbm_client_new ("c-1");
  g_autoptr (GTlsCertificate) certificate = tls_fixture_load ("server");
  g_autoptr (GError) error = NULL;

  g_object_set (server, "certificate", certificate, NULL);
  mbm_test_server_start (server, "https://localhost:0");
  g_object_set (client, "auto-reconnect", FALSE, NULL);
  g_assert_false (connect_client (client, mbm_server_get_uri (server), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CERTIFICATE);
  mbm_test_server_stop (server, NULL);
  g_assert_finalize_object (server);
}

/* The server forgets the client: it finds its way back. */
static void
test_reconnect (void)
{
  MbmServer *server = mbm_server_new ("ours", NULL);
  MbmClient *client = mbm_client_new ("c-1");
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;

  mbm_test_server_start (server, "http://127.0.0.1:0");
  g_object_set (client, "reconnect-interval", 20, NULL);
  g_assert_true (connect_client (client, mbm_server_get_uri (server), &error));
  first = g_strdup (mbm_client_get_connection_id (client));
  mbm_server_disconnect_client (server, "c-1", "Out with you", NULL);
  mbm_test_wait_until (mbm_client_get_status (client) != MBM_CLIENT_CONNECTED);
  mbm_test_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_cmpstr (mbm_client_get_connection_id (client), !=, first);
  client_end (client);
  mbm_test_server_stop (server, NULL);
  g_assert_finalize_object (server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http-client/answers", test_answers);
  g_test_add_func ("/http-client/large-answer", test_large_answer);
  g_test_add_func ("/http-client/plain-service", test_plain_service);
  g_test_add_func ("/http-client/api-form", test_api_form);
  g_test_add_func ("/http-client/headers", test_headers);
  g_test_add_func ("/http-client/order", test_order);
  g_test_add_func ("/http-client/stream", test_stream);
  g_test_add_func ("/http-client/never-twice", test_never_twice);
  g_test_add_func ("/http-client/cancel", test_cancel);
  g_test_add_func ("/http-client/unreachable", test_unreachable);
  g_test_add_func ("/http-client/lost", test_lost);
  g_test_add_func ("/http-client/forgotten", test_forgotten);
  g_test_add_func ("/http-client/paused", test_paused);
  g_test_add_func ("/http-client/both-ends", test_both_ends);
  g_test_add_func ("/http-client/encrypted", test_encrypted);
  g_test_add_func ("/http-client/untrusted", test_untrusted);
  g_test_add_func ("/http-client/reconnect", test_reconnect);

  return g_test_run ();
}
