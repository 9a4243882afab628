/* mbm-ws-listener.c — a port that is served
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-ws-listener-private.h"

#include "mbm-poller-private.h"
#include "mbm-ws-channel-private.h"
#include "mbm-ws-visitor-private.h"

/* `localhost` has two addresses; a name in a network a few. */
#define MAX_SOCKETS 8

/* Connections that are accepted before others on the main context have their turn. */
#define MAX_ACCEPTS_PER_TURN 64

/* When there are no file descriptors left, trying again at once would only keep the processor busy.
 * Milliseconds. */
#define RETRY_AFTER 250

/* A port that one of two addresses cannot have is given up for another, so many times. */
#define MAX_PORTS_TRIED 16

typedef struct
{
  MbmWatch watch;
  MbmWsListener *listener;
  int fd;
} Door;

/* Owned by whoever serves; lives on the thread of its poller. Visitors are in their handshake; when they
 * passed it, the socket is handed to a channel and the visitor is gone. */
struct _MbmWsListener
{
  MbmListener parent_instance;

  Door doors[MAX_SOCKETS];
  guint n_doors;
  MbmPoller *poller;
  GHashTable *visitors; /* MbmWsVisitor, a set */

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
  gboolean open =
    mbm_listener_is_flowing (MBM_LISTENER (self)) && g_hash_table_size (self->visitors) < self->max_pending;

  for (guint i = 0; i < self->n_doors; i++)
    if (mbm_watch_is_added (&self->doors[i].watch) && !self->doors[i].watch.has_deadline)
      mbm_watch_set_events (&self->doors[i].watch, open ? EPOLLIN : 0);
}

