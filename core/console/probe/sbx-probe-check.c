/* sbx-probe-check.c — one thing that a probe looks at, and what came of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-check.h"

#include <glib/gi18n-lib.h>

#include "mbm-json.h"
#include "sbx-probe-enums.h"
#include "sbx-probe-result-private.h"

struct _SbxProbeCheck
{
  GObject parent_instance;

  char *id;
  char *title;
  char *section;
  char *expectation;

  SbxProbeStatus status;
  SbxProbeResult *result; /* (nullable): before it has run */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_SECTION,
  PROP_EXPECTATION,
  PROP_STATUS,
  PROP_MESSAGE,
  PROP_ADVICE,
  PROP_DURATION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxProbeCheck, sbx_probe_check, G_TYPE_OBJECT)

/**
 * sbx_probe_status_to_string:
 *
 * Returns: the word for a status in reports of programs, such as `not-applicable`
 */
const char *
sbx_probe_status_to_string (SbxProbeStatus status)
{
  switch (status)
    {
    case SBX_PROBE_RUNNING:
      return "running";
    case SBX_PROBE_PASSED:
      return "passed";
    case SBX_PROBE_WARNING:
      return "warning";
    case SBX_PROBE_FAILED:
      return "failed";
    case SBX_PROBE_NOT_APPLICABLE:
      return "not-applicable";
    case SBX_PROBE_NOT_RUN:
    default:
      return "not-run";
    }
}

/**
 * sbx_probe_status_get_title:
 *
 * Returns: what people call a status, translated
 */
const char *
sbx_probe_status_get_title (SbxProbeStatus status)
{
  switch (status)
    {
    case SBX_PROBE_RUNNING:
      return C_ ("check", "Running");
    case SBX_PROBE_PASSED:
      return C_ ("check", "Passed");
    case SBX_PROBE_WARNING:
      return C_ ("check", "Warning");
    case SBX_PROBE_FAILED:
      return C_ ("check", "Failed");
    case SBX_PROBE_NOT_APPLICABLE:
      return C_ ("check", "Not Applicable");
    case SBX_PROBE_NOT_RUN:
    default:
      return C_ ("check", "Not Run");
    }
}

/**
 * sbx_probe_step_kind_to_string:
 *
 * Returns: the word for it in reports of programs: `sent`, `got` or `happened`
 */
const char *
sbx_probe_step_kind_to_string (SbxProbeStepKind kind)
{
  switch (kind)
    {
    case SBX_PROBE_SENT:
      return "sent";
    case SBX_PROBE_GOT:
      return "got";
    case SBX_PROBE_HAPPENED:
    default:
      return "happened";
    }
}

