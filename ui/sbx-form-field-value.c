/* sbx-form-field-value.c — what is done to a field's value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-field-private.h"
#include "sbx-form.h"
#include "sbx-json-edit.h"

/* The value's own text; NULL if it is left out. */
char *
sbx_form_field_dup_json (SbxFormField *self)
{
  const char *text = sbx_form_get_text (self->form);
  g_autofree char *pointer = sbx_form_field_dup_pointer (self);
  MbmJsonValue value;

  if (!self->present || !sbx_json_edit_find (text, pointer, &value))
    return NULL;
  return sbx_json_edit_dup_fragment (text, value);
}

static void
leave_out (SbxFormField *self)
{
  const char *text = sbx_form_get_text (self->form);
  g_autofree char *pointer = sbx_form_field_dup_pointer (self);

  if (!self->present)
    return;
  g_free (self->remembered);
  self->remembered = sbx_form_field_dup_json (self);
  sbx_form_set_pending (self->form, self, NULL);
  sbx_form_take_text (self->form,
                      self->parent != NULL ? sbx_json_edit_remove (text, pointer) : g_strdup (""));
}

/* As set_value(), but the control may become another one. */
void
sbx_form_field_replace (SbxFormField *self, const char *json)
{
  const char *text = sbx_form_get_text (self->form);
  g_autofree char *pointer = sbx_form_field_dup_pointer (self);
  g_autofree char *parent = NULL;
  g_autofree char *before = NULL;

  if (self->present)
    {
      sbx_form_take_text (self->form, sbx_json_edit_replace (text, pointer, json));
      return;
    }
  if (self->parent == NULL)
    {
      sbx_form_take_text (self->form,
                          strchr (json, '\n') != NULL ? g_strdup (json) : mbm_json_pretty (json, -1));
      return;
    }

  parent = sbx_form_field_dup_pointer (self->parent);
  before = sbx_form_control_dup_before (self->parent->control, self);
  sbx_form_take_text (self->form, sbx_json_edit_add_member (text, parent, self->key, before, json));
}

/**
 * sbx_form_field_set_value:
 * @json: (nullable): what the user made of it in the control; %NULL leaves a member out that the schema
 * names, which keeps its field, and is an empty string anywhere else
 */
void
sbx_form_field_set_value (SbxFormField *self, const char *json)
{
  sbx_form_set_pending (self->form, self, NULL);
  self->own_edit = TRUE;
  if (json == NULL && (self->flags & SBX_FORM_FIELD_MEMBER) == 0)
    sbx_form_field_replace (self, "\"\"");
  else if (json == NULL)
    leave_out (self);
  else
    sbx_form_field_replace (self, json);
  self->own_edit = FALSE;
}

/**
 * sbx_form_field_set_present:
 *
 * Leaves the place out, or puts it back with what it was, or with a value to begin with.
 */
void
sbx_form_field_set_present (SbxFormField *self, gboolean present)
{
  g_autofree char *json = NULL;

  if (self->present == present)
    return;
  if (!present)
    {
      leave_out (self);
      return;
    }

  json = self->remembered != NULL ? g_strdup (self->remembered)
                                  : sbx_form_shape_dup_new_value (sbx_form_field_get_shape (self));
  if (!self->expanded_by_user && sbx_form_field_is_container (self))
    self->expanded = TRUE;
  self->fresh = FALSE;
  sbx_form_field_replace (self, json);
  sbx_form_show_violations (self->form);
}

/**
 * sbx_form_field_set_expanded:
 *
 * Shows or hides what is in an object or an array. It is made when it is shown.
 */
void
sbx_form_field_set_expanded (SbxFormField *self, gboolean expanded)
{
  const char *text = sbx_form_get_text (self->form);
  g_autofree char *pointer = sbx_form_field_dup_pointer (self);
  MbmJsonValue value;

  if (self->expanded == expanded)
    return;

  self->expanded = expanded;
  self->fresh = FALSE;
  if (self->present && sbx_json_edit_find (text, pointer, &value))
    sbx_form_field_load (self, &value);
  else
    sbx_form_field_load (self, NULL);
  sbx_form_show_violations (self->form);
}

/* As an element in a list of few or many; members of members are left to people. */
void
sbx_form_field_set_expanded_at_first (SbxFormField *self, gboolean expanded)
{
  self->expanded = expanded && sbx_form_field_get_depth (self) < 4;
}
