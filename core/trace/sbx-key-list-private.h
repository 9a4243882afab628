/* sbx-key-list-private.h — a sorted list of numbers that grows at both ends
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SbxKeyList:
 *
 * The records that pass a filter, by number, in rising order. To append, to prepend and to drop from the
 * front cost nothing per number that is there already.
 */
typedef struct
{
  /*< private >*/
  gint64 *keys;
  gsize start;
  gsize length;
  gsize capacity;
} SbxKeyList;

void sbx_key_list_clear (SbxKeyList *self);

gint64 sbx_key_list_get (const SbxKeyList *self, gsize position);

/* The position of the first number that is not less than @key. */
gsize sbx_key_list_find (const SbxKeyList *self, gint64 key);

/* @keys: in rising order, above all there are. */
void sbx_key_list_append (SbxKeyList *self, const gint64 *keys, gsize n_keys);
/* @keys: in falling order, below all there are. */
void sbx_key_list_prepend (SbxKeyList *self, const gint64 *keys, gsize n_keys);

void sbx_key_list_insert (SbxKeyList *self, gsize position, gint64 key);
void sbx_key_list_remove (SbxKeyList *self, gsize position);
void sbx_key_list_drop_front (SbxKeyList *self, gsize n_keys);

G_END_DECLS
