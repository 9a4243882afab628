/* test-server-faults.c — what a server does wrong on purpose, as its clients see it on the wire
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "http-peer.h"
#include "mbm-test-peer.h"
#include "server-fixture.h"

static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmJsonValue payload = mbm_server_request_get_payload_value (request);
  g_autoptr (GBytes) data = g_bytes_new (payload.text, payload.length);

  mbm_server_request_set_note (request, "echo");
  mbm_server_request_respond (request, data, NULL);
}

static void
answer_cb (MbmMiddleware *middleware, MbmServerRequest *request, MbmServerAnswer *answer, gpointer user_data)
{
  const char *name = mbm_server_request_get_name (request);

  g_assert_cmpuint (mbm_server_answer_get_copies (answer), ==, 1);
  g_assert_cmpuint (mbm_server_answer_get_delay (answer), ==, 0);
  if (g_str_equal (name, "late"))
    mbm_server_answer_set_delay (answer, 150);
  else if (g_str_equal (name, "dropped"))
    mbm_server_answer_set_copies (answer, 0);
  else if (g_str_equal (name, "twice"))
    mbm_server_answer_set_copies (answer, 2);
}

static void
add_handlers (MbmServer *server)
{
  static const char *const names[] = { "echo", "late", "dropped", "twice", NULL };
  g_autoptr (MbmFunctionMiddleware) faults = mbm_function_middleware_new ();

  for (guint i = 0; names[i] != NULL; i++)
    mbm_server_add_request_handler (server, names[i], echo_cb, NULL, NULL);
  mbm_function_middleware_set_answer_func (faults, answer_cb, NULL, NULL);
  mbm_server_add_middleware (server, MBM_MIDDLEWARE (faults), NULL);
}

typedef struct
{
  GString *notes; /* of what was sent, one after the other */
  guint n_withheld;
} Tap;

static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  Tap *tap = user_data;

  if (record->kind == MBM_TAP_WITHHELD)
    {
      g_assert_nonnull (record->message);
      g_assert_nonnull (record->connection_id);
      tap->n_withheld++;
    }
  if (record->note != NULL)
    g_string_append_printf (tap->notes, "%s;", record->note);
}

static guint
count_frames (MbmTestPeer *peer, const char *id)
{
  guint n = 0;

  for (GList *link = peer->frames.head; link != NULL; link = link->next)
    n += g_strcmp0 (mbm_message_get_id (link->data), id) == 0;
  return n;
}

/* A late answer holds nobody up; a dropped one never comes, and one that comes twice does so. */
static void
test_answers (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GString) notes = g_string_new (NULL);
  Tap tap = { notes, 0 };
  gint64 begin = g_get_monotonic_time ();

  add_handlers (fixture->server);
  mbm_server_set_tap (fixture->server, tap_cb, &tap, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  {
    g_autofree char *late = mbm_test_peer_ask (peer, "late", "[1]", NULL);
    g_autofree char *dropped = mbm_test_peer_ask (peer, "dropped", "[2]", NULL);
    g_autofree char *twice = mbm_test_peer_ask (peer, "twice", "[3]", NULL);
    g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "echo", "[4]");
    g_autoptr (MbmMessage) last = NULL;

    mbm_test_assert_success (answer);
    g_assert_cmpuint (count_frames (peer, twice), ==, 2);
    g_assert_cmpuint (count_frames (peer, late), ==, 0);
    last = mbm_test_peer_await_response (peer, late);
    g_assert_cmpint (g_get_monotonic_time () - begin, >=, 150 * 1000);
    mbm_test_assert_success (last);
    g_assert_cmpuint (count_frames (peer, dropped), ==, 0);
  }
  g_assert_cmpuint (tap.n_withheld, ==, 1);
  g_assert_cmpstr (notes->str, ==, "echo;echo;echo;echo;echo;");
  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
}

