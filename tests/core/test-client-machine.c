/* test-client-machine.c — every state of a client's session, and everything that can happen in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"
#include "mbm-backoff-private.h"
#include "mbm-client-private.h"

/* Where a client is when something happens to it. AGAIN: its connection was lost before. */
typedef enum
{
  IDLE,
  OPENING,
  REGISTERING,
  OPENING_AGAIN,
  LOGGING_IN_AGAIN,
  REGISTERING_AGAIN,
  LOGGING_IN_LATE_AGAIN,
  SUBSCRIBING_AGAIN,
  READY,
  WAITING,
  CLOSING,
  N_PLACES,
} Place;

typedef enum
{
  CONNECT,
  DISCONNECT,
  CANCEL,
  CUT,
  CLOSE,
  REPLACE,
  ANSWER,
  FAILURE,
  GARBAGE,
  REQUEST,
  TIME_OUT,
  DISPOSE,
  N_HAPPENINGS,
} Happening;

static const char *const place_names[] = {
  "idle",
  "opening",
  "registering",
  "opening-again",
  "logging-in-again",
  "registering-again",
  "logging-in-late-again",
  "subscribing-again",
  "ready",
  "waiting",
  "closing",
};

static const char *const happening_names[] = {
  "connect", "disconnect", "cancel",  "cut",     "close",    "replace",
  "answer",  "failure",    "garbage", "request", "time-out", "dispose",
};

/* What comes of it: a phase, and the status that goes with it.
 *
 * I: idle, disconnected. E: idle, with an error. O: opening. L: logging in. R: registering. A: logging in
 * after registering. S: subscribing. Y: ready. W: waiting. C: closing. A dot: nothing changes. */
static const char *const outcomes[N_PLACES] = {
  /*                          connect, disconnect, cancel, cut, close, replace, answer, failure, garbage,
   * request, time-out, dispose */
  [IDLE] = "RI........."
           "I",
  [OPENING] = ".IIEEE....."
              "I",
  [REGISTERING] = ".IIEEEYE..E"
                  "I",
  [OPENING_AGAIN] = ".I.WWW....."
                    "I",
  [LOGGING_IN_AGAIN] = ".I.WWERR..W"
                       "I",
  [REGISTERING_AGAIN] = ".I.WWESW..W"
                        "I",
  [LOGGING_IN_LATE_AGAIN] = ".I.WWESS..Y"
                            "I",
  [SUBSCRIBING_AGAIN] = ".I.WWEYY..Y"
                        "I",
  [READY] = ".C.WWE....."
            "I",
  [WAITING] = ".I........L"
              "I",
  [CLOSING] = "...IIIII..I"
              "I",
};

typedef struct
{
  Place place;
  Happening happening;
} Case;

typedef struct
{
  Peer *peer;
  MbmClient *client;
  GCancellable *cancellable;
  GSocket *door;      /* where connections are made and nobody opens */
  GPtrArray *results; /* GAsyncResult: of every call, so that each is seen to end */
  guint n_calls;
} World;

/* --- calls -------------------------------------------------------------- */

static void
note_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *self = user_data;

  g_ptr_array_add (self->results, g_object_ref (result));
}

static char *
dup_door (World *self)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->door, NULL);

  return g_strdup_printf ("ws://127.0.0.1:%u/",
                          (guint) g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

static void
connect_client (World *self)
{
  g_autofree char *door = self->door != NULL ? dup_door (self) : NULL;

  self->n_calls++;
  mbm_client_connect_async (self->client, door != NULL ? door : self->peer->uri, self->cancellable,
                            note_result, self);
}

static void
disconnect_now (World *self)
{
  self->n_calls++;
  mbm_client_disconnect_async (self->client, NULL, note_result, self);
}

static void
request (World *self)
{
  self->n_calls++;
  mbm_client_request_async (self->client, "echo", NULL, NULL, 0, NULL, note_result, self);
}

static void
answer_login (World *self, gboolean well)
{
  g_autoptr (MbmMessage) message = peer_expect (self->peer, "$login");

  if (well)
    peer_answer (
      self->peer, message,
      "{\"success\":true,\"token\":\"t\",\"user\":{\"id\":\"1\",\"username\":\"ann\",\"roles\":[]}}");
  else
    peer_fail (self->peer, message, "NOT_REGISTERED", "register first");
}

/* --- getting there ------------------------------------------------------ */

/* A port that is listened to and where nobody answers. */
static void
shut_door (World *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

  self->door = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (self->door, address, TRUE, NULL));
  g_assert_true (g_socket_listen (self->door, NULL));
}

static void
wait_for_phase (World *self, MbmClientPhase phase)
{
  fixture_wait_until (self->client->phase == phase);
}

