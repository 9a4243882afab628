/* mbm-client-receive.c — what comes in on a client's connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"

static void
mbm_client_refuse_frame (MbmClient *self, GBytes *bytes, const GError *error)
{
  MbmTapRecord record = { .kind = MBM_TAP_FRAME_REFUSED, .bytes = bytes, .error = error };

  mbm_client_tap (self, &record);
  mbm_client_report_error (self, error);
}

/* A client has no handlers for requests: it says so rather than to leave the server waiting. */
static void
mbm_client_decline (MbmClient *self, MbmMessage *request)
{
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  mbm_client_tap_message (self, MBM_TAP_RECEIVED, MBM_TAP_FLAG_NONE, request);

  /* The protocol's own words: not to be translated. */
  words = g_strdup_printf ("Unknown request type: %s", mbm_message_get_name (request));
  answer = mbm_message_new_error_response (request, "UNKNOWN_REQUEST_TYPE", words, NULL,
                                           mbm_client_get_plain_context (self), &error);
  if (answer == NULL || !mbm_client_send (self, answer, &error))
    mbm_client_report_failure (self, error);
}

static void
mbm_client_received (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  g_autoptr (MbmClient) self = g_object_ref (user_data);
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  self->received_time = g_get_monotonic_time ();

  message = mbm_message_new_for_dialect (self->dialect, text, &error);
  if (message == NULL)
    {
      mbm_client_refuse_frame (self, text, error);
      return;
    }

  switch (mbm_message_get_kind (message))
    {
    case MBM_MESSAGE_REQUEST:
      mbm_client_decline (self, message);
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

const MbmChannelReceiver mbm_client_receiver = {
  .received = mbm_client_received,
  .refused = mbm_client_refused,
  .closed = mbm_client_closed,
};
