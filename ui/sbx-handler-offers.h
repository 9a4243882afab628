/* sbx-handler-offers.h — the requests that a hosted server could answer and does not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-drafts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Offers handlers for the requests of the server's contract, and for those that were asked for in vain, as
 * long as they have none.
 *
 * Properties, read-only, notifying: n-missing (uint: of the contract); n-asked (uint: of the others). */
#define SBX_TYPE_HANDLER_OFFERS (sbx_handler_offers_get_type ())
G_DECLARE_FINAL_TYPE (SbxHandlerOffers, sbx_handler_offers, SBX, HANDLER_OFFERS, GtkWidget)

GtkWidget *sbx_handler_offers_new (SbxServer *server, SbxItemDrafts *drafts);
guint sbx_handler_offers_get_n_missing (SbxHandlerOffers *self);
/* The names; (transfer full) */
char **sbx_handler_offers_dup_missing (SbxHandlerOffers *self);
char **sbx_handler_offers_dup_asked (SbxHandlerOffers *self);

G_END_DECLS
