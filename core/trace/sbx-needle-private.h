/* sbx-needle-private.h — finds words in text, whatever their case
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * SbxNeedle:
 *
 * A word to look for, made ready. Case is ignored as Unicode defines it; in JSON, `\u00fc` is the character
 * that it stands for.
 */
typedef struct _SbxNeedle SbxNeedle;

SbxNeedle *sbx_needle_new (const char *text);
void sbx_needle_free (SbxNeedle *self);

/* @text: (nullable): need not be UTF-8. */
gboolean sbx_needle_is_in (const SbxNeedle *self, const char *text, gsize length);
gboolean sbx_needle_equals (const SbxNeedle *self, const char *text, gsize length);

/* Gives a connection the functions `sbx_contains (WORD, TEXT, …)` (any of the texts has it) and `sbx_equals
 * (WORD, TEXT, …)`. */
gboolean sbx_needle_install (sqlite3 *handle, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxNeedle, sbx_needle_free)

G_END_DECLS
