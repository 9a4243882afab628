/* sbx-form-field.h — one place of a document, in a form
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-form-control.h"
#include "sbx-form-shape.h"

G_BEGIN_DECLS

typedef struct _SbxForm SbxForm;

/**
 * SbxFormFieldFlags:
 * @SBX_FORM_FIELD_ROOT: the whole document
 * @SBX_FORM_FIELD_MEMBER: a member that the schema names
 * @SBX_FORM_FIELD_REQUIRED: a member that there has to be
 * @SBX_FORM_FIELD_EXTRA: a member that the schema does not name
 * @SBX_FORM_FIELD_ELEMENT: an element of an array
 *
 * What a place is.
 */
typedef enum
{
  SBX_FORM_FIELD_ROOT = 1 << 0,
  SBX_FORM_FIELD_MEMBER = 1 << 1,
  SBX_FORM_FIELD_REQUIRED = 1 << 2,
  SBX_FORM_FIELD_EXTRA = 1 << 3,
  SBX_FORM_FIELD_ELEMENT = 1 << 4,
} SbxFormFieldFlags;

#define SBX_TYPE_FORM_FIELD (sbx_form_field_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormField, sbx_form_field, SBX, FORM_FIELD, GtkWidget)

SbxFormField *sbx_form_field_new (SbxForm *form,
                                  SbxFormField *parent,
                                  const char *key,
                                  SbxFormShape *shape,
                                  SbxFormFieldFlags flags);

SbxForm *sbx_form_field_get_form (SbxFormField *self);
const char *sbx_form_field_get_key (SbxFormField *self);
const char *sbx_form_field_get_title (SbxFormField *self);
char *sbx_form_field_dup_pointer (SbxFormField *self);
SbxFormFieldFlags sbx_form_field_get_flags (SbxFormField *self);
SbxFormShape *sbx_form_field_get_shape (SbxFormField *self);
SbxFormControl *sbx_form_field_get_control (SbxFormField *self);
gboolean sbx_form_field_get_present (SbxFormField *self);
guint sbx_form_field_get_depth (SbxFormField *self);

void sbx_form_field_set_place (SbxFormField *self,
                               const char *key,
                               SbxFormShape *shape,
                               SbxFormFieldFlags flags,
                               gboolean first,
                               gboolean last);
void sbx_form_field_set_stale (SbxFormField *self);
void sbx_form_field_load (SbxFormField *self, const MbmJsonValue *value);
void sbx_form_field_set_value (SbxFormField *self, const char *json);
void sbx_form_field_set_present (SbxFormField *self, gboolean present);
void sbx_form_field_set_expanded (SbxFormField *self, gboolean expanded);

void sbx_form_field_set_expanded_at_first (SbxFormField *self, gboolean expanded);

SbxFormField *sbx_form_field_find_child (SbxFormField *self, const char *token);
void sbx_form_field_clear_errors (SbxFormField *self);
void sbx_form_field_add_error (SbxFormField *self, MbmViolation *violation, const char *below);
void sbx_form_field_add_errors_below (SbxFormField *self, guint n);
void sbx_form_field_show_errors (SbxFormField *self);
char *sbx_form_field_dup_error (SbxFormField *self);
GPtrArray *
sbx_form_field_explain (SbxFormField *self, MbmViolation *violation, const char *text, const char *pointer);

G_END_DECLS
