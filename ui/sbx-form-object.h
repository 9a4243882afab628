/* sbx-form-object.h — a form's control for the members of an object
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_OBJECT (sbx_form_object_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormObject, sbx_form_object, SBX, FORM_OBJECT, SbxFormControl)

G_END_DECLS