static void
mbm_ws_listener_admitted (int fd,
                          const char *address,
                          const char *const *headers,
                          const guint8 *early,
                          gsize early_length,
                          gpointer user_data)
{
  MbmWsListener *self = user_data;
  g_autoptr (MbmChannel) channel = NULL;

  channel = mbm_ws_channel_new (fd, MBM_WS_ROLE_SERVER, early, early_length, self->max_message_size,
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

  g_hash_table_remove (self->visitors, visitor);
  mbm_ws_listener_update_doors (self);
}

static const MbmWsVisitorFuncs visitor_funcs = {
  .admitted = mbm_ws_listener_admitted,
  .refused = mbm_ws_listener_refused,
  .gone = mbm_ws_listener_gone,
};

static char *
mbm_ws_listener_describe_peer (struct sockaddr_storage *peer, socklen_t length)
{
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (peer, length);

  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("unknown");

  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

static void
mbm_ws_listener_accept (MbmWsListener *self, Door *door)
{
  for (guint i = 0; i < MAX_ACCEPTS_PER_TURN && door->watch.events != 0; i++)
    {
      struct sockaddr_storage peer;
      socklen_t length = sizeof peer;
      int fd = accept4 (door->fd, (struct sockaddr *) &peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
      g_autofree char *address = NULL;

      if (fd < 0)
        {
          if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            {
              g_info ("%s: cannot accept: %s", mbm_listener_get_uri (MBM_LISTENER (self)),
                      g_strerror (errno));
              mbm_watch_set_events (&door->watch, 0);
              mbm_watch_set_timeout (&door->watch, RETRY_AFTER);
            }
          /* Whatever else it is, it concerned a connection that is gone already. */
          return;
        }

      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
      address = mbm_ws_listener_describe_peer (&peer, length);
      g_hash_table_add (self->visitors, mbm_ws_visitor_new (fd, address, self->poller,
                                                            (const char *const *) self->allowed_origins,
                                                            self->handshake_timeout, &visitor_funcs, self));
      mbm_ws_listener_update_doors (self);
    }
}

static Door *
mbm_ws_listener_door_from_watch (MbmWatch *watch)
{
  return (Door *) (void *) ((char *) watch - G_STRUCT_OFFSET (Door, watch));
}

static void
mbm_ws_listener_ready (MbmWatch *watch, guint32 events)
{
  Door *door = mbm_ws_listener_door_from_watch (watch);

  mbm_ws_listener_accept (door->listener, door);
}

static void
mbm_ws_listener_expired (MbmWatch *watch)
{
  mbm_ws_listener_update_doors (mbm_ws_listener_door_from_watch (watch)->listener);
}

static void
mbm_ws_listener_flush (MbmWatch *watch)
{
}

static const MbmWatchFuncs watch_funcs = {
  .ready = mbm_ws_listener_ready,
  .flush = mbm_ws_listener_flush,
  .expired = mbm_ws_listener_expired,
};

static void
mbm_ws_listener_close_doors (MbmWsListener *self)
{
  for (guint i = 0; i < self->n_doors; i++)
    {
      mbm_watch_remove (&self->doors[i].watch);
      close (self->doors[i].fd);
    }
  self->n_doors = 0;
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

  mbm_ws_listener_close_doors (self);
  g_hash_table_remove_all (self->visitors);
}

static void
mbm_ws_listener_finalize (GObject *object)
{
  MbmWsListener *self = MBM_WS_LISTENER (object);

  g_hash_table_unref (self->visitors);
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
}

/* Opens a socket at @inet_address. Returns 0 or an errno. @port is what it has in the end. */
static int
mbm_ws_listener_open_door (MbmWsListener *self, GInetAddress *inet_address, guint16 *port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (inet_address, *port);
  struct sockaddr_storage native;
  socklen_t length = sizeof native;
  Door *door = &self->doors[self->n_doors];
  int fd;

  if (!g_socket_address_to_native (address, &native, sizeof native, NULL))
    return EAFNOSUPPORT;

  fd = socket (native.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return errno;

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof (int));
  if (native.ss_family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ 1 }, sizeof (int));

  if (bind (fd, (struct sockaddr *) &native, g_socket_address_get_native_size (address)) < 0 ||
      listen (fd, SOMAXCONN) < 0 || getsockname (fd, (struct sockaddr *) &native, &length) < 0)
    {
      int saved_errno = errno;

      close (fd);
      return saved_errno;
    }

  *port = g_ntohs (native.ss_family == AF_INET6 ? ((struct sockaddr_in6 *) &native)->sin6_port
                                                : ((struct sockaddr_in *) &native)->sin_port);
  door->listener = self;
  door->fd = fd;
  mbm_watch_add (&door->watch, self->poller, &watch_funcs, fd, 0);
  self->n_doors++;
  return 0;
}

/* All addresses on one port. An address of a family this machine does not have is left out if there is
 * another. */
static int
mbm_ws_listener_open_doors (MbmWsListener *self, GList *inet_addresses, guint16 *port)
{
  int result = EADDRNOTAVAIL;

  for (GList *l = inet_addresses; l != NULL && self->n_doors < MAX_SOCKETS; l = l->next)
    {
      int status = mbm_ws_listener_open_door (self, l->data, port);

      if (status == 0)
        continue;
      result = status;
      if (status != EADDRNOTAVAIL && status != EAFNOSUPPORT)
        {
          mbm_ws_listener_close_doors (self);
          return result;
        }
    }

  return self->n_doors > 0 ? 0 : result;
}

static void
mbm_ws_listener_set_error (const MbmWsAddress *address, int status, GError **error)
{
  g_autofree char *uri = mbm_ws_address_to_uri (address, address->port);

  switch (status)
    {
    case EADDRINUSE:
      g_set_error (error, MBM_ERROR, MBM_ERROR_ADDRESS_IN_USE,
                   _ ("%s cannot be served: port %u is in use. Stop what uses it, or choose another port (0 "
                      "picks a free one)"),
                   uri, address->port);
      break;
    case EACCES:
    case EPERM:
      g_set_error (
        error, MBM_ERROR, MBM_ERROR_PERMISSION,
        _ ("%s cannot be served: the system does not let this program use port %u. Choose one from 1024 on"),
        uri, address->port);
      break;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
      g_set_error (error, MBM_ERROR, MBM_ERROR_UNREACHABLE,
                   _ ("%s cannot be served: this machine has no such address"), uri);
      break;
    default:
      g_set_error (error, MBM_ERROR, MBM_ERROR_FAILED, _ ("%s cannot be served: %s"), uri,
                   g_strerror (status));
    }
}

MbmListener *
mbm_ws_listener_new (const MbmWsAddress *address,
                     GList *inet_addresses,
                     MbmTransport *transport,
                     GError **error)
{
  g_autoptr (MbmWsListener) self = g_object_new (MBM_TYPE_WS_LISTENER, NULL);
  g_autofree char *uri = NULL;
  guint16 port = address->port;
  int status = EADDRINUSE;

  self->max_message_size = mbm_transport_get_max_message_size (transport);
  self->max_queue_size = mbm_transport_get_max_queue_size (transport);
  self->handshake_timeout = mbm_transport_get_handshake_timeout (transport);
  self->max_pending = mbm_transport_get_max_pending (transport);
  self->allowed_origins = g_strdupv ((char **) mbm_transport_get_allowed_origins (transport));

  for (guint i = 0; status == EADDRINUSE && i < (address->port == 0 ? MAX_PORTS_TRIED : 1); i++)
    {
      port = address->port;
      status = mbm_ws_listener_open_doors (self, inet_addresses, &port);
    }
  if (status != 0)
    {
      mbm_ws_listener_set_error (address, status, error);
      return NULL;
    }

  uri = mbm_ws_address_to_uri (address, port);
  mbm_listener_set_uri (MBM_LISTENER (self), uri);
  return MBM_LISTENER (g_steal_pointer (&self));
}
