/* sbx-demo-streams.c — the streams of the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-demo-streams.h"

#define N_ITEMS     10
#define INTERVAL_MS 100

/* Belongs to the server, through the service that is attached to it: it holds no reference on the server, and
 * all its timers end with it. */
struct _SbxDemoStreams
{
  MbmServer *server;
  GHashTable *streams; /* set of Stream */
  guint64 next_number;
};

typedef struct
{
  SbxDemoStreams *owner;
  char *id;
  char *client_id;
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
  g_free (stream->id);
  g_free (stream->client_id);
  g_free (stream->query);
  g_free (stream);
}

static gboolean
send_event (Stream *stream, const char *event, GString *payload)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (payload);
  g_autoptr (GError) error = NULL;

  if (mbm_server_send (stream->owner->server, stream->client_id, event, bytes, &error))
    return TRUE;

  g_info ("Stream %s ends early: %s", stream->id, error->message);
  return FALSE;
}

static gboolean
send_item (Stream *stream)
{
  GString *payload = g_string_new ("{\"streamId\":");
  g_autofree char *text = g_strdup_printf ("Result %u for %s", stream->n_sent + 1, stream->query);

  mbm_json_append_string (payload, stream->id, -1);
  g_string_append_printf (payload, ",\"data\":{\"index\":%u,\"text\":", stream->n_sent);
  mbm_json_append_string (payload, text, -1);
  g_string_append (payload, "}}");
  stream->n_sent++;

  return send_event (stream, "streamData", payload);
}

static void
send_end (Stream *stream)
{
  GString *payload = g_string_new ("{\"streamId\":");

  mbm_json_append_string (payload, stream->id, -1);
  g_string_append_c (payload, '}');
  send_event (stream, "streamEnd", payload);
}

static gboolean
on_timer (gpointer user_data)
{
  Stream *stream = user_data;

  if (stream->n_sent < N_ITEMS && send_item (stream))
    return G_SOURCE_CONTINUE;

  if (stream->n_sent == N_ITEMS)
    send_end (stream);
  g_hash_table_remove (stream->owner->streams, stream);
  return G_SOURCE_REMOVE;
}

SbxDemoStreams *
sbx_demo_streams_new (MbmServer *server)
{
  SbxDemoStreams *self = g_new0 (SbxDemoStreams, 1);

  self->server = server;
  self->streams = g_hash_table_new_full (NULL, NULL, stream_free, NULL);
  self->next_number = 1;

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
 * Begins to send `streamData` to the client ten times, a tenth of a second apart, and then `streamEnd`. It
 * ends early when the client is gone.
 *
 * Returns: (transfer full): the stream's id
 */
char *
sbx_demo_streams_start (SbxDemoStreams *self, const char *client_id, const char *query)
{
  Stream *stream = g_new0 (Stream, 1);

  stream->owner = self;
  stream->id = g_strdup_printf ("stream-%" G_GUINT64_FORMAT, self->next_number++);
  stream->client_id = g_strdup (client_id);
  stream->query = g_strdup (query);
  stream->timer = g_timeout_source_new (INTERVAL_MS);
  g_source_set_callback (stream->timer, on_timer, stream, NULL);
  g_source_set_static_name (stream->timer, "[signalbox] demo stream");
  g_source_attach (stream->timer, g_main_context_get_thread_default ());
  g_hash_table_add (self->streams, stream);

  return g_strdup (stream->id);
}
