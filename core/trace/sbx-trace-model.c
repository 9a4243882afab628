/* sbx-trace-model.c — the records of a store as a list
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-model.h"

#include "sbx-store-private.h"
#include "sbx-trace-filter-private.h"
#include "sbx-trace-list-private.h"
#include "sbx-trace-rows-private.h"

struct _SbxTraceModel
{
  GObject parent_instance;

  SbxStore *store;

  /* What is wanted; the list follows with the next frame. */
  char *endpoint_id;
  SbxTraceFilter *filter;
  gboolean paused;
  gboolean needs_reset;

  /* What the list is made of: an endpoint by its handle, 0 for all; or none, as it has no records yet. */
  SbxTraceList *list;
  guint endpoint;
  gboolean is_known;
  guint generation;
  SbxTraceSearch *search;
  SbxTraceRows *rows;
  /* What there was when the pause began. */
  SbxStoreView paused_view;

  guint flush_source;
  gint64 last_flush;
  gboolean flushing;

  /* As they were told last. */
  gboolean filtering;
  double progress;
  guint n_total;
  guint n_shown;
  guint n_held;
};

enum
{
  PROP_0,
  PROP_STORE,
  PROP_ENDPOINT,
  PROP_FILTER,
  PROP_PAUSED,
  PROP_FILTERING,
  PROP_PROGRESS,
  PROP_N_TOTAL,
  PROP_N_SHOWN,
  PROP_N_HELD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void sbx_trace_model_list_model_init (GListModelInterface *iface);
static void flush_soon (SbxTraceModel *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (SbxTraceModel,
                               sbx_trace_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sbx_trace_model_list_model_init))

static GType
sbx_trace_model_get_item_type (GListModel *model)
{
  return SBX_TYPE_TRACE_ROW;
}

static guint
sbx_trace_model_get_n_items (GListModel *model)
{
  return sbx_trace_list_get_length (SBX_TRACE_MODEL (model)->list);
}

static gpointer
sbx_trace_model_get_item (GListModel *model, guint position)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (model);

  if (position >= sbx_trace_list_get_length (self->list))
    return NULL;
  return sbx_trace_rows_get (self->rows, self->list, position);
}

static void
sbx_trace_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sbx_trace_model_get_item_type;
  iface->get_n_items = sbx_trace_model_get_n_items;
  iface->get_item = sbx_trace_model_get_item;
}

