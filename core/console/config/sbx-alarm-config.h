/* sbx-alarm-config.h — what somebody wants to be told of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-config.h"

G_BEGIN_DECLS

/**
 * SbxAlarmKind:
 * @SBX_ALARM_MISSED_BEATS: a peer has missed `count` heartbeats or more
 * @SBX_ALARM_ERROR_RATE: more than `percent` of the requests of the last `seconds` failed or had no answer
 * @SBX_ALARM_LATENCY: `percentile` per cent of the answers of the last `seconds` did not all come within
 * `bound`
 * @SBX_ALARM_NO_CLIENT: a server has had no client for `seconds`
 * @SBX_ALARM_CONNECTION_LOST: a connection has been lost for `seconds`
 *
 * What an alarm watches.
 */
typedef enum
{
  SBX_ALARM_MISSED_BEATS,
  SBX_ALARM_ERROR_RATE,
  SBX_ALARM_LATENCY,
  SBX_ALARM_NO_CLIENT,
  SBX_ALARM_CONNECTION_LOST,
} SbxAlarmKind;

#define SBX_ALARM_N_KINDS 5

/* The longest that an alarm looks back, in seconds. */
#define SBX_ALARM_MAX_SECONDS 3600

/**
 * SbxAlarmConfig:
 *
 * An alarm as the workspace keeps it: what is watched, and what is too much. Properties, [default]; which of
 * them count depends on the kind:
 *  - kind (SbxAlarmKind) [SBX_ALARM_MISSED_BEATS]
 *  - enabled (boolean) [TRUE]
 *  - description (string): a remark []
 *  - count (uint): missed heartbeats [3]
 *  - percent (double): of the requests, how many may fail [10]
 *  - percentile (double): of the answers, how many are to be within the bound, in per cent [95]
 *  - bound (uint, ms) [500]
 *  - seconds (uint): how far it looks back, or how long something lasts [60]
 *  - minimum (uint): with fewer requests than these nothing is said of their rate or time [10]
 */
#define SBX_TYPE_ALARM_CONFIG (sbx_alarm_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarmConfig, sbx_alarm_config, SBX, ALARM_CONFIG, SbxItemConfig)

SbxAlarmConfig *sbx_alarm_config_new (SbxAlarmKind kind);
SbxAlarmKind sbx_alarm_config_get_kind (SbxAlarmConfig *self);
gboolean sbx_alarm_config_get_enabled (SbxAlarmConfig *self);
guint sbx_alarm_config_get_count (SbxAlarmConfig *self);
double sbx_alarm_config_get_percent (SbxAlarmConfig *self);
guint sbx_alarm_config_get_bound (SbxAlarmConfig *self);
guint sbx_alarm_config_get_seconds (SbxAlarmConfig *self);
guint sbx_alarm_config_get_minimum (SbxAlarmConfig *self);

const char *sbx_alarm_kind_to_label (SbxAlarmKind kind);
char *sbx_alarm_config_dup_rule (SbxAlarmConfig *self);

G_END_DECLS
