/* sbx-reply-config.h — how a connection answers a request of its service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-config.h"

G_BEGIN_DECLS

/**
 * SbxReplyKind:
 * @SBX_REPLY_DATA: with `data`
 * @SBX_REPLY_ERROR: with an error: `code` and `message`
 * @SBX_REPLY_ASK: the user answers; without an answer within `wait` it is refused
 *
 * How a request is answered.
 */
typedef enum
{
  SBX_REPLY_DATA,
  SBX_REPLY_ERROR,
  SBX_REPLY_ASK,
} SbxReplyKind;

/**
 * SbxReplyConfig:
 *
 * How a connection answers requests of one name that its service makes. Those without a reply are refused
 * with `UNKNOWN_REQUEST_TYPE`. Properties, [default]:
 *  - request (string): their name []
 *  - kind (SbxReplyKind) [SBX_REPLY_DATA]
 *  - data (string, nullable): JSON text; %NULL: `null` [NULL]
 *  - code (string): of the error ["NOT_NOW"]
 *  - message (string): of the error; empty: the code []
 *  - wait (uint, ms): how long the user may take [30000]
 */
#define SBX_TYPE_REPLY_CONFIG (sbx_reply_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxReplyConfig, sbx_reply_config, SBX, REPLY_CONFIG, SbxItemConfig)

SbxReplyConfig *sbx_reply_config_new (const char *request);
const char *sbx_reply_config_get_request (SbxReplyConfig *self);
SbxReplyKind sbx_reply_config_get_kind (SbxReplyConfig *self);
const char *sbx_reply_config_get_data (SbxReplyConfig *self);
const char *sbx_reply_config_get_code (SbxReplyConfig *self);
const char *sbx_reply_config_get_message (SbxReplyConfig *self);
guint sbx_reply_config_get_wait (SbxReplyConfig *self);

G_END_DECLS
