/* test-rows.c — the rows that dialogs and editors are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-choice-row.h"
#include "sbx-entry-row.h"
#include "sbx-file-row.h"
#include "ui-fixture.h"

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static SbxChoiceRow *
create_choice (void)
{
  static const char *const labels[] = { "Off", "Made on the Spot", NULL };
  static const char *const values[] = { "off", "self-signed", NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (labels);

  return g_object_ref_sink (
    g_object_new (SBX_TYPE_CHOICE_ROW, "title", "_Encryption", "labels", list, "values", values, NULL));
}

static void
test_choice (void)
{
  g_autoptr (SbxChoiceRow) row = create_choice ();
  GtkDropDown *control = ui_find (GTK_WIDGET (row), GTK_TYPE_DROP_DOWN);
  guint n = 0;

  g_signal_connect (row, "notify::value", G_CALLBACK (count_cb), &n);

  /* Nothing was chosen yet, and the control does not choose by itself. */
  g_assert_cmpstr (sbx_choice_row_get_value (row), ==, "");
  g_assert_cmpuint (gtk_drop_down_get_selected (control), ==, 2);
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (control)), 2), ==,
                   "Choose…");

  sbx_choice_row_set_value (row, "self-signed");
  g_assert_cmpuint (gtk_drop_down_get_selected (control), ==, 1);
  g_assert_cmpuint (n, ==, 1);

  gtk_drop_down_set_selected (control, 0);
  g_assert_cmpstr (sbx_choice_row_get_value (row), ==, "off");
  g_assert_cmpuint (n, ==, 2);

  /* What a file says that is none of them stays until something is chosen. */
  sbx_choice_row_set_value (row, "rot13");
  g_assert_cmpstr (sbx_choice_row_get_value (row), ==, "rot13");
  g_assert_cmpuint (gtk_drop_down_get_selected (control), ==, 2);
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (control)), 2), ==,
                   "rot13");
  gtk_drop_down_set_selected (control, 1);
  g_assert_cmpstr (sbx_choice_row_get_value (row), ==, "self-signed");
}

static SbxFileRow *
create_file (void)
{
  return g_object_ref_sink (g_object_new (SBX_TYPE_FILE_ROW, "title", "_Certificate", NULL));
}

static gboolean
drop (SbxFileRow *row, GFile *file)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (row));
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
    }

  return taken;
}

static void
test_file (void)
{
  g_autoptr (SbxFileRow) row = create_file ();
  g_autoptr (GFile) local = g_file_new_for_path ("/tmp/cert.pem");
  g_autoptr (GFile) remote = g_file_new_for_uri ("http://example.org/cert.pem");
  g_autofree char *error = NULL;
  GtkEditable *entry = ui_find (GTK_WIDGET (row), GTK_TYPE_ENTRY);
  GtkWidget *clear = ui_part (row, "clear_button");
  guint n = 0;

  g_signal_connect (row, "notify::path", G_CALLBACK (count_cb), &n);
  g_assert_cmpstr (sbx_file_row_get_path (row), ==, "");
  g_assert_false (gtk_widget_get_visible (clear));

  gtk_editable_set_text (entry, "/etc/cert.pem");
  g_assert_cmpstr (sbx_file_row_get_path (row), ==, "/etc/cert.pem");
  g_assert_cmpuint (n, >, 0);
  g_assert_true (gtk_widget_get_visible (clear));

  g_signal_emit_by_name (clear, "clicked");
  g_assert_cmpstr (sbx_file_row_get_path (row), ==, "");
  g_assert_false (gtk_widget_get_visible (clear));

  g_assert_true (drop (row, local));
  g_assert_cmpstr (sbx_file_row_get_path (row), ==, "/tmp/cert.pem");

  /* What cannot be read as a file here is refused, in words. */
  g_assert_false (drop (row, remote));
  g_assert_cmpstr (sbx_file_row_get_path (row), ==, "/tmp/cert.pem");
  g_object_get (row, "error", &error, NULL);
  g_assert_nonnull (error);
}

static void
test_file_words (void)
{
  g_autoptr (SbxFileRow) row = create_file ();

  g_object_set (row, "hint", "PEM, with the chain", NULL);
  g_assert_true (ui_shows (GTK_WIDGET (row), "PEM, with the chain"));
  sbx_file_row_set_error (row, "There is no such file");
  g_assert_true (ui_shows (GTK_WIDGET (row), "There is no such file"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  sbx_file_row_set_error (row, NULL);
  g_assert_true (ui_shows (GTK_WIDGET (row), "PEM, with the chain"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
}

static char **
suggest (gpointer user_data)
{
  static const char *const names[] = { "getOrder", "createOrder", "ping", NULL };

  return g_strdupv ((char **) names);
}

static gboolean
press (SbxSuggestions *suggestions, guint key)
{
  g_autoptr (GListModel) controllers =
    gtk_widget_observe_controllers (gtk_widget_get_parent (GTK_WIDGET (suggestions)));
  gboolean taken = FALSE;

  for (guint i = 0; !taken && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &taken);
    }

  return taken;
}

static void
test_suggestions (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *row = g_object_new (SBX_TYPE_ENTRY_ROW, "title", "_Request", NULL);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *other = gtk_button_new_with_label ("Other");
  GtkEditable *entry;
  SbxSuggestions *suggestions;
  GListModel *found;

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_list_box_append (GTK_LIST_BOX (list), other);
  gtk_window_set_child (window, list);
  sbx_entry_row_set_suggestions (SBX_ENTRY_ROW (row), suggest, NULL, NULL);
  entry = ui_find (row, GTK_TYPE_ENTRY);
  suggestions = ui_find (row, SBX_TYPE_SUGGESTIONS);
  found = G_LIST_MODEL (gtk_list_view_get_model (ui_find (GTK_WIDGET (suggestions), GTK_TYPE_LIST_VIEW)));
  gtk_window_present (window);
  ui_wait_until (gtk_widget_get_mapped (row));

  /* What is written while one is elsewhere opens nothing. */
  gtk_widget_grab_focus (other);
  gtk_editable_set_text (entry, "get");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (suggestions)));
  gtk_editable_set_text (entry, "");

  /* The Down key shows all there is; what is typed narrows it. */
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  g_assert_true (press (suggestions, GDK_KEY_Down));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (suggestions)));
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 3);
  gtk_editable_set_text (entry, "ORDER");
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 2);

  /* Return is the dialog's as long as nothing is chosen. */
  g_assert_false (press (suggestions, GDK_KEY_Return));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (suggestions)));
  g_assert_true (press (suggestions, GDK_KEY_Down));
  g_assert_true (press (suggestions, GDK_KEY_Down));
  g_assert_true (press (suggestions, GDK_KEY_Down));
  g_assert_true (press (suggestions, GDK_KEY_Return));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "createOrder");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (suggestions)));

  /* Escape closes the list, and then the dialog. */
  gtk_editable_set_text (entry, "p");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (suggestions)));
  g_assert_true (press (suggestions, GDK_KEY_Escape));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (suggestions)));
  g_assert_false (press (suggestions, GDK_KEY_Escape));

  /* What is there already is not offered. */
  gtk_editable_set_text (entry, "ping");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (suggestions)));

  ui_assert_window_goes (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/rows/choice", test_choice);
  g_test_add_func ("/ui/rows/file", test_file);
  g_test_add_func ("/ui/rows/file/words", test_file_words);

  g_test_add_func ("/ui/rows/suggestions", test_suggestions);

  return g_test_run ();
}
