/* sbx-clients-page-actions.c — what can be done with the clients of a server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-client-dialog.h"
#include "sbx-clients-page-private.h"
#include "sbx-event-dialog.h"
#include "sbx-faults-dialog.h"

/* The ids of the selected clients, NULL if none is. */
static char **
sbx_clients_page_dup_selected (SbxClientsPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_is_empty (selected))
    return NULL;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

      g_strv_builder_add (builder, sbx_peer_get_id (peer));
    }

  return g_strv_builder_end (builder);
}

static void
sbx_clients_page_present (SbxClientsPage *self, GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (dialog);
}

static void
search_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
send_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);
  g_auto (GStrv) selected = sbx_clients_page_dup_selected (self);

  sbx_clients_page_present (self, sbx_event_dialog_new (self->server, (const char *const *) selected));
}

static void
send_all_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);

  sbx_clients_page_present (self, sbx_event_dialog_new (self->server, NULL));
}

static void
disconnected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxClientsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sbx_server_disconnect_clients_finish (SBX_SERVER (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
disconnect_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);
  g_auto (GStrv) selected = sbx_clients_page_dup_selected (self);

  if (selected != NULL)
    /* The reason goes over the wire, and so is not translated. */
    sbx_server_disconnect_clients_async (self->server, (const char *const *) selected,
                                         "Disconnected by the server", NULL, disconnected_cb,
                                         g_object_ref (self));
}

static void
faults_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);
  g_auto (GStrv) selected = sbx_clients_page_dup_selected (self);

  sbx_clients_page_present (self, sbx_faults_dialog_new (self->server, (const char *const *) selected));
}

static void
faults_all_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);

  sbx_clients_page_present (self, sbx_faults_dialog_new (self->server, NULL));
}

void
sbx_clients_page_open_nth (SbxClientsPage *self, guint position)
{
  g_autoptr (SbxPeer) peer = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (peer != NULL)
    sbx_clients_page_present (self, sbx_client_dialog_new (peer));
}

static void
details_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);

  sbx_clients_page_open_nth (self, gtk_bitset_get_minimum (selected));
}

static void
copy_ids_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_auto (GStrv) selected = sbx_clients_page_dup_selected (SBX_CLIENTS_PAGE (widget));
  g_autofree char *text = g_strjoinv ("\n", selected);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
copy_rows_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);
  g_autofree char *header = sbx_client_columns_dup_header (self->columns);
  g_autoptr (GString) text = g_string_new (header);
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
      g_autofree char *row = sbx_client_columns_dup_row (self->columns, peer);

      g_string_append_printf (text, "\n%s", row);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
select_all_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_selection_model_select_all (SBX_CLIENTS_PAGE (widget)->selection);
}

static void
select_none_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_selection_model_unselect_all (SBX_CLIENTS_PAGE (widget)->selection);
}

void
sbx_clients_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "clients.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "clients.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "clients.send-all", NULL, send_all_action);
  gtk_widget_class_install_action (widget_class, "clients.disconnect", NULL, disconnect_action);
  gtk_widget_class_install_action (widget_class, "clients.faults", NULL, faults_action);
  gtk_widget_class_install_action (widget_class, "clients.faults-all", NULL, faults_all_action);
  gtk_widget_class_install_action (widget_class, "clients.details", NULL, details_action);
  gtk_widget_class_install_action (widget_class, "clients.copy-ids", NULL, copy_ids_action);
  gtk_widget_class_install_action (widget_class, "clients.copy-rows", NULL, copy_rows_action);
  gtk_widget_class_install_action (widget_class, "clients.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "clients.select-none", NULL, select_none_action);
}
