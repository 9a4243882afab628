/* sbx-reply-dialog.c — what a connection answers when its service asks
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-reply-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-choice-row.h"
#include "sbx-entry-row.h"
#include "sbx-number-row.h"
#include "sbx-payload-editor.h"
#include "sbx-payload-view.h"
#include "sbx-replies.h"
#include "sbx-shapes.h"

struct _SbxReplyDialog
{
  AdwWindow parent_instance;

  SbxBanner *banner;
  GtkButton *save_button;
  AdwPreferencesGroup *question_group;
  SbxPayloadView *payload;
  SbxEntryRow *name_row;
  SbxChoiceRow *rule_row;
  SbxChoiceRow *answer_row;
  SbxEntryRow *code_row;
  SbxEntryRow *message_row;
  SbxNumberRow *wait_row;
  GtkWidget *data_group;
  SbxPayloadEditor *data;

  SbxConnection *connection;
  SbxQuestion *question; /* nullable: what is answered; NULL: a rule is made */
  char *request;         /* nullable: the rule that is changed */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (SbxReplyDialog, sbx_reply_dialog, ADW_TYPE_WINDOW)

static SbxReplyKind
get_kind (SbxReplyDialog *self)
{
  const char *value = sbx_choice_row_get_value (self->question != NULL ? self->answer_row : self->rule_row);

  if (g_str_equal (value, "error"))
    return SBX_REPLY_ERROR;
  return g_str_equal (value, "ask") ? SBX_REPLY_ASK : SBX_REPLY_DATA;
}

static const char *
check_name (SbxReplyDialog *self)
{
  const char *name = sbx_entry_row_get_text (self->name_row);

  if (*name == '$')
    return _ ("Names that begin with $ are the protocol’s own");
  if (g_strcmp0 (name, self->request) != 0 && sbx_replies_lookup (self->connection, name) != NULL)
    return _ ("There is a reply to this already");
  return NULL;
}

static gboolean
is_complete (SbxReplyDialog *self)
{
  SbxReplyKind kind = get_kind (self);

  if (self->question == NULL &&
      (*sbx_entry_row_get_text (self->name_row) == '\0' || check_name (self) != NULL))
    return FALSE;
  if (kind == SBX_REPLY_ERROR)
    return *sbx_entry_row_get_text (self->code_row) != '\0';
  return kind == SBX_REPLY_ASK || sbx_payload_editor_get_valid_json (self->data);
}

/* The form of the answer, where it is known what that looks like. */
static void
update_schema (SbxReplyDialog *self)
{
  const char *name =
    self->question != NULL ? sbx_question_get_name (self->question) : sbx_entry_row_get_text (self->name_row);
  g_autofree char *text = sbx_payload_editor_dup_text (self->data);
  g_autoptr (MbmSchema) schema = NULL;

  if (*name != '\0')
    schema = sbx_shapes_dup_schema (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->connection)),
                                    SBX_SHAPE_REQUEST, name, SBX_SHAPE_RESPONSE);
  sbx_payload_editor_set_schema (self->data, schema);
  if (text[strspn (text, " \t\r\n{}")] == '\0')
    sbx_payload_editor_fill (self->data);
}

static void
on_edited (SbxReplyDialog *self)
{
  SbxReplyKind kind = get_kind (self);

  if (self->connection == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->code_row), kind == SBX_REPLY_ERROR);
  gtk_widget_set_visible (GTK_WIDGET (self->message_row), kind == SBX_REPLY_ERROR);
  gtk_widget_set_visible (GTK_WIDGET (self->wait_row), kind == SBX_REPLY_ASK);
  gtk_widget_set_visible (self->data_group, kind == SBX_REPLY_DATA);
  if (self->question == NULL)
    sbx_entry_row_set_error (self->name_row, check_name (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reply.save", is_complete (self) && !self->busy);
}

static void
on_name_edited (SbxReplyDialog *self)
{
  if (self->connection == NULL)
    return;

  update_schema (self);
  on_edited (self);
}

/* (transfer full) (nullable): nothing written is `null`. */
static char *
dup_data (SbxReplyDialog *self)
{
  g_autofree char *text = g_strstrip (sbx_payload_editor_dup_text (self->data));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxReplyDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (self->connection == NULL)
    return;
  if (sbx_connection_answer_finish (SBX_CONNECTION (source), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  g_object_set (self->banner, "text", error->message, NULL);
  on_edited (self);
}

static void
answer (SbxReplyDialog *self)
{
  self->busy = TRUE;
  on_edited (self);
  if (get_kind (self) == SBX_REPLY_ERROR)
    {
      sbx_connection_refuse_async (self->connection, self->question, sbx_entry_row_get_text (self->code_row),
                                   sbx_entry_row_get_text (self->message_row), NULL, on_answered,
                                   g_object_ref (self));
    }
  else
    {
      g_autofree char *data = dup_data (self);

      sbx_connection_answer_async (self->connection, self->question, data, NULL, on_answered,
                                   g_object_ref (self));
    }
}

static void
save_rule (SbxReplyDialog *self)
{
  g_autoptr (SbxReplyConfig) reply = sbx_reply_config_new (sbx_entry_row_get_text (self->name_row));
  g_autofree char *data = dup_data (self);

  g_object_set (reply, "kind", get_kind (self), "data", get_kind (self) == SBX_REPLY_DATA ? data : NULL,
                NULL);
  if (get_kind (self) == SBX_REPLY_ERROR)
    g_object_set (reply, "code", sbx_entry_row_get_text (self->code_row), "message",
                  sbx_entry_row_get_text (self->message_row), NULL);
  if (get_kind (self) == SBX_REPLY_ASK)
    g_object_set (reply, "wait",
                  (guint) gtk_adjustment_get_value (sbx_number_row_get_adjustment (self->wait_row)) * 1000,
                  NULL);
  sbx_replies_put (self->connection, self->request, reply);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxReplyDialog *self = SBX_REPLY_DIALOG (widget);

  if (!is_complete (self) || self->busy)
    return;
  if (self->question != NULL)
    answer (self);
  else
    save_rule (self);
}

/* The question may go while somebody thinks about it. */
static void
on_questions_changed (SbxReplyDialog *self)
{
  guint position;

  if (self->busy || self->question == NULL ||
      g_list_store_find (G_LIST_STORE (sbx_connection_get_questions (self->connection)), self->question,
                         &position))
    return;

  g_object_set (self->banner, "text", _ ("It does not wait for an answer any more"), NULL);
  self->busy = TRUE;
  on_edited (self);
}

static void
sbx_reply_dialog_dispose (GObject *object)
{
  SbxReplyDialog *self = SBX_REPLY_DIALOG (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->question);
  g_clear_pointer (&self->request, g_free);

  G_OBJECT_CLASS (sbx_reply_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_PAYLOAD_EDITOR);
  g_type_ensure (SBX_TYPE_PAYLOAD_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-reply-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, question_group);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, payload);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, rule_row);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, answer_row);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, message_row);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, wait_row);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, data_group);
  gtk_widget_class_bind_template_child (widget_class, SbxReplyDialog, data);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_name_edited);
}

