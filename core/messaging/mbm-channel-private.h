/* mbm-channel-private.h — what the channels of this library share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-channel.h"

G_BEGIN_DECLS

/* How long a peer may take to answer a close frame, in milliseconds. */
#define MBM_CHANNEL_CLOSE_TIMEOUT 5000

/* The words of a close frame: 125 bytes less the code. */
#define MBM_CHANNEL_MAX_REASON 123

/* Of what is refused, so much is kept to be shown. */
#define MBM_CHANNEL_MAX_REFUSED (64u * 1024)

/* Nothing more can be sent: the peer closes, or is about to be told that we do. */
void mbm_channel_begin_closing (MbmChannel *self);

/* @reason as it fits into a close frame; (nullable). Cut between characters. */
char *mbm_channel_dup_reason (const char *reason);

G_END_DECLS
