/* mbm-transport.h — how connections are made: one class a scheme
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-listener.h"

G_BEGIN_DECLS

#define MBM_TYPE_TRANSPORT (mbm_transport_get_type ())

MBM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (MbmTransport, mbm_transport, MBM, TRANSPORT, GObject)

/**
 * MbmTransportClass:
 * @parent_class: the parent
 * @connect_async: connect to an address; cancelling ends the attempt at once, in every phase of it
 * @connect_finish: (transfer full): hand out the channel
 * @listen_async: serve an address; port 0 picks one
 * @listen_finish: (transfer full): hand out the listener
 *
 * What a transport implements. One that cannot listen, or cannot connect, leaves that pair out.
 *
 * Since: 0.1
 */
struct _MbmTransportClass
{
  GObjectClass parent_class;

  void (*connect_async) (MbmTransport *self,
                         const char *uri,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  MbmChannel *(*connect_finish) (MbmTransport *self, GAsyncResult *result, GError **error);
  void (*listen_async) (MbmTransport *self,
                        const char *uri,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  MbmListener *(*listen_finish) (MbmTransport *self, GAsyncResult *result, GError **error);

  /*< private >*/
  gpointer padding[8];
};

/**
 * MBM_DEFAULT_MAX_MESSAGE_SIZE:
 *
 * The largest message that is taken unless said otherwise: 16 MiB.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_MESSAGE_SIZE (16u * 1024 * 1024)

/**
 * MBM_DEFAULT_HANDSHAKE_TIMEOUT:
 *
 * How long a handshake may take unless said otherwise, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_HANDSHAKE_TIMEOUT 10000

/**
 * MBM_DEFAULT_MAX_PENDING:
 *
 * How many connections may be in their handshake at a time unless said otherwise.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_PENDING 256

/**
 * MBM_DEFAULT_MAX_QUEUE_SIZE:
 *
 * How many bytes may wait to be written to one peer unless said otherwise: 8 MiB and one message of the
 * largest size.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_QUEUE_SIZE (24u * 1024 * 1024)

MBM_AVAILABLE_IN_ALL
MbmTransport *mbm_transport_new_for_uri (const char *uri, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_transport_register (const char *scheme, GType type);

MBM_AVAILABLE_IN_ALL
void mbm_transport_connect_async (MbmTransport *self,
                                  const char *uri,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmChannel *mbm_transport_connect_finish (MbmTransport *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_transport_listen_async (MbmTransport *self,
                                 const char *uri,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmListener *mbm_transport_listen_finish (MbmTransport *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
guint64 mbm_transport_get_max_message_size (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_max_message_size (MbmTransport *self, guint64 bytes);
MBM_AVAILABLE_IN_ALL
guint mbm_transport_get_handshake_timeout (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_handshake_timeout (MbmTransport *self, guint milliseconds);
MBM_AVAILABLE_IN_ALL
guint mbm_transport_get_max_pending (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_max_pending (MbmTransport *self, guint connections);
MBM_AVAILABLE_IN_ALL
guint64 mbm_transport_get_max_queue_size (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_max_queue_size (MbmTransport *self, guint64 bytes);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_transport_get_headers (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_headers (MbmTransport *self, const char *const *headers);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_transport_get_allowed_origins (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_allowed_origins (MbmTransport *self, const char *const *origins);
MBM_AVAILABLE_IN_ALL
GTlsCertificate *mbm_transport_get_certificate (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_certificate (MbmTransport *self, GTlsCertificate *certificate);
MBM_AVAILABLE_IN_ALL
const char *mbm_transport_get_ca_file (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_ca_file (MbmTransport *self, const char *ca_file);
MBM_AVAILABLE_IN_ALL
const char *mbm_transport_get_trusted_fingerprint (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_trusted_fingerprint (MbmTransport *self, const char *trusted_fingerprint);
MBM_AVAILABLE_IN_ALL
const char *mbm_transport_get_client_ca_file (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_client_ca_file (MbmTransport *self, const char *client_ca_file);
MBM_AVAILABLE_IN_ALL
gboolean mbm_transport_get_allow_remote (MbmTransport *self);
MBM_AVAILABLE_IN_ALL
void mbm_transport_set_allow_remote (MbmTransport *self, gboolean allow_remote);

G_END_DECLS
