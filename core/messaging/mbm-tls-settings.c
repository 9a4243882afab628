/* mbm-tls-settings.c — TLS connections as a transport is set to make them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-tls-private.h"

#include "mbm-transport-private.h"

struct _MbmTlsSettings
{
  GTlsCertificate *certificate;
  GTlsDatabase *database;
};

void
mbm_tls_options_clear (MbmTlsOptions *self)
{
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->client_ca_file, g_free);
  g_clear_pointer (&self->trusted_fingerprint, g_free);
}

gboolean
mbm_tls_options_set_file (char **file, const char *value)
{
  /* What an emptied entry or variable says. */
  if (value != NULL && *value == '\0')
    value = NULL;
  if (g_strcmp0 (*file, value) == 0)
    return FALSE;

  g_free (*file);
  *file = g_strdup (value);
  return TRUE;
}

static gboolean
mbm_tls_has_key (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) key = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *uri = NULL;

  g_object_get (certificate, "private-key", &key, "private-key-pem", &pem, "private-key-pkcs11-uri", &uri,
                NULL);
  return key != NULL || pem != NULL || uri != NULL;
}

MbmTlsSettings *
mbm_tls_settings_new_for_client (MbmTransport *transport, GError **error)
{
  const MbmTlsOptions *options = &mbm_transport_get_private (transport)->tls;
  g_autoptr (MbmTlsSettings) self = g_new0 (MbmTlsSettings, 1);

  self->database = mbm_tls_database_new (options->ca_file, options->trusted_fingerprint, error);
  if (self->database == NULL)
    return NULL;

  if (options->certificate != NULL && !mbm_tls_has_key (options->certificate))
    {
      g_set_error_literal (
        error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
        _ ("The client certificate comes without its private key, and cannot be used without it"));
      return NULL;
    }

  g_set_object (&self->certificate, options->certificate);
  return g_steal_pointer (&self);
}

MbmTlsSettings *
mbm_tls_settings_new_for_server (MbmTransport *transport, GError **error)
{
  const MbmTlsOptions *options = &mbm_transport_get_private (transport)->tls;
  g_autoptr (MbmTlsSettings) self = g_new0 (MbmTlsSettings, 1);

  if (!mbm_tls_check_support (error))
    return NULL;

  if (options->certificate == NULL)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                           _ ("To serve with TLS takes a certificate and its private key, and none is set"));
      return NULL;
    }
  if (!mbm_tls_has_key (options->certificate))
    {
      g_set_error_literal (
        error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
        _ ("The server's certificate comes without its private key, and cannot be used without it"));
      return NULL;
    }
  if (!mbm_tls_check_key (options->certificate, error))
    return NULL;

  g_set_object (&self->certificate, options->certificate);
  if (options->client_ca_file != NULL)
    {
      self->database = mbm_tls_database_new_for_file (options->client_ca_file, error);
      if (self->database == NULL)
        return NULL;
    }

  return g_steal_pointer (&self);
}

void
mbm_tls_settings_free (MbmTlsSettings *self)
{
  g_clear_object (&self->certificate);
  g_clear_object (&self->database);
  g_free (self);
}

GTlsCertificate *
mbm_tls_settings_get_certificate (MbmTlsSettings *self)
{
  return self->certificate;
}

GTlsDatabase *
mbm_tls_settings_get_database (MbmTlsSettings *self)
{
  return self->database;
}

GTlsAuthenticationMode
mbm_tls_settings_get_authentication_mode (MbmTlsSettings *self)
{
  return self->database != NULL ? G_TLS_AUTHENTICATION_REQUIRED : G_TLS_AUTHENTICATION_NONE;
}

/* Told of their database only later, connections would first read all of the system's authorities, each of
 * them anew: with GnuTLS 90 ms and 4 MiB for each. */
GTlsConnection *
mbm_tls_make_client (GIOStream *base, GSocketConnectable *identity, GTlsDatabase *database, GError **error)
{
  return g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()), NULL, error,
                         "base-io-stream", base, "server-identity", identity, "database", database, NULL);
}

GTlsConnection *
mbm_tls_make_server (GIOStream *base, GTlsCertificate *certificate, GTlsDatabase *database, GError **error)
{
  return g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL, error,
                         "base-io-stream", base, "certificate", certificate, "database", database, NULL);
}

GTlsConnection *
mbm_tls_settings_make_client (MbmTlsSettings *self,
                              GIOStream *base,
                              const char *host,
                              guint16 port,
                              GError **error)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (host, port);
  GTlsConnection *connection = mbm_tls_make_client (base, identity, self->database, error);

  if (connection != NULL && self->certificate != NULL)
    g_tls_connection_set_certificate (connection, self->certificate);
  return connection;
}

/* Without somebody who says so GIO takes nobody's certificate, not even a good one. */
static gboolean
mbm_tls_accept_certificate_cb (GTlsConnection *connection,
                               GTlsCertificate *certificate,
                               GTlsCertificateFlags problems,
                               gpointer user_data)
{
  return problems == 0;
}

GTlsConnection *
mbm_tls_settings_make_server (MbmTlsSettings *self, GIOStream *base, GError **error)
{
  GTlsConnection *connection = mbm_tls_make_server (base, self->certificate, self->database, error);

  if (connection == NULL)
    return NULL;

  g_signal_connect (connection, "accept-certificate", G_CALLBACK (mbm_tls_accept_certificate_cb), NULL);
  g_object_set (connection, "authentication-mode", mbm_tls_settings_get_authentication_mode (self), NULL);
  return connection;
}
