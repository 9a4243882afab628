/* mbm-doors.c — the sockets at which an address is served
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-doors-private.h"

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
  MbmDoors *doors;
  int fd;
} Door;

/* Whoever is told of a connection may free the doors from within, so that they hold a reference on
 * themselves while they tell. */
struct _MbmDoors
{
  guint ref_count;
  Door doors[MAX_SOCKETS];
  guint n_doors;
  MbmPoller *poller;
  MbmDoorsFunc func;
  gpointer user_data;
  guint16 port;
  gboolean open;
};

static void
mbm_doors_unref (MbmDoors *self)
{
  if (--self->ref_count > 0)
    return;

  mbm_poller_unref (self->poller);
  g_free (self);
}

/* A door that waits for file descriptors stays shut until it has waited. */
static void
mbm_doors_update (MbmDoors *self)
{
  for (guint i = 0; i < self->n_doors; i++)
    if (mbm_watch_is_added (&self->doors[i].watch) && !self->doors[i].watch.has_deadline)
      mbm_watch_set_events (&self->doors[i].watch, self->open ? EPOLLIN : 0);
}

static char *
mbm_doors_describe_peer (struct sockaddr_storage *peer, socklen_t length)
{
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (peer, length);

  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("unknown");

  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

static void
mbm_doors_accept (MbmDoors *self, Door *door)
{
  for (guint i = 0; i < MAX_ACCEPTS_PER_TURN && self->n_doors > 0 && door->watch.events != 0; i++)
    {
      struct sockaddr_storage peer;
      socklen_t length = sizeof peer;
      int fd = accept4 (door->fd, (struct sockaddr *) &peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
      g_autofree char *address = NULL;

      if (fd < 0)
        {
          if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            {
              g_info ("Port %u: cannot accept: %s", self->port, g_strerror (errno));
              mbm_watch_set_events (&door->watch, 0);
              mbm_watch_set_timeout (&door->watch, RETRY_AFTER);
            }
          /* Whatever else it is, it concerned a connection that is gone already. */
          return;
        }

      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
      address = mbm_doors_describe_peer (&peer, length);
      self->func (fd, address, self->user_data);
    }
}

static Door *
mbm_doors_door_from_watch (MbmWatch *watch)
{
  return (Door *) (void *) ((char *) watch - G_STRUCT_OFFSET (Door, watch));
}

static void
mbm_doors_ready (MbmWatch *watch, guint32 events)
{
  Door *door = mbm_doors_door_from_watch (watch);
  MbmDoors *self = door->doors;

  self->ref_count++;
  mbm_doors_accept (self, door);
  mbm_doors_unref (self);
}

static void
mbm_doors_expired (MbmWatch *watch)
{
  mbm_doors_update (mbm_doors_door_from_watch (watch)->doors);
}

static void
mbm_doors_flush (MbmWatch *watch)
{
}

static const MbmWatchFuncs watch_funcs = {
  .ready = mbm_doors_ready,
  .flush = mbm_doors_flush,
  .expired = mbm_doors_expired,
};

static void
mbm_doors_close (MbmDoors *self)
{
  for (guint i = 0; i < self->n_doors; i++)
    {
      mbm_watch_remove (&self->doors[i].watch);
      close (self->doors[i].fd);
    }
  self->n_doors = 0;
}

void
mbm_doors_free (MbmDoors *self)
{
  mbm_doors_close (self);
  mbm_doors_unref (self);
}

void
mbm_doors_set_open (MbmDoors *self, gboolean open)
{
  self->open = open;
  mbm_doors_update (self);
}

guint16
mbm_doors_get_port (MbmDoors *self)
{
  return self->port;
}

/* Opens a socket at @inet_address. Returns 0 or an errno. @port is what it has in the end. */
static int
mbm_doors_open_door (MbmDoors *self, GInetAddress *inet_address, guint16 *port)
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
  door->doors = self;
  door->fd = fd;
  mbm_watch_add (&door->watch, self->poller, &watch_funcs, fd, 0);
  self->n_doors++;
  return 0;
}

/* All addresses on one port. An address of a family this machine does not have is left out if there is
 * another. */
static int
mbm_doors_open_all (MbmDoors *self, GList *inet_addresses, guint16 *port)
{
  int result = EADDRNOTAVAIL;

  for (GList *l = inet_addresses; l != NULL && self->n_doors < MAX_SOCKETS; l = l->next)
    {
      int status = mbm_doors_open_door (self, l->data, port);

      if (status == 0)
        continue;
      result = status;
      if (status != EADDRNOTAVAIL && status != EAFNOSUPPORT)
        {
          mbm_doors_close (self);
          return result;
        }
    }

  return self->n_doors > 0 ? 0 : result;
}

static void
mbm_doors_set_error (const MbmWsAddress *address, int status, GError **error)
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

MbmDoors *
mbm_doors_new (const MbmWsAddress *address,
               GList *inet_addresses,
               MbmPoller *poller,
               MbmDoorsFunc func,
               gpointer user_data,
               GError **error)
{
  MbmDoors *self = g_new0 (MbmDoors, 1);
  int status = EADDRINUSE;

  self->ref_count = 1;
  self->poller = mbm_poller_ref (poller);
  self->func = func;
  self->user_data = user_data;

  for (guint i = 0; status == EADDRINUSE && i < (address->port == 0 ? MAX_PORTS_TRIED : 1); i++)
    {
      self->port = address->port;
      status = mbm_doors_open_all (self, inet_addresses, &self->port);
    }
  if (status == 0)
    return self;

  mbm_doors_set_error (address, status, error);
  mbm_doors_unref (self);
  return NULL;
}
