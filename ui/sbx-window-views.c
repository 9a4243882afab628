/* sbx-window-views.c — the views of what the sidebar selects
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture-view.h"
#include "sbx-endpoint-view.h"
#include "sbx-handlers-page.h"
#include "sbx-traffic-page.h"
#include "sbx-window-views-private.h"

#define ALL_TRAFFIC "all-traffic"

/* What the view of @item goes by; (transfer full). */
static char *
make_view_name (GObject *item)
{
  if (SBX_IS_ENDPOINT (item))
    return g_strdup (sbx_endpoint_get_id (SBX_ENDPOINT (item)));
  if (SBX_IS_CAPTURE (item))
    return g_strconcat ("capture:", sbx_capture_get_path (SBX_CAPTURE (item)), NULL);
  return g_strdup (ALL_TRAFFIC);
}

GtkWidget *
sbx_window_views_ensure (GtkStack *views, SbxConsole *console, GObject *item, gboolean *made)
{
  g_autofree char *name = make_view_name (item);
  GtkWidget *view = gtk_stack_get_child_by_name (views, name);

  *made = view == NULL;
  if (view != NULL)
    return view;

  if (SBX_IS_ENDPOINT (item))
    view = sbx_endpoint_view_new (console, SBX_ENDPOINT (item));
  else if (SBX_IS_CAPTURE (item))
    view = sbx_capture_view_new (console, SBX_CAPTURE (item));
  else
    view = sbx_traffic_page_new (console, NULL);
  gtk_stack_add_named (views, view, name);

  return view;
}

static gboolean
is_orphan (GtkWidget *view, SbxConsole *console)
{
  if (SBX_IS_ENDPOINT_VIEW (view))
    {
      SbxEndpoint *endpoint = sbx_endpoint_view_get_endpoint (SBX_ENDPOINT_VIEW (view));

      return sbx_console_lookup (console, sbx_endpoint_get_id (endpoint)) != endpoint;
    }
  if (SBX_IS_CAPTURE_VIEW (view))
    {
      SbxCapture *capture = sbx_capture_view_get_capture (SBX_CAPTURE_VIEW (view));

      return sbx_console_lookup_capture (console, sbx_capture_get_path (capture)) != capture;
    }
  return FALSE;
}

void
sbx_window_views_drop_orphans (GtkStack *views, SbxConsole *console)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (views));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (is_orphan (child, console))
        gtk_stack_remove (views, child);
      child = next;
    }
}

gboolean
sbx_window_views_show_origin (GtkStack *views, const char *origin)
{
  GtkWidget *view = gtk_stack_get_visible_child (views);
  GtkWidget *page;

  if (!SBX_IS_ENDPOINT_VIEW (view))
    return FALSE;

  sbx_endpoint_view_set_page (SBX_ENDPOINT_VIEW (view), "handlers");
  page = sbx_endpoint_view_get_page_child (SBX_ENDPOINT_VIEW (view));
  return SBX_IS_HANDLERS_PAGE (page) && sbx_handlers_page_show_origin (SBX_HANDLERS_PAGE (page), origin);
}
