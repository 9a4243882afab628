/* mbm-socket-private.h — a connected socket, plain or encrypted
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <errno.h>
#include <sys/socket.h>

#include "mbm-tls-link-private.h"

G_BEGIN_DECLS

/* A value with one owner, who hands it on with mbm_socket_steal(). Plain sockets are the fast path: for them
 * this is a system call and nothing else. */
typedef struct
{
  int fd;           /* to be polled; -1 if there is none */
  MbmTlsLink *link; /* (nullable): owns the descriptor, if it is there */
} MbmSocket;

#define MBM_SOCKET_NONE ((MbmSocket){ .fd = -1 })

typedef enum
{
  MBM_SOCKET_READ,
  MBM_SOCKET_BLOCKED,
  MBM_SOCKET_END,
  MBM_SOCKET_FAILED,
} MbmSocketResult;

static inline MbmSocket
mbm_socket_steal (MbmSocket *self)
{
  MbmSocket socket = *self;

  *self = MBM_SOCKET_NONE;
  return socket;
}

/* Cuts it, and says nothing. */
void mbm_socket_close (MbmSocket *self);
/* Nothing more will be written: the other side is told. */
void mbm_socket_shutdown (MbmSocket *self);

/* The cause alone, in the system's words: who tells it says that the connection was lost, and which. */
GError *mbm_socket_make_lost_error (int saved_errno);
MbmSocketResult
mbm_socket_read_link (MbmSocket *self, guint8 *buffer, gsize size, gsize *n_read, GError **error);

/* Data can be there without the descriptor being ready: decrypted, and not asked for yet. Who stops to read
 * before BLOCKED has to come back without being called. */
static inline gboolean
mbm_socket_may_hold_data (const MbmSocket *self)
{
  return self->link != NULL;
}

/* @error is set if it FAILED. */
static inline MbmSocketResult
mbm_socket_read (MbmSocket *self, guint8 *buffer, gsize size, gsize *n_read, GError **error)
{
  gssize n;

  if (G_UNLIKELY (self->link != NULL))
    return mbm_socket_read_link (self, buffer, size, n_read, error);

  do
    n = recv (self->fd, buffer, size, 0);
  while (n < 0 && errno == EINTR);

  if (n > 0)
    {
      *n_read = n;
      return MBM_SOCKET_READ;
    }

  *n_read = 0;
  if (n == 0)
    return MBM_SOCKET_END;
  if (errno == EAGAIN || errno == EWOULDBLOCK)
    return MBM_SOCKET_BLOCKED;

  if (error != NULL)
    *error = mbm_socket_make_lost_error (errno);
  return MBM_SOCKET_FAILED;
}

/* The end of the encryption, for who checks that nothing was cut off; plain sockets have no such thing. */
static inline void
mbm_socket_say_goodbye (MbmSocket *self)
{
  if (self->link != NULL)
    mbm_tls_link_shutdown (self->link);
}

static inline MbmOutResult
mbm_socket_write (MbmSocket *self, MbmOutQueue *queue)
{
  if (G_UNLIKELY (self->link != NULL))
    return mbm_tls_link_write (self->link, queue);

  return mbm_out_queue_write (queue, self->fd);
}

G_END_DECLS
