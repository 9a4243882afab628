/* sbx-switch-row.h — a row for something that is so or not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-field-row.h"

G_BEGIN_DECLS

/* Property: active (boolean). */
#define SBX_TYPE_SWITCH_ROW (sbx_switch_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxSwitchRow, sbx_switch_row, SBX, SWITCH_ROW, SbxFieldRow)

G_END_DECLS
