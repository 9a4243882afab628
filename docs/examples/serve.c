/* serve.c — a server: says of every order that it was shipped
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc serve.c -o serve $(pkg-config --cflags --libs libmbm-1)
 * Usage: serve ws://127.0.0.1:8710
 */
#include <mbm.h>

static void
get_order_details (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmJsonValue id = { NULL, 0 };

  if (mbm_json_value_get_member (mbm_server_request_get_payload_value (request), "orderId", &id))
    {
      g_autofree char *text =
        g_strdup_printf ("{\"orderId\":%.*s,\"status\":\"shipped\"}", (int) id.length, id.text);
      g_autoptr (GBytes) order = g_bytes_new (text, strlen (text));

      mbm_server_request_respond (request, order, NULL);
    }
  else
    {
      mbm_server_request_respond_error (request, "INVALID_ORDER_ID", "Which order?", NULL);
    }
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
  g_autoptr (MbmServer) server = mbm_server_new ("orders", "1.0.0");

  mbm_server_add_request_handler (server, "getOrderDetails", get_order_details, NULL, NULL);
  mbm_server_start_async (server, argc > 1 ? argv[1] : "ws://127.0.0.1:8710", NULL, started_cb, NULL);
  g_main_loop_run (loop);
  return 0;
}
