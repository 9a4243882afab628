/* sbx-alarm.h — an alarm of an endpoint: silent, raised, acknowledged
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-alarm-config.h"

G_BEGIN_DECLS

/**
 * SbxAlarmState:
 * @SBX_ALARM_IDLE: nothing is wrong
 * @SBX_ALARM_RAISED: something is
 * @SBX_ALARM_ACKNOWLEDGED: something is, and somebody knows
 *
 * Where an alarm is.
 */
typedef enum
{
  SBX_ALARM_IDLE,
  SBX_ALARM_RAISED,
  SBX_ALARM_ACKNOWLEDGED,
} SbxAlarmState;

/**
 * SbxAlarm:
 *
 * One alarm at work, made by [class@SbxAlarms]. It is raised as soon as there is too much of what it
 * watches, and goes back to idle when that was clearly over (rates and times: below four fifths of the bound)
 * for five seconds, so that it does not flicker at the bound. Main thread.
 *
 * Properties, read-only and notifying:
 *  - config (SbxAlarmConfig), title (string): its kind, in words
 *  - state (SbxAlarmState)
 *  - since (int64, µs real): when it was raised; 0 when idle
 *  - text (string): what was seen last, in one sentence: “12 % of 340 requests failed”; empty: nothing yet
 */
#define SBX_TYPE_ALARM (sbx_alarm_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarm, sbx_alarm, SBX, ALARM, GObject)

SbxAlarmConfig *sbx_alarm_get_config (SbxAlarm *self);
SbxAlarmState sbx_alarm_get_state (SbxAlarm *self);
const char *sbx_alarm_get_title (SbxAlarm *self);
const char *sbx_alarm_get_text (SbxAlarm *self);
gint64 sbx_alarm_get_since (SbxAlarm *self);
guint sbx_alarm_get_serial (SbxAlarm *self);
void sbx_alarm_acknowledge (SbxAlarm *self);

G_END_DECLS
