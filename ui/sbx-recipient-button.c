/* sbx-recipient-button.c — which of a server's clients get a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-peer.h"
#include "sbx-recipient-button.h"
#include "sbx-row-name.h"

struct _SbxRecipientButton
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkLabel *label;
  GtkCheckButton *all;
  GPtrArray *bound;      /* the rows' list items, unowned */
  GtkCheckButton *group; /* of the clients, where one alone is chosen; never shown */
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListView *list;
  GtkStringFilter *filter;
  GtkFilterListModel *filtered;

  GListModel *peers;  /* nullable */
  GHashTable *chosen; /* ids */
  gboolean single;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (SbxRecipientButton, sbx_recipient_button, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PEERS,
  PROP_SINGLE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update_label (SbxRecipientButton *self)
{
  guint n = g_hash_table_size (self->chosen);
  g_autofree char *text = NULL;

  if (n == 1)
    {
      GHashTableIter iter;
      gpointer id;

      g_hash_table_iter_init (&iter, self->chosen);
      g_hash_table_iter_next (&iter, &id, NULL);
      text = g_strdup (id);
    }
  else if (n > 1)
    text = g_strdup_printf (ngettext ("%u Client", "%u Clients", n), n);
  else
    text = g_strdup (self->single ? _ ("Choose a Client") : _ ("All Clients"));

  gtk_label_set_label (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Recipient"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  self->filling = TRUE;
  gtk_check_button_set_active (self->all, n == 0);
  self->filling = FALSE;
}

static void
show_row (SbxRecipientButton *self, GtkListItem *item)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (gtk_list_item_get_child (item));
  const char *id = sbx_peer_get_id (gtk_list_item_get_item (item));

  self->filling = TRUE;
  /* GTK takes nobody into a group who is in it. */
  gtk_check_button_set_group (check, NULL);
  if (self->single)
    gtk_check_button_set_group (check, self->group);
  gtk_check_button_set_label (check, id);
  sbx_row_set_name (GTK_WIDGET (check), id);
  gtk_check_button_set_active (check, g_hash_table_contains (self->chosen, id));
  self->filling = FALSE;
}

static void
show_rows (SbxRecipientButton *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    show_row (self, self->bound->pdata[i]);
}

static void
on_peers_changed (SbxRecipientButton *self)
{
  gboolean any = self->peers != NULL && g_list_model_get_n_items (self->peers) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static void
on_all_toggled (SbxRecipientButton *self)
{
  if (self->filling)
    return;

  if (!gtk_check_button_get_active (self->all) && g_hash_table_size (self->chosen) == 0)
    {
      update_label (self);
      return;
    }
  g_hash_table_remove_all (self->chosen);
  update_label (self);
  show_rows (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_toggled (GtkCheckButton *check, GtkListItem *item)
{
  SbxRecipientButton *self =
    SBX_RECIPIENT_BUTTON (gtk_widget_get_ancestor (GTK_WIDGET (check), SBX_TYPE_RECIPIENT_BUTTON));
  SbxPeer *peer = gtk_list_item_get_item (item);

  if (self == NULL || self->filling || peer == NULL)
    return;
  /* Of a group, the one that was chosen before says so first. */
  if (self->single && !gtk_check_button_get_active (check))
    return;

  if (!gtk_check_button_get_active (check))
    g_hash_table_remove (self->chosen, sbx_peer_get_id (peer));
  else
    {
      if (self->single)
        g_hash_table_remove_all (self->chosen);
      g_hash_table_add (self->chosen, g_strdup (sbx_peer_get_id (peer)));
    }
  update_label (self);
  if (self->single)
    {
      gtk_menu_button_popdown (self->button);
      show_rows (self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_setup (SbxRecipientButton *self, GtkListItem *item)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, check);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), item);
}

static void
on_bind (SbxRecipientButton *self, GtkListItem *item)
{
  g_ptr_array_add (self->bound, item);
  show_row (self, item);
}

static void
on_unbind (SbxRecipientButton *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->bound, item);
}

static void
on_search_changed (SbxRecipientButton *self)
{
  gtk_string_filter_set_search (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
set_peers (SbxRecipientButton *self, GListModel *peers)
{
  if (!g_set_object (&self->peers, peers))
    return;

  gtk_filter_list_model_set_model (self->filtered, peers);
  if (peers != NULL)
    g_signal_connect_object (peers, "items-changed", G_CALLBACK (on_peers_changed), self, G_CONNECT_SWAPPED);
  on_peers_changed (self);
}

static void
set_single (SbxRecipientButton *self, gboolean single)
{
  if (self->single == single)
    return;

  self->single = single;
  gtk_widget_set_visible (GTK_WIDGET (self->all), !single);
  if (single && g_hash_table_size (self->chosen) > 1)
    g_hash_table_remove_all (self->chosen);
  update_label (self);
  show_rows (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SINGLE]);
}

static void
sbx_recipient_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxRecipientButton *self = SBX_RECIPIENT_BUTTON (object);

  switch (id)
    {
    case PROP_PEERS:
      g_value_set_object (value, self->peers);
      break;
    case PROP_SINGLE:
      g_value_set_boolean (value, self->single);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_recipient_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxRecipientButton *self = SBX_RECIPIENT_BUTTON (object);

  switch (id)
    {
    case PROP_PEERS:
      set_peers (self, g_value_get_object (value));
      break;
    case PROP_SINGLE:
      set_single (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_recipient_button_dispose (GObject *object)
{
  SbxRecipientButton *self = SBX_RECIPIENT_BUTTON (object);

  g_clear_object (&self->peers);
  g_clear_object (&self->group);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_RECIPIENT_BUTTON);

  G_OBJECT_CLASS (sbx_recipient_button_parent_class)->dispose (object);
}

static void
sbx_recipient_button_finalize (GObject *object)
{
  g_hash_table_unref (SBX_RECIPIENT_BUTTON (object)->chosen);
  g_ptr_array_unref (SBX_RECIPIENT_BUTTON (object)->bound);

  G_OBJECT_CLASS (sbx_recipient_button_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_PEER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-recipient-button.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, button);
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, label);
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, all);
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, search);
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, list);
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, filter);
  gtk_widget_class_bind_template_child (widget_class, SbxRecipientButton, filtered);
  gtk_widget_class_bind_template_callback (widget_class, on_all_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_recipient_button_class_init (SbxRecipientButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sbx_recipient_button_get_property;
  object_class->set_property = sbx_recipient_button_set_property;
  object_class->dispose = sbx_recipient_button_dispose;
  object_class->finalize = sbx_recipient_button_finalize;

  props[PROP_PEERS] = g_param_spec_object ("peers", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_SINGLE] = g_param_spec_boolean ("single", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", SBX_TYPE_RECIPIENT_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
sbx_recipient_button_init (SbxRecipientButton *self)
{
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bound = g_ptr_array_new ();
  self->group = g_object_ref_sink (GTK_CHECK_BUTTON (gtk_check_button_new ()));
  gtk_widget_init_template (GTK_WIDGET (self));
  update_label (self);
  on_peers_changed (self);
}

/**
 * sbx_recipient_button_dup_recipients:
 *
 * Returns: (transfer full) (nullable): ids of clients; %NULL for all, or where one has to be chosen, none
 */
char **
sbx_recipient_button_dup_recipients (SbxRecipientButton *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (SBX_IS_RECIPIENT_BUTTON (self), NULL);

  if (g_hash_table_size (self->chosen) == 0)
    return NULL;

  builder = g_strv_builder_new ();
  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_strv_builder_add (builder, id);
  return g_strv_builder_end (builder);
}

/**
 * sbx_recipient_button_set_recipients:
 * @ids: (nullable): ids of clients, who need not be there; %NULL for all
 *
 * Chooses.
 */
void
sbx_recipient_button_set_recipients (SbxRecipientButton *self, const char *const *ids)
{
  g_return_if_fail (SBX_IS_RECIPIENT_BUTTON (self));

  g_hash_table_remove_all (self->chosen);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (self->chosen, g_strdup (ids[i]));
  update_label (self);
  show_rows (self);
  g_signal_emit (self, signals[CHANGED], 0);
}
