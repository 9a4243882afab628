/* mbm-transport.c — how connections are made: one class a scheme
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-transport-private.h"

#include "mbm-http-transport-private.h"
#include "mbm-memory-transport-private.h"
#include "mbm-ws-transport-private.h"

/**
 * MbmTransport:
 *
 * How connections are made and served for one scheme of addresses.
 *
 * [ctor@Mbm.Transport.new_for_uri] makes one: `ws://host:port/path` is a WebSocket,
 * `http://host:port/base` is requests and an event stream, `memory://name` joins
 * client and server within the process. [func@Mbm.Transport.register] adds further ones.
 *
 * A transport, and every channel and listener it makes, belongs to the thread-default main context of the
 * thread that uses it. Changes of its properties apply to what is connected or served after them.
 *
 * Since: 0.1
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MbmTransport, mbm_transport, G_TYPE_OBJECT)

MbmTransportPrivate *
mbm_transport_get_private (MbmTransport *self)
{
  return mbm_transport_get_instance_private (self);
}

/* Scheme (char *) → GType. */
static GHashTable *schemes;
static GMutex schemes_lock;

static void
mbm_transport_finalize (GObject *object)
{
  MbmTransportPrivate *priv = mbm_transport_get_instance_private (MBM_TRANSPORT (object));

  g_strfreev (priv->headers);
  g_strfreev (priv->allowed_origins);
  mbm_http_settings_clear (&priv->http);
  mbm_tls_options_clear (&priv->tls);

  G_OBJECT_CLASS (mbm_transport_parent_class)->finalize (object);
}

static void
mbm_transport_real_connect_async (MbmTransport *self,
                                  const char *uri,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, mbm_transport_real_connect_async, MBM_ERROR,
                           MBM_ERROR_FAILED,
                           _ ("Nobody can connect to “%s”: its transport can only be served"), uri);
}

static void
mbm_transport_real_listen_async (MbmTransport *self,
                                 const char *uri,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, mbm_transport_real_listen_async, MBM_ERROR,
                           MBM_ERROR_FAILED, _ ("“%s” cannot be served: its transport can only connect"),
                           uri);
}

static MbmChannel *
mbm_transport_real_connect_finish (MbmTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static MbmListener *
mbm_transport_real_listen_finish (MbmTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mbm_transport_class_init (MbmTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mbm_transport_finalize;

  klass->connect_async = mbm_transport_real_connect_async;
  klass->connect_finish = mbm_transport_real_connect_finish;
  klass->listen_async = mbm_transport_real_listen_async;
  klass->listen_finish = mbm_transport_real_listen_finish;

  mbm_transport_install_properties (object_class);
}

static void
mbm_transport_init (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_instance_private (self);

  mbm_http_settings_init (&priv->http);
  mbm_http_client_settings_init (&priv->http_client);
  priv->max_message_size = MBM_DEFAULT_MAX_MESSAGE_SIZE;
  priv->max_queue_size = MBM_DEFAULT_MAX_QUEUE_SIZE;
  priv->handshake_timeout = MBM_DEFAULT_HANDSHAKE_TIMEOUT;
  priv->max_pending = MBM_DEFAULT_MAX_PENDING;
}

static void
mbm_transport_ensure_schemes_locked (void)
{
  if (schemes != NULL)
    return;

  schemes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (schemes, g_strdup ("http"), GSIZE_TO_POINTER (MBM_TYPE_HTTP_TRANSPORT));
  g_hash_table_insert (schemes, g_strdup ("https"), GSIZE_TO_POINTER (MBM_TYPE_HTTP_TRANSPORT));
  g_hash_table_insert (schemes, g_strdup ("memory"), GSIZE_TO_POINTER (MBM_TYPE_MEMORY_TRANSPORT));
  g_hash_table_insert (schemes, g_strdup ("ws"), GSIZE_TO_POINTER (MBM_TYPE_WS_TRANSPORT));
  g_hash_table_insert (schemes, g_strdup ("wss"), GSIZE_TO_POINTER (MBM_TYPE_WS_TRANSPORT));
}

static char *
mbm_transport_list_schemes_locked (void)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (schemes), (GCompareFunc) g_strcmp0);

  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (list, "%s%s://", list->len > 0 ? ", " : "", (const char *) l->data);
  return g_strdup (list->str);
}

/**
 * mbm_transport_new_for_uri:
 * @uri: an address, such as `ws://127.0.0.1:4000` or `memory://orders`
 * @error: (nullable): return location
 *
 * Makes a transport for the scheme of an address.
 *
 * Errors: [error@Mbm.Error.INVALID_URI] if @uri is no address; [error@Mbm.Error.UNKNOWN_SCHEME], with a
 * message that names the schemes there are.
 *
 * Returns: (transfer full): a transport
 *
 * Since: 0.1
 */
