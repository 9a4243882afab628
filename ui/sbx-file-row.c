/* sbx-file-row.c — a row for a file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-file-row.h"

#include <glib/gi18n.h>

#include "sbx-field-row.h"
#include "sbx-file-chooser.h"
#include "sbx-focus.h"

struct _SbxFileRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *title;
  GtkEntry *entry;
  GtkLabel *words;
  GtkWidget *clear_button;
  GtkWidget *choose_button;

  char *chooser_title;
  char *patterns;
  char *kind;
  char *hint;
  char *error;
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_PLACEHOLDER_TEXT,
  PROP_CHOOSER_TITLE,
  PROP_PATTERNS,
  PROP_KIND,
  PROP_HINT,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxFileRow, sbx_file_row, ADW_TYPE_PREFERENCES_ROW)

static void
changed_cb (SbxFileRow *self)
{
  gtk_widget_set_visible (self->clear_button, sbx_file_row_get_path (self)[0] != '\0');
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

static void
activated_cb (SbxFileRow *self)
{
  gtk_widget_activate_default (GTK_WIDGET (self));
}

static void
sbx_file_row_set_path (SbxFileRow *self, const char *path)
{
  if (g_strcmp0 (sbx_file_row_get_path (self), path != NULL ? path : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), path != NULL ? path : "");
}

/* The button goes with what it clears, and the focus is not to go with it. */
static void
clear_cb (SbxFileRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  sbx_file_row_set_path (self, "");
}

static gboolean
sbx_file_row_take_file (SbxFileRow *self, GFile *file)
{
  const char *problem = NULL;
  g_autofree char *path = sbx_file_chooser_dup_path (file, &problem);

  if (path == NULL)
    {
      sbx_file_row_set_error (self, problem);
      return FALSE;
    }

  sbx_file_row_set_path (self, path);
  return TRUE;
}

static gboolean
drop_cb (SbxFileRow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  return files != NULL && sbx_file_row_take_file (self, files->data);
}

static void
chosen_cb (GtkWidget *widget, GFile *file)
{
  sbx_file_row_take_file (SBX_FILE_ROW (widget), file);
}

static void
choose_cb (SbxFileRow *self)
{
  const SbxFileChooserTexts texts = { self->chooser_title != NULL ? self->chooser_title : _ ("Choose a File"),
                                      self->kind, self->patterns, NULL };
  const char *path = sbx_file_row_get_path (self);
  g_autoptr (GFile) current = g_path_is_absolute (path) ? g_file_new_for_path (path) : NULL;

  sbx_file_chooser_open (GTK_WIDGET (self), &texts, current, chosen_cb);
}

static void
sbx_file_row_update_words (SbxFileRow *self)
{
  const char *words = self->error != NULL ? self->error : self->hint;

  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);

  sbx_field_mark (GTK_WIDGET (self), GTK_WIDGET (self->entry), words, self->error != NULL);
}

static void
name_button (GtkWidget *button, const char *format, const char *title)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *name = g_strjoinv (title, parts);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Without the underscore of the mnemonic, which would be part of the name. */
static void
sbx_file_row_update_name (SbxFileRow *self)
{
  const char *title = gtk_label_get_text (self->title);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  /* Translators: %s is what the file is for, such as "Certificate" */
  name_button (self->choose_button, _ ("Choose a File: %s"), title);
  /* Translators: %s is what the file is for, such as "Certificate" */
  name_button (self->clear_button, _ ("Clear: %s"), title);
}

static gboolean
sbx_file_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_FILE_ROW (widget)->entry));
}

/* The string of a property that is no more than that; NULL for the others. */
static char **
sbx_file_row_get_field (SbxFileRow *self, guint prop_id)
{
  switch (prop_id)
    {
    case PROP_CHOOSER_TITLE:
      return &self->chooser_title;
    case PROP_PATTERNS:
      return &self->patterns;
    case PROP_KIND:
      return &self->kind;
    case PROP_HINT:
      return &self->hint;
    case PROP_ERROR:
      return &self->error;
    default:
      return NULL;
    }
}

static void
sbx_file_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxFileRow *self = SBX_FILE_ROW (object);
  char **field = sbx_file_row_get_field (self, prop_id);

  if (field != NULL)
    g_value_set_string (value, *field);
  else if (prop_id == PROP_PATH)
    g_value_set_string (value, sbx_file_row_get_path (self));
  else if (prop_id == PROP_PLACEHOLDER_TEXT)
    g_value_set_string (value, gtk_entry_get_placeholder_text (self->entry));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sbx_file_row_set_field (SbxFileRow *self, guint prop_id, const char *text)
{
  char **field = sbx_file_row_get_field (self, prop_id);

  if (g_strcmp0 (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
  if (prop_id == PROP_HINT || prop_id == PROP_ERROR)
    sbx_file_row_update_words (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
sbx_file_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxFileRow *self = SBX_FILE_ROW (object);

  switch (prop_id)
    {
    case PROP_PATH:
      sbx_file_row_set_path (self, g_value_get_string (value));
      break;
    case PROP_PLACEHOLDER_TEXT:
      gtk_entry_set_placeholder_text (self->entry, g_value_get_string (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_CHOOSER_TITLE:
    case PROP_PATTERNS:
    case PROP_KIND:
    case PROP_HINT:
    case PROP_ERROR:
      sbx_file_row_set_field (self, prop_id, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_file_row_finalize (GObject *object)
{
  SbxFileRow *self = SBX_FILE_ROW (object);

  for (guint i = 1; i < N_PROPS; i++)
    if (sbx_file_row_get_field (self, i) != NULL)
      g_free (*sbx_file_row_get_field (self, i));

  G_OBJECT_CLASS (sbx_file_row_parent_class)->finalize (object);
}

static void
sbx_file_row_class_init (SbxFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_file_row_get_property;
  object_class->set_property = sbx_file_row_set_property;
  object_class->finalize = sbx_file_row_finalize;

  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_file_row_grab_focus;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, "", flags);
  properties[PROP_PLACEHOLDER_TEXT] = g_param_spec_string ("placeholder-text", NULL, NULL, NULL, flags);
  properties[PROP_CHOOSER_TITLE] = g_param_spec_string ("chooser-title", NULL, NULL, NULL, flags);
  properties[PROP_PATTERNS] = g_param_spec_string ("patterns", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GDK_TYPE_FILE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxFileRow, title);
  gtk_widget_class_bind_template_child (widget_class, SbxFileRow, entry);
  gtk_widget_class_bind_template_child (widget_class, SbxFileRow, words);
  gtk_widget_class_bind_template_child (widget_class, SbxFileRow, clear_button);
  gtk_widget_class_bind_template_child (widget_class, SbxFileRow, choose_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
}

static void
sbx_file_row_init (SbxFileRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->title, "notify::label", G_CALLBACK (sbx_file_row_update_name), self,
                           G_CONNECT_SWAPPED);
  sbx_file_row_update_name (self);
}

const char *
sbx_file_row_get_path (SbxFileRow *self)
{
  g_return_val_if_fail (SBX_IS_FILE_ROW (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
sbx_file_row_set_error (SbxFileRow *self, const char *error)
{
  g_return_if_fail (SBX_IS_FILE_ROW (self));

  sbx_file_row_set_field (self, PROP_ERROR, error);
}
