/* sbx-library-view.h — messages that are saved, and those that were sent
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* The workspace's folders and messages, with a search, and what was sent through an endpoint before. Rows are
 * renamed, moved, duplicated and removed here, with a way back.
 *
 * Signals: `activated` (SbxDraft): a message is to be edited; `send-requested` (SbxDraft): it is to be sent
 * as it was written. */
#define SBX_TYPE_LIBRARY_VIEW (sbx_library_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxLibraryView, sbx_library_view, SBX, LIBRARY_VIEW, GtkWidget)

GtkWidget *sbx_library_view_new (SbxConsole *console, SbxEndpoint *endpoint);
/* @sent: what was sent before, not what is saved. */
void sbx_library_view_show (SbxLibraryView *self, gboolean sent);

G_END_DECLS
