/* sbx-ping-series.c — many pings, and what they come to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-ping-series.h"

#include <math.h>

#include "mbm-error.h"

#define LOST      -1
#define UNDER_WAY -2

struct _SbxPingSeries
{
  GObject parent_instance;

  SbxConnection *connection;
  GArray *round_trips; /* gint64: µs, LOST or UNDER_WAY */
  guint count;
  guint timeout; /* 0: nothing more is sent */
  GCancellable *cancellable;
  char *error_message;
  gboolean running;
};

/* A ping that is under way. */
typedef struct
{
  SbxPingSeries *series;
  GCancellable *cancellable; /* of the run that it belongs to */
  guint index;
} Ping;

enum
{
  PROP_0,
  PROP_RUNNING,
  PROP_ERROR_MESSAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxPingSeries, sbx_ping_series, G_TYPE_OBJECT)

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

void
sbx_ping_figures_init (SbxPingFigures *self, const gint64 *round_trips, guint n)
{
  g_autoptr (GArray) answered = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 *times;
  double sum = 0, squares = 0;

  *self = (SbxPingFigures){ n, 0, 0, -1, -1, -1, -1, -1 };
  for (guint i = 0; i < n; i++)
    {
      if (round_trips[i] >= 0)
        g_array_append_val (answered, round_trips[i]);
      else if (round_trips[i] == LOST)
        self->n_lost++;
    }

  self->n_answered = answered->len;
  if (answered->len == 0)
    return;

  g_array_sort (answered, compare_times);
  times = (const gint64 *) (gconstpointer) answered->data;
  self->lowest = times[0];
  self->highest = times[answered->len - 1];
  self->median = (times[(answered->len - 1) / 2] + times[answered->len / 2]) / 2;
  for (guint i = 0; i < answered->len; i++)
    sum += (double) times[i];
  self->mean = (gint64) llround (sum / answered->len);
  for (guint i = 0; i < answered->len; i++)
    squares += pow ((double) times[i] - sum / answered->len, 2);
  self->deviation = (gint64) llround (sqrt (squares / answered->len));
}

static void
set_error_message (SbxPingSeries *self, const char *message)
{
  if (g_strcmp0 (self->error_message, message) == 0)
    return;

  g_free (self->error_message);
  self->error_message = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
}

