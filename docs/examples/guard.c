/* guard.c — a service that asks everybody to wait for their turn
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <mbm.h>

/* A middleware of one's own: lets each request wait a tenth of a second. */
#define TURN_TYPE_GATE (turn_gate_get_type ())
G_DECLARE_FINAL_TYPE (TurnGate, turn_gate, TURN, GATE, MbmMiddleware)

struct _TurnGate
{
  MbmMiddleware parent_instance;
};

G_DEFINE_FINAL_TYPE (TurnGate, turn_gate, MBM_TYPE_MIDDLEWARE)

typedef struct
{
  TurnGate *gate;
  MbmServerRequest *request;
} Waiting;

static gboolean
go_on_cb (gpointer data)
{
  Waiting *waiting = data;

  mbm_server_request_proceed (waiting->request, MBM_MIDDLEWARE (waiting->gate));
  return G_SOURCE_REMOVE;
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->gate);
  mbm_server_request_unref (waiting->request);
  g_free (waiting);
}

static void
turn_gate_request (MbmMiddleware *middleware, MbmServerRequest *request)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->gate = g_object_ref (TURN_GATE (middleware));
  waiting->request = mbm_server_request_ref (request);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 100, go_on_cb, waiting, waiting_free);
}

static void
turn_gate_class_init (TurnGateClass *klass)
{
  MBM_MIDDLEWARE_CLASS (klass)->request = turn_gate_request;
}

static void
turn_gate_init (TurnGate *self)
{
}

static void
log_cb (MbmRequestLog *log, GVariant *entry, gpointer user_data)
{
  const char *name, *client, *status = "event";

  g_variant_lookup (entry, "name", "&s", &name);
  g_variant_lookup (entry, "client", "&s", &client);
  g_variant_lookup (entry, "status", "&s", &status);
  g_print ("%s of %s: %s\n", name, client, status);
}

static void
hello_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) answer = g_bytes_new_static ("\"hello\"", 7);

  mbm_server_request_respond (request, answer, NULL);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mbm_server_start_finish (MBM_SERVER (source), result, &error))
    g_error ("%s", error->message);
  g_print ("%s\n", mbm_server_get_uri (MBM_SERVER (source)));
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MbmServer) server = mbm_server_new ("guarded", "1.0.0");
  g_autoptr (MbmRequestLog) log = mbm_request_log_new (log_cb, NULL, NULL);
  g_autoptr (MbmRateLimit) limit = mbm_rate_limit_new (0.1, 1, MBM_RATE_KEY_ADDRESS);
  g_autoptr (MbmMiddleware) gate = g_object_new (TURN_TYPE_GATE, NULL);

  mbm_server_add_middleware (server, MBM_MIDDLEWARE (log), NULL);
  mbm_server_add_middleware (server, MBM_MIDDLEWARE (limit), NULL);
  mbm_server_add_middleware (server, gate, (const char *[]){ "getOrderDetails", NULL });
  mbm_server_add_request_handler (server, "getOrderDetails", hello_cb, NULL, NULL);
  mbm_server_start_async (server, argc > 1 ? argv[1] : "ws://127.0.0.1:8710", NULL, started_cb, NULL);
  g_main_loop_run (loop);
  return 0;
}
