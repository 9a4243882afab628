/* sbx-value-row.h — a row of a title and a value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A title and, at the end of the row, a value that can be selected. Properties: value (string,
 * nullable; a dash stands for one that is empty); copy-name (string, nullable: shows a button of that name
 * which copies the value, when there is one). */
#define SBX_TYPE_VALUE_ROW (sbx_value_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxValueRow, sbx_value_row, SBX, VALUE_ROW, AdwActionRow)

void sbx_value_row_set_value (SbxValueRow *self, const char *value);

G_END_DECLS
