/* sbx-identity-group.c — what an endpoint is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-identity-group.h"

#include <glib/gi18n.h>

#include "sbx-connection.h"
#include "sbx-contract-row.h"
#include "sbx-format.h"
#include "sbx-server.h"
#include "sbx-time-label.h"
#include "sbx-value-row.h"

struct _SbxIdentityGroup
{
  AdwPreferencesGroup parent_instance;

  SbxValueRow *address_row;
  GtkLabel *state_label;
  SbxTimeLabel *since_label;
  SbxValueRow *clients_row;
  SbxValueRow *id_row;
  SbxValueRow *connection_row;
  SbxValueRow *version_row;
  SbxValueRow *fingerprint_row;
  SbxValueRow *contract_row;
  SbxValueRow *user_row;
};

G_DEFINE_FINAL_TYPE (SbxIdentityGroup, sbx_identity_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
count_to_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_take_string (to, sbx_format_count (g_value_get_uint (from)));

  return TRUE;
}

static gboolean
to_user (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *user = g_value_get_string (from);

  g_value_set_string (to, user != NULL && user[0] != '\0' ? user : _ ("Not logged in"));

  return TRUE;
}

static void
bind_value (gpointer source, const char *property, SbxValueRow *row, GBindingTransformFunc transform)
{
  g_object_bind_property_full (source, property, row, "value", G_BINDING_SYNC_CREATE, transform, NULL, NULL,
                               NULL);
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
}

static void
sbx_identity_group_show_config (SbxIdentityGroup *self, SbxEndpoint *endpoint)
{
  g_autofree char *server_id = NULL;
  g_autofree char *version = NULL;

  g_object_get (sbx_endpoint_get_config (endpoint), "server-id", &server_id, "version", &version, NULL);
  sbx_value_row_set_value (self->id_row, server_id);
  gtk_widget_set_visible (GTK_WIDGET (self->id_row), server_id[0] != '\0');
  sbx_value_row_set_value (self->version_row, version);
}

static void
config_changed_cb (SbxIdentityGroup *self, GParamSpec *pspec, SbxEndpoint *endpoint)
{
  sbx_identity_group_show_config (self, endpoint);
}

/* What clients are asked to trust. */
static void
fingerprint_changed_cb (SbxIdentityGroup *self, GParamSpec *pspec, SbxServer *server)
{
  g_autofree char *fingerprint = NULL;

  g_object_get (server, "fingerprint", &fingerprint, NULL);
  sbx_value_row_set_value (self->fingerprint_row, fingerprint);
  gtk_widget_set_visible (GTK_WIDGET (self->fingerprint_row), fingerprint != NULL);
}

/* Which contract there is, and what is wrong with its file. */
static void
shapes_changed_cb (SbxIdentityGroup *self, SbxShapes *shapes)
{
  SbxContractFile *file = sbx_shapes_get_contract_file (shapes);
  MbmContract *contract = sbx_shapes_get_contract (shapes);
  const char *problem = file != NULL ? sbx_contract_file_get_problem (file) : NULL;
  g_autofree char *words = contract != NULL ? sbx_contract_summarize (contract) : NULL;
  g_autofree char *name = file != NULL ? g_file_get_basename (sbx_contract_file_get_file (file)) : NULL;
  g_autofree char *shown = name != NULL ? g_filename_display_name (name) : NULL;
  g_autofree char *subtitle = g_markup_escape_text (problem != NULL ? problem
                                                    : words != NULL ? words
                                                                    : "",
                                                    -1);

  sbx_value_row_set_value (self->contract_row, shown != NULL ? shown : C_ ("contract", "Built In"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->contract_row), subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->contract_row), contract != NULL || file != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->contract_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->contract_row), "error");
}

static void
sbx_identity_group_bind_server (SbxIdentityGroup *self, SbxServer *server)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->id_row), _ ("Server ID"));
  bind_value (server, "n-clients", self->clients_row, count_to_text);
  gtk_widget_set_visible (GTK_WIDGET (self->version_row), TRUE);
  g_signal_connect_object (server, "notify::config", G_CALLBACK (config_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::fingerprint", G_CALLBACK (fingerprint_changed_cb), self,
                           G_CONNECT_SWAPPED);
  sbx_identity_group_show_config (self, SBX_ENDPOINT (server));
  fingerprint_changed_cb (self, NULL, server);
}

static void
sbx_identity_group_bind_connection (SbxIdentityGroup *self, SbxConnection *connection)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->id_row), _ ("Client ID"));
  bind_value (connection, "client-id", self->id_row, NULL);
  bind_value (connection, "connection-id", self->connection_row, NULL);
  bind_value (connection, "user", self->user_row, to_user);
}

static void
sbx_identity_group_class_init (SbxIdentityGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SBX_TYPE_TIME_LABEL);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-identity-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, address_row);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, state_label);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, since_label);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, clients_row);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, connection_row);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, version_row);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, contract_row);
  gtk_widget_class_bind_template_child (widget_class, SbxIdentityGroup, user_row);
}

static void
sbx_identity_group_init (SbxIdentityGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_identity_group_new (SbxEndpoint *endpoint)
{
  SbxIdentityGroup *self;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_IDENTITY_GROUP, NULL);
  bind_value (endpoint, "address", self->address_row, NULL);
  g_object_bind_property (endpoint, "state-text", self->state_label, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (endpoint, "since", self->since_label, "time", G_BINDING_SYNC_CREATE);

  if (SBX_IS_SERVER (endpoint))
    sbx_identity_group_bind_server (self, SBX_SERVER (endpoint));
  else
    sbx_identity_group_bind_connection (self, SBX_CONNECTION (endpoint));

  g_signal_connect_object (sbx_endpoint_get_shapes (endpoint), "changed", G_CALLBACK (shapes_changed_cb),
                           self, G_CONNECT_SWAPPED);
  shapes_changed_cb (self, sbx_endpoint_get_shapes (endpoint));

  return GTK_WIDGET (self);
}
