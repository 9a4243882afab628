/* mbm-close-private.h — how a connection's end is said
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* WebSocket close codes (RFC 6455, 7.4.1, and the registry; from 4000 on they are an application's own). */
#define MBM_CLOSE_NORMAL     1000
#define MBM_CLOSE_GOING_AWAY 1001
#define MBM_CLOSE_POLICY     1008
#define MBM_CLOSE_TRY_LATER  1013
#define MBM_CLOSE_REPLACED   4001

/* Why a connection ends whose client registered on another one. */
#define MBM_REASON_REPLACED "Replaced by a new connection"
