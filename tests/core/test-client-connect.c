/* test-client-connect.c — a client's way to a connection and away from it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

static GError *
finish_connect (MbmClient *client, GAsyncResult **result)
{
  GError *error = NULL;

  fixture_wait_until (*result != NULL);
  g_assert_true (mbm_client_connect_finish (client, *result, &error) == (error == NULL));
  g_clear_object (result);
  return error;
}

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* --- properties --------------------------------------------------------- */

static void
test_defaults (void)
{
  g_autoptr (MbmClient) client = mbm_client_new (NULL);
  g_autoptr (MbmClient) other = mbm_client_new ("");
  g_autofree char *type = NULL;
  gboolean auto_reconnect, registers;
  guint reconnect, heartbeat, timeout, handshake;
  guint64 size, queue;

  g_object_get (client, "client-type", &type, "auto-reconnect", &auto_reconnect, "register", &registers,
                "reconnect-interval", &reconnect, "heartbeat-interval", &heartbeat, "request-timeout",
                &timeout, "handshake-timeout", &handshake, "max-message-size", &size, "max-queue-size",
                &queue, NULL);

  g_assert_true (g_str_has_prefix (mbm_client_get_id (client), "client-"));
  g_assert_cmpstr (mbm_client_get_id (client), !=, mbm_client_get_id (other));
  g_assert_cmpstr (type, ==, "glib");
  g_assert_true (auto_reconnect);
  g_assert_true (registers);
  g_assert_cmpuint (reconnect, ==, 5000);
  g_assert_cmpuint (heartbeat, ==, 30000);
  g_assert_cmpuint (timeout, ==, 30000);
  g_assert_cmpuint (handshake, ==, MBM_DEFAULT_HANDSHAKE_TIMEOUT);
  g_assert_cmpuint (size, ==, 16 * 1024 * 1024);
  g_assert_cmpuint (queue, ==, MBM_DEFAULT_MAX_QUEUE_SIZE);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_null (mbm_client_get_uri (client));
  g_assert_null (mbm_client_get_error (client));
  g_assert_null (mbm_client_get_user (client));
  g_assert_null (mbm_client_get_token (client));
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
}

static void
test_notify (void)
{
  const char *const one[] = { "a", NULL };
  g_autoptr (MbmClient) client = mbm_client_new ("x");
  g_autoptr (GBytes) metadata = bytes ("{}");
  g_auto (GStrv) capabilities = NULL;
  guint n_notified = 0;

  g_signal_connect (client, "notify", G_CALLBACK (count_notify), &n_notified);
  g_object_set (client, "client-type", "t", "capabilities", one, "metadata", metadata, "headers", one,
                "auto-reconnect", FALSE, "register", FALSE, "reconnect-interval", 7, "heartbeat-interval", 8,
                "request-timeout", 9, "handshake-timeout", 10, "max-message-size", (guint64) 11,
                "max-queue-size", (guint64) 12, NULL);
  g_assert_cmpuint (n_notified, ==, 12);

  /* The same once more is no change. */
  g_object_set (client, "client-type", "t", "capabilities", one, "metadata", metadata, "headers", one,
                "auto-reconnect", FALSE, "register", FALSE, "reconnect-interval", 7, "heartbeat-interval", 8,
                "request-timeout", 9, "handshake-timeout", 10, "max-message-size", (guint64) 11,
                "max-queue-size", (guint64) 12, NULL);
  g_assert_cmpuint (n_notified, ==, 12);

  g_object_get (client, "capabilities", &capabilities, NULL);
  g_assert_cmpstrv (capabilities, one);
}

static void
test_status_words (void)
{
  g_assert_cmpstr (mbm_client_status_to_string (MBM_CLIENT_DISCONNECTED), ==, "disconnected");
  g_assert_cmpstr (mbm_client_status_to_string (MBM_CLIENT_CONNECTING), ==, "connecting");
  g_assert_cmpstr (mbm_client_status_to_string (MBM_CLIENT_CONNECTED), ==, "connected");
  g_assert_cmpstr (mbm_client_status_to_string (MBM_CLIENT_RECONNECTING), ==, "reconnecting");
  g_assert_cmpstr (mbm_client_status_to_string (MBM_CLIENT_ERROR), ==, "error");
}