/* Who leaves meanwhile, or the server, takes nothing along. */
static void
test_late_end (ServerFixture *fixture)
{
  MbmTestPeer *peer;
  g_autofree char *id = NULL;

  add_handlers (fixture->server);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  id = mbm_test_peer_ask (peer, "late", "[1]", NULL);
  mbm_test_peer_sync (peer);
  mbm_test_peer_free (peer);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 0);

  peer = mbm_test_peer_new_registered (fixture->uri, "c-2");
  g_free (id);
  id = mbm_test_peer_ask (peer, "late", "[1]", NULL);
  mbm_test_peer_sync (peer);
  mbm_test_server_stop (fixture->server, NULL);
  mbm_test_peer_free (peer);
}

static void
test_cut (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GError) error = NULL;

  add_handlers (fixture->server);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  g_assert_true (mbm_server_cut_client (fixture->server, "c-1", MBM_CUT_NOW, &error));
  g_assert_no_error (error);
  mbm_test_peer_await_closed (peer);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 0);
  g_assert_cmpuint (peer->close_code, ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$disconnected"), ==, 0);
  g_assert_false (mbm_server_cut_client (fixture->server, "c-1", MBM_CUT_NOW, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT);
}

/* The frame says how long it is, half of it comes, and then the end. */
static void
test_cut_frame (void)
{
  g_autoptr (MbmServer) server = mbm_server_new ("s", NULL);
  g_autofree char *text = g_strnfill (40000, 'x');
  g_autofree char *ask = g_strdup_printf (
    "{\"type\":\"request\",\"requestId\":\"r2\",\"requestType\":\"echo\",\"payload\":\"%s\"}", text);
  static const char registers[] =
    "{\"type\":\"request\",\"requestId\":\"r1\",\"requestType\":\"$register\","
    "\"payload\":{\"clientId\":\"c\",\"clientType\":\"t\",\"capabilities\":[]}}";
  g_autoptr (Raw) raw = NULL;
  gsize before, length, announced;
  const guint8 *frame;

  add_handlers (server);
  g_object_set (server, "announce-clients", FALSE, NULL);
  mbm_test_server_start (server, "ws://127.0.0.1:0");
  raw = raw_open (mbm_server_get_uri (server));
  raw_send_frame (raw, 0x81, registers, strlen (registers));
  raw_wait_until (raw_contains (raw, "connectionId"));

  g_assert_true (mbm_server_cut_client (server, "c", MBM_CUT_MID_ANSWER, NULL));
  before = raw_read (raw);
  raw_send_frame (raw, 0x81, ask, strlen (ask));
  raw_wait_until (raw_ended (raw));
  length = raw->in->len - before;
  frame = raw->in->data + before;
  g_assert_cmpuint (frame[0], ==, 0x81);
  g_assert_cmpuint (frame[1], ==, 126);
  announced = (gsize) frame[2] << 8 | frame[3];
  g_assert_cmpuint (announced, >, 40000);
  g_assert_cmpuint (length, ==, (announced + 4) / 2);
  g_assert_cmpmem (frame + 4, 18, "{\"type\":\"response\"", 18);

  mbm_test_wait_until (mbm_server_get_n_connections (server) == 0);
  mbm_test_server_stop (server, NULL);
  g_assert_finalize_object (g_steal_pointer (&server));
}

static void
test_cut_body (void)
{
  g_autoptr (MbmServer) server = mbm_server_new ("s", NULL);
  g_autofree char *text = g_strnfill (4000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"payload\":\"%s\"}", text);
  g_autoptr (Raw) raw = NULL;
  g_autofree char *id = NULL;
  g_autofree char *got = NULL;
  const char *length, *end;

  add_handlers (server);
  mbm_test_server_start (server, "http://127.0.0.1:0");
  raw = raw_connect (mbm_server_get_uri (server));
  id = http_register (raw, "c");
  g_assert_true (mbm_server_cut_client (server, "c", MBM_CUT_MID_ANSWER, NULL));
  http_send_post (raw, "/requests/echo", id, body);
  raw_wait_until (raw_ended (raw));

  got = g_strndup ((const char *) raw->in->data, raw->in->len);
  g_assert_true (g_str_has_prefix (got, "HTTP/1.1 200 "));
  length = strstr (got, "Content-Length: ");
  end = strstr (got, "\r\n\r\n");
  g_assert_nonnull (length);
  g_assert_nonnull (end);
  {
    guint64 announced = g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10);

    g_assert_cmpuint (announced, >, 4000);
    g_assert_cmpuint (strlen (end + 4), ==, announced - announced / 2);
  }

  mbm_test_wait_until (mbm_server_get_n_connections (server) == 0);
  mbm_test_server_stop (server, NULL);
  g_assert_finalize_object (g_steal_pointer (&server));
}

