/* mbm-tls-link.c — an encrypted socket on the main context
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-tls-link-private.h"

#include "mbm-tls-wire-private.h"

/* As much as goes into one record. */
#define RECORD_SIZE (16 * 1024)

/* Owned by who made it, on the thread of its main context. GIO shakes hands in a thread; until that has come
 * back the link stays, if need be as an orphan whose socket is shut down. */
struct _MbmTlsLink
{
  MbmTlsWire *wire;
  GTlsConnection *connection;
  GPollableInputStream *input;   /* the connection's */
  GPollableOutputStream *output; /* the connection's */
  GTlsCertificate *own;
  char *address;
  char *name; /* the host that was asked for; NULL on a server */

  /* What is written again in the same way until it is taken, which TLS asks for. */
  guint8 *stage;
  gsize offered;

  MbmTlsLinkFunc func;
  gpointer user_data;
  int was_asked; /* atomic: for a certificate */
  guint is_shaking : 1;
  guint is_orphan : 1;
};

/* The thread that shook hands may drop its reference on the connection later than this, so that dropping ours
 * does not end it. What is closed is not touched again. */
static void
mbm_tls_link_close (MbmTlsLink *self)
{
  if (self->connection == NULL || g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL))
    mbm_tls_wire_close (self->wire);
  else
    mbm_tls_wire_cut (self->wire);
}

static void
mbm_tls_link_finalize (MbmTlsLink *self)
{
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  mbm_tls_link_close (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->wire);
  g_clear_object (&self->own);
  g_free (self->stage);
  g_free (self->address);
  g_free (self->name);
  g_free (self);
}

void
mbm_tls_link_free (MbmTlsLink *self)
{
  if (!self->is_shaking)
    {
      mbm_tls_link_finalize (self);
      return;
    }

  self->is_orphan = TRUE;
  mbm_tls_wire_cut (self->wire);
}

static MbmTlsLink *
mbm_tls_link_new (MbmTlsSettings *settings, int fd, const char *address)
{
  MbmTlsLink *self = g_new0 (MbmTlsLink, 1);

  self->wire = mbm_tls_wire_new (fd);
  self->address = g_strdup (address);
  g_set_object (&self->own, mbm_tls_settings_get_certificate (settings));
  return self;
}

static void
mbm_tls_link_take_connection (MbmTlsLink *self, GTlsConnection *connection)
{
  GIOStream *stream = G_IO_STREAM (connection);

  self->connection = connection;
  self->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  self->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
}

/* The backend could not even begin. */
static MbmTlsLink *
mbm_tls_link_give_up (MbmTlsLink *self, const GError *cause, GError **error)
{
  g_set_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE, _ ("TLS with %s cannot begin: %s"), self->address,
               cause->message);
  mbm_tls_link_finalize (self);
  return NULL;
}

/* Told, from whatever thread, when the server asks for a certificate, and be it without naming an authority.
 */
static void
mbm_tls_link_asked_cb (GObject *connection, GParamSpec *pspec, gpointer user_data)
{
  MbmTlsLink *self = user_data;

  g_atomic_int_set (&self->was_asked, TRUE);
}

MbmTlsLink *
mbm_tls_link_new_client (MbmTlsSettings *settings,
                         int fd,
                         const char *address,
                         const char *host,
                         guint16 port,
                         GError **error)
{
  MbmTlsLink *self = mbm_tls_link_new (settings, fd, address);
  g_autoptr (GError) cause = NULL;
  GTlsConnection *connection =
    mbm_tls_settings_make_client (settings, G_IO_STREAM (self->wire), host, port, &cause);

  if (connection == NULL)
    return mbm_tls_link_give_up (self, cause, error);

  self->name = g_strdup (host);
  g_signal_connect (connection, "notify::accepted-cas", G_CALLBACK (mbm_tls_link_asked_cb), self);
  mbm_tls_link_take_connection (self, connection);
  return self;
}

MbmTlsLink *
mbm_tls_link_new_server (MbmTlsSettings *settings, int fd, const char *address, GError **error)
{
  MbmTlsLink *self = mbm_tls_link_new (settings, fd, address);
  g_autoptr (GError) cause = NULL;
  GTlsConnection *connection = mbm_tls_settings_make_server (settings, G_IO_STREAM (self->wire), &cause);

  if (connection == NULL)
    return mbm_tls_link_give_up (self, cause, error);

  mbm_tls_link_take_connection (self, connection);
  return self;
}

