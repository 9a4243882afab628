/* sbx-selectable.h — text to select with the pointer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes the text of @label selectable with the pointer, and takes it out of the way of the Tab key: a page or
 * dialog that is opened would otherwise begin with a text cursor in the first of its labels. The keyboard
 * needs another way to the text, such as a button that copies it. */
void sbx_selectable_by_pointer (GtkLabel *label);

G_END_DECLS
