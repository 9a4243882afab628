/* sbx-sent-list.h — what was sent before
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-history.h"

G_BEGIN_DECLS

/* The history of an endpoint, newest first. Signals: `activated` (SbxDraft): to be edited; `send-requested`
 * (SbxDraft): to be sent again as it was written. */
#define SBX_TYPE_SENT_LIST (sbx_sent_list_get_type ())
G_DECLARE_FINAL_TYPE (SbxSentList, sbx_sent_list, SBX, SENT_LIST, GtkWidget)

void sbx_sent_list_set_history (SbxSentList *self, SbxHistory *history, const char *endpoint_id);

G_END_DECLS
