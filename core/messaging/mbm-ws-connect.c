/* mbm-ws-connect.c — a client's way into a WebSocket
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-ws-connect-private.h"

#include "mbm-poller-private.h"
#include "mbm-socket-private.h"
#include "mbm-ws-address-private.h"
#include "mbm-ws-channel-private.h"
#include "mbm-ws-handshake-private.h"

/* One attempt: first GSocketClient looks up the name, asks for proxies and races the addresses; then the
 * request goes out and the answer is read. It ends once, through mbm_ws_attempt_end(), by success, failure,
 * the time limit or cancelling, in whatever phase it is. Owned by its task, which GSocketClient's callback
 * keeps alive. */
typedef struct
{
  GTask *task; /* borrowed: while it is set the attempt goes on, and holds the task's last reference */
  MbmWsAddress *address;
  char *uri; /* as it is shown */
  MbmPoller *poller;
  MbmWatch watch;
  MbmSocket socket;
  MbmTlsSettings *tls; /* (nullable): if the address is an encrypted one */

  GCancellable *connecting; /* cancels GSocketClient */
  GSource *cancelled_source;
  guint timeout;

  MbmOutQueue out;
  GByteArray *in;
  char *key;
  guint64 max_message_size;
  guint64 max_queue_size;
} Attempt;

static void
attempt_free (Attempt *self)
{
  mbm_watch_remove (&self->watch);
  mbm_socket_close (&self->socket);
  g_clear_pointer (&self->tls, mbm_tls_settings_free);
  mbm_out_queue_clear (&self->out);
  mbm_ws_address_free (self->address);
  mbm_poller_unref (self->poller);
  g_clear_object (&self->connecting);
  g_byte_array_unref (self->in);
  g_free (self->key);
  g_free (self->uri);
  g_free (self);
}

