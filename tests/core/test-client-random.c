/* test-client-random.c — a client that is used at random, with a server that does as it likes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

#define N_RUNS  40
#define N_STEPS 400

typedef struct
{
  Peer *peer;
  MbmClient *client;
  GPtrArray *cancellables;
  GPtrArray *subscriptions;
  guint n_begun;
  guint n_ended;
  guint n_errors;
  guint handler;
} World;

static gboolean
chance (int percent)
{
  return g_test_rand_int_range (0, 100) < percent;
}

/* --- the client --------------------------------------------------------- */

/* Each call ends once, and its error, if it has one, is of the library or says that it was cancelled. */
static void
end_call (World *self, GError *error)
{
  self->n_ended++;
  g_assert_cmpuint (self->n_ended, <=, self->n_begun);
  if (error != NULL)
    g_assert_true (error->domain == MBM_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_clear_error (&error);
}

static void
connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  mbm_client_connect_finish (MBM_CLIENT (source), result, &error);
  end_call (user_data, error);
}

static void
disconnected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  mbm_client_disconnect_finish (MBM_CLIENT (source), result, &error);
  end_call (user_data, error);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  MbmMessage *answer = mbm_client_request_finish (MBM_CLIENT (source), result, &error);

  g_assert_true ((answer == NULL) == (error != NULL));
  g_clear_pointer (&answer, mbm_message_unref);
  end_call (user_data, error);
}

static void
subscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *self = user_data;
  GError *error = NULL;
  char *id = mbm_client_subscribe_finish (MBM_CLIENT (source), result, &error);

  if (id != NULL)
    g_ptr_array_add (self->subscriptions, id);
  end_call (self, error);
}

static void
unsubscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  mbm_client_unsubscribe_finish (MBM_CLIENT (source), result, &error);
  end_call (user_data, error);
}

static void
logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  MbmUser *user = mbm_client_login_finish (MBM_CLIENT (source), result, &error);

  g_assert_true ((user == NULL) == (error != NULL));
  g_clear_pointer (&user, mbm_user_unref);
  end_call (user_data, error);
}

static void
logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  mbm_client_logout_finish (MBM_CLIENT (source), result, &error);
  end_call (user_data, error);
}

static void
errored (MbmClient *client, const GError *error, gpointer user_data)
{
  World *self = user_data;

  self->n_errors++;
  g_assert_nonnull (error);
  g_assert_nonnull (error->message);
}

