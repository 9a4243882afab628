/* sbx-variables-dialog.c — the values that messages are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-variables-dialog.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "sbx-copy-button.h"
#include "sbx-pair-row.h"
#include "sbx-undo.h"

struct _SbxVariablesDialog
{
  AdwWindow parent_instance;

  GtkListBox *list;
  GtkWidget *captures_group;
  GtkListBox *captures_list;
  AdwPreferencesGroup *builtins_group;
  GtkLabel *counter_label;

  SbxVariables *variables;
  SbxEndpoint *endpoint;
  GPtrArray *captures; /* SbxPairRow, in their order */
};

enum
{
  CAPTURES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxVariablesDialog, sbx_variables_dialog, ADW_TYPE_WINDOW)

/* --- variables --------------------------------------------------------------------------- */

/* What is typed is JSON if it looks like it, else a text: nobody likes to type quotes. (transfer full) */
static char *
text_to_json (const char *text)
{
  GString *json;

  if (*text != '\0' && (strchr ("{[\"", *text) != NULL || mbm_json_check (text, -1, NULL)))
    return g_strdup (text);
  json = g_string_new (NULL);
  mbm_json_append_string (json, text, -1);
  return g_string_free (json, FALSE);
}

/* The same the other way round; (transfer full). */
static char *
json_to_text (const char *json)
{
  MbmJsonValue value = mbm_json_value (json, -1);
  g_autofree char *text = NULL;
  g_autofree char *back = NULL;

  if (mbm_json_value_get_type (value) != MBM_JSON_STRING)
    return g_strdup (json);
  text = mbm_json_value_dup_string (value);
  if (text == NULL || strpbrk (text, "\r\n") != NULL)
    return g_strdup (json);
  back = text_to_json (text);
  return g_str_equal (back, json) ? g_steal_pointer (&text) : g_strdup (json);
}

static void
show_variable (SbxPairRow *row, GParamSpec *pspec, SbxVariable *variable)
{
  const char *value = sbx_variable_get_value (variable);
  const char *taken = sbx_variable_get_taken (variable);
  g_autofree char *text = value != NULL ? json_to_text (value) : g_strdup ("");
  g_autofree char *note = NULL;

  sbx_pair_row_show (row, sbx_variable_get_name (variable), text);
  if (taken != NULL)
    /* Translators: a value that stands in for what was typed */
    note = g_strdup_printf (_ ("From an answer: %s"), taken);
  else if (sbx_variable_is_secret (variable))
    note = g_strdup (_ ("Not saved: its name says that it is a secret"));
  sbx_pair_row_set_note (row, note, FALSE, taken != NULL ? _ ("Forget") : NULL);
}

static SbxVariable *
get_variable (SbxPairRow *row)
{
  return g_object_get_data (G_OBJECT (row), "variable");
}

static void
edited_cb (SbxVariablesDialog *self, SbxPairRow *row)
{
  SbxVariable *variable = get_variable (row);
  g_autofree char *name = g_strstrip (g_strdup (sbx_pair_row_get_name (row)));
  g_autofree char *value = text_to_json (sbx_pair_row_get_value (row));
  g_autofree char *shown = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_value = sbx_variable_get_value (variable) != NULL || *sbx_pair_row_get_value (row) != '\0';

  if (sbx_variables_rename (self->variables, sbx_variable_get_name (variable), name, &error) &&
      (!has_value || g_strcmp0 (value, sbx_variable_get_value (variable)) == 0 ||
       sbx_variables_set (self->variables, name, value, &error)))
    show_variable (row, NULL, variable);
  else
    sbx_pair_row_set_note (row, error->message, TRUE, NULL);
}

static void
cleared_cb (SbxVariablesDialog *self, SbxPairRow *row)
{
  sbx_variables_forget_taken (self->variables, sbx_variable_get_name (get_variable (row)));
}

typedef struct
{
  SbxVariables *variables;
  SbxVariable *variable;
  guint position;
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->variables);
  g_object_unref (removed->variable);
  g_free (removed);
}

static void
put_back (gpointer data)
{
  Removed *removed = data;

  sbx_variables_restore (removed->variables, removed->variable, removed->position);
}

