/* sbx-form-array.h — a form's control for the elements of an array
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_ARRAY (sbx_form_array_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormArray, sbx_form_array, SBX, FORM_ARRAY, SbxFormControl)

void sbx_form_array_move (SbxFormArray *self, SbxFormField *field, int by);
void sbx_form_array_remove (SbxFormArray *self, SbxFormField *field);
void sbx_form_array_duplicate (SbxFormArray *self, SbxFormField *field);

G_END_DECLS
