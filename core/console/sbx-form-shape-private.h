/* sbx-form-shape-private.h — what the files about shapes share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-shape.h"

G_BEGIN_DECLS

struct _SbxFormShape
{
  gatomicrefcount ref_count;
  GPtrArray *parts;     /* of MbmSchema: all apply to the place */
  GPtrArray *paths;     /* where the parts stand, so that none is taken twice */
  GPtrArray *decided;   /* PATH/KEYWORD of alternatives that were chosen from */
  GPtrArray *choices;   /* nullable: of MbmSchema: the alternatives that are still to be chosen from */
  char *choice_key;     /* nullable: theirs in `decided` */
  GHashTable *patterns; /* of char * to MbmSchema, of those that were asked for */
  MbmSchema *origin;    /* nullable: the schema that says all of it */
  gboolean never;       /* one of the schemas is false */
};

/* So many schemas are taken together at one place. */
#define SBX_FORM_MAX_PARTS 64

SbxFormShape *sbx_form_shape_new_empty (void);
SbxFormShape *sbx_form_shape_copy (SbxFormShape *self);
void sbx_form_shape_add (SbxFormShape *self, MbmSchema *schema);
void sbx_form_shape_find_choices (SbxFormShape *self);
gboolean sbx_form_shape_part_get (MbmSchema *part, const char *keyword, MbmJsonValue *value);
gboolean sbx_form_shape_check (MbmSchema *schema, MbmJsonValue value);

G_END_DECLS
