/* sbx-peer-list.c — the peers that are there, in order of arrival
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-peer-list-private.h"
#include "sbx-peer-private.h"

struct _SbxPeerList
{
  GObject parent_instance;

  GSequence *peers;
  GHashTable *iters; /* connection id, the peer's own → GSequenceIter */
};

static void sbx_peer_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SbxPeerList,
                               sbx_peer_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sbx_peer_list_model_init))

static GType
sbx_peer_list_get_item_type (GListModel *model)
{
  return SBX_TYPE_PEER;
}

static guint
sbx_peer_list_get_n_items (GListModel *model)
{
  return g_sequence_get_length (SBX_PEER_LIST (model)->peers);
}

static gpointer
sbx_peer_list_get_item (GListModel *model, guint position)
{
  SbxPeerList *self = SBX_PEER_LIST (model);

  if (position >= (guint) g_sequence_get_length (self->peers))
    return NULL;
  return g_object_ref (g_sequence_get (g_sequence_get_iter_at_pos (self->peers, position)));
}

static void
sbx_peer_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sbx_peer_list_get_item_type;
  iface->get_n_items = sbx_peer_list_get_n_items;
  iface->get_item = sbx_peer_list_get_item;
}

static void
sbx_peer_list_finalize (GObject *object)
{
  SbxPeerList *self = SBX_PEER_LIST (object);

  g_hash_table_unref (self->iters);
  g_sequence_free (self->peers);

  G_OBJECT_CLASS (sbx_peer_list_parent_class)->finalize (object);
}

static void
sbx_peer_list_class_init (SbxPeerListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_peer_list_finalize;
}

static void
sbx_peer_list_init (SbxPeerList *self)
{
  self->peers = g_sequence_new (g_object_unref);
  self->iters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

SbxPeerList *
sbx_peer_list_new (void)
{
  return g_object_new (SBX_TYPE_PEER_LIST, NULL);
}

/* (nullable) (transfer none) */
SbxPeer *
sbx_peer_list_lookup (SbxPeerList *self, const char *connection_id)
{
  GSequenceIter *iter = g_hash_table_lookup (self->iters, connection_id);

  return iter != NULL ? g_sequence_get (iter) : NULL;
}

/* Adds those of @peers (SbxPeer) at the end: one change. */
void
sbx_peer_list_append (SbxPeerList *self, GPtrArray *peers)
{
  guint position = g_sequence_get_length (self->peers);

  for (guint i = 0; i < peers->len; i++)
    {
      SbxPeer *peer = g_ptr_array_index (peers, i);
      GSequenceIter *iter = g_sequence_append (self->peers, g_object_ref (peer));

      g_hash_table_insert (self->iters, g_strdup (sbx_peer_get_connection_id (peer)), iter);
    }
  if (peers->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, peers->len);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  int first = g_sequence_iter_get_position (*(GSequenceIter *const *) a);
  int second = g_sequence_iter_get_position (*(GSequenceIter *const *) b);

  return (first > second) - (first < second);
}

/* Removes those of @peers that are there: a change for each run of neighbours, from the end, so that the
 * positions of those still to come stay what they are. */
void
sbx_peer_list_remove (SbxPeerList *self, GPtrArray *peers)
{
  g_autoptr (GPtrArray) iters = g_ptr_array_sized_new (peers->len);
  guint end;

  for (guint i = 0; i < peers->len; i++)
    {
      const char *id = sbx_peer_get_connection_id (g_ptr_array_index (peers, i));
      GSequenceIter *iter = g_hash_table_lookup (self->iters, id);

      if (iter != NULL)
        g_ptr_array_add (iters, iter);
      g_hash_table_remove (self->iters, id);
    }
  g_ptr_array_sort (iters, compare_positions);

  end = iters->len;
  while (end > 0)
    {
      guint begin = end - 1;
      guint last = g_sequence_iter_get_position (g_ptr_array_index (iters, end - 1));
      guint first = last;

      while (begin > 0 &&
             g_sequence_iter_get_position (g_ptr_array_index (iters, begin - 1)) == (int) first - 1)
        {
          begin--;
          first--;
        }
      g_sequence_remove_range (g_ptr_array_index (iters, begin),
                               g_sequence_iter_next (g_ptr_array_index (iters, end - 1)));
      g_list_model_items_changed (G_LIST_MODEL (self), first, last - first + 1, 0);
      end = begin;
    }
}

static void
tick (gpointer peer, gpointer now)
{
  sbx_peer_tick (peer, *(gint64 *) now);
}

void
sbx_peer_list_tick (SbxPeerList *self, gint64 now)
{
  g_sequence_foreach (self->peers, tick, &now);
}
