/* sbx-undo.c — a way back after something was removed
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-undo.h"

#include <glib/gi18n.h>

#include "sbx-toast.h"
#include "sbx-window.h"

/* How long one may think about it, in seconds. */
#define TIMEOUT 10

typedef struct
{
  SbxUndoFunc undo;
  SbxUndoFunc commit; /* nullable */
  gpointer user_data;
  GDestroyNotify destroy; /* nullable */
} Offer;

/* Goes with the toast; what was not undone by then stays. */
static void
offer_free (gpointer data)
{
  Offer *offer = data;

  if (offer->commit != NULL)
    offer->commit (offer->user_data);
  if (offer->destroy != NULL)
    offer->destroy (offer->user_data);
  g_free (offer);
}

static void
on_dismissed (AdwToast *toast)
{
  g_object_set_data (G_OBJECT (toast), "sbx-offer", NULL);
}

static void
on_undo (AdwToast *toast)
{
  Offer *offer = g_object_get_data (G_OBJECT (toast), "sbx-offer");

  if (offer == NULL)
    return;

  offer->undo (offer->user_data);
  offer->commit = NULL;
  g_object_set_data (G_OBJECT (toast), "sbx-offer", NULL);
}

static SbxWindow *
find_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (GTK_IS_WINDOW (root) && !SBX_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  return SBX_IS_WINDOW (root) ? SBX_WINDOW (root) : NULL;
}

void
sbx_undo_offer (GtkWidget *widget,
                const char *text,
                SbxUndoFunc undo,
                SbxUndoFunc commit,
                gpointer user_data,
                GDestroyNotify destroy)
{
  SbxWindow *window;
  Offer *offer;
  g_autoptr (AdwToast) toast = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);
  g_return_if_fail (undo != NULL);

  offer = g_new (Offer, 1);
  *offer = (Offer){ .undo = undo, .commit = commit, .user_data = user_data, .destroy = destroy };
  window = find_window (widget);
  if (window == NULL)
    {
      offer_free (offer);
      return;
    }

  toast = g_object_ref_sink (sbx_toast_new (text));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, TIMEOUT);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_object_set_data_full (G_OBJECT (toast), "sbx-offer", offer, offer_free);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (on_undo), NULL);
  g_signal_connect (toast, "dismissed", G_CALLBACK (on_dismissed), NULL);
  sbx_window_offer_undo (window, toast);
}
