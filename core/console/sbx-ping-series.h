/* sbx-ping-series.h — many pings, and what they come to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-connection.h"

G_BEGIN_DECLS

/* How many pings a series has at most. */
#define SBX_PING_SERIES_MAX 10000

/**
 * SbxPingFigures:
 * @n_sent: how many were sent
 * @n_answered: how many were answered
 * @n_lost: how many will have no answer; the others are under way
 * @lowest: µs; -1 without an answer, as for those that follow
 * @mean: µs
 * @median: µs
 * @highest: µs
 * @deviation: the standard deviation, µs
 *
 * What a series of pings came to.
 */
typedef struct
{
  guint n_sent;
  guint n_answered;
  guint n_lost;
  gint64 lowest;
  gint64 mean;
  gint64 median;
  gint64 highest;
  gint64 deviation;
} SbxPingFigures;

/**
 * SbxPingSeries:
 *
 * Sends pings through a connection, one each interval whether the last was answered or not, and keeps what
 * became of each. It ends by itself when all were answered or lost, or when the connection is. Main thread;
 * whoever made it owns it, and it stops with its last reference.
 *
 * Properties, read-only and notifying: running (boolean); error-message (string, nullable): the last failure.
 * Signal `changed`: there is another figure.
 */
#define SBX_TYPE_PING_SERIES (sbx_ping_series_get_type ())
G_DECLARE_FINAL_TYPE (SbxPingSeries, sbx_ping_series, SBX, PING_SERIES, GObject)

SbxPingSeries *sbx_ping_series_new (SbxConnection *connection);
void sbx_ping_series_start (SbxPingSeries *self, guint count, guint interval);
void sbx_ping_series_stop (SbxPingSeries *self);
gboolean sbx_ping_series_get_running (SbxPingSeries *self);
guint sbx_ping_series_get_count (SbxPingSeries *self);
const char *sbx_ping_series_get_error_message (SbxPingSeries *self);
void sbx_ping_series_get_figures (SbxPingSeries *self, SbxPingFigures *figures);
GArray *sbx_ping_series_dup_round_trips (SbxPingSeries *self);

/* The figures of @n round trips, µs: -1 lost, -2 under way. */
void sbx_ping_figures_init (SbxPingFigures *self, const gint64 *round_trips, guint n);

G_END_DECLS
