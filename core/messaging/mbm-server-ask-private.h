/* mbm-server-ask-private.h — what a server asks its clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-pending-private.h"
#include "mbm-server-connection-private.h"

G_BEGIN_DECLS

/* What became of a response. */
typedef enum
{
  MBM_ASKED_NOT, /* nobody asked for it on this connection */
  MBM_ASKED_LATE,
  MBM_ASKED_WAITING,
} MbmAsked;

/* The request that a response of this connection answers, out of its table; NULL unless somebody waits. */
MbmAsked mbm_server_asks_take (MbmServerConnection *connection, MbmMessage *response, MbmPending **pending);
gboolean mbm_server_asks_own (MbmServerConnection *connection, const char *id);
void mbm_server_asks_free (MbmServerAsks *self, const char *reason);

G_END_DECLS
