/* sbx-copy-button.c — a button that copies a text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-copy-button.h"

#include <glib/gi18n.h>

#define SHOW_DONE_SECONDS 2

struct _SbxCopyButton
{
  GtkWidget parent_instance;

  GtkButton *button;
  char *text;
  char *what;
  guint reset;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_WHAT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxCopyButton, sbx_copy_button, GTK_TYPE_WIDGET)

static void
sbx_copy_button_show (SbxCopyButton *self, const char *icon_name, const char *what)
{
  gtk_button_set_icon_name (self->button, icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  what != NULL ? what : _ ("Copy"), -1);
}

static gboolean
sbx_copy_button_reset (gpointer user_data)
{
  SbxCopyButton *self = user_data;

  self->reset = 0;
  sbx_copy_button_show (self, "edit-copy-symbolic", self->what);

  return G_SOURCE_REMOVE;
}

static void
sbx_copy_button_clicked (SbxCopyButton *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text != NULL ? self->text : "");

  sbx_copy_button_show (self, "object-select-symbolic", _ ("Copied"));
  g_clear_handle_id (&self->reset, g_source_remove);
  self->reset = g_timeout_add_seconds (SHOW_DONE_SECONDS, sbx_copy_button_reset, self);
}

static void
sbx_copy_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxCopyButton *self = SBX_COPY_BUTTON (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_WHAT:
      g_value_set_string (value, self->what);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_copy_button_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxCopyButton *self = SBX_COPY_BUTTON (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      if (g_strcmp0 (self->text, g_value_get_string (value)) == 0)
        return;
      g_free (self->text);
      self->text = g_value_dup_string (value);
      gtk_widget_set_sensitive (GTK_WIDGET (self->button), self->text != NULL && self->text[0] != '\0');
      break;
    case PROP_WHAT:
      if (g_strcmp0 (self->what, g_value_get_string (value)) == 0)
        return;
      g_free (self->what);
      self->what = g_value_dup_string (value);
      sbx_copy_button_show (self, "edit-copy-symbolic", self->what);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  g_object_notify_by_pspec (object, pspec);
}

static void
sbx_copy_button_dispose (GObject *object)
{
  SbxCopyButton *self = SBX_COPY_BUTTON (object);

  g_clear_handle_id (&self->reset, g_source_remove);
  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->button)));

  G_OBJECT_CLASS (sbx_copy_button_parent_class)->dispose (object);
}

static void
sbx_copy_button_finalize (GObject *object)
{
  SbxCopyButton *self = SBX_COPY_BUTTON (object);

  g_free (self->text);
  g_free (self->what);

  G_OBJECT_CLASS (sbx_copy_button_parent_class)->finalize (object);
}

static void
sbx_copy_button_class_init (SbxCopyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_copy_button_get_property;
  object_class->set_property = sbx_copy_button_set_property;
  object_class->dispose = sbx_copy_button_dispose;
  object_class->finalize = sbx_copy_button_finalize;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_WHAT] =
    g_param_spec_string ("what", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_copy_button_init (SbxCopyButton *self)
{
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  sbx_copy_button_show (self, "edit-copy-symbolic", _ ("Copy"));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (sbx_copy_button_clicked), self,
                           G_CONNECT_SWAPPED);
}
