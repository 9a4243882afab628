/* sbx-encryption-group.c — whether a hosted server is encrypted, and with what certificate
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-encryption-group.h"

#include <glib/gi18n.h>

#include "sbx-value-row.h"

struct _SbxEncryptionGroup
{
  AdwPreferencesGroup parent_instance;

  SbxChoiceRow *encryption_row;
  SbxFileRow *certificate_row;
  SbxFileRow *key_row;
  SbxFileRow *client_ca_row;
  SbxValueRow *fingerprint_row;

  SbxEndpointConfig *config; /* nullable */
  SbxServer *server;         /* nullable */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (SbxEncryptionGroup, sbx_encryption_group, ADW_TYPE_PREFERENCES_GROUP)

/* The schemes of an address without and with encryption. */
static const char *const schemes[][2] = { { "ws", "wss" }, { "http", "https" } };

/* Where the scheme of @url ends, and which it is: @kind is that in `schemes`. */
static gboolean
find_scheme (const char *url, gsize *kind, gboolean *encrypted, const char **rest)
{
  const char *end = url != NULL ? strstr (url, "://") : NULL;

  for (gsize i = 0; end != NULL && i < G_N_ELEMENTS (schemes); i++)
    for (gsize j = 0; j < 2; j++)
      if (strlen (schemes[i][j]) == (gsize) (end - url) &&
          g_ascii_strncasecmp (url, schemes[i][j], (gsize) (end - url)) == 0)
        {
          *kind = i;
          *encrypted = j == 1;
          *rest = end;
          return TRUE;
        }

  return FALSE;
}

static void
sbx_encryption_group_show_fingerprint (SbxEncryptionGroup *self, gboolean encrypted)
{
  g_autofree char *fingerprint = NULL;

  if (self->server != NULL)
    g_object_get (self->server, "fingerprint", &fingerprint, NULL);
  sbx_value_row_set_value (self->fingerprint_row, fingerprint);
  gtk_widget_set_visible (GTK_WIDGET (self->fingerprint_row), encrypted && fingerprint != NULL);
}

/* What the config says, in the rows. */
static void
sbx_encryption_group_update (SbxEncryptionGroup *self)
{
  g_autofree char *tls = NULL;
  const char *rest;
  gsize kind;
  gboolean encrypted = FALSE;
  gboolean possible = find_scheme (sbx_endpoint_config_get_url (self->config), &kind, &encrypted, &rest);
  gboolean files;

  g_object_get (self->config, "tls", &tls, NULL);
  files = g_strcmp0 (tls, "files") == 0;

  self->updating = TRUE;
  sbx_choice_row_set_value (self->encryption_row, encrypted ? tls : "off");
  self->updating = FALSE;

  gtk_widget_set_sensitive (GTK_WIDGET (self->encryption_row), possible);
  g_object_set (self->encryption_row, "hint",
                !possible    ? _ ("Decided by the address: for ws:// and http://")
                : !encrypted ? _ ("Anybody in between can read along")
                : files      ? _ ("The address begins with wss:// or https://")
                             : _ ("Kept on this machine; who connects has to trust its fingerprint"),
                NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_row), encrypted && files);
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), encrypted && files);
  gtk_widget_set_visible (GTK_WIDGET (self->client_ca_row), encrypted);
  sbx_encryption_group_show_fingerprint (self, encrypted);
}

/* What is chosen, in the config. */
static void
chosen_cb (SbxEncryptionGroup *self)
{
  const char *value = sbx_choice_row_get_value (self->encryption_row);
  gboolean encrypted = !g_str_equal (value, "off");
  const char *rest;
  gsize kind;
  gboolean was_encrypted;

  if (self->updating || self->config == NULL ||
      !find_scheme (sbx_endpoint_config_get_url (self->config), &kind, &was_encrypted, &rest))
    return;

  if (encrypted)
    g_object_set (self->config, "tls", value, NULL);
  if (encrypted != was_encrypted)
    {
      g_autofree char *url = g_strconcat (schemes[kind][encrypted ? 1 : 0], rest, NULL);

      g_object_set (self->config, "url", url, NULL);
    }
}

static void
sbx_encryption_group_dispose (GObject *object)
{
  SbxEncryptionGroup *self = SBX_ENCRYPTION_GROUP (object);

  g_clear_object (&self->config);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_encryption_group_parent_class)->dispose (object);
}

static void
sbx_encryption_group_class_init (SbxEncryptionGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_encryption_group_dispose;

  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_FILE_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-encryption-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxEncryptionGroup, encryption_row);
  gtk_widget_class_bind_template_child (widget_class, SbxEncryptionGroup, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, SbxEncryptionGroup, key_row);
  gtk_widget_class_bind_template_child (widget_class, SbxEncryptionGroup, client_ca_row);
  gtk_widget_class_bind_template_child (widget_class, SbxEncryptionGroup, fingerprint_row);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
sbx_encryption_group_init (SbxEncryptionGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sbx_encryption_group_set_form (SbxEncryptionGroup *self, SbxConfigForm *form, SbxServer *server)
{
  g_return_if_fail (SBX_IS_ENCRYPTION_GROUP (self));
  g_return_if_fail (self->config == NULL);

  self->config = g_object_ref (sbx_config_form_get_config (form));
  g_set_object (&self->server, server);
  sbx_config_form_add_part (form, "tls", GTK_WIDGET (self->encryption_row));
  sbx_config_form_add_file (form, "certificate-file", self->certificate_row);
  sbx_config_form_add_file (form, "key-file", self->key_row);
  sbx_config_form_add_file (form, "client-ca-file", self->client_ca_row);

  g_signal_connect_object (self->config, "notify::url", G_CALLBACK (sbx_encryption_group_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->config, "notify::tls", G_CALLBACK (sbx_encryption_group_update), self,
                           G_CONNECT_SWAPPED);
  if (server != NULL)
    g_signal_connect_object (server, "notify::fingerprint", G_CALLBACK (sbx_encryption_group_update), self,
                             G_CONNECT_SWAPPED);
  sbx_encryption_group_update (self);
}
