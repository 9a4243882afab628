/* sbx-endpoint-view.h — a server or connection: what it is, how it is, and its pages
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Properties: console, endpoint (construct-only); stack (AdwViewStack, read-only: the pages, for a view
 * switcher); compact (boolean: there is little room, and the title stands in the header bar). Actions:
 * endpoint.toggle (the primary one: start, stop, connect, disconnect, cancel), endpoint.edit,
 * endpoint.duplicate, endpoint.remove. */
#define SBX_TYPE_ENDPOINT_VIEW (sbx_endpoint_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxEndpointView, sbx_endpoint_view, SBX, ENDPOINT_VIEW, GtkWidget)

GtkWidget *sbx_endpoint_view_new (SbxConsole *console, SbxEndpoint *endpoint);
SbxEndpoint *sbx_endpoint_view_get_endpoint (SbxEndpointView *self);
AdwViewStack *sbx_endpoint_view_get_stack (SbxEndpointView *self);
/* The name of the page that is shown; one that is not there is ignored. */
const char *sbx_endpoint_view_get_page (SbxEndpointView *self);
/* The page itself; (nullable) (transfer none) */
GtkWidget *sbx_endpoint_view_get_page_child (SbxEndpointView *self);
void sbx_endpoint_view_set_page (SbxEndpointView *self, const char *name);
/* By position, from 0. */
void sbx_endpoint_view_set_nth_page (SbxEndpointView *self, guint position);
/* Moves the focus to where one begins on the page that is shown, unless it is on it. */
void sbx_endpoint_view_focus_page (SbxEndpointView *self);

G_END_DECLS
