/* mbm-transport-tls.c — the certificates a transport is set to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-transport-private.h"

/**
 * mbm_transport_get_certificate:
 * @self: a transport
 *
 * The certificate to show. See [property@Mbm.Transport:certificate].
 *
 * Returns: (nullable) (transfer none): a certificate with its private key
 *
 * Since: 0.1
 */
GTlsCertificate *
mbm_transport_get_certificate (MbmTransport *self)
{
  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);

  return mbm_transport_get_private (self)->tls.certificate;
}

/**
 * mbm_transport_set_certificate:
 * @self: a transport
 * @certificate: (nullable): a certificate with its private key
 *
 * Sets [property@Mbm.Transport:certificate].
 *
 * Since: 0.1
 */
void
mbm_transport_set_certificate (MbmTransport *self, GTlsCertificate *certificate)
{
  g_return_if_fail (MBM_IS_TRANSPORT (self));
  g_return_if_fail (certificate == NULL || G_IS_TLS_CERTIFICATE (certificate));

  if (g_set_object (&mbm_transport_get_private (self)->tls.certificate, certificate))
    g_object_notify (G_OBJECT (self), "certificate");
}

/**
 * mbm_transport_get_ca_file:
 * @self: a transport
 *
 * Whom to trust besides the system's authorities. See [property@Mbm.Transport:ca-file].
 *
 * Returns: (nullable) (transfer none) (type filename): a path
 *
 * Since: 0.1
 */
const char *
mbm_transport_get_ca_file (MbmTransport *self)
{
  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);

  return mbm_transport_get_private (self)->tls.ca_file;
}

/**
 * mbm_transport_set_ca_file:
 * @self: a transport
 * @ca_file: (nullable) (type filename): a path
 *
 * Sets [property@Mbm.Transport:ca-file].
 *
 * Since: 0.1
 */
void
mbm_transport_set_ca_file (MbmTransport *self, const char *ca_file)
{
  g_return_if_fail (MBM_IS_TRANSPORT (self));

  if (mbm_tls_options_set_file (&mbm_transport_get_private (self)->tls.ca_file, ca_file))
    g_object_notify (G_OBJECT (self), "ca-file");
}

/**
 * mbm_transport_get_trusted_fingerprint:
 * @self: a transport
 *
 * Which certificate is good, whoever signed it. See [property@Mbm.Transport:trusted-fingerprint].
 *
 * Returns: (nullable) (transfer none): a fingerprint
 *
 * Since: 0.1
 */
const char *
mbm_transport_get_trusted_fingerprint (MbmTransport *self)
{
  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);

  return mbm_transport_get_private (self)->tls.trusted_fingerprint;
}

/**
 * mbm_transport_set_trusted_fingerprint:
 * @self: a transport
 * @trusted_fingerprint: (nullable): a fingerprint
 *
 * Sets [property@Mbm.Transport:trusted-fingerprint].
 *
 * Since: 0.1
 */
void
mbm_transport_set_trusted_fingerprint (MbmTransport *self, const char *trusted_fingerprint)
{
  g_return_if_fail (MBM_IS_TRANSPORT (self));

  if (mbm_tls_options_set_file (&mbm_transport_get_private (self)->tls.trusted_fingerprint,
                                trusted_fingerprint))
    g_object_notify (G_OBJECT (self), "trusted-fingerprint");
}

/**
 * mbm_transport_get_client_ca_file:
 * @self: a transport
 *
 * Whose certificates clients have to show. See [property@Mbm.Transport:client-ca-file].
 *
 * Returns: (nullable) (transfer none) (type filename): a path
 *
 * Since: 0.1
 */
const char *
mbm_transport_get_client_ca_file (MbmTransport *self)
{
  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);

  return mbm_transport_get_private (self)->tls.client_ca_file;
}

/**
 * mbm_transport_set_client_ca_file:
 * @self: a transport
 * @client_ca_file: (nullable) (type filename): a path
 *
 * Sets [property@Mbm.Transport:client-ca-file].
 *
 * Since: 0.1
 */
void
mbm_transport_set_client_ca_file (MbmTransport *self, const char *client_ca_file)
{
  g_return_if_fail (MBM_IS_TRANSPORT (self));

  if (mbm_tls_options_set_file (&mbm_transport_get_private (self)->tls.client_ca_file, client_ca_file))
    g_object_notify (G_OBJECT (self), "client-ca-file");
}
