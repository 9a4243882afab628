/* mbm-tls-wire.c — the socket under a TLS connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-tls-wire-private.h"

/* A GSocketConnection would do as well, but a TLS library asks for five bytes, then for the rest of a record,
 * and then finds that there is no more: three system calls each. And it waits where it is told to block,
 * which GIO does when it says goodbye: not what a main loop may do. */

/* A record and what comes in behind it. */
#define READ_AHEAD (32 * 1024)

/* The types of records that a handshake can begin with: a handshake's own, and an alert. */
#define RECORD_ALERT     0x15
#define RECORD_HANDSHAKE 0x16

/* Owned by its TLS connection and by who made that. First used by the thread that shakes hands, and
 * afterwards, when that has ended, by the main context's: never by both. */
struct _MbmTlsWire
{
  GIOStream parent_instance;

  int fd;
  GInputStream *input;
  GOutputStream *output;
  guint8 *ahead;
  gsize ahead_begin;
  gsize ahead_end;
  int may_wait; /* atomic */
  guint8 first;
  gboolean has_first;
};

G_DEFINE_FINAL_TYPE (MbmTlsWire, mbm_tls_wire, G_TYPE_IO_STREAM)

#define MBM_TYPE_TLS_WIRE_INPUT  (mbm_tls_wire_input_get_type ())
#define MBM_TYPE_TLS_WIRE_OUTPUT (mbm_tls_wire_output_get_type ())

G_DECLARE_FINAL_TYPE (MbmTlsWireInput, mbm_tls_wire_input, MBM, TLS_WIRE_INPUT, GInputStream)
G_DECLARE_FINAL_TYPE (MbmTlsWireOutput, mbm_tls_wire_output, MBM, TLS_WIRE_OUTPUT, GOutputStream)

/* Both halves are the wire's, and do nothing without it. */
struct _MbmTlsWireInput
{
  GInputStream parent_instance;
  MbmTlsWire *wire; /* (nullable) borrowed */
};

struct _MbmTlsWireOutput
{
  GOutputStream parent_instance;
  MbmTlsWire *wire; /* (nullable) borrowed */
};

static void mbm_tls_wire_input_iface_init (GPollableInputStreamInterface *iface);
static void mbm_tls_wire_output_iface_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MbmTlsWireInput,
                               mbm_tls_wire_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      mbm_tls_wire_input_iface_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (MbmTlsWireOutput,
                               mbm_tls_wire_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      mbm_tls_wire_output_iface_init))

static gssize
mbm_tls_wire_fail (int saved_errno, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
  return -1;
}

static gboolean
mbm_tls_wire_is_ready (MbmTlsWire *self, short events, int timeout)
{
  struct pollfd pollfd = { .fd = self->fd, .events = events };
  int n;

  do
    n = poll (&pollfd, 1, timeout);
  while (n < 0 && errno == EINTR);

  return n > 0;
}

/* TRUE if it is worth trying again. */
static gboolean
mbm_tls_wire_wait (MbmTlsWire *self, short events, gboolean blocking, GError **error)
{
  if (errno == EINTR)
    return TRUE;
  if ((errno != EAGAIN && errno != EWOULDBLOCK) || !blocking)
    {
      mbm_tls_wire_fail (errno, error);
      return FALSE;
    }
  if (g_atomic_int_get (&self->may_wait))
    return mbm_tls_wire_is_ready (self, events, -1);

  /* A second handshake, which takes a thread and which the other side can ask for as often as it likes;
   * or a goodbye that finds no room. */
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("A renegotiation is not supported"));
  return FALSE;
}

