/* sbx-form-field.c — one place of a document, in a form
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-form-field-private.h"
#include "sbx-focus.h"
#include "sbx-form.h"
#include "sbx-json-pointer.h"

/**
 * SbxFormField:
 *
 * One place of a document: its title, whether it is there, what it is where it may be several things, a
 * control for its value, help, and what is wrong with it. Which control that is follows from the schema and
 * from the value that is there: what a schema does not foresee is shown as what it is.
 *
 * A place that is left out keeps what it was, for when it comes back. What is in an object or an array is
 * made when it is expanded.
 */
G_DEFINE_FINAL_TYPE (SbxFormField, sbx_form_field, GTK_TYPE_WIDGET)

/* How much of what is not expanded is shown, in bytes. */
#define PREVIEW 120
/* Longer values are shown again each time, in bytes. */
#define MAX_REMEMBERED 256

static void
on_check_toggled (SbxFormField *self)
{
  if (!self->updating)
    sbx_form_field_set_present (self, gtk_check_button_get_active (self->check));
}

static void
on_expander_toggled (SbxFormField *self)
{
  if (self->updating)
    return;
  self->expanded_by_user = TRUE;
  sbx_form_field_set_expanded (self, gtk_toggle_button_get_active (self->expander));
}

static void
on_title_pressed (SbxFormField *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->expander)))
    gtk_toggle_button_set_active (self->expander, !gtk_toggle_button_get_active (self->expander));
  else if (gtk_widget_get_visible (GTK_WIDGET (self->check)) && !self->present)
    sbx_form_field_set_present (self, TRUE);
  else if (self->control != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->control));
}

static void
on_kind_selected (SbxFormField *self)
{
  if (!self->updating)
    sbx_form_field_on_kind_selected (self);
}

static gboolean
sbx_form_field_grab_focus (GtkWidget *widget)
{
  SbxFormField *self = SBX_FORM_FIELD (widget);

  if (self->control != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->control)))
    return TRUE;
  return gtk_widget_child_focus (self->box, GTK_DIR_TAB_FORWARD);
}

static void
sbx_form_field_dispose (GObject *object)
{
  SbxFormField *self = SBX_FORM_FIELD (object);

  if (self->form != NULL)
    sbx_form_set_pending (self->form, self, NULL);
  self->form = NULL;
  self->control = NULL;
  sbx_form_field_clear_levels (self, 0);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_FORM_FIELD);

  G_OBJECT_CLASS (sbx_form_field_parent_class)->dispose (object);
}

static void
sbx_form_field_finalize (GObject *object)
{
  SbxFormField *self = SBX_FORM_FIELD (object);

  g_free (self->key);
  g_free (self->title_text);
  g_free (self->remembered);
  g_free (self->loaded);
  g_clear_pointer (&self->shape, sbx_form_shape_unref);
  g_clear_pointer (&self->resolved, sbx_form_shape_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_ptr_array_unref (self->errors);
  g_array_unref (self->types);

  G_OBJECT_CLASS (sbx_form_field_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, box);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, header);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, check);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, expander);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, title);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, key_label);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, badges);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, preview);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, count);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, count_label);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, slot);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, kinds);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, up_button);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, down_button);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, remove_button);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, choosers);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, body);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, help);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, error_box);
  gtk_widget_class_bind_template_child (widget_class, SbxFormField, error_label);
  gtk_widget_class_bind_template_callback (widget_class, on_check_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_expander_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_selected);
}

static void
sbx_form_field_class_init (SbxFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_form_field_dispose;
  object_class->finalize = sbx_form_field_finalize;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_form_field_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-form-field.ui");
  bind_template (widget_class);
  sbx_form_field_install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "formfield");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sbx_form_field_init (SbxFormField *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->errors = g_ptr_array_new_with_free_func (g_free);
  self->types = g_array_new (FALSE, FALSE, sizeof (SbxFormTypes));
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (click, "pressed", G_CALLBACK (on_title_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->title), GTK_EVENT_CONTROLLER (click));
  gtk_menu_button_set_create_popup_func (self->menu_button, sbx_form_field_make_menu, self, NULL);
}

