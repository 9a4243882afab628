/* mbm-http-connect.c — from an address to an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-channel-private.h"

#include "mbm-http-head-private.h"
#include "mbm-tls-private.h"
#include "mbm-transport-private.h"
#include "mbm-ws-address-private.h"

/* Seconds that a connection is kept between two requests: fewer than most servers do (five, with Node.js),
 * lest one is used that is being closed. */
#define IDLE_TIMEOUT 4

/* A connection is opened before anything is asked, so that what is wrong with the address is known at once;
 * the first request then uses it. */
typedef struct
{
  MbmHttpService service;
  SoupMessage *message;
  GCancellable *connecting;
  GSource *timer;
  GCancellable *cancellable;
  gulong cancelled_handler;
  guint timeout;
  guint64 max_queue_size;
  gboolean api_form;
  gboolean timed_out;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  mbm_http_service_clear (&attempt->service);
  g_clear_object (&attempt->message);
  g_clear_object (&attempt->connecting);
  g_clear_object (&attempt->cancellable);
  if (attempt->timer != NULL)
    g_source_destroy (attempt->timer);
  g_clear_pointer (&attempt->timer, g_source_unref);
  g_free (attempt);
}

static void
attempt_stop_waiting (Attempt *attempt)
{
  if (attempt->timer != NULL)
    g_source_destroy (attempt->timer);
  g_clear_pointer (&attempt->timer, g_source_unref);
  if (attempt->cancellable != NULL)
    g_cancellable_disconnect (attempt->cancellable, attempt->cancelled_handler);
}

static void
mbm_http_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  MbmChannel *channel;

  attempt_stop_waiting (attempt);
  if (!soup_session_preconnect_finish (SOUP_SESSION (source), result, &error))
    {
      if (attempt->timed_out)
        g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_TIMED_OUT,
                                 _ ("%s did not let us connect within %u ms"), attempt->service.uri,
                                 attempt->timeout);
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_task_return_error (task, g_steal_pointer (&error));
      else
        g_task_return_error (task,
                             mbm_http_service_describe_error (&attempt->service, attempt->message, error));
      return;
    }

  {
    g_autofree char *address = g_strdup_printf ("%s:%d", g_uri_get_host (attempt->service.base),
                                                g_uri_get_port (attempt->service.base));

    channel = mbm_http_channel_new (&attempt->service, attempt->max_queue_size, attempt->api_form);
    mbm_channel_set_peer (channel, address, NULL);
  }
  g_task_return_pointer (task, channel, g_object_unref);
}

static gboolean
mbm_http_timed_out_cb (gpointer user_data)
{
  Attempt *attempt = user_data;

  attempt->timed_out = TRUE;
  g_cancellable_cancel (attempt->connecting);
  return G_SOURCE_REMOVE;
}

static void
mbm_http_cancelled_cb (GCancellable *cancellable, gpointer connecting)
{
  g_cancellable_cancel (connecting);
}

/* --- the service ------------------------------------------------------------------------- */

static GUri *
mbm_http_make_base (const MbmWsAddress *address)
{
  g_autofree char *path = g_strndup (address->resource, strcspn (address->resource, "?"));
  gsize length = strlen (path);

  while (length > 0 && path[length - 1] == '/')
    path[--length] = '\0';
  return g_uri_build (SOUP_HTTP_URI_FLAGS, address->scheme, NULL, address->host, address->port, path, NULL,
                      NULL);
}

static gboolean
mbm_http_check_headers (const char *const *headers, GError **error)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    if (!mbm_http_header_check (headers[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
mbm_http_service_init (MbmHttpService *self, MbmTransport *transport, MbmWsAddress *address, GError **error)
{
  const MbmTransportPrivate *priv = mbm_transport_get_private (transport);
  guint n = priv->http_client.parallel_requests + 1; /* and the event stream */

  if (!mbm_http_check_headers (mbm_transport_get_headers (transport), error))
    return FALSE;

  self->session = soup_session_new_with_options ("max-conns", (int) MIN (n, G_MAXINT), "max-conns-per-host",
                                                 (int) MIN (n, G_MAXINT), "idle-timeout", IDLE_TIMEOUT, NULL);
  if (g_str_equal (address->scheme, "https"))
    {
      g_autoptr (MbmTlsSettings) settings = mbm_tls_settings_new_for_client (transport, error);

      if (settings == NULL)
        return FALSE;
      soup_session_set_tls_database (self->session, mbm_tls_settings_get_database (settings));
      g_set_object (&self->certificate, mbm_tls_settings_get_certificate (settings));
    }

  self->uri = mbm_ws_address_to_uri (address, address->port);
  self->base = mbm_http_make_base (address);
  self->host = g_strdup (address->host);
  self->headers = g_strdupv ((char **) mbm_transport_get_headers (transport));
  self->max_size = mbm_transport_get_max_message_size (transport);
  return TRUE;
}

void
mbm_http_connect_async (MbmTransport *transport,
                        const char *uri,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autoptr (MbmWsAddress) address = NULL;
  Attempt *attempt = g_new0 (Attempt, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, mbm_http_connect_async);
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  if (g_task_return_error_if_cancelled (task))
    return;

  address = mbm_ws_address_parse (uri, &error);
  if (address == NULL || !mbm_http_service_init (&attempt->service, transport, address, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  attempt->max_queue_size = mbm_transport_get_max_queue_size (transport);
  attempt->api_form = mbm_transport_get_private (transport)->http_client.api_form;
  attempt->timeout = mbm_transport_get_handshake_timeout (transport);
  attempt->connecting = g_cancellable_new ();
  attempt->message = mbm_http_service_make_message (&attempt->service, "GET", "events", NULL);
  if (attempt->timeout > 0)
    {
      attempt->timer = g_timeout_source_new (attempt->timeout);
      g_source_set_static_name (attempt->timer, "[mbm] HTTP connect");
      g_source_set_callback (attempt->timer, mbm_http_timed_out_cb, attempt, NULL);
      g_source_attach (attempt->timer, g_main_context_get_thread_default ());
    }
  if (cancellable != NULL)
    {
      attempt->cancellable = g_object_ref (cancellable);
      attempt->cancelled_handler = g_cancellable_connect (cancellable, G_CALLBACK (mbm_http_cancelled_cb),
                                                          g_object_ref (attempt->connecting), g_object_unref);
    }
  soup_session_preconnect_async (attempt->service.session, attempt->message, G_PRIORITY_DEFAULT,
                                 attempt->connecting, mbm_http_connected_cb, g_steal_pointer (&task));
}
