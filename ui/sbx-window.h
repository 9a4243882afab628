/* sbx-window.h — the window: sidebar and what is selected there
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Owned by the application. Remembers size, sidebar, selection and page in the settings.
 *
 * Properties: console (construct-only).
 * Actions, for everything inside: win.host, win.connect, win.demo; win.select (s: an endpoint's id, "" for
 * all traffic); win.select-capture (s: a path); win.open-capture (asks for one); win.open-file (s: a path:
 * whatever it is); win.show-page (s: a page's name); win.nth-page (i, from 1); win.duplicate (s: an
 * endpoint's id); win.toast (s: a text); win.sidebar (toggles); win.show-history (all traffic, although there
 * is no endpoint); win.dismiss-notice; win.undo (what the last toast offers to); and those of
 * SbxWorkspaceMenu. */
#define SBX_TYPE_WINDOW (sbx_window_get_type ())
G_DECLARE_FINAL_TYPE (SbxWindow, sbx_window, SBX, WINDOW, AdwApplicationWindow)

GtkWidget *sbx_window_new (GtkApplication *application, SbxConsole *console);
/* NULL: all traffic. @page: (nullable): stays as it is. */
void sbx_window_show (SbxWindow *self, SbxEndpoint *endpoint, const char *page);
/* Shows a toast whose button undoes something; so does win.undo, while the toast is there. For
 * sbx_undo_offer(). */
void sbx_window_offer_undo (SbxWindow *self, AdwToast *toast);
/* Keeps size, sidebar, selection and page for the next start. */
void sbx_window_save_state (SbxWindow *self);

G_END_DECLS
