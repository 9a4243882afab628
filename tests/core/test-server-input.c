/* test-server-input.c — wrong input: each has its clear error, and the connection lives wherever it can
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "server-fixture.h"

typedef struct
{
  guint n_refused;
  int last_code;
  GBytes *last_bytes;
  guint n_unsolicited;
} InputTap;

static void
input_tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  InputTap *tap = user_data;

  if (record->kind == MBM_TAP_FRAME_REFUSED)
    {
      g_assert_nonnull (record->error);
      g_assert_true (record->error->domain == MBM_ERROR);
      g_assert_nonnull (record->connection_id);
      tap->n_refused++;
      tap->last_code = record->error->code;
      g_clear_pointer (&tap->last_bytes, g_bytes_unref);
      tap->last_bytes = g_bytes_ref (record->bytes);
    }
  if (record->flags & MBM_TAP_FLAG_UNSOLICITED)
    {
      g_assert_cmpint (record->kind, ==, MBM_TAP_RECEIVED);
      tap->n_unsolicited++;
    }
}

static char *
nested (guint depth)
{
  GString *text = g_string_new ("{\"type\":\"event\",\"event\":\"deep\",\"payload\":");

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

static void
test_no_message (ServerFixture *fixture)
{
  g_autofree char *deep = nested (512);
  g_autofree char *just = nested (511);
  const struct
  {
    const char *text;
    MbmError code;
    const char *word;
  } cases[] = {
    { "", MBM_ERROR_INVALID_JSON, "INVALID_JSON" },
    { "hello", MBM_ERROR_INVALID_JSON, "INVALID_JSON" },
    { "{\"type\":\"request\"", MBM_ERROR_INVALID_JSON, "INVALID_JSON" },
    { "{\"type\":\"event\",\"event\":\"x\",}", MBM_ERROR_INVALID_JSON, "INVALID_JSON" },
    { "{\"type\":\"event\",\"event\":\"x\"} {}", MBM_ERROR_INVALID_JSON, "INVALID_JSON" },
    { "// hi\n{}", MBM_ERROR_INVALID_JSON, "INVALID_JSON" },
    { "[]", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "null", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "{}", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "{\"type\":\"parcel\"}", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "{\"type\":7}", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "{\"type\":\"request\",\"requestType\":\"x\"}", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "{\"type\":\"request\",\"requestId\":7,\"requestType\":\"x\"}", MBM_ERROR_INVALID_FRAME,
      "INVALID_FRAME" },
    { "{\"type\":\"request\",\"requestId\":\"1\"}", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "{\"type\":\"event\"}", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { "{\"type\":\"event\",\"event\":\"x\",\"context\":[]}", MBM_ERROR_INVALID_FRAME, "INVALID_FRAME" },
    { deep, MBM_ERROR_TOO_DEEP, "TOO_DEEP" },
  };
  g_autoptr (MbmTestPeer) peer = NULL;
  InputTap tap = { 0 };

  mbm_server_set_tap (fixture->server, input_tap_cb, &tap, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MbmMessage) event = NULL;
      g_autofree char *words = NULL;

      mbm_test_peer_send (peer, cases[i].text);
      event = mbm_test_peer_await_event (peer, "$error");
      mbm_test_assert_string (event, "code", cases[i].word);
      words = mbm_test_get (event, "message");
      g_assert_cmpuint (strlen (words), >, 5);
      g_assert_cmpint (mbm_test_get_int (event, "timestamp"), >, 0);

      g_assert_cmpuint (tap.n_refused, ==, i + 1);
      g_assert_cmpint (tap.last_code, ==, cases[i].code);
      g_assert_cmpmem (g_bytes_get_data (tap.last_bytes, NULL), g_bytes_get_size (tap.last_bytes),
                       cases[i].text, strlen (cases[i].text));
    }

  /* 511 arrays in the frame's object are 512 levels: that is allowed. */
  mbm_test_peer_send (peer, just);
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (tap.n_refused, ==, G_N_ELEMENTS (cases));
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "c-1"));

  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
  g_clear_pointer (&tap.last_bytes, g_bytes_unref);
}

