/* sbx-contract-row.c — a row for the file with a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-contract-row.h"

#include <glib/gi18n.h>

#include "sbx-contract-file.h"
#include "sbx-contract-text.h"
#include "sbx-copy-button.h"
#include "sbx-file-chooser.h"
#include "sbx-focus.h"

struct _SbxContractRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *name;
  GtkLabel *words;
  GtkMenuButton *faults_button;
  GtkLabel *faults_title;
  SbxCopyButton *faults_copy;
  GtkBox *faults;
  GtkWidget *clear_button;
  GtkWidget *choose_button;

  char *path;
  char *directory; /* (nullable) */
  char *error;     /* (nullable) */
  SbxContractFile *file;
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_DIRECTORY,
  PROP_CONTRACT,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxContractRow, sbx_contract_row, ADW_TYPE_PREFERENCES_ROW)

char *
sbx_contract_summarize (MbmContract *contract)
{
  guint n_requests = g_strv_length ((char **) mbm_contract_get_requests (contract));
  guint n_events = g_strv_length ((char **) mbm_contract_get_events (contract));
  g_autofree char *requests =
    g_strdup_printf (ngettext ("%u request", "%u requests", n_requests), n_requests);
  g_autofree char *events = g_strdup_printf (ngettext ("%u event", "%u events", n_events), n_events);

  /* Translators: a contract's name and version, such as "orders 1.2.0", "3 requests" and "2 events" */
  return g_strdup_printf (_ ("%s %s: %s, %s"), mbm_contract_get_name (contract),
                          mbm_contract_get_version (contract), requests, events);
}

/* What is said below the name; (transfer full). */
static char *
make_words (SbxContractRow *self)
{
  MbmContract *contract = sbx_contract_row_get_contract (self);
  const char *problem = self->file != NULL ? sbx_contract_file_get_problem (self->file) : NULL;

  if (self->error != NULL)
    return g_strdup (self->error);
  if (self->file == NULL)
    return g_strdup (_ ("Names requests and events, and their members"));
  if (sbx_contract_file_get_loading (self->file))
    return g_strdup (_ ("Reading…"));
  if (problem != NULL && contract != NULL)
    /* Translators: %s says what is wrong with a file, and where */
    return g_strdup_printf (_ ("%s. What it had before goes on to be used."), problem);
  return problem != NULL ? g_strdup (problem) : sbx_contract_summarize (contract);
}

static GtkWidget *
make_fault (MbmFault *fault, const char *text)
{
  gboolean warning = mbm_fault_is_warning (fault);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon =
    gtk_image_new_from_icon_name (warning ? "dialog-warning-symbolic" : "dialog-error-symbolic");
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "width-chars", 32, "max-width-chars", 32, NULL);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, warning ? "warning" : "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  warning ? C_ ("fault", "Warning") : C_ ("fault", "Error"), -1);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

static void
update_faults (SbxContractRow *self)
{
  GPtrArray *faults = self->file != NULL ? sbx_contract_file_get_faults (self->file) : NULL;
  guint n = faults != NULL ? faults->len : 0;
  gboolean broken = self->file != NULL && sbx_contract_file_get_problem (self->file) != NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->faults))) != NULL)
    gtk_box_remove (self->faults, child);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = mbm_fault_to_string (faults->pdata[i]);

      g_string_append_printf (all, "%s\n", text);
      gtk_box_append (self->faults, make_fault (faults->pdata[i], text));
    }
  g_object_set (self->faults_copy, "text", all->str, NULL);

  if (broken)
    name = g_strdup_printf (ngettext ("Show %u Fault", "Show %u Faults", n), n);
  else
    name = g_strdup_printf (ngettext ("Show %u Warning", "Show %u Warnings", n), n);
  if (broken)
    title = g_strdup_printf (ngettext ("%u Fault", "%u Faults", n), n);
  else
    title = g_strdup_printf (ngettext ("%u Warning", "%u Warnings", n), n);
  gtk_label_set_text (self->faults_title, title);
  gtk_menu_button_set_icon_name (self->faults_button,
                                 broken ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->faults_button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->faults_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self->faults_button), n > 0);
}

static void
update (SbxContractRow *self)
{
  g_autofree char *name = *self->path != '\0' ? g_filename_display_basename (self->path) : NULL;
  g_autofree char *words = make_words (self);
  gboolean wrong =
    self->error != NULL || (self->file != NULL && sbx_contract_file_get_problem (self->file) != NULL);

  gtk_label_set_text (self->name, name != NULL ? name : C_ ("contract", "None"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), *self->path != '\0' ? self->path : NULL);
  gtk_label_set_text (self->words, words);
  gtk_widget_set_visible (self->clear_button, *self->path != '\0');
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choose_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words, -1);
  update_faults (self);
}

static void
file_changed_cb (SbxContractRow *self)
{
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTRACT]);
}

