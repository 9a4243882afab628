/* test-client-calls.c — each call of a client: without a connection, cancelled, timed out, lost, refused
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

static const char *const some_events[] = { "e", NULL };

/* --- the calls ---------------------------------------------------------- */

static void
begin_request (MbmClient *client, const char *subscription, GCancellable *cancellable, GAsyncResult **result)
{
  mbm_client_request_async (client, "x", NULL, NULL, 0, cancellable, fixture_keep_result, result);
}

static gboolean
end_request (MbmClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (client, result, error);

  return answer != NULL && mbm_message_check_success (answer, error);
}

static void
begin_login (MbmClient *client, const char *subscription, GCancellable *cancellable, GAsyncResult **result)
{
  mbm_client_login_async (client, "a", "b", cancellable, fixture_keep_result, result);
}

static void
begin_login_token (MbmClient *client,
                   const char *subscription,
                   GCancellable *cancellable,
                   GAsyncResult **result)
{
  mbm_client_login_token_async (client, "t", cancellable, fixture_keep_result, result);
}

static gboolean
end_login (MbmClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (MbmUser) user = mbm_client_login_finish (client, result, error);

  return user != NULL;
}

static void
begin_logout (MbmClient *client, const char *subscription, GCancellable *cancellable, GAsyncResult **result)
{
  mbm_client_logout_async (client, cancellable, fixture_keep_result, result);
}

static void
begin_subscribe (MbmClient *client,
                 const char *subscription,
                 GCancellable *cancellable,
                 GAsyncResult **result)
{
  mbm_client_subscribe_async (client, some_events, NULL, cancellable, fixture_keep_result, result);
}

static gboolean
end_subscribe (MbmClient *client, GAsyncResult *result, GError **error)
{
  g_autofree char *id = mbm_client_subscribe_finish (client, result, error);

  return id != NULL;
}

static void
begin_unsubscribe (MbmClient *client,
                   const char *subscription,
                   GCancellable *cancellable,
                   GAsyncResult **result)
{
  mbm_client_unsubscribe_async (client, subscription, cancellable, fixture_keep_result, result);
}

static void
begin_ping (MbmClient *client, const char *subscription, GCancellable *cancellable, GAsyncResult **result)
{
  mbm_client_ping_async (client, NULL, 0, cancellable, fixture_keep_result, result);
}

static gboolean
end_ping (MbmClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (MbmMessage) answer = NULL;
  gint64 round_trip = mbm_client_ping_finish (client, result, &answer, error);

  g_assert_true ((round_trip >= 0) == (answer != NULL));
  return round_trip >= 0;
}

static void
begin_info (MbmClient *client, const char *subscription, GCancellable *cancellable, GAsyncResult **result)
{
  mbm_client_get_server_info_async (client, cancellable, fixture_keep_result, result);
}

static gboolean
end_info (MbmClient *client, GAsyncResult *result, GError **error)
{
  g_autoptr (MbmServerInfo) info = mbm_client_get_server_info_finish (client, result, error);

  return info != NULL;
}

typedef struct
{
  const char *name; /* on the wire */
  void (*begin) (MbmClient *client,
                 const char *subscription,
                 GCancellable *cancellable,
                 GAsyncResult **result);
  gboolean (*end) (MbmClient *client, GAsyncResult *result, GError **error);
  MbmError refused; /* what it says when the server answers with an error */
} Call;

static const Call calls[] = {
  { "x", begin_request, end_request, MBM_ERROR_REMOTE },
  { "$login", begin_login, end_login, MBM_ERROR_LOGIN_FAILED },
  { "$login", begin_login_token, end_login, MBM_ERROR_LOGIN_FAILED },
  { "$logout", begin_logout, mbm_client_logout_finish, MBM_ERROR_REMOTE },
  { "$subscribe", begin_subscribe, end_subscribe, MBM_ERROR_REMOTE },
  { "$unsubscribe", begin_unsubscribe, mbm_client_unsubscribe_finish, MBM_ERROR_REMOTE },
  { "$ping", begin_ping, end_ping, MBM_ERROR_REMOTE },
  { "$serverInfo", begin_info, end_info, MBM_ERROR_REMOTE },
};

/* A client that has a subscription, and does not reconnect. */
static MbmClient *
new_client (Peer *peer, char **subscription)
{
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  begin_subscribe (client, NULL, NULL, &result);
  request = peer_expect (peer, "$subscribe");
  peer_answer (peer, request, "{\"success\":true,\"subscriptionId\":\"s\"}");
  fixture_wait_until (result != NULL);
  *subscription = mbm_client_subscribe_finish (client, result, NULL);
  return client;
}

static void
assert_call_fails (const Call *call,
                   MbmClient *client,
                   GAsyncResult **result,
                   GQuark domain,
                   int code,
                   const char *words)
{
  g_autoptr (GError) error = NULL;

  fixture_wait_until (*result != NULL);
  g_assert_false (call->end (client, *result, &error));
  assert_error (error, domain, code, words);
  g_clear_object (result);
}

/* --- the tests ---------------------------------------------------------- */

static void
test_not_connected (void)
{
  MbmClient *client = mbm_client_new ("me");

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      calls[i].begin (client, "none", NULL, &result);
      g_assert_null (result);

      /* Without a connection there is no subscription either. */
      assert_call_fails (&calls[i], client, &result, MBM_ERROR,
                         calls[i].begin == begin_unsubscribe ? MBM_ERROR_INVALID_ARGUMENT
                                                             : MBM_ERROR_NOT_CONNECTED,
                         NULL);
    }
  g_assert_finalize_object (client);
}

