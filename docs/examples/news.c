/* news.c — a server that tells everybody what one of them has to say
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc news.c -o news $(pkg-config --cflags --libs libmbm-1)
 * Usage: news ws://127.0.0.1:8710
 */
#include <mbm.h>

/* Answers how many were told. */
static void
tell (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) story = mbm_message_dup_payload (mbm_server_request_get_message (request));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) count = NULL;
  guint n_receivers = 0;

  if (!mbm_server_broadcast (server, "news", story, &n_receivers, &error))
    {
      mbm_server_request_respond_error (request, "NOT_TOLD", error->message, NULL);
      return;
    }

  text = g_strdup_printf ("%u", n_receivers);
  count = g_bytes_new (text, strlen (text));
  mbm_server_request_respond (request, count, NULL);
}

static void
came (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  g_print ("%s came\n", mbm_server_client_get_id (client));
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
  g_autoptr (MbmServer) server = mbm_server_new ("news", "1.0.0");

  mbm_server_add_request_handler (server, "tell", tell, NULL, NULL);
  g_signal_connect (server, "client-added", G_CALLBACK (came), NULL);
  mbm_server_start_async (server, argc > 1 ? argv[1] : "ws://127.0.0.1:8710", NULL, started_cb, NULL);
  g_main_loop_run (loop);
  return 0;
}
