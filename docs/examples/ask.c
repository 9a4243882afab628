/* ask.c — asks a service for an order, and prints the answer as it came
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc ask.c -o ask $(pkg-config --cflags --libs libmbm-1)
 * Usage: ask ws://127.0.0.1:8710 order-123
 */
#include <mbm.h>

typedef struct
{
  GMainLoop *loop;
  const char *order;
  int status;
} Ask;

static void
fail (Ask *ask, GError *error)
{
  g_printerr ("%s\n", error->message);
  ask->status = 1;
  g_main_loop_quit (ask->loop);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (MBM_CLIENT (source), result, &error);
  g_autoptr (GBytes) data = NULL;

  if (answer == NULL || !mbm_message_check_success (answer, &error))
    {
      fail (ask, error);
      return;
    }
  data = mbm_message_dup_payload (answer);
  g_print ("%.*s\n", (int) g_bytes_get_size (data), (const char *) g_bytes_get_data (data, NULL));
  g_main_loop_quit (ask->loop);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("{\"orderId\":");
  g_autoptr (GBytes) payload = NULL;

  if (!mbm_client_connect_finish (MBM_CLIENT (source), result, &error))
    {
      fail (ask, error);
      return;
    }
  mbm_json_append_string (text, ask->order, -1);
  g_string_append_c (text, '}');
  payload = g_bytes_new (text->str, text->len);
  mbm_client_request_async (MBM_CLIENT (source), "getOrderDetails", payload, NULL, 5000, NULL, answered_cb,
                            ask);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MbmClient) client = NULL;
  Ask ask = { .loop = loop };

  if (argc != 3)
    {
      g_printerr ("Usage: %s URL ORDER\n", argv[0]);
      return 2;
    }
  ask.order = argv[2];
  client = mbm_client_new ("example");
  mbm_client_connect_async (client, argv[1], NULL, connected_cb, &ask);
  g_main_loop_run (loop);
  return ask.status;
}
