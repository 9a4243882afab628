/* sbx-raw-view.h — bytes as they were on the wire
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_TYPE_RAW_VIEW (sbx_raw_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxRawView, sbx_raw_view, SBX, RAW_VIEW, GtkWidget)

void sbx_raw_view_set_bytes (SbxRawView *self, GBytes *bytes);
char *sbx_raw_view_dup_text (SbxRawView *self);

G_END_DECLS
