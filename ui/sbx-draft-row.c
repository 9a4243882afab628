/* sbx-draft-row.c — an item of a server's config in a list
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-draft-row.h"

#include "sbx-row-name.h"

#include <glib/gi18n.h>

struct _SbxDraftRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *trouble;
  GtkSwitch *enabled;

  const char *name;
  const char *unnamed;
  SbxDraftSummary summary;
  SbxItemDraft *draft; /* nullable */
  GSignalGroup *signals;
  gboolean showing;
};

enum
{
  PROP_0,
  PROP_DRAFT,
  N_PROPS
};

enum
{
  DROPPED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxDraftRow, sbx_draft_row, GTK_TYPE_WIDGET)

static void
name_control (GtkWidget *control, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
sbx_draft_row_show_trouble (SbxDraftRow *self)
{
  const char *error = sbx_item_draft_get_error (self->draft);

  gtk_widget_set_visible (self->trouble, error != NULL);
  gtk_widget_set_tooltip_text (self->trouble, error);
  name_control (self->trouble, error != NULL ? error : "");
}

static void
sbx_draft_row_show (SbxDraftRow *self)
{
  SbxItemConfig *item = sbx_item_draft_get_item (self->draft);
  g_autofree char *name = NULL;
  g_autofree char *summary = self->summary (item);
  g_autofree char *words = NULL;
  const char *title;
  gboolean enabled;

  g_object_get (item, self->name, &name, "enabled", &enabled, NULL);
  title = name != NULL && name[0] != '\0' ? name : self->unnamed;
  /* Translators: the name of something, and what it does */
  words = g_strdup_printf (_ ("%s: %s"), title, summary);

  self->showing = TRUE;
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, summary);
  gtk_switch_set_active (self->enabled, enabled);
  self->showing = FALSE;

  if (enabled)
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "dim-label");
  name_control (GTK_WIDGET (self), words);
  sbx_row_set_name (GTK_WIDGET (self), words);
  name_control (GTK_WIDGET (self->enabled), title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
}

static void
switched_cb (SbxDraftRow *self)
{
  if (!self->showing && self->draft != NULL)
    g_object_set (sbx_item_draft_get_item (self->draft), "enabled", gtk_switch_get_active (self->enabled),
                  NULL);
}

static GdkContentProvider *
drag_prepare_cb (SbxDraftRow *self)
{
  return self->draft != NULL ? gdk_content_provider_new_typed (SBX_TYPE_ITEM_DRAFT, self->draft) : NULL;
}

static void
drag_begin_cb (SbxDraftRow *self, GdkDrag *drag, GtkDragSource *source)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static gboolean
drop_cb (SbxDraftRow *self, const GValue *value)
{
  SbxItemDraft *draft = g_value_get_object (value);

  if (draft == NULL || draft == self->draft)
    return FALSE;

  g_signal_emit (self, signals[DROPPED], 0, draft);
  return TRUE;
}

static void
sbx_draft_row_set_draft (SbxDraftRow *self, SbxItemDraft *draft)
{
  g_return_if_fail (draft == NULL || SBX_IS_ITEM_DRAFT (draft));

  if (!g_set_object (&self->draft, draft))
    return;

  g_signal_group_set_target (self->signals, draft);
  if (draft != NULL)
    {
      sbx_draft_row_show (self);
      sbx_draft_row_show_trouble (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
}

static void
sbx_draft_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxDraftRow *self = SBX_DRAFT_ROW (object);

  switch (prop_id)
    {
    case PROP_DRAFT:
      g_value_set_object (value, self->draft);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_draft_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxDraftRow *self = SBX_DRAFT_ROW (object);

  switch (prop_id)
    {
    case PROP_DRAFT:
      sbx_draft_row_set_draft (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_draft_row_dispose (GObject *object)
{
  SbxDraftRow *self = SBX_DRAFT_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sbx_draft_row_parent_class)->dispose (object);
}

static void
sbx_draft_row_class_init (SbxDraftRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_draft_row_get_property;
  object_class->set_property = sbx_draft_row_set_property;
  object_class->dispose = sbx_draft_row_dispose;

  properties[PROP_DRAFT] =
    g_param_spec_object ("draft", NULL, NULL, SBX_TYPE_ITEM_DRAFT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[DROPPED] = g_signal_new ("dropped", SBX_TYPE_DRAFT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, SBX_TYPE_ITEM_DRAFT);

  g_type_ensure (SBX_TYPE_ITEM_DRAFT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-draft-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxDraftRow, box);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftRow, title);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftRow, trouble);
  gtk_widget_class_bind_template_child (widget_class, SbxDraftRow, enabled);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
  gtk_widget_class_set_css_name (widget_class, "draftrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sbx_draft_row_init (SbxDraftRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (SBX_TYPE_ITEM_DRAFT);
  g_signal_group_connect_swapped (self->signals, "edited", G_CALLBACK (sbx_draft_row_show), self);
  g_signal_group_connect_swapped (self->signals, "notify::error", G_CALLBACK (sbx_draft_row_show_trouble),
                                  self);
}

GtkWidget *
sbx_draft_row_new (const char *name, const char *unnamed, SbxDraftSummary summary)
{
  SbxDraftRow *self;

  g_return_val_if_fail (name != NULL && unnamed != NULL && summary != NULL, NULL);

  self = g_object_new (SBX_TYPE_DRAFT_ROW, NULL);
  self->name = name;
  self->unnamed = unnamed;
  self->summary = summary;

  return GTK_WIDGET (self);
}

SbxItemDraft *
sbx_draft_row_get_draft (SbxDraftRow *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT_ROW (self), NULL);

  return self->draft;
}
