/* sbx-form-control.c — what a field of a form shows its value with
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-control.h"
#include "sbx-focus.h"
#include "sbx-form-field.h"

/**
 * SbxFormControl:
 *
 * Shows one value, and tells its field when the user changed it. The field, which owns it, makes another
 * control when the value becomes one that this one cannot show.
 */
typedef struct
{
  SbxFormField *field; /* unowned: the control is inside of it */
} SbxFormControlPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxFormControl, sbx_form_control, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_FIELD,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
sbx_form_control_grab_focus (GtkWidget *widget)
{
  GtkWidget *input = sbx_form_control_get_input (SBX_FORM_CONTROL (widget));

  if (input != NULL && input != widget)
    return gtk_widget_grab_focus (input);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD))
      return TRUE;
  return FALSE;
}

static void
sbx_form_control_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxFormControlPrivate *priv = sbx_form_control_get_instance_private (SBX_FORM_CONTROL (object));

  switch (id)
    {
    case PROP_FIELD:
      priv->field = g_value_get_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_form_control_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sbx_form_control_parent_class)->dispose (object);
}

static void
sbx_form_control_class_init (SbxFormControlClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = sbx_form_control_set_property;
  object_class->dispose = sbx_form_control_dispose;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_form_control_grab_focus;

  props[PROP_FIELD] =
    g_param_spec_object ("field", NULL, NULL, SBX_TYPE_FORM_FIELD,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
sbx_form_control_init (SbxFormControl *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
}

SbxFormField *
sbx_form_control_get_field (SbxFormControl *self)
{
  SbxFormControlPrivate *priv = sbx_form_control_get_instance_private (self);

  return priv->field;
}

/* For the value that the control was made for. */
SbxFormShape *
sbx_form_control_get_shape (SbxFormControl *self)
{
  return sbx_form_field_get_shape (sbx_form_control_get_field (self));
}

void
sbx_form_control_load (SbxFormControl *self, const MbmJsonValue *value)
{
  SBX_FORM_CONTROL_GET_CLASS (self)->load (self, value);
}

GtkWidget *
sbx_form_control_get_input (SbxFormControl *self)
{
  SbxFormControlClass *klass = SBX_FORM_CONTROL_GET_CLASS (self);

  return klass->get_input != NULL ? klass->get_input (self) : NULL;
}

SbxFormField *
sbx_form_control_find_child (SbxFormControl *self, const char *token)
{
  SbxFormControlClass *klass = SBX_FORM_CONTROL_GET_CLASS (self);

  return klass->find_child != NULL ? klass->find_child (self, token) : NULL;
}

char *
sbx_form_control_dup_before (SbxFormControl *self, SbxFormField *child)
{
  SbxFormControlClass *klass = SBX_FORM_CONTROL_GET_CLASS (self);

  return klass->dup_before != NULL ? klass->dup_before (self, child) : NULL;
}

void
sbx_form_control_foreach_child (SbxFormControl *self, GFunc func, gpointer user_data)
{
  SbxFormControlClass *klass = SBX_FORM_CONTROL_GET_CLASS (self);

  if (klass->foreach_child != NULL)
    klass->foreach_child (self, func, user_data);
}

/**
 * sbx_form_control_set_value:
 * @json: (nullable): what the user made of the value; %NULL leaves it out
 */
void
sbx_form_control_set_value (SbxFormControl *self, const char *json)
{
  sbx_form_field_set_value (sbx_form_control_get_field (self), json);
}

void
sbx_form_control_set_string (SbxFormControl *self, const char *text)
{
  g_autoptr (GString) json = g_string_new (NULL);

  mbm_json_append_string (json, text, -1);
  sbx_form_control_set_value (self, json->str);
}
