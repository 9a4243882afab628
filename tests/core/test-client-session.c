/* test-client-session.c — a client's account, heartbeats, and its way back after a loss
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

#define LOGGED_IN                                                    \
  "{\"success\":true,\"token\":\"t-1\",\"expiresAt\":1700000000000," \
  "\"user\":{\"id\":\"u-1\",\"username\":\"admin\",\"roles\":[\"admin\",\"x\"]}}"

/* Logs in with a password; @data: the server's answer. */
static MbmUser *
login (MbmClient *client, Peer *peer, const char *data, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;

  mbm_client_login_async (client, "admin", "se\"cret", NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$login");
  peer_answer (peer, request, data);
  fixture_wait_until (result != NULL);
  return mbm_client_login_finish (client, result, error);
}

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* --- the account -------------------------------------------------------- */

static void
test_login (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (MbmMessage) bare = NULL;
  g_autoptr (MbmContext) anonymous = mbm_context_new ();
  g_autoptr (MbmMessage) logout = NULL;
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *text = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);
  guint n_notified = 0;

  g_signal_connect (client, "notify::user", G_CALLBACK (count_notify), &n_notified);
  mbm_client_login_async (client, "admin", "se\"cret", NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$login");
  payload = payload_text (request);
  g_assert_cmpstr (payload, ==, "{\"username\":\"admin\",\"password\":\"se\\\"cret\"}");
  peer_answer (peer, request, LOGGED_IN);
  fixture_wait_until (result != NULL);
  user = mbm_client_login_finish (client, result, &error);
  g_clear_object (&result);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_user_get_id (user), ==, "u-1");
  g_assert_cmpstr (mbm_user_get_username (user), ==, "admin");
  g_assert_true (mbm_user_has_role (user, "x"));
  g_assert_true (mbm_client_get_user (client) == user);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (mbm_client_get_token (client), ==, "t-1");
  g_assert_cmpint (mbm_client_get_token_expires_at (client), ==, 1700000000000);

  /* From now on with each event and request. */
  g_assert_true (mbm_client_emit (client, "e", NULL, NULL, NULL));
  event = peer_expect (peer, "e");
  g_assert_cmpstr (mbm_context_get_token (mbm_message_get_context (event)), ==, "t-1");
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (event)), ==, "me");

  /* Unless it is to be left out. */
  mbm_context_set_anonymous (anonymous, TRUE);
  g_assert_true (mbm_client_emit (client, "f", NULL, anonymous, NULL));
  bare = peer_expect (peer, "f");
  g_assert_null (mbm_context_get_token (mbm_message_get_context (bare)));
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (bare)), ==, "me");

  mbm_client_logout_async (client, NULL, fixture_keep_result, &result);
  logout = peer_expect (peer, "$logout");
  g_assert_cmpstr (mbm_context_get_token (mbm_message_get_context (logout)), ==, "t-1");
  peer_answer (peer, logout, "\"bye\"");
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_logout_finish (client, result, &error));
  g_clear_object (&result);
  g_assert_null (mbm_client_get_user (client));
  g_assert_null (mbm_client_get_token (client));
  g_assert_cmpint (mbm_client_get_token_expires_at (client), ==, 0);
  g_assert_cmpuint (n_notified, ==, 2);

  text = record_to_string (record);
  g_assert_cmpstr (
    text, ==,
    "sent $login | received answer | logged in admin | sent e | sent f | sent $logout | received answer | "
    "logged out admin");
  g_assert_finalize_object (client);
}