/* The same over HTTP: late, and never; what comes twice is one answer there. */
static void
test_http (void)
{
  g_autoptr (MbmServer) server = mbm_server_new ("s", NULL);
  g_autoptr (Raw) raw = NULL;
  g_autoptr (Raw) waiting = NULL;
  g_autofree char *id = NULL;
  gint64 begin;

  add_handlers (server);
  mbm_test_server_start (server, "http://127.0.0.1:0");
  raw = raw_connect (mbm_server_get_uri (server));
  waiting = raw_connect (mbm_server_get_uri (server));
  id = http_register (raw, "c");
  http_send_post (waiting, "/requests/dropped", id, "{\"payload\":1}");

  begin = g_get_monotonic_time ();
  {
    g_autoptr (HttpAnswer) late = http_post (raw, "/requests/late", id, "{\"payload\":7}");

    g_assert_cmpint (g_get_monotonic_time () - begin, >=, 150 * 1000);
    g_assert_cmpuint (late->status, ==, 200);
  }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HttpAnswer) twice = http_post (raw, "/requests/twice", id, "{\"payload\":7}");

      g_assert_cmpuint (twice->status, ==, 200);
    }
  g_assert_cmpuint (raw_read (waiting), ==, 0);
  g_assert_false (raw_ended (waiting));

  g_clear_pointer (&waiting, raw_free);
  g_clear_pointer (&raw, raw_free);
  mbm_test_server_stop (server, NULL);
  g_assert_finalize_object (g_steal_pointer (&server));
}

/* No sign of life for one, and all of them for the other. */
static void
test_mute (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) muted = NULL;
  g_autoptr (MbmTestPeer) other = NULL;
  g_autofree char *id = NULL;

  g_object_set (fixture->server, "heartbeat-interval", 20, NULL);
  add_handlers (fixture->server);
  server_fixture_start (fixture);
  muted = mbm_test_peer_new_registered (fixture->uri, "c-1");
  other = mbm_test_peer_new_registered (fixture->uri, "c-2");
  g_assert_true (mbm_server_mute_client (fixture->server, "c-1", TRUE, NULL));
  mbm_test_peer_forget (muted);
  id = mbm_test_peer_ask (muted, "$ping", "{}", NULL);
  mbm_test_peer_forget (other);
  mbm_test_wait_until (mbm_test_peer_count_events (other, "$heartbeat") >= 3);
  mbm_test_peer_forget (muted);
  mbm_test_peer_forget (other);
  mbm_test_wait_until (mbm_test_peer_count_events (other, "$heartbeat") >= 3);
  {
    g_autoptr (MbmMessage) answer = mbm_test_peer_request (muted, "echo", "[4]");

    mbm_test_assert_success (answer);
  }
  g_assert_cmpuint (mbm_test_peer_count_events (muted, "$heartbeat"), ==, 0);
  g_assert_cmpuint (count_frames (muted, id), ==, 0);

  g_assert_true (mbm_server_mute_client (fixture->server, "c-1", FALSE, NULL));
  mbm_test_wait_until (mbm_test_peer_count_events (muted, "$heartbeat") >= 1);
}

