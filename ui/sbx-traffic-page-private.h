/* sbx-traffic-page-private.h — what the files about the traffic page share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-master-detail.h"
#include "sbx-message-detail.h"
#include "sbx-row-follower.h"
#include "sbx-traffic-columns.h"
#include "sbx-traffic-filter.h"
#include "sbx-traffic-page.h"

G_BEGIN_DECLS

/**
 * SbxTrafficPage:
 *
 * The table of all that was recorded, a filter bar over it, and beside it (or, in a narrow window, in its
 * place) the selected message.
 */
struct _SbxTrafficPage
{
  GtkWidget parent_instance;

  SbxMasterDetail *panes;
  GtkWidget *table_pane;
  GtkSearchEntry *search;
  GtkLabel *filter_error;
  GtkStack *stack;
  AdwStatusPage *unrecorded;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  GtkLabel *count;
  GtkWidget *live;
  GtkWidget *back;
  SbxMessageDetail *detail;

  SbxConsole *console;
  SbxEndpoint *endpoint; /* nullable: all */
  SbxCapture *capture;   /* nullable: what is recorded */
  SbxTraceModel *model;
  GtkSingleSelection *selection;
  SbxRowFollower *follower;
  GSettings *settings;

  gint64 wanted; /* the number of a row to show when it comes; 0: none */
  guint wanted_id;

  gboolean flags[SBX_TRAFFIC_N_FLAGS]; /* properties, in the same order */
  SbxTimeFormat time_format;
};

SbxStore *sbx_traffic_page_get_store (SbxTrafficPage *self);
/* (nullable) */
const char *sbx_traffic_page_get_endpoint_id (SbxTrafficPage *self);

/* The row that is waited for may be among those that came. */
void sbx_traffic_page_look_for_wanted (SbxTrafficPage *self);
void sbx_traffic_page_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
