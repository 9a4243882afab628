/* sbx-value-row.c — a row of a title and a value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-value-row.h"

#include "sbx-copy-button.h"
#include "sbx-selectable.h"

struct _SbxValueRow
{
  AdwActionRow parent_instance;

  /* Filled by hand: the label may have the focus and outlive the row, which bindings of the template do not
   * take well. */
  GtkLabel *label;
  GtkWidget *copy_button;

  char *value;
  char *copy_name;
};

enum
{
  PROP_0,
  PROP_VALUE,
  PROP_COPY_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxValueRow, sbx_value_row, ADW_TYPE_ACTION_ROW)

static gboolean
is_empty (const char *text)
{
  return text == NULL || text[0] == '\0';
}

static void
sbx_value_row_update (SbxValueRow *self)
{
  const gboolean empty = is_empty (self->value);

  gtk_label_set_text (self->label, empty ? "–" : self->value);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), empty ? NULL : self->value);
  g_object_set (self->copy_button, "text", self->value, "visible", !empty && !is_empty (self->copy_name),
                NULL);
}

static void
sbx_value_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxValueRow *self = SBX_VALUE_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_COPY_NAME:
      g_value_set_string (value, self->copy_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_value_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxValueRow *self = SBX_VALUE_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      sbx_value_row_set_value (self, g_value_get_string (value));
      break;
    case PROP_COPY_NAME:
      g_free (self->copy_name);
      self->copy_name = g_value_dup_string (value);
      g_object_set (self->copy_button, "what", self->copy_name, NULL);
      sbx_value_row_update (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_value_row_finalize (GObject *object)
{
  SbxValueRow *self = SBX_VALUE_ROW (object);

  g_free (self->value);
  g_free (self->copy_name);

  G_OBJECT_CLASS (sbx_value_row_parent_class)->finalize (object);
}

static void
sbx_value_row_class_init (SbxValueRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_value_row_get_property;
  object_class->set_property = sbx_value_row_set_property;
  object_class->finalize = sbx_value_row_finalize;

  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  properties[PROP_COPY_NAME] = g_param_spec_string ("copy-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-value-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxValueRow, label);
  gtk_widget_class_bind_template_child (widget_class, SbxValueRow, copy_button);
}

static void
sbx_value_row_init (SbxValueRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_selectable_by_pointer (self->label);
  sbx_value_row_update (self);
}

void
sbx_value_row_set_value (SbxValueRow *self, const char *value)
{
  g_return_if_fail (SBX_IS_VALUE_ROW (self));

  if (g_strcmp0 (self->value, value) == 0)
    return;

  g_free (self->value);
  self->value = g_strdup (value);
  sbx_value_row_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}
