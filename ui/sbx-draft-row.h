/* sbx-draft-row.h — an item of a server's config in a list
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-item-draft.h"

G_BEGIN_DECLS

/* Says what an item does, in a few words; (transfer full) */
typedef char *(*SbxDraftSummary) (SbxItemConfig *item);

/* The name of an item, what it does, whether something is wrong with it, and a switch for its property
 * `enabled`.
 *
 * Properties: draft (SbxItemDraft, nullable). Signal `dropped (SbxItemDraft *draft)`: another row was dropped
 * onto it. */
#define SBX_TYPE_DRAFT_ROW (sbx_draft_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxDraftRow, sbx_draft_row, SBX, DRAFT_ROW, GtkWidget)

/* @name: the property that has the name; @unnamed: what stands for none. Both static. */
GtkWidget *sbx_draft_row_new (const char *name, const char *unnamed, SbxDraftSummary summary);
SbxItemDraft *sbx_draft_row_get_draft (SbxDraftRow *self);

G_END_DECLS
