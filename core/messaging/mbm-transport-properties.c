/* mbm-transport-properties.c — what a transport is set to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-transport-private.h"

enum
{
  PROP_0,
  PROP_MAX_MESSAGE_SIZE,
  PROP_HANDSHAKE_TIMEOUT,
  PROP_MAX_PENDING,
  PROP_MAX_QUEUE_SIZE,
  PROP_HEADERS,
  PROP_ALLOWED_ORIGINS,
  PROP_ALLOW_REMOTE,
  PROP_CERTIFICATE,
  PROP_CA_FILE,
  PROP_CLIENT_CA_FILE,
  PROP_TRUSTED_FINGERPRINT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
mbm_transport_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmTransport *self = MBM_TRANSPORT (object);

  switch (prop_id)
    {
    case PROP_MAX_MESSAGE_SIZE:
      g_value_set_uint64 (value, mbm_transport_get_max_message_size (self));
      break;
    case PROP_HANDSHAKE_TIMEOUT:
      g_value_set_uint (value, mbm_transport_get_handshake_timeout (self));
      break;
    case PROP_MAX_PENDING:
      g_value_set_uint (value, mbm_transport_get_max_pending (self));
      break;
    case PROP_MAX_QUEUE_SIZE:
      g_value_set_uint64 (value, mbm_transport_get_max_queue_size (self));
      break;
    case PROP_HEADERS:
      g_value_set_boxed (value, mbm_transport_get_headers (self));
      break;
    case PROP_ALLOWED_ORIGINS:
      g_value_set_boxed (value, mbm_transport_get_allowed_origins (self));
      break;
    case PROP_ALLOW_REMOTE:
      g_value_set_boolean (value, mbm_transport_get_allow_remote (self));
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, mbm_transport_get_certificate (self));
      break;
    case PROP_CA_FILE:
      g_value_set_string (value, mbm_transport_get_ca_file (self));
      break;
    case PROP_CLIENT_CA_FILE:
      g_value_set_string (value, mbm_transport_get_client_ca_file (self));
      break;
    case PROP_TRUSTED_FINGERPRINT:
      g_value_set_string (value, mbm_transport_get_trusted_fingerprint (self));
      break;
    default:
      if (!mbm_http_settings_get (&mbm_transport_get_private (self)->http, pspec, value) &&
          !mbm_http_client_settings_get (&mbm_transport_get_private (self)->http_client, pspec, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_transport_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmTransport *self = MBM_TRANSPORT (object);

  switch (prop_id)
    {
    case PROP_MAX_MESSAGE_SIZE:
      mbm_transport_set_max_message_size (self, g_value_get_uint64 (value));
      break;
    case PROP_HANDSHAKE_TIMEOUT:
      mbm_transport_set_handshake_timeout (self, g_value_get_uint (value));
      break;
    case PROP_MAX_PENDING:
      mbm_transport_set_max_pending (self, g_value_get_uint (value));
      break;
    case PROP_MAX_QUEUE_SIZE:
      mbm_transport_set_max_queue_size (self, g_value_get_uint64 (value));
      break;
    case PROP_HEADERS:
      mbm_transport_set_headers (self, g_value_get_boxed (value));
      break;
    case PROP_ALLOWED_ORIGINS:
      mbm_transport_set_allowed_origins (self, g_value_get_boxed (value));
      break;
    case PROP_ALLOW_REMOTE:
      mbm_transport_set_allow_remote (self, g_value_get_boolean (value));
      break;
    case PROP_CERTIFICATE:
      mbm_transport_set_certificate (self, g_value_get_object (value));
      break;
    case PROP_CA_FILE:
      mbm_transport_set_ca_file (self, g_value_get_string (value));
      break;
    case PROP_CLIENT_CA_FILE:
      mbm_transport_set_client_ca_file (self, g_value_get_string (value));
      break;
    case PROP_TRUSTED_FINGERPRINT:
      mbm_transport_set_trusted_fingerprint (self, g_value_get_string (value));
      break;
    default:
      if (!mbm_http_settings_set (&mbm_transport_get_private (self)->http, object, pspec, value) &&
          !mbm_http_client_settings_set (&mbm_transport_get_private (self)->http_client, object, pspec,
                                         value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_transport_make_tls_properties (GParamFlags flags)
{
  /**
   * MbmTransport:certificate:
   *
   * The certificate to show, with its private key: a server's own, which encrypted addresses cannot be served
   * without, or a client's, for servers that ask for one. See [func@Mbm.certificate_load].
   *
   * Since: 0.1
   */
  properties[PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, flags);

  /**
   * MbmTransport:ca-file:
   *
   * A file with certificates, in PEM format, to trust besides the authorities of the system when connecting.
   * It is read whenever a connection is made.
   *
   * Since: 0.1
   */
  properties[PROP_CA_FILE] = g_param_spec_string ("ca-file", NULL, NULL, NULL, flags);

  /**
   * MbmTransport:client-ca-file:
   *
   * A file with certificates, in PEM format: when serving, clients have to show a certificate that one of
   * these authorities signed. Without it no client is asked for one.
   *
   * Since: 0.1
   */
  properties[PROP_CLIENT_CA_FILE] = g_param_spec_string ("client-ca-file", NULL, NULL, NULL, flags);

  /**
   * MbmTransport:trusted-fingerprint:
   *
   * The SHA-256 sum of a certificate, in hexadecimal, with colons or without: who shows that one when
   * connecting is trusted, whoever signed it, whatever its name, and whether it has expired or not. Read when
   * a connection is made. See [func@Mbm.certificate_dup_fingerprint].
   *
   * Since: 0.1
   */
  properties[PROP_TRUSTED_FINGERPRINT] = g_param_spec_string ("trusted-fingerprint", NULL, NULL, NULL, flags);
}

