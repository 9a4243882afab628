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
 * @accepted: a connection passed its handshake; (transfer none), keep it with a reference and set a receiver on it
 * @refused: one did not: its address and handshake headers as far as known, and why
 *
 * Who receives what a listener has to tell.
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
 * @close: stop to listen; connections that are still in their handshake are cut, accepted channels live on
 */
struct _MbmListenerClass
{
  GObjectClass parent_class;

  void (*close) (MbmListener *self);

  gpointer padding[8];
};

/* Connections that came before wait until a receiver is set. NULL detaches. */
MBM_AVAILABLE_IN_ALL
void mbm_listener_set_receiver (MbmListener *self, const MbmListenerReceiver *receiver, gpointer user_data);
MBM_AVAILABLE_IN_ALL
void mbm_listener_close (MbmListener *self);

/* What is served, with the port that was chosen. */
MBM_AVAILABLE_IN_ALL
const char *mbm_listener_get_uri (MbmListener *self);

/* For subclasses. */
MBM_AVAILABLE_IN_ALL
void mbm_listener_set_uri (MbmListener *self, const char *uri);
MBM_AVAILABLE_IN_ALL
void mbm_listener_emit_accepted (MbmListener *self, MbmChannel *channel);
MBM_AVAILABLE_IN_ALL
void mbm_listener_emit_refused (MbmListener *self, const char *address, const char *const *headers, const GError *error);

G_END_DECLS
