/* sbx-trust-group.c — whom a connection trusts, and who it is itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trust-group.h"

struct _SbxTrustGroup
{
  AdwPreferencesGroup parent_instance;

  SbxFileRow *ca_row;
  SbxEntryRow *fingerprint_row;
  SbxFileRow *certificate_row;
  SbxFileRow *key_row;

  SbxEndpointConfig *config; /* nullable */
};

G_DEFINE_FINAL_TYPE (SbxTrustGroup, sbx_trust_group, ADW_TYPE_PREFERENCES_GROUP)

static void
sbx_trust_group_update (SbxTrustGroup *self)
{
  const char *url = sbx_endpoint_config_get_url (self->config);
  gboolean encrypted =
    g_ascii_strncasecmp (url, "wss:", 4) == 0 || g_ascii_strncasecmp (url, "https:", 6) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self), encrypted || sbx_file_row_get_path (self->ca_row)[0] != '\0' ||
                                               sbx_entry_row_get_text (self->fingerprint_row)[0] != '\0' ||
                                               sbx_file_row_get_path (self->certificate_row)[0] != '\0' ||
                                               sbx_file_row_get_path (self->key_row)[0] != '\0');
}

static void
sbx_trust_group_dispose (GObject *object)
{
  g_clear_object (&SBX_TRUST_GROUP (object)->config);

  G_OBJECT_CLASS (sbx_trust_group_parent_class)->dispose (object);
}

static void
sbx_trust_group_class_init (SbxTrustGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_trust_group_dispose;

  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_FILE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-trust-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxTrustGroup, ca_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTrustGroup, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTrustGroup, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTrustGroup, key_row);
}

static void
sbx_trust_group_init (SbxTrustGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sbx_trust_group_set_form (SbxTrustGroup *self, SbxConfigForm *form)
{
  g_return_if_fail (SBX_IS_TRUST_GROUP (self));
  g_return_if_fail (self->config == NULL);

  self->config = g_object_ref (sbx_config_form_get_config (form));
  sbx_config_form_add_file (form, "ca-file", self->ca_row);
  sbx_config_form_add_text (form, "trusted-fingerprint", self->fingerprint_row);
  sbx_config_form_add_file (form, "client-certificate-file", self->certificate_row);
  sbx_config_form_add_file (form, "client-key-file", self->key_row);
  g_signal_connect_object (self->config, "notify", G_CALLBACK (sbx_trust_group_update), self,
                           G_CONNECT_SWAPPED);
  sbx_trust_group_update (self);
}