void
mbm_transport_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mbm_transport_get_property;
  object_class->set_property = mbm_transport_set_property;

  /**
   * MbmTransport:max-message-size:
   *
   * The largest message that is taken from a peer, in bytes, however it is split into fragments.
   *
   * A larger one is refused with [error@Mbm.Error.MESSAGE_TOO_LARGE] and ends the connection with code 1009.
   *
   * Since: 0.1
   */
  properties[PROP_MAX_MESSAGE_SIZE] =
    g_param_spec_uint64 ("max-message-size", NULL, NULL, 1, G_MAXUINT32, MBM_DEFAULT_MAX_MESSAGE_SIZE, flags);

  /**
   * MbmTransport:handshake-timeout:
   *
   * How long it may take from the first attempt to connect, or from an accepted connection, to the end of the
   * handshake, in milliseconds. 0 is without limit.
   *
   * Since: 0.1
   */
  properties[PROP_HANDSHAKE_TIMEOUT] =
    g_param_spec_uint ("handshake-timeout", NULL, NULL, 0, G_MAXINT, MBM_DEFAULT_HANDSHAKE_TIMEOUT, flags);

  /**
   * MbmTransport:max-pending:
   *
   * How many connections may be in their handshake at a time when serving; more wait in the system.
   *
   * Since: 0.1
   */
  properties[PROP_MAX_PENDING] =
    g_param_spec_uint ("max-pending", NULL, NULL, 1, G_MAXINT, MBM_DEFAULT_MAX_PENDING, flags);

  /**
   * MbmTransport:max-queue-size:
   *
   * How many bytes may wait to be written to one peer.
   *
   * Since: 0.1
   */
  properties[PROP_MAX_QUEUE_SIZE] =
    g_param_spec_uint64 ("max-queue-size", NULL, NULL, 1, G_MAXUINT32, MBM_DEFAULT_MAX_QUEUE_SIZE, flags);

  /**
   * MbmTransport:headers:
   *
   * Headers that are sent with the handshake when connecting, `Name: value` each.
   *
   * Since: 0.1
   */
  properties[PROP_HEADERS] = g_param_spec_boxed ("headers", NULL, NULL, G_TYPE_STRV, flags);

  /**
   * MbmTransport:allowed-origins:
   *
   * The web origins, such as `https://example.org`, whose pages may connect to what is served; `*` is all of
   * them.
   *
   * A connection that names no origin does not come from a page, and is not concerned.
   *
   * Since: 0.1
   */
  properties[PROP_ALLOWED_ORIGINS] = g_param_spec_boxed ("allowed-origins", NULL, NULL, G_TYPE_STRV, flags);

  /**
   * MbmTransport:allow-remote:
   *
   * Whether addresses that other machines can reach may be served.
   *
   * Since: 0.1
   */
  properties[PROP_ALLOW_REMOTE] = g_param_spec_boolean ("allow-remote", NULL, NULL, FALSE, flags);

  mbm_transport_make_tls_properties (flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
  mbm_http_settings_install (object_class);
  mbm_http_client_settings_install (object_class);
}

