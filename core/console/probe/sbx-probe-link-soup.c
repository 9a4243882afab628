/* sbx-probe-link-soup.c — a probe's connection over libsoup's WebSocket, which can send binary messages
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-probe-http-private.h"
#include "sbx-probe-link-private.h"

typedef struct
{
  SbxProbeHttp *http;
  SoupWebsocketConnection *socket;
} Carried;

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer user_data)
{
  SbxProbeLink *self = user_data;
  g_autoptr (GError) error = NULL;
  MbmMessage *message = NULL;

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    message = mbm_message_new_for_dialect (self->run->settings->dialect, bytes, &error);
  sbx_probe_link_take (self, bytes, message, error);
}

static void
closed_cb (SoupWebsocketConnection *socket, gpointer user_data)
{
  sbx_probe_link_take_closed (user_data, soup_websocket_connection_get_close_code (socket),
                              soup_websocket_connection_get_close_data (socket), NULL);
}

static void
error_cb (SoupWebsocketConnection *socket, const GError *error, gpointer user_data)
{
  SbxProbeLink *self = user_data;

  sbx_probe_happened (self->run, self->number, "%s", error->message);
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

static gboolean
soup_open (SbxProbeLink *self, GError **error)
{
  g_autoptr (SbxProbeHttp) http = sbx_probe_http_new (self->run, self->number, error);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  SoupWebsocketConnection *socket;
  Carried *carried;

  if (http == NULL)
    return FALSE;

  message = sbx_probe_http_make (http, "GET", "");
  soup_session_websocket_connect_async (sbx_probe_http_get_session (http), message, NULL, NULL,
                                        G_PRIORITY_DEFAULT, sbx_probe_http_get_cancellable (http),
                                        connected_cb, &result);
  if (!sbx_probe_wait (self->run, G_MAXUINT, has_result, &result))
    g_cancellable_cancel (sbx_probe_http_get_cancellable (http));
  while (result == NULL)
    g_main_context_iteration (self->run->context, TRUE);

  socket = soup_session_websocket_connect_finish (sbx_probe_http_get_session (http), result, error);
  if (socket == NULL)
    return FALSE;

  carried = g_new0 (Carried, 1);
  carried->http = g_steal_pointer (&http);
  carried->socket = socket;
  self->carried = carried;
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), self);
  g_signal_connect (socket, "error", G_CALLBACK (error_cb), self);
  return TRUE;
}

static void
soup_send (SbxProbeLink *self, MbmMessage *message)
{
  Carried *carried = self->carried;
  GBytes *bytes = mbm_message_get_bytes (message);

  sbx_probe_step (self->run, SBX_PROBE_SENT, self->number, g_bytes_get_data (bytes, NULL),
                  g_bytes_get_size (bytes));
  soup_websocket_connection_send_message (carried->socket, SOUP_WEBSOCKET_DATA_TEXT, bytes);
}

void
sbx_probe_link_send_binary (SbxProbeLink *self, const guint8 *data, gsize length)
{
  Carried *carried = self->carried;

  g_return_if_fail (self->carrier == &sbx_probe_soup_carrier);

  if (!sbx_probe_link_is_up (self))
    return;
  sbx_probe_happened (self->run, self->number, _ ("The probe sent a binary message of %zu bytes"), length);
  soup_websocket_connection_send_binary (carried->socket, data, length);
}

static void
soup_close (SbxProbeLink *self, gboolean orderly)
{
  Carried *carried = self->carried;

  if (orderly && soup_websocket_connection_get_state (carried->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (carried->socket, 1000, NULL);
}

static void
soup_free (SbxProbeLink *self)
{
  Carried *carried = self->carried;

  if (carried == NULL)
    return;

  g_signal_handlers_disconnect_by_data (carried->socket, self);
  g_io_stream_close (soup_websocket_connection_get_io_stream (carried->socket), NULL, NULL);
  g_object_unref (carried->socket);
  sbx_probe_http_free (carried->http);
  g_free (carried);
}

const SbxProbeCarrier sbx_probe_soup_carrier = { soup_open, soup_send, soup_close, soup_free };