static gssize
mbm_tls_wire_read (MbmTlsWire *self, void *buffer, gsize count, gboolean blocking, GError **error)
{
  if (self->ahead_begin == self->ahead_end)
    {
      gssize n;

      if (self->ahead == NULL)
        self->ahead = g_malloc (READ_AHEAD);
      while ((n = recv (self->fd, self->ahead, READ_AHEAD, 0)) < 0)
        if (!mbm_tls_wire_wait (self, POLLIN, blocking, error))
          return -1;
      if (n == 0)
        return 0;

      if (!self->has_first)
        self->first = self->ahead[0];
      self->has_first = TRUE;
      self->ahead_begin = 0;
      self->ahead_end = n;
    }

  count = MIN (count, self->ahead_end - self->ahead_begin);
  memcpy (buffer, self->ahead + self->ahead_begin, count);
  self->ahead_begin += count;
  return count;
}

static gssize
mbm_tls_wire_write (MbmTlsWire *self, const void *buffer, gsize count, gboolean blocking, GError **error)
{
  gssize n;

  while ((n = send (self->fd, buffer, count, MSG_NOSIGNAL)) < 0)
    if (!mbm_tls_wire_wait (self, POLLOUT, blocking, error))
      return -1;

  return n;
}

static GSource *
mbm_tls_wire_create_source (GObject *stream,
                            MbmTlsWire *wire,
                            GIOCondition condition,
                            GCancellable *cancellable)
{
  g_autoptr (GSource) child = NULL;

  if (wire == NULL || (condition == G_IO_IN && wire->ahead_begin < wire->ahead_end))
    child = g_timeout_source_new (0);
  else
    child = g_unix_fd_source_new (wire->fd, condition);
  g_source_set_dummy_callback (child);
  return g_pollable_source_new_full (stream, child, cancellable);
}

/* --- input ---------------------------------------------------------------- */

static gssize
mbm_tls_wire_input_read (GInputStream *stream,
                         void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  MbmTlsWire *wire = MBM_TLS_WIRE_INPUT (stream)->wire;

  return wire != NULL ? mbm_tls_wire_read (wire, buffer, count, TRUE, error)
                      : mbm_tls_wire_fail (EBADF, error);
}

static gssize
mbm_tls_wire_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  MbmTlsWire *wire = MBM_TLS_WIRE_INPUT (stream)->wire;

  return wire != NULL ? mbm_tls_wire_read (wire, buffer, count, FALSE, error)
                      : mbm_tls_wire_fail (EBADF, error);
}

static gboolean
mbm_tls_wire_input_is_readable (GPollableInputStream *stream)
{
  MbmTlsWire *wire = MBM_TLS_WIRE_INPUT (stream)->wire;

  return wire == NULL || wire->ahead_begin < wire->ahead_end || mbm_tls_wire_is_ready (wire, POLLIN, 0);
}

static GSource *
mbm_tls_wire_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return mbm_tls_wire_create_source (G_OBJECT (stream), MBM_TLS_WIRE_INPUT (stream)->wire, G_IO_IN,
                                     cancellable);
}

static void
mbm_tls_wire_input_iface_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = mbm_tls_wire_input_is_readable;
  iface->create_source = mbm_tls_wire_input_create_source;
  iface->read_nonblocking = mbm_tls_wire_input_read_nonblocking;
}

static void
mbm_tls_wire_input_class_init (MbmTlsWireInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = mbm_tls_wire_input_read;
}

static void
mbm_tls_wire_input_init (MbmTlsWireInput *self)
{
}

/* --- output --------------------------------------------------------------- */

static gssize
mbm_tls_wire_output_write (GOutputStream *stream,
                           const void *buffer,
                           gsize count,
                           GCancellable *cancellable,
                           GError **error)
{
  MbmTlsWire *wire = MBM_TLS_WIRE_OUTPUT (stream)->wire;

  return wire != NULL ? mbm_tls_wire_write (wire, buffer, count, TRUE, error)
                      : mbm_tls_wire_fail (EBADF, error);
}

static gssize
mbm_tls_wire_output_write_nonblocking (GPollableOutputStream *stream,
                                       const void *buffer,
                                       gsize count,
                                       GError **error)
{
  MbmTlsWire *wire = MBM_TLS_WIRE_OUTPUT (stream)->wire;

  return wire != NULL ? mbm_tls_wire_write (wire, buffer, count, FALSE, error)
                      : mbm_tls_wire_fail (EBADF, error);
}