static void
test_login_refused (void)
{
  const struct
  {
    const char *data;
    MbmError code;
    const char *words;
  } answers[] = {
    { "{\"success\":false,\"error\":{\"code\":\"invalid_credentials\",\"message\":\"Wrong password\"}}",
      MBM_ERROR_LOGIN_FAILED, "Wrong password (invalid_credentials)" },
    { "{\"success\":false,\"error\":{\"code\":\"user_not_found\"}}", MBM_ERROR_LOGIN_FAILED,
      "user_not_found" },
    { "{\"success\":false,\"error\":{\"message\":\"No\"}}", MBM_ERROR_LOGIN_FAILED, "No" },
    { "{\"success\":false,\"error\":\"x\"}", MBM_ERROR_LOGIN_FAILED, "did not say why" },
    { "{\"success\":false}", MBM_ERROR_LOGIN_FAILED, "did not say why" },
    { "{\"token\":\"t\"}", MBM_ERROR_INVALID_PAYLOAD, "success" },
    { "{\"success\":\"yes\",\"token\":\"t\"}", MBM_ERROR_INVALID_PAYLOAD, "success" },
    { "\"t\"", MBM_ERROR_INVALID_PAYLOAD, "object" },
    { "null", MBM_ERROR_INVALID_PAYLOAD, "object" },
  };
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (GError) refused = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  user = login (client, peer, LOGGED_IN, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (login (client, peer, answers[i].data, &error));
      assert_error (error, MBM_ERROR, (int) answers[i].code, answers[i].words);

      /* The earlier login stays. */
      g_assert_true (mbm_client_get_user (client) == user);
      g_assert_cmpstr (mbm_client_get_token (client), ==, "t-1");
    }

  /* A server that knows no logins. */
  mbm_client_login_async (client, "a", "b", NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$login");
  g_assert_null (mbm_context_get_token (mbm_message_get_context (request)));
  peer_fail (peer, request, "UNKNOWN_REQUEST_TYPE", "Unknown request type: $login");
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_client_login_finish (client, result, &refused));
  assert_error (refused, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, "Unknown request type: $login");
  g_clear_object (&result);
  g_assert_finalize_object (client);
}

/* What the server leaves out. */
static void
test_login_sparse (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmUser) first = NULL;
  g_autoptr (MbmUser) second = NULL;
  g_autofree char *payload = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  first = login (client, peer, "{\"success\":true,\"token\":7,\"expiresAt\":\"later\",\"user\":[]}", NULL);
  g_assert_cmpstr (mbm_user_get_username (first), ==, "admin");
  g_assert_cmpstr (mbm_user_get_id (first), ==, "admin");
  g_assert_cmpuint (g_strv_length ((char **) mbm_user_get_roles (first)), ==, 0);
  g_assert_null (mbm_client_get_token (client));
  g_assert_cmpint (mbm_client_get_token_expires_at (client), ==, 0);

  mbm_client_login_token_async (client, "mine", NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$login");
  payload = payload_text (request);
  g_assert_cmpstr (payload, ==, "{\"token\":\"mine\"}");
  peer_answer (peer, request, "{\"success\":true}");
  fixture_wait_until (result != NULL);
  second = mbm_client_login_finish (client, result, NULL);
  g_assert_cmpstr (mbm_user_get_username (second), ==, "");
  g_assert_cmpstr (mbm_client_get_token (client), ==, "mine");
  g_clear_object (&result);

  /* It goes with the connection. */
  client_disconnect (client, peer);
  g_assert_null (mbm_client_get_token (client));
  g_assert_null (mbm_client_get_user (client));
  g_assert_finalize_object (client);
}

/* --- the way back ------------------------------------------------------- */

