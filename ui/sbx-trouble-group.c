/* sbx-trouble-group.c — what went wrong at an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trouble-group.h"

#include "sbx-format.h"
#include "sbx-value-row.h"

struct _SbxTroubleGroup
{
  SbxStatsGroup parent_instance;

  SbxValueRow *errors_row;
  SbxValueRow *refused_row;
  SbxValueRow *no_answer_row;
  SbxValueRow *unsolicited_row;
  SbxValueRow *refused_connections_row;
};

G_DEFINE_FINAL_TYPE (SbxTroubleGroup, sbx_trouble_group, SBX_TYPE_STATS_GROUP)

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
sbx_trouble_group_show (SbxStatsGroup *group, const SbxStats *stats)
{
  SbxTroubleGroup *self = SBX_TROUBLE_GROUP (group);

  show_count (self->errors_row, stats->errors);
  show_count (self->refused_row, stats->refused_frames);
  show_count (self->no_answer_row, stats->no_answers);
  show_count (self->unsolicited_row, stats->unsolicited);
  show_count (self->refused_connections_row, stats->connections_refused);
}

static void
sbx_trouble_group_class_init (SbxTroubleGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SBX_STATS_GROUP_CLASS (klass)->show = sbx_trouble_group_show;

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
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  return g_object_new (SBX_TYPE_TROUBLE_GROUP, "endpoint", endpoint, NULL);
}
