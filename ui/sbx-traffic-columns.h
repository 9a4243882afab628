/* sbx-traffic-columns.h — the columns of the traffic table
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-trace-model.h"

G_BEGIN_DECLS

/* How the first column tells the time; the values are those of the setting `time-format`. */
typedef enum
{
  SBX_TIME_ABSOLUTE, /* time of day */
  SBX_TIME_RELATIVE, /* since the first row */
  SBX_TIME_DELTA,    /* since the row above */
} SbxTimeFormat;

GType sbx_time_format_get_type (void);

void sbx_traffic_columns_add (GtkColumnView *view, SbxTraceModel *model, gboolean with_endpoint);
void sbx_traffic_columns_set_time_format (GtkColumnView *view, SbxTimeFormat format);
void sbx_traffic_columns_fit (GtkColumnView *view, int width);

G_END_DECLS
