/* sbx-request-form.c — a payload as a form
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-json.h"
#include "sbx-json-editor.h"
#include "sbx-request-form.h"

/**
 * SbxRequestForm:
 *
 * One row for each member of an example payload: text, number, yes or no, or JSON for what has members of its
 * own. A text or number that is empty is left out of the payload. Members that the example does not have are
 * kept and written back, after the others.
 *
 * Signal `changed`: the user changed something.
 */
struct _SbxRequestForm
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *description;
  GtkGrid *grid;
  GPtrArray *fields;
  char *others; /* nullable: the members without a field, as JSON text with commas between */
  gboolean filling;
};

typedef struct
{
  char *name;
  MbmJsonType type;
  GtkWidget *input;   /* owned by the grid */
  gboolean has_empty; /* the document has an empty text, which is not the same as none */
} Field;

G_DEFINE_FINAL_TYPE (SbxRequestForm, sbx_request_form, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
field_free (gpointer data)
{
  Field *field = data;

  g_free (field->name);
  g_free (field);
}

static gboolean
is_number (const char *text)
{
  return mbm_json_check (text, -1, NULL) &&
         mbm_json_value_get_type (mbm_json_value (text, -1)) == MBM_JSON_NUMBER;
}

static gboolean
field_is_valid (Field *field)
{
  const char *text;

  if (SBX_IS_JSON_EDITOR (field->input))
    return sbx_json_editor_get_valid (SBX_JSON_EDITOR (field->input));
  if (field->type != MBM_JSON_NUMBER)
    return TRUE;

  text = gtk_editable_get_text (GTK_EDITABLE (field->input));
  return *text == '\0' || is_number (text);
}

static void
on_field_changed (SbxRequestForm *self)
{
  if (self->filling)
    return;

  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);

      field->has_empty = FALSE;
      if (GTK_IS_ENTRY (field->input))
        {
          gboolean valid = field_is_valid (field);

          if (valid)
            gtk_widget_remove_css_class (field->input, "error");
          else
            gtk_widget_add_css_class (field->input, "error");
          gtk_widget_set_tooltip_text (field->input,
                                       valid ? NULL : _ ("This must be a number, such as 12.5"));
          gtk_accessible_update_state (GTK_ACCESSIBLE (field->input), GTK_ACCESSIBLE_STATE_INVALID,
                                       valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                                       -1);
        }
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_input (SbxRequestForm *self, Field *field)
{
  GtkWidget *input;

  switch (field->type)
    {
    case MBM_JSON_TRUE:
    case MBM_JSON_FALSE:
      input = gtk_switch_new ();
      gtk_widget_set_halign (input, GTK_ALIGN_START);
      g_signal_connect_object (input, "notify::active", G_CALLBACK (on_field_changed), self,
                               G_CONNECT_SWAPPED);
      return input;

    case MBM_JSON_STRING:
    case MBM_JSON_NUMBER:
      input = gtk_entry_new ();
      gtk_entry_set_activates_default (GTK_ENTRY (input), TRUE);
      if (field->type == MBM_JSON_NUMBER)
        gtk_entry_set_input_purpose (GTK_ENTRY (input), GTK_INPUT_PURPOSE_NUMBER);
      g_signal_connect_object (input, "changed", G_CALLBACK (on_field_changed), self, G_CONNECT_SWAPPED);
      return input;

    case MBM_JSON_NULL:
    case MBM_JSON_ARRAY:
    case MBM_JSON_OBJECT:
    default:
      input = sbx_json_editor_new ();
      gtk_widget_set_size_request (input, -1, 140);
      g_object_set (input, "label", field->name, NULL);
      g_signal_connect_object (input, "notify::text", G_CALLBACK (on_field_changed), self, G_CONNECT_SWAPPED);
      return input;
    }
}

static void
add_field (SbxRequestForm *self, const char *name, MbmJsonType type)
{
  Field *field = g_new0 (Field, 1);
  GtkWidget *label = gtk_label_new (name);
  int row = self->fields->len;
  gboolean tall;

  field->name = g_strdup (name);
  field->type = type;
  field->input = make_input (self, field);
  tall = SBX_IS_JSON_EDITOR (field->input);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), field->input);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_valign (label, tall ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (field->input, TRUE);
  gtk_grid_attach (self->grid, label, 0, row, 1, 1);
  gtk_grid_attach (self->grid, field->input, 1, row, 1, 1);
  g_ptr_array_add (self->fields, field);
}

