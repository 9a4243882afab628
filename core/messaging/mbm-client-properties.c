/* mbm-client-properties.c — what a client is told to be, and what it says of itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"
#include "mbm-retry-policy.h"
#include "mbm-enum-types.h"
#include "mbm-server.h"

enum
{
  PROP_0,
  PROP_ID,
  PROP_CLIENT_TYPE,
  PROP_CAPABILITIES,
  PROP_METADATA,
  PROP_HEARTBEAT_INTERVAL,
  PROP_RETRY_POLICY,
  PROP_DIALECT,
  PROP_HEADERS,
  PROP_CERTIFICATE,
  PROP_CA_FILE,
  PROP_TRUSTED_FINGERPRINT,
  PROP_STATUS,
  PROP_URI,
  PROP_CONNECTION_ID,
  PROP_SERVER_ID,
  PROP_USER,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* --- state ---------------------------------------------------------------- */

/**
 * mbm_client_set_status: (skip)
 * @self: a client
 * @status: the new status
 * @error: (nullable): why it is
 *
 * Changes the status, and tells the tap and who is notified.
 */
void
mbm_client_set_status (MbmClient *self, MbmClientStatus status, const GError *error)
{
  MbmTapRecord record = { .kind = MBM_TAP_STATUS,
                          .reason = mbm_client_status_to_string (status),
                          .error = error };
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  g_clear_error (&self->error);
  self->error = copy;
  if (self->status == status)
    return;

  self->status = status;
  mbm_client_tap (self, &record);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
}

static void
mbm_client_take_string (MbmClient *self, char **field, char *value, guint prop)
{
  g_autofree char *old = *field;

  *field = value;
  if (g_strcmp0 (old, value) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/**
 * mbm_client_set_connection: (skip)
 * @self: a client
 * @connection_id: (nullable) (transfer full): the connection's id, as the server calls it
 * @server_id: (nullable) (transfer full): the server's id
 *
 * Keeps what a registration told.
 */
void
mbm_client_set_connection (MbmClient *self, char *connection_id, char *server_id)
{
  mbm_client_take_string (self, &self->connection_id, connection_id, PROP_CONNECTION_ID);
  mbm_client_take_string (self, &self->server_id, server_id, PROP_SERVER_ID);
}

/**
 * mbm_client_set_uri: (skip)
 * @self: a client
 * @uri: the address
 *
 * Keeps the address.
 */
void
mbm_client_set_uri (MbmClient *self, const char *uri)
{
  mbm_client_take_string (self, &self->uri, g_strdup (uri), PROP_URI);
}

/**
 * mbm_client_set_user: (skip)
 * @self: a client
 * @user: (nullable): who is logged in
 *
 * Keeps who is logged in.
 */
void
mbm_client_set_user (MbmClient *self, MbmUser *user)
{
  if (self->user == user)
    return;

  g_clear_pointer (&self->user, mbm_user_unref);
  self->user = user != NULL ? mbm_user_ref (user) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USER]);
}

/* --- GObject -------------------------------------------------------------- */

