/* sbx-alarms.h — the alarms of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-alarm.h"
#include "sbx-alarm-event.h"
#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* How many alarms that were raised are remembered of an endpoint. */
#define SBX_ALARMS_MAX_HISTORY 100

/**
 * SbxAlarms:
 *
 * A GListModel of the SbxAlarm of an endpoint, one for each in its config and in that order; an alarm that an
 * edit does not change keeps its state. It looks once a second while the endpoint is at work, at figures that
 * exist anyway; without an alarm it does nothing. Main thread; the endpoint owns it.
 *
 * Properties, read-only and notifying: n-raised (uint): raised, and nobody acknowledged it yet;
 * n-active (uint): raised, acknowledged or not; text (string, nullable): what is wrong, in words, for the
 * first of them or their number.
 *
 * Signals: `raised (SbxAlarm *alarm)`; `ended (SbxAlarm *alarm)`: it is over, or gone; `acknowledged
 * (SbxAlarm *alarm)`.
 */
#define SBX_TYPE_ALARMS (sbx_alarms_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarms, sbx_alarms, SBX, ALARMS, GObject)

SbxAlarms *sbx_alarms_new (SbxEndpoint *endpoint);
SbxAlarms *sbx_endpoint_get_alarms (SbxEndpoint *endpoint);
SbxEndpoint *sbx_alarms_get_endpoint (SbxAlarms *self);
guint sbx_alarms_get_n_raised (SbxAlarms *self);
guint sbx_alarms_get_n_active (SbxAlarms *self);
const char *sbx_alarms_get_text (SbxAlarms *self);
GListModel *sbx_alarms_get_history (SbxAlarms *self);

G_END_DECLS
