/* sbx-focus.h — the way of the Tab key through a widget's children
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For GtkWidgetClass.focus of a widget that hands the focus on to a child in its grab_focus: GTK's own would
 * call that on the way back, and the focus would not leave the widget. */
gboolean sbx_focus_children (GtkWidget *widget, GtkDirectionType direction);

G_END_DECLS
