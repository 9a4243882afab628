/* mbm-memory-transport-private.h — client and server in one process
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"

G_BEGIN_DECLS

#define MBM_TYPE_MEMORY_TRANSPORT (mbm_memory_transport_get_type ())

G_DECLARE_FINAL_TYPE (MbmMemoryTransport, mbm_memory_transport, MBM, MEMORY_TRANSPORT, MbmTransport)

G_END_DECLS
