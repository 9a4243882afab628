/* sbx-choice-row.c — a row for one of a few
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-choice-row.h"

#include <glib/gi18n.h>

#include "sbx-drop-down.h"

struct _SbxChoiceRow
{
  SbxFieldRow parent_instance;

  GtkDropDown *control;
  char **values;
  char *value;
};

enum
{
  PROP_0,
  PROP_LABELS,
  PROP_VALUES,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxChoiceRow, sbx_choice_row, SBX_TYPE_FIELD_ROW)

static void
sbx_choice_row_take_value (SbxChoiceRow *self, const char *value)
{
  if (g_strcmp0 (self->value, value) == 0)
    return;

  g_free (self->value);
  self->value = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
selected_cb (SbxChoiceRow *self)
{
  guint selected = gtk_drop_down_get_selected (self->control);

  if (self->values != NULL && selected < g_strv_length (self->values))
    sbx_choice_row_take_value (self, self->values[selected]);
}

/* What is chosen follows the value, once there is something to choose from. */
static void
sbx_choice_row_update (SbxChoiceRow *self)
{
  GListModel *labels = gtk_drop_down_get_model (self->control);
  guint selected = GTK_INVALID_LIST_POSITION;

  if (self->values == NULL || labels == NULL)
    return;

  for (guint i = 0; self->values[i] != NULL; i++)
    if (g_str_equal (self->values[i], self->value))
      selected = i;

  g_signal_handlers_block_by_func (self->control, selected_cb, self);
  sbx_drop_down_select (self->control, GTK_STRING_LIST (labels), g_strv_length (self->values), selected,
                        *self->value != '\0' ? self->value : _ ("Choose…"));
  g_signal_handlers_unblock_by_func (self->control, selected_cb, self);
}

static void
sbx_choice_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxChoiceRow *self = SBX_CHOICE_ROW (object);

  switch (prop_id)
    {
    case PROP_LABELS:
      g_value_set_object (value, gtk_drop_down_get_model (self->control));
      break;
    case PROP_VALUES:
      g_value_set_boxed (value, self->values);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_choice_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxChoiceRow *self = SBX_CHOICE_ROW (object);

  switch (prop_id)
    {
    case PROP_LABELS:
      g_signal_handlers_block_by_func (self->control, selected_cb, self);
      gtk_drop_down_set_model (self->control, g_value_get_object (value));
      g_signal_handlers_unblock_by_func (self->control, selected_cb, self);
      sbx_choice_row_update (self);
      break;
    case PROP_VALUES:
      g_strfreev (self->values);
      self->values = g_value_dup_boxed (value);
      sbx_choice_row_update (self);
      break;
    case PROP_VALUE:
      sbx_choice_row_set_value (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_choice_row_finalize (GObject *object)
{
  SbxChoiceRow *self = SBX_CHOICE_ROW (object);

  g_strfreev (self->values);
  g_free (self->value);

  G_OBJECT_CLASS (sbx_choice_row_parent_class)->finalize (object);
}

static void
sbx_choice_row_class_init (SbxChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_choice_row_get_property;
  object_class->set_property = sbx_choice_row_set_property;
  object_class->finalize = sbx_choice_row_finalize;

  properties[PROP_LABELS] = g_param_spec_object ("labels", NULL, NULL, GTK_TYPE_STRING_LIST, flags);
  properties[PROP_VALUES] = g_param_spec_boxed ("values", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_choice_row_init (SbxChoiceRow *self)
{
  self->value = g_strdup ("");
  self->control = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  sbx_drop_down_shrink (self->control);
  g_signal_connect_object (self->control, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  sbx_field_row_set_control (SBX_FIELD_ROW (self), GTK_WIDGET (self->control));
}

GtkWidget *
sbx_choice_row_new (void)
{
  return g_object_new (SBX_TYPE_CHOICE_ROW, NULL);
}

const char *
sbx_choice_row_get_value (SbxChoiceRow *self)
{
  g_return_val_if_fail (SBX_IS_CHOICE_ROW (self), NULL);

  return self->value;
}

void
sbx_choice_row_set_value (SbxChoiceRow *self, const char *value)
{
  g_return_if_fail (SBX_IS_CHOICE_ROW (self));

  sbx_choice_row_take_value (self, value != NULL ? value : "");
  sbx_choice_row_update (self);
}