static void
attempt_end (Attempt *self, MbmChannel *channel, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    {
      g_clear_object (&channel);
      g_clear_error (&error);
      return;
    }

  mbm_watch_remove (&self->watch);
  if (self->cancelled_source != NULL)
    {
      g_source_destroy (self->cancelled_source);
      g_clear_pointer (&self->cancelled_source, g_source_unref);
    }
  g_cancellable_cancel (self->connecting);

  if (channel != NULL)
    g_task_return_pointer (task, channel, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
attempt_fail (Attempt *self, MbmError code, const char *message)
{
  attempt_end (self, NULL, g_error_new_literal (MBM_ERROR, code, message));
}

static void
attempt_time_out (Attempt *self)
{
  g_autofree char *message = g_strdup_printf (_ ("%s did not answer within %u ms"), self->uri, self->timeout);

  attempt_fail (self, MBM_ERROR_TIMED_OUT, message);
}

static gboolean
attempt_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  attempt_end (user_data, NULL,
               g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Connecting was cancelled")));
  return G_SOURCE_REMOVE;
}

static void
attempt_lost (Attempt *self)
{
  g_autofree char *message = g_strdup_printf (
    _ ("What answers at %s ended the connection in the handshake: it may be no WebSocket service"),
    self->uri);

  attempt_fail (self, MBM_ERROR_HANDSHAKE, message);
}

/* Since TLS 1.3 a server ends it only now if it does not like the certificate of a client, or misses one. */
static void
attempt_end_without_answer (Attempt *self, const GError *cause)
{
  MbmTlsLink *link = self->socket.link;

  if (link == NULL || self->in->len > 0)
    attempt_lost (self);
  else if (mbm_tls_link_was_asked_for_certificate (link))
    attempt_end (self, NULL, mbm_tls_link_describe_end (link, NULL));
  else if (cause != NULL && !g_error_matches (cause, MBM_ERROR, MBM_ERROR_CLOSED))
    attempt_end (self, NULL, g_error_copy (cause));
  else
    attempt_lost (self);
}

/* The head of the answer is there. */
static void
attempt_check (Attempt *self, gsize head_length)
{
  g_auto (GStrv) headers = NULL;
  GError *error = NULL;
  MbmChannel *channel;

  if (!mbm_ws_check_response (self->in->data, head_length, self->key, self->uri, &headers, &error))
    {
      attempt_end (self, NULL, error);
      return;
    }

  mbm_watch_remove (&self->watch);
  channel =
    mbm_ws_channel_new (mbm_socket_steal (&self->socket), MBM_WS_ROLE_CLIENT, self->in->data + head_length,
                        self->in->len - head_length, self->max_message_size, self->max_queue_size);
  mbm_channel_set_peer (channel, self->address->authority, (const char *const *) headers);
  attempt_end (self, channel, NULL);
}

/* Something that is not HTTP may never send the empty line that ends a head: its first bytes tell. */
static gboolean
attempt_looks_like_http (Attempt *self)
{
  static const char start[] = "HTTP/";

  return memcmp (self->in->data, start, MIN (self->in->len, strlen (start))) == 0;
}

/* TRUE if the attempt has come to its end. */
static gboolean
attempt_take (Attempt *self, const guint8 *data, gsize length)
{
  gsize head_length;

  g_byte_array_append (self->in, data, length);
  head_length = mbm_http_head_length (self->in->data, self->in->len);
  if (!attempt_looks_like_http (self) || head_length > MBM_HTTP_MAX_HEAD ||
      (head_length == 0 && self->in->len > MBM_HTTP_MAX_HEAD))
    {
      g_autofree char *message = g_strdup_printf (
        _ ("What answers at %s does not speak HTTP, so it is no WebSocket service: check the address"),
        self->uri);

      attempt_fail (self, MBM_ERROR_HANDSHAKE, message);
      return TRUE;
    }
  if (head_length == 0)
    return FALSE;

  attempt_check (self, head_length);
  return TRUE;
}

static void
attempt_read (Attempt *self)
{
  gsize size;
  guint8 *scratch = mbm_poller_get_scratch (self->poller, &size);
  g_autoptr (GError) error = NULL;
  gsize n;

  do
    switch (mbm_socket_read (&self->socket, scratch, size, &n, &error))
      {
      case MBM_SOCKET_READ:
        if (attempt_take (self, scratch, n))
          return;
        break;
      case MBM_SOCKET_BLOCKED:
        return;
      case MBM_SOCKET_END:
      case MBM_SOCKET_FAILED:
      default:
        attempt_end_without_answer (self, error);
        return;
      }
  while (mbm_socket_may_hold_data (&self->socket));
}

static void
attempt_write (Attempt *self)
{
  switch (mbm_socket_write (&self->socket, &self->out))
    {
    case MBM_OUT_DONE:
      mbm_watch_set_events (&self->watch, EPOLLIN);
      break;
    case MBM_OUT_BLOCKED:
      mbm_watch_set_events (&self->watch, EPOLLIN | EPOLLOUT);
      break;
    case MBM_OUT_FAILED:
      attempt_end_without_answer (self, NULL);
      break;
    default:
      g_assert_not_reached ();
    }
}

static Attempt *
attempt_from_watch (MbmWatch *watch)
{
  return (Attempt *) (void *) ((char *) watch - G_STRUCT_OFFSET (Attempt, watch));
}

static void
attempt_ready (MbmWatch *watch, guint32 events)
{
  Attempt *self = attempt_from_watch (watch);
  GTask *task = g_object_ref (self->task);

  if ((events & EPOLLOUT) != 0)
    attempt_write (self);
  if (self->task != NULL && (events & ~EPOLLOUT) != 0)
    attempt_read (self);
  g_object_unref (task);
}

static void
attempt_expired (MbmWatch *watch)
{
  attempt_time_out (attempt_from_watch (watch));
}

static void
attempt_flush (MbmWatch *watch)
{
}

static const MbmWatchFuncs watch_funcs = {
  .ready = attempt_ready,
  .flush = attempt_flush,
  .expired = attempt_expired,
};

/* GSocketClient's words are for those who know what an errno is. */
static void
attempt_fail_to_connect (Attempt *self, const GError *cause)
{
  g_autofree char *message = NULL;
  MbmError code = MBM_ERROR_UNREACHABLE;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    {
      code = MBM_ERROR_REFUSED;
      message = g_strdup_printf (_ ("Nobody serves at %s: start the service, or check the port"), self->uri);
    }
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      code = MBM_ERROR_TIMED_OUT;
      message = g_strdup_printf (
        _ ("%s did not answer in time: check the address, and whether a firewall is between"), self->uri);
    }
  else if (cause->domain == G_RESOLVER_ERROR)
    {
      message =
        g_strdup_printf (_ ("The host of %s cannot be found: check its name, and whether the network is up"),
                         self->uri);
    }
  else
    {
      message = g_strdup_printf (_ ("%s cannot be reached: %s"), self->uri, cause->message);
    }

  attempt_fail (self, code, message);
}

/* A proxy that is itself spoken to by TLS leaves no plain socket to take. */
static gboolean
attempt_is_plain (GSocketConnection *connection)
{
  return !G_IS_TCP_WRAPPER_CONNECTION (connection) ||
         G_IS_SOCKET_CONNECTION (
           g_tcp_wrapper_connection_get_base_io_stream (G_TCP_WRAPPER_CONNECTION (connection)));
}

/* A descriptor of our own, so that nothing of GIO's stays with an open connection. */
static int
attempt_take_socket (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  int fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);

  if (fd >= 0)
    {
      fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK);
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
    }
  return fd;
}

/* The connection is there, and encrypted if it is to be. The time that is left goes on with its socket. */
static void
attempt_ask (Attempt *self)
{
  guint left = mbm_watch_get_time_left (&self->watch);

  mbm_watch_remove (&self->watch);
  mbm_watch_add (&self->watch, self->poller, &watch_funcs, self->socket.fd, EPOLLIN);
  mbm_watch_set_timeout (&self->watch, left);
  attempt_write (self);
}

