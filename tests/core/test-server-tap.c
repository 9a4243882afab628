/* test-server-tap.c — what who monitors a server is told, in order
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-enum-types.h"
#include "server-fixture.h"

typedef struct
{
  GString *log;
  gint64 last_time;
  char *connection_id;
  guint n_headers;
  GPtrArray *frames; /* GBytes of RECEIVED and SENT */
} Log;

static void
log_cb (const MbmTapRecord *record, gpointer user_data)
{
  Log *log = user_data;
  g_autoptr (GEnumClass) klass = g_type_class_ref (MBM_TYPE_TAP_KIND);

  g_assert_cmpint (record->monotonic_time, >=, log->last_time);
  g_assert_cmpint (ABS (record->real_time - g_get_real_time ()), <, 5 * G_TIME_SPAN_SECOND);
  log->last_time = record->monotonic_time;

  g_string_append (log->log, g_enum_get_value (klass, (int) record->kind)->value_nick);
  if (record->client_id != NULL)
    g_string_append_printf (log->log, " %s", record->client_id);
  if (record->message != NULL)
    {
      const char *name = mbm_message_get_name (record->message);

      g_string_append_printf (log->log, " [%s]", name != NULL ? name : mbm_message_get_id (record->message));
      g_ptr_array_add (log->frames, g_bytes_ref (mbm_message_get_bytes (record->message)));
    }
  if (record->reason != NULL)
    g_string_append_printf (log->log, " (%s)", record->reason);
  g_string_append_c (log->log, '\n');

  if (record->kind == MBM_TAP_OPENED)
    {
      g_free (log->connection_id);
      log->connection_id = g_strdup (record->connection_id);
      log->n_headers = record->headers != NULL ? g_strv_length ((char **) record->headers) : 0;
      g_assert_nonnull (record->address);
    }
  else if (record->kind == MBM_TAP_LISTENING)
    {
      g_assert_nonnull (record->address);
      g_assert_null (record->connection_id);
    }
  else if (record->kind != MBM_TAP_STOPPED)
    {
      g_assert_cmpstr (record->connection_id, ==, log->connection_id);
    }
}

static Log *
log_new (void)
{
  Log *log = g_new0 (Log, 1);

  log->log = g_string_new (NULL);
  log->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return log;
}

static void
log_free (Log *log)
{
  g_string_free (log->log, TRUE);
  g_ptr_array_unref (log->frames);
  g_free (log->connection_id);
  g_free (log);
}

static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (request));

  g_assert_true (mbm_server_request_respond (request, payload, NULL));
}

static void
destroyed_cb (gpointer data)
{
  log_free (data);
}

