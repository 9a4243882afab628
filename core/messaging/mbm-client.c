/* mbm-client.c — a client of Magic Button Messaging
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"
#include "mbm-enum-types.h"
#include "mbm-server.h"

/**
 * MbmClient:
 *
 * Connects to a service.
 *
 * A client belongs to the thread-default main context it was made in: all calls are made there, and handlers,
 * signals and the tap are called there. Calls that are under way hold a reference on the client; dropping the
 * last one cuts the connection without a word to the server ([method@Mbm.Client.disconnect_async] says
 * goodbye).
 *
 * ```c
 * MbmClient *client = mbm_client_new (NULL);
 *
 * mbm_client_connect_async (client, "ws://127.0.0.1:8080/", NULL, connected_cb, NULL);
 * // and in connected_cb(), after mbm_client_connect_finish():
 * mbm_client_request_async (client, "getOrderDetails", payload, NULL, 0, NULL, answered_cb, NULL);
 * ```
 *
 * While it is connected it sends a `$heartbeat` every [property@Mbm.Client:heartbeat-interval], or three
 * times within the time after which the server says it forgets a silent client, whichever is more often. A
 * server that was heard to beat, and from which then nothing at all comes for three of its intervals (the
 * longest seen, and a second at least), is held for lost.
 *
 * Requests that the server sends are answered `UNKNOWN_REQUEST_TYPE`.
 *
 * Since: 0.1
 */
enum
{
  PROP_0,
  PROP_ID,
  PROP_CLIENT_TYPE,
  PROP_CAPABILITIES,
  PROP_METADATA,
  PROP_AUTO_RECONNECT,
  PROP_RECONNECT_INTERVAL,
  PROP_HEARTBEAT_INTERVAL,
  PROP_REQUEST_TIMEOUT,
  PROP_REGISTER,
  PROP_HEADERS,
  PROP_MAX_MESSAGE_SIZE,
  PROP_MAX_QUEUE_SIZE,
  PROP_HANDSHAKE_TIMEOUT,
  PROP_STATUS,
  PROP_URI,
  PROP_CONNECTION_ID,
  PROP_SERVER_ID,
  PROP_USER,
  N_PROPS,
};

enum
{
  SIGNAL_ERROR,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MbmClient, mbm_client, G_TYPE_OBJECT)

/* --- what the parts share ----------------------------------------------- */

/**
 * mbm_client_add_timer: (skip)
 * @self: a client
 * @milliseconds: when, and how often if @func returns %G_SOURCE_CONTINUE
 * @priority: the source's priority
 * @func: the function, which gets @self without a reference
 *
 * Adds a timer on the client's main context.
 *
 * Returns: (transfer full): the timer, for mbm_client_clear_timer()
 */
GSource *
mbm_client_add_timer (MbmClient *self, guint milliseconds, int priority, GSourceFunc func)
{
  GSource *timer = g_timeout_source_new (milliseconds);

  g_source_set_priority (timer, priority);
  g_source_set_static_name (timer, "[mbm] client");
  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, self->context);

  return timer;
}

/**
 * mbm_client_clear_timer: (skip)
 * @timer: (inout): a timer or %NULL
 *
 * Ends a timer.
 */
void
mbm_client_clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

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

/* --- the object --------------------------------------------------------- */

static void
mbm_client_constructed (GObject *object)
{
  MbmClient *self = MBM_CLIENT (object);

  G_OBJECT_CLASS (mbm_client_parent_class)->constructed (object);

  if (self->id == NULL || *self->id == '\0')
    {
      g_free (self->id);
      self->id = g_strdup_printf ("client-%08x", g_random_int ());
    }
}

static void
mbm_client_dispose (GObject *object)
{
  MbmClient *self = MBM_CLIENT (object);

  mbm_client_session_dispose (self);
  mbm_client_requests_dispose (self);
  mbm_event_handlers_remove_all (self->handlers);
  mbm_client_subscriptions_forget (self);
  mbm_client_set_tap (self, NULL, NULL, NULL);

  G_OBJECT_CLASS (mbm_client_parent_class)->dispose (object);
}

