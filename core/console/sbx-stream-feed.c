/* sbx-stream-feed.c — the half of a stream that lives on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stream-private.h"

/* How often what came is handed on, at most, in microseconds. */
#define INTERVAL 100000

struct _SbxStreamFeed
{
  gatomicrefcount ref_count;
  SbxEngine *engine;
  char *id;
  gboolean certain;

  /* Engine thread. */
  MbmStream *stream; /* (nullable): while it is open */
  GSource *timer;
  gboolean is_due;
  GPtrArray *items; /* what waits to be handed on */
  GArray *times;
  gsize waiting_size;
  guint64 n_items;
  guint64 size;
  gint64 first_time; /* µs monotonic */
  gint64 last_time;

  /* Main thread. */
  SbxStream *front; /* (nullable) */
};

typedef struct
{
  SbxStreamFeed *feed;
  SbxStreamBatch *batch;
} Delivery;

static void
batch_free (SbxStreamBatch *batch)
{
  g_ptr_array_unref (batch->items);
  g_array_unref (batch->times);
  g_free (batch->error);
  g_free (batch);
}

SbxStreamFeed *
sbx_stream_feed_ref (SbxStreamFeed *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
sbx_stream_feed_unref (SbxStreamFeed *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_assert (self->stream == NULL);
  g_ptr_array_unref (self->items);
  g_array_unref (self->times);
  g_object_unref (self->engine);
  g_free (self->id);
  g_free (self);
}

static void
unref (gpointer self)
{
  sbx_stream_feed_unref (self);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  batch_free (delivery->batch);
  sbx_stream_feed_unref (delivery->feed);
  g_free (delivery);
}

/* Main thread. */
static void
deliver (gpointer data)
{
  Delivery *delivery = data;

  if (delivery->feed->front != NULL)
    sbx_stream_take (delivery->feed->front, delivery->batch);
}

static SbxStreamState
get_state (MbmStream *stream)
{
  switch (mbm_stream_get_state (stream))
    {
    case MBM_STREAM_ENDED:
      return SBX_STREAM_ENDED;
    case MBM_STREAM_FAILED:
      return SBX_STREAM_FAILED;
    case MBM_STREAM_CANCELLED:
      return SBX_STREAM_CANCELLED;
    case MBM_STREAM_OPEN:
    default:
      return SBX_STREAM_OPEN;
    }
}

static void
hand_on (SbxStreamFeed *self)
{
  SbxStreamBatch *batch = g_new0 (SbxStreamBatch, 1);
  Delivery *delivery = g_new (Delivery, 1);
  const GError *error = mbm_stream_get_error (self->stream);

  batch->items = g_steal_pointer (&self->items);
  batch->times = g_steal_pointer (&self->times);
  batch->n_items = self->n_items;
  batch->size = self->size;
  batch->duration = self->last_time - self->first_time;
  batch->state = get_state (self->stream);
  batch->error = error != NULL ? g_strdup (error->message) : NULL;
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->waiting_size = 0;
  self->is_due = FALSE;

  delivery->feed = sbx_stream_feed_ref (self);
  delivery->batch = batch;
  sbx_engine_post (self->engine, deliver, delivery, delivery_free);
}

static gboolean
on_timer (gpointer user_data)
{
  SbxStreamFeed *self = user_data;

  if (self->stream != NULL && self->is_due)
    hand_on (self);
  return G_SOURCE_CONTINUE;
}

/* The oldest of what waits goes, by halves, so that a flood costs no more than a trickle. */
static void
trim (SbxStreamFeed *self)
{
  guint n = 0;

  if (self->items->len > 2 * SBX_STREAM_MAX_ITEMS)
    n = self->items->len - SBX_STREAM_MAX_ITEMS;
  if (self->waiting_size > 2 * SBX_STREAM_MAX_SIZE)
    n = MAX (n, (self->items->len + 1) / 2);
  if (n == 0)
    return;

  for (guint i = 0; i < n; i++)
    self->waiting_size -= g_bytes_get_size (self->items->pdata[i]);
  g_ptr_array_remove_range (self->items, 0, n);
  g_array_remove_range (self->times, 0, n);
}

static void
on_item (MbmStream *stream, GBytes *item, SbxStreamFeed *self)
{
  gint64 now = g_get_real_time ();

  self->last_time = g_get_monotonic_time ();
  if (self->n_items++ == 0)
    self->first_time = self->last_time;
  self->size += g_bytes_get_size (item);
  self->waiting_size += g_bytes_get_size (item);
  g_ptr_array_add (self->items, g_bytes_ref (item));
  g_array_append_val (self->times, now);
  trim (self);

  if (self->is_due)
    return;
  self->is_due = TRUE;
  sbx_backend_set_timer (self->timer, self->n_items == 1 ? 0 : INTERVAL);
}

/* Its items have all been handed over by now: it flows. */
static void
on_closed (MbmStream *stream, SbxStreamFeed *self)
{
  hand_on (self);
  g_signal_handlers_disconnect_by_data (stream, self);
  g_clear_object (&self->stream);
  sbx_backend_clear_timer (&self->timer);
  sbx_stream_feed_unref (self);
}

SbxStreamFeed *
sbx_stream_feed_new (SbxBackend *backend, SbxEngine *engine, MbmStream *stream, gboolean certain)
{
  SbxStreamFeed *self = g_new0 (SbxStreamFeed, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->engine = g_object_ref (engine);
  self->id = g_strdup (mbm_stream_get_id (stream));
  self->certain = certain;
  self->stream = stream;
  self->timer = sbx_backend_add_timer (backend, on_timer, self);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));

  sbx_stream_feed_ref (self); /* until it is over: on_closed() */
  return self;
}

const char *
sbx_stream_feed_get_id (SbxStreamFeed *self)
{
  return self->id;
}

gboolean
sbx_stream_feed_get_certain (SbxStreamFeed *self)
{
  return self->certain;
}

/* Engine thread. What came before waits in the stream. */
static void
start_flowing (gpointer data)
{
  SbxStreamFeed *self = data;

  if (self->stream == NULL)
    return;

  g_signal_connect (self->stream, "item", G_CALLBACK (on_item), self);
  mbm_stream_set_flowing (self->stream, TRUE);
  if (mbm_stream_get_state (self->stream) == MBM_STREAM_OPEN)
    g_signal_connect (self->stream, "closed", G_CALLBACK (on_closed), self);
  else
    on_closed (self->stream, self);
}

void
sbx_stream_feed_set_front (SbxStreamFeed *self, SbxStream *front)
{
  self->front = front;
  if (front != NULL)
    sbx_engine_invoke (self->engine, start_flowing, sbx_stream_feed_ref (self), unref);
}

/* Engine thread. A string that no item came for is no stream, and nobody is told of it. */
static void
cancel (gpointer data)
{
  SbxStreamFeed *self = data;
  g_autoptr (MbmStream) stream = NULL;

  if (self->stream == NULL)
    return;

  stream = g_object_ref (self->stream);
  if (self->certain || mbm_stream_get_n_items (stream) > 0)
    mbm_stream_cancel (stream);
  else
    mbm_stream_forget (stream);
  if (self->stream != NULL)
    on_closed (stream, self);
}

void
sbx_stream_feed_cancel (SbxStreamFeed *self)
{
  sbx_engine_invoke (self->engine, cancel, sbx_stream_feed_ref (self), unref);
}
