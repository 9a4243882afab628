/* sbx-endpoint.c — a hosted server or a connection, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-endpoint-private.h"
#include "sbx-shapes-private.h"

/* How many whole seconds the rate is the mean of. */
#define RATE_SECONDS 3

typedef struct
{
  SbxEndpointConfig *config;
  SbxEngine *engine;
  SbxBackend *backend;
  SbxSecrets *secrets;
  SbxShapes *shapes;

  char *title;
  char *address;
  SbxEndpointState state;
  char *state_text;
  char *error_message;
  gint64 since;
  SbxStats *stats;

  SbxEndpointLife life;
  guint tick_id;
} SbxEndpointPrivate;

enum
{
  PROP_0,
  PROP_CONFIG,
  PROP_ID,
  PROP_TITLE,
  PROP_ADDRESS,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_ERROR_MESSAGE,
  PROP_SINCE,
  PROP_ACTIVE,
  PROP_RATE,
  PROP_STATS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxEndpoint, sbx_endpoint, G_TYPE_OBJECT)

#define PRIVATE(self) ((SbxEndpointPrivate *) sbx_endpoint_get_instance_private (self))

static gboolean
is_active (SbxEndpointState state)
{
  return state == SBX_ENDPOINT_STARTING || state == SBX_ENDPOINT_RUNNING ||
         state == SBX_ENDPOINT_RECONNECTING;
}

static double
get_rate (SbxEndpoint *self)
{
  SbxEndpointPrivate *priv = PRIVATE (self);

  if (priv->stats == NULL || !is_active (priv->state))
    return 0;
  return sbx_stats_get_message_rate (priv->stats, SBX_TRACE_DIRECTION_NONE, RATE_SECONDS);
}

static void
sbx_endpoint_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxEndpoint *self = SBX_ENDPOINT (object);
  SbxEndpointPrivate *priv = PRIVATE (self);

  switch (prop_id)
    {
    case PROP_CONFIG:
      g_value_set_object (value, priv->config);
      break;
    case PROP_ID:
      g_value_set_string (value, sbx_endpoint_get_id (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, sbx_endpoint_get_address (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, sbx_endpoint_get_state_text (self));
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, priv->error_message);
      break;
    case PROP_SINCE:
      g_value_set_int64 (value, priv->since);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, is_active (priv->state));
      break;
    case PROP_RATE:
      g_value_set_double (value, get_rate (self));
      break;
    case PROP_STATS:
      g_value_set_boxed (value, priv->stats);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_endpoint_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxEndpoint *self = SBX_ENDPOINT (object);

  switch (prop_id)
    {
    case PROP_CONFIG:
      sbx_endpoint_set_config (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_endpoint_dispose (GObject *object)
{
  SbxEndpointPrivate *priv = PRIVATE (SBX_ENDPOINT (object));

  g_clear_handle_id (&priv->tick_id, g_source_remove);
  if (priv->backend != NULL)
    sbx_backend_abandon (priv->backend);
  g_clear_object (&priv->backend);
  if (priv->shapes != NULL)
    sbx_shapes_detach (priv->shapes);
  g_clear_object (&priv->life.alarms);
  g_clear_object (&priv->shapes);
  g_clear_object (&priv->config);
  g_clear_object (&priv->secrets);
  g_clear_object (&priv->engine);
  g_clear_object (&priv->life.attempt);

  G_OBJECT_CLASS (sbx_endpoint_parent_class)->dispose (object);
}

static void
sbx_endpoint_finalize (GObject *object)
{
  SbxEndpointPrivate *priv = PRIVATE (SBX_ENDPOINT (object));

  g_free (priv->title);
  g_free (priv->address);
  g_free (priv->state_text);
  g_free (priv->error_message);
  g_clear_pointer (&priv->stats, sbx_stats_unref);
  g_ptr_array_unref (priv->life.stops);

  G_OBJECT_CLASS (sbx_endpoint_parent_class)->finalize (object);
}

static void
sbx_endpoint_real_config_changed (SbxEndpoint *self)
{
}

static void
sbx_endpoint_real_tick (SbxEndpoint *self)
{
}

static void
sbx_endpoint_class_init (SbxEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_endpoint_get_property;
  object_class->set_property = sbx_endpoint_set_property;
  object_class->dispose = sbx_endpoint_dispose;
  object_class->finalize = sbx_endpoint_finalize;
  klass->config_changed = sbx_endpoint_real_config_changed;
  klass->tick = sbx_endpoint_real_tick;

  properties[PROP_CONFIG] =
    g_param_spec_object ("config", NULL, NULL, SBX_TYPE_ENDPOINT_CONFIG,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, read_only);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, read_only);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, read_only);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SBX_TYPE_ENDPOINT_STATE, SBX_ENDPOINT_STOPPED, read_only);
  properties[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, NULL, read_only);
  properties[PROP_ERROR_MESSAGE] = g_param_spec_string ("error-message", NULL, NULL, NULL, read_only);
  properties[PROP_SINCE] = g_param_spec_int64 ("since", NULL, NULL, 0, G_MAXINT64, 0, read_only);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, read_only);
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, read_only);
  properties[PROP_STATS] = g_param_spec_boxed ("stats", NULL, NULL, SBX_TYPE_STATS, read_only);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_endpoint_init (SbxEndpoint *self)
{
  SbxEndpointPrivate *priv = PRIVATE (self);

  priv->life.stops = g_ptr_array_new_with_free_func (g_object_unref);
  priv->since = g_get_real_time ();
}

