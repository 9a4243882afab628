/* sbx-demo-streams.c — the streams of the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-demo-streams.h"

#define N_ITEMS     10
#define INTERVAL_MS 100

/* Belongs to the server, through the service that is attached to it: all its timers end with it. */
struct _SbxDemoStreams
{
  GHashTable *streams; /* set of Stream */
};

typedef struct
{
  SbxDemoStreams *owner;
  MbmStreamWriter *writer;
  char *query;
  guint n_sent;
  GSource *timer;
} Stream;

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  g_source_destroy (stream->timer);
  g_source_unref (stream->timer);
  g_signal_handlers_disconnect_by_data (stream->writer, stream);
  g_object_unref (stream->writer);
  g_free (stream->query);
  g_free (stream);
}

static void
on_cancelled (MbmStreamWriter *writer, const char *reason, gpointer user_data)
{
  Stream *stream = user_data;

  g_info ("Stream %s ends early: %s", mbm_stream_writer_get_id (writer), reason);
  g_hash_table_remove (stream->owner->streams, stream);
}

/* One that its client does not read is not hurried: the item is sent at another tick. */
static void
send_item (Stream *stream)
{
  GString *item = g_string_new (NULL);
  g_autofree char *text = g_strdup_printf ("Result %u for %s", stream->n_sent + 1, stream->query);
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;

  g_string_append_printf (item, "{\"index\":%u,\"text\":", stream->n_sent);
  mbm_json_append_string (item, text, -1);
  g_string_append_c (item, '}');
  data = g_string_free_to_bytes (item);

  if (mbm_stream_writer_write (stream->writer, data, &error))
    stream->n_sent++;
  else if (!g_error_matches (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL))
    mbm_stream_writer_fail (stream->writer, "INVALID_PAYLOAD", error->message, NULL);
}

static gboolean
on_timer (gpointer user_data)
{
  Stream *stream = user_data;

  if (stream->n_sent < N_ITEMS)
    send_item (stream);
  else
    mbm_stream_writer_end (stream->writer, NULL);

  if (mbm_stream_writer_get_state (stream->writer) == MBM_STREAM_OPEN)
    return G_SOURCE_CONTINUE;

  g_hash_table_remove (stream->owner->streams, stream);
  return G_SOURCE_REMOVE;
}

SbxDemoStreams *
sbx_demo_streams_new (void)
{
  SbxDemoStreams *self = g_new0 (SbxDemoStreams, 1);

  self->streams = g_hash_table_new_full (NULL, NULL, stream_free, NULL);

  return self;
}

void
sbx_demo_streams_free (SbxDemoStreams *self)
{
  g_hash_table_unref (self->streams);
  g_free (self);
}

/**
 * sbx_demo_streams_start:
 *
 * Answers the request with a stream: ten items, a tenth of a second apart, and the end. It ends early when
 * the client cancels it or is gone.
 */
void
sbx_demo_streams_start (SbxDemoStreams *self, MbmServerRequest *request, const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmStreamWriter) writer = mbm_server_request_start_stream (request, NULL, &error);
  Stream *stream;

  if (writer == NULL)
    {
      g_info ("No stream: %s", error->message);
      return;
    }
  if (mbm_stream_writer_get_state (writer) != MBM_STREAM_OPEN)
    return;

  stream = g_new0 (Stream, 1);
  stream->owner = self;
  stream->writer = g_steal_pointer (&writer);
  stream->query = g_strdup (query);
  stream->timer = g_timeout_source_new (INTERVAL_MS);
  g_source_set_callback (stream->timer, on_timer, stream, NULL);
  g_source_set_static_name (stream->timer, "[signalbox] demo stream");
  g_source_attach (stream->timer, g_main_context_get_thread_default ());
  g_hash_table_add (self->streams, stream);
  g_signal_connect (stream->writer, "cancelled", G_CALLBACK (on_cancelled), stream);
}
