/* sbx-clients-page.c — the clients of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-clients-page-private.h"
#include "sbx-copy-button.h"
#include "sbx-focus.h"
#include "sbx-keys.h"
#include "sbx-list-stop.h"
#include "sbx-row-name.h"
#include "sbx-scroll-start.h"

/* From this width on there are columns; below, rows of two lines. */
#define WIDE_FROM 560

G_DEFINE_FINAL_TYPE (SbxClientsPage, sbx_clients_page, GTK_TYPE_WIDGET)

static guint
count_selected (SbxClientsPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);

  return (guint) gtk_bitset_get_size (selected);
}

static void
sbx_clients_page_update_words (SbxClientsPage *self, guint n_clients, guint n_shown, guint n_selected)
{
  g_autofree char *count = NULL;
  /* Translators: how many of the clients in a table are selected */
  g_autofree char *selected = g_strdup_printf (_ ("%u of %u selected"), n_selected, n_shown);

  if (n_shown < n_clients)
    /* Translators: how many of all clients a search has found */
    count = g_strdup_printf (_ ("%u of %u found"), n_shown, n_clients);
  else
    count = g_strdup_printf (ngettext ("%u client", "%u clients", n_clients), n_clients);

  gtk_label_set_text (self->count_label, count);
  gtk_label_set_text (self->selected_label, selected);
}

static void
selection_changed_cb (SbxClientsPage *self)
{
  static const char *const for_selected[] = {
    "clients.send",     "clients.disconnect", "clients.faults",
    "clients.copy-ids", "clients.copy-rows",  "clients.select-none"
  };
  guint n_clients, n_shown, n_selected;

  if (self->server == NULL)
    return;

  n_clients = g_list_model_get_n_items (sbx_endpoint_get_peers (SBX_ENDPOINT (self->server)));
  n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  n_selected = count_selected (self);

  sbx_clients_page_update_words (self, n_clients, n_shown, n_selected);
  gtk_widget_set_visible (self->nothing_label, n_shown == 0);
  gtk_stack_set_visible_child_name (self->stack, n_clients > 0 ? "clients" : "empty");
  gtk_action_bar_set_revealed (self->action_bar, n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "clients.send-all", n_clients > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "clients.details", n_selected == 1);
  for (guint i = 0; i < G_N_ELEMENTS (for_selected); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), for_selected[i], n_selected > 0);
}

static void
search_changed_cb (SbxClientsPage *self)
{
  sbx_peer_filter_set_text (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  selection_changed_cb (self);
}

/* A server may understand one dialect alone, which a client has to be told. */
static char *
make_mbm_example (SbxClientsPage *self, const char *address)
{
  g_autofree char *dialect = NULL;

  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (self->server)), "dialect", &dialect, NULL);
  if (g_strcmp0 (dialect, "magic-server") == 0)
    return g_strdup_printf ("mbm listen %s --dialect %s", address, dialect);
  return g_strdup_printf ("mbm listen %s", address);
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
  g_autofree char *mbm = make_mbm_example (self, address);
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

/* Under a pointer rows stay where they are, and under a cursor: one might be about to be chosen. */
static gboolean
is_read (SbxClientsPage *self)
{
  GtkStateFlags flags = gtk_widget_get_state_flags (GTK_WIDGET (self->view));

  return (flags & GTK_STATE_FLAG_PRELIGHT) != 0 ||
         ((flags & GTK_STATE_FLAG_FOCUS_WITHIN) != 0 && (flags & GTK_STATE_FLAG_FOCUS_VISIBLE) != 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  SbxClientsPage *self = user_data;
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);

  sbx_client_columns_tick (self->columns);
  if (gtk_sorter_get_order (sorter) != GTK_SORTER_ORDER_NONE && !is_read (self))
    gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);

  return G_SOURCE_CONTINUE;
}

static gboolean
fit_cb (gpointer user_data)
{
  SbxClientsPage *self = user_data;

  self->fit_id = 0;
  g_object_set (self->columns, "narrow", gtk_widget_get_width (GTK_WIDGET (self)) < WIDE_FROM, NULL);

  return G_SOURCE_REMOVE;
}

