/* mbm-client-tap.c — what monitors see of a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"

/**
 * mbm_client_set_tap:
 * @self: a client
 * @tap: (nullable) (scope notified) (closure user_data) (destroy destroy): the function that is told, or
 * %NULL
 * @user_data: passed to @tap
 * @destroy: (nullable): frees @user_data when another tap, or none, takes its place
 *
 * Reports everything that happens to a client, in order: connections opened, refused and closed, each message
 * in and out, each refused frame, logins, changes of status, failures that no call reports. There is one tap;
 * with none monitoring costs nothing.
 *
 * An answer that nobody asked for carries %MBM_TAP_FLAG_UNSOLICITED. One that comes after its request timed
 * out or was cancelled does not, and says so in `reason`.
 *
 * Since: 0.1
 */
void
mbm_client_set_tap (MbmClient *self, MbmTapFunc tap, gpointer user_data, GDestroyNotify destroy)
{
  GDestroyNotify old_destroy;
  gpointer old_data;

  g_return_if_fail (MBM_IS_CLIENT (self));

  old_destroy = self->tap_destroy;
  old_data = self->tap_data;
  self->tap = tap;
  self->tap_data = user_data;
  self->tap_destroy = destroy;

  if (old_destroy != NULL)
    old_destroy (old_data);
}

/**
 * mbm_client_tap: (skip)
 * @self: a client
 * @record: what happened; times, ids and the address are filled in
 *
 * Reports to the tap, if there is one.
 */
void
mbm_client_tap (MbmClient *self, MbmTapRecord *record)
{
  if (self->tap == NULL)
    return;

  record->monotonic_time = g_get_monotonic_time ();
  record->real_time = g_get_real_time ();
  record->client_id = self->id;
  if (self->channel != NULL)
    {
      record->connection_id = self->connection_name;
      if (record->address == NULL)
        record->address = mbm_channel_get_address (self->channel);
    }

  self->tap (record, self->tap_data);
}

/**
 * mbm_client_tap_message: (skip)
 * @self: a client
 * @kind: %MBM_TAP_SENT or %MBM_TAP_RECEIVED
 * @flags: what is special about it
 * @message: the message
 *
 * Reports a message to the tap, if there is one.
 */
void
mbm_client_tap_message (MbmClient *self, MbmTapKind kind, MbmTapFlags flags, MbmMessage *message)
{
  MbmTapRecord record = { .kind = kind, .flags = flags, .message = message };

  mbm_client_tap (self, &record);
}

/**
 * mbm_client_report_error: (skip)
 * @self: a client
 * @error: what went wrong
 *
 * Emits the `error` signal for something that the tap has reported in its own way already.
 */
void
mbm_client_report_error (MbmClient *self, const GError *error)
{
  g_info ("%s: %s", self->id, error->message);
  g_signal_emit_by_name (self, "error", error);
}

/**
 * mbm_client_report_failure: (skip)
 * @self: a client
 * @error: what went wrong
 *
 * Tells both the tap and the `error` signal.
 */
void
mbm_client_report_failure (MbmClient *self, const GError *error)
{
  MbmTapRecord record = { .kind = MBM_TAP_ERROR, .error = error };

  mbm_client_tap (self, &record);
  mbm_client_report_error (self, error);
}
