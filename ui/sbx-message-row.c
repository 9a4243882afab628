/* sbx-message-row.c — a message that was saved or sent, in a list
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-message-row.h"

#include <glib/gi18n.h>

#include "sbx-history.h"
#include "sbx-library.h"
#include "sbx-row-name.h"
#include "sbx-time-label.h"

struct _SbxMessageRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *time;
  GtkWidget *send_button;
  GtkMenuButton *menu_button;

  GObject *item;
  GSignalGroup *signals;
};

enum
{
  PROP_0,
  PROP_ITEM,
  PROP_MENU,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SEND,
  MENU,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxMessageRow, sbx_message_row, GTK_TYPE_WIDGET)

static void
show_texts (SbxMessageRow *self, const char *title, const char *subtitle, const char *icon)
{
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
}

/* Requests and events by their shape: one way, or there and back. */
static const char *
get_icon (SbxDraft *draft)
{
  return sbx_draft_get_event (draft) ? "sbx-send-symbolic" : "sbx-partner-symbolic";
}

static void
show_saved (SbxMessageRow *self, SbxLibraryItem *item)
{
  SbxDraft *draft = sbx_library_item_get_draft (item);
  const char *name = sbx_library_item_get_name (item);

  if (draft == NULL)
    show_texts (self, name, NULL, "folder-symbolic");
  else
    show_texts (self, name,
                g_str_equal (name, sbx_draft_get_name (draft)) ? sbx_draft_get_description (draft)
                                                               : sbx_draft_get_name (draft),
                get_icon (draft));
  gtk_widget_set_visible (self->send_button, draft != NULL);
  gtk_widget_set_visible (self->time, FALSE);
}

static void
show_sent (SbxMessageRow *self, SbxHistoryItem *item)
{
  SbxDraft *draft = sbx_history_item_get_draft (item);
  gboolean stripped = sbx_history_item_get_stripped (item);

  show_texts (self, sbx_draft_get_name (draft), sbx_history_item_get_outcome (item), get_icon (draft));
  if (sbx_history_item_get_failed (item))
    gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->subtitle), "error");
  g_object_set (self->time, "time", sbx_history_item_get_time (item), "visible", TRUE, NULL);
  gtk_widget_set_sensitive (self->send_button, !stripped);
  gtk_widget_set_tooltip_text (self->send_button, stripped
                                                    ? _ ("The secret in it was not kept: edit it first")
                                                    : _ ("Send Again"));
}

static void
sbx_message_row_show (SbxMessageRow *self)
{
  g_autofree char *label = NULL;

  if (SBX_IS_LIBRARY_ITEM (self->item))
    show_saved (self, SBX_LIBRARY_ITEM (self->item));
  else if (SBX_IS_HISTORY_ITEM (self->item))
    show_sent (self, SBX_HISTORY_ITEM (self->item));
  else
    return;

  /* Translators: what a button does, for a screen reader; the name of a message */
  label = g_strdup_printf (_ ("Send “%s”"), gtk_label_get_label (self->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  sbx_row_set_name (GTK_WIDGET (self), gtk_label_get_label (self->title));
}

gpointer
sbx_message_row_get_item (SbxMessageRow *self)
{
  g_return_val_if_fail (SBX_IS_MESSAGE_ROW (self), NULL);

  return self->item;
}

static void
sbx_message_row_set_item (SbxMessageRow *self, gpointer item)
{
  if (!g_set_object (&self->item, item))
    return;

  g_signal_group_set_target (self->signals, item);
  sbx_message_row_show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

static void
clicked_cb (SbxMessageRow *self)
{
  g_signal_emit (self, signals[SEND], 0);
}

static void
popup_cb (GtkMenuButton *button, gpointer self)
{
  g_signal_emit (self, signals[MENU], 0);
}

static void
pressed_cb (SbxMessageRow *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->menu_button)))
    gtk_menu_button_popup (self->menu_button);
}

static void
sbx_message_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxMessageRow *self = SBX_MESSAGE_ROW (object);

  if (prop_id == PROP_ITEM)
    g_value_set_object (value, self->item);
  else if (prop_id == PROP_MENU)
    g_value_set_object (value, gtk_menu_button_get_menu_model (self->menu_button));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sbx_message_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxMessageRow *self = SBX_MESSAGE_ROW (object);

  if (prop_id == PROP_ITEM)
    sbx_message_row_set_item (self, g_value_get_object (value));
  else if (prop_id == PROP_MENU)
    {
      gtk_menu_button_set_menu_model (self->menu_button, g_value_get_object (value));
      gtk_menu_button_set_create_popup_func (self->menu_button, popup_cb, self, NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->menu_button), g_value_get_object (value) != NULL);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sbx_message_row_dispose (GObject *object)
{
  SbxMessageRow *self = SBX_MESSAGE_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->item);
  if (self->box != NULL)
    gtk_widget_unparent (g_steal_pointer (&self->box));

  G_OBJECT_CLASS (sbx_message_row_parent_class)->dispose (object);
}

static void
sbx_message_row_class_init (SbxMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sbx_message_row_get_property;
  object_class->set_property = sbx_message_row_set_property;
  object_class->dispose = sbx_message_row_dispose;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, G_TYPE_OBJECT, flags);
  properties[PROP_MENU] = g_param_spec_object ("menu", NULL, NULL, G_TYPE_MENU_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SEND] =
    g_signal_new ("send", SBX_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MENU] =
    g_signal_new ("menu", SBX_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SBX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxMessageRow, box);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageRow, title);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageRow, time);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageRow, send_button);
  gtk_widget_class_bind_template_child (widget_class, SbxMessageRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
}

static void
sbx_message_row_init (SbxMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (G_TYPE_OBJECT);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (sbx_message_row_show), self);
}

GtkWidget *
sbx_message_row_new (void)
{
  return g_object_new (SBX_TYPE_MESSAGE_ROW, NULL);
}
