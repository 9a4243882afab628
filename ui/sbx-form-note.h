/* sbx-form-note.h — a form's control for a value that the form does not show
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_NOTE (sbx_form_note_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormNote, sbx_form_note, SBX, FORM_NOTE, SbxFormControl)

G_END_DECLS
