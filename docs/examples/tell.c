/* tell.c — has a server tell everybody something, and prints how many heard of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc tell.c -o tell $(pkg-config --cflags --libs libmbm-1)
 * Usage: tell ws://127.0.0.1:8710 '"It snows"'
 */
#include <mbm.h>

typedef struct
{
  GMainLoop *loop;
  const char *story;
  int status;
} Tell;

static void
fail (Tell *tell, GError *error)
{
  g_printerr ("%s\n", error->message);
  tell->status = 1;
  g_main_loop_quit (tell->loop);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tell *tell = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (MBM_CLIENT (source), result, &error);
  g_autoptr (GBytes) data = NULL;

  if (answer == NULL || !mbm_message_check_success (answer, &error))
    {
      fail (tell, error);
      return;
    }
  data = mbm_message_dup_payload (answer);
  g_print ("%.*s\n", (int) g_bytes_get_size (data), (const char *) g_bytes_get_data (data, NULL));
  g_main_loop_quit (tell->loop);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tell *tell = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = NULL;

  if (!mbm_client_connect_finish (MBM_CLIENT (source), result, &error))
    {
      fail (tell, error);
      return;
    }
  payload = g_bytes_new (tell->story, strlen (tell->story));
  mbm_client_request_async (MBM_CLIENT (source), "tell", payload, NULL, 5000, NULL, answered_cb, tell);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MbmClient) client = NULL;
  Tell tell = { .loop = loop };

  if (argc != 3)
    {
      g_printerr ("Usage: %s URL STORY\n", argv[0]);
      return 2;
    }
  tell.story = argv[2];
  client = mbm_client_new ("example");
  mbm_client_connect_async (client, argv[1], NULL, connected_cb, &tell);
  g_main_loop_run (loop);
  return tell.status;
}
