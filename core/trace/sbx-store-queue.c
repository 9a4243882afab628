/* sbx-store-queue.c — what waits to be written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-queue-private.h"

typedef struct
{
  guint handle;
  char *id;
  char *name;
  gint64 next_seq;
} Endpoint;

struct _SbxStoreQueue
{
  GMutex mutex;
  GCond work;
  GCond done;

  SbxStoreBatch *batch;
  gint64 next_seq;
  gint64 last_take;
  /* Batches are counted, for those who wait for one: the one that gathers now, and the last that is written.
   */
  guint64 gathering;
  guint64 written;

  /* With the batch that the writer has. */
  guint n_records;
  gsize n_bytes;
  guint n_completions;
  gint64 n_lost;

  GPtrArray *endpoints;
  GHashTable *endpoints_by_id;

  guint n_flushing;
  gboolean poked;
  gboolean closed;
};

static void
clear_record (gpointer data)
{
  SbxQueuedRecord *queued = data;

  sbx_trace_record_free (queued->record);
  g_clear_pointer (&queued->bytes, g_bytes_unref);
}

static void
clear_completion (gpointer data)
{
  SbxQueuedCompletion *completion = data;

  g_free (completion->error_code);
  g_free (completion->note);
  g_free (completion->handler);
}

static void
clear_endpoint (gpointer data)
{
  SbxQueuedEndpoint *endpoint = data;

  g_free (endpoint->id);
  g_free (endpoint->name);
}

static GArray *
new_array (gsize element_size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, element_size);

  if (clear != NULL)
    g_array_set_clear_func (array, clear);
  return array;
}

static SbxStoreBatch *
batch_new (void)
{
  SbxStoreBatch *self = g_new (SbxStoreBatch, 1);

  self->endpoints = new_array (sizeof (SbxQueuedEndpoint), clear_endpoint);
  self->records = new_array (sizeof (SbxQueuedRecord), clear_record);
  self->completions = new_array (sizeof (SbxQueuedCompletion), clear_completion);
  self->clears = new_array (sizeof (SbxQueuedClear), NULL);
  return self;
}

void
sbx_store_batch_free (SbxStoreBatch *self)
{
  g_array_unref (self->endpoints);
  g_array_unref (self->records);
  g_array_unref (self->completions);
  g_array_unref (self->clears);
  g_free (self);
}

static gboolean
batch_is_empty (const SbxStoreBatch *self)
{
  return self->endpoints->len == 0 && self->records->len == 0 && self->completions->len == 0 &&
         self->clears->len == 0;
}

static void
endpoint_free (gpointer data)
{
  Endpoint *endpoint = data;

  /* A number that was left out: its endpoint has no records any more. */
  if (endpoint == NULL)
    return;

  g_free (endpoint->id);
  g_free (endpoint->name);
  g_free (endpoint);
}

SbxStoreQueue *
sbx_store_queue_new (void)
{
  SbxStoreQueue *self = g_new0 (SbxStoreQueue, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->work);
  g_cond_init (&self->done);
  self->batch = batch_new ();
  self->next_seq = 1;
  self->gathering = 1;
  self->endpoints = g_ptr_array_new_with_free_func (endpoint_free);
  self->endpoints_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
sbx_store_queue_free (SbxStoreQueue *self)
{
  sbx_store_batch_free (self->batch);
  g_hash_table_unref (self->endpoints_by_id);
  g_ptr_array_unref (self->endpoints);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->work);
  g_cond_clear (&self->done);
  g_free (self);
}

void
sbx_store_queue_set_next_seq (SbxStoreQueue *self, gint64 next_seq)
{
  self->next_seq = next_seq;
}

static Endpoint *
insert_endpoint (SbxStoreQueue *self, guint handle, const char *id, const char *name, gint64 next_seq)
{
  Endpoint *endpoint = g_new0 (Endpoint, 1);

  endpoint->handle = handle;
  endpoint->id = g_strdup (id);
  endpoint->name = g_strdup (name);
  endpoint->next_seq = next_seq;
  /* Handles are 1, 2, 3, … */
  if (self->endpoints->len < handle)
    g_ptr_array_set_size (self->endpoints, (int) handle);
  self->endpoints->pdata[handle - 1] = endpoint;
  g_hash_table_insert (self->endpoints_by_id, endpoint->id, endpoint);
  return endpoint;
}

void
sbx_store_queue_restore_endpoint (SbxStoreQueue *self,
                                  guint handle,
                                  const char *id,
                                  const char *name,
                                  gint64 next_seq)
{
  insert_endpoint (self, handle, id, name, next_seq);
}

