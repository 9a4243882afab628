/* mbm-server-connection.c — one connection of a server, from its handshake to its end
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "mbm-channel-private.h"
#include "mbm-password-private.h"
#include "mbm-server-ask-private.h"
#include "mbm-server-client-private.h"
#include "mbm-server-connection-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-streams-private.h"

static MbmServerConnection *
mbm_server_connection_new (MbmServer *server, MbmChannel *channel)
{
  MbmServerConnection *self = g_new0 (MbmServerConnection, 1);
  g_autofree char *id = g_uuid_string_random ();

  self->ref_count = 1;
  self->server = server;
  self->channel = g_object_ref (channel);
  self->transient = mbm_channel_is_transient (channel);
  g_strlcpy (self->id, id, sizeof self->id);
  self->opened_time = g_get_monotonic_time ();
  self->traffic.activity_time = self->opened_time;
  self->link.data = self;
  self->activity_link.data = self;
  self->undecided_link.data = self;
  self->arrival_link.data = self;
  self->doomed_link.data = self;

  g_queue_push_tail_link (&server->connections, &self->link);

  return self;
}

/* What the contract says of one of its errors. */
static guint
mbm_server_connection_find_status (const char *code, gpointer user_data)
{
  MbmServer *server = user_data;
  MbmContractError *error =
    server->contract != NULL ? mbm_contract_lookup_error (server->contract, code) : NULL;

  return error != NULL ? mbm_contract_error_get_status (error) : 0;
}

/* A connection that passed its handshake. The server owns it until it is closed. */
void
mbm_server_connection_open (MbmServer *server, MbmChannel *channel)
{
  g_autoptr (MbmServerConnection) self =
    mbm_server_connection_ref (mbm_server_connection_new (server, channel));

  server->n_unregistered++;
  g_queue_push_tail_link (&server->activity, &self->activity_link);
  mbm_server_dialect_begin (server, self);
  mbm_channel_set_needs_registration (channel, server->require_registration);
  mbm_channel_set_status_func (channel, mbm_server_connection_find_status, server);
  if (!server->require_registration && !self->transient && self->dialect == MBM_DIALECT_MESSAGING)
    {
      self->undecided = TRUE;
      g_queue_push_tail_link (&server->undecided, &self->undecided_link);
    }
  mbm_server_timers_update_watch (server);

  if (server->tap != NULL)
    {
      MbmTapRecord record = { .kind = MBM_TAP_OPENED, .headers = mbm_channel_get_headers (channel) };

      mbm_server_tap (server, self, &record);
    }

  mbm_channel_set_receiver (channel, &mbm_server_connection_receiver, self);
  mbm_server_dialect_name (server, self);
}

/* A connection there is no room for: it is closed in order, and only then gone. */
void
mbm_server_connection_turn_away (MbmServer *server, MbmChannel *channel)
{
  MbmServerConnection *self = mbm_server_connection_new (server, channel);

  self->turned_away = TRUE;
  self->state = MBM_CONNECTION_CLOSING;
  self->close_reason = g_strdup ("Too many connections that have not registered");
  server->n_turned_away++;

  mbm_channel_set_receiver (channel, &mbm_server_connection_receiver, self);
  mbm_channel_close (channel, MBM_CLOSE_TRY_LATER, self->close_reason);
}

MbmServerConnection *
mbm_server_connection_ref (MbmServerConnection *self)
{
  self->ref_count++;
  return self;
}

void
mbm_server_connection_unref (MbmServerConnection *self)
{
  if (--self->ref_count > 0)
    return;

  g_assert (self->channel == NULL);
  g_assert (self->client == NULL);
  g_assert (self->asks == NULL);
  g_assert (self->streams == NULL);

  g_clear_pointer (&self->token, mbm_token_unref);
  g_clear_pointer (&self->seen_token, mbm_token_unref);
  g_clear_pointer (&self->seen_text, mbm_password_free);
  g_free (self->close_reason);
  g_free (self);
}

