/* mbm-server-client.c — a client as its server knows it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-client-private.h"

/**
 * MbmServerClient:
 *
 * A client as its server knows it.
 *
 * Made by the server when a client registers, and live while it is in [method@Mbm.Server.list_clients];
 * afterwards whoever still holds a reference has a record of what it was. Belongs to the server's thread.
 * Times are microseconds since the Unix epoch; 0 means never.
 *
 * Since: 0.1
 */
struct _MbmServerClient
{
  GObject parent_instance;

  MbmServerConnection *connection; /* NULL once it has left: then the fields below hold what was last known */

  char *id;
  char *connection_id;
  char *client_type;
  char **capabilities;
  GBytes *metadata;
  char *address;
  gint64 connected_time;

  MbmConnectionTraffic traffic;
  MbmDialect dialect;
  char **subscriptions;
  MbmUser *user;
  char *reason;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_USER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MbmServerClient, mbm_server_client, G_TYPE_OBJECT)

static void
mbm_server_client_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmServerClient *self = MBM_SERVER_CLIENT (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_USER:
      g_value_set_boxed (value, mbm_server_client_get_user (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_server_client_finalize (GObject *object)
{
  MbmServerClient *self = MBM_SERVER_CLIENT (object);

  /* The connection holds a reference until it retires the client. */
  g_assert (self->connection == NULL);

  g_free (self->id);
  g_free (self->connection_id);
  g_free (self->client_type);
  g_strfreev (self->capabilities);
  g_clear_pointer (&self->metadata, g_bytes_unref);
  g_free (self->address);
  g_strfreev (self->subscriptions);
  g_clear_pointer (&self->user, mbm_user_unref);
  g_free (self->reason);

  G_OBJECT_CLASS (mbm_server_client_parent_class)->finalize (object);
}

static void
mbm_server_client_class_init (MbmServerClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mbm_server_client_get_property;
  object_class->finalize = mbm_server_client_finalize;

  /**
   * MbmServerClient:id:
   *
   * The id it registered with, or the name the server gave it: `anonymous-N` of one that did not register
   * with an open server, `magic-N` of one that speaks `magic-server`.
   *
   * Since: 0.1
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * MbmServerClient:user:
   *
   * Who is logged in.
   *
   * Since: 0.1
   */
  props[PROP_USER] = g_param_spec_boxed ("user", NULL, NULL, MBM_TYPE_USER,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mbm_server_client_init (MbmServerClient *self)
{
}

MbmServerClient *
mbm_server_client_new (MbmServerConnection *connection,
                       const char *id,
                       const char *client_type,
                       const char *const *capabilities,
                       GBytes *metadata)
{
  MbmServerClient *self = g_object_new (MBM_TYPE_SERVER_CLIENT, NULL);

  self->connection = connection;
  self->id = g_strdup (id);
  self->connection_id = g_strdup (connection->id);
  self->client_type = g_strdup (client_type);
  self->capabilities = capabilities != NULL ? g_strdupv ((char **) capabilities) : g_new0 (char *, 1);
  self->metadata = metadata != NULL ? g_bytes_ref (metadata) : NULL;
  self->address = g_strdup (mbm_channel_get_address (connection->channel));
  self->connected_time = g_get_real_time ();

  return self;
}

const char *
mbm_server_client_get_key (MbmServerClient *self)
{
  return self->connection != NULL ? mbm_server_connection_get_key (self->connection) : self->connection_id;
}

void
mbm_server_client_notify_user (MbmServerClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USER]);
}

/* From now on it is a record. */
void
mbm_server_client_retire (MbmServerClient *self, const char *reason)
{
  MbmUser *user = mbm_server_client_get_user (self);

  self->user = user != NULL ? mbm_user_ref (user) : NULL;
  self->subscriptions = mbm_server_client_dup_subscriptions (self);
  self->traffic = self->connection->traffic;
  self->dialect = self->connection->dialect;
  self->reason = g_strdup (reason);
  self->connection = NULL;
}

static const MbmConnectionTraffic *
mbm_server_client_get_figures (MbmServerClient *self)
{
  return self->connection != NULL ? &self->connection->traffic : &self->traffic;
}

/**
 * mbm_server_client_get_id:
 * @self: a client
 *
 * The id it registered with, or the name the server gave it: `anonymous-N` of one that did not register with
 * an open server, `magic-N` of one that speaks `magic-server`.
 *
 * Returns: (transfer none): the client id
 *
 * Since: 0.1
 */
const char *
mbm_server_client_get_id (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return self->id;
}

/**
 * mbm_server_client_get_connection_id:
 * @self: a client
 *
 * The id of the connection it is on, as the client learnt it when it registered and as the tap reports it.
 *
 * Returns: (transfer none): a UUID
 *
 * Since: 0.1
 */
const char *
mbm_server_client_get_connection_id (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return self->connection_id;
}

/**
 * mbm_server_client_get_client_type:
 * @self: a client
 *
 * What kind of client it says it is.
 *
 * Returns: (transfer none) (nullable): its type; %NULL if it did not register
 *
 * Since: 0.1
 */
const char *
mbm_server_client_get_client_type (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return self->client_type;
}

/**
 * mbm_server_client_get_capabilities:
 * @self: a client
 *
 * What it says it can do.
 *
 * Returns: (transfer none) (array zero-terminated=1): its capabilities; empty if it named none
 *
 * Since: 0.1
 */
const char *const *
mbm_server_client_get_capabilities (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return (const char *const *) self->capabilities;
}

/**
 * mbm_server_client_get_metadata:
 * @self: a client
 *
 * What else it says of itself.
 *
 * Returns: (transfer none) (nullable): the text of a JSON object, as the client sent it
 *
 * Since: 0.1
 */
GBytes *
mbm_server_client_get_metadata (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return self->metadata;
}

/**
 * mbm_server_client_get_dialect:
 * @self: a client
 *
 * What it speaks.
 *
 * Returns: a dialect
 *
 * Since: 0.1
 */
MbmDialect
mbm_server_client_get_dialect (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), MBM_DIALECT_MESSAGING);

  return self->connection != NULL ? self->connection->dialect : self->dialect;
}

/**
 * mbm_server_client_get_address:
 * @self: a client
 *
 * Where it connects from, such as `127.0.0.1:51234` or `memory`.
 *
 * Returns: (transfer none) (nullable): the address, if the transport knows it
 *
 * Since: 0.1
 */
const char *
mbm_server_client_get_address (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return self->address;
}

/**
 * mbm_server_client_get_connected_time:
 * @self: a client
 *
 * When it registered.
 *
 * Returns: microseconds since the Unix epoch
 *
 * Since: 0.1
 */
gint64
mbm_server_client_get_connected_time (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), 0);

  return self->connected_time;
}