static void
queue_endpoint (SbxStoreQueue *self, const Endpoint *endpoint)
{
  SbxQueuedEndpoint queued = { endpoint->handle, g_strdup (endpoint->id), g_strdup (endpoint->name) };

  g_array_append_val (self->batch->endpoints, queued);
  g_cond_signal (&self->work);
}

guint
sbx_store_queue_add_endpoint (SbxStoreQueue *self, const char *id, const char *name)
{
  Endpoint *endpoint;
  guint handle;

  g_mutex_lock (&self->mutex);
  endpoint = g_hash_table_lookup (self->endpoints_by_id, id);
  if (endpoint == NULL)
    {
      endpoint = insert_endpoint (self, self->endpoints->len + 1, id, name, 1);
      queue_endpoint (self, endpoint);
    }
  else if (g_strcmp0 (endpoint->name, name) != 0)
    {
      g_free (endpoint->name);
      endpoint->name = g_strdup (name);
      queue_endpoint (self, endpoint);
    }
  handle = endpoint->handle;
  g_mutex_unlock (&self->mutex);
  return handle;
}

guint
sbx_store_queue_find_endpoint (SbxStoreQueue *self, const char *id)
{
  Endpoint *endpoint;
  guint handle;

  g_mutex_lock (&self->mutex);
  endpoint = g_hash_table_lookup (self->endpoints_by_id, id);
  handle = endpoint != NULL ? endpoint->handle : 0;
  g_mutex_unlock (&self->mutex);
  return handle;
}

static gboolean
has_room (SbxStoreQueue *self, gsize size)
{
  return !self->closed && self->n_records < SBX_STORE_QUEUE_MAX_RECORDS &&
         self->n_bytes + size <= SBX_STORE_QUEUE_MAX_BYTES;
}

gint64
sbx_store_queue_append (SbxStoreQueue *self, guint endpoint, const SbxTraceRecord *record, GBytes *bytes)
{
  SbxQueuedRecord queued = {
    .record = sbx_trace_record_copy (record),
    .bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL,
    .endpoint = endpoint,
  };
  gsize size = sbx_trace_record_get_size (record) + (bytes != NULL ? g_bytes_get_size (bytes) : 0);
  gint64 seq = 0;

  queued.size = size;
  g_mutex_lock (&self->mutex);
  if (has_room (self, size))
    {
      Endpoint *owner = self->endpoints->pdata[endpoint - 1];

      seq = self->next_seq++;
      queued.record->seq = seq;
      queued.record->endpoint_seq = owner->next_seq++;
      g_array_append_val (self->batch->records, queued);
      self->n_records++;
      self->n_bytes += size;
      /* The writer sleeps until the first comes, then until the batch is full. */
      if (self->batch->records->len == 1 || self->batch->records->len == SBX_STORE_BATCH_RECORDS)
        g_cond_signal (&self->work);
    }
  else
    {
      self->n_lost++;
    }
  g_mutex_unlock (&self->mutex);

  if (seq == 0)
    clear_record (&queued);
  return seq;
}

/* A record that still waits is completed where it is. */
static gboolean
complete_waiting (SbxStoreQueue *self, const SbxQueuedCompletion *completion)
{
  GArray *records = self->batch->records;
  gint64 first = self->next_seq - records->len;
  SbxQueuedRecord *queued;
  SbxTraceRecord *old;

  if (completion->seq < first)
    return FALSE;

  queued = &g_array_index (records, SbxQueuedRecord, completion->seq - first);
  old = queued->record;
  old->status = completion->status;
  old->latency = completion->latency;
  old->partner = completion->partner;
  if (completion->error_code == NULL && completion->note == NULL && completion->handler == NULL)
    return TRUE;

  if (completion->error_code != NULL)
    old->error_code = completion->error_code;
  if (completion->note != NULL)
    old->note = completion->note;
  if (completion->handler != NULL)
    old->handler = completion->handler;
  queued->record = sbx_trace_record_copy (old);
  sbx_trace_record_free (old);
  return TRUE;
}

void
sbx_store_queue_complete (SbxStoreQueue *self, SbxQueuedCompletion *completion)
{
  gboolean taken = FALSE;

  g_mutex_lock (&self->mutex);
  if (completion->seq >= self->next_seq)
    {
      g_critical ("A record is completed that was never appended");
    }
  else if (!complete_waiting (self, completion))
    {
      if (!self->closed && self->n_completions < SBX_STORE_QUEUE_MAX_RECORDS)
        {
          g_array_append_val (self->batch->completions, *completion);
          self->n_completions++;
          taken = TRUE;
          if (self->batch->completions->len == 1)
            g_cond_signal (&self->work);
        }
      else
        {
          self->n_lost++;
        }
    }
  g_mutex_unlock (&self->mutex);

  if (!taken)
    clear_completion (completion);
}

