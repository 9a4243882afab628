/* mbm-ws-listener.c — a port that is served
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-ws-listener-private.h"

#include "mbm-doors-private.h"
#include "mbm-poller-private.h"
#include "mbm-ws-channel-private.h"
#include "mbm-ws-visitor-private.h"

/* Owned by whoever serves; lives on the thread of its poller. Visitors are in their handshake; when they
 * passed it, the socket is handed to a channel and the visitor is gone. */
struct _MbmWsListener
{
  MbmListener parent_instance;

  MbmDoors *doors; /* NULL once closed */
  MbmPoller *poller;
  GHashTable *visitors;  /* MbmWsVisitor, a set: in their handshake */
  GHashTable *lingering; /* the same, of those who were refused */
  MbmTlsSettings *tls;   /* (nullable): if what is served is encrypted */
  MbmTlsGate *gate;      /* (nullable) */

  guint64 max_message_size;
  guint64 max_queue_size;
  guint handshake_timeout;
  guint max_pending;
  char **allowed_origins;
};

G_DEFINE_FINAL_TYPE (MbmWsListener, mbm_ws_listener, MBM_TYPE_LISTENER)

/* Doors are open while somebody receives and there is room for another visitor. */
static void
mbm_ws_listener_update_doors (MbmWsListener *self)
{
  if (self->doors != NULL)
    mbm_doors_set_open (self->doors, mbm_listener_is_flowing (MBM_LISTENER (self)) &&
                                       g_hash_table_size (self->visitors) < self->max_pending);
}

static void
mbm_ws_listener_admitted (MbmSocket socket,
                          const char *address,
                          const char *const *headers,
                          const guint8 *early,
                          gsize early_length,
                          gpointer user_data)
{
  MbmWsListener *self = user_data;
  g_autoptr (MbmChannel) channel = NULL;

  channel = mbm_ws_channel_new (socket, MBM_WS_ROLE_SERVER, early, early_length, self->max_message_size,
                                self->max_queue_size);
  mbm_channel_set_peer (channel, address, headers);
  mbm_listener_emit_accepted (MBM_LISTENER (self), channel);
}

static void
mbm_ws_listener_refused (const char *address,
                         const char *const *headers,
                         const GError *error,
                         gpointer user_data)
{
  mbm_listener_emit_refused (MBM_LISTENER (user_data), address, headers, error);
}

static void
mbm_ws_listener_gone (MbmWsVisitor *visitor, gpointer user_data)
{
  MbmWsListener *self = user_data;

  if (!g_hash_table_remove (self->visitors, visitor))
    g_hash_table_remove (self->lingering, visitor);
  mbm_ws_listener_update_doors (self);
}

/* Who was refused keeps nobody out, however slowly it reads why; nor do many of them add up. */
static void
mbm_ws_listener_lingers (MbmWsVisitor *visitor, gpointer user_data)
{
  MbmWsListener *self = user_data;

  g_hash_table_steal (self->visitors, visitor);
  if (g_hash_table_size (self->lingering) < self->max_pending)
    g_hash_table_add (self->lingering, visitor);
  else
    mbm_ws_visitor_free (visitor);
  mbm_ws_listener_update_doors (self);
}

static const MbmWsVisitorFuncs visitor_funcs = {
  .admitted = mbm_ws_listener_admitted,
  .refused = mbm_ws_listener_refused,
  .lingers = mbm_ws_listener_lingers,
  .gone = mbm_ws_listener_gone,
};

static void
mbm_ws_listener_accepted (int fd, const char *address, gpointer user_data)
{
  MbmWsListener *self = user_data;

  g_hash_table_add (self->visitors, mbm_ws_visitor_new (fd, address, self->poller, self->gate, self->tls,
                                                        (const char *const *) self->allowed_origins,
                                                        self->handshake_timeout, &visitor_funcs, self));
  mbm_ws_listener_update_doors (self);
}

static void
mbm_ws_listener_set_flowing (MbmListener *listener, gboolean flowing)
{
  mbm_ws_listener_update_doors (MBM_WS_LISTENER (listener));
}

static void
mbm_ws_listener_close (MbmListener *listener)
{
  MbmWsListener *self = MBM_WS_LISTENER (listener);

  g_clear_pointer (&self->doors, mbm_doors_free);
  g_hash_table_remove_all (self->visitors);
  g_hash_table_remove_all (self->lingering);
}

static void
mbm_ws_listener_finalize (GObject *object)
{
  MbmWsListener *self = MBM_WS_LISTENER (object);

  g_hash_table_unref (self->visitors);
  g_hash_table_unref (self->lingering);
  g_clear_pointer (&self->gate, mbm_tls_gate_free);
  g_clear_pointer (&self->tls, mbm_tls_settings_free);
  mbm_poller_unref (self->poller);
  g_strfreev (self->allowed_origins);

  G_OBJECT_CLASS (mbm_ws_listener_parent_class)->finalize (object);
}

static void
mbm_ws_listener_class_init (MbmWsListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmListenerClass *listener_class = MBM_LISTENER_CLASS (klass);

  object_class->finalize = mbm_ws_listener_finalize;

  listener_class->set_flowing = mbm_ws_listener_set_flowing;
  listener_class->close = mbm_ws_listener_close;
}

static void
mbm_ws_listener_init (MbmWsListener *self)
{
  self->poller = mbm_poller_ref_thread_default ();
  self->visitors = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) mbm_ws_visitor_free, NULL);
  self->lingering = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) mbm_ws_visitor_free, NULL);
}

MbmListener *
mbm_ws_listener_new (const MbmWsAddress *address,
                     GList *inet_addresses,
                     MbmTransport *transport,
                     GError **error)
{
  g_autoptr (MbmWsListener) self = g_object_new (MBM_TYPE_WS_LISTENER, NULL);
  g_autofree char *uri = NULL;

  self->max_message_size = mbm_transport_get_max_message_size (transport);
  self->max_queue_size = mbm_transport_get_max_queue_size (transport);
  self->handshake_timeout = mbm_transport_get_handshake_timeout (transport);
  self->max_pending = mbm_transport_get_max_pending (transport);
  self->allowed_origins = g_strdupv ((char **) mbm_transport_get_allowed_origins (transport));

  if (g_str_equal (address->scheme, "wss"))
    {
      self->tls = mbm_tls_settings_new_for_server (transport, error);
      if (self->tls == NULL)
        return NULL;
      self->gate = mbm_tls_gate_new (self->poller);
    }

  self->doors = mbm_doors_new (address, inet_addresses, self->poller, mbm_ws_listener_accepted, self, error);
  if (self->doors == NULL)
    return NULL;

  uri = mbm_ws_address_to_uri (address, mbm_doors_get_port (self->doors));
  mbm_listener_set_uri (MBM_LISTENER (self), uri);
  return MBM_LISTENER (g_steal_pointer (&self));
}