static gboolean
mbm_transport_strv_same (const char *const *a, const char *const *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_strv_equal (a, b);
}

/**
 * mbm_transport_get_headers:
 * @self: a transport
 *
 * Headers that are sent with the handshake when connecting. See [property@Mbm.Transport:headers].
 *
 * Returns: (nullable) (transfer none) (array zero-terminated=1): `Name: value` each
 *
 * Since: 0.1
 */
const char *const *
mbm_transport_get_headers (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);

  return (const char *const *) priv->headers;
}

/**
 * mbm_transport_set_headers:
 * @self: a transport
 * @headers: (nullable) (array zero-terminated=1): `Name: value` each
 *
 * Sets [property@Mbm.Transport:headers].
 *
 * Since: 0.1
 */
void
mbm_transport_set_headers (MbmTransport *self, const char *const *headers)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_if_fail (MBM_IS_TRANSPORT (self));

  if (mbm_transport_strv_same ((const char *const *) priv->headers, headers))
    return;

  g_strfreev (priv->headers);
  priv->headers = g_strdupv ((char **) headers);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEADERS]);
}

/**
 * mbm_transport_get_allowed_origins:
 * @self: a transport
 *
 * The web origins whose pages may connect to what is served. See [property@Mbm.Transport:allowed-origins].
 *
 * Returns: (nullable) (transfer none) (array zero-terminated=1): origins such as `https://example.org`, or
 * `*`
 *
 * Since: 0.1
 */
const char *const *
mbm_transport_get_allowed_origins (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);

  return (const char *const *) priv->allowed_origins;
}

/**
 * mbm_transport_set_allowed_origins:
 * @self: a transport
 * @origins: (nullable) (array zero-terminated=1): origins such as `https://example.org`, or `*`
 *
 * Sets [property@Mbm.Transport:allowed-origins].
 *
 * Since: 0.1
 */
void
mbm_transport_set_allowed_origins (MbmTransport *self, const char *const *origins)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_if_fail (MBM_IS_TRANSPORT (self));

  if (mbm_transport_strv_same ((const char *const *) priv->allowed_origins, origins))
    return;

  g_strfreev (priv->allowed_origins);
  priv->allowed_origins = g_strdupv ((char **) origins);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALLOWED_ORIGINS]);
}

/**
 * mbm_transport_get_allow_remote:
 * @self: a transport
 *
 * Whether addresses that other machines can reach may be served. See [property@Mbm.Transport:allow-remote].
 *
 * Returns: %TRUE if they may
 *
 * Since: 0.1
 */
gboolean
mbm_transport_get_allow_remote (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_val_if_fail (MBM_IS_TRANSPORT (self), FALSE);

  return priv->allow_remote;
}

/**
 * mbm_transport_set_allow_remote:
 * @self: a transport
 * @allow_remote: whether to serve addresses that other machines can reach
 *
 * Sets [property@Mbm.Transport:allow-remote].
 *
 * Since: 0.1
 */
void
mbm_transport_set_allow_remote (MbmTransport *self, gboolean allow_remote)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_if_fail (MBM_IS_TRANSPORT (self));

  allow_remote = !!allow_remote;
  if (priv->allow_remote == allow_remote)
    return;

  priv->allow_remote = allow_remote;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALLOW_REMOTE]);
}
