/* sbx-history-private.h — what a history lets its items do
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-history.h"

G_BEGIN_DECLS

/* @draft: (transfer full) */
SbxHistoryItem *sbx_history_item_new (SbxDraft *draft, gint64 time);
void sbx_history_item_set_outcome (SbxHistoryItem *self, const char *outcome, gboolean failed);

/* One line of JSON, without secrets. (transfer full) */
char *sbx_history_item_to_json (SbxHistoryItem *self);
/* @path: where it lies, for the error. (transfer full) (nullable) */
SbxHistoryItem *sbx_history_item_from_json (MbmJsonValue value, const char *path, GError **error);

G_END_DECLS
