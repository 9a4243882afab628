/* sbx-status-icon.h — the state of an endpoint as an icon
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* Shows an SbxEndpointState by shape and colour. Properties: state; text (string: what a screen reader says
 * of it). */
#define SBX_TYPE_STATUS_ICON (sbx_status_icon_get_type ())
G_DECLARE_FINAL_TYPE (SbxStatusIcon, sbx_status_icon, SBX, STATUS_ICON, GtkWidget)

/* The name of the icon, and of the style class that colours it. */
const char *sbx_status_icon_name (SbxEndpointState state);
const char *sbx_status_icon_style (SbxEndpointState state);

G_END_DECLS