static void
sbx_probe_check_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxProbeCheck *self = SBX_PROBE_CHECK (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SECTION:
      g_value_set_string (value, self->section);
      break;
    case PROP_EXPECTATION:
      g_value_set_string (value, self->expectation);
      break;
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, sbx_probe_check_get_message (self));
      break;
    case PROP_ADVICE:
      g_value_set_string (value, sbx_probe_check_get_advice (self));
      break;
    case PROP_DURATION:
      g_value_set_int64 (value, sbx_probe_check_get_duration (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_probe_check_finalize (GObject *object)
{
  SbxProbeCheck *self = SBX_PROBE_CHECK (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->section);
  g_free (self->expectation);
  g_clear_pointer (&self->result, sbx_probe_result_free);

  G_OBJECT_CLASS (sbx_probe_check_parent_class)->finalize (object);
}

static void
install_string (guint id, const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
sbx_probe_check_class_init (SbxProbeCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_probe_check_get_property;
  object_class->finalize = sbx_probe_check_finalize;

  install_string (PROP_ID, "id");
  install_string (PROP_TITLE, "title");
  install_string (PROP_SECTION, "section");
  install_string (PROP_EXPECTATION, "expectation");
  properties[PROP_STATUS] = g_param_spec_enum ("status", NULL, NULL, SBX_TYPE_PROBE_STATUS, SBX_PROBE_NOT_RUN,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  install_string (PROP_MESSAGE, "message");
  install_string (PROP_ADVICE, "advice");
  properties[PROP_DURATION] =
    g_param_spec_int64 ("duration", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_probe_check_init (SbxProbeCheck *self)
{
}

SbxProbeCheck *
sbx_probe_check_new (const char *id, const char *title, const char *section, const char *expectation)
{
  SbxProbeCheck *self = g_object_new (SBX_TYPE_PROBE_CHECK, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->section = g_strdup (section);
  self->expectation = g_strdup (expectation);
  return self;
}

static void
set_result (SbxProbeCheck *self, SbxProbeStatus status, SbxProbeResult *result)
{
  g_clear_pointer (&self->result, sbx_probe_result_free);
  self->result = result;
  self->status = status;

  for (guint i = PROP_STATUS; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

void
sbx_probe_check_begin (SbxProbeCheck *self)
{
  set_result (self, SBX_PROBE_RUNNING, NULL);
}

void
sbx_probe_check_reset (SbxProbeCheck *self)
{
  set_result (self, SBX_PROBE_NOT_RUN, NULL);
}

void
sbx_probe_check_take (SbxProbeCheck *self, SbxProbeResult *result)
{
  set_result (self, result->status, result);
}

const char *
sbx_probe_check_get_id (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  return self->id;
}

const char *
sbx_probe_check_get_title (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  return self->title;
}

const char *
sbx_probe_check_get_section (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  return self->section;
}

const char *
sbx_probe_check_get_expectation (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  return self->expectation;
}

SbxProbeStatus
sbx_probe_check_get_status (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), SBX_PROBE_NOT_RUN);

  return self->status;
}

const char *
sbx_probe_check_get_message (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  return self->result != NULL ? self->result->message->str : "";
}

const char *
sbx_probe_check_get_advice (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  return self->result != NULL ? self->result->advice->str : "";
}

gint64
sbx_probe_check_get_duration (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), 0);

  return self->result != NULL ? self->result->duration : 0;
}

/**
 * sbx_probe_check_get_steps:
 *
 * Returns: (transfer none) (element-type SbxProbeStep) (nullable): what was sent and got, in its order; valid
 * until the check changes
 */
GPtrArray *
sbx_probe_check_get_steps (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  return self->result != NULL ? self->result->steps : NULL;
}

/**
 * sbx_probe_check_get_n_left_out:
 *
 * Returns: how many steps there were besides
 */
guint
sbx_probe_check_get_n_left_out (SbxProbeCheck *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), 0);

  return self->result != NULL ? self->result->n_left_out : 0;
}

static void
append_member (GString *json, const char *name, const char *text)
{
  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  g_string_append_printf (json, "\"%s\":", name);
  mbm_json_append_string (json, text, -1);
}

static void
append_milliseconds (GString *json, const char *name, gint64 microseconds)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (json, ",\"%s\":%s", name,
                          g_ascii_formatd (number, sizeof number, "%.3f", (double) microseconds / 1000));
}

static void
append_step (GString *json, const SbxProbeStep *step)
{
  g_string_append_c (json, '{');
  append_member (json, "kind", sbx_probe_step_kind_to_string (step->kind));
  g_string_append_printf (json, ",\"connection\":%u", step->connection);
  append_milliseconds (json, "ms", step->time);
  append_member (json, "text", step->text);
  if (step->cut)
    g_string_append_printf (json, ",\"cut\":true,\"size\":%zu", step->size);
  g_string_append_c (json, '}');
}

/**
 * sbx_probe_check_to_json:
 *
 * Returns: (transfer full): the check on one line of JSON:
 * `{"check","title","section","expectation","status",
 * "ms","message","advice","steps":[{"kind","connection","ms","text","cut","size"}],"leftOut"}`
 */
char *
sbx_probe_check_to_json (SbxProbeCheck *self)
{
  g_autoptr (GString) json = g_string_new ("{");
  GPtrArray *steps;

  g_return_val_if_fail (SBX_IS_PROBE_CHECK (self), NULL);

  append_member (json, "check", self->id);
  append_member (json, "title", self->title);
  append_member (json, "section", self->section);
  append_member (json, "expectation", self->expectation);
  append_member (json, "status", sbx_probe_status_to_string (self->status));
  append_milliseconds (json, "ms", sbx_probe_check_get_duration (self));
  append_member (json, "message", sbx_probe_check_get_message (self));
  if (*sbx_probe_check_get_advice (self) != '\0')
    append_member (json, "advice", sbx_probe_check_get_advice (self));

  g_string_append (json, ",\"steps\":[");
  steps = sbx_probe_check_get_steps (self);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_step (json, g_ptr_array_index (steps, i));
    }
  g_string_append_c (json, ']');
  if (sbx_probe_check_get_n_left_out (self) > 0)
    g_string_append_printf (json, ",\"leftOut\":%u", sbx_probe_check_get_n_left_out (self));
  g_string_append_c (json, '}');

  return g_string_free (g_steal_pointer (&json), FALSE);
}
