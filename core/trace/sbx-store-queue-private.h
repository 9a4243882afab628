/* sbx-store-queue-private.h — what waits to be written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sbx-trace-record.h"

G_BEGIN_DECLS

/* What may wait, written or not, before records are refused. */
#define SBX_STORE_QUEUE_MAX_RECORDS 100000
#define SBX_STORE_QUEUE_MAX_BYTES   (256u * 1024 * 1024)

/* A transaction takes at most so many records, and they wait for it at most so long. */
#define SBX_STORE_BATCH_RECORDS 1000
#define SBX_STORE_BATCH_TIME    (50 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  SbxTraceRecord *record;
  GBytes *bytes;
  guint endpoint;
  /* What it takes in memory. */
  gsize size;
} SbxQueuedRecord;

typedef struct
{
  gint64 seq;
  SbxTraceStatus status;
  gint64 latency;
  gint64 partner;
  char *error_code;
  char *note;
  char *handler;
} SbxQueuedCompletion;

/* Removes records up to @until; of one endpoint, or of all (0). */
typedef struct
{
  guint endpoint;
  gint64 until;
} SbxQueuedClear;

typedef struct
{
  guint handle;
  char *id;
  char *name;
} SbxQueuedEndpoint;

/**
 * SbxStoreBatch:
 *
 * What gathered while the writer was busy. Done in the order of the members: each can only refer to what is
 * in those before it.
 */
typedef struct
{
  GArray *endpoints;
  GArray *records;
  GArray *completions;
  GArray *clears;
} SbxStoreBatch;

void sbx_store_batch_free (SbxStoreBatch *self);

/**
 * SbxStoreQueue:
 *
 * Between those who append and the writer: numbers records as they come, and bounds what waits. The only lock
 * that the engine's thread takes; held for moments. A record that has a number is in the queue until it is
 * written, so numbers have no gaps.
 */
typedef struct _SbxStoreQueue SbxStoreQueue;

SbxStoreQueue *sbx_store_queue_new (void);
void sbx_store_queue_free (SbxStoreQueue *self);

/* Before anything is appended: the numbers to go on from. */
void sbx_store_queue_set_next_seq (SbxStoreQueue *self, gint64 next_seq);
void sbx_store_queue_restore_endpoint (SbxStoreQueue *self,
                                       guint handle,
                                       const char *id,
                                       const char *name,
                                       gint64 next_seq);

guint sbx_store_queue_add_endpoint (SbxStoreQueue *self, const char *id, const char *name);
guint sbx_store_queue_find_endpoint (SbxStoreQueue *self, const char *id);

gint64
sbx_store_queue_append (SbxStoreQueue *self, guint endpoint, const SbxTraceRecord *record, GBytes *bytes);
void sbx_store_queue_complete (SbxStoreQueue *self, SbxQueuedCompletion *completion);
/* @endpoint_id: (nullable). */
/* Records up to @until, or all that are in the queue by now if that is more. */
void sbx_store_queue_clear (SbxStoreQueue *self, const char *endpoint_id, gint64 until);
gint64 sbx_store_queue_get_n_lost (SbxStoreQueue *self);

/* Waits until all that is in the queue now is written. */
gboolean sbx_store_queue_flush (SbxStoreQueue *self, gint64 end_time);
/* Gives the writer an empty batch, if there is nothing else, so that it looks around. */
void sbx_store_queue_poke (SbxStoreQueue *self);
/* Lets the writer finish; nothing is taken any more. */
void sbx_store_queue_close (SbxStoreQueue *self);

/* The writer's side. */

/* Waits for work: until a batch is full or old enough, or is wanted. @idle: without, gives what there is at
 * once. NULL: the end. */
SbxStoreBatch *sbx_store_queue_take (SbxStoreQueue *self, gboolean idle);
/* Waits before something is tried again. FALSE: the queue was closed. */
gboolean sbx_store_queue_wait (SbxStoreQueue *self, gint64 microseconds);
/* Part of the batch is written (or @lost). */
void sbx_store_queue_settle (SbxStoreQueue *self, guint n_records, gsize n_bytes, gboolean lost);
/* All of the batch is. */
void sbx_store_queue_done (SbxStoreQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxStoreBatch, sbx_store_batch_free)

G_END_DECLS
