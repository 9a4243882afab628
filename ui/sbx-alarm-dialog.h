/* sbx-alarm-dialog.h — an alarm, to be set
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* Makes or edits one alarm of an endpoint; the endpoint has it when the dialog is confirmed. Actions:
 * dialog.confirm, dialog.remove. */
#define SBX_TYPE_ALARM_DIALOG (sbx_alarm_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarmDialog, sbx_alarm_dialog, SBX, ALARM_DIALOG, AdwWindow)

/* @alarm: (nullable): one of the endpoint's config, NULL for a new one */
GtkWindow *sbx_alarm_dialog_new (SbxEndpoint *endpoint, SbxAlarmConfig *alarm);

G_END_DECLS