static void
notify (SbxTraceModel *self, guint prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
set_uint (SbxTraceModel *self, guint *member, guint value, guint prop_id)
{
  if (*member == value)
    return;
  *member = value;
  notify (self, prop_id);
}

static void
set_search_state (SbxTraceModel *self, gboolean filtering, double progress)
{
  if (self->filtering != filtering)
    {
      self->filtering = filtering;
      notify (self, PROP_FILTERING);
    }
  if (self->progress != progress)
    {
      self->progress = progress;
      notify (self, PROP_PROGRESS);
    }
}

/* The numbers there are in the list's terms; none of an endpoint that is not known yet. */
static void
get_range (SbxTraceModel *self, const SbxStoreView *view, gint64 *first, gint64 *last)
{
  const SbxStoreRange *range = sbx_store_view_get_endpoint (view, self->endpoint);

  *first = 1;
  *last = 0;
  if (!self->is_known)
    return;
  if (self->endpoint == 0)
    {
      *first = view->first;
      *last = view->last;
    }
  else if (range != NULL)
    {
      *first = range->first;
      *last = range->last;
    }
}

static void
update_figures (SbxTraceModel *self)
{
  const SbxStoreView *view = sbx_store_get_view (self->store);
  gint64 first, last;

  get_range (self, view, &first, &last);
  if (self->endpoint == 0 && self->is_known)
    set_uint (self, &self->n_total, (guint) sbx_store_view_get_n_records (view), PROP_N_TOTAL);
  else
    set_uint (self, &self->n_total, (guint) (last - first + 1), PROP_N_TOTAL);
  set_uint (self, &self->n_shown, sbx_trace_list_get_length (self->list), PROP_N_SHOWN);
  set_uint (self, &self->n_held, self->paused ? sbx_trace_list_get_n_held (self->list) : 0, PROP_N_HELD);
}

static gboolean
on_search_results (gpointer user_data)
{
  flush_soon (user_data);
  return G_SOURCE_REMOVE;
}

static void
take_results (SbxTraceModel *self)
{
  g_autoptr (SbxTraceSearchResults) results = NULL;
  gint64 first, last;

  if (self->search == NULL)
    return;
  results = sbx_trace_search_take (self->search);
  sbx_trace_list_add_results (self->list, results);
  get_range (self, sbx_store_get_view (self->store), &first, &last);
  if (results->error != NULL)
    sbx_store_report_read_error (self->store, self->generation, results->error);
  if (results->finished || results->error != NULL)
    set_search_state (self, FALSE, 1);
  else
    set_search_state (self, TRUE,
                      CLAMP ((double) (last - results->back_to + 1) / MAX (last - first + 1, 1), 0, 1));
}

/* An endpoint may become known only with its first record. */
static void
resolve_endpoint (SbxTraceModel *self)
{
  self->endpoint = self->endpoint_id != NULL ? sbx_store_find_endpoint (self->store, self->endpoint_id) : 0;
  self->is_known = self->endpoint_id == NULL || self->endpoint != 0;
}

static void
start_list (SbxTraceModel *self)
{
  const SbxStoreView *view = sbx_store_get_view (self->store);
  gboolean gaps, searched;
  gint64 first, last, end;

  g_clear_pointer (&self->search, sbx_trace_search_free);
  resolve_endpoint (self);
  sbx_trace_rows_reset (self->rows, self->endpoint);
  self->generation = view->generation;
  get_range (self, view, &first, &last);
  end = last;
  if (self->paused)
    {
      gint64 paused_first;

      get_range (self, &self->paused_view, &paused_first, &end);
      end = CLAMP (end, first - 1, last);
    }

  gaps = self->endpoint == 0 && !sbx_store_view_is_contiguous (view);
  searched = self->is_known && view->path != NULL && (gaps || !sbx_trace_filter_is_empty (self->filter));
  sbx_trace_list_reset (self->list, searched, first, end);
  sbx_trace_list_set_range (self->list, first, last);
  set_search_state (self, searched, searched ? 0 : 1);
  if (!searched)
    return;
  self->search =
    sbx_trace_search_new (view->path, self->filter, self->endpoint, first, end, on_search_results, self);
  sbx_trace_search_extend (self->search, last);
}

static void
reset (SbxTraceModel *self)
{
  guint old_length = sbx_trace_list_get_length (self->list);
  guint new_length;

  self->needs_reset = FALSE;
  start_list (self);
  new_length = sbx_trace_list_get_length (self->list);
  if (old_length > 0 || new_length > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old_length, new_length);
}

/* At most one change of the list, and what is known about it. */
static void
flush (SbxTraceModel *self)
{
  SbxTraceListChange change;
  gboolean more = self->needs_reset;

  /* Whoever hears of the change may let go of us, or ask for another: that comes with the next frame. */
  g_object_ref (self);
  self->flushing = TRUE;
  if (self->needs_reset)
    {
      reset (self);
    }
  else
    {
      take_results (self);
      more = sbx_trace_list_step (self->list, self->paused, &change);
      if (more)
        g_list_model_items_changed (G_LIST_MODEL (self), change.position, change.removed, change.added);
    }
  if (self->store != NULL)
    update_figures (self);
  self->last_flush = g_get_monotonic_time ();
  self->flushing = FALSE;
  /* There may be more to be done; it is looked for with the next frame. */
  if (self->store != NULL && (more || self->needs_reset))
    flush_soon (self);
  g_object_unref (self);
}

static gboolean
on_flush_due (gpointer user_data)
{
  SbxTraceModel *self = user_data;

  self->flush_source = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

/* Now, if the last time is long enough ago. */
static void
flush_soon (SbxTraceModel *self)
{
  gint64 wait = self->last_flush + SBX_STORE_FRAME_TIME - g_get_monotonic_time ();

  if (self->flush_source != 0 || self->flushing)
    return;
  if (wait <= 0)
    {
      flush (self);
      return;
    }
  self->flush_source = g_timeout_add ((guint) (wait / 1000) + 1, on_flush_due, self);
  g_source_set_name_by_id (self->flush_source, "[signalbox] trace model");
}

static void
reset_soon (SbxTraceModel *self)
{
  self->needs_reset = TRUE;
  flush_soon (self);
}

/* Rows that are in use follow their records; those that a filter hides may have to appear, and the other way
 * round. */
static void
follow_updates (SbxTraceModel *self, const SbxStoreChanges *changes)
{
  gboolean may_move =
    self->search != NULL && self->filter != NULL && sbx_trace_filter_is_volatile (self->filter);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (changes->all_updated || changes->renamed)
    sbx_trace_rows_reload_all (self->rows);
  if (changes->all_updated && may_move)
    reset_soon (self);

  for (gsize i = 0; i < changes->n_updates; i++)
    {
      const SbxStoreUpdate *update = &changes->updates[i];
      gint64 key = self->endpoint != 0 ? update->endpoint_seq : update->seq;

      if (self->endpoint != 0 && update->endpoint != self->endpoint)
        continue;
      sbx_trace_rows_reload (self->rows, key);
      if (may_move)
        g_array_append_val (keys, key);
    }
  if (keys->len > 0)
    sbx_trace_search_recheck (self->search, (const gint64 *) (gpointer) keys->data, keys->len);
}

static gboolean
must_begin_anew (SbxTraceModel *self, const SbxStoreChanges *changes)
{
  const SbxStoreView *view = sbx_store_get_view (self->store);

  if (!self->is_known)
    {
      resolve_endpoint (self);
      if (self->is_known)
        return TRUE;
    }
  if (view->generation != self->generation)
    return TRUE;
  return changes->cleared != NULL && (self->endpoint_id == NULL || changes->cleared[0] == '\0' ||
                                      g_str_equal (changes->cleared, self->endpoint_id));
}

static void
on_store_changed (SbxStore *store, const SbxStoreChanges *changes, SbxTraceModel *self)
{
  gint64 first, last;

  if (self->needs_reset || must_begin_anew (self, changes))
    {
      reset_soon (self);
      return;
    }
  get_range (self, sbx_store_get_view (store), &first, &last);
  sbx_trace_list_set_range (self->list, first, last);
  if (self->search != NULL)
    sbx_trace_search_extend (self->search, last);
  follow_updates (self, changes);
  flush_soon (self);
}

static void
sbx_trace_model_constructed (GObject *object)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (object);

  G_OBJECT_CLASS (sbx_trace_model_parent_class)->constructed (object);

  self->rows = sbx_trace_rows_new (self->store);
  start_list (self);
  update_figures (self);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (on_store_changed), self, 0);
}

