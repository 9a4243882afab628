/* mbm-listener.h — an address that is being served
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-channel.h"

G_BEGIN_DECLS

#define MBM_TYPE_LISTENER (mbm_listener_get_type ())

MBM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (MbmListener, mbm_listener, MBM, LISTENER, GObject)

/**
 * MbmListenerReceiver:
 * @accepted: (nullable): a connection passed its handshake. The channel is borrowed: who wants it takes a
 * reference and sets a receiver on it; otherwise it is cut
 * @refused: (nullable): a connection did not: its address and handshake headers (`Name: value` each) as far
 * as they are known, and why
 *
 * Who receives what a listener has to tell. Both are called on the listener's main context. A receiver may
 * close or unref the listener from within.
 *
 * Since: 0.1
 */
typedef struct
{
  void (*accepted) (MbmListener *listener, MbmChannel *channel, gpointer user_data);
  void (*refused) (MbmListener *listener,
                   const char *address,
                   const char *const *headers,
                   const GError *error,
                   gpointer user_data);
} MbmListenerReceiver;

/**
 * MbmListenerClass:
 * @parent_class: the parent
 * @set_flowing: begin to accept connections, or hold back. Called when a receiver is set and when it is
 * detached
 * @close: stop to listen, and cut the connections that are still in their handshake; called once at most
 *
 * What a transport's way to listen implements.
 *
 * Since: 0.1
 */
struct _MbmListenerClass
{
  GObjectClass parent_class;

  void (*set_flowing) (MbmListener *self, gboolean flowing);
  void (*close) (MbmListener *self);

  /*< private >*/
  gpointer padding[8];
};

MBM_AVAILABLE_IN_ALL
void mbm_listener_set_receiver (MbmListener *self, const MbmListenerReceiver *receiver, gpointer user_data);
MBM_AVAILABLE_IN_ALL
void mbm_listener_close (MbmListener *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_listener_get_uri (MbmListener *self);

/* For subclasses. */
MBM_AVAILABLE_IN_ALL
void mbm_listener_set_uri (MbmListener *self, const char *uri);
MBM_AVAILABLE_IN_ALL
gboolean mbm_listener_is_flowing (MbmListener *self);
MBM_AVAILABLE_IN_ALL
void mbm_listener_emit_accepted (MbmListener *self, MbmChannel *channel);
MBM_AVAILABLE_IN_ALL
void mbm_listener_emit_refused (MbmListener *self,
                                const char *address,
                                const char *const *headers,
                                const GError *error);

G_END_DECLS