/* --- the good way ------------------------------------------------------- */

static void
test_connect (void)
{
  const char *const capabilities[] = { "stream", "a\"b", NULL };
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GBytes) metadata = bytes ("{\"n\":1.10}");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *record_text = NULL;
  g_autofree char *uri = NULL;
  MbmClient *client = mbm_client_new ("me");
  g_autoptr (Record) record = record_new (client);
  guint n_notified = 0;

  g_object_set (client, "capabilities", capabilities, "metadata", metadata, "client-type", "test", NULL);
  g_signal_connect (client, "notify::status", G_CALLBACK (count_notify), &n_notified);

  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTING);
  g_assert_cmpuint (n_notified, ==, 1);

  request = peer_expect (peer, "$register");
  payload = payload_text (request);
  g_assert_cmpstr (payload, ==,
                   "{\"clientId\":\"me\",\"clientType\":\"test\",\"capabilities\":[\"stream\",\"a\\\"b\"],"
                   "\"metadata\":{\"n\":1.10}}");
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (request)), ==, "me");
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTING);
  peer_answer (peer, request,
               "{\"success\":true,\"connectionId\":\"c-9\",\"serverId\":\"s-9\",\"serverTime\":1}");

  error = finish_connect (client, &result);
  g_assert_no_error (error);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_cmpstr (mbm_client_get_connection_id (client), ==, "c-9");
  g_assert_cmpstr (mbm_client_get_server_id (client), ==, "s-9");
  g_object_get (client, "uri", &uri, NULL);
  g_assert_cmpstr (uri, ==, peer->uri);

  client_disconnect (client, peer);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_null (mbm_client_get_connection_id (client));
  record_text = record_to_string (record);
  g_assert_cmpstr (record_text, ==,
                   "status connecting | opened | sent $register | received answer | status connected | "
                   "sent $unregister | received answer | closed | status disconnected");

  /* And once more. */
  client_connect (client, peer);
  client_disconnect (client, peer);
  g_assert_cmpuint (record->errors->len, ==, 0);
  g_assert_finalize_object (client);
}

static void
test_unregistered (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) event = NULL;
  MbmClient *client = mbm_client_new ("me");

  g_object_set (client, "register", FALSE, NULL);
  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  error = finish_connect (client, &result);
  g_assert_no_error (error);

  mbm_client_emit (client, "hello", NULL, NULL, &error);
  g_assert_no_error (error);
  event = peer_expect (peer, "hello");
  g_assert_null (mbm_context_get_source (mbm_message_get_context (event)));

  /* Nor is there anything to unregister. */
  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, result, &error));
  g_clear_object (&result);
  fixture_wait_until (peer->n_closed == 1);
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_finalize_object (client);
}

/* --- what goes wrong ---------------------------------------------------- */

static void
test_nobody_serves (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MbmClient *client = mbm_client_new (NULL);
  g_autoptr (Record) record = record_new (client);

  mbm_client_connect_async (client, "memory://nobody-is-here", NULL, fixture_keep_result, &result);
  error = finish_connect (client, &result);
  assert_error (error, MBM_ERROR, MBM_ERROR_REFUSED, "nobody-is-here");
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_REFUSED, NULL);
  text = record_to_string (record);
  g_assert_cmpstr (text, ==, "status connecting | refused (REFUSED) | status error");

  /* The call has said it. */
  g_assert_cmpuint (record->errors->len, ==, 0);
  g_assert_finalize_object (client);
}

static void
test_unknown_scheme (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new (NULL);

  mbm_client_connect_async (client, "carrier-pigeon://roof", NULL, fixture_keep_result, &result);
  g_assert_null (result); /* never from within the call */
  error = finish_connect (client, &result);
  assert_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_SCHEME, "carrier-pigeon");
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_ERROR);
  g_assert_finalize_object (client);
}

