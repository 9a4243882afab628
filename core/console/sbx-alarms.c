/* sbx-alarms.c — the alarms of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-alarm-private.h"
#include "sbx-alarms.h"
#include "sbx-endpoint-private.h"
#include "sbx-item-config-private.h"
#include "sbx-server.h"

struct _SbxAlarms
{
  GObject parent_instance;

  SbxEndpoint *endpoint; /* weak: it owns us */
  GPtrArray *alarms;     /* SbxAlarm */
  GListStore *history;   /* SbxAlarmEvent, newest first */
  GHashTable *open;      /* SbxAlarm → its SbxAlarmEvent that has not ended */
  gboolean was_running;  /* since somebody last wanted it to run */
  guint timeout;
  guint n_raised;
  guint n_active;
  char *text;
};

enum
{
  PROP_0,
  PROP_N_RAISED,
  PROP_N_ACTIVE,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_RAISED,
  SIGNAL_ENDED,
  SIGNAL_ACKNOWLEDGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void sbx_alarms_list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SbxAlarms,
                               sbx_alarms,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sbx_alarms_list_model_init))

static GType
sbx_alarms_get_item_type (GListModel *model)
{
  return SBX_TYPE_ALARM;
}

static guint
sbx_alarms_get_n_items (GListModel *model)
{
  return SBX_ALARMS (model)->alarms->len;
}

static gpointer
sbx_alarms_get_item (GListModel *model, guint position)
{
  SbxAlarms *self = SBX_ALARMS (model);

  return position < self->alarms->len ? g_object_ref (g_ptr_array_index (self->alarms, position)) : NULL;
}

static void
sbx_alarms_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = sbx_alarms_get_item_type;
  interface->get_n_items = sbx_alarms_get_n_items;
  interface->get_item = sbx_alarms_get_item;
}

/* What is wrong, in words; (nullable). */
static char *
make_text (SbxAlarms *self)
{
  if (self->n_active > 1)
    return g_strdup_printf (ngettext ("%u alarm", "%u alarms", self->n_active), self->n_active);

  for (guint i = 0; i < self->alarms->len; i++)
    {
      SbxAlarm *alarm = g_ptr_array_index (self->alarms, i);

      if (sbx_alarm_get_state (alarm) != SBX_ALARM_IDLE)
        /* Translators: an alarm, and what was seen: "Many Errors: 12.0 % of 340 requests failed" */
        return g_strdup_printf (_ ("%s: %s"), sbx_alarm_get_title (alarm), sbx_alarm_get_text (alarm));
    }

  return NULL;
}

static void
set_count (SbxAlarms *self, guint *count, guint value, guint prop_id)
{
  if (*count == value)
    return;

  *count = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
update (SbxAlarms *self)
{
  guint n_raised = 0, n_active = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->alarms->len; i++)
    {
      SbxAlarmState state = sbx_alarm_get_state (g_ptr_array_index (self->alarms, i));

      n_raised += state == SBX_ALARM_RAISED;
      n_active += state != SBX_ALARM_IDLE;
    }

  g_object_freeze_notify (G_OBJECT (self));
  set_count (self, &self->n_raised, n_raised, PROP_N_RAISED);
  set_count (self, &self->n_active, n_active, PROP_N_ACTIVE);
  text = make_text (self);
  if (g_strcmp0 (text, self->text) != 0)
    {
      g_free (self->text);
      self->text = g_steal_pointer (&text);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
note_raised (SbxAlarms *self, SbxAlarm *alarm)
{
  g_autoptr (SbxAlarmEvent) event =
    sbx_alarm_event_new (sbx_alarm_get_title (alarm), sbx_alarm_get_text (alarm),
                         sbx_alarm_get_since (alarm));
  guint n;

  g_list_store_insert (self->history, 0, event);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->history));
  if (n > SBX_ALARMS_MAX_HISTORY)
    g_list_store_remove (self->history, n - 1);
  g_hash_table_insert (self->open, alarm, g_steal_pointer (&event));
  g_signal_emit (self, signals[SIGNAL_RAISED], 0, alarm);
}

static void
note_ended (SbxAlarms *self, SbxAlarm *alarm)
{
  SbxAlarmEvent *event = g_hash_table_lookup (self->open, alarm);

  if (event == NULL)
    return;

  sbx_alarm_event_end (event, g_get_real_time ());
  g_hash_table_remove (self->open, alarm);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, alarm);
}

static void
on_alarm_state (SbxAlarm *alarm, GParamSpec *pspec, gpointer user_data)
{
  SbxAlarms *self = user_data;

  update (self);
  switch (sbx_alarm_get_state (alarm))
    {
    case SBX_ALARM_RAISED:
      note_raised (self, alarm);
      break;
    case SBX_ALARM_ACKNOWLEDGED:
      g_signal_emit (self, signals[SIGNAL_ACKNOWLEDGED], 0, alarm);
      break;
    case SBX_ALARM_IDLE:
    default:
      note_ended (self, alarm);
    }
}