static void
test_garbage (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) mixed = NULL;
  g_autoptr (MbmMessage) goodbye = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "garbage");
  for (guint i = 0; i < 100; i++)
    mbm_test_peer_send (peer, "garbage");
  mbm_test_peer_await_closed (peer);
  goodbye = mbm_test_peer_await_event (peer, "$disconnected");
  mbm_test_assert_string (goodbye, "reason", "Too many frames that are no messages: 100 in a row");
  g_assert_cmpuint (peer->close_code, ==, 1008);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$error"), ==, 99);

  /* A message in between shows that there is some sense in the peer. */
  mixed = mbm_test_peer_new_registered (fixture->uri, "mixed");
  for (guint i = 0; i < 3; i++)
    {
      for (guint j = 0; j < 99; j++)
        mbm_test_peer_send (mixed, "garbage");
      mbm_test_peer_sync (mixed);
    }
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "mixed"));
}

static void
test_unsolicited (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  InputTap tap = { 0 };

  mbm_server_set_tap (fixture->server, input_tap_cb, &tap, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_test_peer_send (peer, "{\"type\":\"response\",\"requestId\":\"r1\",\"success\":true,\"data\":1}");
  mbm_test_peer_send (
    peer, "{\"type\":\"response\",\"requestId\":\"no\",\"success\":false,\"error\":{\"code\":\"X\","
          "\"message\":\"y\"}}");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (tap.n_unsolicited, ==, 2);
  g_assert_cmpuint (tap.n_refused, ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$error"), ==, 0);
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "c-1"));
  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
}

static void
test_too_large (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) other = NULL;
  g_autoptr (GString) text = g_string_new ("{\"type\":\"event\",\"event\":\"x\",\"payload\":\"");
  g_autoptr (MbmServerClient) client = NULL;
  InputTap tap = { 0 };

  mbm_server_set_tap (fixture->server, input_tap_cb, &tap, NULL);
  g_object_set (fixture->server, "max-message-size", (guint64) 10000, NULL);
  server_fixture_start (fixture);
  other = mbm_test_peer_new_registered (fixture->uri, "other");
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  client = g_object_ref (mbm_server_lookup_client (fixture->server, "c-1"));

  while (text->len < 9998)
    g_string_append_c (text, 'x');
  g_string_append (text, "\"}");
  g_assert_cmpuint (text->len, ==, 10000);
  mbm_test_peer_send (peer, text->str);
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (tap.n_refused, ==, 0);

  g_string_insert_c (text, 0, ' ');
  mbm_test_peer_send (peer, text->str);
  mbm_test_peer_await_closed (peer);
  g_assert_cmpuint (peer->close_code, ==, 1009);
  mbm_test_wait_until (mbm_server_lookup_client (fixture->server, "c-1") == NULL);
  g_assert_cmpuint (tap.n_refused, ==, 1);
  g_assert_cmpint (tap.last_code, ==, MBM_ERROR_MESSAGE_TOO_LARGE);
  g_assert_nonnull (strstr (mbm_server_client_get_reason (client), "10000"));

  mbm_test_peer_sync (other);
  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
  g_clear_pointer (&tap.last_bytes, g_bytes_unref);
}