static char *
subscribe (MbmClient *client, Peer *peer, const char *event)
{
  const char *const events[] = { event, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;

  mbm_client_subscribe_async (client, events, NULL, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$subscribe");
  peer_answer (peer, request, "{\"success\":true,\"subscriptionId\":\"old\",\"events\":[]}");
  fixture_wait_until (result != NULL);
  return mbm_client_subscribe_finish (client, result, NULL);
}

static void
answer_next (Peer *peer, const char *name, const char *data)
{
  g_autoptr (MbmMessage) request = peer_expect (peer, name);

  peer_answer (peer, request, data);
}

static void
test_reconnect (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (MbmMessage) again = NULL;
  g_autoptr (MbmMessage) registering = NULL;
  g_autoptr (MbmMessage) unsubscribe = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) waiting = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *unsubscribe_payload = NULL;
  g_autofree char *text = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = NULL;

  user = login (client, peer, LOGGED_IN, NULL);
  first = subscribe (client, peer, "a");
  second = subscribe (client, peer, "b");
  g_assert_cmpstr (first, !=, second);

  record = record_new (client);
  peer_cut (peer);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, peer->uri);
  g_assert_null (mbm_client_get_connection_id (client));
  g_assert_cmpstr (mbm_client_get_token (client), ==, "t-1");
  mbm_client_request_async (client, "x", NULL, NULL, 0, NULL, fixture_keep_result, &waiting);
  fixture_wait_until (waiting != NULL);
  g_assert_null (mbm_client_request_finish (client, waiting, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, "reconnecting");
  g_clear_object (&waiting);

  /* First the login, with its token alone; then the registration; then the subscriptions. */
  again = peer_expect (peer, "$login");
  payload = payload_text (again);
  g_assert_cmpstr (payload, ==, "{\"token\":\"t-1\"}");
  g_assert_null (mbm_context_get_token (mbm_message_get_context (again)));
  peer_answer (peer, again,
               "{\"success\":true,\"token\":\"t-2\",\"user\":{\"id\":\"u-1\",\"username\":\"admin\"}}");
  registering = peer_expect (peer, "$register");
  g_assert_cmpstr (mbm_context_get_token (mbm_message_get_context (registering)), ==, "t-2");
  peer_answer (peer, registering, "{\"success\":true,\"connectionId\":\"new\",\"serverId\":\"peer\"}");
  answer_next (peer, "$subscribe", "{\"success\":true,\"subscriptionId\":\"new-a\"}");
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_RECONNECTING);
  answer_next (peer, "$subscribe", "{\"success\":true,\"subscriptionId\":\"new-b\"}");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_null (mbm_client_get_error (client));
  g_assert_cmpstr (mbm_client_get_connection_id (client), ==, "new");

  text = record_to_string (record);
  g_assert_cmpstr (text, ==,
                   "closed (CLOSED) | status reconnecting | opened | sent $login | received answer | "
                   "logged in admin | sent $register | received answer | sent $subscribe | sent $subscribe | "
                   "received answer | received answer | status connected");
  g_assert_cmpuint (record->errors->len, ==, 1); /* the loss */

  /* The id we gave out is good for the new subscription. */
  mbm_client_unsubscribe_async (client, second, NULL, fixture_keep_result, &result);
  unsubscribe = peer_expect (peer, "$unsubscribe");
  unsubscribe_payload = payload_text (unsubscribe);
  g_assert_cmpstr (unsubscribe_payload, ==, "{\"clientId\":\"me\",\"subscriptionId\":\"new-b\"}");
  peer_answer (peer, unsubscribe, "{\"success\":true}");
  fixture_wait_until (result != NULL);
  g_clear_object (&result);
  g_assert_finalize_object (client);
}

/* The server is away for a while, then refuses, then agrees. */
static void
test_reconnect_refused (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmMessage) request = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  peer_stop_listening (peer);
  peer_cut (peer);
  fixture_wait_until (record->errors->len >= 4); /* the loss, and three attempts */
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_RECONNECTING);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_REFUSED, NULL);
  g_assert_true (record_has (record, "refused (REFUSED)"));

  peer_listen_again (peer);
  request = peer_expect (peer, "$register");
  peer_fail (peer, request, "CLIENT_ID_IN_USE", "Client me is in use");
  fixture_wait_until (record_has (record, "error (REMOTE)"));
  g_assert_nonnull (strstr (record->errors->pdata[record->errors->len - 1], "Client me is in use"));

  peer_register (peer, NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_finalize_object (client);
}

