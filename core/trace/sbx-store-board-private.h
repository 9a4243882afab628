/* sbx-store-board-private.h — what a store's writer leaves for the main thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store-writer-private.h"

G_BEGIN_DECLS

/**
 * SbxStoreBoard:
 *
 * The writer posts after each transaction, the main thread is called at most once in a frame and takes what
 * has gathered. Of it there is never more than one view, and a bounded number of updates.
 */
typedef struct _SbxStoreBoard SbxStoreBoard;

/* What has gathered since it was taken last; sbx_store_news_clear() frees it. */
typedef struct
{
  SbxStoreView view;
  GArray *updates;
  gboolean all_updated;
  char *cleared;
  gboolean renamed;
  char *notice;
} SbxStoreNews;

void sbx_store_news_clear (SbxStoreNews *self);

/* @func is called in the thread-default context of this call; @owner is what it gets, and is not kept alive.
 */
SbxStoreBoard *sbx_store_board_new (GObject *owner, void (*func) (GObject *owner));
void sbx_store_board_free (SbxStoreBoard *self);

/* No calls from now on. */
void sbx_store_board_close (SbxStoreBoard *self);

/* The writer's side. */
void sbx_store_board_post (SbxStoreBoard *self, const SbxStorePublished *published);

/* The main thread's, once it is called. @news: (out caller-allocates) */
void sbx_store_board_take (SbxStoreBoard *self, SbxStoreNews *news);

G_END_DECLS