static void
test_order (ServerFixture *fixture)
{
  MbmTestPeer *peer;
  static const char *const odd =
    " {\"requestType\":\"echo\", \"x\":1.50,\"type\":\"request\",\"requestId\":\"q\",\"payload\":1e0}\n";
  Log *log = log_new ();
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) login = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  GBytes *frame;

  g_assert_true (mbm_user_store_add (users, "anna", "secret123", NULL, NULL));
  g_object_set (fixture->server, "users", users, NULL);
  mbm_server_add_request_handler (fixture->server, "echo", echo_cb, NULL, NULL);
  mbm_server_set_tap (fixture->server, log_cb, log, destroyed_cb);
  server_fixture_start (fixture);
  g_assert_cmpstr (log->log->str, ==, "listening\n");
  g_string_truncate (log->log, 0);

  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_test_peer_sync (peer);
  g_assert_cmpstr (log->log->str, ==,
                   "opened\n"
                   "received [$register]\n"
                   "registered c-1\n"
                   "sent c-1 [r1]\n"
                   "sent c-1 [$connected]\n"
                   "received c-1 [$ping]\n"
                   "sent c-1 [r2]\n");
  g_assert_cmpstr (log->connection_id, ==, peer->connection_id);
  if (g_str_has_prefix (fixture->uri, "ws:"))
    g_assert_cmpuint (log->n_headers, >=, 4);

  /* Byte for byte what was on the wire. */
  g_string_truncate (log->log, 0);
  g_ptr_array_set_size (log->frames, 0);
  mbm_test_peer_send (peer, odd);
  answer = mbm_test_peer_await_response (peer, "q");
  g_assert_cmpstr (log->log->str, ==, "received c-1 [echo]\nsent c-1 [q]\n");
  frame = g_ptr_array_index (log->frames, 0);
  g_assert_cmpmem (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), odd, strlen (odd));
  frame = g_ptr_array_index (log->frames, 1);
  g_assert_true (g_bytes_equal (frame, mbm_message_get_bytes (answer)));

  g_string_truncate (log->log, 0);
  mbm_test_peer_send (peer, "garbage");
  mbm_test_peer_sync (peer);
  login = mbm_test_peer_request (peer, "$login", "{\"username\":\"anna\",\"password\":\"secret123\"}");
  logout = mbm_test_peer_request (peer, "$logout", "{}");
  g_assert_cmpstr (log->log->str, ==,
                   "frame-refused c-1\n"
                   "sent c-1 [$error]\n"
                   "received c-1 [$ping]\n"
                   "sent c-1 [r3]\n"
                   "received c-1 [$login]\n"
                   "logged-in c-1 (anna)\n"
                   "sent c-1 [r4]\n"
                   "received c-1 [$logout]\n"
                   "logged-out c-1 (anna)\n"
                   "sent c-1 [r5]\n");

  g_string_truncate (log->log, 0);
  g_assert_true (mbm_server_broadcast (fixture->server, "news", NULL, NULL, NULL));
  g_assert_true (mbm_server_send (fixture->server, "c-1", "mail", NULL, NULL));
  g_assert_cmpstr (log->log->str, ==, "sent c-1 [news]\nsent c-1 [mail]\n");

  g_string_truncate (log->log, 0);
  mbm_test_server_stop (fixture->server, "Enough");
  g_assert_cmpstr (log->log->str, ==,
                   "sent c-1 [$disconnected]\n"
                   "unregistered c-1 (Enough)\n"
                   "closed (Enough)\n"
                   "stopped (Enough)\n");
  mbm_test_peer_free (peer);
}

static void
result_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

typedef struct
{
  guint n_closed;
  guint close_code;
  gboolean lost;
  char *lost_words;
  char *unregistered_reason;
  guint n_refused;
  int refused_code;
} EndLog;

static void
end_cb (const MbmTapRecord *record, gpointer user_data)
{
  EndLog *log = user_data;

  switch (record->kind)
    {
    case MBM_TAP_CLOSED:
      log->n_closed++;
      log->close_code = record->close_code;
      log->lost = record->error != NULL;
      g_free (log->lost_words);
      log->lost_words = g_strdup (record->error != NULL ? record->error->message : NULL);
      break;
    case MBM_TAP_UNREGISTERED:
      g_free (log->unregistered_reason);
      log->unregistered_reason = g_strdup (record->reason);
      break;
    case MBM_TAP_REFUSED:
      log->n_refused++;
      log->refused_code = record->error->code;
      g_assert_nonnull (record->address);
      break;
    case MBM_TAP_LISTENING:
    case MBM_TAP_STOPPED:
    case MBM_TAP_OPENED:
    case MBM_TAP_REGISTERED:
    case MBM_TAP_LOGGED_IN:
    case MBM_TAP_LOGGED_OUT:
    case MBM_TAP_RECEIVED:
    case MBM_TAP_SENT:
    case MBM_TAP_FRAME_REFUSED:
    case MBM_TAP_STATUS:
    case MBM_TAP_GAVE_UP:
    case MBM_TAP_ERROR:
    default:
      break;
    }
}

