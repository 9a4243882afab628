/* sbx-capture-list.c — captures that are open at the next start too
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture-list.h"

static void
on_changed (GSettings *settings, guint position, guint removed, guint added, GListModel *captures)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (captures); i++)
    {
      g_autoptr (SbxCapture) capture = g_list_model_get_item (captures, i);

      g_strv_builder_add (builder, sbx_capture_get_path (capture));
    }
  paths = g_strv_builder_end (builder);
  g_settings_set_strv (settings, "captures", (const char *const *) paths);
}

void
sbx_capture_list_keep (SbxConsole *console, GSettings *settings)
{
  g_auto (GStrv) paths = NULL;

  g_return_if_fail (SBX_IS_CONSOLE (console));
  g_return_if_fail (G_IS_SETTINGS (settings));

  paths = g_settings_get_strv (settings, "captures");
  for (guint i = 0; paths[i] != NULL; i++)
    sbx_console_open_capture (console, paths[i]);
  g_signal_connect_object (sbx_console_get_captures (console), "items-changed", G_CALLBACK (on_changed),
                           settings, G_CONNECT_SWAPPED);
}
