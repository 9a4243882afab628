/* sbx-undo.h — a way back after something was removed
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @user_data: what sbx_undo_offer() was given */
typedef void (*SbxUndoFunc) (gpointer user_data);

/* Says in a toast of the window that @widget is in (or whose dialog it is in) what was done, with the button
 * Undo; Ctrl+Z works as well, while it is there. @text: plain text, such as “Orders” removed. Either @undo is
 * called, or, once the toast is gone or the window closed, @commit (nullable), and then @destroy (nullable),
 * each once. Where there is no such window nothing can be undone, and @commit is called at once. */
void sbx_undo_offer (GtkWidget *widget,
                     const char *text,
                     SbxUndoFunc undo,
                     SbxUndoFunc commit,
                     gpointer user_data,
                     GDestroyNotify destroy);

G_END_DECLS
