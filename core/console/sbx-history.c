/* sbx-history.c — what was sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-history-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "sbx-json-members-private.h"

/* How long changes gather before they are written, in milliseconds. */
#define SAVE_DELAY 2000

/* What is written of one endpoint at most, in bytes; and of how many endpoints. */
#define MAX_SIZE      (1024 * 1024)
#define MAX_ENDPOINTS 200

/* A file that is larger was not written by this program. */
#define MAX_FILE_SIZE (MAX_ENDPOINTS * (gsize) MAX_SIZE)

/* The file, which the main thread and one that writes share. Reference-counted. */
typedef struct
{
  char *path;
  GMutex mutex;
  guint n_written; /* the newest text that is in it */
} File;

struct _SbxHistory
{
  GObject parent_instance;

  File *file;
  GHashTable *lists; /* endpoint's id → GListStore of SbxHistoryItem */
  GPtrArray *order;  /* the ids, the one that was used last at the end */
  char *notice;
  guint save_id;
  guint n_texts;
  gboolean is_loaded;
};

enum
{
  PROP_0,
  PROP_NOTICE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxHistory, sbx_history, G_TYPE_OBJECT)

static void
clear_file (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_mutex_clear (&file->mutex);
}

static void
unref_file (gpointer file)
{
  g_atomic_rc_box_release_full (file, clear_file);
}

