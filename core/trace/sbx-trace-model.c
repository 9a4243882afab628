/* sbx-trace-model.c — the records of a store as a list
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-model.h"

#include "sbx-store-private.h"
#include "sbx-trace-feed-private.h"
#include "sbx-trace-filter-private.h"

struct _SbxTraceModel
{
  GObject parent_instance;

  SbxStore *store;
  SbxTraceFeed *feed;

  /* What is wanted; the list follows with the next frame. */
  char *endpoint_id;
  SbxTraceFilter *filter;
  gboolean paused;
  gboolean needs_reset;

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
  return sbx_trace_feed_get_length (SBX_TRACE_MODEL (model)->feed);
}

static gpointer
sbx_trace_model_get_item (GListModel *model, guint position)
{
  return sbx_trace_feed_get_row (SBX_TRACE_MODEL (model)->feed, position);
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
update_search_state (SbxTraceModel *self)
{
  gboolean filtering;
  double progress = sbx_trace_feed_get_progress (self->feed, &filtering);

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

static void
update_figures (SbxTraceModel *self)
{
  set_uint (self, &self->n_total, sbx_trace_feed_get_n_total (self->feed), PROP_N_TOTAL);
  set_uint (self, &self->n_shown, sbx_trace_feed_get_length (self->feed), PROP_N_SHOWN);
  set_uint (self, &self->n_held, self->paused ? sbx_trace_feed_get_n_held (self->feed) : 0, PROP_N_HELD);
}

static gboolean
on_search_results (gpointer user_data)
{
  flush_soon (user_data);
  return G_SOURCE_REMOVE;
}

static void
start_feed (SbxTraceModel *self)
{
  sbx_trace_feed_start (self->feed, self->endpoint_id, self->filter);
  update_search_state (self);
}

static void
reset (SbxTraceModel *self)
{
  guint old_length = sbx_trace_feed_get_length (self->feed);
  guint new_length;

  self->needs_reset = FALSE;
  start_feed (self);
  new_length = sbx_trace_feed_get_length (self->feed);
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
      more = sbx_trace_feed_step (self->feed, &change);
      update_search_state (self);
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

static void
on_store_changed (SbxStore *store, const SbxStoreChanges *changes, SbxTraceModel *self)
{
  if (!self->needs_reset && sbx_trace_feed_follow (self->feed, changes))
    flush_soon (self);
  else
    reset_soon (self);
}

static void
sbx_trace_model_constructed (GObject *object)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (object);

  G_OBJECT_CLASS (sbx_trace_model_parent_class)->constructed (object);

  self->feed = sbx_trace_feed_new (self->store, on_search_results, self);
  start_feed (self);
  update_figures (self);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (on_store_changed), self, 0);
}

static void
sbx_trace_model_dispose (GObject *object)
{
  SbxTraceModel *self = SBX_TRACE_MODEL (object);

  g_clear_handle_id (&self->flush_source, g_source_remove);
  sbx_trace_feed_close (self->feed);
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

  sbx_trace_feed_free (self->feed);
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
  self->progress = 1;
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
      start_feed (self);
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
  sbx_trace_feed_set_paused (self->feed, paused);
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
  g_return_val_if_fail (SBX_IS_TRACE_MODEL (self), SBX_TRACE_GONE);

  return sbx_trace_feed_find (self->feed, seq, position);
}
