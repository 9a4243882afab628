/* sbx-variable.c — a named value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-mask.h"
#include "sbx-variable-private.h"

struct _SbxVariable
{
  GObject parent_instance;

  char *name;
  char *value;
  char *taken;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_VALUE,
  PROP_TAKEN,
  PROP_EFFECTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxVariable, sbx_variable, G_TYPE_OBJECT)

static void
sbx_variable_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxVariable *self = SBX_VARIABLE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_TAKEN:
      g_value_set_string (value, self->taken);
      break;
    case PROP_EFFECTIVE:
      g_value_set_string (value, sbx_variable_get_effective (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_variable_finalize (GObject *object)
{
  SbxVariable *self = SBX_VARIABLE (object);

  g_free (self->name);
  g_free (self->value);
  g_free (self->taken);

  G_OBJECT_CLASS (sbx_variable_parent_class)->finalize (object);
}

static void
sbx_variable_class_init (SbxVariableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_variable_get_property;
  object_class->finalize = sbx_variable_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, read_only);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, read_only);
  properties[PROP_TAKEN] = g_param_spec_string ("taken", NULL, NULL, NULL, read_only);
  properties[PROP_EFFECTIVE] = g_param_spec_string ("effective", NULL, NULL, NULL, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_variable_init (SbxVariable *self)
{
}

SbxVariable *
sbx_variable_new (const char *name)
{
  SbxVariable *self = g_object_new (SBX_TYPE_VARIABLE, NULL);

  self->name = g_strdup (name);
  return self;
}

static void
set_text (SbxVariable *self, char **field, const char *text, guint prop_id)
{
  if (g_strcmp0 (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EFFECTIVE]);
}

void
sbx_variable_set_name (SbxVariable *self, const char *name)
{
  set_text (self, &self->name, name, PROP_NAME);
}

void
sbx_variable_set_value (SbxVariable *self, const char *value)
{
  set_text (self, &self->value, value, PROP_VALUE);
}

void
sbx_variable_set_taken (SbxVariable *self, const char *taken)
{
  set_text (self, &self->taken, taken, PROP_TAKEN);
}

/**
 * sbx_variable_get_name:
 *
 * Returns: its name
 */
const char *
sbx_variable_get_name (SbxVariable *self)
{
  g_return_val_if_fail (SBX_IS_VARIABLE (self), NULL);

  return self->name;
}

/**
 * sbx_variable_get_value:
 *
 * Returns: (nullable): JSON text, as the workspace has it
 */
const char *
sbx_variable_get_value (SbxVariable *self)
{
  g_return_val_if_fail (SBX_IS_VARIABLE (self), NULL);

  return self->value;
}

/**
 * sbx_variable_get_taken:
 *
 * Returns: (nullable): JSON text that was taken from an answer
 */
const char *
sbx_variable_get_taken (SbxVariable *self)
{
  g_return_val_if_fail (SBX_IS_VARIABLE (self), NULL);

  return self->taken;
}

/**
 * sbx_variable_get_effective:
 *
 * Returns: JSON text: what messages get
 */
const char *
sbx_variable_get_effective (SbxVariable *self)
{
  g_return_val_if_fail (SBX_IS_VARIABLE (self), NULL);

  return self->taken != NULL ? self->taken : self->value != NULL ? self->value : "null";
}

/**
 * sbx_variable_is_secret:
 *
 * Returns: whether it is called like a secret, so that its value is not saved
 */
gboolean
sbx_variable_is_secret (SbxVariable *self)
{
  g_return_val_if_fail (SBX_IS_VARIABLE (self), FALSE);

  return sbx_mask_names_secret (self->name);
}
