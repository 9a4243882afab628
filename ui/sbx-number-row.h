/* sbx-number-row.h — a row for a number
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-field-row.h"

G_BEGIN_DECLS

/* Properties: adjustment (GtkAdjustment); digits (uint: after the decimal point). */
#define SBX_TYPE_NUMBER_ROW (sbx_number_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxNumberRow, sbx_number_row, SBX, NUMBER_ROW, SbxFieldRow)

GtkAdjustment *sbx_number_row_get_adjustment (SbxNumberRow *self);

G_END_DECLS
