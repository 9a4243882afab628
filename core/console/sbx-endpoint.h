/* sbx-endpoint.h — a hosted server or a connection, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint-config.h"

G_BEGIN_DECLS

/* Base of SbxServer and SbxConnection. Lives on the main thread; the MbmServer or MbmClient behind it lives
 * on the engine's, and what happens there arrives in batches, at most once per frame.
 *
 * Properties, read-only and notifying but for config: config; id; title; address (what is served or connected
 * to, with the real port); state (SbxEndpointState); state-text (translated, short: "Running", "Reconnecting
 * in 3 s"); error-message (nullable: the last failure, says what, where and what to do); since (int64 µs real
 * time the state began); active (boolean: started or starting, so the primary action is Stop/Disconnect);
 * rate (double: messages a second, last seconds, both ways); stats (SbxStats snapshot of core/trace, replaced
 * about once a second while active). */
typedef enum
{
  SBX_ENDPOINT_STOPPED,      /* server stopped, connection disconnected */
  SBX_ENDPOINT_STARTING,     /* starting, connecting */
  SBX_ENDPOINT_RUNNING,      /* running, connected */
  SBX_ENDPOINT_RECONNECTING, /* a connection only */
  SBX_ENDPOINT_STOPPING,
  SBX_ENDPOINT_FAILED, /* start or connect failed, or given up: error-message says why */
} SbxEndpointState;

GType sbx_endpoint_state_get_type (void) G_GNUC_CONST;
#define SBX_TYPE_ENDPOINT_STATE (sbx_endpoint_state_get_type ())

#define SBX_TYPE_ENDPOINT (sbx_endpoint_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxEndpoint, sbx_endpoint, SBX, ENDPOINT, GObject)

struct _SbxEndpointClass
{
  GObjectClass parent_class;

  void (*start) (SbxEndpoint *self, GTask *task);
  void (*stop) (SbxEndpoint *self, GTask *task);
};

SbxEndpointConfig *sbx_endpoint_get_config (SbxEndpoint *self);
/* Takes effect at the next start; what can be changed while running is applied at once. */
void sbx_endpoint_set_config (SbxEndpoint *self, SbxEndpointConfig *config);
const char *sbx_endpoint_get_id (SbxEndpoint *self);
const char *sbx_endpoint_get_title (SbxEndpoint *self);
const char *sbx_endpoint_get_address (SbxEndpoint *self);
SbxEndpointState sbx_endpoint_get_state (SbxEndpoint *self);
const char *sbx_endpoint_get_error_message (SbxEndpoint *self);
gboolean sbx_endpoint_get_active (SbxEndpoint *self);

/* Start the server, or connect. Cancellable in every phase; sbx_endpoint_stop_async() also ends an attempt.
 */
void sbx_endpoint_start_async (SbxEndpoint *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean sbx_endpoint_start_finish (SbxEndpoint *self, GAsyncResult *result, GError **error);
void sbx_endpoint_stop_async (SbxEndpoint *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean sbx_endpoint_stop_finish (SbxEndpoint *self, GAsyncResult *result, GError **error);

/* Peers whose heartbeats are shown as lanes: GListModel of SbxPeer. A server's clients; a connection's two:
 * the server's beats and its own. */
GListModel *sbx_endpoint_get_peers (SbxEndpoint *self);

G_END_DECLS
