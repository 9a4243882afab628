/* sbx-form-number.c — a form's control for a number
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-decimal.h"
#include "sbx-form-entry.h"
#include "sbx-form-number.h"

/**
 * SbxFormNumber:
 *
 * A number is its own text, whatever its size. What is typed and is no number becomes a string, so that wrong
 * values can be sent as well as placeholders; what is typed with quotes is that string; nothing leaves the
 * place out.
 */
struct _SbxFormNumber
{
  SbxFormControl parent_instance;

  SbxFormEntry part;
  char *step; /* nullable */
  char *minimum;
  char *maximum;
  guint empty_id;
};

G_DEFINE_FINAL_TYPE (SbxFormNumber, sbx_form_number, SBX_TYPE_FORM_CONTROL)

static gboolean
is_json (const char *text, MbmJsonType type)
{
  return mbm_json_check (text, -1, NULL) && mbm_json_value_get_type (mbm_json_value (text, -1)) == type;
}

/* What is typed as a value; NULL for nothing. */
static char *
dup_json (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autoptr (GString) json = NULL;

  if (*text == '\0')
    return NULL;
  if (is_json (text, MBM_JSON_NUMBER) || is_json (text, MBM_JSON_STRING))
    return g_steal_pointer (&text);
  json = g_string_new (NULL);
  mbm_json_append_string (json, typed, -1);
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* The other way round: what would be typed for a value. */
static char *
dup_typed (MbmJsonValue value)
{
  g_autofree char *raw = g_strndup (value.text, value.length);
  g_autofree char *text = mbm_json_value_dup_string (value);
  g_autofree char *again = text != NULL ? dup_json (text) : NULL;

  if (again != NULL && mbm_json_value_equal (mbm_json_value (again, -1), value))
    return g_steal_pointer (&text);
  return g_steal_pointer (&raw);
}

static gboolean
on_empty (gpointer user_data)
{
  SbxFormNumber *self = user_data;

  self->empty_id = 0;
  sbx_form_control_set_value (SBX_FORM_CONTROL (self), NULL);
  return G_SOURCE_REMOVE;
}

/* Texts that are set are empty for a moment: that is not meant. */
static void
on_changed (SbxFormNumber *self)
{
  g_autofree char *json = dup_json (gtk_editable_get_text (GTK_EDITABLE (self->part.entry)));

  g_clear_handle_id (&self->empty_id, g_source_remove);
  if (self->part.loading)
    return;
  if (json == NULL)
    self->empty_id = g_idle_add_full (G_PRIORITY_HIGH, on_empty, self, NULL);
  else
    sbx_form_control_set_value (SBX_FORM_CONTROL (self), json);
}

static gboolean
step (SbxFormNumber *self, gboolean up)
{
  g_autofree char *number = sbx_decimal_step (gtk_editable_get_text (GTK_EDITABLE (self->part.entry)),
                                              self->step, self->minimum, self->maximum, up);

  if (number == NULL)
    return FALSE;
  sbx_replace_text (GTK_EDITABLE (self->part.entry), number);
  return TRUE;
}

static void
on_less (SbxFormNumber *self)
{
  step (self, FALSE);
}

static void
on_more (SbxFormNumber *self)
{
  step (self, TRUE);
}

static gboolean
on_key_pressed (SbxFormNumber *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 ||
      sbx_suggestions_get_open (self->part.suggestions))
    return FALSE;
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down)
    return step (self, keyval == GDK_KEY_Up);
  return FALSE;
}

static void
sbx_form_number_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormNumber *self = SBX_FORM_NUMBER (control);
  g_autofree char *shown = dup_json (gtk_editable_get_text (GTK_EDITABLE (self->part.entry)));
  g_autofree char *text = NULL;

  if (value != NULL && shown != NULL && strlen (shown) == value->length &&
      memcmp (shown, value->text, value->length) == 0)
    return;
  if (value != NULL)
    text = dup_typed (*value);
  sbx_form_entry_set_text (&self->part, text != NULL ? text : "");
}

static GtkWidget *
sbx_form_number_get_input (SbxFormControl *control)
{
  return SBX_FORM_NUMBER (control)->part.entry;
}

static void
add_button (SbxFormNumber *self, const char *icon, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  /* The entry steps by keys; so there is no need to stop at each of these. */
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->part.row), button);
}

static void
set_up_steps (SbxFormNumber *self, SbxFormShape *shape)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->step = sbx_form_shape_dup_number (shape, "multipleOf");
  self->minimum = sbx_form_shape_dup_number (shape, "minimum");
  self->maximum = sbx_form_shape_dup_number (shape, "maximum");

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->part.entry, keys);

  if (self->step == NULL && self->minimum == NULL && self->maximum == NULL &&
      (sbx_form_shape_get_types (shape) & SBX_FORM_TYPE_INTEGER) == 0)
    return;
  add_button (self, "list-remove-symbolic", C_ ("a number", "Decrease"), G_CALLBACK (on_less));
  add_button (self, "list-add-symbolic", C_ ("a number", "Increase"), G_CALLBACK (on_more));
}

static void
sbx_form_number_constructed (GObject *object)
{
  SbxFormNumber *self = SBX_FORM_NUMBER (object);
  SbxFormShape *shape = sbx_form_control_get_shape (SBX_FORM_CONTROL (self));

  G_OBJECT_CLASS (sbx_form_number_parent_class)->constructed (object);

  sbx_form_entry_init (&self->part, SBX_FORM_CONTROL (self), FALSE);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->part.entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (self->part.entry, "numeric");
  /* The sign comes first, from right to left too. */
  gtk_widget_set_direction (self->part.entry, GTK_TEXT_DIR_LTR);
  set_up_steps (self, shape);
  g_signal_connect_object (self->part.entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static void
sbx_form_number_dispose (GObject *object)
{
  g_clear_handle_id (&SBX_FORM_NUMBER (object)->empty_id, g_source_remove);

  G_OBJECT_CLASS (sbx_form_number_parent_class)->dispose (object);
}

static void
sbx_form_number_finalize (GObject *object)
{
  SbxFormNumber *self = SBX_FORM_NUMBER (object);

  g_free (self->step);
  g_free (self->minimum);
  g_free (self->maximum);

  G_OBJECT_CLASS (sbx_form_number_parent_class)->finalize (object);
}

static void
sbx_form_number_class_init (SbxFormNumberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  object_class->constructed = sbx_form_number_constructed;
  object_class->dispose = sbx_form_number_dispose;
  object_class->finalize = sbx_form_number_finalize;
  control_class->load = sbx_form_number_load;
  control_class->get_input = sbx_form_number_get_input;
}

static void
sbx_form_number_init (SbxFormNumber *self)
{
}
