/* sbx-store.c — where traffic is kept
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store.h"

#include "sbx-database-private.h"
#include "sbx-store-board-private.h"
#include "sbx-store-hidden-private.h"
#include "sbx-store-private.h"
#include "sbx-store-queue-private.h"
#include "sbx-store-writer-private.h"

struct _SbxStore
{
  GObject parent_instance;

  SbxStoreQueue *queue;
  SbxStoreWriter *writer;
  SbxStoreBoard *board;

  /* The main thread's. */
  SbxStoreView published; /* what is in the file */
  SbxStoreView view;      /* what is shown of it */
  SbxStoreHidden *hidden;
  SbxStoreReader *reader;
  guint reader_generation;
  guint unreadable_generation;
  char *notice;
  gint64 history_limit;
  gint64 n_lost;
  gint64 n_records;
  gboolean closed;
};

enum
{
  PROP_0,
  PROP_HISTORY_LIMIT,
  PROP_PATH,
  PROP_NOTICE,
  PROP_ERROR,
  PROP_N_LOST,
  PROP_N_REMOVED,
  PROP_N_RECORDS,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxStore, sbx_store, G_TYPE_OBJECT)

static void
notify (SbxStore *self, guint prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
take_notice (SbxStore *self, char *notice)
{
  if (notice == NULL)
    return;
  g_free (self->notice);
  self->notice = notice;
  notify (self, PROP_NOTICE);
}

/* What the main thread takes over from the board, and tells. */
static void
take_view (SbxStore *self, const SbxStoreView *view)
{
  g_autofree char *old_error = g_strdup (self->view.error);
  g_autofree char *old_path = g_strdup (self->view.path);
  gint64 old_removed = self->view.n_removed;
  gint64 n_lost = sbx_store_queue_get_n_lost (self->queue);
  gint64 n_records;

  sbx_store_view_copy (&self->published, view);
  sbx_store_view_copy (&self->view, view);
  sbx_store_hidden_apply (self->hidden, &self->view);
  n_records = sbx_store_view_get_n_records (&self->view);

  if (self->n_records != n_records)
    {
      self->n_records = n_records;
      notify (self, PROP_N_RECORDS);
    }
  if (self->n_lost != n_lost)
    {
      self->n_lost = n_lost;
      notify (self, PROP_N_LOST);
    }
  if (old_removed != view->n_removed)
    notify (self, PROP_N_REMOVED);
  if (g_strcmp0 (old_error, view->error) != 0)
    notify (self, PROP_ERROR);
  if (g_strcmp0 (old_path, view->path) != 0)
    notify (self, PROP_PATH);
}

static void
on_news (GObject *owner)
{
  SbxStore *self = SBX_STORE (owner);
  SbxStoreNews news;
  SbxStoreChanges changes;

  sbx_store_board_take (self->board, &news);
  take_view (self, &news.view);
  take_notice (self, g_steal_pointer (&news.notice));
  changes = (SbxStoreChanges){
    .first = self->view.first,
    .last = self->view.last,
    .updates = (const SbxStoreUpdate *) (gpointer) news.updates->data,
    .n_updates = news.updates->len,
    .all_updated = news.all_updated,
    .cleared = news.cleared,
    .renamed = news.renamed,
  };
  g_signal_emit (self, signals[CHANGED], 0, &changes);
  sbx_store_news_clear (&news);
}

static void
on_published (const SbxStorePublished *published, gpointer user_data)
{
  SbxStore *self = user_data;

  sbx_store_board_post (self->board, published);
}

static void
sbx_store_dispose (GObject *object)
{
  SbxStore *self = SBX_STORE (object);

  sbx_store_close (self);
  sbx_store_board_close (self->board);
  g_clear_pointer (&self->reader, sbx_store_reader_free);

  G_OBJECT_CLASS (sbx_store_parent_class)->dispose (object);
}

static void
sbx_store_finalize (GObject *object)
{
  SbxStore *self = SBX_STORE (object);

  sbx_store_queue_free (self->queue);
  sbx_store_hidden_free (self->hidden);
  sbx_store_view_clear (&self->published);
  sbx_store_view_clear (&self->view);
  sbx_store_board_free (self->board);
  g_free (self->notice);

  G_OBJECT_CLASS (sbx_store_parent_class)->finalize (object);
}

static void
sbx_store_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxStore *self = SBX_STORE (object);

  switch (prop_id)
    {
    case PROP_HISTORY_LIMIT:
      g_value_set_int64 (value, self->history_limit);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->view.path);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->view.error);
      break;
    case PROP_N_LOST:
      g_value_set_int64 (value, sbx_store_get_n_lost (self));
      break;
    case PROP_N_REMOVED:
      g_value_set_int64 (value, self->view.n_removed);
      break;
    case PROP_N_RECORDS:
      g_value_set_int64 (value, self->n_records);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_store_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_HISTORY_LIMIT:
      sbx_store_set_history_limit (SBX_STORE (object), g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_count (guint prop_id, const char *name)
{
  properties[prop_id] =
    g_param_spec_int64 (name, NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_string (guint prop_id, const char *name)
{
  properties[prop_id] =
    g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
sbx_store_class_init (SbxStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sbx_store_dispose;
  object_class->finalize = sbx_store_finalize;
  object_class->get_property = sbx_store_get_property;
  object_class->set_property = sbx_store_set_property;

  properties[PROP_HISTORY_LIMIT] =
    g_param_spec_int64 ("history-limit", NULL, NULL, 0, G_MAXINT64, 0,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  install_string (PROP_PATH, "path");
  install_string (PROP_NOTICE, "notice");
  install_string (PROP_ERROR, "error");
  install_count (PROP_N_LOST, "n-lost");
  install_count (PROP_N_REMOVED, "n-removed");
  install_count (PROP_N_RECORDS, "n-records");
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sbx_store_init (SbxStore *self)
{
  self->queue = sbx_store_queue_new ();
  sbx_store_view_init (&self->published);
  sbx_store_view_init (&self->view);
  self->hidden = sbx_store_hidden_new ();
  self->board = sbx_store_board_new (G_OBJECT (self), on_news);
}

static void
restore_numbers (SbxStore *self)
{
  const SbxStoreView *view = &self->view;

  sbx_store_queue_set_next_seq (self->queue, view->last + 1);
  for (guint i = 1; i <= view->endpoints->len; i++)
    {
      const SbxStoreRange *range = sbx_store_view_get_endpoint (view, i);

      if (range != NULL)
        sbx_store_queue_restore_endpoint (self->queue, i, range->id, range->name, range->last + 1);
    }
}

SbxStore *
sbx_store_new (const char *path, gint64 history_limit)
{
  SbxStore *self;

  g_return_val_if_fail (history_limit >= 0, NULL);

  self = g_object_new (SBX_TYPE_STORE, NULL);
  self->history_limit = history_limit;
  self->writer = sbx_store_writer_new (path, history_limit, self->queue, on_published, self, &self->notice);
  sbx_store_view_copy (&self->published, sbx_store_writer_get_view (self->writer));
  sbx_store_view_copy (&self->view, &self->published);
  self->n_records = sbx_store_view_get_n_records (&self->view);
  restore_numbers (self);
  sbx_store_writer_start (self->writer);
  return self;
}

static void
remove_for_good (const char *id, gint64 until, gpointer user_data)
{
  SbxStore *self = user_data;

  sbx_store_queue_clear (self->queue, id, until);
}

void
sbx_store_close (SbxStore *self)
{
  g_return_if_fail (SBX_IS_STORE (self));

  if (self->closed)
    return;
  self->closed = TRUE;
  sbx_store_hidden_settle (self->hidden, 0, remove_for_good, self);
  /* Readers first: the last connection to close tidies up the write-ahead log. */
  g_clear_pointer (&self->reader, sbx_store_reader_free);
  sbx_store_queue_close (self->queue);
  g_clear_pointer (&self->writer, sbx_store_writer_free);
}

gboolean
sbx_store_flush (SbxStore *self, guint timeout_ms)
{
  gint64 end_time = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;

  g_return_val_if_fail (SBX_IS_STORE (self), FALSE);

  return sbx_store_queue_flush (self->queue, end_time);
}

guint
sbx_store_add_endpoint (SbxStore *self, const char *id, const char *name)
{
  g_return_val_if_fail (SBX_IS_STORE (self), 0);
  g_return_val_if_fail (id != NULL, 0);

  return sbx_store_queue_add_endpoint (self->queue, id, name != NULL ? name : id);
}

guint
sbx_store_find_endpoint (SbxStore *self, const char *id)
{
  g_return_val_if_fail (SBX_IS_STORE (self), 0);
  g_return_val_if_fail (id != NULL, 0);

  return sbx_store_queue_find_endpoint (self->queue, id);
}

gint64
sbx_store_append (SbxStore *self, guint endpoint, const SbxTraceRecord *record, GBytes *bytes)
{
  g_return_val_if_fail (SBX_IS_STORE (self), 0);
  g_return_val_if_fail (endpoint != 0, 0);
  g_return_val_if_fail (record != NULL, 0);

  return sbx_store_queue_append (self->queue, endpoint, record, bytes);
}

void
sbx_store_complete (SbxStore *self,
                    gint64 seq,
                    SbxTraceStatus status,
                    gint64 latency,
                    gint64 partner,
                    const char *error_code,
                    const char *note)
{
  sbx_store_complete_by (self, seq, status, latency, partner, error_code, note, NULL);
}

void
sbx_store_complete_by (SbxStore *self,
                       gint64 seq,
                       SbxTraceStatus status,
                       gint64 latency,
                       gint64 partner,
                       const char *error_code,
                       const char *note,
                       const char *handler)
{
  SbxQueuedCompletion completion = {
    .seq = seq,
    .status = status,
    .latency = latency,
    .partner = partner,
    .error_code = g_strdup (error_code),
    .note = g_strdup (note),
    .handler = g_strdup (handler),
  };

  g_return_if_fail (SBX_IS_STORE (self));

  sbx_store_queue_complete (self->queue, &completion);
}

void
sbx_store_clear (SbxStore *self, const char *endpoint_id)
{
  g_return_if_fail (SBX_IS_STORE (self));

  sbx_store_queue_clear (self->queue, endpoint_id, G_MAXINT64);
}

/* Other records are to be seen now, of @endpoint_id or ("") of all. */
static void
show_others (SbxStore *self, const char *endpoint_id)
{
  SbxStoreView view;
  SbxStoreChanges changes = { .cleared = endpoint_id };

  sbx_store_view_init (&view);
  sbx_store_view_copy (&view, &self->published);
  take_view (self, &view);
  sbx_store_view_clear (&view);
  changes.first = self->view.first;
  changes.last = self->view.last;
  g_signal_emit (self, signals[CHANGED], 0, &changes);
}

guint
sbx_store_hide (SbxStore *self, const char *endpoint_id)
{
  guint number;

  g_return_val_if_fail (SBX_IS_STORE (self), 0);

  number = sbx_store_hidden_add (self->hidden, &self->view, endpoint_id);
  if (number != 0)
    show_others (self, endpoint_id != NULL ? endpoint_id : "");
  return number;
}

void
sbx_store_show_hidden (SbxStore *self, guint number)
{
  g_autofree char *endpoint_id = NULL;

  g_return_if_fail (SBX_IS_STORE (self));

  endpoint_id = sbx_store_hidden_drop (self->hidden, number);
  if (endpoint_id != NULL)
    show_others (self, endpoint_id);
}

void
sbx_store_clear_hidden (SbxStore *self, guint number)
{
  g_return_if_fail (SBX_IS_STORE (self));
  g_return_if_fail (number != 0);

  sbx_store_hidden_settle (self->hidden, number, remove_for_good, self);
}

gboolean
sbx_store_get_range (SbxStore *self, const char *endpoint_id, gint64 *first, gint64 *last)
{
  const SbxStoreRange *range;

  g_return_val_if_fail (SBX_IS_STORE (self), FALSE);

  *first = self->view.first;
  *last = self->view.last;
  if (endpoint_id != NULL)
    {
      range = sbx_store_view_find_endpoint (&self->view, endpoint_id, NULL);
      *first = range != NULL ? range->first : 1;
      *last = range != NULL ? range->last : 0;
    }
  return *first <= *last;
}

const SbxStoreView *
sbx_store_get_view (SbxStore *self)
{
  return &self->view;
}

void
sbx_store_report_read_error (SbxStore *self, guint generation, const GError *error)
{
  if (self->unreadable_generation == generation)
    return;
  self->unreadable_generation = generation;
  g_message ("Traffic cannot be read: %s", error->message);
  if (error->domain == SBX_DATABASE_ERROR && sbx_database_is_damage (error->code) && self->writer != NULL)
    sbx_store_writer_report_damage (self->writer, generation);
}

SbxStoreReader *
sbx_store_get_reader (SbxStore *self)
{
  g_autoptr (GError) error = NULL;

  if (self->closed || self->view.path == NULL)
    return NULL;
  if (self->reader != NULL && self->reader_generation == self->view.generation)
    return self->reader;

  g_clear_pointer (&self->reader, sbx_store_reader_free);
  self->reader_generation = self->view.generation;
  self->reader = sbx_store_reader_new (self->view.path, &error);
  if (self->reader == NULL)
    sbx_store_report_read_error (self, self->reader_generation, error);
  return self->reader;
}

void
sbx_store_set_history_limit (SbxStore *self, gint64 bytes)
{
  g_return_if_fail (SBX_IS_STORE (self));
  g_return_if_fail (bytes >= 0);

  if (self->history_limit == bytes)
    return;
  self->history_limit = bytes;
  if (self->writer != NULL)
    sbx_store_writer_set_history_limit (self->writer, bytes);
  notify (self, PROP_HISTORY_LIMIT);
}

gint64
sbx_store_get_history_limit (SbxStore *self)
{
  g_return_val_if_fail (SBX_IS_STORE (self), 0);
  return self->history_limit;
}

void
sbx_store_dismiss_notice (SbxStore *self)
{
  g_return_if_fail (SBX_IS_STORE (self));

  if (self->notice == NULL)
    return;
  g_clear_pointer (&self->notice, g_free);
  notify (self, PROP_NOTICE);
}

const char *
sbx_store_get_notice (SbxStore *self)
{
  g_return_val_if_fail (SBX_IS_STORE (self), NULL);
  return self->notice;
}

const char *
sbx_store_get_error (SbxStore *self)
{
  g_return_val_if_fail (SBX_IS_STORE (self), NULL);
  return self->view.error;
}

const char *
sbx_store_get_path (SbxStore *self)
{
  g_return_val_if_fail (SBX_IS_STORE (self), NULL);
  return self->view.path;
}

gint64
sbx_store_get_n_lost (SbxStore *self)
{
  g_return_val_if_fail (SBX_IS_STORE (self), 0);
  return sbx_store_queue_get_n_lost (self->queue);
}

gint64
sbx_store_get_n_removed (SbxStore *self)
{
  g_return_val_if_fail (SBX_IS_STORE (self), 0);
  return self->view.n_removed;
}

gint64
sbx_store_get_n_records (SbxStore *self)
{
  g_return_val_if_fail (SBX_IS_STORE (self), 0);
  return self->n_records;
}
