/* sbx-form-choice.h — a form's control for one of several values
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_CHOICE (sbx_form_choice_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormChoice, sbx_form_choice, SBX, FORM_CHOICE, SbxFormControl)

G_END_DECLS
