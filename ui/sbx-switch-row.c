/* sbx-switch-row.c — a row for something that is so or not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-switch-row.h"

struct _SbxSwitchRow
{
  SbxFieldRow parent_instance;

  GtkSwitch *control;
};

enum
{
  PROP_0,
  PROP_ACTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxSwitchRow, sbx_switch_row, SBX_TYPE_FIELD_ROW)

static void
active_changed_cb (SbxSwitchRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
sbx_switch_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxSwitchRow *self = SBX_SWITCH_ROW (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, gtk_switch_get_active (self->control));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_switch_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxSwitchRow *self = SBX_SWITCH_ROW (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      gtk_switch_set_active (self->control, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_switch_row_class_init (SbxSwitchRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_switch_row_get_property;
  object_class->set_property = sbx_switch_row_set_property;

  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_switch_row_init (SbxSwitchRow *self)
{
  self->control = GTK_SWITCH (gtk_switch_new ());
  g_signal_connect_object (self->control, "notify::active", G_CALLBACK (active_changed_cb), self,
                           G_CONNECT_SWAPPED);
  sbx_field_row_set_control (SBX_FIELD_ROW (self), GTK_WIDGET (self->control));
}
