/* sbx-endpoint-pages.h — the pages of a server or connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Adds a place for each page that @endpoint has, an AdwBin, which is empty as yet. */
void sbx_endpoint_pages_add (AdwViewStack *stack, SbxEndpoint *endpoint);
/* Makes the page that is to be seen, unless it is there. */
void sbx_endpoint_pages_ensure (AdwViewStack *stack, SbxConsole *console, SbxEndpoint *endpoint);

G_END_DECLS
