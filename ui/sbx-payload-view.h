/* sbx-payload-view.h — a JSON document as a tree
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_TYPE_PAYLOAD_VIEW (sbx_payload_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxPayloadView, sbx_payload_view, SBX, PAYLOAD_VIEW, GtkWidget)

void sbx_payload_view_set_json (SbxPayloadView *self, GBytes *json);
gboolean sbx_payload_view_select (SbxPayloadView *self, const char *pointer);

G_END_DECLS
