/* sbx-alarm-row.h — one alarm of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-alarm.h"

G_BEGIN_DECLS

/* Says what an alarm watches, and what it has seen. Whether it is raised is told by the icon's shape and
 * colour and by words. Activating it is to edit it. Action: alarm.acknowledge. */
#define SBX_TYPE_ALARM_ROW (sbx_alarm_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarmRow, sbx_alarm_row, SBX, ALARM_ROW, AdwActionRow)

GtkWidget *sbx_alarm_row_new (SbxAlarm *alarm);
SbxAlarm *sbx_alarm_row_get_alarm (SbxAlarmRow *self);

G_END_DECLS