void
sbx_store_queue_clear (SbxStoreQueue *self, const char *endpoint_id, gint64 until)
{
  SbxQueuedClear clear = { 0 };

  g_mutex_lock (&self->mutex);
  clear.until = MIN (until, self->next_seq - 1);
  if (endpoint_id != NULL)
    {
      Endpoint *endpoint = g_hash_table_lookup (self->endpoints_by_id, endpoint_id);

      clear.endpoint = endpoint != NULL ? endpoint->handle : 0;
    }
  if (endpoint_id == NULL || clear.endpoint != 0)
    {
      g_array_append_val (self->batch->clears, clear);
      g_cond_signal (&self->work);
    }
  g_mutex_unlock (&self->mutex);
}

gint64
sbx_store_queue_get_n_lost (SbxStoreQueue *self)
{
  gint64 n_lost;

  g_mutex_lock (&self->mutex);
  n_lost = self->n_lost;
  g_mutex_unlock (&self->mutex);
  return n_lost;
}

gboolean
sbx_store_queue_flush (SbxStoreQueue *self, gint64 end_time)
{
  gboolean in_time = TRUE;
  guint64 wanted;

  g_mutex_lock (&self->mutex);
  /* An empty batch need not be written, but the one before it. */
  wanted = batch_is_empty (self->batch) ? self->gathering - 1 : self->gathering;
  self->n_flushing++;
  g_cond_signal (&self->work);
  while (self->written < wanted && in_time)
    in_time = g_cond_wait_until (&self->done, &self->mutex, end_time);
  self->n_flushing--;
  in_time = self->written >= wanted;
  g_mutex_unlock (&self->mutex);
  return in_time;
}

void
sbx_store_queue_poke (SbxStoreQueue *self)
{
  g_mutex_lock (&self->mutex);
  self->poked = TRUE;
  g_cond_signal (&self->work);
  g_mutex_unlock (&self->mutex);
}

void
sbx_store_queue_close (SbxStoreQueue *self)
{
  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  g_cond_broadcast (&self->work);
  g_mutex_unlock (&self->mutex);
}

/* When the batch that gathers is to be taken; G_MAXINT64 if there is nothing in it. */
static gint64
due_time (SbxStoreQueue *self, gint64 now)
{
  if (self->poked)
    return now;
  if (batch_is_empty (self->batch))
    return G_MAXINT64;
  if (self->closed || self->n_flushing > 0 || self->batch->records->len >= SBX_STORE_BATCH_RECORDS)
    return now;
  /* After a rest the first record is written at once: what comes now and then is seen without delay. */
  return self->last_take + SBX_STORE_BATCH_TIME;
}

SbxStoreBatch *
sbx_store_queue_take (SbxStoreQueue *self, gboolean idle)
{
  SbxStoreBatch *batch = NULL;

  g_mutex_lock (&self->mutex);
  while (idle)
    {
      gint64 now = g_get_monotonic_time ();
      gint64 due = due_time (self, now);

      if (due <= now || (self->closed && due == G_MAXINT64))
        break;
      if (due == G_MAXINT64)
        g_cond_wait (&self->work, &self->mutex);
      else
        g_cond_wait_until (&self->work, &self->mutex, due);
    }
  if (!self->closed || !batch_is_empty (self->batch))
    {
      batch = self->batch;
      self->batch = batch_new ();
      self->poked = FALSE;
      self->last_take = g_get_monotonic_time ();
      self->gathering++;
    }
  g_mutex_unlock (&self->mutex);
  return batch;
}

gboolean
sbx_store_queue_wait (SbxStoreQueue *self, gint64 microseconds)
{
  gint64 end_time = g_get_monotonic_time () + microseconds;
  gboolean closed;

  g_mutex_lock (&self->mutex);
  while (!self->closed)
    if (!g_cond_wait_until (&self->work, &self->mutex, end_time))
      break;
  closed = self->closed;
  g_mutex_unlock (&self->mutex);
  return !closed;
}

void
sbx_store_queue_settle (SbxStoreQueue *self, guint n_records, gsize n_bytes, gboolean lost)
{
  g_mutex_lock (&self->mutex);
  self->n_records -= n_records;
  self->n_bytes -= n_bytes;
  if (lost)
    self->n_lost += n_records;
  g_mutex_unlock (&self->mutex);
}

void
sbx_store_queue_done (SbxStoreQueue *self)
{
  g_mutex_lock (&self->mutex);
  self->written = self->gathering - 1;
  self->n_completions = self->batch->completions->len;
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->mutex);
}
