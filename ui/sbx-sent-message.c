/* sbx-sent-message.c — something that was sent by hand, for the history
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-sent-message.h"

struct _SbxSentMessage
{
  GObject parent_instance;

  gboolean event;
  char *name;
  char *payload;
  char *context;
  char *outcome;
  gint64 time;
};

G_DEFINE_FINAL_TYPE (SbxSentMessage, sbx_sent_message, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_OUTCOME,
  PROP_TIME,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sbx_sent_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxSentMessage *self = SBX_SENT_MESSAGE (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_OUTCOME:
      g_value_set_string (value, self->outcome);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_sent_message_finalize (GObject *object)
{
  SbxSentMessage *self = SBX_SENT_MESSAGE (object);

  g_free (self->name);
  g_free (self->payload);
  g_free (self->context);
  g_free (self->outcome);

  G_OBJECT_CLASS (sbx_sent_message_parent_class)->finalize (object);
}

static void
sbx_sent_message_class_init (SbxSentMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_sent_message_get_property;
  object_class->finalize = sbx_sent_message_finalize;

  props[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_OUTCOME] =
    g_param_spec_string ("outcome", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_sent_message_init (SbxSentMessage *self)
{
  self->time = g_get_real_time ();
}

/**
 * sbx_sent_message_new:
 * @event: whether it is an event; else a request
 * @payload: JSON text
 * @context: (nullable): JSON text
 */
SbxSentMessage *
sbx_sent_message_new (gboolean event, const char *name, const char *payload, const char *context)
{
  SbxSentMessage *self = g_object_new (SBX_TYPE_SENT_MESSAGE, NULL);

  self->event = event;
  self->name = g_strdup (name);
  self->payload = g_strdup (payload);
  self->context = g_strdup (context);

  return self;
}

gboolean
sbx_sent_message_is_event (SbxSentMessage *self)
{
  return self->event;
}

const char *
sbx_sent_message_get_name (SbxSentMessage *self)
{
  return self->name;
}

const char *
sbx_sent_message_get_payload (SbxSentMessage *self)
{
  return self->payload;
}

const char *
sbx_sent_message_get_context (SbxSentMessage *self)
{
  return self->context;
}

void
sbx_sent_message_set_outcome (SbxSentMessage *self, const char *outcome)
{
  if (g_strcmp0 (self->outcome, outcome) == 0)
    return;

  g_free (self->outcome);
  self->outcome = g_strdup (outcome);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTCOME]);
}
