/* sbx-sent-list.c — what was sent before
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-sent-list.h"

#include <glib/gi18n.h>

#include "sbx-list-stop.h"
#include "sbx-message-row.h"
#include "sbx-undo.h"

struct _SbxSentList
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkListView *list;

  SbxHistory *history;
  char *endpoint_id;
};

enum
{
  ACTIVATED,
  SEND_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxSentList, sbx_sent_list, GTK_TYPE_WIDGET)

static void
row_send_cb (SbxSentList *self, SbxMessageRow *row)
{
  SbxHistoryItem *item = sbx_message_row_get_item (row);

  if (item != NULL)
    g_signal_emit (self, signals[SEND_REQUESTED], 0, sbx_history_item_get_draft (item));
}

static void
setup_cb (SbxSentList *self, GtkListItem *list_item)
{
  GtkWidget *row = sbx_message_row_new ();

  g_signal_connect_object (row, "send", G_CALLBACK (row_send_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (list_item, "item", row, "item", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (list_item, row);
}

static void
activate_cb (SbxSentList *self, guint position)
{
  GListModel *items = G_LIST_MODEL (gtk_list_view_get_model (self->list));
  g_autoptr (SbxHistoryItem) item = g_list_model_get_item (items, position);

  if (item != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, sbx_history_item_get_draft (item));
}

static void
items_changed_cb (SbxSentList *self, guint position, guint removed, guint added, GListModel *items)
{
  gboolean is_empty = g_list_model_get_n_items (items) == 0;

  gtk_stack_set_visible_child_name (self->stack, is_empty ? "empty" : "list");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sent.clear", !is_empty);
}

typedef struct
{
  SbxHistory *history;
  char *endpoint_id;
  GPtrArray *items;
} Cleared;

static void
cleared_free (gpointer data)
{
  Cleared *cleared = data;

  g_object_unref (cleared->history);
  g_free (cleared->endpoint_id);
  g_ptr_array_unref (cleared->items);
  g_free (cleared);
}

static void
put_back (gpointer data)
{
  Cleared *cleared = data;

  sbx_history_restore (cleared->history, cleared->endpoint_id, cleared->items);
}

static void
clear_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxSentList *self = SBX_SENT_LIST (widget);
  Cleared *cleared = g_new (Cleared, 1);

  cleared->history = g_object_ref (self->history);
  cleared->endpoint_id = g_strdup (self->endpoint_id);
  cleared->items = sbx_history_clear (self->history, self->endpoint_id);
  sbx_undo_offer (widget, _ ("History cleared"), put_back, NULL, cleared, cleared_free);
}

static void
sbx_sent_list_dispose (GObject *object)
{
  SbxSentList *self = SBX_SENT_LIST (object);

  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->stack)));
  g_clear_object (&self->history);
  g_clear_pointer (&self->endpoint_id, g_free);

  G_OBJECT_CLASS (sbx_sent_list_parent_class)->dispose (object);
}

static void
sbx_sent_list_class_init (SbxSentListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_sent_list_dispose;

  signals[ACTIVATED] = g_signal_new ("activated", SBX_TYPE_SENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, SBX_TYPE_DRAFT);
  signals[SEND_REQUESTED] = g_signal_new ("send-requested", SBX_TYPE_SENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, SBX_TYPE_DRAFT);

  gtk_widget_class_install_action (widget_class, "sent.clear", NULL, clear_action);
  g_type_ensure (SBX_TYPE_LIST_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-sent-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSentList, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxSentList, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
sbx_sent_list_init (SbxSentList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sbx_sent_list_set_history (SbxSentList *self, SbxHistory *history, const char *endpoint_id)
{
  g_autoptr (GtkNoSelection) selection = NULL;
  GListModel *items;

  g_return_if_fail (SBX_IS_SENT_LIST (self));
  g_return_if_fail (self->history == NULL);

  self->history = g_object_ref (history);
  self->endpoint_id = g_strdup (endpoint_id);
  items = sbx_history_get_items (history, endpoint_id);
  selection = gtk_no_selection_new (g_object_ref (items));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, 0, items);
}