/* What the client is told to be its connection's id. Over HTTP it is what makes a request the client's, and
 * then nobody else hears of it. */
const char *
mbm_server_connection_get_key (MbmServerConnection *self)
{
  const char *key = mbm_channel_get_id (self->channel);

  return key != NULL ? key : self->id;
}

/* NULL if nobody has registered on it. */
const char *
mbm_server_connection_get_client_id (MbmServerConnection *self)
{
  return self->client != NULL ? mbm_server_client_get_id (self->client) : NULL;
}

/* Who is logged in; NULL if nobody is, or the login has expired or was revoked. */
MbmUser *
mbm_server_connection_get_user (MbmServerConnection *self)
{
  if (self->token == NULL || mbm_token_get_status (self->token) != MBM_TOKEN_VALID)
    return NULL;

  return mbm_token_get_user (self->token);
}

/* It is settled whether it registers: it did, or said something else first, or said nothing for too long. */
void
mbm_server_connection_decide (MbmServerConnection *self)
{
  if (!self->undecided)
    return;

  self->undecided = FALSE;
  g_queue_unlink (&self->server->undecided, &self->undecided_link);
}

static gboolean
mbm_server_connection_try_send (MbmServerConnection *self, GBytes *frame, MbmMessage *message, GError **error)
{
  if (!mbm_channel_send (self->channel, frame, error))
    return FALSE;

  self->traffic.messages_out++;
  self->traffic.bytes_out += g_bytes_get_size (frame);

  if (self->server->tap != NULL)
    {
      g_autoptr (MbmMessage) made = NULL;

      if (message == NULL)
        message = made = mbm_message_new_for_dialect (self->dialect, frame, NULL);
      mbm_server_tap_message (self->server, self, MBM_TAP_SENT, message, MBM_TAP_FLAG_NONE);
    }

  return TRUE;
}

/* Sends @frame; @message, if there is one, is the same: it is sent in the connection's dialect, and
 * monitored. A peer that reads too slowly is disconnected, from the main context rather than here: the caller
 * may be going through all of them. */
gboolean
mbm_server_connection_send (MbmServerConnection *self, GBytes *frame, MbmMessage *message, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->state != MBM_CONNECTION_OPEN || self->doomed)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_CLOSED, _ ("The client is being disconnected"));
      return FALSE;
    }

  if (message != NULL && mbm_message_get_dialect (message) != self->dialect)
    {
      message = mbm_message_to_dialect (message, self->dialect);
      frame = mbm_message_get_bytes (message);
    }

  if (mbm_server_connection_try_send (self, frame, message, &local_error))
    return TRUE;

  /* One that no queue could hold is the sender's fault, not that of a slow reader. */
  if (g_error_matches (local_error, MBM_ERROR, MBM_ERROR_QUEUE_FULL) &&
      g_bytes_get_size (frame) <= self->server->max_queue_size)
    {
      g_autofree char *reason =
        g_strdup_printf ("Client reads too slowly: %" G_GSIZE_FORMAT " bytes wait to be sent",
                         mbm_channel_get_queued (self->channel));

      mbm_server_connection_close_later (self, MBM_CLOSE_POLICY, reason);
    }

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Tells the peer by `$error` what is wrong with what it sent. @details: (nullable): JSON text. */
void
mbm_server_connection_send_error (MbmServerConnection *self,
                                  const char *code,
                                  const char *message,
                                  GBytes *details)
{
  g_autoptr (MbmMessage) event =
    mbm_server_event_new_error (mbm_server_connection_get_client_id (self), code, message, details);

  mbm_server_connection_send (self, mbm_message_get_bytes (event), event, NULL);
}

