/* sbx-chart.h — a small chart: lines or bars
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_CHART_N_SERIES 2

/* Writes a value at the axis; (transfer full). */
typedef char *(*SbxChartFormat) (double value);

/* Draws up to two series of values, oldest first, evenly spaced, from zero up to a round number. A value that
 * is not a number is a gap.
 *
 * Properties: bars (boolean: bars rather than lines); bare (boolean: neither grid nor labels, for a line in a
 * list); start-label, end-label (strings: what stands under the first and the last value); description
 * (string: what a screen reader says). */
#define SBX_TYPE_CHART (sbx_chart_get_type ())
G_DECLARE_FINAL_TYPE (SbxChart, sbx_chart, SBX, CHART, GtkWidget)

/* Takes a copy. */
void sbx_chart_set_values (SbxChart *self, guint series, const double *values, guint n_values);
void sbx_chart_set_format (SbxChart *self, SbxChartFormat format);

G_END_DECLS
