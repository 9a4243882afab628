/* sbx-clients-page-private.h — what the files about the page of clients share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-client-columns.h"
#include "sbx-clients-page.h"
#include "sbx-departed-clients.h"
#include "sbx-peer-filter.h"
#include "sbx-server.h"

G_BEGIN_DECLS

struct _SbxClientsPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkWidget *examples;
  GtkLabel *mbm_example;
  GtkLabel *wscat_example;
  GtkLabel *count_label;
  GtkMenuButton *columns_button;
  GtkColumnView *view;
  GtkSelectionModel *selection;
  GtkActionBar *action_bar;
  GtkLabel *selected_label;
  GtkWidget *disconnect_button; /* which is in the menu as well */
  GtkSearchBar *search_bar;
  GtkSearchEntry *search;
  GtkWidget *nothing_label;
  GtkFilterListModel *filtered;
  SbxPeerFilter *filter;
  SbxDepartedClients *departed;

  SbxServer *server;
  SbxClientColumns *columns;
  GSettings *settings;
  guint tick;
  guint fit_id;
};

/* Shows one client of the table in detail. */
void sbx_clients_page_open_nth (SbxClientsPage *self, guint position);
void sbx_clients_page_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
