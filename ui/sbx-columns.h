/* sbx-columns.h — columns side by side, as many as there is room for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Its children stand side by side, each as wide as the others whatever they hold, so that nothing jumps when
 * figures change; those there is no room for stand below the last column. Properties: spacing (int, pixels,
 * both ways); column-width (int, pixels with text of the usual size: how wide a column has to be for there to
 * be another). */
#define SBX_TYPE_COLUMNS (sbx_columns_get_type ())
G_DECLARE_FINAL_TYPE (SbxColumns, sbx_columns, SBX, COLUMNS, GtkWidget)

G_END_DECLS