static void
test_expire (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (MbmMessage) login = NULL;
  g_autoptr (MbmMessage) good = NULL;
  g_autoptr (MbmMessage) bad = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  g_autofree char *context = NULL;

  mbm_user_store_add (users, "eva", "secret", NULL, NULL);
  g_object_set (fixture->server, "users", users, NULL);
  add_handlers (fixture->server);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  g_assert_false (mbm_server_expire_login (fixture->server, "c-1", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);

  login = mbm_test_peer_request (peer, "$login", "{\"username\":\"eva\",\"password\":\"secret\"}");
  token = mbm_test_get (login, "token");
  g_assert_nonnull (token);
  context = g_strdup_printf ("{\"auth\":{\"token\":\"%s\"}}", token);
  good = mbm_test_peer_request_with (peer, "echo", "{}", context);
  mbm_test_assert_success (good);

  g_assert_true (mbm_server_expire_login (fixture->server, "c-1", NULL));
  bad = mbm_test_peer_request_with (peer, "echo", "{}", context);
  mbm_test_assert_error (bad, "TOKEN_EXPIRED", NULL);
}

static gboolean
route_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  GPtrArray *kept = user_data;
  const char *name = mbm_server_request_get_name (request);

  if (g_str_equal (name, "own"))
    {
      mbm_server_request_respond (request, NULL, NULL);
      return TRUE;
    }
  if (g_str_equal (name, "echo") || g_str_equal (name, "nobody"))
    {
      g_ptr_array_add (kept, mbm_server_request_ref (request));
      return TRUE;
    }
  return FALSE;
}

/* A router answers, passes on later, or leaves a request alone. */
static void
test_router (ServerFixture *fixture)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) own = NULL;
  g_autoptr (MbmMessage) left = NULL;
  g_autoptr (MbmMessage) unknown = NULL;
  g_autoptr (MbmMessage) passed = NULL;
  g_autoptr (MbmMessage) nobody = NULL;
  g_autofree char *echo_id = NULL;
  g_autofree char *nobody_id = NULL;

  add_handlers (fixture->server);
  mbm_server_set_request_router (fixture->server, route_cb, kept, (GDestroyNotify) g_ptr_array_unref);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  own = mbm_test_peer_request (peer, "own", "{}");
  mbm_test_assert_success (own);
  left = mbm_test_peer_request (peer, "twice", "{}");
  mbm_test_assert_success (left);
  unknown = mbm_test_peer_request (peer, "missing", "{}");
  mbm_test_assert_error (unknown, "UNKNOWN_REQUEST_TYPE", NULL);

  echo_id = mbm_test_peer_ask (peer, "echo", "[7]", NULL);
  nobody_id = mbm_test_peer_ask (peer, "nobody", "[7]", NULL);
  mbm_test_wait_until (kept->len == 2);
  for (guint i = 0; i < kept->len; i++)
    mbm_server_request_pass_on (g_ptr_array_index (kept, i));
  passed = mbm_test_peer_await_response (peer, echo_id);
  mbm_test_assert_success (passed);
  nobody = mbm_test_peer_await_response (peer, nobody_id);
  mbm_test_assert_error (nobody, "UNKNOWN_REQUEST_TYPE", NULL);
  g_ptr_array_set_size (kept, 0);

  mbm_server_set_request_router (fixture->server, NULL, NULL, NULL);
  {
    g_autoptr (MbmMessage) gone = mbm_test_peer_request (peer, "own", "{}");

    mbm_test_assert_error (gone, "UNKNOWN_REQUEST_TYPE", NULL);
  }
}

static void
test_note (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GString) notes = g_string_new (NULL);
  Tap tap = { notes, 0 };

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_server_set_tap (fixture->server, tap_cb, &tap, NULL);
  mbm_server_set_note (fixture->server, "timer");
  g_assert_true (mbm_server_send (fixture->server, "c-1", "tick", NULL, NULL));
  mbm_server_set_note (fixture->server, NULL);
  g_assert_true (mbm_server_send (fixture->server, "c-1", "tock", NULL, NULL));
  g_assert_cmpstr (notes->str, ==, "timer;");
  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server/faults/answers", test_answers);
  server_fixture_add ("/server/faults/late-end", test_late_end);
  server_fixture_add ("/server/faults/cut", test_cut);
  g_test_add_func ("/server/faults/cut-frame", test_cut_frame);
  g_test_add_func ("/server/faults/cut-body", test_cut_body);
  g_test_add_func ("/server/faults/http", test_http);
  server_fixture_add ("/server/faults/mute", test_mute);
  server_fixture_add ("/server/faults/expire", test_expire);
  server_fixture_add ("/server/faults/router", test_router);
  server_fixture_add ("/server/faults/note", test_note);

  return g_test_run ();
}
