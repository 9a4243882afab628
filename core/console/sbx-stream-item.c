/* sbx-stream-item.c — an item of a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stream-item.h"

struct _SbxStreamItem
{
  GObject parent_instance;

  guint64 number;
  gint64 time;
  GBytes *json;
};

G_DEFINE_FINAL_TYPE (SbxStreamItem, sbx_stream_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_TIME,
  PROP_JSON,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define READ_ONLY (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
sbx_stream_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxStreamItem *self = SBX_STREAM_ITEM (object);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint64 (value, self->number);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    case PROP_JSON:
      g_value_set_boxed (value, self->json);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_stream_item_finalize (GObject *object)
{
  g_bytes_unref (SBX_STREAM_ITEM (object)->json);

  G_OBJECT_CLASS (sbx_stream_item_parent_class)->finalize (object);
}

static void
sbx_stream_item_class_init (SbxStreamItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_stream_item_get_property;
  object_class->finalize = sbx_stream_item_finalize;

  props[PROP_NUMBER] = g_param_spec_uint64 ("number", NULL, NULL, 0, G_MAXUINT64, 0, READ_ONLY);
  props[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, READ_ONLY);
  props[PROP_JSON] = g_param_spec_boxed ("json", NULL, NULL, G_TYPE_BYTES, READ_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_stream_item_init (SbxStreamItem *self)
{
}

/**
 * sbx_stream_item_get_number:
 *
 * Returns: which one it is, from 1
 */
guint64
sbx_stream_item_get_number (SbxStreamItem *self)
{
  g_return_val_if_fail (SBX_IS_STREAM_ITEM (self), 0);

  return self->number;
}

/**
 * sbx_stream_item_get_time:
 *
 * Returns: when it came, in microseconds since the Unix epoch
 */
gint64
sbx_stream_item_get_time (SbxStreamItem *self)
{
  g_return_val_if_fail (SBX_IS_STREAM_ITEM (self), 0);

  return self->time;
}

/**
 * sbx_stream_item_get_json:
 *
 * Returns: (transfer none): what it is, as JSON text
 */
GBytes *
sbx_stream_item_get_json (SbxStreamItem *self)
{
  g_return_val_if_fail (SBX_IS_STREAM_ITEM (self), NULL);

  return self->json;
}

SbxStreamItem *
sbx_stream_item_new (guint64 number, gint64 time, GBytes *json)
{
  SbxStreamItem *self = g_object_new (SBX_TYPE_STREAM_ITEM, NULL);

  self->number = number;
  self->time = time;
  self->json = g_bytes_ref (json);
  return self;
}
