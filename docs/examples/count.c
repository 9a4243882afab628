/* count.c — a server whose answer is a stream: it counts as fast as the client reads
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc count.c -o count $(pkg-config --cflags --libs libmbm-1)
 * Usage: count ws://127.0.0.1:8710
 */
#include <mbm.h>

typedef struct
{
  guint number;
  guint last;
} Count;

static void
count_next (MbmStreamWriter *writer, GAsyncReadyCallback written_cb, Count *count)
{
  g_autofree char *text = g_strdup_printf ("%u", ++count->number);
  g_autoptr (GBytes) item = g_bytes_new (text, strlen (text));

  mbm_stream_writer_write_async (writer, item, NULL, written_cb, count);
}

/* There is room for the next number, or the client is not there any more. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MbmStreamWriter *writer = MBM_STREAM_WRITER (source);
  Count *count = user_data;

  if (mbm_stream_writer_write_finish (writer, result, NULL))
    {
      if (count->number < count->last)
        {
          count_next (writer, written_cb, count);
          return;
        }
      mbm_stream_writer_end (writer, NULL);
    }

  g_free (count);
  g_object_unref (writer);
}

static void
count_to (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  gint64 last;

  if (!mbm_json_value_get_int (mbm_server_request_get_payload_value (request), &last) || last < 1 ||
      last > G_MAXUINT)
    {
      mbm_server_request_respond_error (request, "INVALID_NUMBER", "How far?", NULL);
    }
  else
    {
      MbmStreamWriter *writer = mbm_server_request_start_stream (request, NULL, NULL);
      Count *count;

      /* The client may have too many streams already, and was told so. */
      if (writer == NULL)
        return;

      count = g_new0 (Count, 1);
      count->last = (guint) last;
      count_next (writer, written_cb, count);
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
  g_autoptr (MbmServer) server = mbm_server_new ("counter", "1.0.0");

  mbm_server_add_request_handler (server, "countTo", count_to, NULL, NULL);
  mbm_server_start_async (server, argc > 1 ? argv[1] : "ws://127.0.0.1:8710", NULL, started_cb, NULL);
  g_main_loop_run (loop);
  return 0;
}
