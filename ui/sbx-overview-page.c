/* sbx-overview-page.c — an endpoint at a glance
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-overview-page.h"

#include "sbx-history-group.h"
#include "sbx-identity-group.h"
#include "sbx-latency-group.h"
#include "sbx-ping-group.h"
#include "sbx-service-group.h"
#include "sbx-subscriptions-group.h"
#include "sbx-traffic-group.h"
#include "sbx-trouble-group.h"

/* Two of these stand side by side in a wide window. */
#define GROUP_WIDTH 320

struct _SbxOverviewPage
{
  GtkWidget parent_instance;

  GtkFlowBox *groups;
};

G_DEFINE_FINAL_TYPE (SbxOverviewPage, sbx_overview_page, GTK_TYPE_WIDGET)

static void
sbx_overview_page_add (SbxOverviewPage *self, GtkWidget *group)
{
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), group);
  gtk_widget_set_size_request (group, GROUP_WIDTH, -1);
  gtk_widget_set_valign (group, GTK_ALIGN_START);
  gtk_widget_set_hexpand (group, TRUE);
  /* What is in it takes the focus. */
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->groups, child);
}

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

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxOverviewPage, groups);
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
  sbx_overview_page_add (self, sbx_identity_group_new (endpoint));
  sbx_overview_page_add (self, sbx_traffic_group_new (endpoint));

  if (SBX_IS_CONNECTION (endpoint))
    {
      sbx_overview_page_add (self, sbx_service_group_new (SBX_CONNECTION (endpoint)));
      sbx_overview_page_add (self, sbx_ping_group_new (SBX_CONNECTION (endpoint)));
    }

  sbx_overview_page_add (self, sbx_latency_group_new (endpoint));
  sbx_overview_page_add (self, sbx_trouble_group_new (endpoint));

  if (SBX_IS_CONNECTION (endpoint))
    {
      sbx_overview_page_add (self, sbx_subscriptions_group_new (SBX_CONNECTION (endpoint)));
      sbx_overview_page_add (self, sbx_history_group_new (SBX_CONNECTION (endpoint)));
    }

  return GTK_WIDGET (self);
}
