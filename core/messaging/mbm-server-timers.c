/* mbm-server-timers.c — heartbeats, time-outs, and those that have to leave
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-channel-private.h"
#include "mbm-server-connection-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-streams-private.h"

/* One timer for the heartbeats of all, one for all time-outs. The connections are in a list by their last
 * activity, so that a frame moves one link and touches no timer: when the watch comes round it looks at the
 * head of the list, and sleeps until that one would be due. */

static gboolean
mbm_server_timers_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs mbm_server_timers_funcs = {
  .dispatch = mbm_server_timers_dispatch,
};

/* A source that sleeps until g_source_set_ready_time(). */
GSource *
mbm_server_timers_add (MbmServer *self, const char *name, GSourceFunc func)
{
  GSource *source = g_source_new (&mbm_server_timers_funcs, sizeof (GSource));

  g_source_set_static_name (source, name);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);

  return source;
}

/* Who has said nothing yet may know no heartbeats. */
static gboolean
mbm_server_wants_heartbeats (MbmServerConnection *connection)
{
  return connection->dialect == MBM_DIALECT_MESSAGING && !connection->muted &&
         (connection->recognized || connection->client != NULL);
}

static gboolean
mbm_server_beat_cb (gpointer data)
{
  MbmServer *self = data;
  g_autoptr (MbmMessage) event = mbm_server_event_new_heartbeat (self->id);
  GBytes *frame = mbm_message_get_bytes (event);
  gint64 due =
    g_source_get_ready_time (self->beat_source) + self->heartbeat_interval * G_TIME_SPAN_MILLISECOND;

  /* Beats that a busy program missed are not made up for. */
  g_source_set_ready_time (self->beat_source, MAX (due, g_get_monotonic_time ()));

  for (GList *link = self->activity.head; link != NULL; link = link->next)
    {
      MbmServerConnection *connection = link->data;

      if (mbm_server_wants_heartbeats (connection))
        mbm_server_connection_send (connection, frame, event, NULL);
    }

  return G_SOURCE_CONTINUE;
}

/* Who did not register does not know that it has to beat, but a WebSocket answers pings by itself. */
static gboolean
mbm_server_probe_cb (gpointer data)
{
  MbmServer *self = data;
  GList *link = self->activity.head;

  mbm_server_timers_restart_probe (self);
  for (guint n = self->activity.length; n > 0; n--)
    {
      MbmServerConnection *connection = link->data;

      /* What shows life moves to the end of the list. */
      link = link->next;
      if (connection->anonymous)
        mbm_server_connection_probe (connection);
    }

  return G_SOURCE_CONTINUE;
}

/* Somebody may be there who says nothing: then there is more time, and the list stays in order. */
static gboolean
mbm_server_timers_spare (MbmServer *self, MbmServerConnection *connection)
{
  gint64 attended = mbm_channel_get_attended_time (connection->channel);
  GList *before;

  if (connection->client == NULL || attended <= connection->traffic.activity_time)
    return FALSE;

  connection->traffic.activity_time = attended;
  g_queue_unlink (&self->activity, &connection->activity_link);
  before = self->activity.tail;
  while (before != NULL && ((MbmServerConnection *) before->data)->traffic.activity_time > attended)
    before = before->prev;
  g_queue_insert_after_link (&self->activity, before, &connection->activity_link);
  return TRUE;
}

static void
mbm_server_timers_drop_silent (MbmServer *self, gint64 now)
{
  gint64 timeout = self->client_timeout * G_TIME_SPAN_MILLISECOND;

  while (self->client_timeout > 0 && self->activity.head != NULL)
    {
      MbmServerConnection *connection = self->activity.head->data;

      if (now - connection->traffic.activity_time < timeout)
        break;
      if (mbm_server_timers_spare (self, connection))
        continue;

      mbm_server_connection_say_goodbye (connection, "Client timeout");
      mbm_server_connection_close (connection, MBM_CLOSE_POLICY, "Client timeout");
    }
}

/* Who connected to an open server and does not register is named, so that it is told of events. */
static void
mbm_server_timers_name_silent (MbmServer *self, gint64 now)
{
  while (self->undecided.head != NULL)
    {
      MbmServerConnection *connection = self->undecided.head->data;

      if (now - connection->opened_time < self->limits.anonymous_delay * G_TIME_SPAN_MILLISECOND)
        break;

      mbm_server_connection_decide (connection);
      if (!self->require_registration && !mbm_server_make_anonymous (self, connection))
        mbm_server_connection_close (connection, MBM_CLOSE_TRY_LATER,
                                     "Server has reached maximum number of clients");
    }
}

