/* sbx-chart-keys.h — keys that move the cursor of a chart
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_CHART_KEYS_NOWHERE -2

/* The point that @key leads to from @cursor (-1: none), or SBX_CHART_KEYS_NOWHERE. @last: the last point
 * there is */
int sbx_chart_keys_get_target (guint key, gboolean rtl, int cursor, int last);

G_END_DECLS
