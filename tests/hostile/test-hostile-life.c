/* test-hostile-life.c — the end, at every point of a connection's life
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../core/mbm-test-peer.h"
#include "../core/transport-fixture.h"

/* The life of a server and its client, from the first address to the last close, is driven turn by turn of
 * the main context. Something ends it after the first turn, then after the second, and so on until there is
 * nothing left to end. Every time all calls have to come to their end, and no object, descriptor or source
 * may stay. */

typedef enum
{
  END_BY_DROPPING_CLIENT,      /* cancelled, and then nobody holds it */
  END_BY_DISPOSING_CLIENT,     /* with everything under way */
  END_BY_DISCONNECTING,        /* in order */
  END_BY_DROPPING_SERVER,      /* without a word */
  END_BY_STOPPING_SERVER,      /* in order */
  END_BY_STOPPING_IMPATIENTLY, /* in order, and at once not any more */
  END_OF_ALL,                  /* both at the same time */
  N_ENDS,
} Ending;

static const char *const end_names[] = {
  "client-dropped", "client-disposed",      "client-disconnects", "server-dropped",
  "server-stops",   "server-stops-at-once", "all-dropped",
};

typedef struct
{
  const char *uri;
  Ending end;
  gboolean reconnects; /* the server cuts the client off in the middle, which comes again */

  MbmServer *server;
  MbmClient *client;
  GCancellable *cancellable;
  MbmUserStore *users;
  GPtrArray *kept; /* requests that wait for their answer */

  guint n_begun; /* calls */
  guint n_ended;
  gboolean is_over; /* it came to its own end */
  gboolean is_cut;  /* or to another one */
  gboolean was_cut_off;
} Life;

/* --- the life ----------------------------------------------------------- */

static void
keep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Life *life = user_data;

  g_ptr_array_add (life->kept, mbm_server_request_ref (request));
}

static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  g_assert_cmpint (record->real_time, >, 0);
}

static void
nothing_cb (MbmClient *client, MbmMessage *event, gpointer user_data)
{
}

/* Whether the next step is to be taken. */
static gboolean
life_ended (Life *self, gboolean success)
{
  self->n_ended++;
  if (!success || self->is_cut)
    self->is_over = TRUE;
  return !self->is_over;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;

  life_ended (life, mbm_server_stop_finish (MBM_SERVER (source), result, NULL));
  life->is_over = TRUE;
}

static void
disconnected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;

  if (life_ended (life, mbm_client_disconnect_finish (MBM_CLIENT (source), result, NULL)))
    {
      life->n_begun++;
      mbm_server_stop_async (life->server, NULL, NULL, stopped_cb, life);
    }
}

/* It asked for something that is answered with the disconnect at the latest. */
static void
answered_late_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (MBM_CLIENT (source), result, NULL);

  life->n_ended++;
}

static void
life_ask_and_leave (Life *self)
{
  for (guint i = 0; i < 3; i++)
    {
      self->n_begun++;
      mbm_client_request_async (self->client, "later", NULL, NULL, 0, self->cancellable, answered_late_cb,
                                self);
    }
  self->n_begun++;
  mbm_client_disconnect_async (self->client, self->cancellable, disconnected_cb, self);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (MBM_CLIENT (source), result, NULL);

  if (!life_ended (life, answer != NULL))
    return;

  mbm_client_emit (life->client, "moved", NULL, NULL, NULL);
  mbm_server_broadcast (life->server, "news", NULL, NULL, NULL);
  life_ask_and_leave (life);
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;
  g_autofree char *subscription = mbm_client_subscribe_finish (MBM_CLIENT (source), result, NULL);

  if (!life_ended (life, subscription != NULL))
    return;

  life->n_begun++;
  mbm_client_request_async (life->client, "$ping", NULL, NULL, 0, life->cancellable, answered_cb, life);
}

static void
life_subscribe (Life *self)
{
  static const char *const events[] = { "news", NULL };

  self->n_begun++;
  mbm_client_subscribe_async (self->client, events, NULL, self->cancellable, subscribed_cb, self);
}

/* The server may close the connection as often as it likes. */
static void
status_cb (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  Life *life = user_data;

  if (life->is_cut || life->is_over || !life->was_cut_off ||
      mbm_client_get_status (client) != MBM_CLIENT_CONNECTED)
    return;

  life->was_cut_off = FALSE;
  life_subscribe (life);
}