/**
 * sbx_form_field_new:
 * @parent: (nullable): the field of the object or array that it is in
 * @key: the member's name, or the element's index
 */
SbxFormField *
sbx_form_field_new (SbxForm *form,
                    SbxFormField *parent,
                    const char *key,
                    SbxFormShape *shape,
                    SbxFormFieldFlags flags)
{
  SbxFormField *self = g_object_new (SBX_TYPE_FORM_FIELD, NULL);

  self->form = form;
  self->parent = parent;
  self->key = g_strdup (key);
  self->shape = sbx_form_shape_ref (shape);
  self->flags = flags;
  self->expanded = sbx_form_field_get_depth (self) < 2;
  sbx_form_field_update_title (self);
  return self;
}

SbxForm *
sbx_form_field_get_form (SbxFormField *self)
{
  return self->form;
}

const char *
sbx_form_field_get_key (SbxFormField *self)
{
  return self->key;
}

/* What people call it, or "" for a document without a title. */
const char *
sbx_form_field_get_title (SbxFormField *self)
{
  return self->title_text;
}

SbxFormFieldFlags
sbx_form_field_get_flags (SbxFormField *self)
{
  return self->flags;
}

/* For the value that is there. */
SbxFormShape *
sbx_form_field_get_shape (SbxFormField *self)
{
  return self->resolved != NULL ? self->resolved : self->shape;
}

SbxFormControl *
sbx_form_field_get_control (SbxFormField *self)
{
  return self->control;
}

gboolean
sbx_form_field_get_present (SbxFormField *self)
{
  return self->present;
}

guint
sbx_form_field_get_depth (SbxFormField *self)
{
  guint depth = 0;

  for (SbxFormField *field = self->parent; field != NULL; field = field->parent)
    depth++;
  return depth;
}

/**
 * sbx_form_field_dup_pointer:
 *
 * Returns: (transfer full): the JSON Pointer to the place, as it is now
 */
char *
sbx_form_field_dup_pointer (SbxFormField *self)
{
  g_autofree char *above = self->parent != NULL ? sbx_form_field_dup_pointer (self->parent) : NULL;
  GString *pointer = g_string_new (above);

  if (self->parent != NULL)
    sbx_json_pointer_append (pointer, self->key);
  return g_string_free (pointer, FALSE);
}

/**
 * sbx_form_field_set_place:
 * @first: it is the first element of its array, or no element
 * @last: it is the last one
 *
 * Says again what the place is: elements move, and what is known of a member may depend on others.
 */
void
sbx_form_field_set_place (SbxFormField *self,
                          const char *key,
                          SbxFormShape *shape,
                          SbxFormFieldFlags flags,
                          gboolean first,
                          gboolean last)
{
  gboolean same = g_str_equal (self->key, key) && self->flags == flags;

  if (!sbx_form_shape_equal (self->shape, shape))
    {
      g_clear_pointer (&self->shape, sbx_form_shape_unref);
      self->shape = sbx_form_shape_ref (shape);
      same = FALSE;
    }
  if (!same)
    {
      g_free (self->key);
      self->key = g_strdup (key);
      self->flags = flags;
      sbx_form_field_update_title (self);
      sbx_form_field_describe_input (self);
      self->fresh = FALSE;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "field.up", !first);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "field.down", !last);
}

static void
set_preview (SbxFormField *self, const MbmJsonValue *value)
{
  gboolean container = sbx_form_field_is_container (self) && value != NULL;
  g_autofree char *text = NULL;

  if (container && !self->expanded)
    {
      gsize length = MIN (value->length, 4 * PREVIEW);

      /* The beginning is enough, and need not be whole. */
      text = g_utf8_make_valid (value->text, (gssize) length);
      g_strdelimit (text, "\n\r\t", ' ');
      if (g_utf8_strlen (text, -1) > PREVIEW)
        *g_utf8_offset_to_pointer (text, PREVIEW) = '\0';
    }
  gtk_label_set_label (self->preview, text != NULL ? text : "");
}

