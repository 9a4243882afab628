/* sbx-question.c — a request of a service that waits for the user's answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-replies-private.h"

struct _SbxQuestion
{
  GObject parent_instance;

  guint64 serial;
  MbmMessage *message;
  gint64 time;
  gint64 deadline;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_TIME,
  PROP_DEADLINE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxQuestion, sbx_question, G_TYPE_OBJECT)

static void
sbx_question_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxQuestion *self = SBX_QUESTION (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, sbx_question_get_name (self));
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    case PROP_DEADLINE:
      g_value_set_int64 (value, self->deadline);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_question_finalize (GObject *object)
{
  g_clear_pointer (&SBX_QUESTION (object)->message, mbm_message_unref);

  G_OBJECT_CLASS (sbx_question_parent_class)->finalize (object);
}

static void
sbx_question_class_init (SbxQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_question_get_property;
  object_class->finalize = sbx_question_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_DEADLINE] = g_param_spec_int64 ("deadline", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_question_init (SbxQuestion *self)
{
}

SbxQuestion *
sbx_question_new (guint64 serial, MbmMessage *message, gint64 time, gint64 deadline)
{
  SbxQuestion *self = g_object_new (SBX_TYPE_QUESTION, NULL);

  self->serial = serial;
  self->message = mbm_message_ref (message);
  self->time = time;
  self->deadline = deadline;
  return self;
}

guint64
sbx_question_get_serial (SbxQuestion *self)
{
  return self->serial;
}

/**
 * sbx_question_get_name:
 *
 * Returns: what is asked
 */
const char *
sbx_question_get_name (SbxQuestion *self)
{
  g_return_val_if_fail (SBX_IS_QUESTION (self), NULL);

  return self->message != NULL ? mbm_message_get_name (self->message) : NULL;
}

/**
 * sbx_question_dup_payload:
 *
 * Returns: (transfer full) (nullable): what it carries, as JSON text
 */
GBytes *
sbx_question_dup_payload (SbxQuestion *self)
{
  GBytes *whole;
  MbmJsonValue payload;

  g_return_val_if_fail (SBX_IS_QUESTION (self), NULL);

  whole = mbm_message_get_bytes (self->message);
  payload = mbm_message_get_payload_value (self->message);
  if (payload.text == NULL)
    return NULL;
  return g_bytes_new_from_bytes (whole, payload.text - (const char *) g_bytes_get_data (whole, NULL),
                                 payload.length);
}

/**
 * sbx_question_get_time:
 *
 * Returns: when it came, in microseconds since the Unix epoch
 */
gint64
sbx_question_get_time (SbxQuestion *self)
{
  g_return_val_if_fail (SBX_IS_QUESTION (self), 0);

  return self->time;
}

/**
 * sbx_question_get_deadline:
 *
 * Returns: when it is refused without an answer, in microseconds since the Unix epoch
 */
gint64
sbx_question_get_deadline (SbxQuestion *self)
{
  g_return_val_if_fail (SBX_IS_QUESTION (self), 0);

  return self->deadline;
}
