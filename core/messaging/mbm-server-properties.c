/* mbm-server-properties.c — what can be set on a server, and seen of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-enum-types.h"
#include "mbm-payload-check.h"
#include "mbm-server-private.h"

enum
{
  PROP_0,
  PROP_ID,
  PROP_VERSION,
  PROP_HEARTBEAT_INTERVAL,
  PROP_CLIENT_TIMEOUT,
  PROP_CAPABILITIES,
  PROP_BROADCAST_STYLE,
  PROP_DIALECT,
  PROP_USERS,
  PROP_AUTH_PROVIDER,
  PROP_CONTRACT,
  PROP_ANSWER_CHECK,
  PROP_CHECK_PAYLOADS,
  PROP_ACCESS_CONTROL,
  PROP_STATE,
  PROP_URI,
  PROP_ALLOWED_ORIGINS,
  PROP_CERTIFICATE,
  PROP_CLIENT_CA_FILE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
mbm_server_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmServer *self = MBM_SERVER (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_VERSION:
      g_value_set_string (value, self->version);
      break;
    case PROP_HEARTBEAT_INTERVAL:
      g_value_set_uint (value, self->heartbeat_interval);
      break;
    case PROP_CLIENT_TIMEOUT:
      g_value_set_uint (value, self->client_timeout);
      break;
    case PROP_CAPABILITIES:
      g_value_set_boxed (value, self->capabilities);
      break;
    case PROP_BROADCAST_STYLE:
      g_value_set_enum (value, self->broadcast_style);
      break;
    case PROP_DIALECT:
      g_value_set_enum (value, self->dialect);
      break;
    case PROP_USERS:
      g_value_set_object (value, MBM_IS_USER_STORE (self->provider) ? self->provider : NULL);
      break;
    case PROP_AUTH_PROVIDER:
      g_value_set_object (value, self->provider);
      break;
    case PROP_CONTRACT:
      g_value_set_boxed (value, self->contract);
      break;
    case PROP_ANSWER_CHECK:
      g_value_set_enum (value, self->answer_check);
      break;
    case PROP_CHECK_PAYLOADS:
      g_value_set_boolean (value, self->check_payloads);
      break;
    case PROP_ACCESS_CONTROL:
      g_value_set_object (value, self->access_control);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_ALLOWED_ORIGINS:
      g_value_set_boxed (value, self->allowed_origins);
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, self->tls.certificate);
      break;
    case PROP_CLIENT_CA_FILE:
      g_value_set_string (value, self->tls.client_ca_file);
      break;
    default:
      if (!mbm_field_table_get (&mbm_server_settings, self, pspec, value) &&
          !mbm_field_table_get (&mbm_server_limits, &self->limits, pspec, value) &&
          !mbm_http_settings_get (&self->http, pspec, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_server_set_version (MbmServer *self, const char *version)
{
  g_free (self->version);
  self->version = g_strdup (version != NULL ? version : "1.0.0");
}

/* Tokens that another provider's users got are of no use any more. */
static void
mbm_server_set_provider (MbmServer *self, MbmAuthProvider *provider)
{
  if (!g_set_object (&self->provider, provider))
    return;

  mbm_token_store_clear (self->tokens);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USERS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTH_PROVIDER]);
}

