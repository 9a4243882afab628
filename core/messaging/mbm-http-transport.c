/* mbm-http-transport.c — requests and event streams over HTTP
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-http-transport-private.h"

#include "mbm-http-channel-private.h"
#include "mbm-http-listener-private.h"
#include "mbm-listen-private.h"

/* `http://host:port/base`, `https://host:port/base`. */
struct _MbmHttpTransport
{
  MbmTransport parent_instance;
};

G_DEFINE_FINAL_TYPE (MbmHttpTransport, mbm_http_transport, MBM_TYPE_TRANSPORT)

static void
mbm_http_transport_listen_async (MbmTransport *transport,
                                 const char *uri,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  mbm_listen_async (transport, uri, mbm_http_listener_new, cancellable, callback, user_data);
}

static void
mbm_http_transport_class_init (MbmHttpTransportClass *klass)
{
  MbmTransportClass *transport_class = MBM_TRANSPORT_CLASS (klass);

  transport_class->connect_async = mbm_http_connect_async;
  transport_class->listen_async = mbm_http_transport_listen_async;
}

static void
mbm_http_transport_init (MbmHttpTransport *self)
{
}