/* Whoever asks after the loss is told of it. */
static void
test_not_connected_any_more (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autofree char *subscription = NULL;
  MbmClient *client = new_client (peer, &subscription);
  g_autoptr (GAsyncResult) result = NULL;

  peer_close (peer, 1001, "enough");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  begin_request (client, NULL, NULL, &result);
  assert_call_fails (&calls[0], client, &result, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, "enough");
  g_assert_finalize_object (client);
}

static void
test_refused (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autofree char *subscription = NULL;
  MbmClient *client = new_client (peer, &subscription);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (MbmMessage) request = NULL;

      calls[i].begin (client, subscription, NULL, &result);
      request = peer_expect (peer, calls[i].name);
      peer_fail (peer, request, "NO", "because");
      assert_call_fails (&calls[i], client, &result, MBM_ERROR, (int) calls[i].refused, "because");
    }
  g_assert_finalize_object (client);
}

static void
test_timed_out (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autofree char *subscription = NULL;
  MbmClient *client = new_client (peer, &subscription);

  g_object_set (client, "request-timeout", 10, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      calls[i].begin (client, subscription, NULL, &result);
      assert_call_fails (&calls[i], client, &result, MBM_ERROR, MBM_ERROR_TIMED_OUT, calls[i].name);
    }
  g_assert_finalize_object (client);
}

static void
test_cancelled (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autofree char *subscription = NULL;
  MbmClient *client = new_client (peer, &subscription);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GAsyncResult) late = NULL;

      calls[i].begin (client, subscription, cancellable, &result);
      g_cancellable_cancel (cancellable);
      assert_call_fails (&calls[i], client, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
      calls[i].begin (client, subscription, cancellable, &late);
      assert_call_fails (&calls[i], client, &late, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
    }
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
  g_assert_finalize_object (client);
}

static void
test_lost (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autofree char *subscription = NULL;
  MbmClient *client = new_client (peer, &subscription);
  g_autoptr (Record) record = record_new (client);
  GAsyncResult *results[G_N_ELEMENTS (calls)] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    calls[i].begin (client, subscription, NULL, &results[i]);
  peer_cut (peer);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    assert_call_fails (&calls[i], client, &results[i], MBM_ERROR, MBM_ERROR_CLOSED, "lost");
  g_assert_cmpuint (record->errors->len, ==, 1);
  g_assert_finalize_object (client);
}

/* What the server made of the subscription is not known: it must not come back with the next connection. */
static void
test_unsubscribe_lost (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autofree char *subscription = NULL;
  MbmClient *client = new_client (peer, &subscription);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;

  g_object_set (client, "auto-reconnect", TRUE, NULL);
  begin_unsubscribe (client, subscription, NULL, &result);
  request = peer_expect (peer, "$unsubscribe");
  peer_cut (peer);
  assert_call_fails (&calls[5], client, &result, MBM_ERROR, MBM_ERROR_CLOSED, NULL);
  peer_register (peer, NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_finalize_object (client);
}

static void
test_properties (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GBytes) metadata = bytes ("{}");
  g_autoptr (GBytes) kept = NULL;
  g_auto (GStrv) headers = NULL;
  g_autofree char *id = NULL;
  g_autofree char *connection = NULL;
  g_autofree char *server = NULL;
  g_autoptr (MbmUser) user = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  MbmClientStatus status;

  g_object_set (client, "metadata", metadata, "headers", some_events, NULL);
  g_object_get (client, "id", &id, "metadata", &kept, "headers", &headers, "status", &status, "connection-id",
                &connection, "server-id", &server, "user", &user, NULL);
  g_assert_cmpstr (id, ==, "me");
  g_assert_true (g_bytes_equal (kept, metadata));
  g_assert_cmpstrv (headers, some_events);
  g_assert_cmpint (status, ==, MBM_CLIENT_CONNECTED);
  g_assert_cmpstr (connection, ==, "c1");
  g_assert_cmpstr (server, ==, "peer");
  g_assert_null (user);
  g_assert_finalize_object (client);
}

static void
count_record (const MbmTapRecord *record, gpointer user_data)
{
  ++*(guint *) user_data;
}

static guint n_destroyed;

static void
count_destroyed (gpointer user_data)
{
  n_destroyed++;
}

static void
test_tap (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  guint first = 0;
  guint second = 0;

  mbm_client_set_tap (client, count_record, &first, count_destroyed);
  mbm_client_emit (client, "e", NULL, NULL, NULL);
  g_assert_cmpuint (first, ==, 1);
  mbm_client_set_tap (client, count_record, &second, count_destroyed);
  g_assert_cmpuint (n_destroyed, ==, 1);
  mbm_client_emit (client, "e", NULL, NULL, NULL);
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (second, ==, 1);
  g_assert_finalize_object (client);
  g_assert_cmpuint (n_destroyed, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/calls/not-connected", test_not_connected);
  g_test_add_func ("/client/calls/not-connected-any-more", test_not_connected_any_more);
  g_test_add_func ("/client/calls/refused", test_refused);
  g_test_add_func ("/client/calls/timed-out", test_timed_out);
  g_test_add_func ("/client/calls/cancelled", test_cancelled);
  g_test_add_func ("/client/calls/lost", test_lost);
  g_test_add_func ("/client/calls/unsubscribe-lost", test_unsubscribe_lost);
  g_test_add_func ("/client/properties", test_properties);
  g_test_add_func ("/client/tap", test_tap);

  return g_test_run ();
}
