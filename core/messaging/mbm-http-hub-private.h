/* mbm-http-hub-private.h — what an HTTP service is made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-request-private.h"
#include "mbm-http-settings-private.h"
#include "mbm-message.h"
#include "mbm-poller-private.h"
#include "mbm-transport.h"
#include "mbm-ws-address-private.h"

G_BEGIN_DECLS

/* One for each address that is served: it has the connections, which carry one request after the other, and
 * the sessions, which are the channels that the server sees. A session uses any number of connections, for
 * its requests and for its event stream.
 *
 * The listener, every session and every connection hold a reference. The listener tells the hub when it
 * closes; after that only what was begun is brought to its end. */
typedef struct _MbmHttpHub MbmHttpHub;
typedef struct _MbmHttpConnection MbmHttpConnection;
typedef struct _MbmHttpSession MbmHttpSession;

MbmHttpHub *mbm_http_hub_new (const MbmWsAddress *address,
                              GList *inet_addresses,
                              MbmTransport *transport,
                              MbmListener *listener,
                              GError **error);
MbmHttpHub *mbm_http_hub_ref (MbmHttpHub *self);
void mbm_http_hub_unref (MbmHttpHub *self);
void mbm_http_hub_close (MbmHttpHub *self);
void mbm_http_hub_update_doors (MbmHttpHub *self);
guint16 mbm_http_hub_get_port (MbmHttpHub *self);
MbmPoller *mbm_http_hub_get_poller (MbmHttpHub *self);
const MbmHttpSettings *mbm_http_hub_get_settings (MbmHttpHub *self);
guint mbm_http_hub_get_handshake_timeout (MbmHttpHub *self);
guint64 mbm_http_hub_get_max_message_size (MbmHttpHub *self);
guint64 mbm_http_hub_get_max_queue_size (MbmHttpHub *self);
gboolean mbm_http_hub_is_open (MbmHttpHub *self);

/* What the connections say. */
MbmHttpRequest *
mbm_http_hub_read_head (MbmHttpHub *self, int fd, const guint8 *head, gsize length, MbmHttpRefusal *refusal);
gboolean mbm_http_hub_allows_origin (MbmHttpHub *self, MbmHttpRequest *request);
void
mbm_http_hub_handle (MbmHttpHub *self, MbmHttpConnection *connection, MbmHttpRequest *request, GBytes *body);
void mbm_http_hub_refused (MbmHttpHub *self, MbmHttpConnection *connection, const GError *error);
/* It is idle, or waits for the rest of a request, or is busy; or gone. */
void mbm_http_hub_connection_changed (MbmHttpHub *self, MbmHttpConnection *connection);

/* What the sessions say. */
void mbm_http_hub_add_session (MbmHttpHub *self, MbmHttpSession *session);
void mbm_http_hub_remove_session (MbmHttpHub *self, MbmHttpSession *session);
/* The event as it goes onto streams; the last one is kept, since one frame is sent to many. */
GBytes *mbm_http_hub_make_sse (MbmHttpHub *self, GBytes *frame, MbmMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmHttpHub, mbm_http_hub_unref)

G_END_DECLS
