/* sbx-file-row.c — a row for a file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-file-row.h"

#include <glib/gi18n.h>

struct _SbxFileRow
{
  AdwPreferencesRow parent_instance;

  GtkBox *box;
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
  GtkFileChooserNative *chooser; /* while it is shown */
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
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path == NULL || !g_utf8_validate (path, -1, NULL))
    {
      sbx_file_row_set_error (self, _ ("Only files on this machine, with a readable name, can be used"));
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
chosen_cb (SbxFileRow *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  sbx_file_row_take_file (self, file);
}

static void
sbx_file_row_add_filters (SbxFileRow *self, GtkFileChooser *chooser)
{
  g_auto (GStrv) patterns = g_strsplit (self->patterns, " ", -1);
  g_autoptr (GtkFileFilter) such = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (such, self->kind != NULL ? self->kind : self->patterns);
  for (guint i = 0; patterns[i] != NULL; i++)
    if (patterns[i][0] != '\0')
      gtk_file_filter_add_pattern (such, patterns[i]);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");

  gtk_file_chooser_add_filter (chooser, such);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
choose_cb (SbxFileRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *path = sbx_file_row_get_path (self);
  const char *title = self->chooser_title != NULL ? self->chooser_title : _ ("Choose a File");

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (self->patterns != NULL)
    sbx_file_row_add_filters (self, GTK_FILE_CHOOSER (self->chooser));
  if (g_path_is_absolute (path))
    {
      g_autoptr (GFile) file = g_file_new_for_path (path);

      gtk_file_chooser_set_file (GTK_FILE_CHOOSER (self->chooser), file, NULL);
    }
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
sbx_file_row_update_words (SbxFileRow *self)
{
  const char *words = self->error != NULL ? self->error : self->hint;

  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);

  if (self->error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               self->error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                                   : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
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
sbx_file_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (GTK_WIDGET (SBX_FILE_ROW (widget)->box), direction);
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
sbx_file_row_dispose (GObject *object)
{
  SbxFileRow *self = SBX_FILE_ROW (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (sbx_file_row_parent_class)->dispose (object);
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
  object_class->dispose = sbx_file_row_dispose;
  object_class->finalize = sbx_file_row_finalize;

  widget_class->focus = sbx_file_row_focus;
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
  gtk_widget_class_bind_template_child (widget_class, SbxFileRow, box);
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
sbx_file_row_set_path (SbxFileRow *self, const char *path)
{
  g_return_if_fail (SBX_IS_FILE_ROW (self));

  if (g_strcmp0 (sbx_file_row_get_path (self), path != NULL ? path : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), path != NULL ? path : "");
}

void
sbx_file_row_set_error (SbxFileRow *self, const char *error)
{
  g_return_if_fail (SBX_IS_FILE_ROW (self));

  sbx_file_row_set_field (self, PROP_ERROR, error);
}
