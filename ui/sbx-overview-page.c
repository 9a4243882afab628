/* sbx-overview-page.c — an endpoint at a glance
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-overview-page.h"

#include "sbx-alarms-group.h"
#include "sbx-codes-group.h"
#include "sbx-columns.h"
#include "sbx-history-group.h"
#include "sbx-identity-group.h"
#include "sbx-latency-group.h"
#include "sbx-ping-group.h"
#include "sbx-probe-group.h"
#include "sbx-service-group.h"
#include "sbx-subscriptions-group.h"
#include "sbx-traffic-group.h"
#include "sbx-trouble-group.h"

struct _SbxOverviewPage
{
  GtkWidget parent_instance;

  /* Side by side in a wide window, one below the other in a narrow one. */
  GtkBox *first_column;
  GtkBox *second_column;
  GtkBox *third_column;
};

G_DEFINE_FINAL_TYPE (SbxOverviewPage, sbx_overview_page, GTK_TYPE_WIDGET)

static void
sbx_overview_page_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sbx_overview_page_parent_class)->dispose (object);
}

static void
sbx_overview_page_class_init (SbxOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_overview_page_dispose;

  g_type_ensure (SBX_TYPE_COLUMNS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxOverviewPage, first_column);
  gtk_widget_class_bind_template_child (widget_class, SbxOverviewPage, second_column);
  gtk_widget_class_bind_template_child (widget_class, SbxOverviewPage, third_column);
}

static void
sbx_overview_page_init (SbxOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_overview_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  SbxOverviewPage *self;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_OVERVIEW_PAGE, NULL);
  gtk_box_append (self->first_column, sbx_identity_group_new (endpoint));
  gtk_box_append (self->first_column, sbx_probe_group_new ());
  gtk_box_append (self->first_column, sbx_alarms_group_new (endpoint));
  gtk_box_append (self->second_column, sbx_traffic_group_new (endpoint));

  gtk_box_append (self->third_column, sbx_latency_group_new (endpoint));
  gtk_box_append (self->third_column, sbx_trouble_group_new (endpoint));
  gtk_box_append (self->third_column, sbx_codes_group_new (endpoint));
  if (SBX_IS_CONNECTION (endpoint))
    {
      SbxConnection *connection = SBX_CONNECTION (endpoint);

      gtk_box_append (self->first_column, sbx_service_group_new (connection));
      gtk_box_append (self->first_column, sbx_subscriptions_group_new (connection));
      gtk_box_append (self->first_column, sbx_history_group_new (connection));
      gtk_box_append (self->second_column, sbx_ping_group_new (connection));
    }

  return GTK_WIDGET (self);
}
