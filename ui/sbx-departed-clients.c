/* sbx-departed-clients.c — the clients that left a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-departed-clients.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-list-stop.h"
#include "sbx-row-name.h"
#include "sbx-time-label.h"

/* How many of those who left a server remembers. */
#define MAX_DEPARTED 200

struct _SbxDepartedClients
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  GtkWidget *view;
  GtkNoSelection *model;
};

G_DEFINE_FINAL_TYPE (SbxDepartedClients, sbx_departed_clients, GTK_TYPE_WIDGET)

/* The newest stands first, and is to be seen: the list itself would keep what it shows where it is. Who
 * points at the list reads it. */
static void
sbx_departed_clients_show_newest (SbxDepartedClients *self)
{
  GtkStateFlags flags = gtk_widget_get_state_flags (self->view);

  if ((flags & (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN)) == 0 &&
      g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", 0);
}

static GtkWidget *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *id = make_label ();
  GtkWidget *reason = make_label ();
  GtkWidget *time = g_object_new (SBX_TYPE_TIME_LABEL, "mode", SBX_TIME_LABEL_AGO, NULL);

  gtk_label_set_width_chars (GTK_LABEL (id), 12);
  gtk_widget_set_hexpand (reason, TRUE);
  gtk_widget_add_css_class (reason, "dim-label");
  gtk_widget_add_css_class (time, "dim-label");
  gtk_box_append (GTK_BOX (box), id);
  gtk_box_append (GTK_BOX (box), reason);
  gtk_box_append (GTK_BOX (box), time);
  gtk_list_item_set_child (item, box);
}

/* Who has left does not change any more. */
static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  SbxPeer *peer = gtk_list_item_get_item (item);
  GtkWidget *id = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *reason = gtk_widget_get_next_sibling (id);
  const char *why = sbx_peer_get_reason (peer);
  const char *parts[] = { sbx_peer_get_id (peer), why, NULL };
  g_autofree char *words = g_strjoinv (", ", (char **) parts);
  g_autofree char *name = sbx_format_line (words);

  gtk_label_set_text (GTK_LABEL (id), sbx_peer_get_id (peer));
  gtk_label_set_text (GTK_LABEL (reason), why);
  gtk_widget_set_tooltip_text (reason, why);
  g_object_set (gtk_widget_get_next_sibling (reason), "time", sbx_peer_get_left_at (peer), NULL);
  sbx_row_set_name (gtk_list_item_get_child (item), name);
}

static void
changed_cb (SbxDepartedClients *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *text = NULL;

  if (n < MAX_DEPARTED)
    /* Translators: how many clients have left a server */
    text = g_strdup_printf (_ ("Clients That Left (%u)"), n);
  else
    /* Translators: more clients have left a server than are kept; %u is how many are */
    text = g_strdup_printf (_ ("Clients That Left (the Last %u)"), n);

  gtk_label_set_text (self->label, text);
  gtk_revealer_set_reveal_child (self->revealer, n > 0);
  sbx_departed_clients_show_newest (self);
}

static void
sbx_departed_clients_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sbx_departed_clients_parent_class)->map (widget);

  sbx_departed_clients_show_newest (SBX_DEPARTED_CLIENTS (widget));
}

static void
sbx_departed_clients_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SBX_TYPE_DEPARTED_CLIENTS);

  G_OBJECT_CLASS (sbx_departed_clients_parent_class)->dispose (object);
}

static void
sbx_departed_clients_class_init (SbxDepartedClientsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_departed_clients_dispose;
  widget_class->map = sbx_departed_clients_map;

  g_type_ensure (SBX_TYPE_LIST_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-departed-clients.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxDepartedClients, revealer);
  gtk_widget_class_bind_template_child (widget_class, SbxDepartedClients, label);
  gtk_widget_class_bind_template_child (widget_class, SbxDepartedClients, view);
  gtk_widget_class_bind_template_child (widget_class, SbxDepartedClients, model);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
}

static void
sbx_departed_clients_init (SbxDepartedClients *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sbx_departed_clients_set_server (SbxDepartedClients *self, SbxServer *server)
{
  g_return_if_fail (SBX_IS_DEPARTED_CLIENTS (self));
  g_return_if_fail (SBX_IS_SERVER (server));

  gtk_no_selection_set_model (self->model, sbx_server_get_departed (server));
  g_signal_connect_object (sbx_server_get_departed (server), "items-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
}