static void
sbx_history_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_NOTICE)
    g_value_set_string (value, SBX_HISTORY (object)->notice);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sbx_history_finalize (GObject *object)
{
  SbxHistory *self = SBX_HISTORY (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_hash_table_unref (self->lists);
  g_ptr_array_unref (self->order);
  g_free (self->notice);
  unref_file (self->file);

  G_OBJECT_CLASS (sbx_history_parent_class)->finalize (object);
}

static void
sbx_history_class_init (SbxHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_history_get_property;
  object_class->finalize = sbx_history_finalize;

  properties[PROP_NOTICE] =
    g_param_spec_string ("notice", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_history_init (SbxHistory *self)
{
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->order = g_ptr_array_new_with_free_func (g_free);
}

/**
 * sbx_history_new:
 * @path: the file that it is kept in
 *
 * Returns: (transfer full): the history; nothing is read yet
 */
SbxHistory *
sbx_history_new (const char *path)
{
  SbxHistory *self = g_object_new (SBX_TYPE_HISTORY, NULL);

  self->file = g_atomic_rc_box_new0 (File);
  self->file->path = g_strdup (path);
  g_mutex_init (&self->file->mutex);
  return self;
}

static void
set_notice (SbxHistory *self, char *notice)
{
  g_free (self->notice);
  self->notice = notice;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

/**
 * sbx_history_get_notice:
 *
 * Returns: (nullable): what the user must know
 */
const char *
sbx_history_get_notice (SbxHistory *self)
{
  g_return_val_if_fail (SBX_IS_HISTORY (self), NULL);

  return self->notice;
}

/**
 * sbx_history_dismiss_notice:
 *
 * The user has seen it.
 */
void
sbx_history_dismiss_notice (SbxHistory *self)
{
  g_return_if_fail (SBX_IS_HISTORY (self));

  if (self->notice != NULL)
    set_notice (self, NULL);
}

/* The list of an endpoint, which is the one that was used last now. */
static GListStore *
need_list (SbxHistory *self, const char *endpoint_id)
{
  GListStore *list = g_hash_table_lookup (self->lists, endpoint_id);
  guint index;

  if (g_ptr_array_find_with_equal_func (self->order, endpoint_id, g_str_equal, &index))
    g_ptr_array_remove_index (self->order, index);
  g_ptr_array_add (self->order, g_strdup (endpoint_id));
  if (list != NULL)
    return list;

  list = g_list_store_new (SBX_TYPE_HISTORY_ITEM);
  g_hash_table_insert (self->lists, g_strdup (endpoint_id), list);
  return list;
}

/* --- the file ------------------------------------------------------------------ */

static void
append_list (GString *json, GListModel *list)
{
  gsize start = json->len;

  g_string_append_c (json, '[');
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (SbxHistoryItem) item = g_list_model_get_item (list, i);
      g_autofree char *text = sbx_history_item_to_json (item);

      /* A long one has no place; shorter ones behind it may. */
      if (json->len - start + strlen (text) > MAX_SIZE)
        continue;
      if (json->str[json->len - 1] != '[')
        g_string_append_c (json, ',');
      g_string_append (json, text);
    }
  g_string_append_c (json, ']');
}

/* (transfer full) */
static char *
print (SbxHistory *self)
{
  GString *json = g_string_new ("{\"version\":1,\"endpoints\":{");

  for (guint i = self->order->len > MAX_ENDPOINTS ? self->order->len - MAX_ENDPOINTS : 0;
       i < self->order->len; i++)
    {
      const char *id = g_ptr_array_index (self->order, i);
      GListModel *list = G_LIST_MODEL (g_hash_table_lookup (self->lists, id));

      if (g_list_model_get_n_items (list) == 0)
        continue;
      sbx_json_append_name (json, id);
      append_list (json, list);
    }
  g_string_append (json, "}}\n");
  return g_string_free (json, FALSE);
}

static void
write_text (File *file, const char *text, guint number)
{
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&file->mutex);
  if (number > file->n_written)
    {
      file->n_written = number;
      if (!g_file_set_contents_full (file->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
        g_info ("The history cannot be saved: %s", error->message);
    }
  g_mutex_unlock (&file->mutex);
}

typedef struct
{
  File *file;
  char *text;
  guint number;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  unref_file (writing->file);
  g_free (writing->text);
  g_free (writing);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Writing *writing = task_data;

  write_text (writing->file, writing->text, writing->number);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_save_timeout (gpointer user_data)
{
  SbxHistory *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Writing *writing = g_new0 (Writing, 1);

  self->save_id = 0;
  writing->file = g_atomic_rc_box_acquire (self->file);
  writing->text = print (self);
  writing->number = ++self->n_texts;
  g_task_set_source_tag (task, on_save_timeout);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_in_thread);
  return G_SOURCE_REMOVE;
}

static void
save_soon (SbxHistory *self)
{
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_DELAY, on_save_timeout, self);
}

/**
 * sbx_history_flush:
 *
 * Writes at once what is not written yet: the program ends.
 */
void
sbx_history_flush (SbxHistory *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (SBX_IS_HISTORY (self));

  if (self->save_id == 0)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  text = print (self);
  write_text (self->file, text, ++self->n_texts);
}

static gboolean
read_list (SbxHistory *self, const char *id, MbmJsonValue value, GError **error)
{
  GListStore *list = need_list (self, id);
  g_autofree char *path = g_strdup_printf ("endpoints.%s", id);
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, path, _ ("this must be an array"));
  mbm_json_iter_init (&iter, value);
  for (guint i = 0; i < SBX_HISTORY_MAX_ITEMS && mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      g_autofree char *item_path = g_strdup_printf ("%s[%u]", path, i);
      g_autoptr (SbxHistoryItem) item = sbx_history_item_from_json (element, item_path, error);

      if (item == NULL)
        return FALSE;
      g_list_store_append (list, item);
    }
  return TRUE;
}

static gboolean
read_text (SbxHistory *self, const char *text, gsize length, GError **error)
{
  MbmJsonValue document, endpoints, name, value;
  MbmJsonIter iter;

  if (!mbm_json_check (text, (gssize) length, error))
    return FALSE;
  document = mbm_json_value (text, (gssize) length);
  if (!mbm_json_value_get_member (document, "endpoints", &endpoints) ||
      mbm_json_value_get_type (endpoints) != MBM_JSON_OBJECT)
    return sbx_json_complain (error, "endpoints", _ ("this must be an object"));

  mbm_json_iter_init (&iter, endpoints);
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *id = mbm_json_value_dup_string (name);

      if (id != NULL && !read_list (self, id, value, error))
        return FALSE;
    }
  return TRUE;
}

/* What cannot be read is moved aside, so that there can be a new one. */
static void
give_up_file (SbxHistory *self, const GError *problem)
{
  g_autofree char *aside = g_strconcat (self->file->path, ".broken", NULL);

  g_hash_table_remove_all (self->lists);
  g_ptr_array_set_size (self->order, 0);
  g_rename (self->file->path, aside);
  set_notice (self,
              g_strdup_printf (_ ("The history of sent messages cannot be read: %s. It was moved to %s."),
                               problem->message, aside));
}

static void
load (SbxHistory *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;
  GStatBuf about;

  if (self->is_loaded)
    return;

  self->is_loaded = TRUE;
  if (g_stat (self->file->path, &about) != 0)
    return;
  if ((gsize) about.st_size > MAX_FILE_SIZE)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("it is too large"));
  else if (g_file_get_contents (self->file->path, &text, &length, &error))
    read_text (self, text, length, &error);
  if (error != NULL)
    give_up_file (self, error);
}