static void
mbm_client_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmClient *self = MBM_CLIENT (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_CLIENT_TYPE:
      g_value_set_string (value, self->client_type);
      break;
    case PROP_CAPABILITIES:
      g_value_set_boxed (value, self->capabilities);
      break;
    case PROP_METADATA:
      g_value_set_boxed (value, self->metadata);
      break;
    case PROP_HEARTBEAT_INTERVAL:
      g_value_set_uint (value, self->heartbeat_interval);
      break;
    case PROP_RETRY_POLICY:
      g_value_set_object (value, self->retry_policy);
      break;
    case PROP_DIALECT:
      g_value_set_enum (value, self->wanted_dialect);
      break;
    case PROP_HEADERS:
      g_value_set_boxed (value, self->headers);
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, self->tls.certificate);
      break;
    case PROP_CA_FILE:
      g_value_set_string (value, self->tls.ca_file);
      break;
    case PROP_TRUSTED_FINGERPRINT:
      g_value_set_string (value, self->tls.trusted_fingerprint);
      break;
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_CONNECTION_ID:
      g_value_set_string (value, self->connection_id);
      break;
    case PROP_SERVER_ID:
      g_value_set_string (value, self->server_id);
      break;
    case PROP_USER:
      g_value_set_boxed (value, self->user);
      break;
    default:
      if (!mbm_field_table_get (&mbm_client_settings, self, pspec, value) &&
          !mbm_http_client_settings_get (&self->http, pspec, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
mbm_client_update_string (char **field, const GValue *value)
{
  const char *string = g_value_get_string (value);

  if (g_strcmp0 (*field, string) == 0)
    return FALSE;

  g_free (*field);
  *field = g_strdup (string);
  return TRUE;
}

static gboolean
mbm_client_update_bytes (GBytes **field, const GValue *value)
{
  GBytes *bytes = g_value_get_boxed (value);

  if (*field == bytes || (*field != NULL && bytes != NULL && g_bytes_equal (*field, bytes)))
    return FALSE;

  g_clear_pointer (field, g_bytes_unref);
  *field = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return TRUE;
}

static gboolean
mbm_client_update_uint (guint *field, guint number)
{
  gboolean changed = *field != number;

  *field = number;
  return changed;
}

static gboolean
mbm_client_update_dialect (MbmDialect *field, MbmDialect dialect)
{
  gboolean changed = *field != dialect;

  *field = dialect;
  return changed;
}

static void
mbm_client_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmClient *self = MBM_CLIENT (object);
  gboolean changed = FALSE;

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    case PROP_CLIENT_TYPE:
      changed = mbm_client_update_string (&self->client_type, value);
      break;
    case PROP_CAPABILITIES:
      changed = mbm_update_strv (&self->capabilities, value);
      break;
    case PROP_METADATA:
      changed = mbm_client_update_bytes (&self->metadata, value);
      break;
    case PROP_HEARTBEAT_INTERVAL:
      changed = mbm_client_update_uint (&self->heartbeat_interval, g_value_get_uint (value));
      if (changed && mbm_client_is_open (self))
        mbm_client_liveness_start (self);
      break;
    case PROP_RETRY_POLICY:
      changed = g_set_object ((GObject **) &self->retry_policy, g_value_get_object (value));
      break;
    case PROP_DIALECT:
      changed = mbm_client_update_dialect (&self->wanted_dialect, g_value_get_enum (value));
      break;
    case PROP_HEADERS:
      changed = mbm_update_strv (&self->headers, value);
      break;
    case PROP_CERTIFICATE:
      changed = g_set_object (&self->tls.certificate, g_value_get_object (value));
      break;
    case PROP_CA_FILE:
      changed = mbm_tls_options_set_file (&self->tls.ca_file, g_value_get_string (value));
      break;
    case PROP_TRUSTED_FINGERPRINT:
      changed = mbm_tls_options_set_file (&self->tls.trusted_fingerprint, g_value_get_string (value));
      break;
    default:
      if (!mbm_field_table_set (&mbm_client_settings, self, object, pspec, value) &&
          !mbm_http_client_settings_set (&self->http, object, pspec, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }

  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

#define READWRITE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)
#define READABLE  (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

static void
mbm_client_install_identity (void)
{
  /**
   * MbmClient:id:
   *
   * The client's id, which the server knows it by. `client-` and random digits if none is given.
   *
   * Since: 0.1
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL,
                                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * MbmClient:client-type:
   *
   * What kind of client it is, for the server to show. Told when it registers.
   *
   * Since: 0.1
   */
  props[PROP_CLIENT_TYPE] =
    g_param_spec_string ("client-type", NULL, NULL, "glib", READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:capabilities:
   *
   * What the client can do, for the server to show. Told when it registers.
   *
   * Since: 0.1
   */
  props[PROP_CAPABILITIES] =
    g_param_spec_boxed ("capabilities", NULL, NULL, G_TYPE_STRV, READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:metadata:
   *
   * Whatever else the server is to know: a JSON object as text, or %NULL. Told when it registers.
   *
   * Since: 0.1
   */
  props[PROP_METADATA] = g_param_spec_boxed ("metadata", NULL, NULL, G_TYPE_BYTES, READWRITE);
}

static void
mbm_client_install_behaviour (void)
{
  /**
   * MbmClient:heartbeat-interval:
   *
   * How often to send `$heartbeat`, or a WebSocket ping in the dialect `magic-server`, in milliseconds; 0:
   * never. More often than this if the server says that
   * it forgets clients sooner.
   *
   * Since: 0.1
   */
  props[PROP_HEARTBEAT_INTERVAL] =
    g_param_spec_uint ("heartbeat-interval", NULL, NULL, 0, G_MAXINT, MBM_DEFAULT_HEARTBEAT_INTERVAL,
                       READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:retry-policy:
   *
   * When application requests of [method@Mbm.Client.request_async] are made again, or %NULL: never.
   *
   * Since: 0.1
   */
  props[PROP_RETRY_POLICY] =
    g_param_spec_object ("retry-policy", NULL, NULL, MBM_TYPE_RETRY_POLICY, READWRITE);

  /**
   * MbmClient:dialect:
   *
   * What to speak. In `magic-server` there is no registration, whatever [property@Mbm.Client:register] says.
   * Read by [method@Mbm.Client.connect_async].
   *
   * Since: 0.1
   */
  props[PROP_DIALECT] = g_param_spec_enum ("dialect", NULL, NULL, MBM_TYPE_DIALECT, MBM_DIALECT_MESSAGING,
                                           READWRITE | G_PARAM_CONSTRUCT);
}

static void
mbm_client_install_transport (void)
{
  /**
   * MbmClient:headers:
   *
   * Headers to send with the handshake, `Name: value` each.
   *
   * Since: 0.1
   */
  props[PROP_HEADERS] =
    g_param_spec_boxed ("headers", NULL, NULL, G_TYPE_STRV, READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:certificate:
   *
   * A certificate with its private key to show to servers that ask for one, over encrypted connections; see
   * [func@Mbm.certificate_load]. Read when a connection is made.
   *
   * Since: 0.1
   */
  props[PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, READWRITE);

  /**
   * MbmClient:ca-file:
   *
   * A file with certificates to trust besides the authorities of the system; see
   * [property@Mbm.Transport:ca-file]. Read when a connection is made.
   *
   * Since: 0.1
   */
  props[PROP_CA_FILE] = g_param_spec_string ("ca-file", NULL, NULL, NULL, READWRITE);

  /**
   * MbmClient:trusted-fingerprint:
   *
   * The SHA-256 sum of the certificate to trust, whoever signed it; see
   * [property@Mbm.Transport:trusted-fingerprint]. Read when a connection is made.
   *
   * Since: 0.1
   */
  props[PROP_TRUSTED_FINGERPRINT] = g_param_spec_string ("trusted-fingerprint", NULL, NULL, NULL, READWRITE);
}

static void
mbm_client_install_state (void)
{
  /**
   * MbmClient:status:
   *
   * The status.
   *
   * Since: 0.1
   */
  props[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, MBM_TYPE_CLIENT_STATUS, MBM_CLIENT_DISCONNECTED, READABLE);

  /**
   * MbmClient:uri:
   *
   * The address of the service, from the first attempt to connect on.
   *
   * Since: 0.1
   */
  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, READABLE);

  /**
   * MbmClient:connection-id:
   *
   * What the server calls the connection, while the client is registered.
   *
   * Since: 0.1
   */
  props[PROP_CONNECTION_ID] = g_param_spec_string ("connection-id", NULL, NULL, NULL, READABLE);

  /**
   * MbmClient:server-id:
   *
   * The server's id, while the client is registered.
   *
   * Since: 0.1
   */
  props[PROP_SERVER_ID] = g_param_spec_string ("server-id", NULL, NULL, NULL, READABLE);

  /**
   * MbmClient:user:
   *
   * Who is logged in.
   *
   * Since: 0.1
   */
  props[PROP_USER] = g_param_spec_boxed ("user", NULL, NULL, MBM_TYPE_USER, READABLE);
}

/**
 * mbm_client_properties_install: (skip)
 * @object_class: the class
 *
 * Gives the class its properties.
 */
void
mbm_client_properties_install (GObjectClass *object_class)
{
  object_class->get_property = mbm_client_get_property;
  object_class->set_property = mbm_client_set_property;

  mbm_client_install_identity ();
  mbm_client_install_behaviour ();
  mbm_client_install_transport ();
  mbm_client_install_state ();
  g_object_class_install_properties (object_class, N_PROPS, props);
  mbm_field_table_install (&mbm_client_settings, object_class);
  mbm_http_client_settings_install (object_class);
}