static void
test_wrong_state (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new (NULL);

  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &first);
  mbm_client_connect_async (client, "memory://elsewhere", NULL, fixture_keep_result, &second);
  error = finish_connect (client, &second);
  assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, peer->uri);
  g_clear_error (&error);

  peer_register (peer, NULL);
  error = finish_connect (client, &first);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_client_get_uri (client), ==, peer->uri);

  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &third);
  error = finish_connect (client, &third);
  assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, NULL);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
  g_assert_finalize_object (client);
}

static void
test_metadata (void)
{
  const char *const wrong[] = { "nonsense", "[]", "{\"a\":1} x", "" };
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = mbm_client_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) metadata = bytes (wrong[i]);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_object_set (client, "metadata", metadata, NULL);
      mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
      error = finish_connect (client, &result);
      assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "metadata");
      g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
    }
  g_assert_cmpuint (peer->n_accepted, ==, 0);
  g_assert_finalize_object (client);
}

typedef struct
{
  const char *data; /* NULL: an error answer */
  MbmError code;
  const char *words;
} Refusal;

static void
test_register_refused (void)
{
  const Refusal refusals[] = {
    { NULL, MBM_ERROR_REMOTE, "Server has reached maximum number of clients" },
    { "{\"success\":false,\"error\":{\"code\":\"FULL\",\"message\":\"no room\"}}", MBM_ERROR_REMOTE,
      "no room" },
    { "{\"success\":false,\"error\":{\"code\":\"FULL\"}}", MBM_ERROR_REMOTE, "FULL" },
    { "{\"success\":false,\"error\":\"no room\"}", MBM_ERROR_REMOTE, "no room" },
    { "{\"success\":false,\"message\":\"no room\"}", MBM_ERROR_REMOTE, "no room" },
    { "{\"success\":false,\"error\":7}", MBM_ERROR_REMOTE, "did not say why" },
    { "{\"success\":false}", MBM_ERROR_REMOTE, "did not say why" },
    { "{\"connectionId\":\"c\"}", MBM_ERROR_INVALID_PAYLOAD, "success" },
    { "{\"success\":\"true\"}", MBM_ERROR_INVALID_PAYLOAD, "success" },
    { "{\"success\":1}", MBM_ERROR_INVALID_PAYLOAD, "success" },
    { "[true]", MBM_ERROR_INVALID_PAYLOAD, "object" },
    { "null", MBM_ERROR_INVALID_PAYLOAD, "object" },
    { "\"success\"", MBM_ERROR_INVALID_PAYLOAD, "object" },
  };
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = mbm_client_new ("me");

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (MbmMessage) request = NULL;
      g_autoptr (GError) error = NULL;

      mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
      request = peer_expect (peer, "$register");
      if (refusals[i].data != NULL)
        peer_answer (peer, request, refusals[i].data);
      else
        peer_fail (peer, request, "UNKNOWN_ERROR", refusals[i].words);
      error = finish_connect (client, &result);
      assert_error (error, MBM_ERROR, (int) refusals[i].code, refusals[i].words);
      g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_ERROR);
      assert_error (mbm_client_get_error (client), MBM_ERROR, (int) refusals[i].code, refusals[i].words);

      /* It leaves in order. */
      fixture_wait_until (peer->channel == NULL);
    }
  g_assert_finalize_object (client);
}

/* Members of other types than they should be are as good as missing. */
static void
test_register_lenient (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$register");
  peer_answer (peer, request, "{\"success\":true,\"connectionId\":7,\"serverId\":[],\"ttl\":\"soon\"}");
  error = finish_connect (client, &result);
  g_assert_no_error (error);
  g_assert_null (mbm_client_get_connection_id (client));
  g_assert_null (mbm_client_get_server_id (client));
  g_assert_finalize_object (client);
}

static void
test_register_unanswered (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  g_object_set (client, "request-timeout", 20, NULL);
  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  error = finish_connect (client, &result);
  assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT, "$register");
  fixture_wait_until (peer->n_accepted == 1 && peer->channel == NULL);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
  g_assert_finalize_object (client);
}

