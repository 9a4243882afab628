/* sbx-endpoint.h — a hosted server or a connection, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-console-enums.h"
#include "sbx-endpoint-config.h"
#include "sbx-shapes.h"
#include "sbx-stats.h"

G_BEGIN_DECLS

/**
 * SbxEndpointState:
 * @SBX_ENDPOINT_STOPPED: the server is stopped, the connection not connected
 * @SBX_ENDPOINT_STARTING: starting, connecting
 * @SBX_ENDPOINT_RUNNING: running, connected
 * @SBX_ENDPOINT_RECONNECTING: the connection was lost, and is being made again
 * @SBX_ENDPOINT_STOPPING: clients are told, connections closed
 * @SBX_ENDPOINT_FAILED: the start or connect failed, or was given up: error-message says why
 *
 * Where an endpoint is in its life.
 */
typedef enum
{
  SBX_ENDPOINT_STOPPED,
  SBX_ENDPOINT_STARTING,
  SBX_ENDPOINT_RUNNING,
  SBX_ENDPOINT_RECONNECTING,
  SBX_ENDPOINT_STOPPING,
  SBX_ENDPOINT_FAILED,
} SbxEndpointState;

/**
 * SbxEndpoint:
 *
 * Base of [class@SbxServer] and [class@SbxConnection]. Lives on the main thread; the MbmServer or MbmClient
 * behind it lives on the engine's, and what happens there arrives in batches, at most once per frame.
 *
 * Properties, notifying, and read-only but for the first:
 *  - config (SbxEndpointConfig)
 *  - id (string), title (string)
 *  - address (string): what is served or connected to, with the real port; else what the config says
 *  - state (SbxEndpointState); state-text (string): translated, short: “Running”, “Reconnecting in 3 s”
 *  - error-message (string, nullable): the last failure: what, where, and what to do
 *  - since (int64, µs real): when the state began
 *  - active (boolean): started or starting, so that the primary action is Stop or Disconnect
 *  - rate (double): messages a second, both ways, the mean of the last seconds
 *  - stats (SbxStats, nullable): replaced once a second while active
 */
#define SBX_TYPE_ENDPOINT (sbx_endpoint_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxEndpoint, sbx_endpoint, SBX, ENDPOINT, GObject)

/**
 * SbxEndpointClass:
 * @parent_class: the parent
 * @backend_type: the type of its other half
 * @start: begins to start; sbx_endpoint_return_start() ends it
 * @stop: begins to stop; sbx_endpoint_return_stop() ends it
 * @config_changed: there is another config, and perhaps it runs
 * @tick: a second has gone by, while it is active
 * @get_peers: see sbx_endpoint_get_peers()
 * @get_default_text: words for a state
 *
 * What kinds of endpoint implement; see sbx-endpoint-private.h.
 */
struct _SbxEndpointClass
{
  GObjectClass parent_class;

  GType backend_type;
  void (*start) (SbxEndpoint *self, GTask *task);
  void (*stop) (SbxEndpoint *self, GTask *task);
  void (*config_changed) (SbxEndpoint *self);
  void (*tick) (SbxEndpoint *self);
  GListModel *(*get_peers) (SbxEndpoint *self);
  const char *(*get_default_text) (SbxEndpoint *self, SbxEndpointState state);
};

SbxEndpointConfig *sbx_endpoint_get_config (SbxEndpoint *self);
void sbx_endpoint_set_config (SbxEndpoint *self, SbxEndpointConfig *config);
const char *sbx_endpoint_get_id (SbxEndpoint *self);
const char *sbx_endpoint_get_title (SbxEndpoint *self);
const char *sbx_endpoint_get_address (SbxEndpoint *self);
SbxEndpointState sbx_endpoint_get_state (SbxEndpoint *self);
const char *sbx_endpoint_get_state_text (SbxEndpoint *self);
const char *sbx_endpoint_get_error_message (SbxEndpoint *self);
gint64 sbx_endpoint_get_since (SbxEndpoint *self);
gboolean sbx_endpoint_get_active (SbxEndpoint *self);
SbxStats *sbx_endpoint_get_stats (SbxEndpoint *self);
GListModel *sbx_endpoint_get_peers (SbxEndpoint *self);
SbxShapes *sbx_endpoint_get_shapes (SbxEndpoint *self);

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

G_END_DECLS
