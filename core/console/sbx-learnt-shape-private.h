/* sbx-learnt-shape-private.h — what values look like that were seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

/* What is kept of values at most; what is cut by that is said in the schema, as `$comment`. */
#define SBX_LEARNT_MAX_DEPTH    16
#define SBX_LEARNT_MAX_MEMBERS  100  /* of an object */
#define SBX_LEARNT_MAX_NODES    2000 /* of a shape */
#define SBX_LEARNT_MAX_ELEMENTS 50   /* that are looked at of an array */
#define SBX_LEARNT_MAX_VALUES   20   /* that differ, at a place */
#define SBX_LEARNT_MAX_LENGTH   200  /* of a value's text or a member's name, in bytes */

/* From so many values on, strings of a few that look like words are taken for all there are: if each came so
 * often on average. */
#define SBX_LEARNT_ENUM_MAX    8
#define SBX_LEARNT_ENUM_REPEAT 5

/**
 * SbxLearntShape:
 *
 * What JSON values of one kind look like: gathered from any number of them, in bounded memory, and written as
 * a schema that all of them pass. Not thread-safe, but one that nobody changes may be read by any thread.
 */
typedef struct _SbxLearntShape SbxLearntShape;

SbxLearntShape *sbx_learnt_shape_new (void);
SbxLearntShape *sbx_learnt_shape_copy (const SbxLearntShape *self);
void sbx_learnt_shape_free (SbxLearntShape *self);

/* @value: text that passed mbm_json_check(). */
void sbx_learnt_shape_add (SbxLearntShape *self, MbmJsonValue value);
guint sbx_learnt_shape_get_n_seen (const SbxLearntShape *self);

/* Appends a JSON Schema, without `$schema`. */
void sbx_learnt_shape_append_schema (const SbxLearntShape *self, GString *json);
/* JSON texts of scalars that were seen at a JSON Pointer, most frequent first. (transfer full) */
char **sbx_learnt_shape_list_values (const SbxLearntShape *self, const char *pointer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxLearntShape, sbx_learnt_shape_free)

G_END_DECLS
