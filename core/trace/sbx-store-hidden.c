/* sbx-store-hidden.c — records that are hidden before they are removed for good
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-hidden-private.h"

typedef struct
{
  guint number;
  guint generation; /* of the file they are in */
  char *id;         /* nullable: all endpoints */
  gint64 until;
  GArray *lasts; /* of gint64: each endpoint's last record, 0 if it is none of them; by handle - 1 */
  gboolean settled;
} Hidden;

struct _SbxStoreHidden
{
  GPtrArray *list; /* of Hidden */
  guint last_number;
};

static void
hidden_free (gpointer data)
{
  Hidden *hidden = data;

  g_free (hidden->id);
  g_array_unref (hidden->lasts);
  g_free (hidden);
}

SbxStoreHidden *
sbx_store_hidden_new (void)
{
  SbxStoreHidden *self = g_new0 (SbxStoreHidden, 1);

  self->list = g_ptr_array_new_with_free_func (hidden_free);
  return self;
}

void
sbx_store_hidden_free (SbxStoreHidden *self)
{
  g_ptr_array_unref (self->list);
  g_free (self);
}

guint
sbx_store_hidden_add (SbxStoreHidden *self, const SbxStoreView *view, const char *id)
{
  Hidden *hidden = g_new0 (Hidden, 1);
  gboolean any = FALSE;

  hidden->generation = view->generation;
  hidden->id = g_strdup (id);
  hidden->until = view->last;
  hidden->lasts = g_array_new (FALSE, TRUE, sizeof (gint64));
  g_array_set_size (hidden->lasts, view->endpoints->len);
  for (guint i = 1; i <= view->endpoints->len; i++)
    {
      const SbxStoreRange *range = sbx_store_view_get_endpoint (view, i);

      if (range == NULL || range->first > range->last || (id != NULL && !g_str_equal (range->id, id)))
        continue;
      g_array_index (hidden->lasts, gint64, i - 1) = range->last;
      any = TRUE;
    }

  if (!any)
    {
      hidden_free (hidden);
      return 0;
    }
  hidden->number = ++self->last_number;
  g_ptr_array_add (self->list, hidden);
  return hidden->number;
}

char *
sbx_store_hidden_drop (SbxStoreHidden *self, guint number)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      Hidden *hidden = g_ptr_array_index (self->list, i);
      char *id;

      if (hidden->number != number || hidden->settled)
        continue;
      id = g_strdup (hidden->id != NULL ? hidden->id : "");
      g_ptr_array_remove_index (self->list, i);
      return id;
    }
  return NULL;
}

void
sbx_store_hidden_settle (SbxStoreHidden *self, guint number, SbxStoreHiddenFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      Hidden *hidden = g_ptr_array_index (self->list, i);

      if (hidden->settled || (number != 0 && hidden->number != number))
        continue;
      hidden->settled = TRUE;
      func (hidden->id, hidden->until, user_data);
    }
}

/* FALSE: nothing is left to hide. */
static gboolean
apply (const Hidden *hidden, SbxStoreView *view)
{
  gboolean needed = FALSE;

  if (hidden->generation != view->generation)
    return FALSE;

  for (guint i = 1; i <= hidden->lasts->len; i++)
    {
      SbxStoreRange *range = sbx_store_view_get_endpoint (view, i);
      gint64 last = g_array_index (hidden->lasts, gint64, i - 1);

      if (range == NULL || range->first > last)
        continue;
      needed = TRUE;
      range->first = last + 1;
    }
  if (hidden->id == NULL && view->first <= hidden->until)
    {
      needed = TRUE;
      view->first = hidden->until + 1;
    }
  return needed;
}

void
sbx_store_hidden_apply (SbxStoreHidden *self, SbxStoreView *view)
{
  for (guint i = self->list->len; i-- > 0;)
    {
      Hidden *hidden = g_ptr_array_index (self->list, i);

      if (!apply (hidden, view) && hidden->settled)
        g_ptr_array_remove_index (self->list, i);
    }
}
