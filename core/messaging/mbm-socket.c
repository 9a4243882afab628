/* mbm-socket.c — a connected socket, plain or encrypted
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <unistd.h>

#include "mbm-socket-private.h"

void
mbm_socket_close (MbmSocket *self)
{
  if (self->link != NULL)
    mbm_tls_link_free (self->link);
  else if (self->fd >= 0)
    close (self->fd);
  *self = MBM_SOCKET_NONE;
}

void
mbm_socket_shutdown (MbmSocket *self)
{
  mbm_socket_say_goodbye (self);
  shutdown (self->fd, SHUT_WR);
}

GError *
mbm_socket_make_lost_error (int saved_errno)
{
  return g_error_new_literal (MBM_ERROR, MBM_ERROR_CLOSED, g_strerror (saved_errno));
}

MbmSocketResult
mbm_socket_read_link (MbmSocket *self, guint8 *buffer, gsize size, gsize *n_read, GError **error)
{
  g_autoptr (GError) cause = NULL;

  switch (mbm_tls_link_read (self->link, buffer, size, n_read, &cause))
    {
    case MBM_TLS_READ:
      return MBM_SOCKET_READ;
    case MBM_TLS_BLOCKED:
      return MBM_SOCKET_BLOCKED;
    case MBM_TLS_END:
      return MBM_SOCKET_END;
    case MBM_TLS_FAILED:
    default:
      break;
    }

  if (cause->domain == G_IO_ERROR)
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_CLOSED, cause->message);
  else
    g_propagate_error (error, mbm_tls_link_describe_end (self->link, cause));
  return MBM_SOCKET_FAILED;
}
