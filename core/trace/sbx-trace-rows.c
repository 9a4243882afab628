/* sbx-trace-rows.c — the row objects of a model
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-rows-private.h"

#include "sbx-row-cache-private.h"
#include "sbx-store-private.h"

/* Rows that are kept for somebody to scroll back to, and how many are loaded together. */
#define N_KEPT_ROWS 2000
#define BLOCK       64

struct _SbxTraceRows
{
  SbxStore *store;
  guint endpoint;
  SbxRowCache *cache;
};

SbxTraceRows *
sbx_trace_rows_new (SbxStore *store)
{
  SbxTraceRows *self = g_new0 (SbxTraceRows, 1);

  self->store = store;
  self->cache = sbx_row_cache_new (N_KEPT_ROWS);
  return self;
}

void
sbx_trace_rows_free (SbxTraceRows *self)
{
  sbx_row_cache_free (self->cache);
  g_free (self);
}

void
sbx_trace_rows_reset (SbxTraceRows *self, guint endpoint)
{
  sbx_row_cache_clear (self->cache);
  self->endpoint = endpoint;
}

static gint64
get_key (SbxTraceRows *self, const SbxTraceRecord *record)
{
  return self->endpoint != 0 ? record->endpoint_seq : record->seq;
}

static gboolean
cache_record (const SbxTraceRecord *record, gpointer user_data)
{
  SbxTraceRows *self = user_data;
  gint64 key = get_key (self, record);

  if (!sbx_row_cache_contains (self->cache, key))
    {
      g_autoptr (SbxTraceRow) row = sbx_trace_row_new (record);

      sbx_row_cache_add (self->cache, key, row);
    }
  return TRUE;
}

/* Loads what is around a position; keys that follow each other with one statement. */
static void
load_block (SbxTraceRows *self, SbxTraceList *list, guint position)
{
  guint length = sbx_trace_list_get_length (list);
  guint from = position - position % BLOCK;
  guint to = MIN (from + BLOCK, length);

  while (from < to)
    {
      gint64 first = sbx_trace_list_get (list, from);
      gint64 last = first;

      for (from++; from < to && sbx_trace_list_get (list, from) == last + 1; from++)
        last++;
      sbx_store_load (self->store, self->endpoint, first, last, cache_record, self);
    }
}

/* For a record that the store has dropped while the list has not heard of it yet. */
static SbxTraceRow *
make_gone_row (SbxTraceRows *self, gint64 key)
{
  SbxTraceRecord record = SBX_TRACE_RECORD_INIT;

  record.seq = self->endpoint == 0 ? key : 0;
  record.endpoint_seq = self->endpoint != 0 ? key : 0;
  record.flags = SBX_TRACE_FLAG_GONE;
  return sbx_trace_row_new (&record);
}

SbxTraceRow *
sbx_trace_rows_get (SbxTraceRows *self, SbxTraceList *list, guint position)
{
  gint64 key = sbx_trace_list_get (list, position);
  SbxTraceRow *row = sbx_row_cache_get (self->cache, key);

  if (row == NULL)
    {
      load_block (self, list, position);
      row = sbx_row_cache_get (self->cache, key);
    }
  return row != NULL ? g_object_ref (row) : make_gone_row (self, key);
}

static gboolean
update_row (const SbxTraceRecord *record, gpointer user_data)
{
  SbxTraceRows *self = user_data;
  SbxTraceRow *row = sbx_row_cache_get (self->cache, get_key (self, record));

  if (row != NULL)
    {
      /* Whoever hears of it may let go of it. */
      g_object_ref (row);
      sbx_trace_row_update (row, record);
      g_object_unref (row);
    }
  return TRUE;
}

void
sbx_trace_rows_reload (SbxTraceRows *self, gint64 key)
{
  if (sbx_row_cache_contains (self->cache, key))
    sbx_store_load (self->store, self->endpoint, key, key, update_row, self);
}

void
sbx_trace_rows_reload_all (SbxTraceRows *self)
{
  g_autoptr (GArray) keys = sbx_row_cache_list_keys (self->cache);

  for (guint i = 0; i < keys->len; i++)
    sbx_trace_rows_reload (self, g_array_index (keys, gint64, i));
}