/* The peers that missed heartbeats; (transfer full). */
static GPtrArray *
find_late (SbxEndpoint *endpoint)
{
  GPtrArray *late = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *peers = sbx_endpoint_get_peers (endpoint);
  guint n = g_list_model_get_n_items (peers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, i);

      if (sbx_peer_get_missed (peer) > 0)
        g_ptr_array_add (late, g_steal_pointer (&peer));
    }

  return late;
}

/* Whether an alarm of @kind is there and on. */
static gboolean
watches (SbxAlarms *self, SbxAlarmKind kind)
{
  for (guint i = 0; i < self->alarms->len; i++)
    {
      SbxAlarmConfig *config = sbx_alarm_get_config (g_ptr_array_index (self->alarms, i));

      if (sbx_alarm_config_get_kind (config) == kind && sbx_alarm_config_get_enabled (config))
        return TRUE;
    }

  return FALSE;
}

static void
look (SbxAlarms *self)
{
  g_autoptr (GPtrArray) late = NULL;
  SbxAlarmView view;

  g_return_if_fail (SBX_IS_ALARMS (self));

  if (self->endpoint == NULL)
    return;

  /* Ten thousand peers are not gone through for nothing. */
  late = watches (self, SBX_ALARM_MISSED_BEATS) ? find_late (self->endpoint) : g_ptr_array_new ();
  view = (SbxAlarmView){
    .now = g_get_monotonic_time (),
    .real_time = g_get_real_time (),
    .state = sbx_endpoint_get_state (self->endpoint),
    .n_clients = SBX_IS_SERVER (self->endpoint) ? sbx_server_get_n_clients (SBX_SERVER (self->endpoint)) : 0,
    .late = late,
    .stats = sbx_endpoint_get_stats (self->endpoint),
  };
  view.lost = self->was_running && !SBX_IS_SERVER (self->endpoint) &&
              (view.state == SBX_ENDPOINT_RECONNECTING || view.state == SBX_ENDPOINT_FAILED);

  for (guint i = 0; i < self->alarms->len; i++)
    sbx_alarm_look (g_ptr_array_index (self->alarms, i), &view);
  update (self);
}

static gboolean
on_timeout (gpointer user_data)
{
  look (user_data);

  return G_SOURCE_CONTINUE;
}

/* Once a second, as long as there is an alarm and something to look at. */
static void
on_state (SbxAlarms *self)
{
  SbxEndpointState state = sbx_endpoint_get_state (self->endpoint);
  gboolean looking = self->alarms->len > 0 && state != SBX_ENDPOINT_STOPPED;

  if (state == SBX_ENDPOINT_RUNNING)
    self->was_running = TRUE;
  else if (state == SBX_ENDPOINT_STOPPED || state == SBX_ENDPOINT_STOPPING)
    self->was_running = FALSE;

  if (!looking)
    g_clear_handle_id (&self->timeout, g_source_remove);
  else if (self->timeout == 0)
    self->timeout = g_timeout_add_seconds (1, on_timeout, self);
  if (self->alarms->len > 0)
    look (self);
}

/* The alarm of @alarms that is just like @config; (transfer full) (nullable). */
static SbxAlarm *
steal_alarm (GPtrArray *alarms, SbxAlarmConfig *config)
{
  for (guint i = 0; i < alarms->len; i++)
    {
      SbxAlarm *alarm = g_ptr_array_index (alarms, i);

      if (sbx_item_config_equal (SBX_ITEM_CONFIG (sbx_alarm_get_config (alarm)), SBX_ITEM_CONFIG (config)))
        return g_ptr_array_steal_index (alarms, i);
    }

  return NULL;
}

/* Whether the alarms are those of the config, in its order. */
static gboolean
is_current (SbxAlarms *self, GListModel *configs)
{
  if (g_list_model_get_n_items (configs) != self->alarms->len)
    return FALSE;

  for (guint i = 0; i < self->alarms->len; i++)
    {
      g_autoptr (SbxItemConfig) config = g_list_model_get_item (configs, i);

      if (!sbx_item_config_equal (
            SBX_ITEM_CONFIG (sbx_alarm_get_config (g_ptr_array_index (self->alarms, i))), config))
        return FALSE;
    }

  return TRUE;
}

