/* sbx-store-private.h — what models and searches know of a store
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store-reader-private.h"
#include "sbx-store-view-private.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/* The shortest time between two signals, and between two changes of a model: a frame. */
#define SBX_STORE_FRAME_TIME (16 * G_TIME_SPAN_MILLISECOND)

/* What there is, as of the last `changed`. */
const SbxStoreView *sbx_store_get_view (SbxStore *self);

/* The records @first to @last: by `seq` (@endpoint 0), or by `endpoint_seq`. */
void sbx_store_load (SbxStore *self,
                     guint endpoint,
                     gint64 first,
                     gint64 last,
                     SbxStoreReaderFunc func,
                     gpointer user_data);

/* Of the file that the view is of; NULL if nothing can be read now. */
SbxStoreReader *sbx_store_get_reader (SbxStore *self);
/* A reader of the file of that generation could not read. Main thread. */
void sbx_store_report_read_error (SbxStore *self, guint generation, const GError *error);

G_END_DECLS
