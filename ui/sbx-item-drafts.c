/* sbx-item-drafts.c — a list of a server's config while it is edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-item-drafts.h"

#include <glib/gi18n.h>

/* How long nobody has to edit for the server to get it: what is being typed is mostly wrong. */
#define COMMIT_AFTER_MS 250

struct _SbxItemDrafts
{
  GObject parent_instance;

  SbxServer *server;
  const char *property;
  const char *unique; /* nullable */
  GPtrArray *drafts;
  guint commit_id;
  gboolean committing;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SbxItemDrafts,
                               sbx_item_drafts,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- the list ------------------------------------------------------------------ */

static GType
sbx_item_drafts_get_item_type (GListModel *model)
{
  return SBX_TYPE_ITEM_DRAFT;
}

static guint
sbx_item_drafts_get_n_items (GListModel *model)
{
  return SBX_ITEM_DRAFTS (model)->drafts->len;
}

static gpointer
sbx_item_drafts_get_item (GListModel *model, guint position)
{
  SbxItemDrafts *self = SBX_ITEM_DRAFTS (model);

  return position < self->drafts->len ? g_object_ref (self->drafts->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sbx_item_drafts_get_item_type;
  iface->get_n_items = sbx_item_drafts_get_n_items;
  iface->get_item = sbx_item_drafts_get_item;
}

/* --- what is used ---------------------------------------------------------------- */

/* What no other may have; %NULL if that is nothing. */
static char *
dup_unique (SbxItemDrafts *self, SbxItemConfig *item)
{
  g_autofree char *text = NULL;
  gboolean enabled;

  if (self->unique == NULL || item == NULL)
    return NULL;

  g_object_get (item, self->unique, &text, "enabled", &enabled, NULL);
  return enabled ? g_steal_pointer (&text) : NULL;
}

static char *
find_clash (SbxItemDrafts *self, GHashTable *taken, SbxItemConfig *item)
{
  g_autofree char *text = dup_unique (self, item);

  if (text == NULL || !g_hash_table_contains (taken, text))
    return NULL;

  /* Translators: %s is the name of a request */
  return g_strdup_printf (_ ("There is another one for “%s”: turn one of them off"), text);
}

static void
take (SbxItemDrafts *self, GHashTable *taken, SbxItemConfig *item)
{
  char *text = dup_unique (self, item);

  if (text != NULL)
    g_hash_table_add (taken, text);
}

/* What the server has of those that are wrong stays its, so that it is taken before any other. */
static void
sbx_item_drafts_check (SbxItemDrafts *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) right = g_ptr_array_new ();

  for (guint i = 0; i < self->drafts->len; i++)
    {
      SbxItemDraft *draft = self->drafts->pdata[i];

      if (sbx_item_config_check (sbx_item_draft_get_item (draft), NULL, NULL))
        g_ptr_array_add (right, draft);
      else if (!sbx_item_draft_check (draft, NULL, NULL))
        take (self, taken, sbx_item_draft_get_good (draft));
    }

  for (guint i = 0; i < right->len; i++)
    {
      SbxItemDraft *draft = right->pdata[i];
      g_autofree char *clash = find_clash (self, taken, sbx_item_draft_get_item (draft));

      if (sbx_item_draft_check (draft, self->unique, clash))
        {
          take (self, taken, sbx_item_draft_get_item (draft));
          sbx_item_draft_use (draft);
        }
    }
}

static GListStore *
get_list (SbxItemDrafts *self, SbxEndpointConfig *config)
{
  GListStore *store = NULL;

  g_object_get (config, self->property, &store, NULL);
  g_object_unref (store); /* the config holds it */

  return store;
}

/* Each once, however it came to be there: of two that clash, one may have been put to use before the other.
 */
static void
fill_list (SbxItemDrafts *self, GListStore *store)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_list_store_remove_all (store);
  for (guint i = 0; i < self->drafts->len; i++)
    {
      SbxItemConfig *good = sbx_item_draft_get_good (self->drafts->pdata[i]);
      g_autofree char *clash = good != NULL ? find_clash (self, taken, good) : NULL;
      g_autoptr (SbxItemConfig) copy = NULL;

      if (good == NULL || clash != NULL)
        continue;

      take (self, taken, good);
      copy = sbx_item_config_copy (good);
      g_list_store_append (store, copy);
    }
}

