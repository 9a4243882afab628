/* mbm-stream-properties.c — what is seen of a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-enum-types.h"
#include "mbm-stream-private.h"

enum
{
  PROP_0,
  PROP_ID,
  PROP_STATE,
  PROP_FLOWING,
  PROP_IDLE_TIMEOUT,
  PROP_MAX_BUFFERED_ITEMS,
  PROP_MAX_BUFFERED_SIZE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

void
mbm_stream_set_state (MbmStream *self, MbmStreamState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/**
 * mbm_stream_get_id:
 * @self: a stream
 *
 * Gets what the service calls the stream.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
mbm_stream_get_id (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), NULL);

  return self->id;
}

/**
 * mbm_stream_get_state:
 * @self: a stream
 *
 * Gets whether anything more comes in. Items may still wait to be taken when nothing does.
 *
 * Returns: the state
 *
 * Since: 0.1
 */
MbmStreamState
mbm_stream_get_state (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), MBM_STREAM_CANCELLED);

  return self->state;
}

/**
 * mbm_stream_get_error:
 * @self: a stream
 *
 * Gets why the stream failed, or that it was cancelled.
 *
 * Returns: (nullable) (transfer none): the error; %NULL while it is open, and if it has ended well
 *
 * Since: 0.1
 */
const GError *
mbm_stream_get_error (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), NULL);

  return self->error;
}

/**
 * mbm_stream_get_end:
 * @self: a stream
 *
 * Gets the event `streamEnd`, whose payload's `error` has more to say of a failure than
 * [method@Mbm.Stream.get_error].
 *
 * Returns: (nullable) (transfer none): the event, once it has come
 *
 * Since: 0.1
 */
MbmMessage *
mbm_stream_get_end (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), NULL);

  return self->end;
}

/**
 * mbm_stream_get_n_items:
 * @self: a stream
 *
 * Counts the items that came in.
 *
 * Returns: how many there were so far
 *
 * Since: 0.1
 */
guint64
mbm_stream_get_n_items (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), 0);

  return self->n_items;
}

/**
 * mbm_stream_get_n_buffered:
 * @self: a stream
 *
 * Counts the items that wait to be taken.
 *
 * Returns: how many there are
 *
 * Since: 0.1
 */
guint
mbm_stream_get_n_buffered (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), 0);

  return self->items.length;
}

/**
 * mbm_stream_get_buffered_size:
 * @self: a stream
 *
 * Gets how large the items are together that wait to be taken.
 *
 * Returns: a number of bytes
 *
 * Since: 0.1
 */
gsize
mbm_stream_get_buffered_size (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), 0);

  return self->size;
}

/**
 * mbm_stream_is_flowing:
 * @self: a stream
 *
 * Gets whether items come by signal.
 *
 * Returns: %TRUE if they do
 *
 * Since: 0.1
 */
gboolean
mbm_stream_is_flowing (MbmStream *self)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), FALSE);

  return self->flowing;
}

/**
 * mbm_stream_set_flowing:
 * @self: a stream
 * @flowing: whether items come by [signal@Mbm.Stream::item]
 *
 * Lets items come by signal, or wait. Those that wait are handed over from within this call.
 *
 * Since: 0.1
 */
void
mbm_stream_set_flowing (MbmStream *self, gboolean flowing)
{
  g_return_if_fail (MBM_IS_STREAM (self));

  flowing = !!flowing;
  if (self->flowing == flowing)
    return;

  self->flowing = flowing;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FLOWING]);
  mbm_stream_deliver (self);
}

/**
 * mbm_stream_set_limits:
 * @self: a stream
 * @max_items: how many items may wait to be taken
 * @max_size: how many bytes they may have together
 *
 * Sets how far whoever takes the items may fall behind before the stream fails. What waits already stays.
 *
 * Since: 0.1
 */
void
mbm_stream_set_limits (MbmStream *self, guint max_items, guint64 max_size)
{
  g_return_if_fail (MBM_IS_STREAM (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->max_items != max_items)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_BUFFERED_ITEMS]);
  if (self->max_size != max_size)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_BUFFERED_SIZE]);
  self->max_items = max_items;
  self->max_size = max_size;
  g_object_thaw_notify (G_OBJECT (self));
}

static void
mbm_stream_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmStream *self = MBM_STREAM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_FLOWING:
      g_value_set_boolean (value, self->flowing);
      break;
    case PROP_IDLE_TIMEOUT:
      g_value_set_uint (value, self->idle_timeout);
      break;
    case PROP_MAX_BUFFERED_ITEMS:
      g_value_set_uint (value, self->max_items);
      break;
    case PROP_MAX_BUFFERED_SIZE:
      g_value_set_uint64 (value, self->max_size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_stream_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmStream *self = MBM_STREAM (object);

  switch (prop_id)
    {
    case PROP_FLOWING:
      mbm_stream_set_flowing (self, g_value_get_boolean (value));
      break;
    case PROP_IDLE_TIMEOUT:
      mbm_stream_set_idle_timeout (self, g_value_get_uint (value));
      break;
    case PROP_MAX_BUFFERED_ITEMS:
      mbm_stream_set_limits (self, g_value_get_uint (value), self->max_size);
      break;
    case PROP_MAX_BUFFERED_SIZE:
      mbm_stream_set_limits (self, self->max_items, g_value_get_uint64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

void
mbm_stream_install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = mbm_stream_get_property;
  object_class->set_property = mbm_stream_set_property;

  /**
   * MbmStream:id:
   *
   * What the service calls the stream.
   *
   * Since: 0.1
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);

  /**
   * MbmStream:state:
   *
   * Whether anything more comes in, and if not how the stream ended.
   *
   * Since: 0.1
   */
  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MBM_TYPE_STREAM_STATE, MBM_STREAM_OPEN, readable);

  /**
   * MbmStream:flowing:
   *
   * Whether items come by [signal@Mbm.Stream::item]. Those that wait come first.
   *
   * Since: 0.1
   */
  props[PROP_FLOWING] = g_param_spec_boolean ("flowing", NULL, NULL, FALSE, writable);

  /**
   * MbmStream:idle-timeout:
   *
   * How long nothing may come before the stream fails, in milliseconds; 0: for ever.
   *
   * Since: 0.1
   */
  props[PROP_IDLE_TIMEOUT] = g_param_spec_uint ("idle-timeout", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * MbmStream:max-buffered-items:
   *
   * How many items may wait to be taken before the stream fails.
   *
   * Since: 0.1
   */
  props[PROP_MAX_BUFFERED_ITEMS] = g_param_spec_uint ("max-buffered-items", NULL, NULL, 0, G_MAXUINT,
                                                      MBM_DEFAULT_STREAM_BUFFER_ITEMS, writable);

  /**
   * MbmStream:max-buffered-size:
   *
   * How many bytes the items may have together that wait to be taken before the stream fails.
   *
   * Since: 0.1
   */
  props[PROP_MAX_BUFFERED_SIZE] = g_param_spec_uint64 ("max-buffered-size", NULL, NULL, 0, G_MAXUINT64,
                                                       MBM_DEFAULT_STREAM_BUFFER_SIZE, writable);

  g_object_class_install_properties (object_class, N_PROPS, props);
}
