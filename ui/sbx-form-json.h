/* sbx-form-json.h — a form's control for a value as JSON
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_JSON (sbx_form_json_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormJson, sbx_form_json, SBX, FORM_JSON, SbxFormControl)

G_END_DECLS
