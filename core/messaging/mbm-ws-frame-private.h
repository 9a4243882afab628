/* mbm-ws-frame-private.h — WebSocket frames to be written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-out-queue-private.h"
#include "mbm-ws-codec-private.h"

G_BEGIN_DECLS

/* A client masks what it sends. */
typedef enum
{
  MBM_WS_ROLE_CLIENT,
  MBM_WS_ROLE_SERVER,
} MbmWsRole;

void mbm_ws_append_frame (MbmOutQueue *out,
                          MbmWsRole role,
                          MbmWsOpcode opcode,
                          const guint8 *payload,
                          gsize length);
/* Large texts are not copied, unless they have to be masked. */
void mbm_ws_append_text (MbmOutQueue *out, MbmWsRole role, GBytes *text);
/* @code: 0 for none. @reason: (nullable): what does not fit is cut off. */
void mbm_ws_append_close (MbmOutQueue *out, MbmWsRole role, guint code, const char *reason);

G_END_DECLS
