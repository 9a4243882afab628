/* sbx-connection-watch-private.h — tells the main thread how a connection's two peers are
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-client.h"

#include "sbx-backend-private.h"

G_BEGIN_DECLS

/**
 * SbxConnectionWatch:
 *
 * Watches the service and the client itself, on the engine thread: beats, figures, what each subscription
 * brings. Tells the backend's front, a few times a second. Owned by the backend, as long as that is there.
 */
typedef struct _SbxConnectionWatch SbxConnectionWatch;

SbxConnectionWatch *sbx_connection_watch_new (SbxBackend *backend);
/* Tells nothing from now on. */
void sbx_connection_watch_close (SbxConnectionWatch *self);
void sbx_connection_watch_free (SbxConnectionWatch *self);

/* @client: (nullable) (not owned): whose figures they are; NULL: it is gone, with its subscriptions. */
void sbx_connection_watch_set_client (SbxConnectionWatch *self, MbmClient *client);
/* @interval: ms: what the client promises */
void sbx_connection_watch_set_heartbeat_interval (SbxConnectionWatch *self, guint interval);
void sbx_connection_watch_connected (SbxConnectionWatch *self);
/* @reason: why */
void sbx_connection_watch_disconnected (SbxConnectionWatch *self, const char *reason);
void sbx_connection_watch_tap (SbxConnectionWatch *self, const MbmTapRecord *record);

/* @filter: (nullable): a JSON object as text */
void sbx_connection_watch_add_subscription (SbxConnectionWatch *self,
                                            const char *id,
                                            const char *const *events,
                                            const char *filter);
void sbx_connection_watch_remove_subscription (SbxConnectionWatch *self, const char *id);

G_END_DECLS