/* A login that is refused is given up, but not the connection. */
static void
test_reconnect_login_refused (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (MbmMessage) event = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = NULL;

  user = login (client, peer, LOGGED_IN, NULL);
  record = record_new (client);
  peer_cut (peer);
  answer_next (peer, "$login",
               "{\"success\":false,\"error\":{\"code\":\"token_expired\",\"message\":\"Expired\"}}");
  peer_register (peer, NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_null (mbm_client_get_token (client));
  g_assert_null (mbm_client_get_user (client));
  g_assert_cmpuint (record->errors->len, ==, 2);
  g_assert_nonnull (strstr (record->errors->pdata[1], "Expired (token_expired)"));
  g_assert_true (record_has (record, "error (LOGIN_FAILED)"));

  g_assert_true (mbm_client_emit (client, "e", NULL, NULL, NULL));
  event = peer_expect (peer, "e");
  g_assert_null (mbm_context_get_token (mbm_message_get_context (event)));
  g_assert_finalize_object (client);
}

/* Servers that want to know a client before they know its user. */
static void
test_reconnect_login_late (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (MbmMessage) early = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = NULL;

  user = login (client, peer, LOGGED_IN, NULL);
  record = record_new (client);
  peer_cut (peer);
  early = peer_expect (peer, "$login");
  peer_fail (peer, early, "NOT_REGISTERED", "Client me not registered");
  peer_register (peer, NULL);
  answer_next (peer, "$login", LOGGED_IN);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_cmpstr (mbm_client_get_token (client), ==, "t-1");
  g_assert_cmpuint (record->errors->len, ==, 1); /* the loss */
  g_assert_finalize_object (client);
}

/* A subscription that is not renewed is told, and tried again with the next connection. */
static void
test_reconnect_subscription_refused (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = NULL;

  id = subscribe (client, peer, "a");
  record = record_new (client);
  peer_cut (peer);
  peer_register (peer, NULL);
  request = peer_expect (peer, "$subscribe");
  peer_fail (peer, request, "NO", "not now");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_cmpuint (record->errors->len, ==, 2);
  g_assert_nonnull (strstr (record->errors->pdata[1], "not now"));

  record_clear (record);
  peer_cut (peer);
  peer_register (peer, NULL);
  answer_next (peer, "$subscribe", "{\"success\":true,\"subscriptionId\":\"n\"}");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);

  /* Forgotten while the connection is away, it does not come back. */
  peer_stop_listening (peer);
  peer_cut (peer);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  mbm_client_unsubscribe_async (client, id, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_unsubscribe_finish (client, result, NULL));
  g_clear_object (&result);
  peer_listen_again (peer);
  peer_register (peer, NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_finalize_object (client);
}

/* More subscriptions than may wait to be written: told as well. */
static void
test_reconnect_subscription_queue (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *name = g_strnfill (3000, 'x');
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  MbmClient *client = mbm_client_new ("me");
  g_autoptr (Record) record = record_new (client);

  g_object_set (client, "max-queue-size", (guint64) 4096, "reconnect-interval", 1, NULL);
  client_connect (client, peer);
  first = subscribe (client, peer, name);
  second = subscribe (client, peer, name);
  peer_cut (peer);
  peer_register (peer, NULL);
  answer_next (peer, "$subscribe", "{\"success\":true,\"subscriptionId\":\"n\"}");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_true (record_has (record, "error (QUEUE_FULL)"));
  g_assert_cmpuint (record->errors->len, ==, 2);

  /* The server does not know of the second: nobody has to be asked. */
  mbm_client_unsubscribe_async (client, second, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_unsubscribe_finish (client, result, NULL));
  g_clear_object (&result);
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_finalize_object (client);
}

/* Each step may lose the connection again, and each may be where somebody has enough. */
static void
test_reconnect_lost_again (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (MbmMessage) at_login = NULL;
  g_autoptr (MbmMessage) at_register = NULL;
  g_autoptr (MbmMessage) at_subscribe = NULL;
  g_autoptr (MbmMessage) at_end = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  user = login (client, peer, LOGGED_IN, NULL);
  id = subscribe (client, peer, "a");
  peer_cut (peer);

  at_login = peer_expect (peer, "$login");
  peer_cut (peer);
  answer_next (peer, "$login", LOGGED_IN);
  at_register = peer_expect (peer, "$register");
  peer_cut (peer);
  answer_next (peer, "$login", LOGGED_IN);
  peer_register (peer, NULL);
  at_subscribe = peer_expect (peer, "$subscribe");
  peer_cut (peer);
  answer_next (peer, "$login", LOGGED_IN);
  peer_register (peer, NULL);
  at_end = peer_expect (peer, "$subscribe");
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_RECONNECTING);

  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, result, NULL));
  g_clear_object (&result);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  fixture_wait_until (peer->channel == NULL);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
  g_assert_finalize_object (client);
}

