/* mbm-out-queue.c — bytes that wait to be written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "mbm-out-queue-private.h"

/* A chunk has the size of a few messages at first, and each further one twice that of the one before it. An
 * event to a thousand clients is a thousand first chunks before any is written: they have to fit the cache.
 */
#define FIRST_CHUNK   (512 - sizeof (MbmOutChunk))
#define LARGEST_CHUNK (64 * 1024 - sizeof (MbmOutChunk))

#define MAX_VECTORS 64

struct _MbmOutChunk
{
  MbmOutChunk *next;
  GBytes *bytes;  /* what is referenced, or NULL if the data follows this struct */
  gsize capacity; /* 0 if referenced */
  gsize begin;
  gsize end;
};

static const guint8 *
mbm_out_chunk_get_data (MbmOutChunk *chunk)
{
  return chunk->bytes != NULL ? g_bytes_get_data (chunk->bytes, NULL) : (const guint8 *) (chunk + 1);
}

static void
mbm_out_chunk_free (MbmOutChunk *chunk)
{
  g_clear_pointer (&chunk->bytes, g_bytes_unref);
  g_free (chunk);
}

static MbmOutChunk *
mbm_out_queue_add_chunk (MbmOutQueue *self, gsize capacity)
{
  MbmOutChunk *chunk = g_malloc (sizeof (MbmOutChunk) + capacity);

  *chunk = (MbmOutChunk){ .capacity = capacity };
  if (self->tail != NULL)
    self->tail->next = chunk;
  else
    self->head = chunk;
  self->tail = chunk;
  return chunk;
}

guint8 *
mbm_out_queue_reserve (MbmOutQueue *self, gsize length)
{
  MbmOutChunk *chunk = self->tail;
  guint8 *room;

  if (chunk == NULL || chunk->capacity - chunk->end < length || chunk->capacity == 0)
    {
      gsize capacity = FIRST_CHUNK;

      if (chunk != NULL && chunk->capacity > 0)
        capacity = MIN (chunk->capacity * 2, LARGEST_CHUNK);
      chunk = mbm_out_queue_add_chunk (self, MAX (capacity, length));
    }

  room = (guint8 *) (chunk + 1) + chunk->end;
  chunk->end += length;
  self->size += length;
  return room;
}

void
mbm_out_queue_append_bytes (MbmOutQueue *self, GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (length < MBM_OUT_QUEUE_MIN_REFERENCED)
    {
      if (length > 0)
        memcpy (mbm_out_queue_reserve (self, length), data, length);
    }
  else
    {
      MbmOutChunk *chunk = mbm_out_queue_add_chunk (self, 0);

      chunk->bytes = g_bytes_ref (bytes);
      chunk->end = length;
      self->size += length;
    }
}

const guint8 *
mbm_out_queue_peek (MbmOutQueue *self, gsize *length)
{
  MbmOutChunk *chunk = self->head;

  *length = chunk != NULL ? chunk->end - chunk->begin : 0;
  return chunk != NULL ? mbm_out_chunk_get_data (chunk) + chunk->begin : NULL;
}

gsize
mbm_out_queue_copy (MbmOutQueue *self, guint8 *target, gsize size)
{
  gsize copied = 0;

  for (MbmOutChunk *chunk = self->head; chunk != NULL && copied < size; chunk = chunk->next)
    {
      gsize length = MIN (chunk->end - chunk->begin, size - copied);

      memcpy (target + copied, mbm_out_chunk_get_data (chunk) + chunk->begin, length);
      copied += length;
    }

  return copied;
}

void
mbm_out_queue_consume (MbmOutQueue *self, gsize written)
{
  self->size -= written;
  while (self->head != NULL)
    {
      MbmOutChunk *chunk = self->head;
      gsize length = chunk->end - chunk->begin;

      if (written < length)
        {
          chunk->begin += written;
          break;
        }

      written -= length;
      self->head = chunk->next;
      mbm_out_chunk_free (chunk);
    }
  if (self->head == NULL)
    self->tail = NULL;
}

void
mbm_out_queue_truncate (MbmOutQueue *self, gsize size)
{
  gsize before = 0;

  if (size >= self->size)
    return;
  if (size == 0)
    {
      mbm_out_queue_clear (self);
      return;
    }

  for (MbmOutChunk *chunk = self->head; chunk != NULL; chunk = chunk->next)
    {
      gsize length = chunk->end - chunk->begin;
      MbmOutChunk *rest = chunk->next;

      if (before + length < size)
        {
          before += length;
          continue;
        }

      chunk->end = chunk->begin + (size - before);
      chunk->next = NULL;
      self->tail = chunk;
      self->size = size;
      while (rest != NULL)
        {
          MbmOutChunk *next = rest->next;

          mbm_out_chunk_free (rest);
          rest = next;
        }
      return;
    }
}

MbmOutResult
mbm_out_queue_write (MbmOutQueue *self, int fd)
{
  while (self->head != NULL)
    {
      struct iovec vectors[MAX_VECTORS];
      struct msghdr message = { .msg_iov = vectors };
      gsize offered = 0;
      gssize written;

      for (MbmOutChunk *chunk = self->head; chunk != NULL && message.msg_iovlen < MAX_VECTORS;
           chunk = chunk->next)
        {
          struct iovec *vector = &vectors[message.msg_iovlen++];

          vector->iov_base = (void *) (mbm_out_chunk_get_data (chunk) + chunk->begin);
          vector->iov_len = chunk->end - chunk->begin;
          offered += vector->iov_len;
        }

      do
        written = sendmsg (fd, &message, MSG_NOSIGNAL);
      while (written < 0 && errno == EINTR);

      if (written < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? MBM_OUT_BLOCKED : MBM_OUT_FAILED;

      mbm_out_queue_consume (self, written);
      /* Asking once more would only be told to wait. */
      if ((gsize) written < offered)
        return MBM_OUT_BLOCKED;
    }

  return MBM_OUT_DONE;
}

void
mbm_out_queue_clear (MbmOutQueue *self)
{
  mbm_out_queue_consume (self, self->size);
}