static void
become_ready (World *self)
{
  const char *const events[] = { "e", NULL };
  g_autoptr (MbmMessage) subscribe = NULL;

  connect_client (self);
  peer_register (self->peer, NULL);
  wait_for_phase (self, MBM_CLIENT_PHASE_READY);

  self->n_calls += 2;
  mbm_client_login_async (self->client, "ann", "secret", NULL, note_result, self);
  answer_login (self, TRUE);
  mbm_client_subscribe_async (self->client, events, NULL, NULL, note_result, self);
  subscribe = peer_expect (self->peer, "$subscribe");
  peer_answer (self->peer, subscribe, "{\"success\":true,\"subscriptionId\":\"s\",\"events\":[\"e\"]}");
  fixture_wait_until (self->results->len == 3);
}

/* Its connection is lost, and it goes back as far as @phase. */
static void
lose (World *self, MbmClientPhase phase)
{
  become_ready (self);
  if (phase == MBM_CLIENT_PHASE_OPENING)
    {
      shut_door (self);
      g_free (self->client->uri);
      self->client->uri = dup_door (self);
    }
  if (phase == MBM_CLIENT_PHASE_WAITING)
    g_object_set (self->client, "reconnect-interval", 600000, NULL);
  peer_cut (self->peer);
  wait_for_phase (self, MBM_CLIENT_PHASE_WAITING);
  if (phase == MBM_CLIENT_PHASE_WAITING)
    return;

  if (phase != MBM_CLIENT_PHASE_OPENING)
    {
      wait_for_phase (self, MBM_CLIENT_PHASE_LOGGING_IN);
      fixture_wait_until (!g_queue_is_empty (&self->peer->received));
    }
  if (phase >= MBM_CLIENT_PHASE_REGISTERING)
    answer_login (self, phase != MBM_CLIENT_PHASE_LOGGING_IN_LATE);
  if (phase >= MBM_CLIENT_PHASE_LOGGING_IN_LATE)
    peer_register (self->peer, NULL);
  wait_for_phase (self, phase);

  /* It does not come back twice in one test. */
  g_object_set (self->client, "reconnect-interval", 600000, NULL);
}

static void
go_to (World *self, Place place)
{
  switch (place)
    {
    case IDLE:
      break;
    case OPENING:
      shut_door (self);
      connect_client (self);
      break;
    case REGISTERING:
      connect_client (self);
      wait_for_phase (self, MBM_CLIENT_PHASE_REGISTERING);
      break;
    case OPENING_AGAIN:
      lose (self, MBM_CLIENT_PHASE_OPENING);
      break;
    case LOGGING_IN_AGAIN:
      lose (self, MBM_CLIENT_PHASE_LOGGING_IN);
      break;
    case REGISTERING_AGAIN:
      lose (self, MBM_CLIENT_PHASE_REGISTERING);
      break;
    case LOGGING_IN_LATE_AGAIN:
      lose (self, MBM_CLIENT_PHASE_LOGGING_IN_LATE);
      break;
    case SUBSCRIBING_AGAIN:
      lose (self, MBM_CLIENT_PHASE_SUBSCRIBING);
      break;
    case READY:
      become_ready (self);
      g_object_set (self->client, "reconnect-interval", 600000, NULL);
      break;
    case WAITING:
      lose (self, MBM_CLIENT_PHASE_WAITING);
      break;
    case CLOSING:
      become_ready (self);
      disconnect_now (self);
      break;
    case N_PLACES:
    default:
      g_assert_not_reached ();
    }
}

/* --- what happens ------------------------------------------------------- */

static void
end_connection (World *self, guint code)
{
  if (self->door != NULL)
    g_socket_close (self->door, NULL);
  else if (self->peer->channel == NULL)
    peer_stop_listening (self->peer);
  else if (code == 0)
    peer_cut (self->peer);
  else
    peer_close (self->peer, code, code == 4001 ? "Replaced by a new connection" : "going");
}

static gboolean
is_asking (Place place)
{
  return place == REGISTERING || (place >= LOGGING_IN_AGAIN && place <= SUBSCRIBING_AGAIN) ||
         place == CLOSING;
}

static void
reply (World *self, Place place, gboolean well)
{
  g_autoptr (MbmMessage) message = NULL;

  if (place == READY)
    peer_send (self->peer, "{\"type\":\"response\",\"requestId\":\"x\",\"success\":true}");
  if (!is_asking (place))
    return;

  message = peer_next (self->peer);
  if (!well)
    peer_fail (self->peer, message, "NO", "not you");
  else if (g_str_equal (mbm_message_get_name (message), "$login"))
    peer_answer (
      self->peer, message,
      "{\"success\":true,\"token\":\"t\",\"user\":{\"id\":\"1\",\"username\":\"ann\",\"roles\":[]}}");
  else
    peer_answer (self->peer, message,
                 "{\"success\":true,\"connectionId\":\"c\",\"serverId\":\"peer\",\"subscriptionId\":\"s\"}");
}