static void
mbm_server_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmServer *self = MBM_SERVER (object);

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    case PROP_VERSION:
      mbm_server_set_version (self, g_value_get_string (value));
      break;
    case PROP_HEARTBEAT_INTERVAL:
      self->heartbeat_interval = g_value_get_uint (value);
      mbm_server_timers_restart_beat (self);
      mbm_server_timers_restart_probe (self);
      break;
    case PROP_CLIENT_TIMEOUT:
      self->client_timeout = g_value_get_uint (value);
      mbm_server_timers_restart_probe (self);
      mbm_server_timers_update_watch (self);
      break;
    case PROP_CAPABILITIES:
      if (mbm_update_strv (&self->capabilities, value))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_BROADCAST_STYLE:
      self->broadcast_style = g_value_get_enum (value);
      break;
    case PROP_DIALECT:
      self->dialect = g_value_get_enum (value);
      break;
    case PROP_USERS:
    case PROP_AUTH_PROVIDER:
      mbm_server_set_provider (self, g_value_get_object (value));
      break;
    case PROP_CONTRACT:
      if (mbm_server_set_contract (self, g_value_get_boxed (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_ANSWER_CHECK:
      mbm_server_set_answer_check (self, g_value_get_enum (value));
      break;
    case PROP_CHECK_PAYLOADS:
      mbm_server_set_check_payloads (self, g_value_get_boolean (value));
      break;
    case PROP_ACCESS_CONTROL:
      if (mbm_server_set_access_control (self, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_ALLOWED_ORIGINS:
      if (mbm_update_strv (&self->allowed_origins, value))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_CERTIFICATE:
      g_set_object (&self->tls.certificate, g_value_get_object (value));
      break;
    case PROP_CLIENT_CA_FILE:
      mbm_tls_options_set_file (&self->tls.client_ca_file, g_value_get_string (value));
      break;
    default:
      if (!mbm_field_table_set (&mbm_server_settings, self, object, pspec, value) &&
          !mbm_field_table_set (&mbm_server_limits, &self->limits, object, pspec, value) &&
          !mbm_http_settings_set (&self->http, object, pspec, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define MBM_READWRITE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)
#define MBM_SETTING   (MBM_READWRITE | G_PARAM_CONSTRUCT)
#define MBM_ONCE      (MBM_READWRITE | G_PARAM_CONSTRUCT_ONLY)
#define MBM_READ      (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

static void
mbm_server_make_own_props (void)
{
  /**
   * MbmServer:id:
   *
   * What the server calls itself to its clients. %NULL makes one: `server-` and random digits.
   *
   * Since: 0.1
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, MBM_ONCE);

  /**
   * MbmServer:version:
   *
   * The version of the service, as `$serverInfo` says it.
   *
   * Since: 0.1
   */
  props[PROP_VERSION] = g_param_spec_string ("version", NULL, NULL, "1.0.0", MBM_SETTING);

  /**
   * MbmServer:heartbeat-interval:
   *
   * How often every client gets a `$heartbeat`, in milliseconds; 0 for never. A change counts from now on.
   * Clients of the dialect `magic-server` get none: they are asked by WebSocket pings whether they are
   * there, as often, and three times within [property@Mbm.Server:client-timeout] at least.
   *
   * Since: 0.1
   */
  props[PROP_HEARTBEAT_INTERVAL] = g_param_spec_uint ("heartbeat-interval", NULL, NULL, 0, G_MAXUINT,
                                                      MBM_DEFAULT_HEARTBEAT_INTERVAL, MBM_SETTING);

  /**
   * MbmServer:client-timeout:
   *
   * How long a peer may be silent before it is dropped, registered or not, in milliseconds; 0 for ever. Any
   * frame from it counts as activity, the answer to a WebSocket ping too.
   *
   * Since: 0.1
   */
  props[PROP_CLIENT_TIMEOUT] =
    g_param_spec_uint ("client-timeout", NULL, NULL, 0, G_MAXUINT, MBM_DEFAULT_CLIENT_TIMEOUT, MBM_SETTING);

  /**
   * MbmServer:capabilities:
   *
   * What the service can do, as `$serverInfo` says it.
   *
   * Since: 0.1
   */
  props[PROP_CAPABILITIES] =
    g_param_spec_boxed ("capabilities", NULL, NULL, G_TYPE_STRV, MBM_READWRITE | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * MbmServer:broadcast-style:
   *
   * How a broadcast travels.
   *
   * Since: 0.1
   */
  props[PROP_BROADCAST_STYLE] = g_param_spec_enum ("broadcast-style", NULL, NULL, MBM_TYPE_BROADCAST_STYLE,
                                                   MBM_BROADCAST_EVENT, MBM_SETTING);

  /**
   * MbmServer:dialect:
   *
   * What clients have to speak. A change counts for connections to come.
   *
   * By default the first frame of each connection tells. Until it comes nobody knows: who speaks
   * `magic-server`, where connecting is registering, and only listens, is a client at once if this is
   * %MBM_SERVER_DIALECT_MAGIC_SERVER, and else not before its first frame.
   *
   * Since: 0.1
   */
  props[PROP_DIALECT] =
    g_param_spec_enum ("dialect", NULL, NULL, MBM_TYPE_SERVER_DIALECT, MBM_SERVER_DIALECT_AUTO, MBM_SETTING);

  /**
   * MbmServer:users:
   *
   * Who may log in. With %NULL or an empty store every login fails with `user_not_found`. It is the
   * [property@Mbm.Server:auth-provider], or %NULL if that is none of this kind; to set it sets that one.
   *
   * Since: 0.1
   */
  props[PROP_USERS] =
    g_param_spec_object ("users", NULL, NULL, MBM_TYPE_USER_STORE, MBM_READWRITE | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * MbmServer:auth-provider:
   *
   * Who decides who may log in. Without one every login fails with `user_not_found`. Setting another one ends
   * all logins.
   *
   * Since: 0.1
   */
  props[PROP_AUTH_PROVIDER] = g_param_spec_object ("auth-provider", NULL, NULL, MBM_TYPE_AUTH_PROVIDER,
                                                   MBM_READWRITE | G_PARAM_EXPLICIT_NOTIFY);
}

static void
mbm_server_make_contract_props (void)
{
  /**
   * MbmServer:contract:
   *
   * What the service has agreed on with its clients. With one, requests and events of clients are held
   * against it, behind all middleware that was added: their roles ([class@Mbm.AccessCheck]) and their
   * payloads
   * ([class@Mbm.PayloadCheck]); subscriptions and who gets an event follow its rules; and
   * [method@Mbm.ServerRequest.fail_code] finds its errors. Names that it does not have are let through.
   *
   * May be set while the server runs: it counts for what comes from then on.
   *
   * Since: 0.1
   */
  props[PROP_CONTRACT] =
    g_param_spec_boxed ("contract", NULL, NULL, MBM_TYPE_CONTRACT, MBM_READWRITE | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * MbmServer:answer-check:
   *
   * What becomes of answers of the server's own handlers that are not what the contract says.
   *
   * Since: 0.1
   */
  props[PROP_ANSWER_CHECK] = g_param_spec_enum ("answer-check", NULL, NULL, MBM_TYPE_ANSWER_CHECK,
                                                MBM_ANSWER_CHECK_OFF, MBM_READWRITE);

  /**
   * MbmServer:check-payloads:
   *
   * Whether payloads, and answers as [property@Mbm.Server:answer-check] says, are held against the contract
   * at all. May be set while the server runs.
   *
   * Since: 0.1
   */
  props[PROP_CHECK_PAYLOADS] = g_param_spec_boolean ("check-payloads", NULL, NULL, TRUE, MBM_READWRITE);

  /**
   * MbmServer:access-control:
   *
   * Who may ask and send what, subscribe to it and get it, in the place of what the contract says. %NULL
   * leaves that to the contract.
   *
   * Since: 0.1
   */
  props[PROP_ACCESS_CONTROL] = g_param_spec_object ("access-control", NULL, NULL, MBM_TYPE_ACCESS_CONTROL,
                                                    MBM_READWRITE | G_PARAM_EXPLICIT_NOTIFY);
}

static void
mbm_server_make_transport_props (void)
{
  /**
   * MbmServer:allowed-origins:
   *
   * The web origins whose pages may connect; see [property@Mbm.Transport:allowed-origins].
   *
   * Since: 0.1
   */
  props[PROP_ALLOWED_ORIGINS] =
    g_param_spec_boxed ("allowed-origins", NULL, NULL, G_TYPE_STRV, MBM_READWRITE | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * MbmServer:certificate:
   *
   * The server's certificate with its private key, which encrypted addresses such as `wss://127.0.0.1:8443`
   * take; see [func@Mbm.certificate_load]. Read when the server starts.
   *
   * Since: 0.1
   */
  props[PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, MBM_READWRITE);

  /**
   * MbmServer:client-ca-file:
   *
   * A file with the authorities whose certificates clients have to show; see
   * [property@Mbm.Transport:client-ca-file]. Read when the server starts.
   *
   * Since: 0.1
   */
  props[PROP_CLIENT_CA_FILE] = g_param_spec_string ("client-ca-file", NULL, NULL, NULL, MBM_READWRITE);
}

static void
mbm_server_make_read_props (void)
{
  /**
   * MbmServer:state:
   *
   * Where the server is in its life.
   *
   * Since: 0.1
   */
  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MBM_TYPE_SERVER_STATE, MBM_SERVER_STOPPED, MBM_READ);

  /**
   * MbmServer:uri:
   *
   * What is served, with the port that was chosen; %NULL while the server is stopped or starting.
   *
   * Since: 0.1
   */
  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, MBM_READ);
}

void
mbm_server_install_properties (GObjectClass *object_class)
{
  object_class->get_property = mbm_server_get_property;
  object_class->set_property = mbm_server_set_property;

  mbm_server_make_own_props ();
  mbm_server_make_contract_props ();
  mbm_server_make_transport_props ();
  mbm_server_make_read_props ();
  g_object_class_install_properties (object_class, N_PROPS, props);
  mbm_field_table_install (&mbm_server_settings, object_class);
  mbm_field_table_install (&mbm_server_limits, object_class);
  mbm_http_settings_install (object_class);
}

void
mbm_server_set_state (MbmServer *self, MbmServerState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
mbm_server_set_uri (MbmServer *self, const char *uri)
{
  if (g_strcmp0 (self->uri, uri) == 0)
    return;

  g_free (self->uri);
  self->uri = g_strdup (uri);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
}
