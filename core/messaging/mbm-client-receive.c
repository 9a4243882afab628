/* mbm-client-receive.c — what comes in on a client's connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"

/* Waits for the answer to a step of its handshake. */
static gboolean
mbm_client_is_greeting (MbmClient *self)
{
  return self->phase > MBM_CLIENT_PHASE_OPENING && self->phase < MBM_CLIENT_PHASE_READY;
}

static gboolean
mbm_client_speaks_otherwise (MbmClient *self, GBytes *frame)
{
  MbmDialect dialect;

  return mbm_dialect_recognize (frame, &dialect) && dialect != self->dialect;
}

/* There is no use in waiting for an answer from who speaks another dialect. */
static void
mbm_client_refuse_frame (MbmClient *self, GBytes *bytes, const GError *error)
{
  MbmTapRecord record = { .kind = MBM_TAP_FRAME_REFUSED, .bytes = bytes, .error = error };

  mbm_client_tap (self, &record);
  if (mbm_client_is_greeting (self) && mbm_client_speaks_otherwise (self, bytes))
    mbm_client_session_fail (self, error);
  else
    mbm_client_report_error (self, error);
}

static void
mbm_client_received (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  g_autoptr (MbmClient) self = g_object_ref (user_data);
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  self->received_time = g_get_monotonic_time ();

  message = mbm_client_read (self, text, &error);
  if (message == NULL)
    {
      mbm_client_refuse_frame (self, text, error);
      return;
    }

  switch (mbm_message_get_kind (message))
    {
    case MBM_MESSAGE_REQUEST:
      mbm_client_request_received (self, message);
      break;
    case MBM_MESSAGE_RESPONSE:
      mbm_client_requests_answered (self, message);
      break;
    case MBM_MESSAGE_EVENT:
      mbm_client_events_received (self, message);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
mbm_client_refused (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data)
{
  g_autoptr (MbmClient) self = g_object_ref (user_data);

  self->received_time = g_get_monotonic_time ();
  mbm_client_refuse_frame (self, bytes, error);
}

static void
mbm_client_closed (MbmChannel *channel,
                   guint code,
                   const char *reason,
                   const GError *error,
                   gpointer user_data)
{
  g_autoptr (MbmClient) self = g_object_ref (user_data);

  mbm_client_session_lost (self, code, reason, error);
}

/* A WebSocket ping, or the answer to one of ours: where there are no heartbeats that is the server's. */
static void
mbm_client_alive (MbmChannel *channel, gpointer user_data)
{
  MbmClient *self = user_data;

  self->received_time = g_get_monotonic_time ();
  if (self->dialect == MBM_DIALECT_MAGIC_SERVER)
    mbm_client_liveness_server_beat (self);
}

const MbmChannelReceiver mbm_client_receiver = {
  .received = mbm_client_received,
  .refused = mbm_client_refused,
  .closed = mbm_client_closed,
  .alive = mbm_client_alive,
};