static void
attempt_shaken (MbmTlsLink *link, const GError *error, gpointer user_data)
{
  Attempt *self = user_data;
  GTask *task = g_object_ref (self->task);

  if (error != NULL)
    attempt_end (self, NULL, g_error_copy (error));
  else
    attempt_ask (self);
  /* What came behind the handshake may be here already. */
  if (self->task != NULL)
    attempt_read (self);
  g_object_unref (task);
}

/* Until it is done only the time is watched here. */
static void
attempt_shake_hands (Attempt *self, int fd)
{
  GError *error = NULL;

  self->socket.link =
    mbm_tls_link_new_client (self->tls, fd, self->uri, self->address->host, self->address->port, &error);
  if (self->socket.link == NULL)
    {
      attempt_end (self, NULL, error);
      return;
    }

  self->socket.fd = fd;
  mbm_tls_link_shake_hands (self->socket.link, attempt_shaken, self);
}

static void
attempt_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *self = g_task_get_task_data (task);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (self->task == NULL)
    return;
  if (connection == NULL)
    {
      attempt_fail_to_connect (self, error);
      return;
    }

  if (!attempt_is_plain (connection))
    {
      g_autofree char *message =
        g_strdup_printf (_ ("%s would be reached by a proxy over TLS, which is not supported"), self->uri);

      attempt_fail (self, MBM_ERROR_UNREACHABLE, message);
      return;
    }

  fd = attempt_take_socket (connection);
  if (fd < 0)
    {
      attempt_fail (self, MBM_ERROR_FAILED, g_strerror (errno));
      return;
    }

  if (self->tls != NULL)
    {
      attempt_shake_hands (self, fd);
      return;
    }

  self->socket.fd = fd;
  attempt_ask (self);
}

static gboolean
attempt_is_local (Attempt *self)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (self->address->host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (self->address->host, "localhost") == 0;
}

/* A WebSocket goes through a proxy as HTTPS does: in a tunnel. */
static GSocketConnectable *
attempt_make_connectable (Attempt *self)
{
  g_autofree char *uri = g_strdup_printf ("https://%s", self->address->authority);
  GSocketConnectable *connectable = g_network_address_parse_uri (uri, self->address->port, NULL);

  return connectable != NULL ? connectable : g_network_address_new (self->address->host, self->address->port);
}

static void
attempt_start (Attempt *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) connectable = attempt_make_connectable (self);
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable != NULL)
    {
      self->cancelled_source = g_cancellable_source_new (cancellable);
      g_source_set_static_name (self->cancelled_source, "[mbm] connect cancelled");
      g_source_set_callback (self->cancelled_source, G_SOURCE_FUNC (attempt_cancelled_cb), self, NULL);
      g_source_attach (self->cancelled_source, g_main_context_get_thread_default ());
    }

  mbm_watch_add (&self->watch, self->poller, &watch_funcs, -1, 0);
  mbm_watch_set_timeout (&self->watch, self->timeout);
  g_socket_client_set_enable_proxy (client, !attempt_is_local (self));
  g_socket_client_connect_async (client, connectable, self->connecting, attempt_connected_cb,
                                 g_object_ref (self->task));
}

void
mbm_ws_connect_async (MbmTransport *transport,
                      const char *uri,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autoptr (MbmWsAddress) address = NULL;
  g_autofree char *request = NULL;
  g_autofree char *key = NULL;
  g_autoptr (MbmTlsSettings) tls = NULL;
  GError *error = NULL;
  Attempt *attempt;

  g_task_set_source_tag (task, mbm_ws_connect_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  address = mbm_ws_address_parse (uri, &error);
  if (address != NULL)
    request = mbm_ws_make_request (address->authority, address->resource,
                                   mbm_transport_get_headers (transport), &key, &error);
  if (request != NULL && g_str_equal (address->scheme, "wss"))
    tls = mbm_tls_settings_new_for_client (transport, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  attempt = g_new0 (Attempt, 1);
  attempt->uri = mbm_ws_address_to_uri (address, address->port);
  attempt->address = g_steal_pointer (&address);
  attempt->poller = mbm_poller_ref_thread_default ();
  attempt->socket = MBM_SOCKET_NONE;
  attempt->tls = g_steal_pointer (&tls);
  attempt->connecting = g_cancellable_new ();
  attempt->timeout = mbm_transport_get_handshake_timeout (transport);
  attempt->in = g_byte_array_new ();
  attempt->key = g_steal_pointer (&key);
  memcpy (mbm_out_queue_reserve (&attempt->out, strlen (request)), request, strlen (request));
  attempt->max_message_size = mbm_transport_get_max_message_size (transport);
  attempt->max_queue_size = mbm_transport_get_max_queue_size (transport);
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);

  attempt->task = g_steal_pointer (&task);
  attempt_start (attempt);
}
