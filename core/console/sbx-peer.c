/* sbx-peer.c — a peer of an endpoint: a client of a hosted server, or the server of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-peer-private.h"

struct _SbxPeer
{
  GObject parent_instance;

  SbxPeerUpdate *known; /* the last update, completed with what earlier ones said */
  GArray *beats;        /* gint64, oldest first */
  char *faults;         /* (nullable) */

  /* What was notified last of what depends on the time. */
  guint shown_missed;
  guint shown_timeout;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_CONNECTION_ID,
  PROP_PEER_TYPE,
  PROP_CAPABILITIES,
  PROP_METADATA,
  PROP_ADDRESS,
  PROP_CONNECTED_AT,
  PROP_LAST_ACTIVITY,
  PROP_LAST_HEARTBEAT,
  PROP_N_HEARTBEATS,
  PROP_HEARTBEAT_INTERVAL,
  PROP_MISSED,
  PROP_TIMEOUT,
  PROP_MESSAGES_IN,
  PROP_MESSAGES_OUT,
  PROP_BYTES_IN,
  PROP_BYTES_OUT,
  PROP_SUBSCRIPTIONS,
  PROP_DIALECT,
  PROP_USER,
  PROP_ROLES,
  PROP_PRESENT,
  PROP_LEFT_AT,
  PROP_REASON,
  PROP_FAULTS,
  N_PROPS
};

enum
{
  BEAT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxPeer, sbx_peer, G_TYPE_OBJECT)

static guint
count_missed (SbxPeer *self, gint64 now)
{
  gint64 interval = (gint64) self->known->heartbeat_interval * 1000;
  gint64 silence = now - self->known->last_heartbeat;

  if (interval == 0 || self->known->last_heartbeat == 0)
    return 0;

  /* Half an interval late is late, not missed. */
  return CLAMP ((silence - interval / 2) / interval, 0, G_MAXUINT);
}

static guint
count_timeout (SbxPeer *self, gint64 now)
{
  gint64 end = self->known->last_activity + (gint64) self->known->client_timeout * 1000;

  if (self->known->client_timeout == 0 || self->known->left_at != 0)
    return 0;
  return CLAMP ((end - now) / 1000, 1, G_MAXUINT);
}

static gint64
now_or_left (SbxPeer *self)
{
  return self->known->left_at != 0 ? self->known->left_at : g_get_real_time ();
}

/* Nobody needs to ask whether there is an array. */
static void
set_strv (GValue *value, char **strings)
{
  static const char *const none[] = { NULL };

  if (strings != NULL)
    g_value_set_boxed (value, strings);
  else
    g_value_set_static_boxed (value, none);
}