static void
removed_cb (SbxVariablesDialog *self, SbxPairRow *row)
{
  Removed *removed = g_new0 (Removed, 1);
  g_autofree char *text = NULL;

  removed->variables = g_object_ref (self->variables);
  removed->variable =
    sbx_variables_remove (self->variables, sbx_variable_get_name (get_variable (row)), &removed->position);
  text = g_strdup_printf (_ ("“%s” removed"), sbx_variable_get_name (removed->variable));
  sbx_undo_offer (GTK_WIDGET (self), text, put_back, NULL, removed, removed_free);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  SbxVariablesDialog *self = user_data;
  GtkWidget *row = sbx_pair_row_new (_ ("Name"), _ ("Value"));

  g_object_set_data_full (G_OBJECT (row), "variable", g_object_ref (item), g_object_unref);
  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "cleared", G_CALLBACK (cleared_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify", G_CALLBACK (show_variable), row, G_CONNECT_SWAPPED);
  show_variable (SBX_PAIR_ROW (row), NULL, item);
  return row;
}

static void
add_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxVariablesDialog *self = SBX_VARIABLES_DIALOG (widget);
  g_autofree char *name = g_strdup ("variable");
  g_autoptr (GError) error = NULL;
  GtkListBoxRow *row;
  guint n;

  for (guint i = 2; sbx_variables_lookup (self->variables, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("variable%u", i);
    }
  if (!sbx_variables_set (self->variables, name, "\"\"", &error))
    {
      gtk_widget_activate_action (widget, "win.toast", "s", error->message);
      return;
    }
  n = g_list_model_get_n_items (sbx_variables_get_items (self->variables));
  row = gtk_list_box_get_row_at_index (self->list, (int) n - 1);
  sbx_pair_row_focus_name (SBX_PAIR_ROW (row));
}

/* --- values from the answer -------------------------------------------------------------- */

static void
tell_captures (SbxVariablesDialog *self)
{
  g_autoptr (GPtrArray) captures = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->captures->len; i++)
    {
      SbxPairRow *row = g_ptr_array_index (self->captures, i);
      g_autoptr (GError) error = NULL;
      SbxDraftCapture *capture;

      if (!sbx_variables_check_name (sbx_pair_row_get_name (row), &error))
        {
          sbx_pair_row_set_note (row, error->message, TRUE, NULL);
          continue;
        }
      if (*sbx_pair_row_get_value (row) != '\0' && *sbx_pair_row_get_value (row) != '/')
        {
          sbx_pair_row_set_note (row, _ ("A place begins with “/”, such as /items/0/id"), TRUE, NULL);
          continue;
        }
      sbx_pair_row_set_note (row, NULL, FALSE, NULL);
      capture = g_new (SbxDraftCapture, 1);
      capture->variable = (char *) sbx_pair_row_get_name (row);
      capture->pointer = (char *) sbx_pair_row_get_value (row);
      g_ptr_array_add (captures, capture);
    }
  g_signal_emit (self, signals[CAPTURES_CHANGED], 0, captures);
}

static void
capture_edited_cb (SbxVariablesDialog *self, SbxPairRow *row)
{
  g_autofree char *name = g_strdup (sbx_pair_row_get_name (row));
  g_autofree char *value = g_strdup (sbx_pair_row_get_value (row));

  sbx_pair_row_show (row, name, value);
  tell_captures (self);
}

static void
capture_removed_cb (SbxVariablesDialog *self, SbxPairRow *row)
{
  g_ptr_array_remove (self->captures, row);
  gtk_list_box_remove (self->captures_list, GTK_WIDGET (row));
  tell_captures (self);
}

static SbxPairRow *
add_capture (SbxVariablesDialog *self, const char *variable, const char *pointer)
{
  GtkWidget *row = sbx_pair_row_new (_ ("Variable"), _ ("Place, such as /items/0/id"));

  sbx_pair_row_show (SBX_PAIR_ROW (row), variable, pointer);
  g_signal_connect_object (row, "edited", G_CALLBACK (capture_edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (capture_removed_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->captures, row);
  gtk_list_box_append (self->captures_list, row);
  return SBX_PAIR_ROW (row);
}

static void
add_capture_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_pair_row_focus_name (add_capture (SBX_VARIABLES_DIALOG (widget), "", ""));
}

/* --- names that are known everywhere ------------------------------------------------------ */

static void
show_counter (SbxVariablesDialog *self)
{
  /* Translators: a number that comes next */
  g_autofree char *text =
    g_strdup_printf (_ ("Next: %" PRIu64), sbx_variables_get_counter (self->variables) + 1);

  gtk_label_set_label (self->counter_label, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "variables.reset-counter",
                                 sbx_variables_get_counter (self->variables) > 0);
}

static void
reset_counter_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_variables_set_counter (SBX_VARIABLES_DIALOG (widget)->variables, 0);
}