static void
update_file (SbxContractRow *self)
{
  if (self->file != NULL)
    g_signal_handlers_disconnect_by_data (self->file, self);
  g_clear_object (&self->file);

  if (*self->path != '\0' && (self->directory != NULL || g_path_is_absolute (self->path)))
    {
      g_autofree char *whole = sbx_contract_path_resolve (self->path, self->directory);
      g_autoptr (GFile) file = g_file_new_for_path (whole);

      self->file = sbx_contract_file_new (file);
      g_signal_connect_object (self->file, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
    }
  file_changed_cb (self);
}

static gboolean
take_file (SbxContractRow *self, GFile *file)
{
  const char *problem = NULL;
  g_autofree char *path = sbx_file_chooser_dup_path (file, &problem);
  g_autofree char *kept = NULL;

  g_object_set (self, "error", problem, NULL);
  if (path == NULL)
    return FALSE;

  kept = sbx_contract_path_relate (path, self->directory);
  sbx_contract_row_set_path (self, kept);
  return TRUE;
}

static gboolean
drop_cb (SbxContractRow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  return files != NULL && take_file (self, files->data);
}

/* The button goes with what it clears, and the focus is not to go with it. */
static void
clear_cb (SbxContractRow *self)
{
  gtk_widget_grab_focus (self->choose_button);
  g_object_set (self, "error", NULL, NULL);
  sbx_contract_row_set_path (self, "");
}

static void
chosen_cb (GtkWidget *widget, GFile *file)
{
  take_file (SBX_CONTRACT_ROW (widget), file);
}

static void
choose_cb (SbxContractRow *self)
{
  const SbxFileChooserTexts texts = { _ ("Choose a Contract"), _ ("Contracts and AsyncAPI Documents"),
                                      "*.json *.yaml *.yml", NULL };

  sbx_file_chooser_open (GTK_WIDGET (self), &texts,
                         self->file != NULL ? sbx_contract_file_get_file (self->file) : NULL, chosen_cb);
}

static gboolean
sbx_contract_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (SBX_CONTRACT_ROW (widget)->choose_button);
}

static void
sbx_contract_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxContractRow *self = SBX_CONTRACT_ROW (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_DIRECTORY:
      g_value_set_string (value, self->directory);
      break;
    case PROP_CONTRACT:
      g_value_set_boxed (value, sbx_contract_row_get_contract (self));
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_error (SbxContractRow *self, const char *error)
{
  if (g_strcmp0 (self->error, error) == 0)
    return;

  g_free (self->error);
  self->error = g_strdup (error);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
sbx_contract_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxContractRow *self = SBX_CONTRACT_ROW (object);

  switch (prop_id)
    {
    case PROP_PATH:
      sbx_contract_row_set_path (self, g_value_get_string (value));
      break;
    case PROP_DIRECTORY:
      sbx_contract_row_set_directory (self, g_value_get_string (value));
      break;
    case PROP_ERROR:
      set_error (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_contract_row_dispose (GObject *object)
{
  SbxContractRow *self = SBX_CONTRACT_ROW (object);

  if (self->file != NULL)
    g_signal_handlers_disconnect_by_data (self->file, self);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (sbx_contract_row_parent_class)->dispose (object);
}

static void
sbx_contract_row_finalize (GObject *object)
{
  SbxContractRow *self = SBX_CONTRACT_ROW (object);

  g_free (self->path);
  g_free (self->directory);
  g_free (self->error);

  G_OBJECT_CLASS (sbx_contract_row_parent_class)->finalize (object);
}

static void
sbx_contract_row_class_init (SbxContractRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_contract_row_get_property;
  object_class->set_property = sbx_contract_row_set_property;
  object_class->dispose = sbx_contract_row_dispose;
  object_class->finalize = sbx_contract_row_finalize;

  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_contract_row_grab_focus;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, "", flags);
  properties[PROP_DIRECTORY] = g_param_spec_string ("directory", NULL, NULL, NULL, flags);
  properties[PROP_CONTRACT] =
    g_param_spec_boxed ("contract", NULL, NULL, MBM_TYPE_CONTRACT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GDK_TYPE_FILE_LIST);
  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-contract-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, name);
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, words);
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, faults_button);
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, faults_title);
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, faults_copy);
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, faults);
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, clear_button);
  gtk_widget_class_bind_template_child (widget_class, SbxContractRow, choose_button);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
}

static void
sbx_contract_row_init (SbxContractRow *self)
{
  self->path = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

GtkWidget *
sbx_contract_row_new (void)
{
  return g_object_new (SBX_TYPE_CONTRACT_ROW, NULL);
}

const char *
sbx_contract_row_get_path (SbxContractRow *self)
{
  g_return_val_if_fail (SBX_IS_CONTRACT_ROW (self), NULL);

  return self->path;
}

void
sbx_contract_row_set_path (SbxContractRow *self, const char *path)
{
  g_return_if_fail (SBX_IS_CONTRACT_ROW (self));

  if (path == NULL)
    path = "";
  if (g_str_equal (self->path, path))
    return;

  g_free (self->path);
  self->path = g_strdup (path);
  update_file (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

void
sbx_contract_row_set_directory (SbxContractRow *self, const char *directory)
{
  g_return_if_fail (SBX_IS_CONTRACT_ROW (self));

  if (g_strcmp0 (self->directory, directory) == 0)
    return;

  g_free (self->directory);
  self->directory = g_strdup (directory);
  update_file (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRECTORY]);
}

MbmContract *
sbx_contract_row_get_contract (SbxContractRow *self)
{
  g_return_val_if_fail (SBX_IS_CONTRACT_ROW (self), NULL);

  return self->file != NULL ? sbx_contract_file_get_contract (self->file) : NULL;
}