static void
sbx_peer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxPeer *self = SBX_PEER (object);
  const SbxPeerUpdate *known = self->known;

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, known->id);
      break;
    case PROP_CONNECTION_ID:
      g_value_set_string (value, known->connection_id);
      break;
    case PROP_PEER_TYPE:
      g_value_set_string (value, known->peer_type);
      break;
    case PROP_CAPABILITIES:
      set_strv (value, known->capabilities);
      break;
    case PROP_METADATA:
      g_value_set_string (value, known->metadata);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, known->address);
      break;
    case PROP_CONNECTED_AT:
      g_value_set_int64 (value, known->connected_at);
      break;
    case PROP_LAST_ACTIVITY:
      g_value_set_int64 (value, known->last_activity);
      break;
    case PROP_LAST_HEARTBEAT:
      g_value_set_int64 (value, known->last_heartbeat);
      break;
    case PROP_N_HEARTBEATS:
      g_value_set_uint64 (value, known->n_heartbeats);
      break;
    case PROP_HEARTBEAT_INTERVAL:
      g_value_set_uint (value, known->heartbeat_interval);
      break;
    case PROP_MISSED:
      g_value_set_uint (value, sbx_peer_get_missed (self));
      break;
    case PROP_TIMEOUT:
      g_value_set_uint (value, sbx_peer_get_timeout (self));
      break;
    case PROP_MESSAGES_IN:
      g_value_set_uint64 (value, known->messages_in);
      break;
    case PROP_MESSAGES_OUT:
      g_value_set_uint64 (value, known->messages_out);
      break;
    case PROP_BYTES_IN:
      g_value_set_uint64 (value, known->bytes_in);
      break;
    case PROP_BYTES_OUT:
      g_value_set_uint64 (value, known->bytes_out);
      break;
    case PROP_SUBSCRIPTIONS:
      set_strv (value, known->subscriptions);
      break;
    case PROP_FAULTS:
      g_value_set_string (value, self->faults);
      break;
    case PROP_DIALECT:
      g_value_set_static_string (value, known->dialect);
      break;
    case PROP_USER:
      g_value_set_string (value, known->user);
      break;
    case PROP_ROLES:
      set_strv (value, known->roles);
      break;
    case PROP_PRESENT:
      g_value_set_boolean (value, known->left_at == 0);
      break;
    case PROP_LEFT_AT:
      g_value_set_int64 (value, known->left_at);
      break;
    case PROP_REASON:
      g_value_set_string (value, known->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_peer_finalize (GObject *object)
{
  SbxPeer *self = SBX_PEER (object);

  g_clear_pointer (&self->known, sbx_peer_update_free);
  g_array_unref (self->beats);
  g_free (self->faults);

  G_OBJECT_CLASS (sbx_peer_parent_class)->finalize (object);
}

#define READ_ONLY (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
install_string (guint id, const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, READ_ONLY);
}

static void
install_strv (guint id, const char *name)
{
  properties[id] = g_param_spec_boxed (name, NULL, NULL, G_TYPE_STRV, READ_ONLY);
}

static void
install_time (guint id, const char *name)
{
  properties[id] = g_param_spec_int64 (name, NULL, NULL, 0, G_MAXINT64, 0, READ_ONLY);
}

static void
install_uint (guint id, const char *name)
{
  properties[id] = g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, READ_ONLY);
}

static void
install_count (guint id, const char *name)
{
  properties[id] = g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, READ_ONLY);
}

