/* sbx-form-object.c — a form's control for the members of an object
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-field.h"
#include "sbx-form-object.h"
#include "sbx-form.h"
#include "sbx-json-edit.h"

/**
 * SbxFormObject:
 *
 * A field for each member that the schema names, whether it is there or not, and for each other one that is
 * there. Where there are many, the first of them; others come when they are asked for. Of members with one
 * name the last counts and is shown; how many others there are is said.
 */
struct _SbxFormObject
{
  SbxFormControl parent_instance;

  GtkBox *list;
  GtkWidget *more_button;
  GtkLabel *hidden_label;
  GtkWidget *add_button;
  GtkWidget *add_entry; /* nullable until it was wanted */
  GtkWidget *add_confirm;

  SbxFormShape *shape;  /* nullable: that of `names` */
  GPtrArray *names;     /* members that the schema names */
  GHashTable *required; /* of those that there have to be */
  GPtrArray *fields;    /* of SbxFormField, unowned: they are in `list` */
  guint limit;
};

G_DEFINE_FINAL_TYPE (SbxFormObject, sbx_form_object, SBX_TYPE_FORM_CONTROL)

/* So many members are shown to begin with, and so many more each time. */
#define FIRST_SHOWN 40
#define MORE_SHOWN  100

typedef struct
{
  GHashTable *values; /* of name to MbmJsonValue * */
  GPtrArray *others;  /* of names that the schema does not name, owned by `values` */
  guint n_hidden;     /* that have no name a field could have, or one that another has as well */
} Members;

static void
members_clear (Members *members)
{
  g_hash_table_unref (members->values);
  g_ptr_array_unref (members->others);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Members, members_clear)

static void
collect (SbxFormObject *self, const MbmJsonValue *object, Members *members)
{
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);
  MbmJsonValue name, value;
  MbmJsonIter iter;

  members->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  members->others = g_ptr_array_new ();
  for (guint i = 0; i < self->names->len; i++)
    g_hash_table_add (named, g_ptr_array_index (self->names, i));
  if (object == NULL)
    return;

  mbm_json_iter_init (&iter, *object);
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      char *text = mbm_json_value_dup_string (name);
      MbmJsonValue *old = text != NULL ? g_hash_table_lookup (members->values, text) : NULL;

      /* U+FFFD may stand for what no name can be asked for. */
      if (text == NULL ||
          (strstr (text, "\357\277\275") != NULL && memchr (name.text, '\\', name.length) != NULL))
        {
          members->n_hidden++;
          g_free (text);
          continue;
        }
      if (old != NULL)
        {
          members->n_hidden++;
          *old = value;
          g_free (text);
          continue;
        }
      g_hash_table_insert (members->values, text, g_memdup2 (&value, sizeof value));
      if (!g_hash_table_contains (named, text))
        g_ptr_array_add (members->others, text);
    }
}

static SbxFormField *
find_field (SbxFormObject *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (g_str_equal (sbx_form_field_get_key (g_ptr_array_index (self->fields, i)), name))
      return g_ptr_array_index (self->fields, i);
  return NULL;
}

/* The field of a member, in its place among the others. */
static void
place_field (SbxFormObject *self,
             GHashTable *old,
             GPtrArray *fields,
             const char *name,
             SbxFormFieldFlags flags)
{
  SbxFormField *parent = sbx_form_control_get_field (SBX_FORM_CONTROL (self));
  SbxFormField *before = fields->len > 0 ? g_ptr_array_index (fields, fields->len - 1) : NULL;
  SbxFormField *field = g_hash_table_lookup (old, name);
  g_autoptr (SbxFormShape) shape = NULL;

  if (field != NULL)
    g_hash_table_remove (old, name);
  if (field == NULL || self->shape == NULL)
    shape = sbx_form_shape_dup_member (sbx_form_control_get_shape (SBX_FORM_CONTROL (self)), name);
  if (field == NULL)
    {
      field = sbx_form_field_new (sbx_form_field_get_form (parent), parent, name, shape, flags);
      gtk_box_insert_child_after (self->list, GTK_WIDGET (field), (GtkWidget *) before);
      sbx_form_field_set_place (field, name, shape, flags, FALSE, FALSE);
    }
  else
    {
      if (shape != NULL)
        sbx_form_field_set_place (field, name, shape, flags, FALSE, FALSE);
      if (gtk_widget_get_prev_sibling (GTK_WIDGET (field)) != (GtkWidget *) before)
        gtk_box_reorder_child_after (self->list, GTK_WIDGET (field), (GtkWidget *) before);
    }
  g_ptr_array_add (fields, field);
}

