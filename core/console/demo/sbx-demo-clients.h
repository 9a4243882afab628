/* sbx-demo-clients.h — the demo's simulated clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxDemoClients:
 *
 * A few clients of the order service that connect, beat, order, subscribe and now and then fail, so that
 * everything is seen to move. What they do is chosen by a seeded generator: the same at each start. They
 * belong to the thread-default main context they were made in.
 */
#define SBX_TYPE_DEMO_CLIENTS (sbx_demo_clients_get_type ())
G_DECLARE_FINAL_TYPE (SbxDemoClients, sbx_demo_clients, SBX, DEMO_CLIENTS, GObject)

SbxDemoClients *sbx_demo_clients_new (const char *uri);
void sbx_demo_clients_stop (SbxDemoClients *self);

G_END_DECLS
