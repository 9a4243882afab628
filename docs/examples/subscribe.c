/* subscribe.c — subscribes to an event, and prints it each time
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc subscribe.c -o subscribe $(pkg-config --cflags --libs libmbm-1)
 * Usage: subscribe ws://127.0.0.1:8710 news
 */
#include <mbm.h>

static void
heard (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (event);

  if (payload != NULL)
    g_print ("%.*s\n", (int) g_bytes_get_size (payload), (const char *) g_bytes_get_data (payload, NULL));
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *subscription = mbm_client_subscribe_finish (MBM_CLIENT (source), result, &error);

  if (subscription == NULL)
    g_error ("%s", error->message);
  g_printerr ("subscribed\n");
}

/* The client subscribes again by itself when it has connected again. */
static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const char *events[] = { user_data, NULL };
  g_autoptr (GError) error = NULL;

  if (!mbm_client_connect_finish (MBM_CLIENT (source), result, &error))
    g_error ("%s", error->message);
  mbm_client_subscribe_async (MBM_CLIENT (source), events, NULL, NULL, subscribed_cb, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MbmClient) client = mbm_client_new (NULL);

  if (argc != 3)
    {
      g_printerr ("Usage: %s URL EVENT\n", argv[0]);
      return 2;
    }
  mbm_client_add_event_handler (client, argv[2], heard, NULL, NULL);
  mbm_client_connect_async (client, argv[1], NULL, connected_cb, argv[2]);
  g_main_loop_run (loop);
  return 0;
}