/* --- what people see ------------------------------------------------------------- */

/**
 * sbx_history_get_items:
 * @endpoint_id: of a server or connection
 *
 * Returns: (transfer none): GListModel of SbxHistoryItem, newest first; it lives as long as the history
 */
GListModel *
sbx_history_get_items (SbxHistory *self, const char *endpoint_id)
{
  g_return_val_if_fail (SBX_IS_HISTORY (self), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);

  load (self);
  return G_LIST_MODEL (need_list (self, endpoint_id));
}

static void
cut (GListStore *list)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  if (n > SBX_HISTORY_MAX_ITEMS)
    g_list_store_splice (list, SBX_HISTORY_MAX_ITEMS, n - SBX_HISTORY_MAX_ITEMS, NULL, 0);
}

/**
 * sbx_history_add:
 * @endpoint_id: of a server or connection
 * @draft: what is being sent, as it was written; copied
 *
 * Remembers a message. The oldest may go for it.
 *
 * Returns: (transfer full): the item, to be told how it went
 */
SbxHistoryItem *
sbx_history_add (SbxHistory *self, const char *endpoint_id, SbxDraft *draft)
{
  SbxHistoryItem *item;
  GListStore *list;

  g_return_val_if_fail (SBX_IS_HISTORY (self), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);
  g_return_val_if_fail (SBX_IS_DRAFT (draft), NULL);

  load (self);
  list = need_list (self, endpoint_id);
  item = sbx_history_item_new (sbx_draft_copy (draft), g_get_real_time ());
  g_list_store_insert (list, 0, item);
  cut (list);
  save_soon (self);
  return item;
}

/**
 * sbx_history_set_outcome:
 * @item: an item of this history, or one that is not there any more
 * @outcome: (nullable): how it went, in a few words
 * @failed: whether that was no success
 *
 * Says how it went.
 */
void
sbx_history_set_outcome (SbxHistory *self, SbxHistoryItem *item, const char *outcome, gboolean failed)
{
  g_return_if_fail (SBX_IS_HISTORY (self));
  g_return_if_fail (SBX_IS_HISTORY_ITEM (item));

  sbx_history_item_set_outcome (item, outcome, failed);
  save_soon (self);
}

/**
 * sbx_history_clear:
 * @endpoint_id: of a server or connection
 *
 * Forgets what was sent by hand.
 *
 * Returns: (transfer full) (element-type SbxHistoryItem): what it was, for sbx_history_restore()
 */
GPtrArray *
sbx_history_clear (SbxHistory *self, const char *endpoint_id)
{
  GPtrArray *items;
  GListStore *list;

  g_return_val_if_fail (SBX_IS_HISTORY (self), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);

  load (self);
  list = need_list (self, endpoint_id);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (list), i));
  g_list_store_remove_all (list);
  save_soon (self);
  return items;
}

/**
 * sbx_history_restore:
 * @endpoint_id: of a server or connection
 * @items: (element-type SbxHistoryItem): what sbx_history_clear() gave
 *
 * Puts it back behind what was sent since.
 */
void
sbx_history_restore (SbxHistory *self, const char *endpoint_id, GPtrArray *items)
{
  GListStore *list;

  g_return_if_fail (SBX_IS_HISTORY (self));
  g_return_if_fail (endpoint_id != NULL);
  g_return_if_fail (items != NULL);

  list = need_list (self, endpoint_id);
  g_list_store_splice (list, g_list_model_get_n_items (G_LIST_MODEL (list)), 0, items->pdata, items->len);
  cut (list);
  save_soon (self);
}