/* Brings the fields in line with the members; those that stay are not touched. */
static void
place_fields (SbxFormObject *self, Members *members)
{
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *fields = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer gone;

  for (guint i = 0; i < self->fields->len; i++)
    {
      SbxFormField *field = g_ptr_array_index (self->fields, i);

      g_hash_table_insert (old, (gpointer) sbx_form_field_get_key (field), field);
    }
  for (guint i = 0; i < self->names->len && fields->len < self->limit; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);
      gboolean required = g_hash_table_contains (self->required, name);

      place_field (self, old, fields, name, SBX_FORM_FIELD_MEMBER | (required ? SBX_FORM_FIELD_REQUIRED : 0));
    }
  for (guint i = 0; i < members->others->len && fields->len < self->limit; i++)
    place_field (self, old, fields, g_ptr_array_index (members->others, i), SBX_FORM_FIELD_EXTRA);

  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, NULL, &gone))
    gtk_box_remove (self->list, gone);
  g_ptr_array_unref (self->fields);
  self->fields = fields;
}

static void
say_what_is_not_shown (SbxFormObject *self, Members *members)
{
  guint n = self->names->len + members->others->len;
  g_autofree char *more = NULL;
  g_autofree char *hidden = NULL;

  /* Translators: a button; how many of how many members are shown */
  more = g_strdup_printf (_ ("Show More (%u of %u)"), self->fields->len, n);
  gtk_button_set_label (GTK_BUTTON (self->more_button), more);
  gtk_widget_set_visible (self->more_button, self->fields->len < n);
  hidden = g_strdup_printf (ngettext ("%u member can be seen as JSON only",
                                      "%u members can be seen as JSON only", members->n_hidden),
                            members->n_hidden);
  gtk_label_set_label (self->hidden_label, hidden);
  gtk_widget_set_visible (GTK_WIDGET (self->hidden_label), members->n_hidden > 0);
}

static void
sbx_form_object_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormObject *self = SBX_FORM_OBJECT (control);
  SbxFormShape *shape = sbx_form_control_get_shape (control);
  g_auto (Members) members = { 0 };

  if (self->shape == NULL || !sbx_form_shape_equal (self->shape, shape))
    {
      g_clear_pointer (&self->shape, sbx_form_shape_unref);
      g_ptr_array_unref (self->names);
      self->names = sbx_form_shape_dup_member_names (shape);
      g_hash_table_unref (self->required);
      self->required = sbx_form_shape_dup_required (shape);
    }
  collect (self, value, &members);
  place_fields (self, &members);
  if (self->shape == NULL)
    self->shape = sbx_form_shape_ref (shape);
  for (guint i = 0; i < self->fields->len; i++)
    {
      SbxFormField *field = g_ptr_array_index (self->fields, i);

      sbx_form_field_load (field, g_hash_table_lookup (members.values, sbx_form_field_get_key (field)));
    }
  say_what_is_not_shown (self, &members);
  gtk_widget_set_visible (self->add_button, value != NULL && sbx_form_shape_can_add_members (shape));
}

static SbxFormField *
sbx_form_object_find_child (SbxFormControl *control, const char *token)
{
  return find_field (SBX_FORM_OBJECT (control), token);
}

static void
sbx_form_object_foreach_child (SbxFormControl *control, GFunc func, gpointer user_data)
{
  g_ptr_array_foreach (SBX_FORM_OBJECT (control)->fields, func, user_data);
}

/* Members stand in the schema's order where nobody wished for another. */
static char *
sbx_form_object_dup_before (SbxFormControl *control, SbxFormField *child)
{
  SbxFormObject *self = SBX_FORM_OBJECT (control);
  const char *before = NULL;

  for (guint i = 0; i < self->fields->len && g_ptr_array_index (self->fields, i) != child; i++)
    if (sbx_form_field_get_present (g_ptr_array_index (self->fields, i)))
      before = sbx_form_field_get_key (g_ptr_array_index (self->fields, i));
  return g_strdup (before);
}

static void
on_more (SbxFormObject *self)
{
  SbxFormField *field = sbx_form_control_get_field (SBX_FORM_CONTROL (self));
  g_autofree char *pointer = sbx_form_field_dup_pointer (field);
  MbmJsonValue value;

  self->limit += MORE_SHOWN;
  if (sbx_json_edit_find (sbx_form_get_text (sbx_form_field_get_form (field)), pointer, &value))
    sbx_form_control_load (SBX_FORM_CONTROL (self), &value);
  sbx_form_show_violations (sbx_form_field_get_form (field));
}

