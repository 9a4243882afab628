/* sbx-scope-private.h — how a scope is made
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-scope.h"

G_BEGIN_DECLS

/* Counts messages, from any thread. Reference-counted. */
typedef struct _SbxCounter SbxCounter;

SbxCounter *sbx_counter_new (void);
SbxCounter *sbx_counter_ref (SbxCounter *self);
void sbx_counter_unref (SbxCounter *self);
/* The number that was given last, 0 before the first. */
guint64 sbx_counter_get (SbxCounter *self);
void sbx_counter_set (SbxCounter *self, guint64 number);
guint64 sbx_counter_next (SbxCounter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxCounter, sbx_counter_unref)

/* @values: (transfer full): JSON texts by name; @last: (nullable): a counted string, JSON text of the last
 * answer; @preview: the counter is looked at, and not moved */
SbxScope *sbx_scope_new (GHashTable *values, char *last, SbxCounter *counter, gboolean preview);

G_END_DECLS
