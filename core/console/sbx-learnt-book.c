/* sbx-learnt-book.c — what was learnt of all names at an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-message.h"

#include "sbx-learnt-book-private.h"
#include "sbx-learnt-shape-private.h"

#define MAX_NAME_LENGTH 200

/* Payloads of requests, their responses, payloads of events. */
#define N_SORTS 3

/* Counted; nobody changes one that is shared. */
typedef struct
{
  SbxLearntShape *shape;
  MbmSchema *schema; /* (nullable): not made yet */
} Entry;

struct _SbxLearntBook
{
  GHashTable *entries[N_SORTS]; /* name → Entry */
  guint64 n_messages;
  guint64 n_skipped;
};

static guint
get_sort (SbxShapeKind kind, SbxShapePart part)
{
  if (kind == SBX_SHAPE_EVENT)
    return 2;
  return part == SBX_SHAPE_RESPONSE ? 1 : 0;
}

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  sbx_learnt_shape_free (entry->shape);
  g_clear_pointer (&entry->schema, mbm_schema_unref);
}

static void
entry_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_entry);
}

static Entry *
entry_new (SbxLearntShape *shape)
{
  Entry *entry = g_atomic_rc_box_new0 (Entry);

  entry->shape = shape;
  return entry;
}

SbxLearntBook *
sbx_learnt_book_new (void)
{
  SbxLearntBook *self = g_atomic_rc_box_new0 (SbxLearntBook);

  for (guint i = 0; i < N_SORTS; i++)
    self->entries[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_unref);
  return self;
}

SbxLearntBook *
sbx_learnt_book_copy (SbxLearntBook *self)
{
  SbxLearntBook *copy = sbx_learnt_book_new ();

  for (guint i = 0; i < N_SORTS; i++)
    {
      GHashTableIter iter;
      gpointer name, entry;

      g_hash_table_iter_init (&iter, self->entries[i]);
      while (g_hash_table_iter_next (&iter, &name, &entry))
        g_hash_table_insert (copy->entries[i], g_strdup (name), g_atomic_rc_box_acquire (entry));
    }
  copy->n_messages = self->n_messages;
  copy->n_skipped = self->n_skipped;
  return copy;
}

SbxLearntBook *
sbx_learnt_book_ref (SbxLearntBook *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_book (gpointer data)
{
  SbxLearntBook *self = data;

  for (guint i = 0; i < N_SORTS; i++)
    g_hash_table_unref (self->entries[i]);
}

void
sbx_learnt_book_unref (SbxLearntBook *self)
{
  g_atomic_rc_box_release_full (self, clear_book);
}

/* One that may be changed: an entry with a schema is that of an older book. NULL if there are too many. */
static Entry *
get_entry (SbxLearntBook *self, guint sort, const char *name)
{
  Entry *entry = g_hash_table_lookup (self->entries[sort], name);

  if (entry != NULL && entry->schema == NULL)
    return entry;
  if (entry == NULL && g_hash_table_size (self->entries[sort]) >= SBX_LEARNT_MAX_NAMES)
    return NULL;

  entry = entry_new (entry != NULL ? sbx_learnt_shape_copy (entry->shape) : sbx_learnt_shape_new ());
  g_hash_table_replace (self->entries[sort], g_strdup (name), entry);
  return entry;
}

void
sbx_learnt_book_add (SbxLearntBook *self,
                     SbxShapeKind kind,
                     SbxShapePart part,
                     const char *name,
                     GBytes *frame)
{
  g_autoptr (MbmMessage) message = mbm_message_new_for_any_dialect (frame, NULL);
  Entry *entry = NULL;

  if (message != NULL && strlen (name) <= MAX_NAME_LENGTH)
    entry = get_entry (self, get_sort (kind, part), name);
  if (entry == NULL)
    {
      self->n_skipped++;
      return;
    }

  self->n_messages++;
  sbx_learnt_shape_add (entry->shape, mbm_message_get_payload_value (message));
}

void
sbx_learnt_book_skip (SbxLearntBook *self, guint64 n)
{
  self->n_skipped += n;
}

static void
make_schema (Entry *entry)
{
  GString *json = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  sbx_learnt_shape_append_schema (entry->shape, json);
  text = g_string_free_to_bytes (json);
  entry->schema = mbm_schema_new (text, &error);
  if (entry->schema != NULL)
    return;

  g_info ("A learnt schema is none: %s", error->message);
  g_bytes_unref (text);
  text = g_bytes_new_static ("{}", 2);
  entry->schema = mbm_schema_new (text, NULL);
}

void
sbx_learnt_book_finish (SbxLearntBook *self)
{
  for (guint i = 0; i < N_SORTS; i++)
    {
      GHashTableIter iter;
      gpointer entry;

      g_hash_table_iter_init (&iter, self->entries[i]);
      while (g_hash_table_iter_next (&iter, NULL, &entry))
        if (((Entry *) entry)->schema == NULL)
          make_schema (entry);
    }
}

static Entry *
find_entry (SbxLearntBook *self, SbxShapeKind kind, SbxShapePart part, const char *name)
{
  return g_hash_table_lookup (self->entries[get_sort (kind, part)], name);
}

MbmSchema *
sbx_learnt_book_get_schema (SbxLearntBook *self, SbxShapeKind kind, SbxShapePart part, const char *name)
{
  Entry *entry = find_entry (self, kind, part, name);

  return entry != NULL ? entry->schema : NULL;
}

guint
sbx_learnt_book_get_n_seen (SbxLearntBook *self, SbxShapeKind kind, SbxShapePart part, const char *name)
{
  Entry *entry = find_entry (self, kind, part, name);

  return entry != NULL ? sbx_learnt_shape_get_n_seen (entry->shape) : 0;
}

char **
sbx_learnt_book_list_values (SbxLearntBook *self, SbxShapeKind kind, const char *name, const char *pointer)
{
  Entry *entry = find_entry (self, kind, SBX_SHAPE_PAYLOAD, name);

  if (entry == NULL)
    return g_new0 (char *, 1);
  return sbx_learnt_shape_list_values (entry->shape, pointer);
}

static void
add_names (GHashTable *entries, GHashTable *seen, GPtrArray *names)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_add (seen, name))
      g_ptr_array_add (names, g_strdup (name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
sbx_learnt_book_list_names (SbxLearntBook *self, SbxShapeKind kind)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new ();

  add_names (self->entries[get_sort (kind, SBX_SHAPE_PAYLOAD)], seen, names);
  add_names (self->entries[get_sort (kind, SBX_SHAPE_RESPONSE)], seen, names);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

guint64
sbx_learnt_book_get_n_messages (SbxLearntBook *self)
{
  return self->n_messages;
}

guint64
sbx_learnt_book_get_n_skipped (SbxLearntBook *self)
{
  return self->n_skipped;
}
