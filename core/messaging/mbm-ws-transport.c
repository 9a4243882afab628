/* mbm-ws-transport.c — WebSockets
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-ws-transport-private.h"

#include "mbm-listen-private.h"
#include "mbm-ws-connect-private.h"
#include "mbm-ws-listener-private.h"

/* `ws://host:port/path`. */
struct _MbmWsTransport
{
  MbmTransport parent_instance;
};

G_DEFINE_FINAL_TYPE (MbmWsTransport, mbm_ws_transport, MBM_TYPE_TRANSPORT)

static void
mbm_ws_transport_listen_async (MbmTransport *transport,
                               const char *uri,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  mbm_listen_async (transport, uri, mbm_ws_listener_new, cancellable, callback, user_data);
}

static void
mbm_ws_transport_class_init (MbmWsTransportClass *klass)
{
  MbmTransportClass *transport_class = MBM_TRANSPORT_CLASS (klass);

  transport_class->connect_async = mbm_ws_connect_async;
  transport_class->listen_async = mbm_ws_transport_listen_async;
}

static void
mbm_ws_transport_init (MbmWsTransport *self)
{
}