static gboolean
mbm_tls_link_is_modern (MbmTlsLink *self)
{
  switch (g_tls_connection_get_protocol_version (self->connection))
    {
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      return FALSE;
    default:
      return TRUE;
    }
}

gboolean
mbm_tls_link_was_asked_for_certificate (MbmTlsLink *self)
{
  return g_atomic_int_get (&self->was_asked);
}

GError *
mbm_tls_link_describe_end (MbmTlsLink *self, const GError *cause)
{
  g_autoptr (GError) not_tls = NULL;
  MbmTlsFault fault = {
    .address = self->address,
    .name = self->name,
    .certificate = g_tls_connection_get_peer_certificate (self->connection),
    .flags = g_tls_connection_get_peer_certificate_errors (self->connection),
    .is_server = self->name == NULL,
    .own = self->own,
    .is_silent = mbm_tls_wire_is_silent (self->wire),
    .is_own_wanted = mbm_tls_link_was_asked_for_certificate (self),
  };

  if (!mbm_tls_wire_looks_like_tls (self->wire))
    {
      not_tls = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_NOT_TLS, "");
      cause = not_tls;
    }
  return mbm_tls_describe_error (&fault, cause);
}

static void
mbm_tls_link_shaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MbmTlsLink *self = user_data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;

  self->is_shaking = FALSE;
  mbm_tls_wire_stop_waiting (self->wire);
  if (self->is_orphan)
    {
      g_tls_connection_handshake_finish (self->connection, result, NULL);
      mbm_tls_link_finalize (self);
      return;
    }

  if (!g_tls_connection_handshake_finish (self->connection, result, &cause))
    error = mbm_tls_link_describe_end (self, cause);
  else if (!mbm_tls_link_is_modern (self))
    error = g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                         _ ("%s speaks only versions of TLS that are not safe any more: 1.2 is the least"),
                         self->address);

  self->func (self, error, self->user_data);
}

void
mbm_tls_link_shake_hands (MbmTlsLink *self, MbmTlsLinkFunc func, gpointer user_data)
{
  g_assert (!self->is_shaking);

  self->func = func;
  self->user_data = user_data;
  self->is_shaking = TRUE;
  g_tls_connection_handshake_async (self->connection, G_PRIORITY_DEFAULT, NULL, mbm_tls_link_shaken_cb, self);
}

MbmTlsResult
mbm_tls_link_read (MbmTlsLink *self, guint8 *buffer, gsize size, gsize *n_read, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (self->input, buffer, size, NULL, &cause);

  if (n > 0)
    {
      *n_read = n;
      return MBM_TLS_READ;
    }

  *n_read = 0;
  if (n == 0 || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return MBM_TLS_END;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      mbm_tls_wire_trim (self->wire);
      return MBM_TLS_BLOCKED;
    }

  g_propagate_error (error, g_steal_pointer (&cause));
  return MBM_TLS_FAILED;
}

/* What to offer next: a record's worth, in one piece. */
static const guint8 *
mbm_tls_link_pick (MbmTlsLink *self, MbmOutQueue *queue)
{
  const guint8 *data;
  gsize length;

  if (self->offered > 0)
    return self->stage != NULL ? self->stage : mbm_out_queue_peek (queue, &length);

  data = mbm_out_queue_peek (queue, &length);
  if (length >= RECORD_SIZE || length == queue->size)
    {
      self->offered = MIN (length, RECORD_SIZE);
      return data;
    }

  self->stage = g_malloc (RECORD_SIZE);
  self->offered = mbm_out_queue_copy (queue, self->stage, RECORD_SIZE);
  return self->stage;
}

static void
mbm_tls_link_forget_offer (MbmTlsLink *self)
{
  g_clear_pointer (&self->stage, g_free);
  self->offered = 0;
}

MbmOutResult
mbm_tls_link_write (MbmTlsLink *self, MbmOutQueue *queue)
{
  while (queue->size > 0)
    {
      const guint8 *data = mbm_tls_link_pick (self, queue);
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (self->output, data, self->offered, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return MBM_OUT_BLOCKED;

      mbm_tls_link_forget_offer (self);
      if (n < 0)
        return MBM_OUT_FAILED;
      mbm_out_queue_consume (queue, n);
    }

  return MBM_OUT_DONE;
}

void
mbm_tls_link_shutdown (MbmTlsLink *self)
{
  if (self->offered == 0)
    g_output_stream_close (G_OUTPUT_STREAM (self->output), NULL, NULL);
}
