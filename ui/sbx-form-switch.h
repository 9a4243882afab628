/* sbx-form-switch.h — a form's control for yes or no
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM_SWITCH (sbx_form_switch_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormSwitch, sbx_form_switch, SBX, FORM_SWITCH, SbxFormControl)

G_END_DECLS
