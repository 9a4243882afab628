/* mbm-client-liveness.c — signs of life: our heartbeats, and a watch over the server's
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"

/* A server is held for dead after so many of its own heartbeat intervals without anything from it. */
#define MISSED_BEATS 3

/* And never sooner than this, in microseconds. */
#define MIN_SILENCE G_USEC_PER_SEC

static GBytes *
mbm_client_make_heartbeat (MbmClient *self)
{
  GString *payload = g_string_new (NULL);

  g_string_append_printf (payload, "{\"timestamp\":%" G_GINT64_FORMAT, g_get_real_time () / 1000);
  if (mbm_client_registers (self))
    {
      g_string_append (payload, ",\"clientId\":");
      mbm_json_append_string (payload, self->id, -1);
    }
  g_string_append_c (payload, '}');

  return g_string_free_to_bytes (payload);
}

static gboolean
mbm_client_heartbeat_cb (gpointer user_data)
{
  MbmClient *self = user_data;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  if (self->dialect == MBM_DIALECT_MAGIC_SERVER)
    {
      mbm_channel_ping (self->channel);
      return G_SOURCE_CONTINUE;
    }

  g_object_ref (self);
  payload = mbm_client_make_heartbeat (self);
  if (!mbm_client_send_event (self, "$heartbeat", payload, NULL, &error))
    mbm_client_report_failure (self, error);
  g_object_unref (self);

  return G_SOURCE_CONTINUE;
}

/* A server that forgets a client sooner than it beats would lose it: three beats have to fit into `ttl`. */
static guint
mbm_client_get_beat_interval (MbmClient *self)
{
  if (self->ttl == 0 || self->heartbeat_interval == 0)
    return self->heartbeat_interval;

  return (guint) MIN ((guint64) self->heartbeat_interval, MAX (self->ttl / 3, 1));
}

static gint64
mbm_client_get_silence_limit (MbmClient *self)
{
  return MAX (self->server_beat_gap * MISSED_BEATS, MIN_SILENCE);
}

static gboolean
mbm_client_watchdog_cb (gpointer user_data)
{
  MbmClient *self = user_data;
  gint64 silence = g_get_monotonic_time () - self->received_time;
  gint64 limit = mbm_client_get_silence_limit (self);
  g_autoptr (GError) error = NULL;

  mbm_client_clear_timer (&self->watchdog);
  if (silence < limit)
    {
      /* Behind everything else: what has arrived is read before the server is held for dead. */
      self->watchdog = mbm_client_add_timer (self, (guint) ((limit - silence) / 1000 + 1), G_PRIORITY_LOW,
                                             mbm_client_watchdog_cb);
      return G_SOURCE_REMOVE;
    }

  error = g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT,
                       _ ("Nothing came from %s for %u ms, though it sends a heartbeat every %u ms"),
                       self->uri, (guint) (silence / 1000), (guint) (self->server_beat_gap / 1000));
  g_object_ref (self);
  mbm_client_session_lost (self, 0, NULL, error);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

/**
 * mbm_client_liveness_server_beat: (skip)
 * @self: a client
 *
 * Takes note of a heartbeat of the server. The longest time between two of them on this connection is taken
 * for its interval; a server that was never heard to beat twice is never held for dead.
 */
void
mbm_client_liveness_server_beat (MbmClient *self)
{
  gint64 last = self->server_beat_time;

  self->server_beat_time = g_get_monotonic_time ();
  if (last == 0)
    return;

  self->server_beat_gap = MAX (self->server_beat_gap, self->server_beat_time - last);
  if (self->watchdog == NULL && mbm_client_is_open (self))
    self->watchdog = mbm_client_add_timer (self, (guint) (mbm_client_get_silence_limit (self) / 1000 + 1),
                                           G_PRIORITY_LOW, mbm_client_watchdog_cb);
}

/**
 * mbm_client_liveness_start: (skip)
 * @self: a client that is connected
 *
 * Begins to beat, at once at the interval that is set now.
 */
void
mbm_client_liveness_start (MbmClient *self)
{
  guint interval = mbm_client_get_beat_interval (self);

  mbm_client_clear_timer (&self->heartbeat_timer);
  if (interval != 0)
    self->heartbeat_timer =
      mbm_client_add_timer (self, interval, G_PRIORITY_DEFAULT, mbm_client_heartbeat_cb);
}

/**
 * mbm_client_liveness_stop: (skip)
 * @self: a client
 *
 * Ends beating and watching, and forgets how the server beat.
 */
void
mbm_client_liveness_stop (MbmClient *self)
{
  mbm_client_clear_timer (&self->heartbeat_timer);
  mbm_client_clear_timer (&self->watchdog);
  self->server_beat_time = 0;
  self->server_beat_gap = 0;
  self->ttl = 0;
}