static void
clear_fields (SbxRequestForm *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  g_ptr_array_set_size (self->fields, 0);
  g_clear_pointer (&self->others, g_free);
}

static gboolean
value_fits (Field *field, MbmJsonValue value)
{
  MbmJsonType type = mbm_json_value_get_type (value);
  g_autofree char *text = NULL;

  if (SBX_IS_JSON_EDITOR (field->input))
    return TRUE;
  if (GTK_IS_SWITCH (field->input))
    return type == MBM_JSON_TRUE || type == MBM_JSON_FALSE;
  if (type != field->type)
    return FALSE;
  if (type != MBM_JSON_STRING)
    return TRUE;

  /* An entry has one line, and no place for U+0000. */
  text = mbm_json_value_dup_string (value);
  return text != NULL && strpbrk (text, "\r\n") == NULL;
}

static void
fill_field (Field *field, const MbmJsonValue *value)
{
  g_autofree char *text = NULL;

  if (GTK_IS_SWITCH (field->input))
    {
      gtk_switch_set_active (GTK_SWITCH (field->input),
                             value != NULL && mbm_json_value_get_type (*value) == MBM_JSON_TRUE);
      return;
    }

  if (value != NULL && field->type == MBM_JSON_STRING)
    text = mbm_json_value_dup_string (*value);
  else if (value != NULL && SBX_IS_JSON_EDITOR (field->input))
    text = mbm_json_pretty (value->text, value->length);
  else if (value != NULL)
    text = g_strndup (value->text, value->length);

  field->has_empty = value != NULL && text != NULL && *text == '\0';
  if (SBX_IS_JSON_EDITOR (field->input))
    sbx_json_editor_set_text (SBX_JSON_EDITOR (field->input), text);
  else
    gtk_editable_set_text (GTK_EDITABLE (field->input), text != NULL ? text : "");
}

static Field *
find_field (SbxRequestForm *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);

      if (name != NULL && g_str_equal (field->name, name))
        return field;
    }
  return NULL;
}

static void
append_member (GString *out, const char *name, const char *json, gssize length)
{
  if (out->len > 0)
    g_string_append_c (out, ',');
  mbm_json_append_string (out, name, -1);
  g_string_append_c (out, ':');
  g_string_append_len (out, json, length);
}

static void
append_field (GString *out, Field *field)
{
  g_autoptr (GString) string = NULL;
  g_autofree char *json = NULL;
  const char *text;

  if (GTK_IS_SWITCH (field->input))
    {
      append_member (out, field->name, gtk_switch_get_active (GTK_SWITCH (field->input)) ? "true" : "false",
                     -1);
      return;
    }

  if (SBX_IS_JSON_EDITOR (field->input))
    {
      json = g_strstrip (sbx_json_editor_dup_text (SBX_JSON_EDITOR (field->input)));
      if (*json != '\0')
        append_member (out, field->name, json, -1);
      return;
    }

  text = gtk_editable_get_text (GTK_EDITABLE (field->input));
  if (*text == '\0' && !field->has_empty)
    return;
  if (field->type == MBM_JSON_NUMBER)
    {
      append_member (out, field->name, text, -1);
      return;
    }
  string = g_string_new (NULL);
  mbm_json_append_string (string, text, -1);
  append_member (out, field->name, string->str, string->len);
}

static void
sbx_request_form_dispose (GObject *object)
{
  SbxRequestForm *self = SBX_REQUEST_FORM (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sbx_request_form_parent_class)->dispose (object);
}

static void
sbx_request_form_finalize (GObject *object)
{
  SbxRequestForm *self = SBX_REQUEST_FORM (object);

  g_ptr_array_unref (self->fields);
  g_free (self->others);

  G_OBJECT_CLASS (sbx_request_form_parent_class)->finalize (object);
}

