/* sbx-console-removal.c — servers and connections that are taken out, and put back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-console-private.h"
#include "sbx-endpoint-private.h"

/* What it takes to put an endpoint back. */
typedef struct
{
  SbxEndpoint *endpoint;
  guint position;
  gboolean was_active;
  gboolean was_demo;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->endpoint);
  g_free (removal);
}

static GListStore *
get_list (SbxConsole *self, SbxEndpoint *endpoint)
{
  return SBX_IS_SERVER (endpoint) ? self->servers : self->connections;
}

static gboolean
find_removal (SbxConsole *self, SbxEndpoint *endpoint, guint *index)
{
  for (guint i = 0; self->removed != NULL && i < self->removed->len; i++)
    {
      Removal *removal = g_ptr_array_index (self->removed, i);

      *index = i;
      if (removal->endpoint == endpoint)
        return TRUE;
    }
  return FALSE;
}

/**
 * sbx_console_take_out:
 * @endpoint: a server or connection
 *
 * Takes an endpoint out of the workspace and stops it, in such a way that sbx_console_put_back() can undo it:
 * its secrets stay until sbx_console_forget() or the shutdown. What was recorded of it stays anyhow.
 */
void
sbx_console_take_out (SbxConsole *self, SbxEndpoint *endpoint)
{
  GListStore *list;
  Removal *removal;
  guint position;

  g_return_if_fail (SBX_IS_CONSOLE (self));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  list = get_list (self, endpoint);
  if (!g_list_store_find (list, endpoint, &position))
    return;

  removal = g_new0 (Removal, 1);
  removal->endpoint = g_object_ref (endpoint);
  removal->position = position;
  removal->was_active = sbx_endpoint_get_active (endpoint);
  removal->was_demo = endpoint == SBX_ENDPOINT (self->demo);
  if (self->removed == NULL)
    self->removed = g_ptr_array_new_with_free_func (removal_free);
  g_ptr_array_add (self->removed, removal);

  sbx_endpoint_stop_async (endpoint, NULL, NULL, NULL);
  if (removal->was_demo)
    g_clear_object (&self->demo);
  g_list_store_remove (list, position);
  sbx_console_save_soon (self);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  sbx_endpoint_start_async (SBX_ENDPOINT (source), NULL, NULL, NULL);
}

/**
 * sbx_console_put_back:
 * @endpoint: what sbx_console_take_out() took out
 *
 * Puts an endpoint back to where it was, and starts it if it was started. Where that cannot be, since it was
 * forgotten, its like was read from the workspace's file or there is another demo, nothing happens.
 */
void
sbx_console_put_back (SbxConsole *self, SbxEndpoint *endpoint)
{
  g_autofree Removal *removal = NULL;
  g_autoptr (SbxEndpoint) kept = NULL;
  GListStore *list;
  guint index;

  g_return_if_fail (SBX_IS_CONSOLE (self));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  if (!find_removal (self, endpoint, &index))
    return;

  removal = g_ptr_array_steal_index (self->removed, index);
  kept = removal->endpoint;
  if (sbx_console_lookup (self, sbx_endpoint_get_id (kept)) != NULL || self->is_down ||
      (removal->was_demo && self->demo != NULL))
    return;

  if (removal->was_demo)
    self->demo = g_object_ref (SBX_SERVER (kept));
  list = get_list (self, kept);
  g_list_store_insert (list, MIN (removal->position, g_list_model_get_n_items (G_LIST_MODEL (list))), kept);
  if (removal->was_active)
    sbx_endpoint_stop_async (kept, NULL, on_stopped, NULL);
  sbx_console_save_soon (self);
}

/**
 * sbx_console_forget:
 * @endpoint: what sbx_console_take_out() took out
 *
 * Nobody wants it back: its secrets are deleted. Does nothing if it was put back.
 */
void
sbx_console_forget (SbxConsole *self, SbxEndpoint *endpoint)
{
  guint index;

  g_return_if_fail (SBX_IS_CONSOLE (self));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  if (!find_removal (self, endpoint, &index))
    return;

  /* One that came back with the file needs them. */
  if (sbx_console_lookup (self, sbx_endpoint_get_id (endpoint)) == NULL)
    sbx_endpoint_forget_secrets (endpoint);
  g_ptr_array_remove_index (self->removed, index);
}

void
sbx_console_forget_removed (SbxConsole *self)
{
  while (self->removed != NULL && self->removed->len > 0)
    {
      Removal *removal = g_ptr_array_index (self->removed, 0);

      sbx_console_forget (self, removal->endpoint);
    }
}

/**
 * sbx_console_remove:
 * @endpoint: a server or connection
 *
 * Takes an endpoint out of the workspace, with its secrets, and stops it. What was recorded of it stays.
 */
void
sbx_console_remove (SbxConsole *self, SbxEndpoint *endpoint)
{
  g_autoptr (SbxEndpoint) kept = NULL;

  g_return_if_fail (SBX_IS_CONSOLE (self));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  kept = g_object_ref (endpoint);
  sbx_console_take_out (self, kept);
  sbx_console_forget (self, kept);
}
