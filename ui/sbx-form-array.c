/* sbx-form-array.c — a form's control for the elements of an array
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-array.h"
#include "sbx-form-field.h"
#include "sbx-form.h"
#include "sbx-json-edit.h"

/**
 * SbxFormArray:
 *
 * A field for each element; where there are many, for the first of them, and others when they are asked for.
 * Elements are added at the end, moved, doubled and removed; their fields go with them.
 */
struct _SbxFormArray
{
  SbxFormControl parent_instance;

  GtkBox *list;
  GtkWidget *more_button;
  GtkWidget *add_button;
  GtkLabel *count;

  GPtrArray *fields; /* of SbxFormField, unowned: they are in `list` */
  guint n_elements;
  guint limit;
};

G_DEFINE_FINAL_TYPE (SbxFormArray, sbx_form_array, SBX_TYPE_FORM_CONTROL)

/* So many elements are shown to begin with, and so many more each time. */
#define FIRST_SHOWN 20
#define MORE_SHOWN  100
/* In longer lists elements with members of their own are not expanded at once. */
#define FEW 4

static SbxForm *
get_form (SbxFormArray *self)
{
  return sbx_form_field_get_form (sbx_form_control_get_field (SBX_FORM_CONTROL (self)));
}

static char *
dup_pointer (SbxFormArray *self)
{
  return sbx_form_field_dup_pointer (sbx_form_control_get_field (SBX_FORM_CONTROL (self)));
}

static void
place_field (SbxFormArray *self, guint i)
{
  SbxFormField *parent = sbx_form_control_get_field (SBX_FORM_CONTROL (self));
  SbxFormShape *shape = sbx_form_control_get_shape (SBX_FORM_CONTROL (self));
  g_autoptr (SbxFormShape) element = sbx_form_shape_dup_element (shape, i);
  g_autofree char *key = g_strdup_printf ("%u", i);

  if (i == self->fields->len)
    {
      SbxFormField *field =
        sbx_form_field_new (get_form (self), parent, key, element, SBX_FORM_FIELD_ELEMENT);

      sbx_form_field_set_expanded_at_first (field,
                                            self->n_elements <= FEW || sbx_form_is_editing (get_form (self)));
      gtk_box_append (self->list, GTK_WIDGET (field));
      g_ptr_array_add (self->fields, field);
    }
  sbx_form_field_set_place (g_ptr_array_index (self->fields, i), key, element, SBX_FORM_FIELD_ELEMENT, i == 0,
                            i + 1 == self->n_elements);
}

static guint
count (const MbmJsonValue *value)
{
  MbmJsonIter iter;
  guint n = 0;

  if (value == NULL)
    return 0;
  mbm_json_iter_init (&iter, *value);
  while (mbm_json_iter_next (&iter, NULL, NULL))
    n++;
  return n;
}

static void
say_how_many (SbxFormArray *self)
{
  g_autofree char *more = NULL;
  g_autofree char *words = NULL;

  /* Translators: a button; how many of how many elements are shown */
  more = g_strdup_printf (_ ("Show More (%u of %u)"), self->fields->len, self->n_elements);
  gtk_button_set_label (GTK_BUTTON (self->more_button), more);
  gtk_widget_set_visible (self->more_button, self->fields->len < self->n_elements);
  words = self->n_elements == 0
            ? g_strdup (C_ ("a list", "Empty"))
            : g_strdup_printf (ngettext ("%u element", "%u elements", self->n_elements), self->n_elements);
  gtk_label_set_label (self->count, words);
}

static void
sbx_form_array_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormArray *self = SBX_FORM_ARRAY (control);
  MbmJsonValue element;
  MbmJsonIter iter;
  guint shown;

  self->n_elements = count (value);
  shown = MIN (self->n_elements, self->limit);
  while (self->fields->len > shown)
    {
      gtk_box_remove (self->list, g_ptr_array_index (self->fields, self->fields->len - 1));
      g_ptr_array_set_size (self->fields, (gint) self->fields->len - 1);
    }
  if (shown > 0)
    mbm_json_iter_init (&iter, *value);
  for (guint i = 0; i < shown && mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      place_field (self, i);
      sbx_form_field_load (g_ptr_array_index (self->fields, i), &element);
    }
  say_how_many (self);
}

static SbxFormField *
sbx_form_array_find_child (SbxFormControl *control, const char *token)
{
  SbxFormArray *self = SBX_FORM_ARRAY (control);
  guint64 index;

  if (!g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT32, &index, NULL) || index >= self->fields->len)
    return NULL;
  return g_ptr_array_index (self->fields, index);
}

static void
sbx_form_array_foreach_child (SbxFormControl *control, GFunc func, gpointer user_data)
{
  g_ptr_array_foreach (SBX_FORM_ARRAY (control)->fields, func, user_data);
}

static void
insert (SbxFormArray *self, guint index, const char *json)
{
  g_autofree char *pointer = dup_pointer (self);

  self->limit = MAX (self->limit, index + 1);
  sbx_form_take_text (get_form (self),
                      sbx_json_edit_add_element (sbx_form_get_text (get_form (self)), pointer, index, json));
  if (index < self->fields->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->fields, index));
}