static void
mbm_client_finalize (GObject *object)
{
  MbmClient *self = MBM_CLIENT (object);

  g_free (self->id);
  g_free (self->client_type);
  g_strfreev (self->capabilities);
  g_clear_pointer (&self->metadata, g_bytes_unref);
  g_strfreev (self->headers);
  g_clear_error (&self->error);
  g_free (self->uri);
  g_free (self->connection_id);
  g_free (self->server_id);
  g_free (self->farewell);
  g_free (self->connection_name);
  g_free (self->id_prefix);
  g_free (self->token);
  g_clear_pointer (&self->user, mbm_user_unref);
  g_ptr_array_unref (self->disconnect_tasks);
  g_ptr_array_unref (self->subscriptions);
  mbm_pending_table_free (self->pending);
  mbm_event_handlers_free (self->handlers);
  mbm_client_handle_unref (self->handle);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (mbm_client_parent_class)->finalize (object);
}

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
    case PROP_AUTO_RECONNECT:
      g_value_set_boolean (value, self->auto_reconnect);
      break;
    case PROP_RECONNECT_INTERVAL:
      g_value_set_uint (value, self->reconnect_interval);
      break;
    case PROP_HEARTBEAT_INTERVAL:
      g_value_set_uint (value, self->heartbeat_interval);
      break;
    case PROP_REQUEST_TIMEOUT:
      g_value_set_uint (value, self->request_timeout);
      break;
    case PROP_REGISTER:
      g_value_set_boolean (value, self->registers);
      break;
    case PROP_HEADERS:
      g_value_set_boxed (value, self->headers);
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
mbm_client_update_strv (char ***field, const GValue *value)
{
  const char *const empty[] = { NULL };
  const char *const *strings = g_value_get_boxed (value);

  if (strings == NULL)
    strings = empty;
  if (*field != NULL && g_strv_equal ((const char *const *) *field, strings))
    return FALSE;

  g_strfreev (*field);
  *field = g_strdupv ((char **) strings);
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
mbm_client_update_uint64 (guint64 *field, guint64 number)
{
  gboolean changed = *field != number;

  *field = number;
  return changed;
}

static gboolean
mbm_client_update_boolean (gboolean *field, gboolean value)
{
  gboolean changed = *field != value;

  *field = value;
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
      changed = mbm_client_update_strv (&self->capabilities, value);
      break;
    case PROP_METADATA:
      changed = mbm_client_update_bytes (&self->metadata, value);
      break;
    case PROP_AUTO_RECONNECT:
      changed = mbm_client_update_boolean (&self->auto_reconnect, g_value_get_boolean (value));
      break;
    case PROP_RECONNECT_INTERVAL:
      changed = mbm_client_update_uint (&self->reconnect_interval, g_value_get_uint (value));
      break;
    case PROP_HEARTBEAT_INTERVAL:
      changed = mbm_client_update_uint (&self->heartbeat_interval, g_value_get_uint (value));
      if (changed && mbm_client_is_open (self))
        mbm_client_liveness_start (self);
      break;
    case PROP_REQUEST_TIMEOUT:
      changed = mbm_client_update_uint (&self->request_timeout, g_value_get_uint (value));
      break;
    case PROP_REGISTER:
      changed = mbm_client_update_boolean (&self->registers, g_value_get_boolean (value));
      break;
    case PROP_HEADERS:
      changed = mbm_client_update_strv (&self->headers, value);
      break;
    case PROP_MAX_MESSAGE_SIZE:
      changed = mbm_client_update_uint64 (&self->max_message_size, g_value_get_uint64 (value));
      break;
    case PROP_MAX_QUEUE_SIZE:
      changed = mbm_client_update_uint64 (&self->max_queue_size, g_value_get_uint64 (value));
      break;
    case PROP_HANDSHAKE_TIMEOUT:
      changed = mbm_client_update_uint (&self->handshake_timeout, g_value_get_uint (value));
      break;
    default:
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
   * MbmClient:auto-reconnect:
   *
   * Whether a connection that is lost is made again. If not, the status is %MBM_CLIENT_ERROR then.
   *
   * Since: 0.1
   */
  props[PROP_AUTO_RECONNECT] =
    g_param_spec_boolean ("auto-reconnect", NULL, NULL, TRUE, READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:reconnect-interval:
   *
   * How long to wait before each attempt to reconnect, in milliseconds, 10 % more or less.
   *
   * Since: 0.1
   */
  props[PROP_RECONNECT_INTERVAL] =
    g_param_spec_uint ("reconnect-interval", NULL, NULL, 1, G_MAXINT, MBM_DEFAULT_RECONNECT_INTERVAL,
                       READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:heartbeat-interval:
   *
   * How often to send `$heartbeat`, in milliseconds; 0: never. More often than this if the server says that
   * it forgets clients sooner.
   *
   * Since: 0.1
   */
  props[PROP_HEARTBEAT_INTERVAL] =
    g_param_spec_uint ("heartbeat-interval", NULL, NULL, 0, G_MAXINT, MBM_DEFAULT_HEARTBEAT_INTERVAL,
                       READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:request-timeout:
   *
   * How long to wait for an answer if a call does not say, in milliseconds; 0: as long as there is the
   * connection.
   *
   * Since: 0.1
   */
  props[PROP_REQUEST_TIMEOUT] =
    g_param_spec_uint ("request-timeout", NULL, NULL, 0, G_MAXINT, MBM_DEFAULT_REQUEST_TIMEOUT,
                       READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:register:
   *
   * Whether to register after connecting. Without, the client is nameless: it fills in no `source`, and takes
   * every event for its own, whatever `target` says. For servers that know no registration, or do not ask for
   * it.
   *
   * Since: 0.1
   */
  props[PROP_REGISTER] = g_param_spec_boolean ("register", NULL, NULL, TRUE, READWRITE | G_PARAM_CONSTRUCT);
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
   * MbmClient:max-message-size:
   *
   * The largest message to accept, in bytes. Read when a connection is made.
   *
   * Since: 0.1
   */
  props[PROP_MAX_MESSAGE_SIZE] =
    g_param_spec_uint64 ("max-message-size", NULL, NULL, 1, G_MAXUINT32, MBM_DEFAULT_MAX_MESSAGE_SIZE,
                         READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:max-queue-size:
   *
   * How much may wait to be written, in bytes. Read when a connection is made.
   *
   * Since: 0.1
   */
  props[PROP_MAX_QUEUE_SIZE] =
    g_param_spec_uint64 ("max-queue-size", NULL, NULL, 1, G_MAXUINT64, MBM_DEFAULT_MAX_QUEUE_SIZE,
                         READWRITE | G_PARAM_CONSTRUCT);

  /**
   * MbmClient:handshake-timeout:
   *
   * How long the handshake may take, in milliseconds. Read when a connection is made.
   *
   * Since: 0.1
   */
  props[PROP_HANDSHAKE_TIMEOUT] =
    g_param_spec_uint ("handshake-timeout", NULL, NULL, 0, G_MAXINT, MBM_DEFAULT_HANDSHAKE_TIMEOUT,
                       READWRITE | G_PARAM_CONSTRUCT);
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

static void
mbm_client_class_init (MbmClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = mbm_client_constructed;
  object_class->dispose = mbm_client_dispose;
  object_class->finalize = mbm_client_finalize;
  object_class->get_property = mbm_client_get_property;
  object_class->set_property = mbm_client_set_property;

  mbm_client_install_identity ();
  mbm_client_install_behaviour ();
  mbm_client_install_transport ();
  mbm_client_install_state ();
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * MbmClient::error:
   * @self: the client
   * @error: what went wrong
   *
   * Something failed that no call can report: the connection was lost, an attempt to reconnect failed, a
   * login or a subscription could not be renewed, a frame came in that is none, or an answer that nobody
   * asked for.
   *
   * Since: 0.1
   */
  signals[SIGNAL_ERROR] = g_signal_new ("error", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
mbm_client_init (MbmClient *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->handle = mbm_client_handle_new (self);
  self->handlers = mbm_event_handlers_new ();
  self->disconnect_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->subscriptions = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_subscription_free);
  mbm_client_requests_init (self);
}

/**
 * mbm_client_new:
 * @id: (nullable): the client's id, or %NULL for a random one
 *
 * Makes a client for the thread-default main context.
 *
 * Returns: (transfer full): a new client, which is not connected
 *
 * Since: 0.1
 */
MbmClient *
mbm_client_new (const char *id)
{
  return g_object_new (MBM_TYPE_CLIENT, "id", id, NULL);
}

/**
 * mbm_client_get_id:
 * @self: a client
 *
 * Gets the client's id.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
mbm_client_get_id (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->id;
}

/**
 * mbm_client_get_uri:
 * @self: a client
 *
 * Gets the address of the service the client is, or was last, told to connect to.
 *
 * Returns: (nullable) (transfer none): the address
 *
 * Since: 0.1
 */
const char *
mbm_client_get_uri (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->uri;
}

/**
 * mbm_client_get_status:
 * @self: a client
 *
 * Gets the status.
 *
 * Returns: the status
 *
 * Since: 0.1
 */
MbmClientStatus
mbm_client_get_status (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), MBM_CLIENT_DISCONNECTED);

  return self->status;
}

/**
 * mbm_client_status_to_string:
 * @status: a status
 *
 * Gets the protocol's word for a status: `disconnected`, `connecting`, `connected`, `reconnecting` or
 * `error`. Not translated.
 *
 * Returns: (transfer none): a word
 *
 * Since: 0.1
 */
const char *
mbm_client_status_to_string (MbmClientStatus status)
{
  static const char *const words[] = { "disconnected", "connecting", "connected", "reconnecting", "error" };

  g_return_val_if_fail ((guint) status < G_N_ELEMENTS (words), NULL);

  return words[status];
}

/**
 * mbm_client_get_error:
 * @self: a client
 *
 * Gets why the status is %MBM_CLIENT_ERROR or %MBM_CLIENT_RECONNECTING.
 *
 * Returns: (nullable) (transfer none): what went wrong; valid until the status changes
 *
 * Since: 0.1
 */
const GError *
mbm_client_get_error (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->error;
}

/**
 * mbm_client_get_connection_id:
 * @self: a client
 *
 * Gets what the server calls the connection.
 *
 * Returns: (nullable) (transfer none): the id, while the client is registered
 *
 * Since: 0.1
 */
const char *
mbm_client_get_connection_id (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->connection_id;
}

/**
 * mbm_client_get_server_id:
 * @self: a client
 *
 * Gets the server's id.
 *
 * Returns: (nullable) (transfer none): the id, while the client is registered
 *
 * Since: 0.1
 */
const char *
mbm_client_get_server_id (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->server_id;
}

/**
 * mbm_client_get_user:
 * @self: a client
 *
 * Gets who is logged in.
 *
 * Returns: (nullable) (transfer none): the user
 *
 * Since: 0.1
 */
MbmUser *
mbm_client_get_user (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->user;
}