static void
sbx_peer_class_init (SbxPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_peer_get_property;
  object_class->finalize = sbx_peer_finalize;

  install_string (PROP_ID, "id");
  install_string (PROP_CONNECTION_ID, "connection-id");
  install_string (PROP_PEER_TYPE, "peer-type");
  install_strv (PROP_CAPABILITIES, "capabilities");
  install_string (PROP_METADATA, "metadata");
  install_string (PROP_ADDRESS, "address");
  install_time (PROP_CONNECTED_AT, "connected-at");
  install_time (PROP_LAST_ACTIVITY, "last-activity");
  install_time (PROP_LAST_HEARTBEAT, "last-heartbeat");
  install_count (PROP_N_HEARTBEATS, "n-heartbeats");
  install_uint (PROP_HEARTBEAT_INTERVAL, "heartbeat-interval");
  install_uint (PROP_MISSED, "missed");
  install_uint (PROP_TIMEOUT, "timeout");
  install_count (PROP_MESSAGES_IN, "messages-in");
  install_count (PROP_MESSAGES_OUT, "messages-out");
  install_count (PROP_BYTES_IN, "bytes-in");
  install_count (PROP_BYTES_OUT, "bytes-out");
  install_strv (PROP_SUBSCRIPTIONS, "subscriptions");
  install_string (PROP_DIALECT, "dialect");
  install_string (PROP_USER, "user");
  install_strv (PROP_ROLES, "roles");
  properties[PROP_PRESENT] = g_param_spec_boolean ("present", NULL, NULL, TRUE, READ_ONLY);
  install_time (PROP_LEFT_AT, "left-at");
  install_string (PROP_REASON, "reason");
  install_string (PROP_FAULTS, "faults");

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[BEAT] =
    g_signal_new ("beat", SBX_TYPE_PEER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_peer_init (SbxPeer *self)
{
  self->beats = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static gboolean
remember_beats (SbxPeer *self, const SbxPeerUpdate *update)
{
  if (update->beats == NULL || update->beats->len == 0)
    return FALSE;

  g_array_append_vals (self->beats, update->beats->data, update->beats->len);
  if (self->beats->len > SBX_PEER_MAX_BEATS)
    g_array_remove_range (self->beats, 0, self->beats->len - SBX_PEER_MAX_BEATS);
  return TRUE;
}

/**
 * sbx_peer_new:
 * @update: (transfer full): the first that is told of it
 */
SbxPeer *
sbx_peer_new (SbxPeerUpdate *update)
{
  SbxPeer *self = g_object_new (SBX_TYPE_PEER, NULL);

  self->known = update;
  remember_beats (self, update);
  return self;
}

static void
notify_if (SbxPeer *self, gboolean changed, guint property)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
strvs_differ (char **a, char **b)
{
  static const char *const none[] = { NULL };

  return !g_strv_equal (a != NULL ? (const char *const *) a : none,
                        b != NULL ? (const char *const *) b : none);
}

static void
notify_differences (SbxPeer *self, const SbxPeerUpdate *old, const SbxPeerUpdate *now)
{
  notify_if (self, old->last_activity != now->last_activity, PROP_LAST_ACTIVITY);
  notify_if (self, old->last_heartbeat != now->last_heartbeat, PROP_LAST_HEARTBEAT);
  notify_if (self, old->n_heartbeats != now->n_heartbeats, PROP_N_HEARTBEATS);
  notify_if (self, old->heartbeat_interval != now->heartbeat_interval, PROP_HEARTBEAT_INTERVAL);
  notify_if (self, old->messages_in != now->messages_in, PROP_MESSAGES_IN);
  notify_if (self, old->messages_out != now->messages_out, PROP_MESSAGES_OUT);
  notify_if (self, old->bytes_in != now->bytes_in, PROP_BYTES_IN);
  notify_if (self, old->bytes_out != now->bytes_out, PROP_BYTES_OUT);
  notify_if (self, strvs_differ (old->subscriptions, now->subscriptions), PROP_SUBSCRIPTIONS);
  notify_if (self, g_strcmp0 (old->dialect, now->dialect) != 0, PROP_DIALECT);
  notify_if (self, g_strcmp0 (old->user, now->user) != 0, PROP_USER);
  notify_if (self, strvs_differ (old->roles, now->roles), PROP_ROLES);
  notify_if (self, old->left_at != now->left_at, PROP_LEFT_AT);
  notify_if (self, old->left_at != now->left_at, PROP_PRESENT);
  notify_if (self, g_strcmp0 (old->reason, now->reason) != 0, PROP_REASON);
}

static void
keep_string (char **now, char **old)
{
  if (*now == NULL)
    *now = g_steal_pointer (old);
}

/* What an update says only when it is the first, or when it has changed. */
static void
keep_identity (SbxPeer *self, SbxPeerUpdate *old, SbxPeerUpdate *update)
{
  gboolean is_new = update->id != NULL;

  keep_string (&update->id, &old->id);
  keep_string (&update->peer_type, &old->peer_type);
  keep_string (&update->metadata, &old->metadata);
  keep_string (&update->address, &old->address);
  if (update->capabilities == NULL)
    update->capabilities = g_steal_pointer (&old->capabilities);
  if (update->connected_at == 0)
    update->connected_at = old->connected_at;

  for (guint i = PROP_ID; is_new && i <= PROP_CONNECTED_AT; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

/**
 * sbx_peer_apply:
 * @update: (transfer full): what is known now
 */
void
sbx_peer_apply (SbxPeer *self, SbxPeerUpdate *update)
{
  g_autoptr (SbxPeerUpdate) old = g_steal_pointer (&self->known);
  gboolean has_beaten;

  g_object_freeze_notify (G_OBJECT (self));
  keep_identity (self, old, update);
  self->known = update;
  has_beaten = remember_beats (self, update);
  notify_differences (self, old, update);
  sbx_peer_tick (self, now_or_left (self));
  g_object_thaw_notify (G_OBJECT (self));

  if (has_beaten)
    g_signal_emit (self, signals[BEAT], 0);
}

void
sbx_peer_tick (SbxPeer *self, gint64 now)
{
  guint missed = count_missed (self, now);
  guint timeout = count_timeout (self, now);

  notify_if (self, missed != self->shown_missed, PROP_MISSED);
  notify_if (self, timeout != self->shown_timeout, PROP_TIMEOUT);
  self->shown_missed = missed;
  self->shown_timeout = timeout;
}

/**
 * sbx_peer_get_id:
 *
 * Returns: its client id; `anonymous-N` for who did not register; a server's id
 */
const char *
sbx_peer_get_id (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), NULL);

  return self->known->id;
}

/**
 * sbx_peer_get_connection_id:
 *
 * Returns: what tells its connection from all others of the endpoint
 */
const char *
sbx_peer_get_connection_id (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), NULL);

  return self->known->connection_id;
}

/**
 * sbx_peer_get_present:
 *
 * Returns: whether it is there still
 */
gboolean
sbx_peer_get_present (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), FALSE);

  return self->known->left_at == 0;
}