static void
sbx_reply_dialog_class_init (SbxReplyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_reply_dialog_dispose;

  gtk_widget_class_install_action (widget_class, "reply.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "reply.save", NULL);
  bind_template (widget_class);
}

static void
sbx_reply_dialog_init (SbxReplyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char **
suggest (gpointer connection)
{
  return sbx_shapes_dup_names (sbx_endpoint_get_shapes (connection), SBX_SHAPE_REQUEST);
}

static SbxReplyDialog *
create (SbxConnection *connection, gboolean is_question)
{
  SbxReplyDialog *self = g_object_new (SBX_TYPE_REPLY_DIALOG, NULL);

  self->connection = g_object_ref (connection);
  sbx_choice_row_set_value (self->answer_row, "data");
  sbx_choice_row_set_value (self->rule_row, "data");
  gtk_widget_set_visible (GTK_WIDGET (self->question_group), is_question);
  gtk_widget_set_visible (GTK_WIDGET (self->answer_row), is_question);
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), !is_question);
  gtk_widget_set_visible (GTK_WIDGET (self->rule_row), !is_question);
  gtk_button_set_label (self->save_button, is_question ? _ ("A_nswer") : _ ("_Save"));
  return self;
}

/**
 * sbx_reply_dialog_new_for_question:
 * @question: one of sbx_connection_get_questions()
 *
 * Returns: (transfer full): a window to answer it in
 */
GtkWindow *
sbx_reply_dialog_new_for_question (SbxConnection *connection, SbxQuestion *question)
{
  SbxReplyDialog *self = create (connection, TRUE);
  g_autoptr (GBytes) payload = sbx_question_dup_payload (question);
  g_autofree char *title = g_markup_escape_text (sbx_question_get_name (question), -1);

  self->question = g_object_ref (question);
  adw_preferences_group_set_title (self->question_group, title);
  sbx_payload_view_set_json (self->payload, payload);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Answer a Request"));
  g_signal_connect_object (sbx_connection_get_questions (connection), "items-changed",
                           G_CALLBACK (on_questions_changed), self, G_CONNECT_SWAPPED);
  update_schema (self);
  on_edited (self);
  on_questions_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->data));
  return GTK_WINDOW (self);
}

static void
show_rule (SbxReplyDialog *self, SbxReplyConfig *reply)
{
  static const char *const kinds[] = { "data", "error", "ask" };
  const char *data = sbx_reply_config_get_data (reply);
  g_autofree char *pretty = data != NULL ? mbm_json_pretty (data, -1) : NULL;

  sbx_entry_row_set_text (self->name_row, sbx_reply_config_get_request (reply));
  sbx_choice_row_set_value (self->rule_row, kinds[sbx_reply_config_get_kind (reply)]);
  sbx_entry_row_set_text (self->code_row, sbx_reply_config_get_code (reply));
  sbx_entry_row_set_text (self->message_row, sbx_reply_config_get_message (reply));
  gtk_adjustment_set_value (sbx_number_row_get_adjustment (self->wait_row),
                            MAX (sbx_reply_config_get_wait (reply) / 1000, 1));
  sbx_payload_editor_set_text (self->data, pretty);
}

/**
 * sbx_reply_dialog_new_for_rule:
 * @request: (nullable): the name whose reply is changed; %NULL: another is added
 *
 * Returns: (transfer full): a window to say in how requests of a name are answered
 */
GtkWindow *
sbx_reply_dialog_new_for_rule (SbxConnection *connection, const char *request)
{
  SbxReplyDialog *self = create (connection, FALSE);
  SbxReplyConfig *reply = request != NULL ? sbx_replies_lookup (connection, request) : NULL;

  self->request = g_strdup (request);
  sbx_entry_row_set_suggestions (self->name_row, suggest, g_object_ref (connection), g_object_unref);
  gtk_window_set_title (GTK_WINDOW (self), request != NULL ? _ ("Change a Reply") : _ ("Add a Reply"));
  if (reply != NULL)
    show_rule (self, reply);
  on_name_edited (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return GTK_WINDOW (self);
}
