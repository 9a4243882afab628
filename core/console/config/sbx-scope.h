/* sbx-scope.h — what names in a message stand for, at one moment
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-template.h"

G_BEGIN_DECLS

/**
 * SbxScope:
 *
 * A snapshot of all variables, the last answer and the counter, for expanding messages: made by
 * sbx_variables_make_scope(), then used by any one thread, whatever becomes of the variables. The counter
 * alone is shared: a number is given once, to whoever asks first.
 */
typedef struct _SbxScope SbxScope;

void sbx_scope_free (SbxScope *self);
void sbx_scope_begin (SbxScope *self);
char *sbx_scope_lookup (const char *name, gpointer scope, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxScope, sbx_scope_free)

G_END_DECLS
