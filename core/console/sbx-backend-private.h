/* sbx-backend-private.h — the half of an endpoint that lives on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-call-private.h"
#include "sbx-endpoint-config.h"
#include "sbx-recorder.h"

G_BEGIN_DECLS

/**
 * SbxBackend:
 *
 * Base of what stands behind a [class@SbxServer] or [class@SbxConnection] (the front, on the main thread): it
 * owns the MbmServer or MbmClient, the endpoint's recorder, and tells the front what happens. Made on the
 * main thread, by and for the front; from then on it belongs to the engine thread. The engine holds it until
 * sbx_backend_close(); afterwards it is inert, and may go on any thread.
 */
#define SBX_TYPE_BACKEND (sbx_backend_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxBackend, sbx_backend, SBX, BACKEND, GObject)

struct _SbxBackendClass
{
  GObjectClass parent_class;

  void (*close) (SbxBackend *self);
};

/* Main thread. */
SbxBackend *sbx_backend_new (GType type,
                             SbxEngine *engine,
                             SbxStore *store,
                             SbxRecorderRole role,
                             SbxEndpointConfig *config,
                             gpointer front);
/* The front is gone: nothing is told any more, and the backend closes. */
void sbx_backend_abandon (SbxBackend *self);
SbxRecorder *sbx_backend_get_recorder (SbxBackend *self);
SbxEngine *sbx_backend_get_engine (SbxBackend *self);

/* Engine thread. @func gets the front and @data on the main thread, unless the front is gone by then. */
typedef void (*SbxFrontFunc) (gpointer front, gpointer data);
void sbx_backend_post (SbxBackend *self, SbxFrontFunc func, gpointer data, GDestroyNotify destroy);
void sbx_backend_close (SbxBackend *self);
gboolean sbx_backend_is_closed (SbxBackend *self);
/* While it is active, the front gets a snapshot of the figures each second, and a last one at the end. */
void sbx_backend_set_active (SbxBackend *self, gboolean active);
/* A timer on the engine thread that is not running yet: sbx_backend_set_timer(). (transfer full) */
GSource *sbx_backend_add_timer (SbxBackend *self, GSourceFunc func, gpointer data);
/* Lets it fire once after @delay (µs); -1: not. @timer: (nullable): nothing is done then. */
void sbx_backend_set_timer (GSource *timer, gint64 delay);
void sbx_backend_clear_timer (GSource **timer);

/* The front's part: takes the figures. */
void sbx_endpoint_take_stats (gpointer front, gpointer stats);

G_END_DECLS
