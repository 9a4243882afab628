/* sbx-alarm-private.h — how an alarm is told what there is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-alarm.h"
#include "sbx-endpoint.h"
#include "sbx-peer.h"

G_BEGIN_DECLS

/**
 * SbxAlarmView:
 * @now: µs of a clock that never goes back
 * @real_time: µs since the epoch
 * @state: of the endpoint
 * @lost: whether it was connected, and is not any more, against its will
 * @n_clients: of a server
 * @late: (element-type SbxPeer): peers that missed a heartbeat
 * @stats: (nullable): figures so far
 *
 * What there is to be seen of an endpoint at one moment.
 */
typedef struct
{
  gint64 now;
  gint64 real_time;
  SbxEndpointState state;
  gboolean lost;
  guint n_clients;
  GPtrArray *late;
  const SbxStats *stats;
} SbxAlarmView;

SbxAlarm *sbx_alarm_new (SbxAlarmConfig *config);
void sbx_alarm_look (SbxAlarm *self, const SbxAlarmView *view);

G_END_DECLS