static void
logged_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;
  g_autoptr (MbmUser) user = mbm_client_login_finish (MBM_CLIENT (source), result, NULL);

  if (life_ended (life, user != NULL))
    life_subscribe (life);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;

  if (!life_ended (life, mbm_client_connect_finish (MBM_CLIENT (source), result, NULL)))
    return;

  if (life->reconnects)
    {
      life->was_cut_off = TRUE;
      g_assert_true (mbm_server_disconnect_client (life->server, "wanderer", "Come again", NULL));
      return;
    }

  life->n_begun++;
  mbm_client_login_async (life->client, "admin", "secret123", life->cancellable, logged_in_cb, life);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Life *life = user_data;

  if (!life_ended (life, mbm_server_start_finish (MBM_SERVER (source), result, NULL)))
    return;

  life->n_begun++;
  mbm_client_connect_async (life->client, mbm_server_get_uri (life->server), life->cancellable, connected_cb,
                            life);
}

static void
life_begin (Life *self)
{
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  self->cancellable = g_cancellable_new ();
  self->server = mbm_server_new ("home", NULL);
  g_object_set (self->server, "users", self->users, "heartbeat-interval", 5, NULL);
  mbm_server_add_request_handler (self->server, "later", keep_cb, self, NULL);
  mbm_server_set_tap (self->server, tap_cb, NULL, NULL);

  self->client = mbm_client_new ("wanderer");
  g_object_set (self->client, "reconnect-interval", 1, "heartbeat-interval", 5, NULL);
  mbm_client_add_event_handler (self->client, NULL, nothing_cb, NULL, NULL);
  mbm_client_set_tap (self->client, tap_cb, NULL, NULL);
  g_signal_connect (self->client, "notify::status", G_CALLBACK (status_cb), self);

  self->n_begun++;
  mbm_server_start_async (self->server, self->uri, self->cancellable, started_cb, self);
}

/* --- its end ------------------------------------------------------------ */

static void
life_drop_client (Life *self)
{
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
}

static void
life_stop_server (Life *self, gboolean at_once)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  self->n_begun++;
  mbm_server_stop_async (self->server, NULL, cancellable, stopped_cb, self);
  if (at_once)
    g_cancellable_cancel (cancellable);
}

static void
life_cut (Life *self)
{
  self->is_cut = TRUE;
  switch (self->end)
    {
    case END_BY_DROPPING_CLIENT:
      life_drop_client (self);
      break;
    case END_BY_DISPOSING_CLIENT:
      g_signal_handlers_disconnect_by_data (self->client, self);
      g_object_run_dispose (G_OBJECT (self->client));
      break;
    case END_BY_DISCONNECTING:
      self->n_begun++;
      mbm_client_disconnect_async (self->client, NULL, disconnected_cb, self);
      break;
    case END_BY_DROPPING_SERVER:
      g_ptr_array_set_size (self->kept, 0);
      g_clear_object (&self->server);
      break;
    case END_BY_STOPPING_SERVER:
    case END_BY_STOPPING_IMPATIENTLY:
      life_stop_server (self, self->end == END_BY_STOPPING_IMPATIENTLY);
      break;
    case END_OF_ALL:
    case N_ENDS:
    default:
      g_ptr_array_set_size (self->kept, 0);
      g_clear_object (&self->server);
      life_drop_client (self);
    }
}

/* Whatever was not ended has to end now, so that it can be seen to be gone. */
static void
life_finish (Life *self)
{
  gpointer server = self->server, client = self->client;

  if (server != NULL)
    g_object_add_weak_pointer (server, &server);
  if (client != NULL)
    g_object_add_weak_pointer (client, &client);

  if (self->client != NULL)
    life_drop_client (self);
  g_cancellable_cancel (self->cancellable);
  mbm_test_wait_until (self->n_ended == self->n_begun);
  g_ptr_array_set_size (self->kept, 0);
  g_clear_object (&self->server);
  mbm_test_wait_until (server == NULL && client == NULL);

  g_ptr_array_unref (self->kept);
  g_object_unref (self->cancellable);
  settle ();
}

/* Returns whether there was something to end after @n_turns. */
static gboolean
life_run (const char *uri, Ending end, gboolean reconnects, guint n_turns, MbmUserStore *users)
{
  Life life = { .uri = uri, .end = end, .reconnects = reconnects, .users = users };
  gpointer server, client;

  life_begin (&life);
  server = life.server;
  client = life.client;
  g_object_add_weak_pointer (server, &server);
  g_object_add_weak_pointer (client, &client);

  for (guint i = 0; i < n_turns && !life.is_over; i++)
    mbm_test_iterate ();
  if (!life.is_over)
    life_cut (&life);
  life_finish (&life);

  g_assert_null (server);
  g_assert_null (client);
  return life.is_cut;
}

typedef struct
{
  const char *uri;
  Ending end;
  gboolean reconnects;
  guint stride;
} Case;

