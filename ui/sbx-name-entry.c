/* sbx-name-entry.c — the name of a request or event, with completion
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-name-entry.h"
#include "sbx-focus.h"
#include "sbx-row-name.h"
#include "sbx-suggestions.h"

struct _SbxNameEntry
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkEntry *entry;
  GtkLabel *help;
  GtkMenuButton *names_button;
  GtkStringList *names_model;

  SbxShapes *shapes; /* nullable */
  SbxShapeKind kind;
  char **known;
};

G_DEFINE_FINAL_TYPE (SbxNameEntry, sbx_name_entry, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  ACTIVATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
describe_origin (SbxShapeOrigin origin)
{
  switch (origin)
    {
    case SBX_SHAPE_ORIGIN_CONTRACT:
      return _ ("In the contract");
    case SBX_SHAPE_ORIGIN_LEARNT:
      return _ ("Seen in the traffic");
    case SBX_SHAPE_ORIGIN_NONE:
    default:
      return "";
    }
}

/* Below the entry: what the name means, or where it comes from. */
static void
update_help (SbxNameEntry *self)
{
  const char *name = sbx_name_entry_get_text (self);
  SbxShapeOrigin origin = SBX_SHAPE_ORIGIN_NONE;
  g_autofree char *description = NULL;
  const char *text;

  if (self->shapes != NULL && *name != '\0')
    {
      origin = sbx_shapes_get_origin (self->shapes, self->kind, name);
      description = sbx_shapes_dup_description (self->shapes, self->kind, name);
    }
  text = description != NULL && *description != '\0' ? description : describe_origin (origin);
  if (origin != SBX_SHAPE_ORIGIN_CONTRACT && self->shapes != NULL && *name != '\0' && *name != '$' &&
      sbx_shapes_get_contract (self->shapes) != NULL)
    text = _ ("Not in the contract; it is sent all the same");

  gtk_label_set_label (self->help, text);
  gtk_widget_set_visible (GTK_WIDGET (self->help), *text != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
update_names (SbxNameEntry *self)
{
  g_auto (GStrv) known = self->shapes != NULL ? sbx_shapes_dup_names (self->shapes, self->kind) : NULL;

  if (known == NULL)
    known = g_new0 (char *, 1);
  if (self->known != NULL && g_strv_equal ((const char *const *) self->known, (const char *const *) known))
    return;

  gtk_string_list_splice (self->names_model, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names_model)),
                          (const char *const *) known);
  gtk_widget_set_sensitive (GTK_WIDGET (self->names_button), known[0] != NULL);
  g_strfreev (self->known);
  self->known = g_steal_pointer (&known);
}

static void
on_shapes_changed (SbxNameEntry *self)
{
  update_names (self);
  update_help (self);
}

static char **
suggest (gpointer user_data)
{
  return g_strdupv (SBX_NAME_ENTRY (user_data)->known);
}

static void
on_changed (SbxNameEntry *self)
{
  update_help (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
on_activate (SbxNameEntry *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static void
on_setup (SbxNameEntry *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *words = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_ellipsize (GTK_LABEL (words), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (words, "caption");
  gtk_widget_add_css_class (words, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_list_item_set_child (item, box);
}

static void
on_bind (SbxNameEntry *self, GtkListItem *item)
{
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  g_autofree char *description = sbx_shapes_dup_description (self->shapes, self->kind, name);
  const char *words = description != NULL && *description != '\0'
                        ? description
                        : describe_origin (sbx_shapes_get_origin (self->shapes, self->kind, name));

  gtk_label_set_label (GTK_LABEL (label), name);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (label)), words);
  gtk_widget_set_visible (gtk_widget_get_next_sibling (label), *words != '\0');
  sbx_row_set_name (label, name);
}

static void
on_name_chosen (SbxNameEntry *self, guint position)
{
  g_autofree char *name = g_strdup (gtk_string_list_get_string (self->names_model, position));

  gtk_menu_button_popdown (self->names_button);
  sbx_name_entry_set_text (self, name);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
sbx_name_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_NAME_ENTRY (widget)->entry));
}

static void
sbx_name_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, sbx_name_entry_get_text (SBX_NAME_ENTRY (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_name_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TEXT:
      sbx_name_entry_set_text (SBX_NAME_ENTRY (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_name_entry_dispose (GObject *object)
{
  SbxNameEntry *self = SBX_NAME_ENTRY (object);

  g_clear_object (&self->shapes);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_NAME_ENTRY);

  G_OBJECT_CLASS (sbx_name_entry_parent_class)->dispose (object);
}

static void
sbx_name_entry_finalize (GObject *object)
{
  g_strfreev (SBX_NAME_ENTRY (object)->known);

  G_OBJECT_CLASS (sbx_name_entry_parent_class)->finalize (object);
}

static void
sbx_name_entry_class_init (SbxNameEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_name_entry_get_property;
  object_class->set_property = sbx_name_entry_set_property;
  object_class->dispose = sbx_name_entry_dispose;
  object_class->finalize = sbx_name_entry_finalize;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_name_entry_grab_focus;

  props[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[ACTIVATE] =
    g_signal_new ("activate", SBX_TYPE_NAME_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-name-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxNameEntry, box);
  gtk_widget_class_bind_template_child (widget_class, SbxNameEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, SbxNameEntry, help);
  gtk_widget_class_bind_template_child (widget_class, SbxNameEntry, names_button);
  gtk_widget_class_bind_template_child (widget_class, SbxNameEntry, names_model);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_name_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_name_entry_init (SbxNameEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_suggestions_attach (GTK_WIDGET (self->entry), suggest, self, NULL);
}

/**
 * sbx_name_entry_get_text:
 *
 * Returns: the name
 */
const char *
sbx_name_entry_get_text (SbxNameEntry *self)
{
  g_return_val_if_fail (SBX_IS_NAME_ENTRY (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * sbx_name_entry_set_text:
 * @text: (nullable): the name
 */
void
sbx_name_entry_set_text (SbxNameEntry *self, const char *text)
{
  g_return_if_fail (SBX_IS_NAME_ENTRY (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
}

/**
 * sbx_name_entry_set_shapes:
 * @shapes: (nullable): where the names come from
 * @kind: which of them
 */
void
sbx_name_entry_set_shapes (SbxNameEntry *self, SbxShapes *shapes, SbxShapeKind kind)
{
  g_return_if_fail (SBX_IS_NAME_ENTRY (self));

  self->kind = kind;
  if (g_set_object (&self->shapes, shapes) && shapes != NULL)
    g_signal_connect_object (shapes, "changed", G_CALLBACK (on_shapes_changed), self, G_CONNECT_SWAPPED);
  on_shapes_changed (self);
}
