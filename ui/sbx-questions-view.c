/* sbx-questions-view.c — what a service asked and the user is to answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-questions-view.h"
#include "sbx-reply-dialog.h"

struct _SbxQuestionsView
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkLabel *title;
  GtkListBox *list;

  SbxConnection *connection; /* nullable */
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (SbxQuestionsView, sbx_questions_view, GTK_TYPE_WIDGET)

static void
show_left (GtkWidget *row)
{
  SbxQuestion *question = g_object_get_data (G_OBJECT (row), "question");
  gint64 left = MAX (sbx_question_get_deadline (question) - g_get_real_time (), 0);
  g_autofree char *time = sbx_format_duration ((left + 999999) / 1000);
  /* Translators: %s is a duration such as "12 s" */
  g_autofree char *text = g_strdup_printf (_ ("%s left"), time);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

static gboolean
on_tick (gpointer user_data)
{
  SbxQuestionsView *self = user_data;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    show_left (GTK_WIDGET (row));
  return G_SOURCE_CONTINUE;
}

static void
on_answer (GtkWidget *button, gpointer row)
{
  SbxQuestionsView *self = SBX_QUESTIONS_VIEW (gtk_widget_get_ancestor (button, SBX_TYPE_QUESTIONS_VIEW));
  GtkWindow *dialog =
    sbx_reply_dialog_new_for_question (self->connection, g_object_get_data (G_OBJECT (row), "question"));

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (button)));
  gtk_window_present (dialog);
}

static void
on_refused (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxQuestionsView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sbx_connection_answer_finish (SBX_CONNECTION (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
on_refuse (GtkWidget *button, gpointer row)
{
  SbxQuestionsView *self = SBX_QUESTIONS_VIEW (gtk_widget_get_ancestor (button, SBX_TYPE_QUESTIONS_VIEW));

  sbx_connection_refuse_async (self->connection, g_object_get_data (G_OBJECT (row), "question"), "REFUSED",
                               "The user refused to answer", NULL, on_refused, g_object_ref (self));
}

static void
add_button (GtkWidget *row, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, row, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
create_row (gpointer question, gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = sbx_format_line (sbx_question_get_name (question));
  g_autofree char *title = g_markup_escape_text (name, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  g_object_set_data_full (G_OBJECT (row), "question", g_object_ref (question), g_object_unref);
  add_button (row, C_ ("a request", "Re_fuse"), G_CALLBACK (on_refuse));
  add_button (row, C_ ("a request", "A_nswer…"), G_CALLBACK (on_answer));
  show_left (row);
  return row;
}

static void
on_questions_changed (SbxQuestionsView *self)
{
  guint n = g_list_model_get_n_items (sbx_connection_get_questions (self->connection));
  g_autofree char *text =
    g_strdup_printf (ngettext ("%u request waits for your answer", "%u requests wait for your answer", n), n);

  gtk_label_set_label (self->title, text);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (n > 0 && self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, on_tick, self);
  if (n == 0)
    g_clear_handle_id (&self->tick_id, g_source_remove);
}

static void
sbx_questions_view_dispose (GObject *object)
{
  SbxQuestionsView *self = SBX_QUESTIONS_VIEW (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->connection);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_QUESTIONS_VIEW);

  G_OBJECT_CLASS (sbx_questions_view_parent_class)->dispose (object);
}

static void
sbx_questions_view_class_init (SbxQuestionsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_questions_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-questions-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxQuestionsView, content);
  gtk_widget_class_bind_template_child (widget_class, SbxQuestionsView, title);
  gtk_widget_class_bind_template_child (widget_class, SbxQuestionsView, list);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_questions_view_init (SbxQuestionsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sbx_questions_view_set_connection:
 * @connection: whose questions are shown; set once
 */
void
sbx_questions_view_set_connection (SbxQuestionsView *self, SbxConnection *connection)
{
  GListModel *questions;

  g_return_if_fail (SBX_IS_QUESTIONS_VIEW (self));
  g_return_if_fail (self->connection == NULL);

  self->connection = g_object_ref (connection);
  questions = sbx_connection_get_questions (connection);
  gtk_list_box_bind_model (self->list, questions, create_row, NULL, NULL);
  g_signal_connect_object (questions, "items-changed", G_CALLBACK (on_questions_changed), self,
                           G_CONNECT_SWAPPED);
  on_questions_changed (self);
}
