/* sbx-status-icon.c — the state of an endpoint as an icon
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-status-icon.h"

struct _SbxStatusIcon
{
  GtkWidget parent_instance;

  GtkImage *image;
  SbxEndpointState state;
  char *text;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxStatusIcon, sbx_status_icon, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon;
  const char *style;
} looks[] = {
  [SBX_ENDPOINT_STOPPED] = { "sbx-status-stopped-symbolic", "status-stopped" },
  [SBX_ENDPOINT_STARTING] = { "sbx-status-busy-symbolic", "status-busy" },
  [SBX_ENDPOINT_RUNNING] = { "sbx-status-running-symbolic", "status-running" },
  [SBX_ENDPOINT_RECONNECTING] = { "sbx-status-reconnecting-symbolic", "status-busy" },
  [SBX_ENDPOINT_STOPPING] = { "sbx-status-busy-symbolic", "status-busy" },
  [SBX_ENDPOINT_FAILED] = { "sbx-status-failed-symbolic", "status-failed" },
};

const char *
sbx_status_icon_name (SbxEndpointState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (looks), NULL);

  return looks[state].icon;
}

const char *
sbx_status_icon_style (SbxEndpointState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (looks), NULL);

  return looks[state].style;
}

static void
sbx_status_icon_set_state (SbxStatusIcon *self, SbxEndpointState state)
{
  if (self->state == state)
    return;

  gtk_widget_remove_css_class (GTK_WIDGET (self), sbx_status_icon_style (self->state));
  gtk_widget_add_css_class (GTK_WIDGET (self), sbx_status_icon_style (state));
  gtk_image_set_from_icon_name (self->image, sbx_status_icon_name (state));
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
sbx_status_icon_set_text (SbxStatusIcon *self, const char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "", -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
sbx_status_icon_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxStatusIcon *self = SBX_STATUS_ICON (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_status_icon_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxStatusIcon *self = SBX_STATUS_ICON (object);

  switch (prop_id)
    {
    case PROP_STATE:
      sbx_status_icon_set_state (self, g_value_get_enum (value));
      break;
    case PROP_TEXT:
      sbx_status_icon_set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_status_icon_dispose (GObject *object)
{
  SbxStatusIcon *self = SBX_STATUS_ICON (object);

  if (self->image != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->image)));

  G_OBJECT_CLASS (sbx_status_icon_parent_class)->dispose (object);
}

static void
sbx_status_icon_finalize (GObject *object)
{
  SbxStatusIcon *self = SBX_STATUS_ICON (object);

  g_free (self->text);

  G_OBJECT_CLASS (sbx_status_icon_parent_class)->finalize (object);
}

static void
sbx_status_icon_class_init (SbxStatusIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_status_icon_get_property;
  object_class->set_property = sbx_status_icon_set_property;
  object_class->dispose = sbx_status_icon_dispose;
  object_class->finalize = sbx_status_icon_finalize;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SBX_TYPE_ENDPOINT_STATE, SBX_ENDPOINT_STOPPED,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "statusicon");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sbx_status_icon_init (SbxStatusIcon *self)
{
  self->image = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                         "icon-name", sbx_status_icon_name (SBX_ENDPOINT_STOPPED), NULL));
  gtk_widget_set_parent (GTK_WIDGET (self->image), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), sbx_status_icon_style (SBX_ENDPOINT_STOPPED));
}