static void
sbx_trace_model_dispose (GObject *object)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (object);

  g_clear_handle_id (&self->flush_source, g_source_remove);
  g_clear_pointer (&self->search, sbx_trace_search_free);
  /* Rows come from the store: without it there are none. */
  sbx_trace_list_reset (self->list, FALSE, 1, 0);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (sbx_trace_model_parent_class)->dispose (object);
}

static void
sbx_trace_model_finalize (GObject *object)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (object);

  sbx_trace_list_free (self->list);
  sbx_trace_rows_free (self->rows);
  sbx_store_view_clear (&self->paused_view);
  g_free (self->endpoint_id);

  G_OBJECT_CLASS (sbx_trace_model_parent_class)->finalize (object);
}

static void
sbx_trace_model_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (object);

  switch (prop_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_ENDPOINT:
      g_value_set_string (value, self->endpoint_id);
      break;
    case PROP_FILTER:
      g_value_set_object (value, self->filter);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_FILTERING:
      g_value_set_boolean (value, self->filtering);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_N_TOTAL:
      g_value_set_uint (value, self->n_total);
      break;
    case PROP_N_SHOWN:
      g_value_set_uint (value, self->n_shown);
      break;
    case PROP_N_HELD:
      g_value_set_uint (value, self->n_held);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_trace_model_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (object);

  switch (prop_id)
    {
    case PROP_STORE:
      self->store = g_value_dup_object (value);
      break;
    case PROP_ENDPOINT:
      sbx_trace_model_set_endpoint (self, g_value_get_string (value));
      break;
    case PROP_FILTER:
      sbx_trace_model_set_filter (self, g_value_get_object (value));
      break;
    case PROP_PAUSED:
      sbx_trace_model_set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_count (guint prop_id, const char *name)
{
  properties[prop_id] =
    g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
sbx_trace_model_class_init (SbxTraceModelClass *klass)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sbx_trace_model_constructed;
  object_class->dispose = sbx_trace_model_dispose;
  object_class->finalize = sbx_trace_model_finalize;
  object_class->get_property = sbx_trace_model_get_property;
  object_class->set_property = sbx_trace_model_set_property;

  properties[PROP_STORE] =
    g_param_spec_object ("store", NULL, NULL, SBX_TYPE_STORE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ENDPOINT] = g_param_spec_string ("endpoint", NULL, NULL, NULL, writable);
  properties[PROP_FILTER] = g_param_spec_object ("filter", NULL, NULL, SBX_TYPE_TRACE_FILTER, writable);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, writable);
  properties[PROP_FILTERING] =
    g_param_spec_boolean ("filtering", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, 0, 1, 1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  install_count (PROP_N_TOTAL, "n-total");
  install_count (PROP_N_SHOWN, "n-shown");
  install_count (PROP_N_HELD, "n-held");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_trace_model_init (SbxTraceModel *self)
{
  self->list = sbx_trace_list_new ();
  self->progress = 1;
  sbx_store_view_init (&self->paused_view);
}

SbxTraceModel *
sbx_trace_model_new (SbxStore *store, const char *endpoint_id)
{
  SbxTraceModel *self;

  g_return_val_if_fail (SBX_IS_STORE (store), NULL);

  self = g_object_new (SBX_TYPE_TRACE_MODEL, "store", store, NULL);
  if (endpoint_id != NULL)
    {
      self->endpoint_id = g_strdup (endpoint_id);
      start_list (self);
      update_figures (self);
    }
  return self;
}

void
sbx_trace_model_set_endpoint (SbxTraceModel *self, const char *endpoint_id)
{
  g_return_if_fail (SBX_IS_TRACE_MODEL (self));

  if (g_strcmp0 (self->endpoint_id, endpoint_id) == 0)
    return;
  g_free (self->endpoint_id);
  self->endpoint_id = g_strdup (endpoint_id);
  reset_soon (self);
  notify (self, PROP_ENDPOINT);
}

void
sbx_trace_model_set_filter (SbxTraceModel *self, SbxTraceFilter *filter)
{
  gboolean same;

  g_return_if_fail (SBX_IS_TRACE_MODEL (self));
  g_return_if_fail (filter == NULL || SBX_IS_TRACE_FILTER (filter));

  same = sbx_trace_filter_equal (self->filter, filter) ||
         (sbx_trace_filter_is_empty (self->filter) && sbx_trace_filter_is_empty (filter));
  if (!g_set_object (&self->filter, filter))
    return;
  if (!same)
    reset_soon (self);
  notify (self, PROP_FILTER);
}

SbxTraceFilter *
sbx_trace_model_get_filter (SbxTraceModel *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), NULL);
  return self->filter;
}

void
sbx_trace_model_set_paused (SbxTraceModel *self, gboolean paused)
{
  g_return_if_fail (SBX_IS_TRACE_MODEL (self));

  paused = !!paused;
  if (self->paused == paused)
    return;
  self->paused = paused;
  if (paused)
    sbx_store_view_copy (&self->paused_view, sbx_store_get_view (self->store));
  flush_soon (self);
  notify (self, PROP_PAUSED);
}

gboolean
sbx_trace_model_get_paused (SbxTraceModel *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), FALSE);
  return self->paused;
}