/* The config itself is kept, not a copy. */
SbxEndpoint *
sbx_endpoint_new (GType type,
                  SbxEndpointConfig *config,
                  SbxEngine *engine,
                  SbxStore *store,
                  SbxSecrets *secrets)
{
  SbxEndpoint *self = g_object_new (type, NULL);
  SbxEndpointPrivate *priv = PRIVATE (self);
  SbxRecorderRole role = SBX_IS_SERVER_CONFIG (config) ? SBX_RECORDER_SERVER : SBX_RECORDER_CLIENT;

  priv->engine = g_object_ref (engine);
  priv->secrets = g_object_ref (secrets);
  priv->backend =
    sbx_backend_new (SBX_ENDPOINT_GET_CLASS (self)->backend_type, engine, store, role, config, self);
  priv->shapes = sbx_shapes_new (self, sbx_endpoint_config_get_id (config), store);
  sbx_endpoint_set_config (self, config);
  priv->life.alarms = sbx_alarms_new (self);

  return self;
}

SbxBackend *
sbx_endpoint_get_backend (SbxEndpoint *self)
{
  return PRIVATE (self)->backend;
}

SbxSecrets *
sbx_endpoint_get_secrets (SbxEndpoint *self)
{
  return PRIVATE (self)->secrets;
}

SbxEndpointLife *
sbx_endpoint_get_life (SbxEndpoint *self)
{
  return &PRIVATE (self)->life;
}

void
sbx_endpoint_call (SbxEndpoint *self, GTask *task, SbxCallFunc func, gpointer data, GDestroyNotify destroy)
{
  SbxEndpointPrivate *priv = PRIVATE (self);

  sbx_call_start (priv->engine, priv->backend, task, func, data, destroy);
}

/**
 * sbx_endpoint_get_config:
 *
 * Returns: (transfer none): what the endpoint was made with, not to be changed: change a copy, and hand that
 * to sbx_endpoint_set_config()
 */
SbxEndpointConfig *
sbx_endpoint_get_config (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  return PRIVATE (self)->config;
}

/**
 * sbx_endpoint_set_config:
 * @config: a config of the same id
 *
 * Gives the endpoint other settings. What can be changed while it runs is applied at once, the rest at the
 * next start.
 */
void
sbx_endpoint_set_config (SbxEndpoint *self, SbxEndpointConfig *config)
{
  SbxEndpointPrivate *priv;

  g_return_if_fail (SBX_IS_ENDPOINT (self));
  g_return_if_fail (SBX_IS_ENDPOINT_CONFIG (config));

  priv = PRIVATE (self);
  g_return_if_fail (priv->config == NULL ||
                    g_str_equal (sbx_endpoint_config_get_id (config), sbx_endpoint_get_id (self)));

  if (!g_set_object (&priv->config, config))
    return;

  g_free (priv->title);
  priv->title = sbx_endpoint_config_dup_title (config);
  sbx_recorder_set_endpoint_name (sbx_backend_get_recorder (priv->backend), priv->title);
  SBX_ENDPOINT_GET_CLASS (self)->config_changed (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFIG]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
}

/**
 * sbx_endpoint_get_id:
 *
 * Returns: the config's id
 */
const char *
sbx_endpoint_get_id (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  return sbx_endpoint_config_get_id (PRIVATE (self)->config);
}

/**
 * sbx_endpoint_get_title:
 *
 * Returns: its name, or what of the address tells it apart
 */
const char *
sbx_endpoint_get_title (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  return PRIVATE (self)->title;
}

/**
 * sbx_endpoint_get_address:
 *
 * Returns: what is served or connected to, with the real port while it runs
 */
const char *
sbx_endpoint_get_address (SbxEndpoint *self)
{
  SbxEndpointPrivate *priv;

  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  priv = PRIVATE (self);
  return priv->address != NULL ? priv->address : sbx_endpoint_config_get_url (priv->config);
}

