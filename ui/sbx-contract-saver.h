/* sbx-contract-saver.h — saves what is known of an endpoint's messages as a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* Asks where to, writes the file, and offers to use it as the endpoint's contract. @widget: in a window that
 * has the action `win.toast`. */
void sbx_contract_saver_ask (GtkWidget *widget, SbxEndpoint *endpoint);
/* The same for a file that was chosen. */
void sbx_contract_saver_save (GtkWidget *widget, SbxEndpoint *endpoint, GFile *file);

G_END_DECLS