static gboolean
can_add (SbxFormObject *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->add_entry));
  SbxFormField *field = find_field (self, name);

  return field == NULL || !sbx_form_field_get_present (field);
}

static void
on_name_changed (SbxFormObject *self)
{
  gtk_widget_set_sensitive (self->add_confirm, can_add (self));
}

static void
add_member (SbxFormObject *self)
{
  SbxFormField *parent = sbx_form_control_get_field (SBX_FORM_CONTROL (self));
  SbxForm *form = sbx_form_field_get_form (parent);
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_entry)));
  g_autofree char *pointer = sbx_form_field_dup_pointer (parent);
  g_autoptr (SbxFormShape) shape = NULL;
  g_autofree char *json = NULL;
  SbxFormField *field;

  if (!can_add (self))
    return;
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->add_button));
  shape = sbx_form_shape_dup_member (sbx_form_control_get_shape (SBX_FORM_CONTROL (self)), name);
  json = sbx_form_shape_dup_new_value (shape);
  self->limit = MAX (self->limit, self->fields->len + 1);
  sbx_form_take_text (form, sbx_json_edit_add_member (sbx_form_get_text (form), pointer, name, name, json));
  field = find_field (self, name);
  if (field != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (field));
}

static void
make_popover (GtkMenuButton *button, gpointer user_data)
{
  SbxFormObject *self = user_data;
  GtkWidget *popover, *box;

  if (gtk_menu_button_get_popover (button) != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->add_entry), "");
      return;
    }
  popover = gtk_popover_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->add_entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->add_entry), _ ("Name"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the Member"), -1);
  self->add_confirm = gtk_button_new_with_mnemonic (C_ ("a member of an object", "_Add"));
  gtk_widget_add_css_class (self->add_confirm, "suggested-action");
  g_signal_connect_object (self->add_entry, "changed", G_CALLBACK (on_name_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_entry, "activate", G_CALLBACK (add_member), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_confirm, "clicked", G_CALLBACK (add_member), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->add_entry);
  gtk_box_append (GTK_BOX (box), self->add_confirm);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
  on_name_changed (self);
}

static void
sbx_form_object_finalize (GObject *object)
{
  SbxFormObject *self = SBX_FORM_OBJECT (object);

  g_clear_pointer (&self->shape, sbx_form_shape_unref);
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->required);
  g_ptr_array_unref (self->fields);

  G_OBJECT_CLASS (sbx_form_object_parent_class)->finalize (object);
}

static void
sbx_form_object_dispose (GObject *object)
{
  g_ptr_array_set_size (SBX_FORM_OBJECT (object)->fields, 0);

  G_OBJECT_CLASS (sbx_form_object_parent_class)->dispose (object);
}

static void
sbx_form_object_class_init (SbxFormObjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  object_class->dispose = sbx_form_object_dispose;
  object_class->finalize = sbx_form_object_finalize;
  control_class->load = sbx_form_object_load;
  control_class->find_child = sbx_form_object_find_child;
  control_class->foreach_child = sbx_form_object_foreach_child;
  control_class->dup_before = sbx_form_object_dup_before;
}

static void
sbx_form_object_init (SbxFormObject *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->required = g_hash_table_new (g_str_hash, g_str_equal);
  self->fields = g_ptr_array_new ();
  self->limit = FIRST_SHOWN;

  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));

  self->more_button = gtk_button_new ();
  gtk_widget_set_halign (self->more_button, GTK_ALIGN_START);
  g_signal_connect_object (self->more_button, "clicked", G_CALLBACK (on_more), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->more_button, GTK_WIDGET (self));

  self->hidden_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->hidden_label, 0);
  gtk_label_set_ellipsize (self->hidden_label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->hidden_label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->hidden_label), "caption");
  gtk_widget_set_parent (GTK_WIDGET (self->hidden_label), GTK_WIDGET (self));

  self->add_button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->add_button), _ ("Add Member"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->add_button), make_popover, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add Member"), -1);
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_add_css_class (self->add_button, "form-add");
  gtk_widget_set_halign (self->add_button, GTK_ALIGN_START);
  gtk_widget_set_parent (self->add_button, GTK_WIDGET (self));
}
