/* sbx-alarm-event.c — an alarm that was raised at some time
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-alarm-event.h"

struct _SbxAlarmEvent
{
  GObject parent_instance;

  char *title;
  char *text;
  gint64 raised_at;
  gint64 ended_at;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_TEXT,
  PROP_RAISED_AT,
  PROP_ENDED_AT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxAlarmEvent, sbx_alarm_event, G_TYPE_OBJECT)

static void
sbx_alarm_event_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxAlarmEvent *self = SBX_ALARM_EVENT (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_RAISED_AT:
      g_value_set_int64 (value, self->raised_at);
      break;
    case PROP_ENDED_AT:
      g_value_set_int64 (value, self->ended_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_alarm_event_finalize (GObject *object)
{
  SbxAlarmEvent *self = SBX_ALARM_EVENT (object);

  g_free (self->title);
  g_free (self->text);

  G_OBJECT_CLASS (sbx_alarm_event_parent_class)->finalize (object);
}

static void
sbx_alarm_event_class_init (SbxAlarmEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_alarm_event_get_property;
  object_class->finalize = sbx_alarm_event_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_RAISED_AT] = g_param_spec_int64 ("raised-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ENDED_AT] = g_param_spec_int64 ("ended-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_alarm_event_init (SbxAlarmEvent *self)
{
}

SbxAlarmEvent *
sbx_alarm_event_new (const char *title, const char *text, gint64 raised_at)
{
  SbxAlarmEvent *self = g_object_new (SBX_TYPE_ALARM_EVENT, NULL);

  self->title = g_strdup (title);
  self->text = g_strdup (text);
  self->raised_at = raised_at;

  return self;
}

/**
 * sbx_alarm_event_end:
 * @ended_at: in microseconds since the Unix epoch
 *
 * Says that what the alarm told of is over.
 */
void
sbx_alarm_event_end (SbxAlarmEvent *self, gint64 ended_at)
{
  g_return_if_fail (SBX_IS_ALARM_EVENT (self));

  self->ended_at = ended_at;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDED_AT]);
}