/**
 * sbx_peer_get_last_heartbeat:
 *
 * Returns: when it last beat, in microseconds since the Unix epoch; 0 for never
 */
gint64
sbx_peer_get_last_heartbeat (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), 0);

  return self->known->last_heartbeat;
}

/**
 * sbx_peer_get_heartbeat_interval:
 *
 * Returns: at what interval it beats, in milliseconds: told, or learnt from its beats; 0 if it is not known
 */
guint
sbx_peer_get_heartbeat_interval (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), 0);

  return self->known->heartbeat_interval;
}

/**
 * sbx_peer_get_timeout:
 *
 * Returns: in how many milliseconds, from now, it is dropped if it stays silent; 0 for never
 */
guint
sbx_peer_get_timeout (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), 0);

  return count_timeout (self, now_or_left (self));
}

/**
 * sbx_peer_get_missed:
 *
 * Returns: how many beats were due since its last one, until now or until it left
 */
guint
sbx_peer_get_missed (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), 0);

  return count_missed (self, now_or_left (self));
}

/**
 * sbx_peer_get_reason:
 *
 * Returns: (nullable): why it left: `Client timeout`, …
 */
const char *
sbx_peer_get_reason (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), NULL);

  return self->known->reason;
}

/**
 * sbx_peer_get_left_at:
 *
 * Returns: when it left, in microseconds since the Unix epoch; 0 while it is there
 */
gint64
sbx_peer_get_left_at (SbxPeer *self)
{
  g_return_val_if_fail (SBX_IS_PEER (self), 0);

  return self->known->left_at;
}

/**
 * sbx_peer_dup_beats:
 * @since: in microseconds since the Unix epoch
 *
 * Returns: (transfer full) (element-type gint64): when it beat at or after @since, oldest first, as far as it
 * is remembered: some hundreds of beats
 */
GArray *
sbx_peer_dup_beats (SbxPeer *self, gint64 since)
{
  GArray *beats;
  guint first;

  g_return_val_if_fail (SBX_IS_PEER (self), NULL);

  first = self->beats->len;
  while (first > 0 && g_array_index (self->beats, gint64, first - 1) >= since)
    first--;

  beats = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (first < self->beats->len)
    g_array_append_vals (beats, &g_array_index (self->beats, gint64, first), self->beats->len - first);
  return beats;
}

/* @faults: (nullable): words */
void
sbx_peer_set_faults (SbxPeer *self, const char *faults)
{
  if (g_strcmp0 (self->faults, faults) == 0)
    return;

  g_free (self->faults);
  self->faults = g_strdup (faults);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAULTS]);
}
