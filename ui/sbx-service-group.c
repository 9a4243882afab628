/* sbx-service-group.c — what the server of a connection says of itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-service-group.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-value-row.h"

struct _SbxServiceGroup
{
  AdwPreferencesGroup parent_instance;

  SbxValueRow *id_row;
  SbxValueRow *version_row;
  SbxValueRow *capabilities_row;
  SbxValueRow *uptime_row;
  SbxValueRow *clients_row;

  SbxConnection *connection;
};

G_DEFINE_FINAL_TYPE (SbxServiceGroup, sbx_service_group, ADW_TYPE_PREFERENCES_GROUP)

static void
sbx_service_group_update (SbxServiceGroup *self)
{
  g_autofree char *id = NULL;
  g_autofree char *version = NULL;
  g_auto (GStrv) capabilities = NULL;
  gint64 uptime, clients;
  g_autofree char *capabilities_text = NULL;
  g_autofree char *uptime_text = NULL;
  g_autofree char *clients_text = NULL;

  g_object_get (self->connection, "server-id", &id, "server-version", &version, "server-capabilities",
                &capabilities, "server-uptime", &uptime, "server-clients", &clients, NULL);
  capabilities_text = sbx_format_list ((const char *const *) capabilities);
  uptime_text = uptime > 0 ? sbx_format_duration (uptime) : NULL;
  clients_text = clients >= 0 ? sbx_format_count (clients) : NULL;

  sbx_value_row_set_value (self->id_row, id);
  sbx_value_row_set_value (self->version_row, version);
  sbx_value_row_set_value (self->capabilities_row, capabilities_text);
  sbx_value_row_set_value (self->uptime_row, uptime_text);
  sbx_value_row_set_value (self->clients_row, clients_text);
}

static void
sbx_service_group_update_actions (SbxServiceGroup *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "service.refresh",
                                 sbx_endpoint_get_state (SBX_ENDPOINT (self->connection)) ==
                                   SBX_ENDPOINT_RUNNING);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxServiceGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sbx_connection_refresh_info_finish (SBX_CONNECTION (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
refresh_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxServiceGroup *self = SBX_SERVICE_GROUP (widget);

  sbx_connection_refresh_info_async (self->connection, NULL, refreshed_cb, g_object_ref (self));
}

static void
sbx_service_group_dispose (GObject *object)
{
  SbxServiceGroup *self = SBX_SERVICE_GROUP (object);

  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sbx_service_group_parent_class)->dispose (object);
}

static void
sbx_service_group_class_init (SbxServiceGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_service_group_dispose;

  gtk_widget_class_install_action (widget_class, "service.refresh", NULL, refresh_action);

  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-service-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxServiceGroup, id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxServiceGroup, version_row);
  gtk_widget_class_bind_template_child (widget_class, SbxServiceGroup, capabilities_row);
  gtk_widget_class_bind_template_child (widget_class, SbxServiceGroup, uptime_row);
  gtk_widget_class_bind_template_child (widget_class, SbxServiceGroup, clients_row);
}

static void
sbx_service_group_init (SbxServiceGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_service_group_new (SbxConnection *connection)
{
  static const char *const told[] = { "notify::server-id", "notify::server-version",
                                      "notify::server-capabilities", "notify::server-uptime",
                                      "notify::server-clients" };
  SbxServiceGroup *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_SERVICE_GROUP, NULL);
  self->connection = g_object_ref (connection);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    g_signal_connect_object (connection, told[i], G_CALLBACK (sbx_service_group_update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (sbx_service_group_update_actions), self,
                           G_CONNECT_SWAPPED);
  sbx_service_group_update (self);
  sbx_service_group_update_actions (self);

  return GTK_WIDGET (self);
}
