/* sbx-replies-dialog.c — what a connection answers its service, in a window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-replies-dialog.h"

#include <glib/gi18n.h>

#include "sbx-replies.h"
#include "sbx-reply-dialog.h"
#include "sbx-undo.h"

struct _SbxRepliesDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkListBox *list;

  SbxConnection *connection;
};

G_DEFINE_FINAL_TYPE (SbxRepliesDialog, sbx_replies_dialog, ADW_TYPE_WINDOW)

/* What was removed, and where it was. */
typedef struct
{
  SbxConnection *connection;
  SbxReplyConfig *reply;
  guint position;
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->connection);
  g_object_unref (removed->reply);
  g_free (removed);
}

static void
put_back (gpointer data)
{
  Removed *removed = data;

  sbx_replies_insert (removed->connection, removed->reply, removed->position);
}

static void
open_reply (SbxRepliesDialog *self, const char *request)
{
  GtkWindow *dialog = sbx_reply_dialog_new_for_rule (self->connection, request);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
add_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  open_reply (SBX_REPLIES_DIALOG (widget), NULL);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxRepliesDialog *self = SBX_REPLIES_DIALOG (widget);
  const char *request = g_variant_get_string (parameter, NULL);
  g_autofree char *text = NULL;
  SbxReplyConfig *reply;
  Removed *removed;
  guint position;

  reply = sbx_replies_remove (self->connection, request, &position);
  if (reply == NULL)
    return;

  removed = g_new (Removed, 1);
  removed->connection = g_object_ref (self->connection);
  removed->reply = reply;
  removed->position = position;
  /* Translators: %s is the name of a request */
  text = g_strdup_printf (_ ("Reply to “%s” removed"), request);
  sbx_undo_offer (widget, text, put_back, NULL, removed, removed_free);
}

static char *
describe (SbxReplyConfig *reply)
{
  const char *data = sbx_reply_config_get_data (reply);

  switch (sbx_reply_config_get_kind (reply))
    {
    case SBX_REPLY_ASK:
      return g_strdup_printf (ngettext ("Asks me, and waits for %u second",
                                        "Asks me, and waits for %u seconds",
                                        sbx_reply_config_get_wait (reply) / 1000),
                              sbx_reply_config_get_wait (reply) / 1000);
    case SBX_REPLY_ERROR:
      /* Translators: %s is the code of an error */
      return g_strdup_printf (_ ("The error %s"), sbx_reply_config_get_code (reply));
    case SBX_REPLY_DATA:
    default:
      return data != NULL ? mbm_json_compact (data, -1) : g_strdup ("null");
    }
}

static GtkWidget *
create_remove_button (const char *request)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_tooltip_text (button, _ ("Remove Reply"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Remove Reply"),
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "replies.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", request);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
create_row (SbxReplyConfig *reply)
{
  const char *request = sbx_reply_config_get_request (reply);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *words = describe (reply);
  g_autofree char *title = g_markup_escape_text (request, -1);
  g_autofree char *subtitle = g_markup_escape_text (words, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_remove_button (request));
  g_object_set_data_full (G_OBJECT (row), "request", g_strdup (request), g_free);
  return row;
}

static void
fill (SbxRepliesDialog *self)
{
  GListModel *replies = G_LIST_MODEL (sbx_connection_config_get_replies (
    SBX_CONNECTION_CONFIG (sbx_endpoint_get_config (SBX_ENDPOINT (self->connection)))));
  guint n = g_list_model_get_n_items (replies);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxReplyConfig) reply = g_list_model_get_item (replies, i);

      gtk_list_box_append (self->list, create_row (reply));
    }
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

static void
on_row_activated (SbxRepliesDialog *self, GtkListBoxRow *row)
{
  open_reply (self, g_object_get_data (G_OBJECT (row), "request"));
}

static void
sbx_replies_dialog_dispose (GObject *object)
{
  SbxRepliesDialog *self = SBX_REPLIES_DIALOG (object);

  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sbx_replies_dialog_parent_class)->dispose (object);
}

static void
sbx_replies_dialog_class_init (SbxRepliesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_replies_dialog_dispose;

  gtk_widget_class_install_action (widget_class, "replies.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "replies.remove", "s", remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-replies-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxRepliesDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxRepliesDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
sbx_replies_dialog_init (SbxRepliesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sbx_replies_dialog_new:
 *
 * Returns: (transfer full): a window with the replies of a connection
 */
GtkWindow *
sbx_replies_dialog_new (SbxConnection *connection)
{
  SbxRepliesDialog *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_REPLIES_DIALOG, NULL);
  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection, "notify::config", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return GTK_WINDOW (self);
}
