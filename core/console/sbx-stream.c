/* sbx-stream.c — a stream that an answer began, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stream-private.h"

struct _SbxStream
{
  GObject parent_instance;

  SbxStreamFeed *feed;
  GListStore *items;
  gsize kept_size;
  SbxStreamState state;
  guint64 n_items;
  guint64 size;
  gint64 duration;
  char *error;
};

G_DEFINE_FINAL_TYPE (SbxStream, sbx_stream, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_CERTAIN,
  PROP_STATE,
  PROP_N_ITEMS,
  PROP_SIZE,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define READ_ONLY (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
sbx_stream_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxStream *self = SBX_STREAM (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, sbx_stream_get_id (self));
      break;
    case PROP_CERTAIN:
      g_value_set_boolean (value, sbx_stream_get_certain (self));
      break;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint64 (value, self->n_items);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Who drops it wants no more of it. */
static void
sbx_stream_dispose (GObject *object)
{
  SbxStream *self = SBX_STREAM (object);

  if (self->feed != NULL)
    {
      sbx_stream_feed_set_front (self->feed, NULL);
      if (self->state == SBX_STREAM_OPEN)
        sbx_stream_feed_cancel (self->feed);
    }
  g_clear_object (&self->items);

  G_OBJECT_CLASS (sbx_stream_parent_class)->dispose (object);
}

static void
sbx_stream_finalize (GObject *object)
{
  SbxStream *self = SBX_STREAM (object);

  g_clear_pointer (&self->feed, sbx_stream_feed_unref);
  g_free (self->error);

  G_OBJECT_CLASS (sbx_stream_parent_class)->finalize (object);
}

static void
sbx_stream_class_init (SbxStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_stream_get_property;
  object_class->dispose = sbx_stream_dispose;
  object_class->finalize = sbx_stream_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, READ_ONLY);
  props[PROP_CERTAIN] = g_param_spec_boolean ("certain", NULL, NULL, FALSE, READ_ONLY);
  props[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, SBX_STREAM_OPEN, SBX_STREAM_CANCELLED, SBX_STREAM_OPEN, READ_ONLY);
  props[PROP_N_ITEMS] = g_param_spec_uint64 ("n-items", NULL, NULL, 0, G_MAXUINT64, 0, READ_ONLY);
  props[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, READ_ONLY);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, READ_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_stream_init (SbxStream *self)
{
  self->items = g_list_store_new (SBX_TYPE_STREAM_ITEM);
}

SbxStream *
sbx_stream_new (SbxStreamFeed *feed)
{
  SbxStream *self = g_object_new (SBX_TYPE_STREAM, NULL);

  self->feed = sbx_stream_feed_ref (feed);
  sbx_stream_feed_set_front (feed, self);
  return self;
}

static SbxStreamItem *
make_item (const SbxStreamBatch *batch, guint index)
{
  return sbx_stream_item_new (batch->n_items - batch->items->len + index + 1,
                              g_array_index (batch->times, gint64, index), batch->items->pdata[index]);
}

/* How many items at the front have to go for the bounds to hold. */
static guint
count_surplus (SbxStream *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint surplus = n > SBX_STREAM_MAX_ITEMS ? n - SBX_STREAM_MAX_ITEMS : 0;
  guint i;

  for (i = 0; i + 1 < n && (i < surplus || self->kept_size > SBX_STREAM_MAX_SIZE); i++)
    {
      g_autoptr (SbxStreamItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      self->kept_size -= g_bytes_get_size (sbx_stream_item_get_json (item));
    }
  return i;
}

static void
take_items (SbxStream *self, const SbxStreamBatch *batch)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);
  guint surplus;

  for (guint i = 0; i < batch->items->len; i++)
    {
      SbxStreamItem *item = make_item (batch, i);

      self->kept_size += g_bytes_get_size (sbx_stream_item_get_json (item));
      g_ptr_array_add (fresh, item);
    }
  if (fresh->len == 0)
    return;

  g_list_store_splice (self->items, g_list_model_get_n_items (G_LIST_MODEL (self->items)), 0, fresh->pdata,
                       fresh->len);
  surplus = count_surplus (self);
  if (surplus > 0)
    g_list_store_splice (self->items, 0, surplus, NULL, 0);
}

void
sbx_stream_take (SbxStream *self, SbxStreamBatch *batch)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->duration = batch->duration;
  if (self->n_items != batch->n_items)
    {
      self->n_items = batch->n_items;
      self->size = batch->size;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIZE]);
    }
  take_items (self, batch);
  if (batch->error != NULL)
    {
      self->error = g_steal_pointer (&batch->error);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
    }
  if (self->state != batch->state)
    {
      self->state = batch->state;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * sbx_stream_get_id:
 *
 * Returns: what the service calls it
 */
const char *
sbx_stream_get_id (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), NULL);

  return self->feed != NULL ? sbx_stream_feed_get_id (self->feed) : NULL;
}

/**
 * sbx_stream_get_certain:
 *
 * Returns: %TRUE if the answer says that it is a stream; %FALSE if it is a string, which may be anything
 */
gboolean
sbx_stream_get_certain (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), FALSE);

  return self->feed != NULL && sbx_stream_feed_get_certain (self->feed);
}

/**
 * sbx_stream_get_state:
 *
 * Returns: whether it goes on
 */
SbxStreamState
sbx_stream_get_state (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), SBX_STREAM_ENDED);

  return self->state;
}

/**
 * sbx_stream_get_n_items:
 *
 * Returns: how many items came, also those that are not kept any more
 */
guint64
sbx_stream_get_n_items (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), 0);

  return self->n_items;
}

/**
 * sbx_stream_get_size:
 *
 * Returns: the bytes of all items that came
 */
guint64
sbx_stream_get_size (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), 0);

  return self->size;
}

/**
 * sbx_stream_get_duration:
 *
 * Returns: microseconds from the first item to the last
 */
gint64
sbx_stream_get_duration (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), 0);

  return self->duration;
}

/**
 * sbx_stream_get_error:
 *
 * Returns: (nullable): why it ended before it was complete
 */
const char *
sbx_stream_get_error (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), NULL);

  return self->error;
}

/**
 * sbx_stream_get_items:
 *
 * Returns: (transfer none): GListModel of SbxStreamItem, oldest first: the newest that are kept
 */
GListModel *
sbx_stream_get_items (SbxStream *self)
{
  g_return_val_if_fail (SBX_IS_STREAM (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * sbx_stream_cancel:
 *
 * Wants no more of it; the service is told, by `streamCancel`. The state says so when that is done.
 */
void
sbx_stream_cancel (SbxStream *self)
{
  g_return_if_fail (SBX_IS_STREAM (self));

  if (self->feed != NULL && self->state == SBX_STREAM_OPEN)
    sbx_stream_feed_cancel (self->feed);
}
