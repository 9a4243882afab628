/* sbx-key-list.c — a sorted list of numbers that grows at both ends
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-key-list-private.h"

#include <string.h>

void
sbx_key_list_clear (SbxKeyList *self)
{
  g_free (self->keys);
  *self = (SbxKeyList){ 0 };
}

gint64
sbx_key_list_get (const SbxKeyList *self, gsize position)
{
  g_assert (position < self->length);
  return self->keys[self->start + position];
}

gsize
sbx_key_list_find (const SbxKeyList *self, gint64 key)
{
  gsize low = 0;
  gsize high = self->length;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->keys[self->start + middle] < key)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Makes room before and after what is there. What was given up at the front counts as room. */
static void
reserve (SbxKeyList *self, gsize before, gsize after)
{
  gint64 *keys;
  gsize capacity, start;

  if (self->start >= before && self->capacity - self->start - self->length >= after)
    return;
  capacity = MAX (64, (self->length + before + after) * 2);
  /* Spare room where it was asked for, the rest stays as it was. */
  start = before + (before > 0 ? (capacity - self->length - before - after) / 2 : 0);
  keys = g_new (gint64, capacity);
  if (self->length > 0)
    memcpy (keys + start, self->keys + self->start, self->length * sizeof (gint64));
  g_free (self->keys);
  self->keys = keys;
  self->start = start;
  self->capacity = capacity;
}

void
sbx_key_list_append (SbxKeyList *self, const gint64 *keys, gsize n_keys)
{
  if (n_keys == 0)
    return;
  g_assert (self->length == 0 || sbx_key_list_get (self, self->length - 1) < keys[0]);
  reserve (self, 0, n_keys);
  memcpy (self->keys + self->start + self->length, keys, n_keys * sizeof (gint64));
  self->length += n_keys;
}

void
sbx_key_list_prepend (SbxKeyList *self, const gint64 *keys, gsize n_keys)
{
  if (n_keys == 0)
    return;
  g_assert (self->length == 0 || keys[0] < sbx_key_list_get (self, 0));
  reserve (self, n_keys, 0);
  for (gsize i = 0; i < n_keys; i++)
    self->keys[--self->start] = keys[i];
  self->length += n_keys;
}

void
sbx_key_list_insert (SbxKeyList *self, gsize position, gint64 key)
{
  gint64 *at;

  g_assert (position <= self->length);
  reserve (self, 0, 1);
  at = self->keys + self->start + position;
  memmove (at + 1, at, (self->length - position) * sizeof (gint64));
  *at = key;
  self->length++;
}

void
sbx_key_list_remove (SbxKeyList *self, gsize position)
{
  gint64 *at;

  g_assert (position < self->length);
  at = self->keys + self->start + position;
  memmove (at, at + 1, (self->length - position - 1) * sizeof (gint64));
  self->length--;
}

void
sbx_key_list_drop_front (SbxKeyList *self, gsize n_keys)
{
  g_assert (n_keys <= self->length);
  self->start += n_keys;
  self->length -= n_keys;
}
