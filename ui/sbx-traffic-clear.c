/* sbx-traffic-clear.c — removes recorded traffic, with a way back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-traffic-clear.h"

#include <glib/gi18n.h>

#include "sbx-undo.h"

typedef struct
{
  SbxStore *store;
  guint number;
} Cleared;

static void
cleared_free (gpointer data)
{
  Cleared *cleared = data;

  g_object_unref (cleared->store);
  g_free (cleared);
}

static void
show_again (gpointer data)
{
  Cleared *cleared = data;

  sbx_store_show_hidden (cleared->store, cleared->number);
}

static void
clear_for_good (gpointer data)
{
  Cleared *cleared = data;

  sbx_store_clear_hidden (cleared->store, cleared->number);
}

void
sbx_traffic_clear (GtkWidget *widget, SbxStore *store, const char *endpoint_id)
{
  guint number;
  Cleared *cleared;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SBX_IS_STORE (store));

  number = sbx_store_hide (store, endpoint_id);
  if (number == 0)
    {
      gtk_widget_activate_action (widget, "win.toast", "s", _ ("There is nothing to clear"));
      return;
    }

  cleared = g_new (Cleared, 1);
  *cleared = (Cleared){ g_object_ref (store), number };
  sbx_undo_offer (widget,
                  endpoint_id != NULL ? _ ("Traffic cleared")
                                      : _ ("Traffic of all servers and connections cleared"),
                  show_again, clear_for_good, cleared, cleared_free);
}
