/* sbx-number-row.c — a row for a number
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-number-row.h"

struct _SbxNumberRow
{
  SbxFieldRow parent_instance;

  GtkSpinButton *spin;
};

enum
{
  PROP_0,
  PROP_ADJUSTMENT,
  PROP_DIGITS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxNumberRow, sbx_number_row, SBX_TYPE_FIELD_ROW)

/* What is typed counts at once, and not only when the focus leaves: a shortcut does not move it. As long as
 * it is no number within the bounds, the last one stays. */
static void
text_changed_cb (SbxNumberRow *self)
{
  GtkAdjustment *adjustment = gtk_spin_button_get_adjustment (self->spin);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->spin));
  double value = g_strtod (text, NULL);
  g_autofree char *shown = g_strdup_printf ("%.*f", (int) gtk_spin_button_get_digits (self->spin), value);

  if (g_str_equal (shown, text) && value >= gtk_adjustment_get_lower (adjustment) &&
      value <= gtk_adjustment_get_upper (adjustment))
    gtk_adjustment_set_value (adjustment, value);
}

static void
sbx_number_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxNumberRow *self = SBX_NUMBER_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      g_value_set_object (value, gtk_spin_button_get_adjustment (self->spin));
      break;
    case PROP_DIGITS:
      g_value_set_uint (value, gtk_spin_button_get_digits (self->spin));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_number_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxNumberRow *self = SBX_NUMBER_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      gtk_spin_button_set_adjustment (self->spin, g_value_get_object (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_DIGITS:
      gtk_spin_button_set_digits (self->spin, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_number_row_class_init (SbxNumberRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_number_row_get_property;
  object_class->set_property = sbx_number_row_set_property;

  properties[PROP_ADJUSTMENT] =
    g_param_spec_object ("adjustment", NULL, NULL, GTK_TYPE_ADJUSTMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DIGITS] =
    g_param_spec_uint ("digits", NULL, NULL, 0, 20, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_number_row_init (SbxNumberRow *self)
{
  self->spin = GTK_SPIN_BUTTON (gtk_spin_button_new (NULL, 1, 0));
  gtk_spin_button_set_numeric (self->spin, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->spin), 7);
  g_signal_connect_swapped (self->spin, "changed", G_CALLBACK (text_changed_cb), self);
  sbx_field_row_set_control (SBX_FIELD_ROW (self), GTK_WIDGET (self->spin));
}

GtkAdjustment *
sbx_number_row_get_adjustment (SbxNumberRow *self)
{
  g_return_val_if_fail (SBX_IS_NUMBER_ROW (self), NULL);

  return gtk_spin_button_get_adjustment (self->spin);
}
