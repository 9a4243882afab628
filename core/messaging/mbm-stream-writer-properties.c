/* mbm-stream-writer-properties.c — what is seen of a stream's writer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-enum-types.h"
#include "mbm-stream-writer-private.h"

enum
{
  PROP_0,
  PROP_ID,
  PROP_CLIENT_ID,
  PROP_STATE,
  PROP_WRITABLE,
  PROP_HIGH_WATER_MARK,
  PROP_LOW_WATER_MARK,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

void
mbm_stream_writer_update_writable (MbmStreamWriter *self)
{
  gsize queued = self->stream->queued;
  gboolean writable = self->state == MBM_STREAM_OPEN && queued < self->high;

  /* Between the marks it stays as it is. */
  if (writable && !self->writable && queued > self->low)
    return;
  if (writable == self->writable)
    return;

  self->writable = writable;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WRITABLE]);
}

void
mbm_stream_writer_set_state (MbmStreamWriter *self, MbmStreamState state)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  mbm_stream_writer_update_writable (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
mbm_stream_writer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmStreamWriter *self = MBM_STREAM_WRITER (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->stream->id);
      break;
    case PROP_CLIENT_ID:
      g_value_set_string (value, self->client_id);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_WRITABLE:
      g_value_set_boolean (value, self->writable);
      break;
    case PROP_HIGH_WATER_MARK:
      g_value_set_uint64 (value, self->high);
      break;
    case PROP_LOW_WATER_MARK:
      g_value_set_uint64 (value, self->low);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_stream_writer_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmStreamWriter *self = MBM_STREAM_WRITER (object);

  switch (prop_id)
    {
    case PROP_HIGH_WATER_MARK:
      mbm_stream_writer_set_marks (self, g_value_get_uint64 (value), self->low);
      break;
    case PROP_LOW_WATER_MARK:
      mbm_stream_writer_set_marks (self, self->high, g_value_get_uint64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

void
mbm_stream_writer_install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;

  /**
   * MbmStreamWriter:id:
   *
   * The stream's id, which cannot be guessed.
   *
   * Since: 0.1
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);

  /**
   * MbmStreamWriter:client-id:
   *
   * Who gets the stream.
   *
   * Since: 0.1
   */
  props[PROP_CLIENT_ID] = g_param_spec_string ("client-id", NULL, NULL, NULL, readable);

  /**
   * MbmStreamWriter:state:
   *
   * Whether the stream goes on, and if not how it ended.
   *
   * Since: 0.1
   */
  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MBM_TYPE_STREAM_STATE, MBM_STREAM_OPEN, readable);

  /**
   * MbmStreamWriter:writable:
   *
   * Whether an item is welcome now. Notified when it changes.
   *
   * Since: 0.1
   */
  props[PROP_WRITABLE] = g_param_spec_boolean ("writable", NULL, NULL, TRUE, readable);

  /**
   * MbmStreamWriter:high-water-mark:
   *
   * How many bytes may wait before no more items are taken. One item may go over it.
   *
   * Since: 0.1
   */
  props[PROP_HIGH_WATER_MARK] = g_param_spec_uint64 ("high-water-mark", NULL, NULL, 1, G_MAXUINT64,
                                                     MBM_DEFAULT_STREAM_HIGH_WATER_MARK, writable);

  /**
   * MbmStreamWriter:low-water-mark:
   *
   * How few bytes have to wait before items are welcome again.
   *
   * Since: 0.1
   */
  props[PROP_LOW_WATER_MARK] = g_param_spec_uint64 ("low-water-mark", NULL, NULL, 0, G_MAXUINT64,
                                                    MBM_DEFAULT_STREAM_LOW_WATER_MARK, writable);

  object_class->get_property = mbm_stream_writer_get_property;
  object_class->set_property = mbm_stream_writer_set_property;
  g_object_class_install_properties (object_class, N_PROPS, props);
}

/**
 * mbm_stream_writer_get_id:
 * @self: a writer
 *
 * Gets the stream's id.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
mbm_stream_writer_get_id (MbmStreamWriter *self)
{
  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), NULL);

  return self->stream->id;
}

/**
 * mbm_stream_writer_get_client_id:
 * @self: a writer
 *
 * Gets who reads the stream.
 *
 * Returns: (transfer none) (nullable): the client's id
 *
 * Since: 0.1
 */
const char *
mbm_stream_writer_get_client_id (MbmStreamWriter *self)
{
  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), NULL);

  return self->client_id;
}

/**
 * mbm_stream_writer_get_state:
 * @self: a writer
 *
 * Gets whether the stream goes on, and if not how it ended.
 *
 * Returns: the state
 *
 * Since: 0.1
 */
MbmStreamState
mbm_stream_writer_get_state (MbmStreamWriter *self)
{
  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), MBM_STREAM_CANCELLED);

  return self->state;
}

/**
 * mbm_stream_writer_get_reason:
 * @self: a writer
 *
 * Gets why the stream was cancelled.
 *
 * Returns: (transfer none) (nullable): words; %NULL if it was not
 *
 * Since: 0.1
 */
const char *
mbm_stream_writer_get_reason (MbmStreamWriter *self)
{
  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), NULL);

  return self->reason;
}

/**
 * mbm_stream_writer_is_writable:
 * @self: a writer
 *
 * Tells whether an item is welcome now.
 *
 * Returns: %TRUE if it is
 *
 * Since: 0.1
 */
gboolean
mbm_stream_writer_is_writable (MbmStreamWriter *self)
{
  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), FALSE);

  return self->writable;
}

/**
 * mbm_stream_writer_get_queued:
 * @self: a writer
 *
 * Gets how much waits for the client to read on, beside what waits in the connection's own queue.
 *
 * Returns: a number of bytes
 *
 * Since: 0.1
 */
gsize
mbm_stream_writer_get_queued (MbmStreamWriter *self)
{
  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), 0);

  return self->stream->queued;
}

/**
 * mbm_stream_writer_set_marks:
 * @self: a writer
 * @high: how many bytes may wait before no more items are taken; 1 at least
 * @low: how few have to wait before they are again; what is not below @high counts as @high less 1
 *
 * Sets how much may wait. What waits already stays.
 *
 * Since: 0.1
 */
void
mbm_stream_writer_set_marks (MbmStreamWriter *self, gsize high, gsize low)
{
  g_return_if_fail (MBM_IS_STREAM_WRITER (self));
  g_return_if_fail (high > 0);

  low = MIN (low, high - 1);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->high != high)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HIGH_WATER_MARK]);
  if (self->low != low)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOW_WATER_MARK]);
  self->high = high;
  self->low = low;
  mbm_stream_writer_update_writable (self);
  mbm_stream_writer_drained (self);
  g_object_thaw_notify (G_OBJECT (self));
}
