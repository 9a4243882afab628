/* sbx-clients-page.c — the clients of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-clients-page.h"

#include <glib/gi18n.h>

#include "sbx-copy-button.h"
#include "sbx-event-dialog.h"
#include "sbx-format.h"
#include "sbx-page-shortcuts.h"
#include "sbx-peer-filter.h"
#include "sbx-time-label.h"

/* How often a table that is sorted is put in order: what it is sorted by changes. */
#define SORT_SECONDS 2
/* How many of those who left a server remembers. */
#define MAX_DEPARTED 200

struct _SbxClientsPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkWidget *examples;
  GtkLabel *mbm_example;
  GtkLabel *wscat_example;
  GtkLabel *count_label;
  GtkColumnView *view;
  GtkSelectionModel *selection;
  GtkWidget *disconnect_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search;
  GtkWidget *nothing_label;
  GtkSortListModel *sorted;
  GtkFilterListModel *filtered;
  SbxPeerFilter *filter;
  GtkRevealer *departed_revealer;
  GtkLabel *departed_label;
  GtkWidget *departed_view;
  GtkNoSelection *departed_model;

  SbxServer *server;
  guint sort_timeout;
  GtkEventController *shortcuts; /* while the page is mapped */
};

G_DEFINE_FINAL_TYPE (SbxClientsPage, sbx_clients_page, GTK_TYPE_WIDGET)

/* Closures of the table's cells. */

static char *
format_user (GObject *object, const char *user, char **roles, gpointer user_data)
{
  g_autofree char *list = NULL;

  if (user == NULL)
    return g_strdup ("");

  if (roles == NULL || roles[0] == NULL)
    return g_strdup (user);

  list = sbx_format_list ((const char *const *) roles);

  /* Translators: a user and the roles of that user */
  return g_strdup_printf (C_ ("user", "%s (%s)"), user, list);
}

static char *
format_missed (GObject *object, guint missed, gpointer user_data)
{
  return missed > 0 ? sbx_format_count (missed) : g_strdup ("–");
}

static char **
get_missed_classes (GObject *object, guint missed, gpointer user_data)
{
  const char *classes[] = { "numeric", missed > 0 ? "warning" : NULL, NULL };

  return g_strdupv ((char **) classes);
}

static char *
format_volume (GObject *object, guint64 messages, guint64 bytes, gpointer user_data)
{
  g_autofree char *count = sbx_format_count (messages);
  g_autofree char *size = sbx_format_bytes (bytes);

  /* Translators: a number of messages and their size */
  return g_strdup_printf (_ ("%s · %s"), count, size);
}

static char *
format_names (GObject *object, char **names, gpointer user_data)
{
  return sbx_format_list ((const char *const *) names);
}

static char *
format_subscriptions (GObject *object, char **subscriptions, gpointer user_data)
{
  if (subscriptions == NULL || subscriptions[0] == NULL)
    return g_strdup (C_ ("subscriptions", "all events"));

  return sbx_format_list ((const char *const *) subscriptions);
}

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
sbx_clients_page_update_count (SbxClientsPage *self, guint n_clients, guint n_shown, guint n_selected)
{
  g_autofree char *text = NULL;

  if (n_selected > 0)
    /* Translators: how many of the clients in a table are selected */
    text = g_strdup_printf (_ ("%u of %u selected"), n_selected, n_shown);
  else if (n_shown < n_clients)
    /* Translators: how many of all clients a search has found */
    text = g_strdup_printf (_ ("%u of %u found"), n_shown, n_clients);
  else
    text = g_strdup_printf (ngettext ("%u client", "%u clients", n_clients), n_clients);

  gtk_label_set_text (self->count_label, text);
}

static void
selection_changed_cb (SbxClientsPage *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  guint n_clients, n_shown, n_selected;

  if (self->server == NULL)
    return;

  selected = gtk_selection_model_get_selection (self->selection);
  n_clients = g_list_model_get_n_items (sbx_endpoint_get_peers (SBX_ENDPOINT (self->server)));
  n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  n_selected = (guint) gtk_bitset_get_size (selected);

  sbx_clients_page_update_count (self, n_clients, n_shown, n_selected);
  gtk_widget_set_visible (self->nothing_label, n_shown == 0);
  gtk_stack_set_visible_child_name (self->stack, n_clients > 0 ? "clients" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "clients.send", n_clients > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "clients.send-all", n_clients > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "clients.disconnect", n_selected > 0);
  gtk_widget_set_visible (self->disconnect_button, n_selected > 0);
}