void
sbx_endpoint_set_address (SbxEndpoint *self, const char *address)
{
  SbxEndpointPrivate *priv = PRIVATE (self);

  if (g_strcmp0 (priv->address, address) == 0)
    return;

  g_free (priv->address);
  priv->address = g_strdup (address);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
}

/**
 * sbx_endpoint_get_state:
 *
 * Returns: where it is in its life
 */
SbxEndpointState
sbx_endpoint_get_state (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), SBX_ENDPOINT_STOPPED);

  return PRIVATE (self)->state;
}

/**
 * sbx_endpoint_get_state_text:
 *
 * Returns: words for the state, translated and short: “Running”
 */
const char *
sbx_endpoint_get_state_text (SbxEndpoint *self)
{
  SbxEndpointPrivate *priv;

  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  priv = PRIVATE (self);
  if (priv->state_text != NULL)
    return priv->state_text;
  return SBX_ENDPOINT_GET_CLASS (self)->get_default_text (self, priv->state);
}

/**
 * sbx_endpoint_get_error_message:
 *
 * Returns: (nullable): the last failure: what, where, and what to do
 */
const char *
sbx_endpoint_get_error_message (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  return PRIVATE (self)->error_message;
}

/**
 * sbx_endpoint_get_since:
 *
 * Returns: when the state began, in microseconds since the Unix epoch
 */
gint64
sbx_endpoint_get_since (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), 0);

  return PRIVATE (self)->since;
}

/**
 * sbx_endpoint_get_active:
 *
 * Returns: whether it is started or starting, so that the primary action is to stop it
 */
gboolean
sbx_endpoint_get_active (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), FALSE);

  return is_active (PRIVATE (self)->state);
}

/**
 * sbx_endpoint_get_stats:
 *
 * Returns: (nullable) (transfer none): the figures, replaced once a second while it is active
 */
SbxStats *
sbx_endpoint_get_stats (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  return PRIVATE (self)->stats;
}

/**
 * sbx_endpoint_get_peers:
 *
 * Returns: (transfer none): GListModel of SbxPeer, whose heartbeats are shown as lanes: a server's clients
 * that are there; a connection's two ends: the server and itself
 */
GListModel *
sbx_endpoint_get_peers (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  return SBX_ENDPOINT_GET_CLASS (self)->get_peers (self);
}

/**
 * sbx_endpoint_get_shapes:
 *
 * Returns: (transfer none): which requests and events it knows, and what they look like
 */
SbxShapes *
sbx_endpoint_get_shapes (SbxEndpoint *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (self), NULL);

  return PRIVATE (self)->shapes;
}

void
sbx_endpoint_take_stats (gpointer front, gpointer stats)
{
  SbxEndpoint *self = front;
  SbxEndpointPrivate *priv = PRIVATE (self);

  g_clear_pointer (&priv->stats, sbx_stats_unref);
  priv->stats = sbx_stats_ref (stats);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
}

static gboolean
on_tick (gpointer user_data)
{
  SbxEndpoint *self = user_data;

  SBX_ENDPOINT_GET_CLASS (self)->tick (self);
  return G_SOURCE_CONTINUE;
}

static void
set_ticking (SbxEndpoint *self, gboolean ticking)
{
  SbxEndpointPrivate *priv = PRIVATE (self);

  if (!ticking)
    g_clear_handle_id (&priv->tick_id, g_source_remove);
  else if (priv->tick_id == 0)
    priv->tick_id = g_timeout_add_seconds (1, on_tick, self);
}

void
sbx_endpoint_set_state_text (SbxEndpoint *self, const char *text)
{
  SbxEndpointPrivate *priv = PRIVATE (self);

  if (g_strcmp0 (priv->state_text, text) == 0)
    return;

  g_free (priv->state_text);
  priv->state_text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE_TEXT]);
}

void
sbx_endpoint_set_state (SbxEndpoint *self, SbxEndpointState state, const char *text)
{
  SbxEndpointPrivate *priv = PRIVATE (self);
  gboolean was_active = is_active (priv->state);

  g_object_freeze_notify (G_OBJECT (self));
  if (priv->state != state)
    {
      priv->state = state;
      priv->since = g_get_real_time ();
      g_clear_pointer (&priv->state_text, g_free);
      set_ticking (self, is_active (state));
      if (!is_active (state))
        sbx_endpoint_set_address (self, NULL);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE_TEXT]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SINCE]);
    }
  if (was_active != is_active (state))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
    }
  sbx_endpoint_set_state_text (self, text);
  g_object_thaw_notify (G_OBJECT (self));
}

void
sbx_endpoint_set_error_message (SbxEndpoint *self, const char *message)
{
  SbxEndpointPrivate *priv = PRIVATE (self);

  if (g_strcmp0 (priv->error_message, message) == 0)
    return;

  g_free (priv->error_message);
  priv->error_message = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
}