static gboolean
lists_equal (GListModel *a, GListModel *b)
{
  guint n = g_list_model_get_n_items (a);

  if (n != g_list_model_get_n_items (b))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxItemConfig) one = g_list_model_get_item (a, i);
      g_autoptr (SbxItemConfig) other = g_list_model_get_item (b, i);

      if (!sbx_item_config_equal (one, other))
        return FALSE;
    }

  return TRUE;
}

void
sbx_item_drafts_commit (SbxItemDrafts *self)
{
  SbxEndpointConfig *old;
  g_autoptr (SbxEndpointConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SBX_IS_ITEM_DRAFTS (self));

  g_clear_handle_id (&self->commit_id, g_source_remove);
  sbx_item_drafts_check (self);

  old = sbx_endpoint_get_config (SBX_ENDPOINT (self->server));
  config = sbx_endpoint_config_copy (old);
  fill_list (self, get_list (self, config));
  if (lists_equal (G_LIST_MODEL (get_list (self, old)), G_LIST_MODEL (get_list (self, config))))
    return;

  if (!sbx_endpoint_config_check (config, NULL, &error))
    g_debug ("The server’s config is wrong besides its %s: %s", self->property, error->message);

  self->committing = TRUE;
  sbx_endpoint_set_config (SBX_ENDPOINT (self->server), config);
  self->committing = FALSE;
}

static gboolean
commit_cb (gpointer user_data)
{
  SbxItemDrafts *self = user_data;

  self->commit_id = 0;
  sbx_item_drafts_commit (self);

  return G_SOURCE_REMOVE;
}

static void
sbx_item_drafts_commit_soon (SbxItemDrafts *self)
{
  g_clear_handle_id (&self->commit_id, g_source_remove);
  self->commit_id = g_timeout_add (COMMIT_AFTER_MS, commit_cb, self);
}

/* --- what comes from elsewhere ----------------------------------------------------- */

static SbxItemDraft *
sbx_item_drafts_adopt (SbxItemDrafts *self, SbxItemDraft *draft)
{
  g_signal_connect_object (draft, "edited", G_CALLBACK (sbx_item_drafts_commit_soon), self,
                           G_CONNECT_SWAPPED);

  return draft;
}

static void
sbx_item_drafts_disown (SbxItemDrafts *self, SbxItemDraft *draft)
{
  g_signal_handlers_disconnect_by_func (draft, sbx_item_drafts_commit_soon, self);
}

/* One of the old drafts that was made of the same; it is taken out. (transfer full) (nullable) */
static SbxItemDraft *
steal_same (GPtrArray *drafts, SbxItemConfig *item)
{
  for (guint i = 0; i < drafts->len; i++)
    {
      SbxItemConfig *good = sbx_item_draft_get_good (drafts->pdata[i]);

      if (good != NULL && sbx_item_config_equal (good, item))
        return g_ptr_array_steal_index (drafts, i);
    }

  return NULL;
}

static void
sbx_item_drafts_load (SbxItemDrafts *self)
{
  GListModel *items = G_LIST_MODEL (get_list (self, sbx_endpoint_get_config (SBX_ENDPOINT (self->server))));
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->drafts);
  guint n_old = old != NULL ? old->len : 0;

  self->drafts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SbxItemConfig) item = g_list_model_get_item (items, i);
      SbxItemDraft *draft = old != NULL ? steal_same (old, item) : NULL;

      if (draft == NULL)
        {
          g_autoptr (SbxItemConfig) copy = sbx_item_config_copy (item);
          g_autoptr (SbxItemConfig) good = sbx_item_config_copy (item);

          draft = sbx_item_drafts_adopt (self, sbx_item_draft_new (copy, good));
        }
      g_ptr_array_add (self->drafts, draft);
    }

  for (guint i = 0; old != NULL && i < old->len; i++)
    sbx_item_drafts_disown (self, old->pdata[i]);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, self->drafts->len);
}

