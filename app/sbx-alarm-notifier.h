/* sbx-alarm-notifier.h — tells the desktop of alarms
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/**
 * SbxAlarmNotifier:
 *
 * Sends a notification for each alarm that is raised, and withdraws it when the alarm is over or
 * acknowledged: one at a time for each, so that there is no flood. Its default action is
 * `app.show-endpoint` with the endpoint's id. The application owns it.
 */
#define SBX_TYPE_ALARM_NOTIFIER (sbx_alarm_notifier_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarmNotifier, sbx_alarm_notifier, SBX, ALARM_NOTIFIER, GObject)

SbxAlarmNotifier *sbx_alarm_notifier_new (GApplication *application, SbxConsole *console);

G_END_DECLS
