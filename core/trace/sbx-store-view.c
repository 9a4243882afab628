/* sbx-store-view.c — what a store has, in numbers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-view-private.h"

static void
clear_range (gpointer data)
{
  SbxStoreRange *range = data;

  g_clear_pointer (&range->id, g_ref_string_release);
  g_clear_pointer (&range->name, g_ref_string_release);
}

void
sbx_store_view_init (SbxStoreView *self)
{
  *self = (SbxStoreView){ .first = 1 };
  self->endpoints = g_array_new (FALSE, TRUE, sizeof (SbxStoreRange));
  g_array_set_clear_func (self->endpoints, clear_range);
}

void
sbx_store_view_clear (SbxStoreView *self)
{
  g_clear_pointer (&self->endpoints, g_array_unref);
  g_clear_pointer (&self->path, g_ref_string_release);
  g_clear_pointer (&self->error, g_ref_string_release);
}

static char *
acquire (char *string)
{
  return string != NULL ? g_ref_string_acquire (string) : NULL;
}

void
sbx_store_view_copy (SbxStoreView *self, const SbxStoreView *other)
{
  GArray *endpoints = self->endpoints;

  g_array_set_size (endpoints, 0);
  if (other->endpoints->len > 0)
    g_array_append_vals (endpoints, other->endpoints->data, other->endpoints->len);
  for (guint i = 0; i < endpoints->len; i++)
    {
      SbxStoreRange *range = &g_array_index (endpoints, SbxStoreRange, i);

      range->id = acquire (range->id);
      range->name = acquire (range->name);
    }

  g_clear_pointer (&self->path, g_ref_string_release);
  g_clear_pointer (&self->error, g_ref_string_release);
  *self = *other;
  self->endpoints = endpoints;
  self->path = acquire (self->path);
  self->error = acquire (self->error);
}

SbxStoreRange *
sbx_store_view_get_endpoint (const SbxStoreView *self, guint handle)
{
  SbxStoreRange *range;

  if (handle == 0 || handle > self->endpoints->len)
    return NULL;
  range = &g_array_index (self->endpoints, SbxStoreRange, handle - 1);
  return range->id != NULL ? range : NULL;
}

SbxStoreRange *
sbx_store_view_find_endpoint (const SbxStoreView *self, const char *id, guint *handle)
{
  for (guint i = 1; i <= self->endpoints->len; i++)
    {
      SbxStoreRange *range = sbx_store_view_get_endpoint (self, i);

      if (range == NULL || !g_str_equal (range->id, id))
        continue;
      if (handle != NULL)
        *handle = i;
      return range;
    }
  return NULL;
}

SbxStoreRange *
sbx_store_view_add_endpoint (SbxStoreView *self, guint handle, const char *id, const char *name)
{
  SbxStoreRange *range;

  if (self->endpoints->len < handle)
    g_array_set_size (self->endpoints, handle);
  range = &g_array_index (self->endpoints, SbxStoreRange, handle - 1);
  if (range->id == NULL)
    {
      range->id = g_ref_string_new (id);
      range->first = 1;
    }
  sbx_store_view_set_string (&range->name, name);
  return range;
}

gint64
sbx_store_view_get_n_records (const SbxStoreView *self)
{
  gint64 n_records = 0;

  /* Whatever was cleared in between, each endpoint's own numbers have no gaps. */
  for (guint i = 1; i <= self->endpoints->len; i++)
    {
      SbxStoreRange *range = sbx_store_view_get_endpoint (self, i);

      if (range != NULL)
        n_records += range->last - range->first + 1;
    }
  return n_records;
}

gboolean
sbx_store_view_is_contiguous (const SbxStoreView *self)
{
  return self->first > self->holes_until;
}

void
sbx_store_view_set_string (char **string, const char *value)
{
  if (g_strcmp0 (*string, value) == 0)
    return;
  g_clear_pointer (string, g_ref_string_release);
  if (value != NULL)
    *string = g_ref_string_new (value);
}
