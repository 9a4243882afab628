/* sbx-buckets.c — buckets in which latencies are counted
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-buckets.h"

guint
sbx_buckets_find (const SbxBuckets *self, gint64 value)
{
  const guint64 doubling = G_GUINT64_CONSTANT (1) << self->bits;
  guint64 number = (guint64) MAX (value, 0);
  guint64 bucket;
  guint shift;

  if (number < doubling)
    return (guint) number;

  shift = (guint) g_bit_storage (number) - 1 - self->bits;
  bucket = (shift + 1) * doubling + ((number >> shift) & (doubling - 1));
  return (guint) MIN (bucket, self->n_buckets - 1);
}

gint64
sbx_buckets_get_lower (const SbxBuckets *self, guint bucket)
{
  const gint64 doubling = G_GINT64_CONSTANT (1) << self->bits;
  guint exponent = bucket >> self->bits;
  gint64 rest = bucket & (doubling - 1);

  return exponent == 0 ? rest : (doubling + rest) << (exponent - 1);
}

void
sbx_buckets_get_bounds (const SbxBuckets *self, guint bucket, gint64 *lower, gint64 *upper)
{
  g_return_if_fail (bucket < self->n_buckets);

  *lower = sbx_buckets_get_lower (self, bucket);
  *upper = bucket + 1 < self->n_buckets ? sbx_buckets_get_lower (self, bucket + 1) : G_MAXINT64;
}

guint64
sbx_buckets_count (const SbxBuckets *self, const guint64 *counts, gint64 lower, gint64 upper)
{
  guint64 count = 0;

  for (guint i = 0; i < self->n_buckets; i++)
    {
      gint64 bound = sbx_buckets_get_lower (self, i);

      if (bound >= lower && bound < upper)
        count += counts[i];
    }
  return count;
}

guint
sbx_buckets_find_rank (const SbxBuckets *self, const guint64 *counts, guint64 rank)
{
  guint64 count = 0;

  for (guint i = 0; i < self->n_buckets; i++)
    {
      count += counts[i];
      if (count >= rank)
        return i;
    }
  return self->n_buckets - 1;
}
