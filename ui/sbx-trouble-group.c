/* sbx-trouble-group.c — what went wrong at an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trouble-group.h"

#include "sbx-format.h"
#include "sbx-stats.h"
#include "sbx-value-row.h"

struct _SbxTroubleGroup
{
  AdwPreferencesGroup parent_instance;

  SbxValueRow *errors_row;
  SbxValueRow *refused_row;
  SbxValueRow *no_answer_row;
  SbxValueRow *unsolicited_row;
  SbxValueRow *refused_connections_row;

  SbxEndpoint *endpoint;
};

G_DEFINE_FINAL_TYPE (SbxTroubleGroup, sbx_trouble_group, ADW_TYPE_PREFERENCES_GROUP)

static void
show_count (SbxValueRow *row, guint64 count)
{
  g_autofree char *text = sbx_format_count (count);

  sbx_value_row_set_value (row, text);
  if (count > 0)
    gtk_widget_add_css_class (GTK_WIDGET (row), "trouble");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "trouble");
}

static void
sbx_trouble_group_update (SbxTroubleGroup *self)
{
  g_autoptr (SbxStats) stats = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  g_object_get (self->endpoint, "stats", &stats, NULL);
  if (stats == NULL)
    return;

  show_count (self->errors_row, stats->errors);
  show_count (self->refused_row, stats->refused_frames);
  show_count (self->no_answer_row, stats->no_answers);
  show_count (self->unsolicited_row, stats->unsolicited);
  show_count (self->refused_connections_row, stats->connections_refused);
}

static void
sbx_trouble_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sbx_trouble_group_parent_class)->map (widget);

  sbx_trouble_group_update (SBX_TROUBLE_GROUP (widget));
}

static void
sbx_trouble_group_dispose (GObject *object)
{
  SbxTroubleGroup *self = SBX_TROUBLE_GROUP (object);

  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (sbx_trouble_group_parent_class)->dispose (object);
}

static void
sbx_trouble_group_class_init (SbxTroubleGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_trouble_group_dispose;
  widget_class->map = sbx_trouble_group_map;

  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-trouble-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxTroubleGroup, errors_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTroubleGroup, refused_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTroubleGroup, no_answer_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTroubleGroup, unsolicited_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTroubleGroup, refused_connections_row);
}

static void
sbx_trouble_group_init (SbxTroubleGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_trouble_group_new (SbxEndpoint *endpoint)
{
  SbxTroubleGroup *self;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_TROUBLE_GROUP, NULL);
  self->endpoint = g_object_ref (endpoint);
  g_signal_connect_object (endpoint, "notify::stats", G_CALLBACK (sbx_trouble_group_update), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
