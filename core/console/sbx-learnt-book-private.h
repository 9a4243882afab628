/* sbx-learnt-book-private.h — what was learnt of all names at an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-schema.h"

#include "sbx-shapes.h"

G_BEGIN_DECLS

/* Names that are learnt, of requests and events together; the rest is only counted. */
#define SBX_LEARNT_MAX_NAMES 300

/**
 * SbxLearntBook:
 *
 * The learnt shapes of an endpoint, by kind, part and name. One that is shared is never changed: to go on
 * learning, a copy is made, which shares what does not change. Any thread.
 */
typedef struct _SbxLearntBook SbxLearntBook;

SbxLearntBook *sbx_learnt_book_new (void);
SbxLearntBook *sbx_learnt_book_copy (SbxLearntBook *self);
SbxLearntBook *sbx_learnt_book_ref (SbxLearntBook *self);
void sbx_learnt_book_unref (SbxLearntBook *self);

/* Until it is shared: learns from a frame, which may be anything. */
void sbx_learnt_book_add (SbxLearntBook *self,
                          SbxShapeKind kind,
                          SbxShapePart part,
                          const char *name,
                          GBytes *frame);
/* @n messages were there and not looked at. */
void sbx_learnt_book_skip (SbxLearntBook *self, guint64 n);
/* Makes the schemas of what has changed; then it may be shared. */
void sbx_learnt_book_finish (SbxLearntBook *self);

/* (transfer none) (nullable) */
MbmSchema *
sbx_learnt_book_get_schema (SbxLearntBook *self, SbxShapeKind kind, SbxShapePart part, const char *name);
/* From how many messages it was learnt; 0: not at all. */
guint
sbx_learnt_book_get_n_seen (SbxLearntBook *self, SbxShapeKind kind, SbxShapePart part, const char *name);
/* (transfer full) */
char **
sbx_learnt_book_list_values (SbxLearntBook *self, SbxShapeKind kind, const char *name, const char *pointer);
/* Names whose payload or response was learnt, sorted. (transfer full) */
char **sbx_learnt_book_list_names (SbxLearntBook *self, SbxShapeKind kind);
guint64 sbx_learnt_book_get_n_messages (SbxLearntBook *self);
guint64 sbx_learnt_book_get_n_skipped (SbxLearntBook *self);

/* Writes what was learnt as a contract; or @contract (nullable) with what was learnt of names that it does
 * not have. NULL, with an error, if that is no contract. (transfer full) */
GBytes *sbx_learnt_book_to_contract (SbxLearntBook *self,
                                     MbmContract *contract,
                                     const char *name,
                                     const char *description,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxLearntBook, sbx_learnt_book_unref)

G_END_DECLS
