/* sbx-state-change.c — a change of state of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-state-change.h"

struct _SbxStateChange
{
  GObject parent_instance;

  SbxEndpointState state;
  char *text;
  gint64 time;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_TEXT,
  PROP_TIME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxStateChange, sbx_state_change, G_TYPE_OBJECT)

static void
sbx_state_change_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxStateChange *self = SBX_STATE_CHANGE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_state_change_finalize (GObject *object)
{
  g_free (SBX_STATE_CHANGE (object)->text);

  G_OBJECT_CLASS (sbx_state_change_parent_class)->finalize (object);
}

static void
sbx_state_change_class_init (SbxStateChangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_state_change_get_property;
  object_class->finalize = sbx_state_change_finalize;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SBX_TYPE_ENDPOINT_STATE, SBX_ENDPOINT_STOPPED, read_only);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, read_only);
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_state_change_init (SbxStateChange *self)
{
}

/**
 * sbx_state_change_new:
 * @text: words for it
 * @time: in microseconds since the Unix epoch
 *
 * Returns: (transfer full): a line of history
 */
SbxStateChange *
sbx_state_change_new (SbxEndpointState state, const char *text, gint64 time)
{
  SbxStateChange *self = g_object_new (SBX_TYPE_STATE_CHANGE, NULL);

  self->state = state;
  self->text = g_strdup (text);
  self->time = time;
  return self;
}

/**
 * sbx_state_change_get_state:
 *
 * Returns: what the connection became
 */
SbxEndpointState
sbx_state_change_get_state (SbxStateChange *self)
{
  g_return_val_if_fail (SBX_IS_STATE_CHANGE (self), SBX_ENDPOINT_STOPPED);

  return self->state;
}

/**
 * sbx_state_change_get_text:
 *
 * Returns: words for it, with the reason where there is one
 */
const char *
sbx_state_change_get_text (SbxStateChange *self)
{
  g_return_val_if_fail (SBX_IS_STATE_CHANGE (self), NULL);

  return self->text;
}
