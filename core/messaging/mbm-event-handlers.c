/* mbm-event-handlers.c — who wants which event
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-event-handlers-private.h"

/* Counted, because a handler may be removed while it runs: its data must live until it returns. */
typedef struct
{
  guint id;
  char *event; /* NULL: every one */
  MbmClientEventHandler func;
  gpointer user_data;
  GDestroyNotify destroy;
  gboolean removed;
} Handler;

struct _MbmEventHandlers
{
  GHashTable *by_event; /* name → GPtrArray of Handler */
  GPtrArray *every;     /* Handler */
  GHashTable *by_id;    /* id → Handler, borrowed from the two above */
  guint last_id;
};

static void
handler_clear (gpointer data)
{
  Handler *handler = data;

  if (handler->destroy != NULL)
    handler->destroy (handler->user_data);
  g_free (handler->event);
}

static void
handler_unref (gpointer data)
{
  g_rc_box_release_full (data, handler_clear);
}

static GPtrArray *
mbm_event_handlers_lookup (MbmEventHandlers *self, const char *event)
{
  return event != NULL ? g_hash_table_lookup (self->by_event, event) : self->every;
}

/**
 * mbm_event_handlers_new: (skip)
 *
 * Makes an empty table.
 *
 * Returns: (transfer full): a table
 */
MbmEventHandlers *
mbm_event_handlers_new (void)
{
  MbmEventHandlers *self = g_new0 (MbmEventHandlers, 1);

  self->by_event =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->every = g_ptr_array_new_with_free_func (handler_unref);
  self->by_id = g_hash_table_new (NULL, NULL);

  return self;
}

/**
 * mbm_event_handlers_free: (skip)
 * @self: a table
 *
 * Removes all handlers and frees the table.
 */
void
mbm_event_handlers_free (MbmEventHandlers *self)
{
  mbm_event_handlers_remove_all (self);
  g_hash_table_unref (self->by_event);
  g_ptr_array_unref (self->every);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

/**
 * mbm_event_handlers_add: (skip)
 * @self: a table
 * @event: (nullable): an event's name, or %NULL for every event
 * @func: the handler
 * @user_data: passed to @func
 * @destroy: (nullable): frees @user_data
 *
 * Adds a handler.
 *
 * Returns: its id, which is not 0
 */
guint
mbm_event_handlers_add (MbmEventHandlers *self,
                        const char *event,
                        MbmClientEventHandler func,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  Handler *handler = g_rc_box_new0 (Handler);
  GPtrArray *list = mbm_event_handlers_lookup (self, event);

  do
    handler->id = ++self->last_id;
  while (handler->id == 0 || g_hash_table_contains (self->by_id, GUINT_TO_POINTER (handler->id)));
  handler->event = g_strdup (event);
  handler->func = func;
  handler->user_data = user_data;
  handler->destroy = destroy;

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (handler_unref);
      g_hash_table_insert (self->by_event, g_strdup (event), list);
    }
  g_ptr_array_add (list, handler);
  g_hash_table_insert (self->by_id, GUINT_TO_POINTER (handler->id), handler);

  return handler->id;
}

/**
 * mbm_event_handlers_remove: (skip)
 * @self: a table
 * @id: an id
 *
 * Removes a handler.
 *
 * Returns: %TRUE if it was there
 */
gboolean
mbm_event_handlers_remove (MbmEventHandlers *self, guint id)
{
  Handler *handler = g_hash_table_lookup (self->by_id, GUINT_TO_POINTER (id));
  GPtrArray *list;
  guint index;

  if (handler == NULL)
    return FALSE;

  handler->removed = TRUE;
  g_hash_table_remove (self->by_id, GUINT_TO_POINTER (id));

  /* The table is in order before the handler's data goes: freeing that may lead back here. */
  list = mbm_event_handlers_lookup (self, handler->event);
  if (g_ptr_array_find (list, handler, &index))
    g_ptr_array_steal_index (list, index);
  if (list->len == 0 && handler->event != NULL)
    g_hash_table_remove (self->by_event, handler->event);
  handler_unref (handler);

  return TRUE;
}

/**
 * mbm_event_handlers_remove_all: (skip)
 * @self: a table
 *
 * Removes every handler.
 */
void
mbm_event_handlers_remove_all (MbmEventHandlers *self)
{
  GHashTableIter iter;
  gpointer id;

  for (g_hash_table_iter_init (&iter, self->by_id); g_hash_table_iter_next (&iter, &id, NULL);
       g_hash_table_iter_init (&iter, self->by_id))
    mbm_event_handlers_remove (self, GPOINTER_TO_UINT (id));
}

/**
 * mbm_event_handlers_has: (skip)
 * @self: a table
 * @event: (nullable): an event's name, or %NULL
 *
 * Returns: %TRUE if somebody wants that event, or, with %NULL, every event
 */
gboolean
mbm_event_handlers_has (MbmEventHandlers *self, const char *event)
{
  GPtrArray *list = mbm_event_handlers_lookup (self, event);

  return list != NULL && list->len > 0;
}

/**
 * mbm_event_handlers_call: (skip)
 * @self: a table
 * @event: (nullable): whose handlers to call; %NULL: those for every event
 * @client: passed to them
 * @message: passed to them
 *
 * Calls the handlers in the order they were added. The caller keeps the table alive meanwhile.
 */
void
mbm_event_handlers_call (MbmEventHandlers *self, const char *event, MbmClient *client, MbmMessage *message)
{
  GPtrArray *list = mbm_event_handlers_lookup (self, event);
  g_autoptr (GPtrArray) called = NULL;

  if (list == NULL)
    return;

  called = g_ptr_array_new_full (list->len, handler_unref);
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (called, g_rc_box_acquire (list->pdata[i]));

  for (guint i = 0; i < called->len; i++)
    {
      Handler *handler = called->pdata[i];

      if (!handler->removed)
        handler->func (client, message, handler->user_data);
    }
}