static void
update_running (SbxPingSeries *self)
{
  gboolean running = self->timeout != 0;

  for (guint i = 0; !running && i < self->round_trips->len; i++)
    running = g_array_index (self->round_trips, gint64, i) == UNDER_WAY;

  if (running == self->running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
ping_free (Ping *ping)
{
  g_object_unref (ping->series);
  g_object_unref (ping->cancellable);
  g_free (ping);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ping, ping_free)

static void
on_pinged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ping) ping = user_data;
  SbxPingSeries *self = ping->series;
  g_autoptr (GError) error = NULL;
  gint64 round_trip = sbx_connection_ping_finish (SBX_CONNECTION (source), result, &error);

  /* One of a run before: what is kept is of another. */
  if (ping->cancellable != self->cancellable)
    return;

  if (round_trip < 0)
    set_error_message (self, error->message);
  g_array_index (self->round_trips, gint64, ping->index) = round_trip >= 0 ? round_trip : LOST;
  /* A service that does not answer one may answer the next; without a connection there is none. */
  if (round_trip < 0 && !g_error_matches (error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
    g_clear_handle_id (&self->timeout, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  update_running (self);
}

static gboolean
send_ping (gpointer user_data)
{
  SbxPingSeries *self = user_data;
  const gint64 under_way = UNDER_WAY;
  Ping *ping = g_new (Ping, 1);

  ping->series = g_object_ref (self);
  ping->cancellable = g_object_ref (self->cancellable);
  ping->index = self->round_trips->len;
  g_array_append_val (self->round_trips, under_way);
  sbx_connection_ping_async (self->connection, self->cancellable, on_pinged, ping);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  if (self->round_trips->len < self->count)
    return G_SOURCE_CONTINUE;
  self->timeout = 0;
  return G_SOURCE_REMOVE;
}

static void
sbx_ping_series_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxPingSeries *self = SBX_PING_SERIES (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->error_message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_ping_series_finalize (GObject *object)
{
  SbxPingSeries *self = SBX_PING_SERIES (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  g_array_unref (self->round_trips);
  g_free (self->error_message);

  G_OBJECT_CLASS (sbx_ping_series_parent_class)->finalize (object);
}

static void
sbx_ping_series_class_init (SbxPingSeriesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_ping_series_get_property;
  object_class->finalize = sbx_ping_series_finalize;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR_MESSAGE] = g_param_spec_string ("error-message", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_ping_series_init (SbxPingSeries *self)
{
  self->round_trips = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * sbx_ping_series_new:
 * @connection: what to ping through
 *
 * Returns: (transfer full): a series that has not begun
 */
SbxPingSeries *
sbx_ping_series_new (SbxConnection *connection)
{
  SbxPingSeries *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_PING_SERIES, NULL);
  self->connection = g_object_ref (connection);

  return self;
}

/**
 * sbx_ping_series_start:
 * @count: how many pings, 1 to %SBX_PING_SERIES_MAX
 * @interval: milliseconds from one to the next, at least 1
 *
 * Begins anew: the figures of a run before are forgotten.
 */
void
sbx_ping_series_start (SbxPingSeries *self, guint count, guint interval)
{
  g_return_if_fail (SBX_IS_PING_SERIES (self));
  g_return_if_fail (count > 0 && count <= SBX_PING_SERIES_MAX);
  g_return_if_fail (interval > 0);

  sbx_ping_series_stop (self);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->count = count;
  g_array_set_size (self->round_trips, 0);
  set_error_message (self, NULL);
  if (send_ping (self))
    {
      self->timeout = g_timeout_add (interval, send_ping, self);
      g_source_set_name_by_id (self->timeout, "[signalbox] ping series");
    }
  update_running (self);
}

/**
 * sbx_ping_series_stop:
 *
 * Sends no more, and waits for none of what is under way: that was never lost.
 */
void
sbx_ping_series_stop (SbxPingSeries *self)
{
  GArray *kept;

  g_return_if_fail (SBX_IS_PING_SERIES (self));

  if (!self->running)
    return;

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  kept = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < self->round_trips->len; i++)
    if (g_array_index (self->round_trips, gint64, i) != UNDER_WAY)
      g_array_append_val (kept, g_array_index (self->round_trips, gint64, i));
  g_array_unref (self->round_trips);
  self->round_trips = kept;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  update_running (self);
}

/**
 * sbx_ping_series_get_running:
 *
 * Returns: whether pings are sent or waited for
 */
gboolean
sbx_ping_series_get_running (SbxPingSeries *self)
{
  g_return_val_if_fail (SBX_IS_PING_SERIES (self), FALSE);

  return self->running;
}

/**
 * sbx_ping_series_get_count:
 *
 * Returns: how many pings it was to be
 */
guint
sbx_ping_series_get_count (SbxPingSeries *self)
{
  g_return_val_if_fail (SBX_IS_PING_SERIES (self), 0);

  return self->count;
}

/**
 * sbx_ping_series_get_error_message:
 *
 * Returns: (nullable): why the last that was lost is
 */
const char *
sbx_ping_series_get_error_message (SbxPingSeries *self)
{
  g_return_val_if_fail (SBX_IS_PING_SERIES (self), NULL);

  return self->error_message;
}

/**
 * sbx_ping_series_get_figures:
 * @figures: (out): what it came to so far
 */
void
sbx_ping_series_get_figures (SbxPingSeries *self, SbxPingFigures *figures)
{
  g_return_if_fail (SBX_IS_PING_SERIES (self));

  sbx_ping_figures_init (figures, (const gint64 *) (gconstpointer) self->round_trips->data,
                         self->round_trips->len);
}

/**
 * sbx_ping_series_dup_round_trips:
 *
 * Returns: (transfer full): gint64 each, in the order they were sent: µs, -1 lost, -2 under way
 */
GArray *
sbx_ping_series_dup_round_trips (SbxPingSeries *self)
{
  g_return_val_if_fail (SBX_IS_PING_SERIES (self), NULL);

  return g_array_copy (self->round_trips);
}
