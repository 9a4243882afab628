/* sbx-row-cache.c — the rows that are in use, and some that soon may be
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-row-cache-private.h"

typedef struct
{
  gint64 key;
  SbxRowCache *cache;
  /* Weak; the queue of those that are kept has the references. */
  SbxTraceRow *row;
  GList link;
  gboolean kept;
} Entry;

struct _SbxRowCache
{
  GHashTable *entries;
  /* The one that was asked for last is at the head. */
  GQueue kept;
  guint n_kept;
};

static void on_row_gone (gpointer data, GObject *row);

SbxRowCache *
sbx_row_cache_new (guint n_kept)
{
  SbxRowCache *self = g_new0 (SbxRowCache, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_queue_init (&self->kept);
  self->n_kept = n_kept;
  return self;
}

void
sbx_row_cache_free (SbxRowCache *self)
{
  sbx_row_cache_clear (self);
  g_hash_table_unref (self->entries);
  g_free (self);
}

static void
on_row_gone (gpointer data, GObject *row)
{
  Entry *entry = data;

  g_hash_table_remove (entry->cache->entries, &entry->key);
}

static void
let_go (SbxRowCache *self, Entry *entry)
{
  g_queue_unlink (&self->kept, &entry->link);
  entry->kept = FALSE;
  /* May be the last reference, and so free the entry. */
  g_object_unref (entry->row);
}

static void
keep (SbxRowCache *self, Entry *entry)
{
  if (entry->kept)
    {
      g_queue_unlink (&self->kept, &entry->link);
    }
  else
    {
      entry->kept = TRUE;
      g_object_ref (entry->row);
    }
  g_queue_push_head_link (&self->kept, &entry->link);
  if (self->kept.length > self->n_kept)
    let_go (self, self->kept.tail->data);
}

SbxTraceRow *
sbx_row_cache_get (SbxRowCache *self, gint64 key)
{
  Entry *entry = g_hash_table_lookup (self->entries, &key);

  if (entry == NULL)
    return NULL;
  keep (self, entry);
  return entry->row;
}

gboolean
sbx_row_cache_contains (SbxRowCache *self, gint64 key)
{
  return g_hash_table_contains (self->entries, &key);
}

void
sbx_row_cache_add (SbxRowCache *self, gint64 key, SbxTraceRow *row)
{
  Entry *entry = g_new0 (Entry, 1);

  g_assert (!sbx_row_cache_contains (self, key));
  entry->key = key;
  entry->cache = self;
  entry->row = row;
  entry->link.data = entry;
  g_object_weak_ref (G_OBJECT (row), on_row_gone, entry);
  g_hash_table_insert (self->entries, &entry->key, entry);
  keep (self, entry);
}

void
sbx_row_cache_clear (SbxRowCache *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      g_object_weak_unref (G_OBJECT (entry->row), on_row_gone, entry);
      if (entry->kept)
        let_go (self, entry);
      g_hash_table_iter_remove (&iter);
    }
}

GArray *
sbx_row_cache_list_keys (SbxRowCache *self)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_val (keys, ((Entry *) value)->key);
  return keys;
}