static gboolean
mbm_server_watch_cb (gpointer data)
{
  g_autoptr (MbmServer) self = g_object_ref (data);
  gint64 now = g_get_monotonic_time ();

  g_source_set_ready_time (self->watch_source, -1);
  mbm_server_timers_drop_silent (self, now);
  mbm_server_timers_name_silent (self, now);
  mbm_server_timers_update_watch (self);

  return G_SOURCE_CONTINUE;
}

/* Sees to it that the watch comes round when the next one is due, if not before. */
void
mbm_server_timers_update_watch (MbmServer *self)
{
  gint64 ready = -1, due;

  if (self->watch_source == NULL)
    return;

  if (self->client_timeout > 0 && self->activity.head != NULL)
    {
      MbmServerConnection *oldest = self->activity.head->data;

      ready = oldest->traffic.activity_time + self->client_timeout * G_TIME_SPAN_MILLISECOND;
    }

  if (self->undecided.head != NULL)
    {
      MbmServerConnection *oldest = self->undecided.head->data;

      due = oldest->opened_time + self->limits.anonymous_delay * G_TIME_SPAN_MILLISECOND;
      ready = ready >= 0 ? MIN (ready, due) : due;
    }

  due = g_source_get_ready_time (self->watch_source);
  if (ready >= 0 && (due < 0 || ready < due))
    g_source_set_ready_time (self->watch_source, ready);
}

static gboolean
mbm_server_reap_cb (gpointer data)
{
  g_autoptr (MbmServer) self = g_object_ref (data);

  g_source_set_ready_time (self->reap_source, -1);
  while (self->doomed.head != NULL)
    {
      MbmServerConnection *connection = self->doomed.head->data;
      g_autofree char *reason = g_strdup (connection->close_reason);

      mbm_server_connection_say_goodbye (connection, reason);
      mbm_server_connection_close (connection, connection->close_code, reason);
    }

  return G_SOURCE_CONTINUE;
}

void
mbm_server_timers_reap_soon (MbmServer *self)
{
  if (self->reap_source != NULL)
    g_source_set_ready_time (self->reap_source, 0);
}

/* Sees to it that streams are looked after then, if not before. */
void
mbm_server_timers_pump_at (MbmServer *self, gint64 time)
{
  gint64 due;

  if (self->pump_source == NULL)
    return;

  due = g_source_get_ready_time (self->pump_source);
  if (due < 0 || time < due)
    g_source_set_ready_time (self->pump_source, time);
}

/* The interval may have changed: the next beat is one interval from now. */
void
mbm_server_timers_restart_beat (MbmServer *self)
{
  gint64 interval = self->heartbeat_interval * G_TIME_SPAN_MILLISECOND;

  if (self->beat_source != NULL)
    g_source_set_ready_time (self->beat_source, interval > 0 ? g_get_monotonic_time () + interval : -1);
}

/* As often as others get heartbeats, and three times before silence is too long. */
void
mbm_server_timers_restart_probe (MbmServer *self)
{
  guint interval = self->heartbeat_interval;

  if (self->probe_source == NULL)
    return;

  if (self->client_timeout > 0)
    interval = MIN (interval > 0 ? interval : G_MAXUINT, MAX (self->client_timeout / 3, 1));
  g_source_set_ready_time (self->probe_source,
                           interval > 0 ? g_get_monotonic_time () + interval * G_TIME_SPAN_MILLISECOND : -1);
}

void
mbm_server_timers_start (MbmServer *self)
{
  self->beat_source = mbm_server_timers_add (self, "[mbm] server heartbeat", mbm_server_beat_cb);
  self->watch_source = mbm_server_timers_add (self, "[mbm] server time-outs", mbm_server_watch_cb);
  self->reap_source = mbm_server_timers_add (self, "[mbm] server disconnects", mbm_server_reap_cb);
  self->probe_source = mbm_server_timers_add (self, "[mbm] server pings", mbm_server_probe_cb);
  self->pump_source = mbm_server_timers_add (self, "[mbm] server streams", mbm_server_streams_pump_cb);
  mbm_server_timers_restart_beat (self);
  mbm_server_timers_restart_probe (self);
}

static void
mbm_server_timers_clear (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
mbm_server_timers_stop (MbmServer *self)
{
  mbm_server_timers_clear (&self->beat_source);
  mbm_server_timers_clear (&self->probe_source);
  mbm_server_timers_clear (&self->watch_source);
  mbm_server_timers_clear (&self->reap_source);
  mbm_server_timers_clear (&self->pump_source);
}
