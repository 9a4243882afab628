/* sbx-form-json.c — a form's control for a value as JSON
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-field.h"
#include "sbx-form-json.h"
#include "sbx-form.h"
#include "sbx-json-edit.h"
#include "sbx-json-editor.h"

/**
 * SbxFormJson:
 *
 * Any value, as its text. What is no JSON yet is kept for the field, and stands in the document all the same.
 */
struct _SbxFormJson
{
  SbxFormControl parent_instance;

  SbxJsonEditor *editor;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (SbxFormJson, sbx_form_json, SBX_TYPE_FORM_CONTROL)

static void
on_text_changed (SbxFormJson *self)
{
  SbxFormField *field = sbx_form_control_get_field (SBX_FORM_CONTROL (self));
  g_autofree char *text = sbx_json_editor_dup_text (self->editor);

  if (self->loading)
    return;
  if (mbm_json_check (text, -1, NULL))
    {
      MbmJsonValue value = mbm_json_value (text, -1);
      g_autofree char *json = g_strndup (value.text, value.length);

      sbx_form_control_set_value (SBX_FORM_CONTROL (self), json);
    }
  else
    sbx_form_set_pending (sbx_form_field_get_form (field), field, text);
}

static gboolean
shows (SbxFormJson *self, MbmJsonValue value)
{
  g_autofree char *text = sbx_json_editor_dup_text (self->editor);
  g_autofree char *shown = NULL;
  g_autofree char *compact = NULL;

  if (!mbm_json_check (text, -1, NULL))
    return FALSE;
  shown = mbm_json_compact (text, -1);
  compact = mbm_json_compact (value.text, (gssize) value.length);
  return g_str_equal (shown, compact);
}

static void
sbx_form_json_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormJson *self = SBX_FORM_JSON (control);
  SbxFormField *field = sbx_form_control_get_field (control);
  SbxForm *form = sbx_form_field_get_form (field);
  g_autofree char *fragment = NULL;

  if (value == NULL || shows (self, *value) || sbx_form_has_pending (form, field))
    return;
  fragment = sbx_json_edit_dup_fragment (sbx_form_get_text (form), *value);
  self->loading = TRUE;
  sbx_json_editor_set_text (self->editor, fragment);
  self->loading = FALSE;
}

static GtkWidget *
sbx_form_json_get_input (SbxFormControl *control)
{
  return GTK_WIDGET (SBX_FORM_JSON (control)->editor);
}

static void
sbx_form_json_constructed (GObject *object)
{
  SbxFormJson *self = SBX_FORM_JSON (object);
  SbxFormField *field = sbx_form_control_get_field (SBX_FORM_CONTROL (self));

  G_OBJECT_CLASS (sbx_form_json_parent_class)->constructed (object);

  g_object_set (self->editor, "label", sbx_form_field_get_title (field), NULL);
}

static void
sbx_form_json_class_init (SbxFormJsonClass *klass)
{
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = sbx_form_json_constructed;
  control_class->load = sbx_form_json_load;
  control_class->get_input = sbx_form_json_get_input;
}

static void
sbx_form_json_init (SbxFormJson *self)
{
  self->editor = SBX_JSON_EDITOR (sbx_json_editor_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->editor), -1, 120);
  gtk_widget_set_parent (GTK_WIDGET (self->editor), GTK_WIDGET (self));
  g_signal_connect_object (self->editor, "notify::text", G_CALLBACK (on_text_changed), self,
                           G_CONNECT_SWAPPED);
}
