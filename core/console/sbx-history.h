/* sbx-history.h — what was sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-draft.h"

G_BEGIN_DECLS

/**
 * SBX_HISTORY_MAX_ITEMS:
 *
 * How many messages are remembered of each endpoint.
 */
#define SBX_HISTORY_MAX_ITEMS 100

/**
 * SbxHistoryItem:
 *
 * A message that was sent by hand. Properties, read-only and notifying:
 *  - draft (SbxDraft): as it was written, with its placeholders; not to be changed
 *  - time (int64, µs real): when it was sent
 *  - outcome (string, nullable): how it went, in a few words; NULL: nothing came of it yet
 *  - failed (boolean): that was no success
 *  - stripped (boolean): there was a secret in it, which was not kept: it can be edited, but not sent again
 * as it is
 */
#define SBX_TYPE_HISTORY_ITEM (sbx_history_item_get_type ())
G_DECLARE_FINAL_TYPE (SbxHistoryItem, sbx_history_item, SBX, HISTORY_ITEM, GObject)

SbxDraft *sbx_history_item_get_draft (SbxHistoryItem *self);
gint64 sbx_history_item_get_time (SbxHistoryItem *self);
const char *sbx_history_item_get_outcome (SbxHistoryItem *self);
gboolean sbx_history_item_get_failed (SbxHistoryItem *self);
gboolean sbx_history_item_get_stripped (SbxHistoryItem *self);

/**
 * SbxHistory:
 *
 * What was sent by hand, for each endpoint, newest first: the last %SBX_HISTORY_MAX_ITEMS messages as they
 * were written, so that sent again they get new values. What they became is in the traffic. Main thread.
 *
 * It is kept in a file of its own beside the traffic, without secrets, and is no part of the workspace. Read
 * when somebody asks for it first. Of each endpoint, 1 MiB is written; what is beyond lasts until the program
 * ends.
 *
 * Property `notice` (string, nullable, read-only, notifying): the file could not be read.
 */
#define SBX_TYPE_HISTORY (sbx_history_get_type ())
G_DECLARE_FINAL_TYPE (SbxHistory, sbx_history, SBX, HISTORY, GObject)

SbxHistory *sbx_history_new (const char *path);
GListModel *sbx_history_get_items (SbxHistory *self, const char *endpoint_id);
SbxHistoryItem *sbx_history_add (SbxHistory *self, const char *endpoint_id, SbxDraft *draft);
void sbx_history_set_outcome (SbxHistory *self, SbxHistoryItem *item, const char *outcome, gboolean failed);
GPtrArray *sbx_history_clear (SbxHistory *self, const char *endpoint_id);
void sbx_history_restore (SbxHistory *self, const char *endpoint_id, GPtrArray *items);
void sbx_history_flush (SbxHistory *self);
const char *sbx_history_get_notice (SbxHistory *self);
void sbx_history_dismiss_notice (SbxHistory *self);

G_END_DECLS
