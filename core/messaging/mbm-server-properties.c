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
  PROP_MAX_CLIENTS,
  PROP_MAX_UNREGISTERED,
  PROP_CAPABILITIES,
  PROP_REQUIRE_REGISTRATION,
  PROP_ANNOUNCE_CLIENTS,
  PROP_BROADCAST_STYLE,
  PROP_DIALECT,
  PROP_RECONNECT_DELAY,
  PROP_TOKEN_LIFETIME,
  PROP_USERS,
  PROP_AUTH_PROVIDER,
  PROP_CONTRACT,
  PROP_ANSWER_CHECK,
  PROP_CHECK_PAYLOADS,
  PROP_ACCESS_CONTROL,
  PROP_STATE,
  PROP_URI,
  PROP_MAX_MESSAGE_SIZE,
  PROP_MAX_QUEUE_SIZE,
  PROP_HANDSHAKE_TIMEOUT,
  PROP_MAX_PENDING,
  PROP_ALLOWED_ORIGINS,
  PROP_ALLOW_REMOTE,
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
    case PROP_MAX_CLIENTS:
      g_value_set_uint (value, self->max_clients);
      break;
    case PROP_MAX_UNREGISTERED:
      g_value_set_uint (value, self->max_unregistered);
      break;
    case PROP_CAPABILITIES:
      g_value_set_boxed (value, self->capabilities);
      break;
    case PROP_REQUIRE_REGISTRATION:
      g_value_set_boolean (value, self->require_registration);
      break;
    case PROP_ANNOUNCE_CLIENTS:
      g_value_set_boolean (value, self->announce_clients);
      break;
    case PROP_BROADCAST_STYLE:
      g_value_set_enum (value, self->broadcast_style);
      break;
    case PROP_DIALECT:
      g_value_set_enum (value, self->dialect);
      break;
    case PROP_RECONNECT_DELAY:
      g_value_set_uint (value, self->reconnect_delay);
      break;
    case PROP_TOKEN_LIFETIME:
      g_value_set_uint (value, self->token_lifetime);
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
    case PROP_MAX_MESSAGE_SIZE:
      g_value_set_uint64 (value, self->max_message_size);
      break;
    case PROP_MAX_QUEUE_SIZE:
      g_value_set_uint64 (value, self->max_queue_size);
      break;
    case PROP_HANDSHAKE_TIMEOUT:
      g_value_set_uint (value, self->handshake_timeout);
      break;
    case PROP_MAX_PENDING:
      g_value_set_uint (value, self->max_pending);
      break;
    case PROP_ALLOWED_ORIGINS:
      g_value_set_boxed (value, self->allowed_origins);
      break;
    case PROP_ALLOW_REMOTE:
      g_value_set_boolean (value, self->allow_remote);
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, self->tls.certificate);
      break;
    case PROP_CLIENT_CA_FILE:
      g_value_set_string (value, self->tls.client_ca_file);
      break;
    default:
      if (!mbm_server_limits_get (&self->limits, prop_id, value) &&
          !mbm_http_settings_get (&self->http, prop_id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_server_set_strv (char ***strv, const GValue *value)
{
  g_strfreev (*strv);
  *strv = g_value_dup_boxed (value);
  if (*strv == NULL)
    *strv = g_new0 (char *, 1);
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
    case PROP_MAX_CLIENTS:
      self->max_clients = g_value_get_uint (value);
      break;
    case PROP_MAX_UNREGISTERED:
      self->max_unregistered = g_value_get_uint (value);
      break;
    case PROP_CAPABILITIES:
      mbm_server_set_strv (&self->capabilities, value);
      break;
    case PROP_REQUIRE_REGISTRATION:
      self->require_registration = g_value_get_boolean (value);
      break;
    case PROP_ANNOUNCE_CLIENTS:
      self->announce_clients = g_value_get_boolean (value);
      break;
    case PROP_BROADCAST_STYLE:
      self->broadcast_style = g_value_get_enum (value);
      break;
    case PROP_DIALECT:
      self->dialect = g_value_get_enum (value);
      break;
    case PROP_RECONNECT_DELAY:
      self->reconnect_delay = g_value_get_uint (value);
      break;
    case PROP_TOKEN_LIFETIME:
      self->token_lifetime = g_value_get_uint (value);
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
    case PROP_MAX_MESSAGE_SIZE:
      self->max_message_size = g_value_get_uint64 (value);
      break;
    case PROP_MAX_QUEUE_SIZE:
      self->max_queue_size = g_value_get_uint64 (value);
      break;
    case PROP_HANDSHAKE_TIMEOUT:
      self->handshake_timeout = g_value_get_uint (value);
      break;
    case PROP_MAX_PENDING:
      self->max_pending = g_value_get_uint (value);
      break;
    case PROP_ALLOWED_ORIGINS:
      mbm_server_set_strv (&self->allowed_origins, value);
      break;
    case PROP_ALLOW_REMOTE:
      self->allow_remote = g_value_get_boolean (value);
      break;
    case PROP_CERTIFICATE:
      g_set_object (&self->tls.certificate, g_value_get_object (value));
      break;
    case PROP_CLIENT_CA_FILE:
      mbm_tls_options_set_file (&self->tls.client_ca_file, g_value_get_string (value));
      break;
    default:
      if (!mbm_server_limits_set (&self->limits, prop_id, value) &&
          !mbm_http_settings_set (&self->http, prop_id, value))
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
   * MbmServer:max-clients:
   *
   * How many clients there may be at a time. Fewer than there are now: nobody has to leave.
   *
   * Since: 0.1
   */
  props[PROP_MAX_CLIENTS] =
    g_param_spec_uint ("max-clients", NULL, NULL, 0, G_MAXUINT, MBM_DEFAULT_MAX_CLIENTS, MBM_SETTING);

  /**
   * MbmServer:max-unregistered:
   *
   * How many connections there may be that have not registered. Further ones are closed with code 1013.
   *
   * Since: 0.1
   */
  props[PROP_MAX_UNREGISTERED] = g_param_spec_uint ("max-unregistered", NULL, NULL, 0, G_MAXUINT,
                                                    MBM_DEFAULT_MAX_UNREGISTERED, MBM_SETTING);

  /**
   * MbmServer:capabilities:
   *
   * What the service can do, as `$serverInfo` says it.
   *
   * Since: 0.1
   */
  props[PROP_CAPABILITIES] = g_param_spec_boxed ("capabilities", NULL, NULL, G_TYPE_STRV, MBM_READWRITE);

  /**
   * MbmServer:require-registration:
   *
   * Whether clients have to register before they may do anything else. If not, those that do not are named
   * `anonymous-N`: when they send something else first, or a second after they connected.
   *
   * Since: 0.1
   */
  props[PROP_REQUIRE_REGISTRATION] =
    g_param_spec_boolean ("require-registration", NULL, NULL, TRUE, MBM_SETTING);

  /**
   * MbmServer:announce-clients:
   *
   * Whether all clients are told `$connected` and `$disconnected` of each other.
   *
   * Since: 0.1
   */
  props[PROP_ANNOUNCE_CLIENTS] = g_param_spec_boolean ("announce-clients", NULL, NULL, TRUE, MBM_SETTING);

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
   * MbmServer:reconnect-delay:
   *
   * When clients of the dialect `magic-server` are asked to come back after the server stopped, in
   * milliseconds: `reconnectIn` of its `system.shutdown`.
   *
   * Since: 0.1
   */
  props[PROP_RECONNECT_DELAY] =
    g_param_spec_uint ("reconnect-delay", NULL, NULL, 0, G_MAXUINT, MBM_DEFAULT_RECONNECT_DELAY, MBM_SETTING);

  /**
   * MbmServer:token-lifetime:
   *
   * How long a login lasts, in seconds. A change counts for logins to come.
   *
   * Since: 0.1
   */
  props[PROP_TOKEN_LIFETIME] =
    g_param_spec_uint ("token-lifetime", NULL, NULL, 0, G_MAXUINT, MBM_DEFAULT_TOKEN_LIFETIME, MBM_SETTING);

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
   * MbmServer:max-message-size:
   *
   * The largest message a peer may send, in bytes; see [property@Mbm.Transport:max-message-size].
   *
   * Since: 0.1
   */
  props[PROP_MAX_MESSAGE_SIZE] = g_param_spec_uint64 ("max-message-size", NULL, NULL, 0, G_MAXUINT64,
                                                      MBM_DEFAULT_MAX_MESSAGE_SIZE, MBM_SETTING);

  /**
   * MbmServer:max-queue-size:
   *
   * How much may wait to be written to one peer, in bytes; see [property@Mbm.Transport:max-queue-size]. Who
   * reads too slowly for that is disconnected.
   *
   * Since: 0.1
   */
  props[PROP_MAX_QUEUE_SIZE] = g_param_spec_uint64 ("max-queue-size", NULL, NULL, 0, G_MAXUINT64,
                                                    MBM_DEFAULT_MAX_QUEUE_SIZE, MBM_SETTING);

  /**
   * MbmServer:handshake-timeout:
   *
   * How long a handshake may take, in milliseconds; see [property@Mbm.Transport:handshake-timeout].
   *
   * Since: 0.1
   */
  props[PROP_HANDSHAKE_TIMEOUT] = g_param_spec_uint ("handshake-timeout", NULL, NULL, 0, G_MAXUINT,
                                                     MBM_DEFAULT_HANDSHAKE_TIMEOUT, MBM_SETTING);

  /**
   * MbmServer:max-pending:
   *
   * How many connections may be in their handshake; see [property@Mbm.Transport:max-pending].
   *
   * Since: 0.1
   */
  props[PROP_MAX_PENDING] =
    g_param_spec_uint ("max-pending", NULL, NULL, 0, G_MAXUINT, MBM_DEFAULT_MAX_PENDING, MBM_SETTING);

  /**
   * MbmServer:allowed-origins:
   *
   * The web origins whose pages may connect; see [property@Mbm.Transport:allowed-origins].
   *
   * Since: 0.1
   */
  props[PROP_ALLOWED_ORIGINS] =
    g_param_spec_boxed ("allowed-origins", NULL, NULL, G_TYPE_STRV, MBM_READWRITE);

  /**
   * MbmServer:allow-remote:
   *
   * Whether other addresses than those of this machine itself may be served; see
   * [property@Mbm.Transport:allow-remote].
   *
   * Since: 0.1
   */
  props[PROP_ALLOW_REMOTE] = g_param_spec_boolean ("allow-remote", NULL, NULL, FALSE, MBM_SETTING);

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
  mbm_server_limits_install (object_class);
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
