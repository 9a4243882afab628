/* test-client-server.c — the library's client and server, with each other
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

/* Each test runs over every transport there is. */
static const char *const addresses[] = { "memory://client-server", "ws://127.0.0.1:0" };

typedef struct
{
  const char *address;
  MbmServer *server;
  char *uri;
} Fixture;

/* --- waiting ------------------------------------------------------------ */

static void
start (Fixture *self, const char *uri)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_start_async (self->server, uri, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_server_start_finish (self->server, result, &error);
  g_assert_no_error (error);
  g_free (self->uri);
  self->uri = g_strdup (mbm_server_get_uri (self->server));
}

static void
stop (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_stop_async (self->server, NULL, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_server_stop_finish (self->server, result, &error);
  g_assert_no_error (error);
}

static void
connect_client (Fixture *self, MbmClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_connect_async (client, self->uri, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_client_connect_finish (client, result, &error);
  g_assert_no_error (error);
}

static MbmClient *
new_client (Fixture *self, const char *id)
{
  MbmClient *client = mbm_client_new (id);

  g_object_set (client, "reconnect-interval", 10, NULL);
  connect_client (self, client);
  return client;
}

static void
disconnect_client (MbmClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_client_disconnect_finish (client, result, &error);
  g_assert_no_error (error);
}

/* The answer's data, or its error's code; or, without an answer, the error's message. */
static char *
ask (MbmClient *client, const char *name, const char *payload)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) text = payload != NULL ? bytes (payload) : NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_request_async (client, name, text, NULL, 0, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  answer = mbm_client_request_finish (client, result, &error);
  if (answer == NULL)
    return g_strdup (error->message);
  if (!mbm_message_is_success (answer))
    return g_strdup (mbm_message_get_error_code (answer));
  return payload_text (answer);
}

static char *
subscribe (MbmClient *client, const char *event, const char *filter)
{
  const char *const events[] = { event, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) text = filter != NULL ? bytes (filter) : NULL;
  g_autoptr (GError) error = NULL;
  char *id;

  mbm_client_subscribe_async (client, events, text, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  id = mbm_client_subscribe_finish (client, result, &error);
  g_assert_no_error (error);
  return id;
}

static MbmUser *
login (MbmClient *client, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_login_async (client, "admin", password, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  return mbm_client_login_finish (client, result, error);
}

static void
broadcast (Fixture *self, const char *event, const char *payload)
{
  g_autoptr (GBytes) text = bytes (payload);
  g_autoptr (GError) error = NULL;

  mbm_server_broadcast (self->server, event, text, NULL, &error);
  g_assert_no_error (error);
}

/* --- the server's side -------------------------------------------------- */

static void
handle_echo (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (request));

  mbm_server_request_respond (request, payload, NULL);
}

static void
handle_who (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmUser *user = mbm_server_request_get_user (request);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) data = NULL;

  mbm_json_append_string (text, user != NULL ? mbm_user_get_username (user) : "nobody", -1);
  data = bytes (text->str);
  mbm_server_request_respond (request, data, NULL);
}

/* Keeps the request: its answer comes later, or never. */
static void
handle_later (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmServerRequest **kept = user_data;

  g_assert_null (*kept);
  *kept = mbm_server_request_ref (request);
}

static void
fixture_begin (Fixture *self, const char *address)
{
  self->address = address;
  self->server = mbm_server_new ("server", "1.2.3");
  self->uri = NULL;
  mbm_server_add_request_handler (self->server, "echo", handle_echo, NULL, NULL);
  mbm_server_add_request_handler (self->server, "who", handle_who, NULL, NULL);
  start (self, address);
}

static void
fixture_end (Fixture *self)
{
  stop (self);
  fixture_drain ();
  g_assert_finalize_object (self->server);
  g_free (self->uri);
}

static void
note_event (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  g_autofree char *payload = payload_text (event);

  g_string_append_printf (user_data, "%s=%s ", mbm_message_get_name (event), payload);
}

/* --- the tests ---------------------------------------------------------- */

static void
test_round (Fixture *self)
{
  MbmClient *client = new_client (self, "c");
  g_autoptr (Record) record = record_new (client);
  g_autoptr (GAsyncResult) info_result = NULL;
  g_autoptr (GAsyncResult) ping_result = NULL;
  g_autoptr (MbmServerInfo) info = NULL;
  g_autofree char *echoed = ask (client, "echo", "{\"n\":1.10,\"big\":18446744073709551616}");
  g_autofree char *unknown = ask (client, "dance", NULL);
  MbmServerClient *seen = mbm_server_lookup_client (self->server, "c");

  g_assert_cmpstr (echoed, ==, "{\"n\":1.10,\"big\":18446744073709551616}");
  g_assert_cmpstr (unknown, ==, "UNKNOWN_REQUEST_TYPE");
  g_assert_cmpstr (mbm_server_client_get_client_type (seen), ==, "glib");
  g_assert_cmpstr (mbm_server_client_get_connection_id (seen), ==, mbm_client_get_connection_id (client));
  g_assert_cmpstr (mbm_client_get_server_id (client), ==, "server");

  mbm_client_get_server_info_async (client, NULL, fixture_keep_result, &info_result);
  mbm_client_ping_async (client, "x", 0, NULL, fixture_keep_result, &ping_result);
  fixture_wait_until (info_result != NULL && ping_result != NULL);
  info = mbm_client_get_server_info_finish (client, info_result, NULL);
  g_assert_cmpstr (info->server_id, ==, "server");
  g_assert_cmpstr (info->version, ==, "1.2.3");
  g_assert_cmpint (info->connected_clients, ==, 1);
  g_assert_cmpint (mbm_client_ping_finish (client, ping_result, NULL, NULL), >=, 0);
  g_clear_object (&info_result);
  g_clear_object (&ping_result);

  disconnect_client (client);
  g_assert_null (mbm_server_lookup_client (self->server, "c"));
  g_assert_cmpuint (record->errors->len, ==, 0);
  g_assert_finalize_object (client);
}

static void
test_events (Fixture *self)
{
  MbmClient *all = new_client (self, "all");
  MbmClient *some = new_client (self, "some");
  g_autoptr (GString) heard_by_all = g_string_new (NULL);
  g_autoptr (GString) heard_by_some = g_string_new (NULL);
  g_autofree char *id = subscribe (some, "a", "{\"n\":1}");
  g_autoptr (GBytes) payload = bytes ("7");
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_add_event_handler (all, "a", note_event, heard_by_all, NULL);
  mbm_client_add_event_handler (all, "b", note_event, heard_by_all, NULL);
  mbm_client_add_event_handler (some, "a", note_event, heard_by_some, NULL);
  mbm_client_add_event_handler (some, "b", note_event, heard_by_some, NULL);

  broadcast (self, "a", "{\"n\":1.0,\"x\":true}");
  broadcast (self, "a", "{\"n\":2}");
  broadcast (self, "b", "0");
  g_assert_true (mbm_server_send (self->server, "some", "b", payload, NULL));
  fixture_wait_until (strstr (heard_by_all->str, "b=0") != NULL &&
                      strstr (heard_by_some->str, "b=7") != NULL);
  g_assert_cmpstr (heard_by_all->str, ==, "a={\"n\":1.0,\"x\":true} a={\"n\":2} b=0 ");
  g_assert_cmpstr (heard_by_some->str, ==, "a={\"n\":1.0,\"x\":true} b=7 ");

  /* As existing servers broadcast. */
  g_object_set (self->server, "broadcast-style", MBM_BROADCAST_SYSTEM, NULL);
  g_string_truncate (heard_by_all, 0);
  broadcast (self, "b", "{\"n\":1.10}");
  fixture_wait_until (heard_by_all->len > 0);
  g_assert_cmpstr (heard_by_all->str, ==, "b={\"n\":1.10} ");
  g_object_set (self->server, "broadcast-style", MBM_BROADCAST_EVENT, NULL);

  mbm_client_unsubscribe_async (some, id, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_unsubscribe_finish (some, result, NULL));
  g_clear_object (&result);
  g_string_truncate (heard_by_some, 0);
  broadcast (self, "b", "8");
  fixture_wait_until (heard_by_some->len > 0);
  g_assert_cmpstr (heard_by_some->str, ==, "b=8 ");

  disconnect_client (all);
  disconnect_client (some);
  g_assert_finalize_object (all);
  g_assert_finalize_object (some);
}

static void
note_server_event (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  g_autofree char *payload = payload_text (event);

  g_string_append_printf (user_data, "%s:%s=%s ", mbm_server_client_get_id (client),
                          mbm_message_get_name (event), payload);
}

static void
test_emit (Fixture *self)
{
  MbmClient *client = new_client (self, "c");
  g_autoptr (GString) heard = g_string_new (NULL);
  guint id = mbm_server_add_event_handler (self->server, NULL, note_server_event, heard, NULL);
  g_autoptr (GBytes) payload = bytes ("[1.50]");

  g_assert_true (mbm_client_emit (client, "e", payload, NULL, NULL));
  fixture_wait_until (heard->len > 0);
  g_assert_cmpstr (heard->str, ==, "c:e=[1.50] ");
  mbm_server_remove_event_handler (self->server, id);
  disconnect_client (client);
  g_assert_finalize_object (client);
}

static void
test_heartbeats (Fixture *self)
{
  MbmClient *client;
  MbmServerClient *known;
  g_autoptr (GString) heard = g_string_new (NULL);

  /* The client beats more often than it was told to, because the server would forget it. */
  g_object_set (self->server, "heartbeat-interval", 20, "client-timeout", 1000, NULL);
  client = new_client (self, "c");
  mbm_client_add_event_handler (client, "$heartbeat", note_event, heard, NULL);
  known = g_object_ref (mbm_server_lookup_client (self->server, "c"));
  fixture_wait_until (mbm_server_client_get_n_heartbeats (known) >= 3 &&
                      mbm_server_client_get_activity_time (known) >
                        mbm_server_client_get_connected_time (known) + 1200 * G_TIME_SPAN_MILLISECOND);
  g_assert_true (mbm_server_lookup_client (self->server, "c") == known);
  g_object_unref (known);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
  g_assert_nonnull (strstr (heard->str, "serverId"));
  disconnect_client (client);
  g_assert_finalize_object (client);
}

static void
test_login (Fixture *self)
{
  const char *const roles[] = { "admin", NULL };
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  MbmClient *client = new_client (self, "c");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (MbmUser) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *during = NULL;
  g_autofree char *after = NULL;
  g_autofree char *token = NULL;

  mbm_user_store_add (users, "admin", "secret", roles, &error);
  g_assert_no_error (error);
  g_object_set (self->server, "users", users, NULL);

  before = ask (client, "who", NULL);
  g_assert_cmpstr (before, ==, "\"nobody\"");
  g_assert_null (login (client, "wrong", &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, "invalid_credentials");
  g_clear_error (&error);

  user = login (client, "secret", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_user_get_username (user), ==, "admin");
  g_assert_true (mbm_user_has_role (user, "admin"));
  g_assert_cmpint (mbm_client_get_token_expires_at (client), >, g_get_real_time () / 1000);
  during = ask (client, "who", NULL);
  g_assert_cmpstr (during, ==, "\"admin\"");
  token = g_strdup (mbm_client_get_token (client));

  mbm_client_logout_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_logout_finish (client, result, &error));
  g_clear_object (&result);
  after = ask (client, "who", NULL);
  g_assert_cmpstr (after, ==, "\"nobody\"");

  /* The token went with the logout. */
  mbm_client_login_token_async (client, token, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_client_login_finish (client, result, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, "invalid_token");
  g_clear_object (&result);
  g_clear_error (&error);

  /* One that is still good serves another client. */
  again = login (client, "secret", &error);
  g_assert_no_error (error);
  {
    MbmClient *other = new_client (self, "other");
    g_autoptr (MbmUser) other_user = NULL;

    mbm_client_login_token_async (other, mbm_client_get_token (client), NULL, fixture_keep_result, &result);
    fixture_wait_until (result != NULL);
    other_user = mbm_client_login_finish (other, result, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (mbm_user_get_username (other_user), ==, "admin");
    g_clear_object (&result);
    disconnect_client (other);
    g_assert_finalize_object (other);
  }

  disconnect_client (client);
  g_assert_finalize_object (client);
}

static void
test_refused (Fixture *self)
{
  MbmClient *first = new_client (self, "same");
  MbmClient *second = mbm_client_new ("other");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (self->server, "max-clients", 1, NULL);
  mbm_client_connect_async (second, self->uri, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_false (mbm_client_connect_finish (second, result, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE, "Server has reached maximum number of clients");
  g_clear_object (&result);

  disconnect_client (first);
  connect_client (self, second);
  disconnect_client (second);
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

/* The server goes and comes back at the same address: everything is there again, but what was under way. */
static void
test_server_restarts (Fixture *self)
{
  const char *const roles[] = { NULL };
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  MbmServerRequest *kept = NULL;
  MbmClient *client = new_client (self, "c");
  g_autoptr (Record) record = record_new (client);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *subscription = subscribe (client, "a", NULL);
  g_autofree char *uri = g_strdup (self->uri);
  g_autofree char *who = NULL;

  mbm_user_store_add (users, "admin", "secret", roles, NULL);
  g_object_set (self->server, "users", users, NULL);
  user = login (client, "secret", &error);
  g_assert_no_error (error);
  mbm_client_add_event_handler (client, "a", note_event, heard, NULL);
  mbm_server_add_request_handler (self->server, "later", handle_later, &kept, NULL);
  mbm_client_request_async (client, "later", NULL, NULL, 0, NULL, fixture_keep_result, &result);
  fixture_wait_until (kept != NULL);

  stop (self);
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_client_request_finish (client, result, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED, "Server shutting down");
  g_clear_error (&error);
  g_clear_object (&result);
  mbm_server_request_unref (kept);
  kept = NULL;
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);

  start (self, uri);
  g_assert_cmpstr (self->uri, ==, uri);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  who = ask (client, "who", NULL);
  if (mbm_client_get_user (client) != NULL)
    g_assert_cmpstr (who, ==, "\"admin\"");
  else
    g_assert_true (record_has (record, "error (LOGIN_FAILED)")); /* a server may forget its tokens */

  broadcast (self, "b", "1");
  broadcast (self, "a", "2");
  fixture_wait_until (heard->len > 0);
  g_assert_cmpstr (heard->str, ==, "a=2 ");
  disconnect_client (client);
  g_assert_finalize_object (client);
}

/* The server cuts one client off; it comes back, and is the same. */
static void
test_client_cut_off (Fixture *self)
{
  MbmClient *client = new_client (self, "c");
  g_autofree char *subscription = subscribe (client, "a", NULL);
  g_autofree char *first = g_strdup (mbm_client_get_connection_id (client));
  g_autoptr (GString) heard = g_string_new (NULL);

  mbm_client_add_event_handler (client, "a", note_event, heard, NULL);
  g_assert_true (mbm_server_disconnect_client (self->server, "c", "Because", NULL));
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "Because");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_cmpstr (mbm_client_get_connection_id (client), !=, first);
  broadcast (self, "a", "1");
  fixture_wait_until (heard->len > 0);
  disconnect_client (client);
  g_assert_finalize_object (client);
}

/* The same id from another connection takes the place of the first; that one hears why. */
static void
test_replaced (Fixture *self)
{
  MbmClient *first = new_client (self, "same");
  MbmClient *second;

  g_object_set (first, "auto-reconnect", FALSE, NULL);
  second = new_client (self, "same");
  fixture_wait_until (mbm_client_get_status (first) == MBM_CLIENT_ERROR);
  g_assert_cmpint (mbm_client_get_status (second), ==, MBM_CLIENT_CONNECTED);
  g_assert_cmpuint (mbm_server_get_n_clients (self->server), ==, 1);
  disconnect_client (second);
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

/* Somebody else is logged in under that id: refused, again and again, until it is free. With a token it is
 * ours. */
static void
test_reconnect_with_token (Fixture *self)
{
  const char *const roles[] = { NULL };
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  MbmClient *client = new_client (self, "same");
  MbmClient *thief = mbm_client_new ("same");
  g_autoptr (MbmUser) user = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *who = NULL;

  mbm_user_store_add (users, "admin", "secret", roles, NULL);
  g_object_set (self->server, "users", users, NULL);
  user = login (client, "secret", &error);
  g_assert_no_error (error);

  mbm_client_connect_async (thief, self->uri, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_false (mbm_client_connect_finish (thief, result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE);
  g_clear_object (&result);

  g_assert_true (mbm_server_disconnect_client (self->server, "same", NULL, NULL));
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_nonnull (mbm_client_get_user (client));
  who = ask (client, "who", NULL);
  g_assert_cmpstr (who, ==, "\"admin\"");

  disconnect_client (client);
  g_assert_finalize_object (client);
  g_assert_finalize_object (thief);
}

static void
test_open_server (Fixture *self)
{
  MbmClient *client = mbm_client_new (NULL);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *closed = NULL;
  g_autofree char *echoed = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) clients = NULL;
  g_autoptr (GBytes) payload = bytes ("1");

  g_object_set (client, "register", FALSE, "auto-reconnect", FALSE, NULL);
  connect_client (self, client);
  closed = ask (client, "echo", "1");
  g_assert_cmpstr (closed, ==, "NOT_REGISTERED");
  disconnect_client (client);

  g_object_set (self->server, "require-registration", FALSE, NULL);
  connect_client (self, client);
  echoed = ask (client, "echo", "1");
  g_assert_cmpstr (echoed, ==, "1");

  /* What is directed to the name that the server gave it arrives, and so does what it subscribes to. */
  mbm_client_add_event_handler (client, "a", note_event, heard, NULL);
  clients = mbm_server_list_clients (self->server);
  g_assert_cmpuint (clients->len, ==, 1);
  g_assert_true (
    mbm_server_send (self->server, mbm_server_client_get_id (clients->pdata[0]), "a", payload, NULL));
  fixture_wait_until (heard->len > 0);
  id = subscribe (client, "a", NULL);
  broadcast (self, "b", "2");
  broadcast (self, "a", "3");
  fixture_wait_until (strstr (heard->str, "a=3") != NULL);
  g_assert_cmpstr (heard->str, ==, "a=1 a=3 ");
  disconnect_client (client);
  g_assert_finalize_object (client);
}

/* What the limits forbid ends the connection, and the next begins afresh. */
static void
test_too_large (Fixture *self)
{
  MbmClient *client = mbm_client_new ("c");
  g_autoptr (Record) record = NULL;
  g_autoptr (GString) large = g_string_new ("\"");
  g_autofree char *answer = NULL;
  g_autofree char *echoed = NULL;

  g_object_set (client, "max-message-size", (guint64) 4096, "reconnect-interval", 10, NULL);
  connect_client (self, client);
  record = record_new (client);
  for (guint i = 0; i < 8000; i++)
    g_string_append_c (large, 'x');
  g_string_append_c (large, '"');

  answer = ask (client, "echo", large->str);
  g_assert_true (g_str_has_prefix (answer, self->uri) || strstr (answer, "lost") != NULL ||
                 strstr (answer, "closed") != NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  echoed = ask (client, "echo", "1");
  g_assert_cmpstr (echoed, ==, "1");
  disconnect_client (client);
  g_assert_finalize_object (client);
}

/* Many clients, and each gets its own answers. */
static void
test_many_clients (Fixture *self)
{
  enum
  {
    N = 50,
    M = 20
  };
  MbmClient *clients[N];
  GAsyncResult *results[N][M] = { { NULL } };

  for (guint i = 0; i < N; i++)
    clients[i] = new_client (self, NULL);
  g_assert_cmpuint (mbm_server_get_n_clients (self->server), ==, N);

  for (guint j = 0; j < M; j++)
    for (guint i = 0; i < N; i++)
      {
        g_autofree char *payload = g_strdup_printf ("%u", i * M + j);
        g_autoptr (GBytes) text = bytes (payload);

        mbm_client_request_async (clients[i], "echo", text, NULL, 0, NULL, fixture_keep_result,
                                  &results[i][j]);
      }
  for (guint i = 0; i < N; i++)
    {
      for (guint j = 0; j < M; j++)
        {
          g_autofree char *expected = g_strdup_printf ("%u", i * M + j);
          g_autoptr (MbmMessage) answer = NULL;
          g_autofree char *payload = NULL;

          fixture_wait_until (results[i][j] != NULL);
          answer = mbm_client_request_finish (clients[i], results[i][j], NULL);
          payload = payload_text (answer);
          g_assert_cmpstr (payload, ==, expected);
          g_object_unref (results[i][j]);
        }
      g_assert_finalize_object (clients[i]);
    }
  fixture_wait_until (mbm_server_get_n_clients (self->server) == 0);
}

/* --- over each transport ------------------------------------------------ */

typedef struct
{
  const char *address;
  void (*run) (Fixture *fixture);
} Case;

static void
run_case (gconstpointer user_data)
{
  const Case *one = user_data;
  Fixture fixture = { NULL };

  fixture_begin (&fixture, one->address);
  one->run (&fixture);
  fixture_end (&fixture);
}

static void
add (const char *name, void (*run) (Fixture *fixture))
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *scheme = g_uri_parse_scheme (addresses[i]);
      g_autofree char *path = g_strdup_printf ("/client-server/%s/%s", scheme, name);
      Case *one = g_new0 (Case, 1);

      one->address = addresses[i];
      one->run = run;
      g_test_add_data_func_full (path, one, run_case, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("round", test_round);
  add ("events", test_events);
  add ("emit", test_emit);
  add ("heartbeats", test_heartbeats);
  add ("login", test_login);
  add ("refused", test_refused);
  add ("server-restarts", test_server_restarts);
  add ("client-cut-off", test_client_cut_off);
  add ("replaced", test_replaced);
  add ("reconnect-with-token", test_reconnect_with_token);
  add ("open-server", test_open_server);
  add ("too-large", test_too_large);
  add ("many-clients", test_many_clients);

  return g_test_run ();
}