/* Clients that wait for their server: one is told to stop, the other just goes. */
static void
test_reconnect_ended (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  g_object_set (client, "reconnect-interval", 600000, NULL);
  peer_cut (peer);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, result, NULL));
  g_clear_object (&result);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);

  client_connect (client, peer);
  peer_cut (peer);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  g_assert_finalize_object (client);
}

static void
test_no_reconnect (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  peer_close (peer, 1001, "done");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "done (1001)");
  g_assert_cmpuint (record->errors->len, ==, 1);
  client_connect (client, peer);
  g_assert_finalize_object (client);
}

/* Switched off while it is being made again: the attempt under way is the last. */
static void
test_no_more_reconnect (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmMessage) request = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  peer_cut (peer);
  request = peer_expect (peer, "$register");
  g_object_set (client, "auto-reconnect", FALSE, NULL);
  peer_fail (peer, request, "NO", "not again");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_REMOTE, "not again");
  g_assert_cmpuint (record->errors->len, ==, 2);
  client_connect (client, peer);
  g_assert_finalize_object (client);
}

static void
test_disconnect_from_notify_cb (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  GAsyncResult **result = user_data;

  if (*result == NULL && mbm_client_get_connection_id (client) == NULL)
    mbm_client_disconnect_async (client, NULL, fixture_keep_result, result);
}

/* Whoever is notified of the loss may end it all. */
static void
test_disconnect_from_notify (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) asked = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  g_signal_connect (client, "notify::connection-id", G_CALLBACK (test_disconnect_from_notify_cb), &result);
  mbm_client_request_async (client, "x", NULL, NULL, 0, NULL, fixture_keep_result, &asked);
  peer_cut (peer);
  fixture_wait_until (result != NULL && asked != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, result, NULL));
  g_assert_null (mbm_client_request_finish (client, asked, NULL));
  fixture_drain ();
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_signal_handlers_disconnect_by_data (client, &result);
  g_clear_object (&result);
  g_clear_object (&asked);
  client_connect (client, peer);
  g_assert_finalize_object (client);
}

/* The server's reason is what people want to read. */
static void
test_farewell (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  g_object_set (client, "auto-reconnect", FALSE, NULL);

  /* Not about us, or about an older connection of ours. */
  peer_send (peer, "{\"type\":\"event\",\"event\":\"$disconnected\",\"payload\":"
                   "{\"clientId\":\"you\",\"reason\":\"Client timeout\"}}");
  peer_send (peer, "{\"type\":\"event\",\"event\":\"$disconnected\",\"payload\":"
                   "{\"clientId\":\"me\",\"connectionId\":\"older\",\"reason\":\"Client timeout\"}}");
  peer_send (peer, "{\"type\":\"event\",\"event\":\"$disconnected\",\"payload\":"
                   "{\"clientId\":\"me\",\"connectionId\":\"c1\",\"reason\":\"Server shutting down\"}}");
  peer_close (peer, 1001, NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "Server shutting down");
  g_assert_true (record_has (record, "closed Server shutting down"));

  /* It is of that connection alone. */
  client_connect (client, peer);
  peer_close (peer, 1001, "another reason");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "another reason");
  g_assert_finalize_object (client);
}

