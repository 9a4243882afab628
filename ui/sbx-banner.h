/* sbx-banner.h — something to be known, above the page
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A bar that is there while it has something to say, with at most two buttons.
 *
 * Properties: text (string, nullable: hides it); button-label, action-name (strings: of the button);
 * other-label, other-action-name (of a second one); error (boolean: it is about a failure). */
#define SBX_TYPE_BANNER (sbx_banner_get_type ())
G_DECLARE_FINAL_TYPE (SbxBanner, sbx_banner, SBX, BANNER, GtkWidget)

G_END_DECLS
