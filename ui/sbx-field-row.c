/* sbx-field-row.c — a row with a control, and a hint or what is wrong below its title
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-field-row.h"

typedef struct
{
  GtkWidget *control; /* a child */
  char *hint;
  char *error;
} SbxFieldRowPrivate;

enum
{
  PROP_0,
  PROP_HINT,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE_WITH_PRIVATE (SbxFieldRow, sbx_field_row, ADW_TYPE_ACTION_ROW)

void
sbx_field_mark (GtkWidget *row, GtkWidget *control, const char *words, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");

  if (control == NULL)
    return;

  gtk_accessible_update_state (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
}

static void
sbx_field_row_update_words (SbxFieldRow *self)
{
  SbxFieldRowPrivate *priv = sbx_field_row_get_instance_private (self);
  const char *words = priv->error != NULL ? priv->error : priv->hint;
  /* The subtitle is markup. */
  g_autofree char *escaped = g_markup_escape_text (words != NULL ? words : "", -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);

  sbx_field_mark (GTK_WIDGET (self), priv->control, words, priv->error != NULL);
}

static void
sbx_field_row_update_name (SbxFieldRow *self)
{
  SbxFieldRowPrivate *priv = sbx_field_row_get_instance_private (self);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  g_auto (GStrv) parts = g_strsplit (title != NULL ? title : "", "_", -1);
  g_autofree char *name = g_strjoinv ("", parts);

  if (priv->control == NULL)
    return;

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (priv->control), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
sbx_field_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxFieldRowPrivate *priv = sbx_field_row_get_instance_private (SBX_FIELD_ROW (object));

  switch (prop_id)
    {
    case PROP_HINT:
      g_value_set_string (value, priv->hint);
      break;
    case PROP_ERROR:
      g_value_set_string (value, priv->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_field_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxFieldRowPrivate *priv = sbx_field_row_get_instance_private (SBX_FIELD_ROW (object));
  char **words;

  switch (prop_id)
    {
    case PROP_HINT:
      words = &priv->hint;
      break;
    case PROP_ERROR:
      words = &priv->error;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  if (g_strcmp0 (*words, g_value_get_string (value)) == 0)
    return;

  g_free (*words);
  *words = g_value_dup_string (value);
  sbx_field_row_update_words (SBX_FIELD_ROW (object));
  g_object_notify_by_pspec (object, pspec);
}

static void
sbx_field_row_finalize (GObject *object)
{
  SbxFieldRowPrivate *priv = sbx_field_row_get_instance_private (SBX_FIELD_ROW (object));

  g_free (priv->hint);
  g_free (priv->error);

  G_OBJECT_CLASS (sbx_field_row_parent_class)->finalize (object);
}

static void
sbx_field_row_class_init (SbxFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_field_row_get_property;
  object_class->set_property = sbx_field_row_set_property;
  object_class->finalize = sbx_field_row_finalize;

  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_field_row_init (SbxFieldRow *self)
{
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), TRUE);
  g_signal_connect_object (self, "notify::title", G_CALLBACK (sbx_field_row_update_name), self,
                           G_CONNECT_SWAPPED);
}

void
sbx_field_row_set_control (SbxFieldRow *self, GtkWidget *control)
{
  SbxFieldRowPrivate *priv = sbx_field_row_get_instance_private (self);

  g_return_if_fail (SBX_IS_FIELD_ROW (self));
  g_return_if_fail (GTK_IS_WIDGET (control));

  priv->control = control;
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), control);
  sbx_field_row_update_name (self);
}
