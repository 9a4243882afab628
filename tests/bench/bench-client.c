/* bench-client.c — libmbm's clients, as busy as they can be in both directions
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdlib.h>

#include "mbm-fd-limit.h"
#include "mbm.h"

/* Each client keeps its number of requests in flight, emits an event for each answer, and takes the events
 * that the server sends without pause (bench-server --flow). Every second it is printed how much each one
 * had: what is fair gives all of them the same. */

typedef struct
{
  MbmClient *client;
  guint64 n_answers;
  guint64 n_events;
} Caller;

typedef struct
{
  GMainLoop *loop;
  Caller *callers;
  int n_callers;
  int in_flight;
  int seconds;
  int n_reports;
  int n_connected;
  GBytes *payload;
  gint64 start;
} Bench;

static Bench bench = { .n_callers = 8, .in_flight = 64, .seconds = 5 };

static void ask (Caller *caller);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Caller *caller = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (caller->client, result, &error);

  if (answer == NULL)
    g_error ("%s", error->message);
  caller->n_answers++;
  if (!mbm_client_emit (caller->client, "orderSeen", bench.payload, NULL, &error))
    g_error ("%s", error->message);
  ask (caller);
}

static void
ask (Caller *caller)
{
  mbm_client_request_async (caller->client, "getOrderDetails", bench.payload, NULL, 30000, NULL, answered_cb,
                            caller);
}

static void
event_cb (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  Caller *caller = user_data;

  caller->n_events++;
}

/* One figure of each client. */
static void
print_figures (const char *name, gsize offset)
{
  g_print (",\"%s\":[", name);
  for (int i = 0; i < bench.n_callers; i++)
    {
      guint64 *figure = (gpointer) ((char *) &bench.callers[i] + offset);

      g_print ("%s%" G_GUINT64_FORMAT, i > 0 ? "," : "", *figure);
      *figure = 0;
    }
  g_print ("]");
}

static gboolean
report_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  g_print ("{\"event\":\"second\",\"seconds\":%.4f", (double) (now - bench.start) / G_USEC_PER_SEC);
  print_figures ("answers", G_STRUCT_OFFSET (Caller, n_answers));
  print_figures ("events", G_STRUCT_OFFSET (Caller, n_events));
  g_print ("}\n");
  bench.start = now;
  if (++bench.n_reports < bench.seconds)
    return G_SOURCE_CONTINUE;

  g_main_loop_quit (bench.loop);
  return G_SOURCE_REMOVE;
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mbm_client_connect_finish (MBM_CLIENT (source), result, &error))
    g_error ("%s", error->message);
  if (++bench.n_connected < bench.n_callers)
    return;

  bench.start = g_get_monotonic_time ();
  g_timeout_add_full (G_PRIORITY_HIGH, 1000, report_cb, NULL, NULL);
  for (int i = 0; i < bench.n_callers; i++)
    for (int j = 0; j < bench.in_flight; j++)
      ask (&bench.callers[i]);
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "connections", 'c', 0, G_OPTION_ARG_INT, &bench.n_callers, "Clients", "N" },
    { "in-flight", 'f', 0, G_OPTION_ARG_INT, &bench.in_flight, "Requests in flight of each", "N" },
    { "seconds", 's', 0, G_OPTION_ARG_INT, &bench.seconds, "How long", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("URL");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || bench.n_callers < 1 ||
      bench.in_flight < 1 || bench.seconds < 1)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "See --help");
      return 2;
    }

  mbm_raise_fd_limit ();
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.payload = g_bytes_new_static ("{\"orderId\":\"order-123\"}", 23);
  bench.callers = g_new0 (Caller, bench.n_callers);
  for (int i = 0; i < bench.n_callers; i++)
    {
      Caller *caller = &bench.callers[i];
      g_autofree char *id = g_strdup_printf ("bench-%d", i);

      caller->client = mbm_client_new (id);
      mbm_client_add_event_handler (caller->client, "orderCreated", event_cb, caller, NULL);
      mbm_client_connect_async (caller->client, argv[1], NULL, connected_cb, caller);
    }
  g_main_loop_run (bench.loop);

  for (int i = 0; i < bench.n_callers; i++)
    g_object_unref (bench.callers[i].client);
  g_free (bench.callers);
  g_bytes_unref (bench.payload);
  g_main_loop_unref (bench.loop);
  return 0;
}
