/* sbx-store-writer-private.h — the thread that writes a store's file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store-queue-private.h"
#include "sbx-store-view-private.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/**
 * SbxStorePublished:
 * @view: what is in the file now
 * @updates: records that are not as they were
 * @n_updates: how many
 * @cleared: (nullable): an endpoint whose records were removed, "" for all of them
 * @renamed: an endpoint has a name that it had not
 * @notice: (nullable): what people should know
 *
 * What the writer tells, after each transaction and when something went wrong.
 */
typedef struct
{
  const SbxStoreView *view;
  const SbxStoreUpdate *updates;
  gsize n_updates;
  const char *cleared;
  gboolean renamed;
  const char *notice;
} SbxStorePublished;

/* Called on the writer's thread. */
typedef void (*SbxStorePublishFunc) (const SbxStorePublished *published, gpointer user_data);

/**
 * SbxStoreWriter:
 *
 * Owns the file: opens it, takes batches from the queue, writes them, removes what is over the limit, and
 * publishes what there is.
 */
typedef struct _SbxStoreWriter SbxStoreWriter;

/* Opens the file, on this thread, so that what it has can be shown at once; then starts its own. @path:
 * (nullable). @notice: (out) */
SbxStoreWriter *sbx_store_writer_new (const char *path,
                                      gint64 history_limit,
                                      SbxStoreQueue *queue,
                                      SbxStorePublishFunc publish,
                                      gpointer user_data,
                                      char **notice);

/* Before the thread is started, it can be looked at. */
const SbxStoreView *sbx_store_writer_get_view (SbxStoreWriter *self);
void sbx_store_writer_start (SbxStoreWriter *self);

/* Waits until the thread has ended, after sbx_store_queue_close(), and closes the file. */
void sbx_store_writer_free (SbxStoreWriter *self);

/* Any thread. */
void sbx_store_writer_set_history_limit (SbxStoreWriter *self, gint64 bytes);
/* Somebody who reads found the file of that generation damaged. Any thread. */
void sbx_store_writer_report_damage (SbxStoreWriter *self, guint generation);

G_END_DECLS