/**
 * mbm_server_client_get_activity_time:
 * @self: a client
 *
 * When the last frame of any kind came from it.
 *
 * Returns: microseconds since the Unix epoch
 *
 * Since: 0.1
 */
gint64
mbm_server_client_get_activity_time (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), 0);

  return g_get_real_time () - (g_get_monotonic_time () - mbm_server_client_get_figures (self)->activity_time);
}

/**
 * mbm_server_client_get_heartbeat_time:
 * @self: a client
 *
 * When its last `$heartbeat` came.
 *
 * Returns: microseconds since the Unix epoch; 0 if none came
 *
 * Since: 0.1
 */
gint64
mbm_server_client_get_heartbeat_time (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), 0);

  return mbm_server_client_get_figures (self)->heartbeat_time;
}

/**
 * mbm_server_client_get_n_heartbeats:
 * @self: a client
 *
 * How many times it sent `$heartbeat`.
 *
 * Returns: a number of heartbeats
 *
 * Since: 0.1
 */
guint64
mbm_server_client_get_n_heartbeats (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), 0);

  return mbm_server_client_get_figures (self)->n_heartbeats;
}

/**
 * mbm_server_client_get_traffic:
 * @self: a client
 * @messages_in: (out) (optional): frames it sent, refused ones included
 * @messages_out: (out) (optional): frames that were sent to it
 * @bytes_in: (out) (optional): their size in bytes
 * @bytes_out: (out) (optional): their size in bytes
 *
 * What went over its connection so far.
 *
 * Since: 0.1
 */
void
mbm_server_client_get_traffic (MbmServerClient *self,
                               guint64 *messages_in,
                               guint64 *messages_out,
                               guint64 *bytes_in,
                               guint64 *bytes_out)
{
  const MbmConnectionTraffic *traffic;

  g_return_if_fail (MBM_IS_SERVER_CLIENT (self));

  traffic = mbm_server_client_get_figures (self);
  if (messages_in != NULL)
    *messages_in = traffic->messages_in;
  if (messages_out != NULL)
    *messages_out = traffic->messages_out;
  if (bytes_in != NULL)
    *bytes_in = traffic->bytes_in;
  if (bytes_out != NULL)
    *bytes_out = traffic->bytes_out;
}

/**
 * mbm_server_client_get_queued:
 * @self: a client
 *
 * How much waits to be written to it.
 *
 * Returns: a number of bytes; 0 once it has left
 *
 * Since: 0.1
 */
gsize
mbm_server_client_get_queued (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), 0);

  return self->connection != NULL ? mbm_channel_get_queued (self->connection->channel) : 0;
}

/**
 * mbm_server_client_dup_subscriptions:
 * @self: a client
 *
 * The names of the events it subscribed to, without repetition. A client that subscribed to none gets all.
 *
 * Returns: (transfer full) (array zero-terminated=1): names of events
 *
 * Since: 0.1
 */
char **
mbm_server_client_dup_subscriptions (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  if (self->connection != NULL)
    return mbm_server_subscriptions_dup_events (self->connection->subscriptions);

  return g_strdupv (self->subscriptions);
}

/**
 * mbm_server_client_get_user:
 * @self: a client
 *
 * Who is logged in, or was when the client left. `notify::user` tells of a login and a logout, not of a login
 * that has expired.
 *
 * Returns: (transfer none) (nullable): the user
 *
 * Since: 0.1
 */
MbmUser *
mbm_server_client_get_user (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return self->connection != NULL ? mbm_server_connection_get_user (self->connection) : self->user;
}

/**
 * mbm_server_client_get_reason:
 * @self: a client
 *
 * Why it left, such as `Client timeout`.
 *
 * Returns: (transfer none) (nullable): the reason; %NULL while it is there
 *
 * Since: 0.1
 */
const char *
mbm_server_client_get_reason (MbmServerClient *self)
{
  g_return_val_if_fail (MBM_IS_SERVER_CLIENT (self), NULL);

  return self->reason;
}