/* --- signs of life ------------------------------------------------------ */

static void
test_heartbeat (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = mbm_client_new ("me");
  gint64 begin;

  g_object_set (client, "heartbeat-interval", 10, NULL);
  client_connect (client, peer);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MbmMessage) beat = peer_expect (peer, "$heartbeat");
      g_autofree char *payload = payload_text (beat);

      g_assert_true (g_regex_match_simple ("^{\"timestamp\":[0-9]{13},\"clientId\":\"me\"}$", payload, 0, 0));
    }
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 20 * 1000);

  /* Changed while it beats. */
  g_object_set (client, "heartbeat-interval", 0, NULL);
  fixture_drain ();
  g_queue_clear_full (&peer->received, (GDestroyNotify) mbm_message_unref);
  client_disconnect (client, peer);
  g_assert_finalize_object (client);
}

/* A server that forgets clients sooner than they would beat. */
static void
test_heartbeat_ttl (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) beat = NULL;
  MbmClient *client = mbm_client_new ("me");
  gint64 begin;

  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  peer_register (peer, "\"ttl\":1");
  fixture_wait_until (result != NULL);
  g_clear_object (&result);
  begin = g_get_monotonic_time ();
  beat = peer_expect (peer, "$heartbeat");
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 300 * 1000);
  g_assert_finalize_object (client);
}

static void
test_silent_server (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);
  gint64 begin;

  g_object_set (client, "auto-reconnect", FALSE, NULL);

  /* Another client's beat is not the server's. */
  peer_send (
    peer, "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":1,\"clientId\":\"you\"}}");
  peer_send (
    peer, "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":1,\"serverId\":\"s\"}}");
  fixture_wait_until (record->lines->len == 2);
  peer_send (
    peer, "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":2,\"serverId\":\"s\"}}");
  begin = g_get_monotonic_time ();
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 900 * 1000);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "Nothing came");
  g_assert_true (record_has (record, "closed (TIMED_OUT)"));
  fixture_wait_until (peer->channel == NULL);
  g_assert_finalize_object (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/account/login", test_login);
  g_test_add_func ("/client/account/refused", test_login_refused);
  g_test_add_func ("/client/account/sparse", test_login_sparse);
  g_test_add_func ("/client/reconnect/all", test_reconnect);
  g_test_add_func ("/client/reconnect/refused", test_reconnect_refused);
  g_test_add_func ("/client/reconnect/login-refused", test_reconnect_login_refused);
  g_test_add_func ("/client/reconnect/login-late", test_reconnect_login_late);
  g_test_add_func ("/client/reconnect/subscription-refused", test_reconnect_subscription_refused);
  g_test_add_func ("/client/reconnect/subscription-queue", test_reconnect_subscription_queue);
  g_test_add_func ("/client/reconnect/lost-again", test_reconnect_lost_again);
  g_test_add_func ("/client/reconnect/ended", test_reconnect_ended);
  g_test_add_func ("/client/reconnect/off", test_no_reconnect);
  g_test_add_func ("/client/reconnect/switched-off", test_no_more_reconnect);
  g_test_add_func ("/client/reconnect/disconnect-from-notify", test_disconnect_from_notify);
  g_test_add_func ("/client/farewell", test_farewell);
  g_test_add_func ("/client/liveness/heartbeat", test_heartbeat);
  g_test_add_func ("/client/liveness/ttl", test_heartbeat_ttl);
  g_test_add_func ("/client/liveness/silent-server", test_silent_server);

  return g_test_run ();
}