static void
on_add (SbxFormArray *self)
{
  g_autoptr (SbxFormShape) element =
    sbx_form_shape_dup_element (sbx_form_control_get_shape (SBX_FORM_CONTROL (self)), self->n_elements);
  g_autofree char *json = sbx_form_shape_dup_new_value (element);

  insert (self, self->n_elements, json);
}

static void
on_more (SbxFormArray *self)
{
  g_autofree char *pointer = dup_pointer (self);
  MbmJsonValue value;

  self->limit += MORE_SHOWN;
  if (sbx_json_edit_find (sbx_form_get_text (get_form (self)), pointer, &value))
    sbx_form_control_load (SBX_FORM_CONTROL (self), &value);
  sbx_form_show_violations (get_form (self));
}

static void
move_field (SbxFormArray *self, guint from, guint to)
{
  SbxFormField *field = g_ptr_array_steal_index (self->fields, from);

  g_ptr_array_insert (self->fields, (gint) to, field);
  gtk_box_reorder_child_after (self->list, GTK_WIDGET (field),
                               to > 0 ? g_ptr_array_index (self->fields, to - 1) : NULL);
}

/**
 * sbx_form_array_move:
 * @by: -1 for up, 1 for down
 */
void
sbx_form_array_move (SbxFormArray *self, SbxFormField *field, int by)
{
  g_autofree char *pointer = dup_pointer (self);
  guint from;
  gint64 to;

  if (!g_ptr_array_find (self->fields, field, &from))
    return;
  to = (gint64) from + by;
  if (to < 0 || to >= self->n_elements)
    return;

  /* One that comes to be among those that are not shown is followed. */
  if (to >= self->fields->len)
    on_more (self);
  move_field (self, from, (guint) to);
  sbx_form_take_text (get_form (self), sbx_json_edit_move_element (sbx_form_get_text (get_form (self)),
                                                                   pointer, from, (guint) to));
  sbx_form_show_violations (get_form (self));
}

void
sbx_form_array_remove (SbxFormArray *self, SbxFormField *field)
{
  g_autofree char *pointer = sbx_form_field_dup_pointer (field);
  guint index;

  if (!g_ptr_array_find (self->fields, field, &index))
    return;

  /* The focus goes to what takes its place. */
  if (index + 1 < self->fields->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->fields, index + 1));
  else
    gtk_widget_grab_focus (self->add_button);
  g_ptr_array_remove_index (self->fields, index);
  gtk_box_remove (self->list, GTK_WIDGET (field));
  sbx_form_take_text (get_form (self), sbx_json_edit_remove (sbx_form_get_text (get_form (self)), pointer));
}

void
sbx_form_array_duplicate (SbxFormArray *self, SbxFormField *field)
{
  const char *text = sbx_form_get_text (get_form (self));
  g_autofree char *pointer = sbx_form_field_dup_pointer (field);
  g_autofree char *json = NULL;
  MbmJsonValue value;

  if (!sbx_json_edit_find (text, pointer, &value))
    return;
  json = sbx_json_edit_dup_fragment (text, value);
  insert (self, self->n_elements, json);
}

static void
sbx_form_array_dispose (GObject *object)
{
  g_ptr_array_set_size (SBX_FORM_ARRAY (object)->fields, 0);

  G_OBJECT_CLASS (sbx_form_array_parent_class)->dispose (object);
}

static void
sbx_form_array_finalize (GObject *object)
{
  g_ptr_array_unref (SBX_FORM_ARRAY (object)->fields);

  G_OBJECT_CLASS (sbx_form_array_parent_class)->finalize (object);
}

static void
sbx_form_array_constructed (GObject *object)
{
  SbxFormArray *self = SBX_FORM_ARRAY (object);
  SbxFormField *field = sbx_form_control_get_field (SBX_FORM_CONTROL (self));
  g_autofree char *label = NULL;

  G_OBJECT_CLASS (sbx_form_array_parent_class)->constructed (object);

  /* Translators: a button that adds an element; %s is the list's name */
  label = g_strdup_printf (_ ("Add to %s"), sbx_form_field_get_title (field));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
sbx_form_array_class_init (SbxFormArrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  object_class->constructed = sbx_form_array_constructed;
  object_class->dispose = sbx_form_array_dispose;
  object_class->finalize = sbx_form_array_finalize;
  control_class->load = sbx_form_array_load;
  control_class->find_child = sbx_form_array_find_child;
  control_class->foreach_child = sbx_form_array_foreach_child;
}

static void
sbx_form_array_init (SbxFormArray *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->fields = g_ptr_array_new ();
  self->limit = FIRST_SHOWN;
  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));

  self->more_button = gtk_button_new ();
  gtk_widget_set_halign (self->more_button, GTK_ALIGN_START);
  g_signal_connect_object (self->more_button, "clicked", G_CALLBACK (on_more), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->more_button, GTK_WIDGET (self));

  self->add_button = gtk_button_new_with_mnemonic (C_ ("an element of a list", "_Add"));
  gtk_widget_add_css_class (self->add_button, "form-add");
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (foot), self->add_button);
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "caption");
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->count));
  gtk_widget_set_parent (foot, GTK_WIDGET (self));
}
