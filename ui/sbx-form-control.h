/* sbx-form-control.h — what a field of a form shows its value with
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-form-shape.h"

G_BEGIN_DECLS

typedef struct _SbxFormField SbxFormField;

#define SBX_TYPE_FORM_CONTROL (sbx_form_control_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxFormControl, sbx_form_control, SBX, FORM_CONTROL, GtkWidget)

/**
 * SbxFormControlClass:
 * @load: shows a value, or that there is none; what is shown already stays as it is, with its cursor
 * @get_input: (nullable): the widget that takes the focus, and that a screen reader is told of
 * @find_child: (nullable): the field of a member or element; %NULL if there is none
 * @dup_before: (nullable): the name of the member after which that of a field belongs
 * @foreach_child: (nullable): calls a function for each field inside
 */
struct _SbxFormControlClass
{
  GtkWidgetClass parent_class;

  void (*load) (SbxFormControl *self, const MbmJsonValue *value);
  GtkWidget *(*get_input) (SbxFormControl *self);
  SbxFormField *(*find_child) (SbxFormControl *self, const char *token);
  char *(*dup_before) (SbxFormControl *self, SbxFormField *child);
  void (*foreach_child) (SbxFormControl *self, GFunc func, gpointer user_data);
};

SbxFormField *sbx_form_control_get_field (SbxFormControl *self);
SbxFormShape *sbx_form_control_get_shape (SbxFormControl *self);
void sbx_form_control_load (SbxFormControl *self, const MbmJsonValue *value);
GtkWidget *sbx_form_control_get_input (SbxFormControl *self);
SbxFormField *sbx_form_control_find_child (SbxFormControl *self, const char *token);
char *sbx_form_control_dup_before (SbxFormControl *self, SbxFormField *child);
void sbx_form_control_foreach_child (SbxFormControl *self, GFunc func, gpointer user_data);

void sbx_form_control_set_value (SbxFormControl *self, const char *json);
void sbx_form_control_set_string (SbxFormControl *self, const char *text);

G_END_DECLS
