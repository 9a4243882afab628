/* test-middleware-checks.c — a login asked for, a time limit, a log
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "server-fixture.h"

static void
answer_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_assert_true (mbm_server_request_respond (request, NULL, NULL));
}

static void
keep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_ptr_array_add (user_data, mbm_server_request_ref (request));
}

static void
count_cb (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static MbmTestPeer *
start (ServerFixture *fixture, gpointer middleware)
{
  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (middleware), NULL);
  mbm_server_add_request_handler (fixture->server, "a", answer_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "open", answer_cb, NULL, NULL);
  server_fixture_start (fixture);

  return mbm_test_peer_new_registered (fixture->uri, "c-1");
}

static void
add_ann (ServerFixture *fixture)
{
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();

  g_assert_true (mbm_user_store_add (users, "ann", "secret", NULL, NULL));
  g_object_set (fixture->server, "users", users, NULL);
}

static void
login (MbmTestPeer *peer)
{
  g_autoptr (MbmMessage) answer =
    mbm_test_peer_request (peer, "$login", "{\"username\":\"ann\",\"password\":\"secret\"}");

  mbm_test_assert_member (answer, "success", "true");
}

static void
test_login (ServerFixture *fixture)
{
  g_autoptr (MbmLoginCheck) check = mbm_login_check_new ((const char *[]){ "open", "knock", NULL });
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) open = NULL;
  g_autoptr (MbmMessage) error = NULL;
  g_autoptr (MbmMessage) well = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autoptr (MbmMessage) again = NULL;
  g_auto (GStrv) except = NULL;
  guint n_events = 0;

  g_object_get (check, "except", &except, NULL);
  g_assert_cmpuint (g_strv_length (except), ==, 2);
  add_ann (fixture);
  mbm_server_add_event_handler (fixture->server, NULL, count_cb, &n_events, NULL);
  peer = start (fixture, check);

  refused = mbm_test_peer_request (peer, "a", "{}");
  mbm_test_assert_error (refused, "UNAUTHORIZED", "Log in to ask a");
  open = mbm_test_peer_request (peer, "open", "{}");
  mbm_test_assert_success (open);
  mbm_test_peer_emit (peer, "happened", "{}");
  error = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (error, "code", "UNAUTHORIZED");
  mbm_test_peer_emit (peer, "knock", "{}");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (n_events, ==, 1);

  login (peer);
  well = mbm_test_peer_request (peer, "a", "{}");
  mbm_test_assert_success (well);
  mbm_test_peer_emit (peer, "happened", "{}");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (n_events, ==, 2);

  logout = mbm_test_peer_request (peer, "$logout", "{}");
  again = mbm_test_peer_request (peer, "a", "{}");
  mbm_test_assert_error (again, "UNAUTHORIZED", NULL);
}

static void
test_time_limit (ServerFixture *fixture)
{
  g_autoptr (MbmTimeLimit) limit = mbm_time_limit_new (60000);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_autoptr (MbmTestPeer) peer = start (fixture, limit);
  g_autoptr (MbmMessage) in_time = NULL;
  g_autoptr (MbmMessage) late = NULL;
  g_autoptr (MbmMessage) patient = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *long_id = NULL;
  g_autofree char *short_id = NULL;
  gint64 begin;

  mbm_server_add_request_handler (fixture->server, "slow", keep_cb, kept, NULL);
  in_time = mbm_test_peer_request (peer, "a", "{}");
  mbm_test_assert_success (in_time);

  /* The one that came second is due first. */
  long_id = mbm_test_peer_ask (peer, "slow", "1", NULL);
  mbm_test_wait_until (kept->len == 1);
  g_object_set (limit, "timeout", 50, NULL);
  begin = g_get_monotonic_time ();
  short_id = mbm_test_peer_ask (peer, "slow", "2", NULL);
  late = mbm_test_peer_await_response (peer, short_id);
  mbm_test_assert_error (late, "REQUEST_TIMEOUT", NULL);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 50 * G_TIME_SPAN_MILLISECOND);

  /* The late answer is dropped. */
  g_assert_true (mbm_server_request_is_answered (kept->pdata[1]));
  g_assert_false (mbm_server_request_respond (kept->pdata[1], NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  mbm_test_peer_sync (peer);
  g_assert_true (g_queue_is_empty (&peer->frames) ||
                 mbm_message_get_kind (g_queue_peek_head (&peer->frames)) != MBM_MESSAGE_RESPONSE);

  g_assert_false (mbm_server_request_is_answered (kept->pdata[0]));
  g_assert_true (mbm_server_request_respond (kept->pdata[0], NULL, NULL));
  patient = mbm_test_peer_await_response (peer, long_id);
  mbm_test_assert_success (patient);
}

/* Off; removed while it waits; and a client that leaves meanwhile. */
static void
test_time_limit_ends (ServerFixture *fixture)
{
  g_autoptr (MbmTimeLimit) limit = mbm_time_limit_new (0);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  MbmTestPeer *peer = start (fixture, limit);
  g_autoptr (MbmMessage) late = NULL;
  g_autofree char *for_ever = NULL;
  g_autofree char *removed = NULL;

  mbm_server_add_request_handler (fixture->server, "slow", keep_cb, kept, NULL);
  for_ever = mbm_test_peer_ask (peer, "slow", "1", NULL);
  mbm_test_wait_until (kept->len == 1);
  g_object_set (limit, "timeout", 20, NULL);
  removed = mbm_test_peer_ask (peer, "slow", "2", NULL);
  mbm_test_wait_until (kept->len == 2);
  g_assert_true (mbm_server_remove_middleware (fixture->server, MBM_MIDDLEWARE (limit)));
  late = mbm_test_peer_await_response (peer, removed);
  mbm_test_assert_error (late, "REQUEST_TIMEOUT", NULL);

  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (limit), NULL);
  g_free (removed);
  removed = mbm_test_peer_ask (peer, "slow", "3", NULL);
  mbm_test_wait_until (kept->len == 3);
  mbm_test_peer_free (peer);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 0);
  mbm_test_wait_until (mbm_server_request_is_answered (kept->pdata[2]));
  g_assert_false (mbm_server_request_is_answered (kept->pdata[0]));
  mbm_server_remove_middleware (fixture->server, MBM_MIDDLEWARE (limit));
  g_ptr_array_set_size (kept, 0);
  g_assert_finalize_object (g_steal_pointer (&limit));
}

