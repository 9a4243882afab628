/* sbx-line-chart.h — values over time
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-chart.h"

G_BEGIN_DECLS

/* Draws up to two series of values, oldest first and evenly spaced; the first has its area filled. A value
 * that is not a number is a gap: it says `gap-text` (string, nullable) where it is pointed at. */
#define SBX_TYPE_LINE_CHART (sbx_line_chart_get_type ())
G_DECLARE_FINAL_TYPE (SbxLineChart, sbx_line_chart, SBX, LINE_CHART, SbxChart)

/* @times: (nullable): when each value of a series was, µs since the epoch, oldest first: what is said with
 * the values, and what the cursor stays at when they move on. Copied. To be set before the values. */
void sbx_line_chart_set_times (SbxLineChart *self, const gint64 *times, guint n_times);
/* @name: what is said before a value; the only series needs none. Copied. */
void sbx_line_chart_set_name (SbxLineChart *self, guint series, const char *name);
/* Copied; nothing is drawn again when they are the same. */
void sbx_line_chart_set_values (SbxLineChart *self, guint series, const double *values, guint n_values);

G_END_DECLS