gboolean
sbx_trace_model_get_filtering (SbxTraceModel *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), FALSE);
  return self->filtering;
}

double
sbx_trace_model_get_progress (SbxTraceModel *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), 1);
  return self->progress;
}

guint
sbx_trace_model_get_n_total (SbxTraceModel *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), 0);
  return self->n_total;
}

guint
sbx_trace_model_get_n_shown (SbxTraceModel *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), 0);
  return self->n_shown;
}

guint
sbx_trace_model_get_n_held (SbxTraceModel *self)
{
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), 0);
  return self->n_held;
}

SbxTraceFind
sbx_trace_model_find (SbxTraceModel *self, gint64 seq, guint *position)
{
  g_autoptr (SbxTraceRow) row = NULL;
  guint found = 0;
  gint64 key = seq;

  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), SBX_TRACE_GONE);

  row = sbx_store_load_row (self->store, seq);
  if (row == NULL)
    return SBX_TRACE_GONE;
  if (self->endpoint_id != NULL)
    {
      if (g_strcmp0 (sbx_trace_row_get_endpoint (row), self->endpoint_id) != 0)
        return SBX_TRACE_HIDDEN;
      key = sbx_trace_row_get_endpoint_seq (row);
    }
  if (sbx_trace_list_find (self->list, key, &found))
    {
      if (position != NULL)
        *position = found;
      return SBX_TRACE_FOUND;
    }
  return sbx_trace_list_is_expected (self->list, key) ? SBX_TRACE_HELD : SBX_TRACE_HIDDEN;
}
