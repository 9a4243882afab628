/* mbm-server-tap.c — what a server reports to who monitors it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-connection-private.h"

/* Callers that have to make something for the report ask for `tap` first, so that monitoring costs nothing
 * when nobody does. Time, connection and client are filled in here. */
void
mbm_server_tap (MbmServer *self, MbmServerConnection *connection, MbmTapRecord *record)
{
  if (self->tap == NULL)
    return;

  record->monotonic_time = g_get_monotonic_time ();
  record->real_time = g_get_real_time ();
  if (connection != NULL)
    {
      record->connection_id = connection->id;
      if (record->client_id == NULL)
        record->client_id = mbm_server_connection_get_client_id (connection);
      if (record->address == NULL && connection->channel != NULL)
        record->address = mbm_channel_get_address (connection->channel);
    }
  if (record->note == NULL && record->kind == MBM_TAP_SENT)
    record->note = self->note;

  self->tap (record, self->tap_data);
}

void
mbm_server_tap_kind (MbmServer *self, MbmServerConnection *connection, MbmTapKind kind, const char *reason)
{
  MbmTapRecord record = { .kind = kind, .reason = reason };

  mbm_server_tap (self, connection, &record);
}

void
mbm_server_tap_message (MbmServer *self,
                        MbmServerConnection *connection,
                        MbmTapKind kind,
                        MbmMessage *message,
                        MbmTapFlags flags)
{
  MbmTapRecord record = { .kind = kind, .flags = flags, .message = message };

  mbm_server_tap (self, connection, &record);
}

/**
 * mbm_server_set_tap:
 * @self: a server
 * @tap: (nullable) (scope notified) (closure user_data) (destroy destroy): who monitors from now on
 * @user_data: for @tap
 * @destroy: (nullable): frees @user_data
 *
 * Reports everything that happens on the server, in order; see [struct@Mbm.TapRecord].
 *
 * There is one tap: a second replaces the first. %NULL takes it off, and then monitoring costs nothing. The
 * tap must not call back into the server.
 *
 * Since: 0.1
 */
void
mbm_server_set_tap (MbmServer *self, MbmTapFunc tap, gpointer user_data, GDestroyNotify destroy)
{
  gpointer old_data;
  GDestroyNotify old_destroy;

  g_return_if_fail (MBM_IS_SERVER (self));

  old_data = self->tap_data;
  old_destroy = self->tap_destroy;

  self->tap = tap;
  self->tap_data = user_data;
  self->tap_destroy = destroy;

  if (old_destroy != NULL)
    old_destroy (old_data);
}

/**
 * mbm_server_set_note:
 * @self: a server
 * @note: (nullable): words; %NULL for none
 *
 * Says something of what the server sends from now on, for whoever monitors: it is the `note` of what is
 * reported as sent. As a rule it is set before an event is sent, and taken away behind it. Answers have one
 * of their own; see [method@Mbm.ServerRequest.set_note].
 *
 * Since: 0.1
 */
void
mbm_server_set_note (MbmServer *self, const char *note)
{
  g_return_if_fail (MBM_IS_SERVER (self));

  g_free (self->note);
  self->note = g_strdup (note);
}