static void
test_ends (ServerFixture *fixture)
{
  EndLog log = { 0 };
  g_autoptr (MbmTestPeer) orderly = NULL;
  MbmTestPeer *lost;
  g_autoptr (MbmTestPeer) refused = NULL;

  mbm_server_set_tap (fixture->server, end_cb, &log, NULL);
  server_fixture_start (fixture);

  orderly = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_channel_close (orderly->channel, 4321, "Going home");
  mbm_test_wait_until (log.n_closed == 1);
  g_assert_cmpuint (log.close_code, ==, 4321);
  g_assert_false (log.lost);
  g_assert_cmpstr (log.unregistered_reason, ==, "Going home");

  lost = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_test_peer_free (lost);
  mbm_test_wait_until (log.n_closed == 2);
  g_assert_cmpuint (log.close_code, ==, 0);
  g_assert_true (log.lost);
  g_assert_cmpstr (log.unregistered_reason, ==, log.lost_words);

  g_object_set (fixture->server, "max-unregistered", 0, NULL);
  refused = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_await_closed (refused);
  g_assert_cmpuint (log.n_refused, ==, 1);
  g_assert_cmpint (log.refused_code, ==, MBM_ERROR_LIMIT);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 0);
  g_assert_cmpuint (log.n_closed, ==, 2); /* it was never opened */

  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
  g_free (log.unregistered_reason);
  g_free (log.lost_words);
}

/* A page of a foreign web origin. */
static void
test_origin (void)
{
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);
  g_autoptr (MbmTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  EndLog log = { 0 };

  mbm_server_set_tap (server, end_cb, &log, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (MbmChannel) channel = NULL;

      g_object_set (server, "allowed-origins",
                    i == 0 ? NULL : ((const char *[]){ "https://shop.example", NULL }), NULL);
      mbm_test_server_start (server, "ws://127.0.0.1:0");
      g_clear_object (&transport);
      transport = mbm_transport_new_for_uri (mbm_server_get_uri (server), &error);
      mbm_transport_set_headers (transport, ((const char *[]){ "Origin: https://shop.example", NULL }));
      mbm_transport_connect_async (transport, mbm_server_get_uri (server), NULL, result_cb, &result);
      mbm_test_wait_until (result != NULL);
      channel = mbm_transport_connect_finish (transport, result, &error);
      if (i == 0)
        {
          g_assert_null (channel);
          g_assert_nonnull (error);
          g_clear_error (&error);
          mbm_test_wait_until (log.n_refused == 1);
          g_assert_cmpint (log.refused_code, ==, MBM_ERROR_ORIGIN_REFUSED);
        }
      else
        {
          g_assert_no_error (error);
          g_assert_nonnull (channel);
          g_assert_cmpuint (log.n_refused, ==, 1);
        }
      g_clear_object (&channel);
      mbm_test_server_stop (server, NULL);
    }

  g_free (log.unregistered_reason);
  g_free (log.lost_words);
}

static void
count_cb (gpointer data)
{
  (*(guint *) data)++;
}

static void
ignore_tap_cb (const MbmTapRecord *record, gpointer user_data)
{
}

static void
test_replaced (ServerFixture *fixture)
{
  guint n_first = 0, n_second = 0;

  mbm_server_set_tap (fixture->server, ignore_tap_cb, &n_first, count_cb);
  mbm_server_set_tap (fixture->server, ignore_tap_cb, &n_second, count_cb);
  g_assert_cmpuint (n_first, ==, 1);
  g_assert_cmpuint (n_second, ==, 0);
  g_assert_finalize_object (fixture->server);
  fixture->server = NULL;
  g_assert_cmpuint (n_second, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server-tap/order", test_order);
  server_fixture_add ("/server-tap/ends", test_ends);
  server_fixture_add_with_http ("/server-tap/replaced", test_replaced);
  g_test_add_func ("/server-tap/origin", test_origin);

  return g_test_run ();
}
