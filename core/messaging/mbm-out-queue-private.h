/* mbm-out-queue-private.h — bytes that wait to be written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Small pieces are copied one behind the other, so that many of them are one write; large ones are kept by
 * reference. An empty queue holds no memory. All zero is an empty queue. */
typedef struct _MbmOutChunk MbmOutChunk;

/* From this size on, a reference costs less than a copy. */
#define MBM_OUT_QUEUE_MIN_REFERENCED 4096

typedef struct
{
  MbmOutChunk *head;
  MbmOutChunk *tail;
  gsize size;
} MbmOutQueue;

typedef enum
{
  MBM_OUT_DONE,    /* nothing is left */
  MBM_OUT_BLOCKED, /* the rest has to wait until the descriptor takes more */
  MBM_OUT_FAILED,  /* errno says why */
} MbmOutResult;

/* Room for @length bytes at the end, to be filled at once. */
guint8 *mbm_out_queue_reserve (MbmOutQueue *self, gsize length);
void mbm_out_queue_append_bytes (MbmOutQueue *self, GBytes *bytes);
/* What is at the beginning, in one piece: as long as it is not consumed it stays where it is. NULL if there
 * is nothing.
 */
const guint8 *mbm_out_queue_peek (MbmOutQueue *self, gsize *length);
/* Copies up to @size bytes from the beginning, and says how many; they stay in the queue. */
gsize mbm_out_queue_copy (MbmOutQueue *self, guint8 *target, gsize size);
/* Takes @length bytes, which have been written, from the beginning. */
void mbm_out_queue_consume (MbmOutQueue *self, gsize length);
/* Drops what is behind the first @size bytes. */
void mbm_out_queue_truncate (MbmOutQueue *self, gsize size);
MbmOutResult mbm_out_queue_write (MbmOutQueue *self, int fd);
void mbm_out_queue_clear (MbmOutQueue *self);

G_END_DECLS
