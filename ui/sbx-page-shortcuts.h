/* sbx-page-shortcuts.h — keys of the page that is seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A controller to be added to a page when it is mapped, and removed when it is unmapped: there is a page of a
 * kind for each server and connection that was looked at, and the keys are for the one that is seen, wherever
 * the focus is. They come before an entry takes Ctrl+. for an emoji. */
GtkEventController *sbx_page_shortcuts_new (void);
/* @key: with Ctrl */
void sbx_page_shortcuts_add (GtkEventController *shortcuts, guint key, const char *action);

G_END_DECLS