static void
log_cb (MbmRequestLog *log, GVariant *entry, gpointer user_data)
{
  g_ptr_array_add (user_data, g_variant_ref (entry));
}

static void
assert_entry (GPtrArray *entries, guint i, const char *key, const char *value)
{
  const char *text = NULL;

  g_assert_cmpuint (entries->len, >, i);
  g_variant_lookup (entries->pdata[i], key, "&s", &text);
  g_assert_cmpstr (text, ==, value);
}

static void
test_log (ServerFixture *fixture)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (MbmRequestLog) log =
    mbm_request_log_new (log_cb, g_ptr_array_ref (entries), (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) well = NULL;
  g_autoptr (MbmMessage) unknown = NULL;
  guint64 size = 0;
  double duration = -1;

  add_ann (fixture);
  peer = start (fixture, log);
  login (peer);
  well = mbm_test_peer_request (peer, "a", "{\"password\":\"s3cr3t\"}");
  unknown = mbm_test_peer_request (peer, "b", "{}");
  mbm_test_peer_emit (peer, "happened", "{\"password\":\"s3cr3t\"}");
  mbm_test_peer_sync (peer);

  g_assert_cmpuint (entries->len, ==, 3);
  assert_entry (entries, 0, "kind", "request");
  assert_entry (entries, 0, "name", "a");
  assert_entry (entries, 0, "client", "c-1");
  assert_entry (entries, 0, "user", "ann");
  assert_entry (entries, 0, "status", "ok");
  g_assert_true (g_variant_lookup (entries->pdata[0], "duration", "d", &duration));
  g_assert_cmpfloat (duration, >=, 0);
  g_assert_cmpfloat (duration, <, 20000);
  g_assert_true (g_variant_lookup (entries->pdata[0], "size", "t", &size));
  g_assert_cmpuint (size, >, 60);
  assert_entry (entries, 1, "status", "UNKNOWN_REQUEST_TYPE");
  assert_entry (entries, 2, "kind", "event");
  assert_entry (entries, 2, "name", "happened");
  assert_entry (entries, 2, "status", NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *text = g_variant_print (entries->pdata[i], FALSE);

      g_assert_null (strstr (text, "s3cr3t"));
    }
}

static void
keep_log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (strstr (message, " of c-1") != NULL)
    g_ptr_array_add (user_data, g_strdup (message));
}

/* To GLib's log it goes as one line, whatever the name is. */
static void
test_log_to_glib (ServerFixture *fixture)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint handler = g_log_set_handler ("Mbm", G_LOG_LEVEL_INFO, keep_log_cb, lines);
  g_autoptr (MbmRequestLog) log = mbm_request_log_new (NULL, NULL, NULL);
  g_autoptr (MbmTestPeer) peer = start (fixture, log);
  g_autoptr (MbmMessage) unknown = NULL;

  unknown = mbm_test_peer_request (peer, "two\\nlines", "{}");
  mbm_test_peer_emit (peer, "happened", "{}");
  mbm_test_peer_sync (peer);
  g_log_remove_handler ("Mbm", handler);
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_true (
    g_str_has_prefix (lines->pdata[0], "request two\\nlines of c-1: UNKNOWN_REQUEST_TYPE after "));
  g_assert_cmpstr (lines->pdata[1], ==, "event happened of c-1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add_with_http ("/middleware-checks/login", test_login);
  server_fixture_add_with_http ("/middleware-checks/time-limit", test_time_limit);
  server_fixture_add ("/middleware-checks/time-limit-ends", test_time_limit_ends);
  server_fixture_add_with_http ("/middleware-checks/log", test_log);
  server_fixture_add_with_http ("/middleware-checks/log-to-glib", test_log_to_glib);

  return g_test_run ();
}
