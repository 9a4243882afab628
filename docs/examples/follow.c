/* follow.c — follows a stream to its end
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc follow.c -o follow $(pkg-config --cflags --libs libmbm-1)
 * Usage: follow ws://127.0.0.1:8710 countTo 5
 */
#include <mbm.h>

static GMainLoop *loop;
static char **arguments;
static int status;

static void
fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  status = 1;
  g_main_loop_quit (loop);
}

static void
item_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MbmStream *stream = MBM_STREAM (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) item = mbm_stream_next_finish (stream, result, &error);

  if (item != NULL)
    {
      g_print ("%.*s\n", (int) g_bytes_get_size (item), (const char *) g_bytes_get_data (item, NULL));
      mbm_stream_next_async (stream, NULL, item_cb, NULL);
      return;
    }

  if (error != NULL)
    fail (error);
  g_object_unref (stream);
  g_main_loop_quit (loop);
}

static void
streaming_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  MbmStream *stream = mbm_client_request_stream_finish (MBM_CLIENT (source), result, NULL, &error);

  if (stream != NULL)
    mbm_stream_next_async (stream, NULL, item_cb, NULL);
  else
    fail (error);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) payload = g_bytes_new (arguments[3], strlen (arguments[3]));
  g_autoptr (GError) error = NULL;

  if (mbm_client_connect_finish (MBM_CLIENT (source), result, &error))
    mbm_client_request_stream_async (MBM_CLIENT (source), arguments[2], payload, NULL, 5000, NULL,
                                     streaming_cb, NULL);
  else
    fail (error);
}

int
main (int argc, char **argv)
{
  g_autoptr (MbmClient) client = mbm_client_new (NULL);

  if (argc != 4)
    {
      g_printerr ("Usage: %s URL REQUEST PAYLOAD\n", argv[0]);
      return 2;
    }
  arguments = argv;
  loop = g_main_loop_new (NULL, FALSE);
  mbm_client_connect_async (client, argv[1], NULL, connected_cb, NULL);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return status;
}
