/* mbm-http-listener.c — an address that is served over HTTP
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-http-listener-private.h"

#include "mbm-http-hub-private.h"

/* Owned by whoever serves; lives on the thread of its poller. The hub behind it outlives it for as long as
 * there are sessions. */
struct _MbmHttpListener
{
  MbmListener parent_instance;

  MbmHttpHub *hub; /* NULL once closed */
};

G_DEFINE_FINAL_TYPE (MbmHttpListener, mbm_http_listener, MBM_TYPE_LISTENER)

static void
mbm_http_listener_set_flowing (MbmListener *listener, gboolean flowing)
{
  MbmHttpListener *self = MBM_HTTP_LISTENER (listener);

  if (self->hub != NULL)
    mbm_http_hub_update_doors (self->hub);
}

static void
mbm_http_listener_close (MbmListener *listener)
{
  MbmHttpListener *self = MBM_HTTP_LISTENER (listener);
  g_autoptr (MbmHttpHub) hub = g_steal_pointer (&self->hub);

  if (hub != NULL)
    mbm_http_hub_close (hub);
}

static void
mbm_http_listener_class_init (MbmHttpListenerClass *klass)
{
  MbmListenerClass *listener_class = MBM_LISTENER_CLASS (klass);

  listener_class->set_flowing = mbm_http_listener_set_flowing;
  listener_class->close = mbm_http_listener_close;
}

static void
mbm_http_listener_init (MbmHttpListener *self)
{
}

MbmListener *
mbm_http_listener_new (const MbmWsAddress *address,
                       GList *inet_addresses,
                       MbmTransport *transport,
                       GError **error)
{
  g_autoptr (MbmHttpListener) self = g_object_new (MBM_TYPE_HTTP_LISTENER, NULL);
  g_autofree char *uri = NULL;

  self->hub = mbm_http_hub_new (address, inet_addresses, transport, MBM_LISTENER (self), error);
  if (self->hub == NULL)
    return NULL;

  uri = mbm_ws_address_to_uri (address, mbm_http_hub_get_port (self->hub));
  mbm_listener_set_uri (MBM_LISTENER (self), uri);
  return MBM_LISTENER (g_steal_pointer (&self));
}
