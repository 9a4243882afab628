/* sbx-alarm-event.h — an alarm that was raised at some time
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxAlarmEvent:
 *
 * One line of the history of an endpoint's alarms. Properties, read-only: title (string), text (string: what
 * was seen), raised-at, ended-at (int64, µs real; ended-at notifies, and is 0 until it is over).
 */
#define SBX_TYPE_ALARM_EVENT (sbx_alarm_event_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarmEvent, sbx_alarm_event, SBX, ALARM_EVENT, GObject)

SbxAlarmEvent *sbx_alarm_event_new (const char *title, const char *text, gint64 raised_at);
void sbx_alarm_event_end (SbxAlarmEvent *self, gint64 ended_at);

G_END_DECLS
