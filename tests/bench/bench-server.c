/* bench-server.c — libmbm as a server, and no more of it than is asked for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "bench-wire.h"
#include "mbm-fd-limit.h"
#include "mbm.h"

/* Layer by layer, so that it can be told where the time goes:
 *
 *   channel  a listener and its channels: frames, no messages; every one gets the same answer
 *   server   a server with two handlers
 *   tap      the same, monitored by one who keeps what it saw last, as a recorder does
 */

#define N_KEPT 4096

/* With --flow an answer is followed by so many events. */
#define N_FLOWING 4

typedef struct
{
  MbmServer *server;
  gboolean flows;
  GBytes *order;
  GBytes *created;

  /* The tap's. */
  guint64 n_records;
  MbmMessage *kept[N_KEPT];
} Bench;

static void
say_listening (const char *uri)
{
  g_print ("{\"event\":\"listening\",\"url\":\"%s\"}\n", uri);
}

/* --- channel --------------------------------------------------------------- */

static void
answer_cb (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  static const char answer[] =
    BENCH_ANSWER_START "00000000" BENCH_ID_REST BENCH_ANSWER_MIDDLE BENCH_ORDER "}";
  const char *request = g_bytes_get_data (text, NULL);
  char *made = g_malloc (sizeof answer - 1);
  g_autoptr (GBytes) bytes = NULL;

  memcpy (made, answer, sizeof answer - 1);
  if (g_bytes_get_size (text) > sizeof BENCH_REQUEST_START + BENCH_ID_DIGITS)
    memcpy (made + sizeof BENCH_ANSWER_START - 1, request + sizeof BENCH_REQUEST_START - 1, BENCH_ID_DIGITS);
  bytes = g_bytes_new_take (made, sizeof answer - 1);
  mbm_channel_send (channel, bytes, NULL);
}

static void
closed_cb (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data)
{
  g_object_unref (channel);
}

static void
accepted_cb (MbmListener *listener, MbmChannel *channel, gpointer user_data)
{
  static const MbmChannelReceiver receiver = { .received = answer_cb, .closed = closed_cb };

  mbm_channel_set_receiver (g_object_ref (channel), &receiver, user_data);
}

static void
listening_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const MbmListenerReceiver receiver = { .accepted = accepted_cb };
  g_autoptr (GError) error = NULL;
  MbmListener *listener = mbm_transport_listen_finish (MBM_TRANSPORT (source), result, &error);

  if (listener == NULL)
    g_error ("%s", error->message);
  mbm_listener_set_receiver (listener, &receiver, user_data);
  say_listening (mbm_listener_get_uri (listener));
}

/* --- server ---------------------------------------------------------------- */

static void
on_get_order_details (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Bench *self = user_data;

  mbm_server_request_respond (request, self->order, NULL);
  for (guint i = 0; self->flows && i < N_FLOWING; i++)
    mbm_server_send (server, mbm_server_request_get_client_id (request), "orderCreated", self->created, NULL);
}

static void
on_create_order (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Bench *self = user_data;

  mbm_server_request_respond (request, self->order, NULL);
  mbm_server_broadcast (server, "orderCreated", self->created, NULL, NULL);
}

static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  Bench *self = user_data;
  MbmMessage **place;

  if (record->message == NULL)
    return;

  place = &self->kept[self->n_records++ % N_KEPT];
  g_clear_pointer (place, mbm_message_unref);
  *place = mbm_message_ref (record->message);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mbm_server_start_finish (MBM_SERVER (source), result, &error))
    g_error ("%s", error->message);
  say_listening (mbm_server_get_uri (MBM_SERVER (source)));
}

static void
start_server (Bench *self, gboolean tapped, gboolean announces)
{
  self->server = mbm_server_new ("bench", NULL);
  g_object_set (self->server, "max-clients", 100000, "announce-clients", announces, NULL);
  mbm_server_add_request_handler (self->server, "getOrderDetails", on_get_order_details, self, NULL);
  mbm_server_add_request_handler (self->server, "createOrder", on_create_order, self, NULL);
  if (tapped)
    mbm_server_set_tap (self->server, tap_cb, self, NULL);
  mbm_server_start_async (self->server, "ws://127.0.0.1:0", NULL, started_cb, self);
}

int
main (int argc, char *argv[])
{
  Bench bench = { .order = g_bytes_new_static (BENCH_ORDER, sizeof BENCH_ORDER - 1),
                  .created = g_bytes_new_static (BENCH_CREATED, sizeof BENCH_CREATED - 1) };
  g_autofree char *layer = NULL;
  gboolean announces = FALSE;
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &layer, "How much of the library takes part",
      "channel|server|tap" },
    { "announce", 0, 0, G_OPTION_ARG_NONE, &announces, "Tell every client of every other", NULL },
    { "flow", 0, 0, G_OPTION_ARG_NONE, &bench.flows, "Send events with each answer", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmTransport) transport = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 1)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "See --help");
      return 2;
    }

  mbm_raise_fd_limit ();
  if (g_strcmp0 (layer, "channel") == 0)
    {
      transport = mbm_transport_new_for_uri ("ws://127.0.0.1:0", NULL);
      mbm_transport_listen_async (transport, "ws://127.0.0.1:0", NULL, listening_cb, &bench);
    }
  else
    {
      start_server (&bench, g_strcmp0 (layer, "tap") == 0, announces);
    }

  for (;;)
    g_main_context_iteration (NULL, TRUE);
}