static gboolean
mbm_tls_wire_output_is_writable (GPollableOutputStream *stream)
{
  MbmTlsWire *wire = MBM_TLS_WIRE_OUTPUT (stream)->wire;

  return wire == NULL || mbm_tls_wire_is_ready (wire, POLLOUT, 0);
}

static GSource *
mbm_tls_wire_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  return mbm_tls_wire_create_source (G_OBJECT (stream), MBM_TLS_WIRE_OUTPUT (stream)->wire, G_IO_OUT,
                                     cancellable);
}

static void
mbm_tls_wire_output_iface_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = mbm_tls_wire_output_is_writable;
  iface->create_source = mbm_tls_wire_output_create_source;
  iface->write_nonblocking = mbm_tls_wire_output_write_nonblocking;
}

static void
mbm_tls_wire_output_class_init (MbmTlsWireOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = mbm_tls_wire_output_write;
}

static void
mbm_tls_wire_output_init (MbmTlsWireOutput *self)
{
}

/* --- the wire ------------------------------------------------------------- */

static GInputStream *
mbm_tls_wire_get_input_stream (GIOStream *stream)
{
  return MBM_TLS_WIRE (stream)->input;
}

static GOutputStream *
mbm_tls_wire_get_output_stream (GIOStream *stream)
{
  return MBM_TLS_WIRE (stream)->output;
}

/* The halves are left as they are: closing is shutting down, and who made the wire decides when. */
static gboolean
mbm_tls_wire_close_stream (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
mbm_tls_wire_finalize (GObject *object)
{
  MbmTlsWire *self = MBM_TLS_WIRE (object);

  MBM_TLS_WIRE_INPUT (self->input)->wire = NULL;
  MBM_TLS_WIRE_OUTPUT (self->output)->wire = NULL;
  g_object_unref (self->input);
  g_object_unref (self->output);
  g_free (self->ahead);
  mbm_tls_wire_close (self);

  G_OBJECT_CLASS (mbm_tls_wire_parent_class)->finalize (object);
}

static void
mbm_tls_wire_class_init (MbmTlsWireClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  object_class->finalize = mbm_tls_wire_finalize;

  stream_class->get_input_stream = mbm_tls_wire_get_input_stream;
  stream_class->get_output_stream = mbm_tls_wire_get_output_stream;
  stream_class->close_fn = mbm_tls_wire_close_stream;
}

static void
mbm_tls_wire_init (MbmTlsWire *self)
{
  self->fd = -1;
  self->may_wait = TRUE;
  self->input = g_object_new (MBM_TYPE_TLS_WIRE_INPUT, NULL);
  self->output = g_object_new (MBM_TYPE_TLS_WIRE_OUTPUT, NULL);
  MBM_TLS_WIRE_INPUT (self->input)->wire = self;
  MBM_TLS_WIRE_OUTPUT (self->output)->wire = self;
}

MbmTlsWire *
mbm_tls_wire_new (int fd)
{
  MbmTlsWire *self = g_object_new (MBM_TYPE_TLS_WIRE, NULL);

  self->fd = fd;
  return self;
}

void
mbm_tls_wire_stop_waiting (MbmTlsWire *self)
{
  g_atomic_int_set (&self->may_wait, FALSE);
}

void
mbm_tls_wire_close (MbmTlsWire *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
mbm_tls_wire_cut (MbmTlsWire *self)
{
  shutdown (self->fd, SHUT_RDWR);
}

void
mbm_tls_wire_trim (MbmTlsWire *self)
{
  if (self->ahead_begin == self->ahead_end)
    g_clear_pointer (&self->ahead, g_free);
}

gboolean
mbm_tls_wire_is_silent (MbmTlsWire *self)
{
  return !self->has_first;
}

gboolean
mbm_tls_wire_looks_like_tls (MbmTlsWire *self)
{
  return !self->has_first || self->first == RECORD_HANDSHAKE || self->first == RECORD_ALERT;
}
