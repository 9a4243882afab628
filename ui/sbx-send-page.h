/* sbx-send-page.h — requests and events sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

#define SBX_TYPE_SEND_PAGE (sbx_send_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxSendPage, sbx_send_page, SBX, SEND_PAGE, GtkWidget)

GtkWidget *sbx_send_page_new (SbxConsole *console, SbxEndpoint *endpoint);

G_END_DECLS
