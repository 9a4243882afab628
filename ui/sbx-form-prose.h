/* sbx-form-prose.h — a form's control for a text of many lines
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_PROSE (sbx_form_prose_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormProse, sbx_form_prose, SBX, FORM_PROSE, SbxFormControl)

G_END_DECLS