static void
test_closed_on_the_way (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$register");
  peer_close (peer, 1008, "not you");
  error = finish_connect (client, &result);
  assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED, "not you");
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_ERROR);
  g_assert_finalize_object (client);
}

/* --- cancelling --------------------------------------------------------- */

static void
test_cancelled_before (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  g_cancellable_cancel (cancellable);
  mbm_client_connect_async (client, peer->uri, cancellable, fixture_keep_result, &result);
  error = finish_connect (client, &result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_finalize_object (client);
}

static void
test_cancelled_opening (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  mbm_client_connect_async (client, peer->uri, cancellable, fixture_keep_result, &result);
  g_cancellable_cancel (cancellable);
  error = finish_connect (client, &result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);

  /* And it can begin anew. */
  fixture_drain ();
  g_queue_clear_full (&peer->received, (GDestroyNotify) mbm_message_unref);
  client_connect (client, peer);
  g_assert_finalize_object (client);
}

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled_registering (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MbmClient *client = mbm_client_new ("me");
  g_autoptr (Record) record = record_new (client);

  mbm_client_connect_async (client, peer->uri, cancellable, fixture_keep_result, &result);
  request = peer_expect (peer, "$register");
  g_thread_join (g_thread_new ("cancel", cancel_in_thread, cancellable));
  error = finish_connect (client, &result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_wait_until (peer->channel == NULL);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  text = record_to_string (record);
  g_assert_cmpstr (text, ==, "status connecting | opened | sent $register | closed | status disconnected");
  g_assert_finalize_object (client);
}

/* --- disconnecting ------------------------------------------------------ */

static void
test_disconnect_idle (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, result, &error));
  g_clear_object (&result);

  /* An error is left behind as well. */
  mbm_client_connect_async (client, "memory://nobody", NULL, fixture_keep_result, &result);
  error = finish_connect (client, &result);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_ERROR);
  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, result, NULL));
  g_clear_object (&result);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_null (mbm_client_get_error (client));
  g_assert_finalize_object (client);
}

static void
test_disconnect_connecting (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GAsyncResult) disconnected = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  /* While it opens … */
  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &connected);
  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &disconnected);
  error = finish_connect (client, &connected);
  assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED, "disconnected");
  g_clear_error (&error);
  fixture_wait_until (disconnected != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, disconnected, &error));
  g_clear_object (&disconnected);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);

  /* … and while it registers. */
  fixture_drain ();
  g_queue_clear_full (&peer->received, (GDestroyNotify) mbm_message_unref);
  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &connected);
  request = peer_expect (peer, "$register");
  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &disconnected);
  error = finish_connect (client, &connected);
  assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED, "disconnected");
  fixture_wait_until (disconnected != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, disconnected, NULL));
  g_clear_object (&disconnected);
  fixture_wait_until (peer->channel == NULL);
  g_assert_finalize_object (client);
}

static void
test_disconnect_from_notify_cb (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  if (mbm_client_get_status (client) == MBM_CLIENT_CONNECTING)
    mbm_client_disconnect_async (client, NULL, fixture_keep_result, user_data);
}

static void
test_disconnect_from_notify (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GAsyncResult) disconnected = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  g_signal_connect (client, "notify::status", G_CALLBACK (test_disconnect_from_notify_cb), &disconnected);
  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &connected);
  error = finish_connect (client, &connected);
  assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED, NULL);
  fixture_wait_until (disconnected != NULL);
  g_clear_object (&disconnected);
  g_assert_cmpuint (peer->n_accepted, ==, 0);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_finalize_object (client);
}

/* A server that does not answer `$unregister`, nor closes. */
static void
test_disconnect_unanswered (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);
  gint64 begin = g_get_monotonic_time ();

  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &first);
  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &second);

  /* No more calls are taken meanwhile. */
  g_assert_false (mbm_client_emit (client, "late", NULL, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &refused);
  error = finish_connect (client, &refused);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);

  fixture_wait_until (first != NULL && second != NULL);
  g_assert_true (mbm_client_disconnect_finish (client, first, NULL));
  g_assert_true (mbm_client_disconnect_finish (client, second, NULL));
  g_clear_object (&first);
  g_clear_object (&second);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 1900 * 1000);
  g_assert_true (record_has (record, "closed (TIMED_OUT)"));
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  fixture_wait_until (peer->channel == NULL);
  g_assert_finalize_object (client);
}

