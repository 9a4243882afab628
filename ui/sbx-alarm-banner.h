/* sbx-alarm-banner.h — says above the page that an alarm is raised
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* There while an alarm of `endpoint` (SbxEndpoint) is raised and nobody has acknowledged it. Action:
 * alarms.acknowledge (all that are raised). */
#define SBX_TYPE_ALARM_BANNER (sbx_alarm_banner_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarmBanner, sbx_alarm_banner, SBX, ALARM_BANNER, GtkWidget)

G_END_DECLS