/* What is said of the client fits together, whenever somebody looks. */
static void
check (MbmClient *client)
{
  switch (mbm_client_get_status (client))
    {
    case MBM_CLIENT_DISCONNECTED:
      g_assert_null (mbm_client_get_error (client));
      g_assert_null (mbm_client_get_token (client));
      g_assert_null (mbm_client_get_connection_id (client));
      g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
      break;
    case MBM_CLIENT_CONNECTING:
    case MBM_CLIENT_CONNECTED:
      g_assert_null (mbm_client_get_error (client));
      g_assert_nonnull (mbm_client_get_uri (client));
      break;
    case MBM_CLIENT_RECONNECTING:
      g_assert_nonnull (mbm_client_get_error (client));
      break;
    case MBM_CLIENT_ERROR:
      g_assert_nonnull (mbm_client_get_error (client));
      g_assert_null (mbm_client_get_connection_id (client));
      g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Some of those who are notified act at once. */
static void
notified (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  World *self = user_data;

  if (chance (3))
    {
      self->n_begun++;
      mbm_client_disconnect_async (client, NULL, disconnected, self);
    }
  else if (chance (3))
    {
      self->n_begun++;
      mbm_client_connect_async (client, self->peer->uri, NULL, connected, self);
    }
  else if (chance (5))
    {
      self->n_begun++;
      mbm_client_request_async (client, "x", NULL, NULL, 0, NULL, answered, self);
    }
}

static void
handle_event (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  World *self = user_data;

  if (chance (20))
    {
      mbm_client_remove_event_handler (client, self->handler);
      self->handler =
        mbm_client_add_event_handler (client, chance (50) ? "e" : NULL, handle_event, self, NULL);
    }
}

static GCancellable *
new_cancellable (World *self)
{
  GCancellable *cancellable;

  if (chance (60))
    return NULL;

  cancellable = g_cancellable_new ();
  g_ptr_array_add (self->cancellables, cancellable);
  return cancellable;
}

static void
act (World *self)
{
  const char *const events[] = { "e", NULL };
  MbmClient *client = self->client;
  GCancellable *cancellable = new_cancellable (self);
  int what = g_test_rand_int_range (0, 100);

  if (what < 40)
    {
      self->n_begun++;
      mbm_client_request_async (client, "x", NULL, NULL, chance (30) ? 1 : 0, cancellable, answered, self);
    }
  else if (what < 60)
    {
      self->n_begun++;
      mbm_client_connect_async (client, self->peer->uri, cancellable, connected, self);
    }
  else if (what < 65)
    {
      self->n_begun++;
      mbm_client_disconnect_async (client, cancellable, disconnected, self);
    }
  else if (what < 75)
    {
      self->n_begun++;
      mbm_client_subscribe_async (client, events, NULL, cancellable, subscribed, self);
    }
  else if (what < 80 && self->subscriptions->len > 0)
    {
      self->n_begun++;
      mbm_client_unsubscribe_async (client, self->subscriptions->pdata[0], cancellable, unsubscribed, self);
      g_ptr_array_remove_index (self->subscriptions, 0);
    }
  else if (what < 88)
    {
      self->n_begun++;
      mbm_client_login_async (client, "a", "b", cancellable, logged_in, self);
    }
  else if (what < 90)
    {
      self->n_begun++;
      mbm_client_logout_async (client, cancellable, logged_out, self);
    }
  else if (what < 94)
    {
      mbm_client_emit (client, "e", NULL, NULL, NULL);
    }
  else if (what < 97)
    {
      g_object_set (client, "auto-reconnect", chance (70), "register", chance (80), NULL);
    }
  else if (self->cancellables->len > 0)
    {
      g_cancellable_cancel (
        self->cancellables->pdata[g_test_rand_int_range (0, (gint32) self->cancellables->len)]);
    }
}

/* --- the server --------------------------------------------------------- */

static void
send_something (Peer *peer)
{
  const char *const frames[] = {
    "nonsense",
    "{\"type\":\"response\",\"requestId\":\"x\",\"success\":true,\"data\":1}",
    "{\"type\":\"request\",\"requestId\":\"x\",\"requestType\":\"x\",\"payload\":{}}",
    "{\"type\":\"event\",\"event\":\"e\",\"payload\":1}",
    "{\"type\":\"event\",\"event\":\"e\",\"payload\":1,\"context\":{\"target\":\"me\"}}",
    "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":{\"message\":\"e\",\"data\":1}}",
    "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":1,\"serverId\":\"s\"}}",
    "{\"type\":\"event\",\"event\":\"$disconnected\",\"payload\":{\"clientId\":\"me\",\"reason\":\"r\"}}",
  };

  peer_send (peer, frames[g_test_rand_int_range (0, G_N_ELEMENTS (frames))]);
}

static void
react (World *self, MbmMessage *message)
{
  Peer *peer = self->peer;
  int what = g_test_rand_int_range (0, 100);

  if (peer->channel == NULL || mbm_channel_is_closed (peer->channel) ||
      mbm_message_get_kind (message) != MBM_MESSAGE_REQUEST)
    return;

  if (what < 70)
    peer_answer (peer, message,
                 "{\"success\":true,\"connectionId\":\"c\",\"serverId\":\"s\",\"ttl\":60,"
                 "\"subscriptionId\":\"s\",\"token\":\"t\",\"user\":{\"id\":\"u\",\"username\":\"u\"}}");
  else if (what < 80)
    peer_fail (peer, message, "NO", "no");
  else if (what < 85)
    peer_answer (peer, message, "{\"success\":false,\"error\":{\"code\":\"no\"}}");
  else if (what < 88)
    peer_answer (peer, message, "[1]");
  else if (what < 92)
    send_something (peer);
  else if (what < 94)
    peer_cut (peer);
  else if (what < 96)
    peer_close (peer, 1001, "reason");
  /* or nothing: it has to time out */
}

static void
serve (World *self)
{
  MbmMessage *message;

  while ((message = g_queue_pop_head (&self->peer->received)) != NULL)
    {
      react (self, message);
      mbm_message_unref (message);
    }

  if (chance (5) && self->peer->channel != NULL && !mbm_channel_is_closed (self->peer->channel))
    send_something (self->peer);
  if (chance (2))
    peer_stop_listening (self->peer);
  else if (chance (10) && self->peer->listener == NULL)
    peer_listen_again (self->peer);
}

/* --- the test ----------------------------------------------------------- */

static void
run_once (void)
{
  World world = { .peer = peer_new (),
                  .client = mbm_client_new ("me"),
                  .cancellables = g_ptr_array_new_with_free_func (g_object_unref),
                  .subscriptions = g_ptr_array_new_with_free_func (g_free) };

  g_object_set (world.client, "reconnect-interval", 1, "heartbeat-interval", 5, "request-timeout", 20, NULL);
  g_signal_connect (world.client, "notify", G_CALLBACK (notified), &world);
  g_signal_connect (world.client, "error", G_CALLBACK (errored), &world);
  world.handler = mbm_client_add_event_handler (world.client, NULL, handle_event, &world, NULL);

  for (guint step = 0; step < N_STEPS; step++)
    {
      act (&world);
      check (world.client);
      for (int turns = g_test_rand_int_range (0, 4); turns > 0; turns--)
        {
          g_main_context_iteration (NULL, FALSE);
          check (world.client);
        }
      serve (&world);
    }

  /* However it stands: everything ends, and nothing is left. */
  g_signal_handlers_disconnect_by_data (world.client, &world);
  if (chance (50))
    {
      world.n_begun++;
      mbm_client_disconnect_async (world.client, NULL, disconnected, &world);
    }
  else
    {
      g_object_run_dispose (G_OBJECT (world.client));
    }
  fixture_wait_until ((serve (&world), world.n_ended == world.n_begun));
  fixture_drain ();
  g_assert_cmpint (mbm_client_get_status (world.client), ==, MBM_CLIENT_DISCONNECTED);
  g_assert_finalize_object (world.client);

  g_ptr_array_unref (world.cancellables);
  g_ptr_array_unref (world.subscriptions);
  peer_free (world.peer);
}

static void
test_random (void)
{
  for (guint i = 0; i < N_RUNS; i++)
    run_once ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/random", test_random);

  return g_test_run ();
}
