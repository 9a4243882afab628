/* mbm-http-hub.c — what an HTTP service is made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-http-hub-state-private.h"

#include "mbm-http-connection-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-http-rules-private.h"
#include "mbm-http-session-private.h"
#include "mbm-transport-private.h"

/* Frames up to this size are kept in the form they have on streams, for the next client they are sent to. */
#define MAX_KEPT_FRAME (64 * 1024)

/* --- connections ------------------------------------------------------------------ */

void
mbm_http_hub_update_doors (MbmHttpHub *self)
{
  gboolean has_room = self->connections.length < self->settings.max_connections &&
                      self->idle.length + self->n_pending < self->max_pending;

  if (self->doors != NULL)
    mbm_doors_set_open (self->doors,
                        mbm_listener_is_flowing (self->listener) && (has_room || self->idle.length > 0));
}

void
mbm_http_hub_connection_changed (MbmHttpHub *self, MbmHttpConnection *connection)
{
  GList *link = mbm_http_connection_get_link (connection);
  GList *idle_link = mbm_http_connection_get_idle_link (connection);
  MbmHttpConnectionUse use = mbm_http_connection_get_use (connection);
  MbmHttpConnectionUse before = mbm_http_connection_get_counted (connection);

  if (use == before)
    return;

  mbm_http_connection_set_counted (connection, use);
  if (before == MBM_HTTP_CONNECTION_IDLE)
    g_queue_unlink (&self->idle, idle_link);
  if (before == MBM_HTTP_CONNECTION_PENDING)
    self->n_pending--;

  if (use == MBM_HTTP_CONNECTION_IDLE)
    g_queue_push_tail_link (&self->idle, idle_link);
  else if (use == MBM_HTTP_CONNECTION_PENDING)
    self->n_pending++;
  else if (use == MBM_HTTP_CONNECTION_GONE)
    g_queue_unlink (&self->connections, link);

  mbm_http_hub_update_doors (self);
}

static void
mbm_http_hub_accepted (int fd, const char *address, gpointer user_data)
{
  MbmHttpHub *self = user_data;
  MbmHttpConnection *connection;

  /* Who has been idle for the longest makes room. */
  if (self->idle.head != NULL && (self->connections.length >= self->settings.max_connections ||
                                  self->idle.length + self->n_pending >= self->max_pending))
    mbm_http_connection_cut (self->idle.head->data);

  connection = mbm_http_connection_new (self, fd, address, self->gate, self->tls);
  g_queue_push_tail_link (&self->connections, mbm_http_connection_get_link (connection));
  mbm_http_hub_connection_changed (self, connection);
}

/* --- sessions ------------------------------------------------------------------------ */

void
mbm_http_hub_add_session (MbmHttpHub *self, MbmHttpSession *session)
{
  g_hash_table_insert (self->sessions, (gpointer) mbm_http_session_get_id (session), session);
}

void
mbm_http_hub_remove_session (MbmHttpHub *self, MbmHttpSession *session)
{
  const char *id = mbm_http_session_get_id (session);

  if (g_hash_table_lookup (self->sessions, id) == session)
    g_hash_table_remove (self->sessions, id);
}

GBytes *
mbm_http_hub_make_sse (MbmHttpHub *self, GBytes *frame, MbmMessage *message)
{
  if (self->kept_frame == frame)
    return g_bytes_ref (self->kept_sse);

  g_clear_pointer (&self->kept_frame, g_bytes_unref);
  g_clear_pointer (&self->kept_sse, g_bytes_unref);
  if (g_bytes_get_size (frame) > MAX_KEPT_FRAME)
    return mbm_http_make_sse (message);

  self->kept_frame = g_bytes_ref (frame);
  self->kept_sse = mbm_http_make_sse (message);
  return g_bytes_ref (self->kept_sse);
}

/* --- life ------------------------------------------------------------------------------- */

MbmHttpHub *
mbm_http_hub_ref (MbmHttpHub *self)
{
  self->ref_count++;
  return self;
}