static void
on_config (SbxAlarms *self)
{
  GListModel *configs =
    G_LIST_MODEL (sbx_endpoint_config_get_alarms (sbx_endpoint_get_config (self->endpoint)));
  g_autoptr (GPtrArray) old = NULL;
  guint n_old = self->alarms->len;

  if (is_current (self, configs))
    return;

  old = g_steal_pointer (&self->alarms);
  self->alarms = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (configs); i++)
    {
      g_autoptr (SbxAlarmConfig) config = g_list_model_get_item (configs, i);
      SbxAlarm *alarm = steal_alarm (old, config);

      if (alarm == NULL)
        {
          g_autoptr (SbxItemConfig) copy = sbx_item_config_copy (SBX_ITEM_CONFIG (config));

          alarm = sbx_alarm_new (SBX_ALARM_CONFIG (copy));
          g_signal_connect_object (alarm, "notify::state", G_CALLBACK (on_alarm_state), self, 0);
        }
      g_ptr_array_add (self->alarms, alarm);
    }

  for (guint i = 0; i < old->len; i++)
    note_ended (self, g_ptr_array_index (old, i));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, self->alarms->len);
  update (self);
  on_state (self);
}

static void
sbx_alarms_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxAlarms *self = SBX_ALARMS (object);

  switch (prop_id)
    {
    case PROP_N_RAISED:
      g_value_set_uint (value, self->n_raised);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_alarms_finalize (GObject *object)
{
  SbxAlarms *self = SBX_ALARMS (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_weak_pointer (&self->endpoint);
  g_hash_table_unref (self->open);
  g_ptr_array_unref (self->alarms);
  g_object_unref (self->history);
  g_free (self->text);

  G_OBJECT_CLASS (sbx_alarms_parent_class)->finalize (object);
}

static void
sbx_alarms_class_init (SbxAlarmsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_alarms_get_property;
  object_class->finalize = sbx_alarms_finalize;

  properties[PROP_N_RAISED] = g_param_spec_uint ("n-raised", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_RAISED] = g_signal_new ("raised", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, SBX_TYPE_ALARM);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, SBX_TYPE_ALARM);
  signals[SIGNAL_ACKNOWLEDGED] = g_signal_new ("acknowledged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 1, SBX_TYPE_ALARM);
}

static void
sbx_alarms_init (SbxAlarms *self)
{
  self->alarms = g_ptr_array_new_with_free_func (g_object_unref);
  self->history = g_list_store_new (SBX_TYPE_ALARM_EVENT);
  self->open = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

/**
 * sbx_alarms_new:
 * @endpoint: what to watch; not kept alive
 *
 * Returns: (transfer full): its alarms
 */
SbxAlarms *
sbx_alarms_new (SbxEndpoint *endpoint)
{
  SbxAlarms *self = g_object_new (SBX_TYPE_ALARMS, NULL);

  g_set_weak_pointer (&self->endpoint, endpoint);
  g_signal_connect_object (endpoint, "notify::config", G_CALLBACK (on_config), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (endpoint, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  on_config (self);

  return self;
}

/**
 * sbx_endpoint_get_alarms:
 *
 * Returns: (transfer none): a GListModel of SbxAlarm: what watches the endpoint
 */
SbxAlarms *
sbx_endpoint_get_alarms (SbxEndpoint *endpoint)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  return sbx_endpoint_get_life (endpoint)->alarms;
}

/**
 * sbx_alarms_get_endpoint:
 *
 * Returns: (transfer none) (nullable): whose alarms these are; %NULL once it is gone
 */
SbxEndpoint *
sbx_alarms_get_endpoint (SbxAlarms *self)
{
  g_return_val_if_fail (SBX_IS_ALARMS (self), NULL);

  return self->endpoint;
}

/**
 * sbx_alarms_get_n_raised:
 *
 * Returns: how many are raised and not acknowledged
 */
guint
sbx_alarms_get_n_raised (SbxAlarms *self)
{
  g_return_val_if_fail (SBX_IS_ALARMS (self), 0);

  return self->n_raised;
}

/**
 * sbx_alarms_get_n_active:
 *
 * Returns: how many are raised, acknowledged or not
 */
guint
sbx_alarms_get_n_active (SbxAlarms *self)
{
  g_return_val_if_fail (SBX_IS_ALARMS (self), 0);

  return self->n_active;
}

/**
 * sbx_alarms_get_text:
 *
 * Returns: (nullable): what is wrong
 */
const char *
sbx_alarms_get_text (SbxAlarms *self)
{
  g_return_val_if_fail (SBX_IS_ALARMS (self), NULL);

  return self->text;
}

/**
 * sbx_alarms_get_history:
 *
 * Returns: (transfer none): GListModel of SbxAlarmEvent, newest first: the last
 *   %SBX_ALARMS_MAX_HISTORY that were raised since the program began
 */
GListModel *
sbx_alarms_get_history (SbxAlarms *self)
{
  g_return_val_if_fail (SBX_IS_ALARMS (self), NULL);

  return G_LIST_MODEL (self->history);
}
