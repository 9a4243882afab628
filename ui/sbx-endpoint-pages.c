/* sbx-endpoint-pages.c — the pages of a server or connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-endpoint-pages.h"

#include <glib/gi18n.h>

#include "sbx-account-page.h"
#include "sbx-clients-page.h"
#include "sbx-handlers-page.h"
#include "sbx-heartbeats-page.h"
#include "sbx-overview-page.h"
#include "sbx-send-page.h"
#include "sbx-traffic-page.h"

typedef enum
{
  FOR_SERVERS = 1 << 0,
  FOR_CONNECTIONS = 1 << 1,
  FOR_BOTH = FOR_SERVERS | FOR_CONNECTIONS,
} PageUse;

typedef struct
{
  const char *name;
  const char *title;
  const char *icon_name;
  PageUse use;
  GtkWidget *(*create) (SbxConsole *console, SbxEndpoint *endpoint);
} PageKind;

/* In their order; each is made when it is first looked at. */
static const PageKind page_kinds[] = {
  { "overview", N_ ("Overview"), "sbx-overview-symbolic", FOR_BOTH, sbx_overview_page_new },
  { "clients", N_ ("Clients"), "sbx-clients-symbolic", FOR_SERVERS, sbx_clients_page_new },
  { "heartbeats", N_ ("Heartbeats"), "sbx-heartbeats-symbolic", FOR_BOTH, sbx_heartbeats_page_new },
  { "traffic", N_ ("Traffic"), "sbx-traffic-symbolic", FOR_BOTH, sbx_traffic_page_new },
  { "send", N_ ("Send"), "sbx-send-symbolic", FOR_BOTH, sbx_send_page_new },
  { "handlers", N_ ("Handlers"), "sbx-handlers-symbolic", FOR_SERVERS, sbx_handlers_page_new },
  { "account", N_ ("Account"), "sbx-account-symbolic", FOR_CONNECTIONS, sbx_account_page_new },
};

/* Where a page goes when it is first looked at: to a screen reader a group of the page's name. */
static GtkWidget *
make_page_bin (const char *title)
{
  GtkWidget *bin = g_object_new (ADW_TYPE_BIN, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (bin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return bin;
}

void
sbx_endpoint_pages_add (AdwViewStack *stack, SbxEndpoint *endpoint)
{
  PageUse use = SBX_IS_SERVER (endpoint) ? FOR_SERVERS : FOR_CONNECTIONS;

  for (guint i = 0; i < G_N_ELEMENTS (page_kinds); i++)
    {
      const char *title = _ (page_kinds[i].title);
      AdwViewStackPage *page;

      if ((page_kinds[i].use & use) == 0)
        continue;

      page = adw_view_stack_add_titled (stack, make_page_bin (title), page_kinds[i].name, title);
      adw_view_stack_page_set_icon_name (page, page_kinds[i].icon_name);
    }
}

void
sbx_endpoint_pages_ensure (AdwViewStack *stack, SbxConsole *console, SbxEndpoint *endpoint)
{
  GtkWidget *bin = adw_view_stack_get_visible_child (stack);
  const char *name = adw_view_stack_get_visible_child_name (stack);

  if (bin == NULL || name == NULL || adw_bin_get_child (ADW_BIN (bin)) != NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (page_kinds); i++)
    if (g_str_equal (page_kinds[i].name, name))
      adw_bin_set_child (ADW_BIN (bin), page_kinds[i].create (console, endpoint));
}
