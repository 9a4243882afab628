/* mbm-memory-channel-private.h — one end of a connection within the process
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-memory-pipe-private.h"
#include "mbm-transport.h"

G_BEGIN_DECLS

#define MBM_TYPE_MEMORY_CHANNEL (mbm_memory_channel_get_type ())

G_DECLARE_FINAL_TYPE (MbmMemoryChannel, mbm_memory_channel, MBM, MEMORY_CHANNEL, MbmChannel)

MbmChannel *
mbm_memory_channel_new (MbmMemoryPipe *pipe, MbmMemoryEnd end, gsize max_message_size, gsize max_queue_size);

G_END_DECLS