void
mbm_http_hub_unref (MbmHttpHub *self)
{
  if (--self->ref_count > 0)
    return;

  g_assert (self->connections.length == 0);
  g_clear_pointer (&self->doors, mbm_doors_free);
  g_clear_pointer (&self->gate, mbm_tls_gate_free);
  g_clear_pointer (&self->tls, mbm_tls_settings_free);
  g_clear_pointer (&self->kept_frame, g_bytes_unref);
  g_clear_pointer (&self->kept_sse, g_bytes_unref);
  g_hash_table_unref (self->sessions);
  mbm_poller_unref (self->poller);
  mbm_ws_address_free (self->address);
  mbm_http_settings_clear (&self->settings);
  g_strfreev (self->allowed_origins);
  g_free (self->base);
  g_free (self);
}

void
mbm_http_hub_close (MbmHttpHub *self)
{
  GList *link = self->connections.head;

  self->listener = NULL;
  g_clear_pointer (&self->doors, mbm_doors_free);

  /* Those that are busy end when their sessions do. */
  mbm_http_hub_ref (self);
  while (link != NULL)
    {
      g_autoptr (MbmHttpConnection) connection = mbm_http_connection_ref (link->data);

      if (mbm_http_connection_get_use (connection) == MBM_HTTP_CONNECTION_BUSY)
        {
          mbm_http_connection_close_after (connection);
          link = link->next;
        }
      else
        {
          link = link->next;
          mbm_http_connection_cut (connection);
        }
    }
  mbm_http_hub_unref (self);
}

gboolean
mbm_http_hub_is_open (MbmHttpHub *self)
{
  return self->listener != NULL;
}

guint16
mbm_http_hub_get_port (MbmHttpHub *self)
{
  return self->port;
}

MbmPoller *
mbm_http_hub_get_poller (MbmHttpHub *self)
{
  return self->poller;
}

const MbmHttpSettings *
mbm_http_hub_get_settings (MbmHttpHub *self)
{
  return &self->settings;
}

guint
mbm_http_hub_get_handshake_timeout (MbmHttpHub *self)
{
  return self->handshake_timeout;
}

guint64
mbm_http_hub_get_max_message_size (MbmHttpHub *self)
{
  return self->max_message_size;
}

guint64
mbm_http_hub_get_max_queue_size (MbmHttpHub *self)
{
  return self->max_queue_size;
}

/* `/` and nothing are no base: every path will do then, as it does for a WebSocket. */
static char *
mbm_http_hub_make_base (const MbmWsAddress *address)
{
  gsize length = strcspn (address->resource, "?");

  while (length > 0 && address->resource[length - 1] == '/')
    length--;
  return length > 0 ? g_strndup (address->resource, length) : NULL;
}

MbmHttpHub *
mbm_http_hub_new (const MbmWsAddress *address,
                  GList *inet_addresses,
                  MbmTransport *transport,
                  MbmListener *listener,
                  GError **error)
{
  g_autoptr (MbmHttpHub) self = g_new0 (MbmHttpHub, 1);

  self->ref_count = 1;
  self->listener = listener;
  self->poller = mbm_poller_ref_thread_default ();
  self->address = mbm_ws_address_copy (address);
  self->base = mbm_http_hub_make_base (address);
  mbm_http_settings_copy (&self->settings, &mbm_transport_get_private (transport)->http);
  self->max_message_size = mbm_transport_get_max_message_size (transport);
  self->max_queue_size = mbm_transport_get_max_queue_size (transport);
  self->handshake_timeout = mbm_transport_get_handshake_timeout (transport);
  self->max_pending = mbm_transport_get_max_pending (transport);
  self->allowed_origins = g_strdupv ((char **) mbm_transport_get_allowed_origins (transport));
  self->sessions = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->connections);
  g_queue_init (&self->idle);

  if (g_str_equal (address->scheme, "https"))
    {
      self->tls = mbm_tls_settings_new_for_server (transport, error);
      if (self->tls == NULL)
        return NULL;
      self->gate = mbm_tls_gate_new (self->poller);
    }

  self->doors = mbm_doors_new (address, inet_addresses, self->poller, mbm_http_hub_accepted, self, error);
  if (self->doors == NULL)
    return NULL;

  self->port = mbm_doors_get_port (self->doors);
  return g_steal_pointer (&self);
}
