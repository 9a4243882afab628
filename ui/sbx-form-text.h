/* sbx-form-text.h — a form's control for a line of text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_TEXT (sbx_form_text_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormText, sbx_form_text, SBX, FORM_TEXT, SbxFormControl)

G_END_DECLS
