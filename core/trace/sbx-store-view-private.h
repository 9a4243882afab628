/* sbx-store-view-private.h — what a store has, in numbers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An endpoint's records are numbered @first to @last; @last is @first - 1 if there are none. Strings are
 * GRefString. */
typedef struct
{
  char *id;
  char *name;
  gint64 first;
  gint64 last;
} SbxStoreRange;

/**
 * SbxStoreView:
 *
 * What is in the file at one moment. The writer keeps one, and passes copies on to the thread that shows it.
 */
typedef struct
{
  gint64 first;
  gint64 last;
  /* There may be gaps up to this number, since an endpoint was cleared. */
  gint64 holes_until;
  /* Of SbxStoreRange; an endpoint's handle - 1 is its index. */
  GArray *endpoints;
  gint64 n_removed;
  /* GRefString each. @generation changes with @path, and whenever the file at it is another one. */
  char *path;
  char *error;
  guint generation;
} SbxStoreView;

void sbx_store_view_init (SbxStoreView *self);
void sbx_store_view_clear (SbxStoreView *self);
void sbx_store_view_copy (SbxStoreView *self, const SbxStoreView *other);

/* NULL if there is none of that handle. */
SbxStoreRange *sbx_store_view_get_endpoint (const SbxStoreView *self, guint handle);
SbxStoreRange *sbx_store_view_find_endpoint (const SbxStoreView *self, const char *id, guint *handle);
SbxStoreRange *
sbx_store_view_add_endpoint (SbxStoreView *self, guint handle, const char *id, const char *name);
gint64 sbx_store_view_get_n_records (const SbxStoreView *self);
gboolean sbx_store_view_is_contiguous (const SbxStoreView *self);

/* Sets a GRefString. */
void sbx_store_view_set_string (char **string, const char *value);

G_END_DECLS
