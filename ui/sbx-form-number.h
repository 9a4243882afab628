/* sbx-form-number.h — a form's control for a number
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_NUMBER (sbx_form_number_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormNumber, sbx_form_number, SBX, FORM_NUMBER, SbxFormControl)

G_END_DECLS
