/* mbm-memory-listener-private.h — a name that is served within the process
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-memory-pipe-private.h"
#include "mbm-transport.h"

G_BEGIN_DECLS

#define MBM_TYPE_MEMORY_LISTENER (mbm_memory_listener_get_type ())

G_DECLARE_FINAL_TYPE (MbmMemoryListener, mbm_memory_listener, MBM, MEMORY_LISTENER, MbmListener)

/* Takes @name, with the limits of @transport. ADDRESS_IN_USE if it is taken. */
MbmListener *mbm_memory_listener_new (const char *name, MbmTransport *transport, GError **error);

/* Any thread: leaves the server's end of @pipe with who serves @name. REFUSED if nobody does, LIMIT if too
 * many wait there. */
gboolean
mbm_memory_listener_knock (const char *name, MbmMemoryPipe *pipe, const char *const *headers, GError **error);

G_END_DECLS
