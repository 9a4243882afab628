/* sbx-variable-private.h — what a variable lets its variables do
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-variables.h"

G_BEGIN_DECLS

SbxVariable *sbx_variable_new (const char *name);
void sbx_variable_set_name (SbxVariable *self, const char *name);
void sbx_variable_set_value (SbxVariable *self, const char *value);
void sbx_variable_set_taken (SbxVariable *self, const char *taken);

G_END_DECLS
