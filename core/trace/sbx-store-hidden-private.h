/* sbx-store-hidden-private.h — records that are hidden before they are removed for good
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store-view-private.h"

G_BEGIN_DECLS

/**
 * SbxStoreHidden:
 *
 * Up to which number the records of endpoints are hidden, and since which request: so that clearing can be
 * undone as long as nobody has said that it is meant. Main thread.
 */
typedef struct _SbxStoreHidden SbxStoreHidden;

/* @func is told to remove for good: an endpoint's records (@id nullable: all), up to @until. */
typedef void (*SbxStoreHiddenFunc) (const char *id, gint64 until, gpointer user_data);

SbxStoreHidden *sbx_store_hidden_new (void);
void sbx_store_hidden_free (SbxStoreHidden *self);

/* Hides what @view has of the endpoint @id, or of all (NULL). Returns a number for it, 0 if there is nothing.
 */
guint sbx_store_hidden_add (SbxStoreHidden *self, const SbxStoreView *view, const char *id);
/* (transfer full): whose records are shown again: an id, or "" for all; NULL: it was settled before. */
char *sbx_store_hidden_drop (SbxStoreHidden *self, guint number);
/* Hands it to @func, and hides it on until @view shows that it is gone. 0: every one there is. */
void
sbx_store_hidden_settle (SbxStoreHidden *self, guint number, SbxStoreHiddenFunc func, gpointer user_data);

/* Takes what is hidden out of @view, a copy of what the writer published. */
void sbx_store_hidden_apply (SbxStoreHidden *self, SbxStoreView *view);

G_END_DECLS