static void
add_counter (SbxVariablesDialog *self, GtkWidget *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");

  self->counter_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->counter_label), "dim-label");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Start Again"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Start counting again"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "variables.reset-counter");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->counter_label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_builtin (SbxVariablesDialog *self, const char *name, const char *example, const char *description)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *placeholder = g_strdup_printf ("{{%s}}", example);
  g_autofree char *what = g_strdup_printf (_ ("Copy %s"), placeholder);
  GtkWidget *copy =
    g_object_new (SBX_TYPE_COPY_BUTTON, "text", placeholder, "what", what, "valign", GTK_ALIGN_CENTER, NULL);

  g_object_set (row, "use-markup", FALSE, "title", placeholder, "subtitle", description, NULL);
  if (g_str_equal (name, "counter"))
    add_counter (self, row);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  adw_preferences_group_add (self->builtins_group, row);
}

static void
add_builtins (SbxVariablesDialog *self)
{
  g_autofree SbxTemplateBuiltin *builtins = NULL;
  guint n;

  add_builtin (self, "last", "last.orderId", _ ("A part of the last answer that came without an error"));
  builtins = sbx_template_list_builtins (&n);
  for (guint i = 0; i < n; i++)
    add_builtin (self, builtins[i].name, builtins[i].example, builtins[i].description);
  show_counter (self);
}

/* --- life ---------------------------------------------------------------------------------- */

static void
sbx_variables_dialog_dispose (GObject *object)
{
  SbxVariablesDialog *self = SBX_VARIABLES_DIALOG (object);

  g_clear_object (&self->variables);
  g_clear_object (&self->endpoint);
  g_ptr_array_set_size (self->captures, 0);

  G_OBJECT_CLASS (sbx_variables_dialog_parent_class)->dispose (object);
}

static void
sbx_variables_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (SBX_VARIABLES_DIALOG (object)->captures);

  G_OBJECT_CLASS (sbx_variables_dialog_parent_class)->finalize (object);
}

/* What is being typed counts. */
static gboolean
sbx_variables_dialog_close_request (GtkWindow *window)
{
  gtk_window_set_focus (window, NULL);
  return GTK_WINDOW_CLASS (sbx_variables_dialog_parent_class)->close_request (window);
}

static void
sbx_variables_dialog_class_init (SbxVariablesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_variables_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = sbx_variables_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = sbx_variables_dialog_close_request;

  signals[CAPTURES_CHANGED] = g_signal_new ("captures-changed", SBX_TYPE_VARIABLES_DIALOG, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  gtk_widget_class_install_action (widget_class, "variables.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "variables.add-capture", NULL, add_capture_action);
  gtk_widget_class_install_action (widget_class, "variables.reset-counter", NULL, reset_counter_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (SBX_TYPE_PAIR_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-variables-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxVariablesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, SbxVariablesDialog, captures_group);
  gtk_widget_class_bind_template_child (widget_class, SbxVariablesDialog, captures_list);
  gtk_widget_class_bind_template_child (widget_class, SbxVariablesDialog, builtins_group);
}

static void
sbx_variables_dialog_init (SbxVariablesDialog *self)
{
  self->captures = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
make_placeholder (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  return label;
}

GtkWindow *
sbx_variables_dialog_new (SbxConsole *console, SbxEndpoint *endpoint, SbxDraft *draft)
{
  SbxVariablesDialog *self;
  GPtrArray *captures;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_VARIABLES_DIALOG, NULL);
  self->variables = g_object_ref (sbx_console_get_variables (console));
  self->endpoint = g_object_ref (endpoint);
  gtk_list_box_set_placeholder (self->list, make_placeholder (_ ("No variables yet")));
  gtk_list_box_set_placeholder (self->captures_list,
                                make_placeholder (_ ("Nothing is taken from the answer")));
  gtk_list_box_bind_model (self->list, sbx_variables_get_items (self->variables), create_row, self, NULL);

  gtk_widget_set_visible (self->captures_group, draft != NULL && !sbx_draft_get_event (draft));
  captures = draft != NULL ? sbx_draft_get_captures (draft) : NULL;
  for (guint i = 0; captures != NULL && i < captures->len; i++)
    {
      const SbxDraftCapture *capture = g_ptr_array_index (captures, i);

      add_capture (self, capture->variable, capture->pointer);
    }
  add_builtins (self);
  g_signal_connect_object (self->variables, "used", G_CALLBACK (show_counter), self, G_CONNECT_SWAPPED);
  return GTK_WINDOW (self);
}