/* Columns come and go outside of the allocation, which must not change what it allocates. */
static void
sbx_clients_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);
  gboolean narrow;

  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  g_object_get (self->columns, "narrow", &narrow, NULL);
  if (narrow != (width < WIDE_FROM) && self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

static void
sbx_clients_page_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  gtk_widget_measure (SBX_CLIENTS_PAGE (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
sbx_clients_page_map (GtkWidget *widget)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);

  GTK_WIDGET_CLASS (sbx_clients_page_parent_class)->map (widget);

  tick_cb (self);
  self->tick = g_timeout_add_seconds (1, tick_cb, self);
}

static void
sbx_clients_page_unmap (GtkWidget *widget)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (widget);

  g_clear_handle_id (&self->tick, g_source_remove);

  GTK_WIDGET_CLASS (sbx_clients_page_parent_class)->unmap (widget);
}

static void
sbx_clients_page_dispose (GObject *object)
{
  SbxClientsPage *self = SBX_CLIENTS_PAGE (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  /* The models tell of their end: by then there is nothing to show it. */
  g_clear_object (&self->server);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_CLIENTS_PAGE);
  g_clear_object (&self->columns);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sbx_clients_page_parent_class)->dispose (object);
}

static gboolean
sbx_clients_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (SBX_CLIENTS_PAGE (widget)->view), GTK_DIR_TAB_FORWARD);
}

static void
sbx_clients_page_class_init (SbxClientsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_clients_page_dispose;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_clients_page_grab_focus;
  widget_class->measure = sbx_clients_page_measure;
  widget_class->size_allocate = sbx_clients_page_size_allocate;
  widget_class->map = sbx_clients_page_map;
  widget_class->unmap = sbx_clients_page_unmap;

  sbx_clients_page_install_actions (widget_class);

  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  g_type_ensure (SBX_TYPE_DEPARTED_CLIENTS);
  g_type_ensure (SBX_TYPE_LIST_STOP);
  g_type_ensure (SBX_TYPE_PEER_FILTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-clients-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, box);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, examples);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, mbm_example);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, wscat_example);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, view);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, selection);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, action_bar);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, selected_label);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, disconnect_button);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, departed);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, search);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, filtered);
  gtk_widget_class_bind_template_child (widget_class, SbxClientsPage, filter);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sbx_clients_page_open_nth);
}

static const SbxKey keys[] = {
  { GDK_KEY_f, GDK_CONTROL_MASK, "clients.search" },
};

static void
sbx_clients_page_init (SbxClientsPage *self)
{
  g_autoptr (GMenuModel) menu = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_keys_add_to_page (GTK_WIDGET (self), keys, G_N_ELEMENTS (keys));
  sbx_scroll_start_keep (GTK_SCROLLED_WINDOW (gtk_widget_get_parent (GTK_WIDGET (self->view))));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search));

  sbx_table_set_name (self->view, _ ("Clients"));
  self->columns = sbx_client_columns_new (self->view);
  self->settings = g_settings_new ("org.signalbox.Signalbox");
  g_settings_bind (self->settings, "client-columns", self->columns, "chosen", G_SETTINGS_BIND_DEFAULT);
  menu = sbx_client_columns_make_menu (self->columns);
  gtk_menu_button_set_menu_model (self->columns_button, menu);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "column",
                                  sbx_client_columns_get_actions (self->columns));
  g_object_bind_property (self->columns, "narrow", self->columns_button, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property (self->columns, "narrow", self->disconnect_button, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}

GtkWidget *
sbx_clients_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  SbxClientsPage *self;

  g_return_val_if_fail (SBX_IS_SERVER (endpoint), NULL);

  self = g_object_new (SBX_TYPE_CLIENTS_PAGE, NULL);
  self->server = g_object_ref (SBX_SERVER (endpoint));
  gtk_filter_list_model_set_model (self->filtered, sbx_endpoint_get_peers (endpoint));
  sbx_departed_clients_set_server (self->departed, self->server);

  g_signal_connect_object (endpoint, "notify::state", G_CALLBACK (sbx_clients_page_update_empty), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (endpoint, "notify::address", G_CALLBACK (sbx_clients_page_update_empty), self,
                           G_CONNECT_SWAPPED);
  sbx_clients_page_update_empty (self);
  selection_changed_cb (self);

  return GTK_WIDGET (self);
}
