/* mbm-server-chain.c — a server's middleware, in order
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-chain-private.h"

/* Shared by the chains it is part of. */
typedef struct
{
  guint ref_count;
  MbmMiddleware *middleware;
  GHashTable *names; /* NULL: all */
  gboolean removed;
} MbmChainEntry;

struct _MbmServerChain
{
  guint ref_count;
  guint n_entries;
  MbmChainEntry *entries[];
};

struct _MbmServerWalk
{
  MbmServerChain *chain;
  guint position; /* of the next entry; the message is at the one before */
  guint returned; /* on the way back: the entries from here on have been told */
  gboolean returning;
  guint8 visited[];
};

static MbmChainEntry *
mbm_chain_entry_new (MbmMiddleware *middleware, const char *const *names)
{
  MbmChainEntry *entry = g_new0 (MbmChainEntry, 1);

  entry->ref_count = 1;
  entry->middleware = g_object_ref (middleware);
  if (names != NULL)
    {
      entry->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; names[i] != NULL; i++)
        g_hash_table_add (entry->names, g_strdup (names[i]));
    }

  return entry;
}

static MbmChainEntry *
mbm_chain_entry_ref (MbmChainEntry *entry)
{
  entry->ref_count++;
  return entry;
}

static void
mbm_chain_entry_unref (MbmChainEntry *entry)
{
  if (--entry->ref_count > 0)
    return;

  g_object_unref (entry->middleware);
  g_clear_pointer (&entry->names, g_hash_table_unref);
  g_free (entry);
}

static MbmServerChain *
mbm_server_chain_new (guint n_entries)
{
  MbmServerChain *self = g_malloc0 (sizeof *self + n_entries * sizeof self->entries[0]);

  self->ref_count = 1;

  return self;
}

MbmServerChain *
mbm_server_chain_ref (MbmServerChain *self)
{
  self->ref_count++;
  return self;
}

void
mbm_server_chain_unref (MbmServerChain *self)
{
  if (--self->ref_count > 0)
    return;

  for (guint i = 0; i < self->n_entries; i++)
    mbm_chain_entry_unref (self->entries[i]);
  g_free (self);
}

MbmServerChain *
mbm_server_chain_add (MbmServerChain *self, MbmMiddleware *middleware, const char *const *names)
{
  guint n_before = self != NULL ? self->n_entries : 0;
  MbmServerChain *chain = mbm_server_chain_new (n_before + 1);

  for (guint i = 0; i < n_before; i++)
    chain->entries[chain->n_entries++] = mbm_chain_entry_ref (self->entries[i]);
  chain->entries[chain->n_entries++] = mbm_chain_entry_new (middleware, names);

  return chain;
}

void
mbm_server_chain_append (MbmServerChain **self, MbmMiddleware *middleware)
{
  MbmServerChain *chain = mbm_server_chain_add (*self, middleware, NULL);

  g_clear_pointer (self, mbm_server_chain_unref);
  *self = chain;
}

MbmServerChain *
mbm_server_chain_remove (MbmServerChain *self, MbmMiddleware *middleware)
{
  MbmServerChain *chain = mbm_server_chain_new (self->n_entries);

  for (guint i = 0; i < self->n_entries; i++)
    if (self->entries[i]->middleware == middleware)
      self->entries[i]->removed = TRUE;
    else
      chain->entries[chain->n_entries++] = mbm_chain_entry_ref (self->entries[i]);

  if (chain->n_entries == 0)
    g_clear_pointer (&chain, mbm_server_chain_unref);

  return chain;
}

gboolean
mbm_server_chain_contains (MbmServerChain *self, MbmMiddleware *middleware)
{
  for (guint i = 0; self != NULL && i < self->n_entries; i++)
    if (self->entries[i]->middleware == middleware)
      return TRUE;

  return FALSE;
}

MbmServerWalk *
mbm_server_walk_new (MbmServerChain *chain)
{
  MbmServerWalk *self = g_malloc0 (sizeof *self + chain->n_entries);

  self->chain = mbm_server_chain_ref (chain);

  return self;
}

void
mbm_server_walk_free (MbmServerWalk *self)
{
  mbm_server_chain_unref (self->chain);
  g_free (self);
}

MbmMiddleware *
mbm_server_walk_next (MbmServerWalk *self, const char *name)
{
  while (self->position < self->chain->n_entries)
    {
      MbmChainEntry *entry = self->chain->entries[self->position++];

      if (!entry->removed && (entry->names == NULL || g_hash_table_contains (entry->names, name)))
        {
          self->visited[self->position - 1] = TRUE;
          return entry->middleware;
        }
    }

  /* Past the last one, so that nobody is where it is. */
  self->position = self->chain->n_entries + 1;
  return NULL;
}

gboolean
mbm_server_walk_is_at (MbmServerWalk *self, MbmMiddleware *middleware)
{
  return self->position > 0 && self->position <= self->chain->n_entries &&
         self->chain->entries[self->position - 1]->middleware == middleware;
}

/* One that was removed meanwhile has seen the message go by, and sees it come back. */
MbmMiddleware *
mbm_server_walk_back (MbmServerWalk *self)
{
  if (!self->returning)
    {
      self->returning = TRUE;
      self->returned = self->position > 0 ? self->position - 1 : 0;
      self->position = self->chain->n_entries + 1;
    }

  while (self->returned > 0)
    if (self->visited[--self->returned])
      return self->chain->entries[self->returned]->middleware;

  return NULL;
}
