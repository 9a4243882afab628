/* sbx-probe-link-channel.c — a probe's connection over a channel: a WebSocket, or memory
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-transport.h"
#include "sbx-probe-link-private.h"

typedef struct
{
  MbmTransport *transport;
  MbmChannel *channel;
} Carried;

static void
received_cb (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  SbxProbeLink *self = user_data;
  g_autoptr (GError) error = NULL;
  MbmMessage *message = mbm_message_new_for_dialect (self->run->settings->dialect, text, &error);

  sbx_probe_link_take (self, text, message, error);
}

static void
refused_cb (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data)
{
  SbxProbeLink *self = user_data;

  self->n_refused++;
  sbx_probe_happened (self->run, self->number, _ ("Something came that is no text message: %s"),
                      error->message);
}

static void
closed_cb (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data)
{
  sbx_probe_link_take_closed (user_data, code, reason, error);
}

static void
alive_cb (MbmChannel *channel, gpointer user_data)
{
  SbxProbeLink *self = user_data;

  self->n_alive++;
  sbx_probe_happened (self->run, self->number, _ ("The service answered a WebSocket ping"));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

/* As long as the check has time; cancelled, the call ends at once. */
static MbmChannel *
wait_connected (SbxProbeLink *self, MbmTransport *transport, GError **error)
{
  g_autoptr (GCancellable) attempt = g_cancellable_new ();
  GAsyncResult *result = NULL;
  MbmChannel *channel;
  gboolean is_in_time;

  mbm_transport_connect_async (transport, self->run->settings->url, attempt, connected_cb, &result);
  is_in_time = sbx_probe_wait (self->run, G_MAXUINT, has_result, &result);
  if (!is_in_time)
    g_cancellable_cancel (attempt);
  while (result == NULL)
    g_main_context_iteration (self->run->context, TRUE);

  channel = mbm_transport_connect_finish (transport, result, is_in_time ? error : NULL);
  g_object_unref (result);
  if (channel == NULL && !is_in_time)
    g_set_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT, _ ("There was no connection to %s within %u ms"),
                 self->run->settings->url, self->run->settings->timeout);
  return channel;
}

static gboolean
channel_open (SbxProbeLink *self, GError **error)
{
  static const MbmChannelReceiver receiver = { .received = received_cb,
                                               .refused = refused_cb,
                                               .closed = closed_cb,
                                               .alive = alive_cb };
  const SbxProbeSettings *settings = self->run->settings;
  g_autoptr (MbmTransport) transport = mbm_transport_new_for_uri (settings->url, error);
  MbmChannel *channel;
  Carried *carried;

  if (transport == NULL)
    return FALSE;

  mbm_transport_set_headers (transport, (const char *const *) (self->headers != NULL ? self->headers
                                                                                     : settings->headers));
  mbm_transport_set_ca_file (transport, settings->ca_file);
  mbm_transport_set_trusted_fingerprint (transport, settings->trusted_fingerprint);
  mbm_transport_set_certificate (transport, settings->certificate);
  mbm_transport_set_handshake_timeout (transport, settings->timeout);
  /* What the probe sends may be over the service's limit. */
  mbm_transport_set_max_queue_size (transport, settings->max_message_size + MBM_DEFAULT_MAX_QUEUE_SIZE);
  channel = wait_connected (self, transport, error);
  if (channel == NULL)
    return FALSE;

  carried = g_new0 (Carried, 1);
  carried->transport = g_steal_pointer (&transport);
  carried->channel = channel;
  self->carried = carried;
  mbm_channel_set_receiver (channel, &receiver, self);
  return TRUE;
}

static void
send_bytes (SbxProbeLink *self, GBytes *bytes)
{
  Carried *carried = self->carried;
  g_autoptr (GError) error = NULL;

  sbx_probe_step (self->run, SBX_PROBE_SENT, self->number, g_bytes_get_data (bytes, NULL),
                  g_bytes_get_size (bytes));
  if (!mbm_channel_send (carried->channel, bytes, &error))
    sbx_probe_happened (self->run, self->number, _ ("That could not be sent: %s"), error->message);
}

static void
channel_send (SbxProbeLink *self, MbmMessage *message)
{
  send_bytes (self, mbm_message_get_bytes (message));
}

void
sbx_probe_link_send_text (SbxProbeLink *self, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  g_return_if_fail (self->carrier == &sbx_probe_channel_carrier);

  if (sbx_probe_link_is_up (self))
    send_bytes (self, bytes);
}

void
sbx_probe_link_ping (SbxProbeLink *self)
{
  Carried *carried = self->carried;

  g_return_if_fail (self->carrier == &sbx_probe_channel_carrier);

  if (!sbx_probe_link_is_up (self))
    return;
  sbx_probe_happened (self->run, self->number, _ ("The probe sent a WebSocket ping"));
  mbm_channel_ping (carried->channel);
}

static void
channel_close (SbxProbeLink *self, gboolean orderly)
{
  Carried *carried = self->carried;

  if (orderly)
    mbm_channel_close (carried->channel, 1000, NULL);
  else
    mbm_channel_abort (carried->channel);
}

static void
channel_free (SbxProbeLink *self)
{
  Carried *carried = self->carried;

  if (carried == NULL)
    return;

  mbm_channel_set_receiver (carried->channel, NULL, NULL);
  mbm_channel_abort (carried->channel);
  g_object_unref (carried->channel);
  g_object_unref (carried->transport);
  g_free (carried);
}

const SbxProbeCarrier sbx_probe_channel_carrier = { channel_open, channel_send, channel_close, channel_free };