static void
sbx_request_form_class_init (SbxRequestFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sbx_request_form_dispose;
  object_class->finalize = sbx_request_form_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_REQUEST_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_request_form_init (SbxRequestForm *self)
{
  self->fields = g_ptr_array_new_with_free_func (field_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->description = GTK_LABEL (gtk_label_new (NULL));
  self->grid = GTK_GRID (gtk_grid_new ());

  gtk_label_set_xalign (self->description, 0);
  gtk_label_set_wrap (self->description, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->description), "dim-label");
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->description));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->grid));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * sbx_request_form_set_shape:
 * @description: what the request is for, in the user's language
 * @example: a JSON object, whose members make the fields and fill them
 */
void
sbx_request_form_set_shape (SbxRequestForm *self, const char *description, const char *example)
{
  MbmJsonIter iter;
  MbmJsonValue name, value;

  g_return_if_fail (SBX_IS_REQUEST_FORM (self));
  g_return_if_fail (mbm_json_check (example, -1, NULL));

  clear_fields (self);
  gtk_label_set_label (self->description, description);

  mbm_json_iter_init (&iter, mbm_json_value (example, -1));
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *text = mbm_json_value_dup_string (name);

      add_field (self, text, mbm_json_value_get_type (value));
    }
  sbx_request_form_set_json (self, example);
}

/**
 * sbx_request_form_set_json:
 * @json: text, valid or not
 *
 * Fills the form with a document. Nothing changes if the document cannot be shown without a loss.
 *
 * Returns: whether it could be shown
 */
gboolean
sbx_request_form_set_json (SbxRequestForm *self, const char *json)
{
  MbmJsonIter iter;
  MbmJsonValue document, name, value;
  g_autoptr (GString) others = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (SBX_IS_REQUEST_FORM (self), FALSE);

  if (!mbm_json_check (json, -1, NULL))
    return FALSE;
  document = mbm_json_value (json, -1);
  if (mbm_json_value_get_type (document) != MBM_JSON_OBJECT)
    return FALSE;

  mbm_json_iter_init (&iter, document);
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      char *text = mbm_json_value_dup_string (name);
      Field *field = find_field (self, text);

      if (text == NULL || !g_hash_table_add (seen, text) || (field != NULL && !value_fits (field, value)))
        return FALSE;
      if (field == NULL)
        append_member (others, text, value.text, value.length);
    }

  self->filling = TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);
      gboolean found = mbm_json_value_get_member (document, field->name, &value);

      fill_field (field, found ? &value : NULL);
    }
  self->filling = FALSE;

  g_free (self->others);
  self->others = others->len > 0 ? g_string_free (g_steal_pointer (&others), FALSE) : NULL;
  return TRUE;
}

/**
 * sbx_request_form_dup_json:
 *
 * Returns: (transfer full): the document with indents; not valid JSON if a field is not valid
 */
char *
sbx_request_form_dup_json (SbxRequestForm *self)
{
  g_autoptr (GString) members = g_string_new (NULL);
  g_autofree char *text = NULL;

  g_return_val_if_fail (SBX_IS_REQUEST_FORM (self), NULL);

  for (guint i = 0; i < self->fields->len; i++)
    append_field (members, g_ptr_array_index (self->fields, i));
  if (self->others != NULL)
    g_string_append_printf (members, "%s%s", members->len > 0 ? "," : "", self->others);

  text = g_strdup_printf ("{%s}", members->str);
  return mbm_json_check (text, -1, NULL) ? mbm_json_pretty (text, -1) : g_steal_pointer (&text);
}

/**
 * sbx_request_form_get_valid:
 *
 * Returns: whether every field has what it asks for
 */
gboolean
sbx_request_form_get_valid (SbxRequestForm *self)
{
  g_return_val_if_fail (SBX_IS_REQUEST_FORM (self), FALSE);

  for (guint i = 0; i < self->fields->len; i++)
    if (!field_is_valid (g_ptr_array_index (self->fields, i)))
      return FALSE;
  return TRUE;
}
