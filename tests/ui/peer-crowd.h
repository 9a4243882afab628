/* peer-crowd.h — any number of clients of a server that nobody has to serve
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-server.h"

G_BEGIN_DECLS

/* Tells @server of clients as the engine would: `client-00000` and so on, who beat each second, but for the
 * first @n_late, who missed one, two, three beats… */
void peer_crowd_arrive (SbxServer *server, guint n, guint n_late);
/* New figures of clients @first to @first + @n - 1: the @round-th. */
void peer_crowd_change (SbxServer *server, guint first, guint n, guint round);
void peer_crowd_leave (SbxServer *server, guint first, guint n);

G_END_DECLS