/* Tells the client that is registered here why it has to leave. It may be the one that does not read. */
void
mbm_server_connection_say_goodbye (MbmServerConnection *self, const char *reason)
{
  g_autoptr (MbmMessage) event = NULL;

  if (self->state != MBM_CONNECTION_OPEN || self->client == NULL)
    return;

  event = mbm_server_dialect_make_goodbye (self->server, self->client, reason);
  if (event != NULL)
    mbm_server_connection_try_send (self, mbm_message_get_bytes (event), event, NULL);
}

void
mbm_server_connection_leave_open (MbmServerConnection *self, MbmConnectionState state)
{
  MbmServer *server = self->server;

  if (self->state == MBM_CONNECTION_OPEN)
    {
      if (self->client == NULL || self->transient)
        server->n_unregistered--;
      g_queue_unlink (&server->activity, &self->activity_link);
      mbm_server_connection_decide (self);
      if (self->doomed)
        g_queue_unlink (&server->doomed, &self->doomed_link);
      self->doomed = FALSE;
    }

  self->state = state;
  mbm_server_end_login (self);
}

/* The connection is on its way out, and its client gone. */
void
mbm_server_connection_leave (MbmServerConnection *self, const char *reason)
{
  if (self->state != MBM_CONNECTION_OPEN)
    return;

  mbm_server_connection_leave_open (self, MBM_CONNECTION_CLOSING);
  g_free (self->close_reason);
  self->close_reason = g_strdup (reason);
  mbm_server_remove_client (self->server, self, reason);
}

/* Closes from this side, in order, and lets the client go. */
void
mbm_server_connection_close (MbmServerConnection *self, guint code, const char *reason)
{
  if (self->state != MBM_CONNECTION_OPEN)
    return;

  mbm_server_connection_ref (self);
  mbm_channel_close (self->channel, code, reason);
  mbm_server_connection_leave (self, reason);
  mbm_server_connection_unref (self);
}

/* The same with a goodbye, when the main context has time. Until then nothing more is sent. */
void
mbm_server_connection_close_later (MbmServerConnection *self, guint code, const char *reason)
{
  if (self->state != MBM_CONNECTION_OPEN || self->doomed)
    return;

  self->doomed = TRUE;
  self->close_code = code;
  g_free (self->close_reason);
  self->close_reason = g_strdup (reason);
  g_queue_push_tail_link (&self->server->doomed, &self->doomed_link);
  mbm_server_timers_reap_soon (self->server);
}

/* Cuts it off; that it is closed is reported from the main context. */
void
mbm_server_connection_abort (MbmServerConnection *self)
{
  if (self->channel != NULL)
    mbm_channel_abort (self->channel);
}

void
mbm_server_connection_cut_short (MbmServerConnection *self, GBytes *frame)
{
  if (self->channel != NULL)
    mbm_channel_cut_short (self->channel, frame);
}

void
mbm_server_connection_detach (MbmServerConnection *self)
{
  g_queue_unlink (&self->server->connections, &self->link);
  if (self->turned_away)
    self->server->n_turned_away--;
  self->server = NULL;

  mbm_channel_set_status_func (self->channel, NULL, NULL);
  mbm_channel_set_receiver (self->channel, NULL, NULL);
  g_clear_object (&self->channel);
  g_clear_pointer (&self->subscriptions, mbm_server_subscriptions_free);
}

/* The server goes without a word: nothing is reported any more. */
void
mbm_server_connection_abandon (MbmServerConnection *self)
{
  mbm_server_connection_leave_open (self, MBM_CONNECTION_CLOSED);
  mbm_server_asks_free (g_steal_pointer (&self->asks), "Server shutting down");
  mbm_server_streams_free (g_steal_pointer (&self->streams), "Server shutting down");
  if (self->client != NULL)
    {
      if (!self->transient)
        {
          g_hash_table_remove (self->server->clients, mbm_server_client_get_id (self->client));
          g_queue_unlink (&self->server->arrivals, &self->arrival_link);
        }
      mbm_server_client_retire (self->client, "Server shutting down");
      g_clear_object (&self->client);
    }

  mbm_server_connection_detach (self);
  mbm_server_connection_unref (self);
}
