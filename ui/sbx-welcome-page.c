/* sbx-welcome-page.c — what can be done when there is nothing yet
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-welcome-page.h"

#include "sbx-store.h"

struct _SbxWelcomePage
{
  GtkWidget parent_instance;

  SbxStore *store;
};

enum
{
  PROP_0,
  PROP_STORE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxWelcomePage, sbx_welcome_page, GTK_TYPE_WIDGET)

static gboolean
is_some (GObject *object, gint64 count, gpointer user_data)
{
  return count > 0;
}

static void
sbx_welcome_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxWelcomePage *self = SBX_WELCOME_PAGE (object);

  switch (prop_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_welcome_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxWelcomePage *self = SBX_WELCOME_PAGE (object);

  switch (prop_id)
    {
    case PROP_STORE:
      if (g_set_object (&self->store, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_welcome_page_dispose (GObject *object)
{
  SbxWelcomePage *self = SBX_WELCOME_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sbx_welcome_page_parent_class)->dispose (object);
}

static void
sbx_welcome_page_class_init (SbxWelcomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_welcome_page_get_property;
  object_class->set_property = sbx_welcome_page_set_property;
  object_class->dispose = sbx_welcome_page_dispose;

  properties[PROP_STORE] =
    g_param_spec_object ("store", NULL, NULL, SBX_TYPE_STORE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-welcome-page.ui");
  gtk_widget_class_bind_template_callback (widget_class, is_some);
}

static void
sbx_welcome_page_init (SbxWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