/* Requests of the handshake have been sent with the default: the table is told that they are overdue. */
static void
let_time_pass (World *self, Place place)
{
  if (place == WAITING)
    {
      g_source_set_ready_time (self->client->session_timer, 0);
      return;
    }
  if (!is_asking (place))
    return;

  g_object_set (self->client, "request-timeout", 1, NULL);
  if (place == CLOSING)
    {
      g_source_set_ready_time (self->client->session_timer, 0);
      return;
    }

  while (self->client->pending != NULL)
    {
      MbmPending *pending = mbm_pending_table_steal (self->client->pending, self->client->last_serial);

      if (pending == NULL)
        break;
      pending->deadline = 1;
      mbm_pending_table_insert (self->client->pending, pending);
      g_source_set_ready_time (self->client->pending_timer, 0);
      break;
    }
}

static void
happen (World *self, Place place, Happening happening)
{
  switch (happening)
    {
    case CONNECT:
      connect_client (self);
      break;
    case DISCONNECT:
      disconnect_now (self);
      break;
    case CANCEL:
      g_cancellable_cancel (self->cancellable);
      break;
    case CUT:
      end_connection (self, 0);
      break;
    case CLOSE:
      end_connection (self, 1001);
      break;
    case REPLACE:
      end_connection (self, 4001);
      break;
    case ANSWER:
      reply (self, place, TRUE);
      break;
    case FAILURE:
      reply (self, place, FALSE);
      break;
    case GARBAGE:
      if (self->peer->channel != NULL)
        peer_send (self->peer, "nonsense");
      break;
    case REQUEST:
      request (self);
      break;
    case TIME_OUT:
      let_time_pass (self, place);
      break;
    case DISPOSE:
      g_object_run_dispose (G_OBJECT (self->client));
      break;
    case N_HAPPENINGS:
    default:
      g_assert_not_reached ();
    }
}

/* --- what comes of it --------------------------------------------------- */

static void
assert_outcome (World *self, char outcome, MbmClientPhase before)
{
  static const char letters[] = "IOLRASYWC"; /* in the order of the phases */
  MbmClientPhase phase = outcome == '.'   ? before
                         : outcome == 'E' ? MBM_CLIENT_PHASE_IDLE
                                          : (MbmClientPhase) (strchr (letters, outcome) - letters);
  MbmClientStatus status;

  fixture_wait_until (self->client->phase == phase);
  fixture_drain ();
  g_assert_cmpint (self->client->phase, ==, phase);

  status = mbm_client_get_status (self->client);
  if (phase == MBM_CLIENT_PHASE_IDLE)
    g_assert_cmpint (status, ==, outcome == 'E' ? MBM_CLIENT_ERROR : MBM_CLIENT_DISCONNECTED);
  else if (phase == MBM_CLIENT_PHASE_READY || phase == MBM_CLIENT_PHASE_CLOSING)
    g_assert_cmpint (status, ==, MBM_CLIENT_CONNECTED);
  else
    g_assert_true (status == MBM_CLIENT_CONNECTING || status == MBM_CLIENT_RECONNECTING);

  /* What belongs to a phase is there in it and in no other. */
  g_assert_cmpint (self->client->session_timer != NULL, ==,
                   phase == MBM_CLIENT_PHASE_WAITING || phase == MBM_CLIENT_PHASE_CLOSING);
  g_assert_cmpint (mbm_client_get_retry_time (self->client) > 0, ==, phase == MBM_CLIENT_PHASE_WAITING);
  g_assert_cmpint (self->client->opening != NULL, ==, phase == MBM_CLIENT_PHASE_OPENING);
  if (phase == MBM_CLIENT_PHASE_IDLE || phase == MBM_CLIENT_PHASE_WAITING)
    g_assert_null (self->client->channel);
  if (status == MBM_CLIENT_ERROR || status == MBM_CLIENT_RECONNECTING)
    g_assert_nonnull (mbm_client_get_error (self->client));
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  World world = { .peer = peer_new (), .client = mbm_client_new ("machine") };
  MbmClientPhase before;

  world.cancellable = g_cancellable_new ();
  world.results = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set (world.client, "heartbeat-interval", 0, "reconnect-interval", 1, NULL);

  go_to (&world, test->place);
  before = world.client->phase;
  happen (&world, test->place, test->happening);
  assert_outcome (&world, outcomes[test->place][test->happening], before);

  /* Wherever that led, everything ends, and each call is answered. */
  g_object_run_dispose (G_OBJECT (world.client));
  g_assert_cmpint (world.client->phase, ==, MBM_CLIENT_PHASE_IDLE);
  fixture_wait_until (world.results->len == world.n_calls);
  g_ptr_array_unref (world.results);
  fixture_drain ();
  g_assert_finalize_object (world.client);
  g_object_unref (world.cancellable);
  g_clear_object (&world.door);
  peer_free (world.peer);
}