static void
test_disconnect_cancelled (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  mbm_client_disconnect_async (client, cancellable, fixture_keep_result, &result);
  g_cancellable_cancel (cancellable);
  fixture_wait_until (result != NULL);
  g_assert_false (mbm_client_disconnect_finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_false (record_has (record, "closed (TIMED_OUT)"));
  fixture_wait_until (peer->channel == NULL);
  g_clear_object (&result);
  g_assert_finalize_object (client);
}

/* --- going without a word ----------------------------------------------- */

/* The calls hold the client: once they are over, its last reference is ours. */
static void
dispose_and_finalize (MbmClient *client)
{
  g_object_run_dispose (G_OBJECT (client));
  fixture_drain ();
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_finalize_object (client);
}

static void
test_dispose (void)
{
  g_autoptr (Peer) peer = peer_new ();

  /* At once. */
  dispose_and_finalize (mbm_client_new (NULL));

  /* While it opens, and while it registers. */
  for (guint registering = 0; registering < 2; registering++)
    {
      MbmClient *client = mbm_client_new (NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (MbmMessage) request = NULL;
      g_autoptr (GError) error = NULL;

      mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
      if (registering)
        request = peer_expect (peer, "$register");
      g_object_run_dispose (G_OBJECT (client));
      error = finish_connect (client, &result);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
      dispose_and_finalize (client);
      fixture_wait_until (peer->channel == NULL);
      g_queue_clear_full (&peer->received, (GDestroyNotify) mbm_message_unref);
    }

  /* Connected, without anything being said: the peer sees it all the same. */
  g_assert_finalize_object (client_new_connected (peer, NULL));
  fixture_wait_until (peer->channel == NULL);
}

static void
test_dispose_closing (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) asked = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_request_async (client, "x", NULL, NULL, 0, NULL, fixture_keep_result, &asked);
  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  g_object_run_dispose (G_OBJECT (client));
  fixture_wait_until (result != NULL && asked != NULL);
  g_assert_false (mbm_client_disconnect_finish (client, result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (mbm_client_request_finish (client, asked, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  g_clear_object (&result);
  g_clear_object (&asked);
  dispose_and_finalize (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/defaults", test_defaults);
  g_test_add_func ("/client/notify", test_notify);
  g_test_add_func ("/client/status-words", test_status_words);
  g_test_add_func ("/client/connect", test_connect);
  g_test_add_func ("/client/unregistered", test_unregistered);
  g_test_add_func ("/client/nobody-serves", test_nobody_serves);
  g_test_add_func ("/client/unknown-scheme", test_unknown_scheme);
  g_test_add_func ("/client/wrong-state", test_wrong_state);
  g_test_add_func ("/client/metadata", test_metadata);
  g_test_add_func ("/client/register/refused", test_register_refused);
  g_test_add_func ("/client/register/lenient", test_register_lenient);
  g_test_add_func ("/client/register/unanswered", test_register_unanswered);
  g_test_add_func ("/client/register/closed", test_closed_on_the_way);
  g_test_add_func ("/client/cancelled/before", test_cancelled_before);
  g_test_add_func ("/client/cancelled/opening", test_cancelled_opening);
  g_test_add_func ("/client/cancelled/registering", test_cancelled_registering);
  g_test_add_func ("/client/disconnect/idle", test_disconnect_idle);
  g_test_add_func ("/client/disconnect/connecting", test_disconnect_connecting);
  g_test_add_func ("/client/disconnect/from-notify", test_disconnect_from_notify);
  g_test_add_func ("/client/disconnect/unanswered", test_disconnect_unanswered);
  g_test_add_func ("/client/disconnect/cancelled", test_disconnect_cancelled);
  g_test_add_func ("/client/dispose", test_dispose);
  g_test_add_func ("/client/dispose-closing", test_dispose_closing);

  return g_test_run ();
}
