/* sbx-store-tables-private.h — what a store's writer says to SQLite
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-database-private.h"
#include "sbx-store-queue-private.h"
#include "sbx-store-view-private.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/**
 * SbxStoreTables:
 *
 * The prepared statements over an open file. All fail with %SBX_DATABASE_ERROR; transactions are the
 * caller's.
 */
typedef struct _SbxStoreTables SbxStoreTables;

/* Borrows @database. */
SbxStoreTables *sbx_store_tables_new (SbxDatabase *database, GError **error);
void sbx_store_tables_free (SbxStoreTables *self);

/* What the program's end left behind: what was under way then will have no answer, and endpoints without
 * records are forgotten until they are told again. */
gboolean sbx_store_tables_tidy (SbxStoreTables *self, GError **error);
/* Fills @view with what the file has. */
gboolean sbx_store_tables_load (SbxStoreTables *self, SbxStoreView *view, GError **error);

gboolean sbx_store_tables_begin (SbxStoreTables *self, GError **error);
gboolean sbx_store_tables_commit (SbxStoreTables *self, GError **error);
void sbx_store_tables_rollback (SbxStoreTables *self);

gboolean sbx_store_tables_put_endpoint (SbxStoreTables *self,
                                        guint handle,
                                        const char *id,
                                        const char *name,
                                        GError **error);
gboolean sbx_store_tables_put_record (SbxStoreTables *self, const SbxQueuedRecord *queued, GError **error);
/* @update: (out): seq 0 if the record is gone. */
gboolean sbx_store_tables_put_completion (SbxStoreTables *self,
                                          const SbxQueuedCompletion *completion,
                                          SbxStoreUpdate *update,
                                          GError **error);

/* Removes the oldest @n records. @n_removed: (out): how many there were. */
gboolean sbx_store_tables_remove_oldest (SbxStoreTables *self, guint n, guint *n_removed, GError **error);
/* Removes the records up to @until, of one endpoint or of all (0). */
gboolean sbx_store_tables_clear (SbxStoreTables *self, guint endpoint, gint64 until, GError **error);
/* Brings the first numbers in @view up to date after a removal. */
gboolean sbx_store_tables_find_first (SbxStoreTables *self, SbxStoreView *view, GError **error);

/* How much of the file is in use, and how much is free to be used again, in bytes. */
gboolean sbx_store_tables_measure (SbxStoreTables *self, gint64 *used, gint64 *spare, GError **error);
/* Gives some of what is free back to the file system. */
gboolean sbx_store_tables_shrink (SbxStoreTables *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxStoreTables, sbx_store_tables_free)

G_END_DECLS
