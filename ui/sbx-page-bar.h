/* sbx-page-bar.h — the pages of a stack, below them in a narrow window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SBX_TYPE_PAGE_BAR (sbx_page_bar_get_type ())
G_DECLARE_FINAL_TYPE (SbxPageBar, sbx_page_bar, SBX, PAGE_BAR, GtkWidget)

/* A tab for each page: all with their names where there is room for them, as in AdwViewSwitcherBar, and
 * otherwise with icons, and the name of the page that is shown. Properties:
 *   stack: the AdwViewStack, NULL for none
 *   reveal: whether to show the bar, if there is a choice */
GtkWidget *sbx_page_bar_new (void);

gboolean sbx_page_bar_get_reveal (SbxPageBar *self);

G_END_DECLS
