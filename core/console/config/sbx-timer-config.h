/* sbx-timer-config.h — an event that a hosted server emits by itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-config.h"

G_BEGIN_DECLS

/**
 * SbxRecipients:
 * @SBX_RECIPIENTS_ALL: every client that gets the event, as a broadcast
 * @SBX_RECIPIENTS_CLIENTS: the clients with the ids in `recipients`
 * @SBX_RECIPIENTS_TYPES: the clients whose type is in `recipients`
 * @SBX_RECIPIENTS_USERS: the clients logged in as one of the users in `recipients`
 *
 * To whom an event goes.
 */
typedef enum
{
  SBX_RECIPIENTS_ALL,
  SBX_RECIPIENTS_CLIENTS,
  SBX_RECIPIENTS_TYPES,
  SBX_RECIPIENTS_USERS,
} SbxRecipients;

/**
 * SbxTimerConfig:
 *
 * An event that a hosted server emits by itself, at an interval, or by a button
 * (sbx_server_fire_timer_async()). Edited like an SbxHandlerConfig; one that was not changed goes on as it
 * did, another begins anew. Properties, [default]:
 *  - event (string): its name []
 *  - enabled (boolean): whether it is emitted at its interval [TRUE]
 *  - description (string): a remark []
 *  - payload (string, nullable): JSON text, with `{{…}}` in it; `{{index}}` counts from 1, and
 *    `{{client.id}}` and `{{user}}` are known where it goes to one client at a time; %NULL: `{}` [NULL]
 *  - interval (uint, ms): 0: only by button [5000]
 *  - jitter (uint, ms): up to how much longer, at random [0]
 *  - count (uint): how often until it stops; 0: without end [0]
 *  - to (SbxRecipients) [SBX_RECIPIENTS_ALL]
 *  - recipients (strv): ids, types or users []
 *  - in-turn (boolean): each time to one of those alone, one after the other; each is written to
 *    whether it subscribed or not [FALSE]
 */
#define SBX_TYPE_TIMER_CONFIG (sbx_timer_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxTimerConfig, sbx_timer_config, SBX, TIMER_CONFIG, SbxItemConfig)

SbxTimerConfig *sbx_timer_config_new (const char *event);
const char *sbx_timer_config_get_event (SbxTimerConfig *self);
gboolean sbx_timer_config_get_enabled (SbxTimerConfig *self);

G_END_DECLS