/* --- giving up ---------------------------------------------------------- */

static void
test_attempts (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmClient) client = client_new_connected (peer, "patient");
  g_autoptr (Record) record = record_new (client);

  g_object_set (client, "max-reconnect-attempts", 3, "reconnect-max-interval", 2, NULL);
  peer_stop_listening (peer);
  peer_cut (peer);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);

  /* The loss itself, and the three attempts; the last one says it all. */
  g_assert_cmpuint (record->errors->len, ==, 4);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_REFUSED, "3 attempts in 0 s");
  g_assert_cmpstr (record->errors->pdata[3], ==, mbm_client_get_error (client)->message);
  g_assert_nonnull (strstr (record->errors->pdata[3], record->errors->pdata[2]));

  /* It can be told to try again, and what it counted is forgotten. */
  peer_listen_again (peer);
  client_connect (client, peer);
  peer_cut (peer);
  peer_register (peer, NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  g_assert_finalize_object (g_steal_pointer (&client));
}

/* Two programs with one id: one of them stays, and the other says why it does not come back. */
static void
test_replaced (void)
{
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);
  g_autoptr (GAsyncResult) started = NULL;
  MbmClient *clients[2];

  mbm_server_start_async (server, "ws://127.0.0.1:0", NULL, fixture_keep_result, &started);
  fixture_wait_until (started != NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      clients[i] = mbm_client_new ("twin");
      g_object_set (clients[i], "reconnect-interval", 1, NULL);
      mbm_client_connect_async (clients[i], mbm_server_get_uri (server), NULL, fixture_keep_result, &result);
      fixture_wait_until (result != NULL);
      g_assert_true (mbm_client_connect_finish (clients[i], result, NULL));
    }

  fixture_wait_until (mbm_client_get_status (clients[0]) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (clients[0]), MBM_ERROR, MBM_ERROR_REPLACED, "“twin”");
  g_assert_cmpint (mbm_client_get_status (clients[1]), ==, MBM_CLIENT_CONNECTED);
  for (guint i = 0; i < 2; i++)
    g_assert_finalize_object (clients[i]);
}

static void
test_backoff (void)
{
  const MbmBackoff plain = { 100, 1000, 2, 0 };
  const MbmBackoff jittery = { 100, 1000, 2, 0.5 };
  const MbmBackoff still = { 100, 10, 1, 0 };
  const MbmBackoff endless = { G_MAXINT, G_MAXUINT, 100, 1 };
  guint least = G_MAXUINT, most = 0;

  g_assert_cmpuint (mbm_backoff_get_delay (&plain, 0), ==, 100);
  g_assert_cmpuint (mbm_backoff_get_delay (&plain, 1), ==, 200);
  g_assert_cmpuint (mbm_backoff_get_delay (&plain, 3), ==, 800);
  g_assert_cmpuint (mbm_backoff_get_delay (&plain, 4), ==, 1000);
  g_assert_cmpuint (mbm_backoff_get_delay (&plain, G_MAXUINT), ==, 1000);
  g_assert_cmpuint (mbm_backoff_get_delay (&still, 7), ==, 100);
  for (guint i = 0; i < 1000; i++)
    {
      guint delay = mbm_backoff_get_delay (&jittery, 1);

      least = MIN (least, delay);
      most = MAX (most, delay);
      g_assert_cmpuint (mbm_backoff_get_delay (&endless, i), >=, 1);
    }
  g_assert_cmpuint (least, >=, 100);
  g_assert_cmpuint (least, <, 120);
  g_assert_cmpuint (most, <=, 300);
  g_assert_cmpuint (most, >, 280);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint place = 0; place < N_PLACES; place++)
    {
      g_assert_cmpuint (strlen (outcomes[place]), ==, N_HAPPENINGS);
      for (guint happening = 0; happening < N_HAPPENINGS; happening++)
        {
          g_autofree char *path =
            g_strdup_printf ("/client-machine/%s/%s", place_names[place], happening_names[happening]);
          Case *test = g_new (Case, 1);

          *test = (Case){ place, happening };
          g_test_add_data_func_full (path, test, test_case, g_free);
        }
    }
  g_test_add_func ("/client-machine/attempts", test_attempts);
  g_test_add_func ("/client-machine/replaced", test_replaced);
  g_test_add_func ("/client-machine/backoff", test_backoff);

  return g_test_run ();
}
