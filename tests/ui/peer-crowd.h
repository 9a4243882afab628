/* peer-crowd.h — any number of clients of a server that nobody has to serve
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-server.h"

G_BEGIN_DECLS

/* Tells @server of clients as the engine would: `client-00000` and so on, who beat each @interval ms, but for
 * the first @n_late, who missed one, two, three beats… A long interval keeps a slow machine from making more
 * of them late. */
void peer_crowd_arrive (SbxServer *server, guint n, guint n_late, guint interval);
/* New figures of clients @first to @first + @n - 1: the @round-th. */
void peer_crowd_change (SbxServer *server, guint first, guint n, guint round);
void peer_crowd_leave (SbxServer *server, guint first, guint n);

G_END_DECLS
