/* sbx-form-shape.h — what a form has to know of the schemas that apply to a place
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-schema.h"

G_BEGIN_DECLS

/**
 * SbxFormTypes:
 *
 * The types that a value may have.
 */
typedef enum
{
  SBX_FORM_TYPE_STRING = 1 << 0,
  SBX_FORM_TYPE_NUMBER = 1 << 1,
  SBX_FORM_TYPE_INTEGER = 1 << 2,
  SBX_FORM_TYPE_BOOLEAN = 1 << 3,
  SBX_FORM_TYPE_OBJECT = 1 << 4,
  SBX_FORM_TYPE_ARRAY = 1 << 5,
  SBX_FORM_TYPE_NULL = 1 << 6,
} SbxFormTypes;

#define SBX_FORM_TYPE_ANY                                                                       \
  (SBX_FORM_TYPE_STRING | SBX_FORM_TYPE_NUMBER | SBX_FORM_TYPE_BOOLEAN | SBX_FORM_TYPE_OBJECT | \
   SBX_FORM_TYPE_ARRAY | SBX_FORM_TYPE_NULL)

typedef struct _SbxFormShape SbxFormShape;

SbxFormShape *sbx_form_shape_new (MbmSchema *schema);
SbxFormShape *sbx_form_shape_ref (SbxFormShape *self);
void sbx_form_shape_unref (SbxFormShape *self);
gboolean sbx_form_shape_equal (SbxFormShape *self, SbxFormShape *other);

/* Keywords. */
gboolean sbx_form_shape_get (SbxFormShape *self, const char *keyword, MbmJsonValue *value);
char *sbx_form_shape_dup_string (SbxFormShape *self, const char *keyword);
char *sbx_form_shape_dup_number (SbxFormShape *self, const char *keyword);
gboolean sbx_form_shape_get_flag (SbxFormShape *self, const char *keyword);
SbxFormTypes sbx_form_shape_get_types (SbxFormShape *self);
GPtrArray *sbx_form_shape_dup_values (SbxFormShape *self, GPtrArray **titles);
GPtrArray *sbx_form_shape_dup_examples (SbxFormShape *self);

/* Parts that depend on the value. */
SbxFormShape *sbx_form_shape_resolve (SbxFormShape *self, MbmJsonValue value);
guint sbx_form_shape_get_n_choices (SbxFormShape *self);
char **sbx_form_shape_dup_choice_names (SbxFormShape *self);
guint sbx_form_shape_find_choice (SbxFormShape *self, MbmJsonValue value);
gboolean sbx_form_shape_accepts_choice (SbxFormShape *self, guint choice, MbmJsonValue value);
SbxFormShape *sbx_form_shape_choose (SbxFormShape *self, guint choice);
MbmSchema *sbx_form_shape_get_choice_schema (SbxFormShape *self, guint choice);

/* Members and elements. */
GPtrArray *sbx_form_shape_dup_member_names (SbxFormShape *self);
GHashTable *sbx_form_shape_dup_required (SbxFormShape *self);
SbxFormShape *sbx_form_shape_dup_member (SbxFormShape *self, const char *name);
gboolean sbx_form_shape_can_add_members (SbxFormShape *self);
SbxFormShape *sbx_form_shape_dup_element (SbxFormShape *self, guint index);

char *sbx_form_shape_dup_new_value (SbxFormShape *self);
char *sbx_form_shape_convert (SbxFormShape *self, MbmJsonValue old);
char *sbx_form_shape_dup_value_of_type (SbxFormShape *self, SbxFormTypes type, const MbmJsonValue *old);
SbxFormTypes sbx_form_type_of (MbmJsonValue value);
const char *sbx_form_type_get_name (SbxFormTypes type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxFormShape, sbx_form_shape_unref)

G_END_DECLS
