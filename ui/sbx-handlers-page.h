/* sbx-handlers-page.h — what a hosted server answers, and what it emits by itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-console.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Actions: handlers.add-all (one for each request of the contract that has none), handlers.add-asked (one for
 * each request that was asked for in vain). */
#define SBX_TYPE_HANDLERS_PAGE (sbx_handlers_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxHandlersPage, sbx_handlers_page, SBX, HANDLERS_PAGE, GtkWidget)

GtkWidget *sbx_handlers_page_new (SbxConsole *console, SbxEndpoint *endpoint);
/* Shows what gave an answer or emitted an event, as the trace names it: `handler: getOrder · sequence 2/3`,
 * `timer: tick · 4`. Whether it is still there; for a handler that is gone the one for all others will do. */
gboolean sbx_handlers_page_show_origin (SbxHandlersPage *self, const char *origin);

G_END_DECLS