static void
search_changed_cb (SbxClientsPage *self)
{
  sbx_peer_filter_set_text (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  selection_changed_cb (self);
}

/* The newest stands first, and is to be seen: the list itself would keep what it shows where it is. Who
 * points at the list reads it. */
static void
sbx_clients_page_show_newest (SbxClientsPage *self)
{
  GtkStateFlags flags = gtk_widget_get_state_flags (self->departed_view);

  if ((flags & (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN)) == 0 &&
      g_list_model_get_n_items (G_LIST_MODEL (self->departed_model)) > 0)
    gtk_widget_activate_action (self->departed_view, "list.scroll-to-item", "u", 0);
}

static void
departed_changed_cb (SbxClientsPage *self)
{
  guint n = g_list_model_get_n_items (sbx_server_get_departed (self->server));
  g_autofree char *text = NULL;

  if (n < MAX_DEPARTED)
    /* Translators: how many clients have left a server */
    text = g_strdup_printf (_ ("Clients That Left (%u)"), n);
  else
    /* Translators: more clients have left a server than are kept; %u is how many are */
    text = g_strdup_printf (_ ("Clients That Left (the Last %u)"), n);

  gtk_label_set_text (self->departed_label, text);
  gtk_revealer_set_reveal_child (self->departed_revealer, n > 0);
  sbx_clients_page_show_newest (self);
}

/* What to do about there being no client: start the server, or connect to it. */
static void
sbx_clients_page_update_empty (SbxClientsPage *self)
{
  const char *address = sbx_endpoint_get_address (SBX_ENDPOINT (self->server));
  gboolean running = sbx_endpoint_get_state (SBX_ENDPOINT (self->server)) == SBX_ENDPOINT_RUNNING;
  gboolean socket = address != NULL && g_str_has_prefix (address, "ws");
  g_autofree char *escaped = g_markup_escape_text (address != NULL ? address : "", -1);
  g_autofree char *description = NULL;
  g_autofree char *mbm = g_strdup_printf ("mbm listen %s", address);
  g_autofree char *wscat = g_strdup_printf ("wscat -c %s", address);

  if (running)
    /* Translators: %s is an address */
    description = g_strdup_printf (_ ("Clients that connect to %s appear here."), escaped);
  else
    description = g_strdup (_ ("The server does not run."));

  adw_status_page_set_description (self->empty_page, description);
  gtk_widget_set_visible (self->examples, running && socket);
  gtk_label_set_text (self->mbm_example, mbm);
  gtk_label_set_text (self->wscat_example, wscat);
}

static void
sbx_clients_page_present_event_dialog (SbxClientsPage *self, const char *const *client_ids)
{
  GtkWindow *dialog = sbx_event_dialog_new (self->server, client_ids);

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

  sbx_clients_page_present_event_dialog (self, (const char *const *) selected);
}

static void
send_all_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_clients_page_present_event_dialog (SBX_CLIENTS_PAGE (widget), NULL);
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

/* Under a pointer rows stay where they are: one might be about to be chosen. */
static gboolean
sort_again (gpointer user_data)
{
  SbxClientsPage *self = user_data;
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);

  if (gtk_sorter_get_order (sorter) != GTK_SORTER_ORDER_NONE &&
      (gtk_widget_get_state_flags (GTK_WIDGET (self->view)) & GTK_STATE_FLAG_PRELIGHT) == 0)
    gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);

  return G_SOURCE_CONTINUE;
}

static void
sbx_clients_page_map (GtkWidget *widget)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);

  GTK_WIDGET_CLASS (sbx_clients_page_parent_class)->map (widget);

  sbx_clients_page_show_newest (self);
  sort_again (self);
  self->sort_timeout = g_timeout_add_seconds (SORT_SECONDS, sort_again, self);
  self->shortcuts = sbx_page_shortcuts_new ();
  sbx_page_shortcuts_add (self->shortcuts, GDK_KEY_f, "clients.search");
  gtk_widget_add_controller (widget, self->shortcuts);
}

static void
sbx_clients_page_unmap (GtkWidget *widget)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);

  g_clear_handle_id (&self->sort_timeout, g_source_remove);
  gtk_widget_remove_controller (widget, g_steal_pointer (&self->shortcuts));

  GTK_WIDGET_CLASS (sbx_clients_page_parent_class)->unmap (widget);
}

static void
sbx_clients_page_dispose (GObject *object)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_clients_page_parent_class)->dispose (object);
}

static void
sbx_clients_page_class_init (SbxClientsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_clients_page_dispose;
  widget_class->map = sbx_clients_page_map;
  widget_class->unmap = sbx_clients_page_unmap;

  gtk_widget_class_install_action (widget_class, "clients.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "clients.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "clients.send-all", NULL, send_all_action);
  gtk_widget_class_install_action (widget_class, "clients.disconnect", NULL, disconnect_action);

  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  g_type_ensure (SBX_TYPE_PEER);
  g_type_ensure (SBX_TYPE_PEER_FILTER);
  g_type_ensure (SBX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-clients-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, examples);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, mbm_example);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, wscat_example);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, view);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, selection);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, disconnect_button);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, search);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, filtered);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, departed_revealer);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, departed_label);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, departed_view);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, departed_model);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, format_user);
  gtk_widget_class_bind_template_callback (widget_class, format_missed);
  gtk_widget_class_bind_template_callback (widget_class, get_missed_classes);
  gtk_widget_class_bind_template_callback (widget_class, format_volume);
  gtk_widget_class_bind_template_callback (widget_class, format_names);
  gtk_widget_class_bind_template_callback (widget_class, format_subscriptions);
}

static void
sbx_clients_page_init (SbxClientsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search));
}

GtkWidget *
sbx_clients_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  SbxClientsPage *self;

  g_return_val_if_fail (SBX_IS_SERVER (endpoint), NULL);

  self = g_object_new (SBX_TYPE_CLIENTS_PAGE, NULL);
  self->server = g_object_ref (SBX_SERVER (endpoint));
  gtk_filter_list_model_set_model (self->filtered, sbx_endpoint_get_peers (endpoint));
  gtk_no_selection_set_model (self->departed_model, sbx_server_get_departed (self->server));

  g_signal_connect_object (sbx_server_get_departed (self->server), "items-changed",
                           G_CALLBACK (departed_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (endpoint, "notify::state", G_CALLBACK (sbx_clients_page_update_empty), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (endpoint, "notify::address", G_CALLBACK (sbx_clients_page_update_empty), self,
                           G_CONNECT_SWAPPED);
  sbx_clients_page_update_empty (self);
  departed_changed_cb (self);
  selection_changed_cb (self);

  return GTK_WIDGET (self);
}