static void
update_header (SbxFormField *self, const MbmJsonValue *value)
{
  gboolean optional = (self->flags & SBX_FORM_FIELD_MEMBER) != 0 &&
                      ((self->flags & SBX_FORM_FIELD_REQUIRED) == 0 || !self->present);
  gboolean root = (self->flags & SBX_FORM_FIELD_ROOT) != 0;
  gboolean element = (self->flags & SBX_FORM_FIELD_ELEMENT) != 0;
  gboolean container = sbx_form_field_is_container (self);

  self->updating = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->check), optional);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), !root);
  gtk_check_button_set_active (self->check, self->present);
  gtk_widget_set_visible (GTK_WIDGET (self->expander), container && self->present && !root);
  gtk_toggle_button_set_active (self->expander, self->expanded);
  gtk_button_set_icon_name (GTK_BUTTON (self->expander),
                            self->expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_STATE_EXPANDED, self->expanded,
                               -1);
  gtk_widget_set_visible (self->up_button, element);
  gtk_widget_set_visible (self->down_button, element);
  gtk_widget_set_visible (self->remove_button, element || (self->flags & SBX_FORM_FIELD_EXTRA) != 0);
  if (self->present)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "absent");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "absent");
  set_preview (self, value);
  sbx_form_field_update_kinds (self, value);
  sbx_form_field_update_choosers (self);
  sbx_form_field_update_actions (self);
  /* The document itself has a header only where there is something in it. */
  gtk_widget_set_visible (self->header, !root || *self->title_text != '\0' ||
                                          gtk_widget_get_visible (GTK_WIDGET (self->kinds)) ||
                                          gtk_widget_get_first_child (GTK_WIDGET (self->slot)) != NULL);
  self->updating = FALSE;
}

/* The next load shows everything again. */
void
sbx_form_field_set_stale (SbxFormField *self)
{
  self->fresh = FALSE;
}

/* Most fields have nothing to do when another one was edited. Remembers what is shown, if it is not much. */
static gboolean
is_shown (SbxFormField *self, const MbmJsonValue *value)
{
  gboolean scalar = value == NULL || (*value->text != '{' && *value->text != '[');
  gboolean same;

  if (!scalar || (value != NULL && value->length > MAX_REMEMBERED))
    {
      self->fresh = FALSE;
      return FALSE;
    }
  if (value == NULL)
    same = !self->present;
  else
    same = self->present && self->loaded != NULL && strlen (self->loaded) == value->length &&
           memcmp (self->loaded, value->text, value->length) == 0;
  if (self->fresh && same)
    return TRUE;

  g_free (self->loaded);
  self->loaded = value != NULL ? g_strndup (value->text, value->length) : NULL;
  self->fresh = TRUE;
  return FALSE;
}

/**
 * sbx_form_field_load:
 * @value: (nullable): what is there; %NULL: nothing
 *
 * Shows what is in the document now.
 */
void
sbx_form_field_load (SbxFormField *self, const MbmJsonValue *value)
{
  gboolean in_body;

  if (is_shown (self, value))
    return;
  self->present = value != NULL;
  if (!self->own_edit || self->control == NULL)
    sbx_form_field_choose_control (self, value);
  update_header (self, value);
  in_body =
    self->control != NULL && gtk_widget_get_parent (GTK_WIDGET (self->control)) == GTK_WIDGET (self->body);
  gtk_widget_set_visible (GTK_WIDGET (self->body), in_body && (!sbx_form_field_is_container (self) ||
                                                               self->expanded || self->parent == NULL));
  /* What the user types is shown already. */
  if (self->control != NULL && (!self->own_edit || sbx_form_field_is_container (self)))
    sbx_form_control_load (self->control, value);
}