static void
test_system_payloads (ServerFixture *fixture)
{
  g_autofree char *long_name = g_strnfill (257, 'e');
  g_autofree char *long_event = g_strdup_printf ("{\"clientId\":\"c-1\",\"events\":[\"%s\"]}", long_name);
  const struct
  {
    const char *name;
    const char *payload;
    const char *message;
  } cases[] = {
    { "$subscribe", long_event, "$subscribe: events has a string of more than 256 bytes" },
    { "$ping", "{}", "$ping: timestamp is missing" },
    { "$ping", "{\"timestamp\":\"now\"}", "$ping: timestamp must be a number" },
    { "$ping", "{\"timestamp\":1,\"payload\":2}", "$ping: payload must be a string" },
    { "$ping", "[1]", "$ping: the payload must be an object" },
    { "$ping", "7", "$ping: the payload must be an object" },
    { "$serverInfo", "\"x\"", "$serverInfo: the payload must be an object" },
    { "$subscribe", "{\"events\":[\"x\"]}", "$subscribe: clientId is missing" },
    { "$subscribe", "{\"clientId\":\"other\",\"events\":[\"x\"]}",
      "$subscribe: clientId must be the id of this connection's client, c-1" },
    { "$subscribe", "{\"clientId\":\"c-1\"}", "$subscribe: events is missing" },
    { "$subscribe", "{\"clientId\":\"c-1\",\"events\":[]}", "$subscribe: events must name an event" },
    { "$subscribe", "{\"clientId\":\"c-1\",\"events\":\"x\"}",
      "$subscribe: events must be an array of strings" },
    { "$subscribe", "{\"clientId\":\"c-1\",\"events\":[1]}",
      "$subscribe: events must be an array of strings" },
    { "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"x\"],\"filter\":[]}",
      "$subscribe: filter must be an object" },
    { "$unsubscribe", "{\"clientId\":\"c-1\"}", "$unsubscribe: subscriptionId is missing" },
    { "$unsubscribe", "{\"clientId\":\"c-1\",\"subscriptionId\":5}",
      "$unsubscribe: subscriptionId must be a string without U+0000" },
    { "$unregister", "{\"clientId\":\"c-1\"}", "$unregister: connectionId is missing" },
    { "$unregister", "{\"clientId\":\"c-2\",\"connectionId\":\"x\"}",
      "$unregister: clientId must be the id of this connection's client, c-1" },
    { "$unregister", "{\"clientId\":\"c-1\",\"connectionId\":\"x\"}",
      "$unregister: connectionId must be the id of this connection" },
    { "$login", "{}", "$login: username is missing" },
    { "$login", "{\"username\":\"\"}", "$login: username must not be empty" },
    { "$login", "{\"username\":\"a\",\"password\":[]}", "$login: password must be a string without U+0000" },
    { "$login", "{\"token\":{}}", "$login: token must be a string without U+0000" },
    { "$login", "[]", "$login: the payload must be an object" },
  };
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) absent = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, cases[i].name, cases[i].payload);

      mbm_test_assert_error (answer, "INVALID_PAYLOAD", cases[i].message);
    }
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "c-1"));

  /* A missing payload stands for an empty one. */
  mbm_test_peer_send (peer, "{\"type\":\"request\",\"requestId\":\"bare\",\"requestType\":\"$serverInfo\"}");
  absent = mbm_test_peer_await_response (peer, "bare");
  mbm_test_assert_success (absent);
}

static void
test_register_payloads (ServerFixture *fixture)
{
  g_autofree char *long_id = g_strnfill (257, 'i');
  g_autofree char *long_payload = g_strdup_printf ("{\"clientId\":\"%s\",\"clientType\":\"t\"}", long_id);
  g_autofree char *filler = g_strnfill (65536, 'm');
  g_autofree char *big_payload =
    g_strdup_printf ("{\"clientId\":\"a\",\"clientType\":\"t\",\"metadata\":{\"m\":\"%s\"}}", filler);
  const struct
  {
    const char *payload;
    const char *message;
    const char *member;
  } cases[] = {
    { "{}", "$register: clientId is missing", "clientId" },
    { "{\"clientId\":null}", "$register: clientId is missing", "clientId" },
    { "{\"clientId\":\"\",\"clientType\":\"t\"}", "$register: clientId must not be empty", "clientId" },
    { "{\"clientId\":7,\"clientType\":\"t\"}", "$register: clientId must be a string without U+0000",
      "clientId" },
    { "{\"clientId\":\"a\\u0000b\",\"clientType\":\"t\"}",
      "$register: clientId must be a string without U+0000", "clientId" },
    { long_payload, "$register: clientId must have at most 256 bytes", "clientId" },
    { "{\"clientId\":\"a\"}", "$register: clientType is missing", "clientType" },
    { "{\"clientId\":\"a\",\"clientType\":[]}", "$register: clientType must be a string without U+0000",
      "clientType" },
    { "{\"clientId\":\"a\",\"clientType\":\"t\",\"capabilities\":\"x\"}",
      "$register: capabilities must be an array of strings", "capabilities" },
    { "{\"clientId\":\"a\",\"clientType\":\"t\",\"capabilities\":[null]}",
      "$register: capabilities must be an array of strings", "capabilities" },
    { "{\"clientId\":\"a\",\"clientType\":\"t\",\"metadata\":[]}", "$register: metadata must be an object",
      "metadata" },
    { big_payload, "$register: metadata must have at most 65536 bytes", "metadata" },
    { "null", "$register: clientId is missing", "clientId" },
  };
  g_autoptr (MbmTestPeer) peer = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "$register", cases[i].payload);
      g_autofree char *details = g_strdup_printf ("\"details\":{\"member\":\"%s\"}", cases[i].member);
      MbmJsonValue error = mbm_message_get_error_value (answer);
      g_autofree char *text = g_strndup (error.text, error.length);

      mbm_test_assert_error (answer, "INVALID_PAYLOAD", cases[i].message);
      g_assert_nonnull (strstr (text, details));
    }
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 0);

  /* And after all that it can register, null standing for nothing. */
  {
    g_autoptr (MbmMessage) answer = mbm_test_peer_request (
      peer, "$register",
      "{\"clientId\":\"Größe \\\"1\\\"\",\"clientType\":\"t\",\"capabilities\":null,\"metadata\":null}");

    mbm_test_assert_success (answer);
    g_assert_nonnull (mbm_server_lookup_client (fixture->server, "Größe \"1\""));
  }
}

