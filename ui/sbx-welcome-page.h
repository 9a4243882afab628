/* sbx-welcome-page.h — what can be done when there is nothing yet
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: store (SbxStore, nullable): with records in it, there is a way to see them. */
#define SBX_TYPE_WELCOME_PAGE (sbx_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxWelcomePage, sbx_welcome_page, SBX, WELCOME_PAGE, GtkWidget)

G_END_DECLS