/* Whether the server has what was given to it last. */
static gboolean
sbx_item_drafts_is_in_use (SbxItemDrafts *self)
{
  GListModel *items = G_LIST_MODEL (get_list (self, sbx_endpoint_get_config (SBX_ENDPOINT (self->server))));
  g_autoptr (GListStore) own = g_list_store_new (SBX_TYPE_ITEM_CONFIG);

  fill_list (self, own);
  return lists_equal (items, G_LIST_MODEL (own));
}

static void
config_changed_cb (SbxItemDrafts *self)
{
  if (!self->committing && !sbx_item_drafts_is_in_use (self))
    sbx_item_drafts_load (self);
}

/* --- life ---------------------------------------------------------------------------- */

static void
sbx_item_drafts_dispose (GObject *object)
{
  SbxItemDrafts *self = SBX_ITEM_DRAFTS (object);

  if (self->commit_id != 0)
    sbx_item_drafts_commit (self);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_item_drafts_parent_class)->dispose (object);
}

static void
sbx_item_drafts_finalize (GObject *object)
{
  SbxItemDrafts *self = SBX_ITEM_DRAFTS (object);

  g_ptr_array_unref (self->drafts);

  G_OBJECT_CLASS (sbx_item_drafts_parent_class)->finalize (object);
}

static void
sbx_item_drafts_class_init (SbxItemDraftsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sbx_item_drafts_dispose;
  object_class->finalize = sbx_item_drafts_finalize;
}

static void
sbx_item_drafts_init (SbxItemDrafts *self)
{
}

SbxItemDrafts *
sbx_item_drafts_new (SbxServer *server, const char *property, const char *unique)
{
  SbxItemDrafts *self;

  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);
  g_return_val_if_fail (property != NULL, NULL);

  self = g_object_new (SBX_TYPE_ITEM_DRAFTS, NULL);
  self->server = g_object_ref (server);
  self->property = property;
  self->unique = unique;
  sbx_item_drafts_load (self);
  g_signal_connect_object (server, "notify::config", G_CALLBACK (config_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
sbx_item_drafts_restore (SbxItemDrafts *self, guint position, SbxItemDraft *draft)
{
  g_return_if_fail (SBX_IS_ITEM_DRAFTS (self));
  g_return_if_fail (SBX_IS_ITEM_DRAFT (draft));

  position = MIN (position, self->drafts->len);
  g_ptr_array_insert (self->drafts, (int) position, g_object_ref (sbx_item_drafts_adopt (self, draft)));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  sbx_item_drafts_commit (self);
}

SbxItemDraft *
sbx_item_drafts_insert (SbxItemDrafts *self, guint position, SbxItemConfig *item)
{
  g_autoptr (SbxItemDraft) draft = NULL;

  g_return_val_if_fail (SBX_IS_ITEM_DRAFTS (self), NULL);

  draft = sbx_item_draft_new (item, NULL);
  sbx_item_drafts_restore (self, position, draft);

  return draft; /* the list holds it */
}

SbxItemDraft *
sbx_item_drafts_remove (SbxItemDrafts *self, guint position)
{
  SbxItemDraft *draft;

  g_return_val_if_fail (SBX_IS_ITEM_DRAFTS (self), NULL);
  g_return_val_if_fail (position < self->drafts->len, NULL);

  draft = g_ptr_array_steal_index (self->drafts, position);
  sbx_item_drafts_disown (self, draft);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  sbx_item_drafts_commit (self);

  return draft;
}

void
sbx_item_drafts_move (SbxItemDrafts *self, guint from, guint to)
{
  guint first = MIN (from, to);
  guint n = MAX (from, to) - first + 1;

  g_return_if_fail (SBX_IS_ITEM_DRAFTS (self));
  g_return_if_fail (from < self->drafts->len && to < self->drafts->len);

  if (from == to)
    return;

  g_ptr_array_insert (self->drafts, (int) to, g_ptr_array_steal_index (self->drafts, from));
  g_list_model_items_changed (G_LIST_MODEL (self), first, n, n);
  sbx_item_drafts_commit (self);
}

guint
sbx_item_drafts_find (SbxItemDrafts *self, SbxItemDraft *draft)
{
  guint position;

  g_return_val_if_fail (SBX_IS_ITEM_DRAFTS (self), G_MAXUINT);

  return g_ptr_array_find (self->drafts, draft, &position) ? position : G_MAXUINT;
}