static void
keep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_ptr_array_add (user_data, mbm_server_request_ref (request));
}

static void
test_too_many_requests (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_autoptr (MbmMessage) refused = NULL;
  g_autofree char *id = NULL;

  mbm_server_add_request_handler (fixture->server, "later", keep_cb, kept, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *each = mbm_test_peer_ask (peer, "later", "{}", NULL);
    }
  refused = mbm_test_peer_request (peer, "later", "{}");
  g_assert_cmpuint (kept->len, ==, 10000);
  mbm_test_assert_error (refused, "TOO_MANY_REQUESTS",
                         "10000 requests of this connection wait for an answer");

  /* The system contract is answered at once and needs no room. */
  mbm_test_peer_sync (peer);

  /* Once one is answered there is room for another. */
  g_assert_true (mbm_server_request_respond (g_ptr_array_index (kept, 0), NULL, NULL));
  id = mbm_test_peer_ask (peer, "later", "{}", NULL);
  mbm_test_wait_until (kept->len == 10001);
  g_ptr_array_set_size (kept, 0);
}

/* A few large ones are as heavy as many small ones; but one alone always has its chance. */
static void
test_too_large_requests (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_autoptr (MbmMessage) refused = NULL;
  g_autofree char *filler = g_strnfill (15 * 1024 * 1024, '1');
  g_autofree char *last = NULL;

  mbm_server_add_request_handler (fixture->server, "later", keep_cb, kept, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = mbm_test_peer_ask (peer, "later", filler, NULL);
    }
  refused = mbm_test_peer_request (peer, "later", filler);
  mbm_test_assert_error (refused, "TOO_MANY_REQUESTS", "4 requests of this connection wait for an answer");
  g_assert_cmpuint (kept->len, ==, 4);

  g_assert_true (mbm_server_request_respond (g_ptr_array_index (kept, 0), NULL, NULL));
  last = mbm_test_peer_ask (peer, "later", filler, NULL);
  mbm_test_wait_until (kept->len == 5);
  g_ptr_array_set_size (kept, 0);
}

static void
large_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autofree char *filler = g_strnfill (200000, ' ');
  g_autofree char *text = g_strconcat ("\"", filler, "\"", NULL);
  g_autoptr (GBytes) data = mbm_test_bytes (text);

  g_assert_true (mbm_server_request_respond (request, data, NULL));
}

/* An answer that no queue could hold is our fault, not the client's, whatever else waits for it. */
static void
test_answer_too_large (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) ping = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *filler = g_strnfill (100000, '1');
  g_autofree char *ping_id = NULL;
  g_autofree char *id = NULL;

  g_object_set (fixture->server, "max-queue-size", (guint64) 100000, NULL);
  mbm_server_add_request_handler (fixture->server, "large", large_cb, NULL, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  ping_id = mbm_test_peer_ask (peer, "$ping", "{\"timestamp\":1}", NULL);
  id = mbm_test_peer_ask (peer, "large", "{}", NULL);
  answer = mbm_test_peer_await_response (peer, id);
  mbm_test_assert_error (answer, "INTERNAL_ERROR", NULL);
  ping = mbm_test_peer_await_response (peer, ping_id);
  mbm_test_assert_success (ping);

  payload = mbm_test_bytes (filler);
  g_assert_false (mbm_server_broadcast (fixture->server, "news", payload, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (mbm_server_send (fixture->server, "c-1", "news", payload, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE);
  mbm_test_peer_sync (peer);
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "c-1"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server-input/no-message", test_no_message);
  server_fixture_add ("/server-input/garbage", test_garbage);
  server_fixture_add_with_http ("/server-input/unsolicited", test_unsolicited);
  server_fixture_add ("/server-input/too-large", test_too_large);
  server_fixture_add_with_http ("/server-input/system-payloads", test_system_payloads);
  server_fixture_add_with_http ("/server-input/register-payloads", test_register_payloads);
  server_fixture_add ("/server-input/too-many-requests", test_too_many_requests);
  server_fixture_add ("/server-input/too-large-requests", test_too_large_requests);
  server_fixture_add_with_http ("/server-input/answer-too-large", test_answer_too_large);

  return g_test_run ();
}