MbmTransport *
mbm_transport_new_for_uri (const char *uri, GError **error)
{
  g_autofree char *parsed = NULL;
  g_autofree char *scheme = NULL;
  g_autofree char *known = NULL;
  GType type = G_TYPE_INVALID;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  /* `localhost:4000` has a scheme as far as RFC 3986 is concerned; whoever writes it means something else. */
  if (strstr (uri, "://") != NULL && g_utf8_validate (uri, -1, NULL))
    parsed = g_uri_parse_scheme (uri);
  if (parsed == NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (uri, -1);

      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI,
                   _ ("“%s” is no address: write one such as ws://127.0.0.1:4000"), shown);
      return NULL;
    }

  scheme = g_ascii_strdown (parsed, -1);
  g_mutex_lock (&schemes_lock);
  mbm_transport_ensure_schemes_locked ();
  type = GPOINTER_TO_SIZE (g_hash_table_lookup (schemes, scheme));
  if (type == G_TYPE_INVALID)
    known = mbm_transport_list_schemes_locked ();
  g_mutex_unlock (&schemes_lock);

  if (type == G_TYPE_INVALID)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_SCHEME,
                   _ ("There is no transport for “%s://”. Those there are: %s"), scheme, known);
      return NULL;
    }

  return g_object_new (type, NULL);
}

/* HTTP has forms of its own, which are those of `messaging`. */
MbmTransport *
mbm_transport_new_for_dialect (const char *uri, MbmDialect dialect, GError **error)
{
  g_autoptr (MbmTransport) transport = mbm_transport_new_for_uri (uri, error);

  if (transport == NULL || dialect == MBM_DIALECT_MESSAGING || !MBM_IS_HTTP_TRANSPORT (transport))
    return g_steal_pointer (&transport);

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
               _ ("The dialect “magic-server” is not spoken over HTTP: use ws:// or wss:// instead of %s"),
               uri);
  return NULL;
}

/**
 * mbm_transport_register:
 * @scheme: the scheme of its addresses, in lower case, without `://`
 * @type: a type that derives from [class@Mbm.Transport] and is not abstract
 *
 * Adds a transport of one's own, or takes the place of the one there is for the scheme. May be called from
 * any thread.
 *
 * Since: 0.1
 */
void
mbm_transport_register (const char *scheme, GType type)
{
  g_return_if_fail (scheme != NULL && *scheme != '\0');
  g_return_if_fail (g_type_is_a (type, MBM_TYPE_TRANSPORT));
  g_return_if_fail (!G_TYPE_IS_ABSTRACT (type));

  g_mutex_lock (&schemes_lock);
  mbm_transport_ensure_schemes_locked ();
  g_hash_table_replace (schemes, g_ascii_strdown (scheme, -1), GSIZE_TO_POINTER (type));
  g_mutex_unlock (&schemes_lock);
}

/**
 * mbm_transport_connect_async:
 * @self: a transport
 * @uri: the address to connect to
 * @cancellable: (nullable): ends the attempt at once, in every phase of it
 * @callback: called when the connection is there, or cannot be
 * @user_data: passed to @callback
 *
 * Connects to a service.
 *
 * Since: 0.1
 */
void
mbm_transport_connect_async (MbmTransport *self,
                             const char *uri,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (MBM_IS_TRANSPORT (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  MBM_TRANSPORT_GET_CLASS (self)->connect_async (self, uri, cancellable, callback, user_data);
}

/**
 * mbm_transport_connect_finish:
 * @self: a transport
 * @result: the result
 * @error: (nullable): return location
 *
 * Ends what [method@Mbm.Transport.connect_async] began.
 *
 * Errors: [error@Mbm.Error.INVALID_URI]; [error@Mbm.Error.REFUSED] if nobody serves there;
 * [error@Mbm.Error.UNREACHABLE]; [error@Mbm.Error.HANDSHAKE] if somebody does who speaks something else;
 * [error@Mbm.Error.TIMED_OUT]; %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): an open channel
 *
 * Since: 0.1
 */
MbmChannel *
mbm_transport_connect_finish (MbmTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return MBM_TRANSPORT_GET_CLASS (self)->connect_finish (self, result, error);
}

/**
 * mbm_transport_listen_async:
 * @self: a transport
 * @uri: the address to serve; port 0 picks one
 * @cancellable: (nullable): a cancellable
 * @callback: called when the address is served, or cannot be
 * @user_data: passed to @callback
 *
 * Serves an address. Without [property@Mbm.Transport:allow-remote] it has to be one that only this machine
 * can reach.
 *
 * Since: 0.1
 */
void
mbm_transport_listen_async (MbmTransport *self,
                            const char *uri,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (MBM_IS_TRANSPORT (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  MBM_TRANSPORT_GET_CLASS (self)->listen_async (self, uri, cancellable, callback, user_data);
}

/**
 * mbm_transport_listen_finish:
 * @self: a transport
 * @result: the result
 * @error: (nullable): return location
 *
 * Ends what [method@Mbm.Transport.listen_async] began.
 *
 * Errors: [error@Mbm.Error.INVALID_URI]; [error@Mbm.Error.ADDRESS_IN_USE]; [error@Mbm.Error.PERMISSION], also
 * if the address can be reached from elsewhere and [property@Mbm.Transport:allow-remote] is off;
 * [error@Mbm.Error.UNREACHABLE] if the host's name cannot be resolved.
 *
 * Returns: (transfer full): a listener
 *
 * Since: 0.1
 */
MbmListener *
mbm_transport_listen_finish (MbmTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return MBM_TRANSPORT_GET_CLASS (self)->listen_finish (self, result, error);
}
