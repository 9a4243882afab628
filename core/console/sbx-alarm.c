/* sbx-alarm.c — an alarm of an endpoint: silent, raised, acknowledged
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "sbx-alarm-private.h"
#include "sbx-console-enums.h"
#include "sbx-stats-window-private.h"

/* How long it has to be quiet for an alarm to be over. */
#define QUIET_TIME (5 * G_USEC_PER_SEC)
/* What share of its bound a rate or time has to be below for that. */
#define QUIET_SHARE 0.8

/* How much there is of what an alarm watches. */
typedef enum
{
  QUIET,
  BETWEEN, /* neither enough to raise it nor little enough to end it */
  TOO_MUCH,
} Verdict;

struct _SbxAlarm
{
  GObject parent_instance;

  SbxAlarmConfig *config;
  guint serial;

  SbxAlarmState state;
  gint64 since;
  char *text;

  SbxStatsWindow *window; /* (nullable) */
  gint64 bad_since;       /* µs of the view's clock; 0: it is not bad */
  gint64 quiet_since;     /* the same */
};

enum
{
  PROP_0,
  PROP_CONFIG,
  PROP_TITLE,
  PROP_STATE,
  PROP_SINCE,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxAlarm, sbx_alarm, G_TYPE_OBJECT)

/* @text: (transfer full) */
static void
take_text (SbxAlarm *self, char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    {
      g_free (text);
      return;
    }

  g_free (self->text);
  self->text = text;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
set_state (SbxAlarm *self, SbxAlarmState state, gint64 since)
{
  if (self->state == state)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (self->since != since)
    {
      self->since = since;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SINCE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static Verdict
look_at_beats (SbxAlarm *self, const SbxAlarmView *view)
{
  guint bound = sbx_alarm_config_get_count (self->config);
  SbxPeer *worst = NULL;
  guint n_bad = 0;

  for (guint i = 0; i < view->late->len; i++)
    {
      SbxPeer *peer = g_ptr_array_index (view->late, i);

      n_bad += sbx_peer_get_missed (peer) >= bound;
      if (worst == NULL || sbx_peer_get_missed (peer) > sbx_peer_get_missed (worst))
        worst = peer;
    }

  if (worst == NULL)
    take_text (self, g_strdup (_ ("Nobody misses a heartbeat")));
  else if (n_bad > 1)
    /* Translators: a number of clients or servers, and of heartbeats: at least two of each */
    take_text (self, g_strdup_printf (_ ("%u peers missed heartbeats, up to %u"), n_bad,
                                      sbx_peer_get_missed (worst)));
  else
    /* Translators: %s is the id of a client or server */
    take_text (self, g_strdup_printf (ngettext ("“%s” missed %u heartbeat", "“%s” missed %u heartbeats",
                                                sbx_peer_get_missed (worst)),
                                      sbx_peer_get_id (worst), sbx_peer_get_missed (worst)));

  return n_bad > 0 ? TOO_MUCH : QUIET;
}

static Verdict
judge (double value, double bound)
{
  if (value > bound)
    return TOO_MUCH;

  return value <= bound * QUIET_SHARE ? QUIET : BETWEEN;
}

/* Whether there were enough requests to say something. */
static gboolean
count_requests (SbxAlarm *self, const SbxAlarmView *view, SbxWindowFigures *figures)
{
  if (self->window == NULL)
    self->window = sbx_stats_window_new (sbx_alarm_config_get_seconds (self->config));
  if (view->stats != NULL)
    sbx_stats_window_add (self->window, view->stats, view->now);

  sbx_stats_window_get (self->window, figures);
  if (figures->n_requests >= sbx_alarm_config_get_minimum (self->config))
    return TRUE;

  take_text (self, g_strdup (_ ("Too few requests to say something")));
  return FALSE;
}

static Verdict
look_at_errors (SbxAlarm *self, const SbxAlarmView *view)
{
  SbxWindowFigures figures;
  double percent;

  if (!count_requests (self, view, &figures))
    return QUIET;

  percent = 100.0 * (double) figures.n_failed / (double) figures.n_requests;
  /* Translators: a percentage, and a number of requests */
  take_text (self,
             g_strdup_printf (_ ("%.1f %% of %" PRIu64 " requests failed"), percent, figures.n_requests));

  return judge (percent, sbx_alarm_config_get_percent (self->config));
}

static Verdict
look_at_latency (SbxAlarm *self, const SbxAlarmView *view)
{
  double percent = sbx_alarm_config_get_percent (self->config);
  SbxWindowFigures figures;
  gint64 latency;

  if (!count_requests (self, view, &figures))
    return QUIET;

  latency = sbx_stats_find_percentile (figures.buckets, percent);
  if (latency < 0)
    {
      take_text (self, g_strdup (_ ("Nothing was answered")));
      return QUIET;
    }

  /* Translators: a percentage of answers, and how long these took at most, in milliseconds */
  take_text (self, g_strdup_printf (_ ("%.4g %% of the answers took up to %.4g ms"), percent,
                                    (double) latency / 1000));

  return judge ((double) latency, sbx_alarm_config_get_bound (self->config) * 1000.0);
}

/* Something that is so, or not, and has to last. */
static Verdict
look_how_long (SbxAlarm *self, const SbxAlarmView *view, gboolean bad)
{
  gint64 bound = sbx_alarm_config_get_seconds (self->config) * (gint64) G_USEC_PER_SEC;

  if (!bad)
    {
      self->bad_since = 0;
      return QUIET;
    }

  if (self->bad_since == 0)
    self->bad_since = view->now;

  return view->now - self->bad_since >= bound ? TOO_MUCH : BETWEEN;
}

static Verdict
look_at_clients (SbxAlarm *self, const SbxAlarmView *view)
{
  gboolean bad = view->state == SBX_ENDPOINT_RUNNING && view->n_clients == 0;

  take_text (self,
             bad ? g_strdup (_ ("No client is there"))
                 : g_strdup_printf (ngettext ("%u client is there", "%u clients are there", view->n_clients),
                                    view->n_clients));

  return look_how_long (self, view, bad);
}

static Verdict
look_at_connection (SbxAlarm *self, const SbxAlarmView *view)
{
  if (view->lost)
    take_text (self, g_strdup (_ ("The connection is lost")));
  else
    take_text (self, g_strdup (_ ("It is connected")));

  return look_how_long (self, view, view->lost);
}

static Verdict
look (SbxAlarm *self, const SbxAlarmView *view)
{
  switch (sbx_alarm_config_get_kind (self->config))
    {
    case SBX_ALARM_ERROR_RATE:
      return look_at_errors (self, view);
    case SBX_ALARM_LATENCY:
      return look_at_latency (self, view);
    case SBX_ALARM_NO_CLIENT:
      return look_at_clients (self, view);
    case SBX_ALARM_CONNECTION_LOST:
      return look_at_connection (self, view);
    case SBX_ALARM_MISSED_BEATS:
    default:
      return look_at_beats (self, view);
    }
}

/* Nothing runs that could be watched, because somebody wanted it so. */
static void
reset (SbxAlarm *self)
{
  g_clear_pointer (&self->window, sbx_stats_window_free);
  self->bad_since = 0;
  self->quiet_since = 0;
  set_state (self, SBX_ALARM_IDLE, 0);
  take_text (self, g_strdup (""));
}

/* Looks at what there is, and is raised or ends. To be called about once a second. */
void
sbx_alarm_look (SbxAlarm *self, const SbxAlarmView *view)
{
  Verdict verdict;

  if (!sbx_alarm_config_get_enabled (self->config) || view->state == SBX_ENDPOINT_STOPPED ||
      view->state == SBX_ENDPOINT_STOPPING || (view->state == SBX_ENDPOINT_FAILED && !view->lost))
    {
      reset (self);
      return;
    }

  verdict = look (self, view);
  if (verdict != QUIET)
    self->quiet_since = 0;
  else if (self->quiet_since == 0)
    self->quiet_since = view->now;

  if (verdict == TOO_MUCH && self->state == SBX_ALARM_IDLE)
    set_state (self, SBX_ALARM_RAISED, view->real_time);
  else if (verdict == QUIET && view->now - self->quiet_since >= QUIET_TIME)
    set_state (self, SBX_ALARM_IDLE, 0);
}

static void
sbx_alarm_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxAlarm *self = SBX_ALARM (object);

  switch (prop_id)
    {
    case PROP_CONFIG:
      g_value_set_object (value, self->config);
      break;
    case PROP_TITLE:
      g_value_set_string (value, sbx_alarm_get_title (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SINCE:
      g_value_set_int64 (value, self->since);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_alarm_finalize (GObject *object)
{
  SbxAlarm *self = SBX_ALARM (object);

  g_clear_object (&self->config);
  g_clear_pointer (&self->window, sbx_stats_window_free);
  g_free (self->text);

  G_OBJECT_CLASS (sbx_alarm_parent_class)->finalize (object);
}

static void
sbx_alarm_class_init (SbxAlarmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_alarm_get_property;
  object_class->finalize = sbx_alarm_finalize;

  properties[PROP_CONFIG] = g_param_spec_object ("config", NULL, NULL, SBX_TYPE_ALARM_CONFIG, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SBX_TYPE_ALARM_STATE, SBX_ALARM_IDLE, flags);
  properties[PROP_SINCE] = g_param_spec_int64 ("since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_alarm_init (SbxAlarm *self)
{
  static guint last_serial;

  self->serial = ++last_serial;
  self->text = g_strdup ("");
}

SbxAlarm *
sbx_alarm_new (SbxAlarmConfig *config)
{
  SbxAlarm *self = g_object_new (SBX_TYPE_ALARM, NULL);

  self->config = g_object_ref (config);

  return self;
}

/**
 * sbx_alarm_get_config:
 *
 * Returns: (transfer none): what it watches, not to be changed
 */
SbxAlarmConfig *
sbx_alarm_get_config (SbxAlarm *self)
{
  g_return_val_if_fail (SBX_IS_ALARM (self), NULL);

  return self->config;
}

/**
 * sbx_alarm_get_state:
 *
 * Returns: whether it is raised
 */
SbxAlarmState
sbx_alarm_get_state (SbxAlarm *self)
{
  g_return_val_if_fail (SBX_IS_ALARM (self), SBX_ALARM_IDLE);

  return self->state;
}

/**
 * sbx_alarm_get_title:
 *
 * Returns: what it watches, in a word or two
 */
const char *
sbx_alarm_get_title (SbxAlarm *self)
{
  g_return_val_if_fail (SBX_IS_ALARM (self), NULL);

  return sbx_alarm_kind_to_label (sbx_alarm_config_get_kind (self->config));
}

/**
 * sbx_alarm_get_text:
 *
 * Returns: what was seen last; may be empty
 */
const char *
sbx_alarm_get_text (SbxAlarm *self)
{
  g_return_val_if_fail (SBX_IS_ALARM (self), NULL);

  return self->text;
}

/**
 * sbx_alarm_get_since:
 *
 * Returns: when it was raised, in microseconds since the epoch; 0 when it is idle
 */
gint64
sbx_alarm_get_since (SbxAlarm *self)
{
  g_return_val_if_fail (SBX_IS_ALARM (self), 0);

  return self->since;
}

/**
 * sbx_alarm_get_serial:
 *
 * Returns: a number that no other alarm has as long as the program runs
 */
guint
sbx_alarm_get_serial (SbxAlarm *self)
{
  g_return_val_if_fail (SBX_IS_ALARM (self), 0);

  return self->serial;
}

/**
 * sbx_alarm_acknowledge:
 *
 * Somebody has seen it. It stays like that until it is over, and can then be raised again.
 */
void
sbx_alarm_acknowledge (SbxAlarm *self)
{
  g_return_if_fail (SBX_IS_ALARM (self));

  if (self->state == SBX_ALARM_RAISED)
    set_state (self, SBX_ALARM_ACKNOWLEDGED, self->since);
}