/* What belongs to a thread that is about to end is closed when it has time. */
static void
assert_open_fds (guint fds)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (count_open_fds () != fds && g_get_monotonic_time () < deadline)
    mbm_test_iterate ();
  g_assert_cmpuint (count_open_fds (), ==, fds);
}

static void
test_every_point (gconstpointer data)
{
  const Case *test_case = data;
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  guint fds, n;

  g_assert_true (mbm_user_store_add (users, "admin", "secret123", NULL, NULL));

  /* Once to its own end: what is made once in a program is made then. */
  g_assert_false (life_run (test_case->uri, test_case->end, test_case->reconnects, G_MAXUINT, users));
  fds = count_open_fds ();
  for (n = test_case->end % test_case->stride;
       life_run (test_case->uri, test_case->end, test_case->reconnects, n, users); n += test_case->stride)
    assert_open_fds (fds);

  g_test_message ("ended at %u points", n / test_case->stride);
  g_assert_cmpuint (n, >, 10);
}

/* --- a server that stops in the middle of a word ------------------------ */

/* The answer to a client's handshake. */
static char *
make_answer (const char *request)
{
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  g_autoptr (GRegex) regex = g_regex_new ("Sec-WebSocket-Key: *([^\r]+)\r\n", G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *key = NULL;
  g_autofree char *accept = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  g_assert_true (g_regex_match (regex, request, 0, &match));
  key = g_match_info_fetch (match, 1);
  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) guid, -1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
}

static gboolean
is_request_complete (int fd, GString *request)
{
  char buffer[4096];
  gssize n = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT);

  if (n > 0)
    g_string_append_len (request, buffer, n);
  return strstr (request->str, "\r\n\r\n") != NULL;
}

/* Nothing comes from the client any more. */
static gboolean
is_at_end (int fd)
{
  char buffer[4096];
  gssize n;

  while ((n = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    continue;
  return n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static gboolean
always_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The client connects, is answered the first @n_bytes, and is disposed. Returns whether there was more to
 * answer. */
static gboolean
leave_in_handshake (int listener, const char *uri, gsize n_bytes)
{
  MbmClient *client = mbm_client_new (NULL);
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  guint poll = g_timeout_add (1, always_cb, NULL);
  int fd = -1;

  mbm_client_connect_async (client, uri, NULL, result_cb, &result);
  mbm_test_wait_until ((fd = accept (listener, NULL, NULL)) >= 0);
  mbm_test_wait_until (is_request_complete (fd, request));
  answer = make_answer (request->str);
  n_bytes = MIN (n_bytes, strlen (answer));
  g_assert_cmpint (send (fd, answer, n_bytes, MSG_NOSIGNAL), ==, (gssize) n_bytes);
  settle ();

  g_object_run_dispose (G_OBJECT (client));
  mbm_test_wait_until (result != NULL && is_at_end (fd));
  g_assert_false (mbm_client_connect_finish (client, result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  g_clear_object (&result);
  settle ();
  g_assert_finalize_object (client);

  g_source_remove (poll);
  close (fd);
  return n_bytes < strlen (answer);
}

static void
test_client_handshake (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  g_autofree char *uri = NULL;
  guint fds, n = 1;

  g_assert_cmpint (bind (listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 8), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *) &address, &length), ==, 0);
  uri = g_strdup_printf ("ws://127.0.0.1:%u", g_ntohs (address.sin_port));

  leave_in_handshake (listener, uri, 0);
  fds = count_open_fds ();
  while (leave_in_handshake (listener, uri, n))
    {
      n++;
      assert_open_fds (fds);
    }
  g_test_message ("left after each of %u bytes", n);
  assert_open_fds (fds);
  close (listener);
}

int
main (int argc, char *argv[])
{
  /* A life over HTTP has many turns: each way to end it tries others of them. */
  static const struct
  {
    const char *uri;
    guint stride;
  } homes[] = {
    { "memory://every-point", 1 },
    { "ws://127.0.0.1:0", 1 },
    { "http://127.0.0.1:0", 7 },
  };
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (g_free);

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (homes); i++)
    for (guint end = 0; end < N_ENDS; end++)
      for (guint reconnects = 0; reconnects < 2; reconnects++)
        {
          g_autofree char *scheme = g_uri_parse_scheme (homes[i].uri);
          g_autofree char *path = g_strdup_printf ("/hostile/life/%s/%s%s", scheme, end_names[end],
                                                   reconnects ? "/reconnecting" : "");
          Case *test_case = g_new (Case, 1);

          *test_case = (Case){ homes[i].uri, end, reconnects, homes[i].stride };
          g_ptr_array_add (cases, test_case);
          g_test_add_data_func (path, test_case, test_every_point);
        }

  g_test_add_func ("/hostile/life/client-handshake", test_client_handshake);

  return g_test_run ();
}
