/* sbx-store-reader-private.h — reads a store's file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "sbx-trace-record.h"

G_BEGIN_DECLS

/**
 * SbxStoreReader:
 *
 * A connection of its own to a store's file: sees what the writer has committed and never waits for it. For
 * the thread that made it.
 */
typedef struct _SbxStoreReader SbxStoreReader;

/* @record: valid during the call. Returns FALSE to see no more. */
typedef gboolean (*SbxStoreReaderFunc) (const SbxTraceRecord *record, gpointer user_data);

SbxStoreReader *sbx_store_reader_new (const char *path, GError **error);
void sbx_store_reader_free (SbxStoreReader *self);

/* For queries of others. */
sqlite3 *sbx_store_reader_get_handle (SbxStoreReader *self);

/* The records @first to @last, in order: by `seq` (@endpoint 0), or by `endpoint_seq` of that endpoint. */
gboolean sbx_store_reader_load (SbxStoreReader *self,
                                guint endpoint,
                                gint64 first,
                                gint64 last,
                                SbxStoreReaderFunc func,
                                gpointer user_data,
                                GError **error);

/* (nullable) (transfer full): NULL without @error if there are none. */
GBytes *sbx_store_reader_load_bytes (SbxStoreReader *self, gint64 seq, GError **error);

/* @endpoint 0: of all. (transfer full) (array zero-terminated=1) */
char **sbx_store_reader_list_names (SbxStoreReader *self,
                                    guint endpoint,
                                    SbxTraceKind kind,
                                    guint max,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxStoreReader, sbx_store_reader_free)

G_END_DECLS
