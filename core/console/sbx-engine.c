/* sbx-engine.c — the thread that all endpoints live on
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-engine-private.h"

/* How long the main thread takes from the queue at a time, in microseconds. */
#define DRAIN_BUDGET 6000

/* How long the thread waits at its end for what was cancelled to end, in microseconds. */
#define LINGER (G_USEC_PER_SEC / 2)

typedef struct
{
  SbxEngineFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Item;

struct _SbxEngine
{
  GObject parent_instance;

  GThread *thread;
  GMainContext *context;
  int quit; /* atomic */

  /* What waits for the main thread. */
  GMutex lock;
  GQueue items;
  GSource *drain;
  gint64 drained_at;

  GHashTable *residents; /* engine thread: object → how to close it */
};

G_DEFINE_FINAL_TYPE (SbxEngine, sbx_engine, G_TYPE_OBJECT)

static Item *
item_new (SbxEngineFunc func, gpointer data, GDestroyNotify destroy)
{
  Item *item = g_new (Item, 1);

  item->func = func;
  item->data = data;
  item->destroy = destroy;
  return item;
}

static void
item_free (gpointer data)
{
  Item *item = data;

  if (item->destroy != NULL)
    item->destroy (item->data);
  g_free (item);
}

static gboolean
item_run (gpointer data)
{
  Item *item = data;

  item->func (item->data);
  return G_SOURCE_REMOVE;
}

/* The next of the items; without one, the next post wakes the main thread. */
static Item *
take_item (SbxEngine *self)
{
  Item *item;

  g_mutex_lock (&self->lock);
  item = g_queue_pop_head (&self->items);
  if (item == NULL)
    g_source_set_ready_time (self->drain, -1);
  g_mutex_unlock (&self->lock);

  return item;
}

static void
drain (SbxEngine *self, gint64 budget)
{
  gint64 end = budget < 0 ? G_MAXINT64 : g_get_monotonic_time () + budget;
  Item *item;

  while ((item = take_item (self)) != NULL)
    {
      item_run (item);
      item_free (item);
      if (g_get_monotonic_time () >= end)
        break;
    }

  g_mutex_lock (&self->lock);
  self->drained_at = g_get_monotonic_time ();
  if (!g_queue_is_empty (&self->items))
    g_source_set_ready_time (self->drain, self->drained_at + SBX_ENGINE_FRAME);
  g_mutex_unlock (&self->lock);
}

static gboolean
on_drain (gpointer user_data)
{
  g_autoptr (SbxEngine) self = g_object_ref (user_data);

  drain (self, DRAIN_BUDGET);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_drain (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs drain_funcs = { .dispatch = dispatch_drain };

static void
close_residents (SbxEngine *self)
{
  GHashTableIter iter;
  gpointer resident, close;

  /* Who is closed may take others with it. */
  g_hash_table_iter_init (&iter, self->residents);
  while (g_hash_table_iter_next (&iter, &resident, &close))
    {
      g_hash_table_iter_steal (&iter);
      ((SbxEngineFunc) close) (resident);
      g_object_unref (resident);
      g_hash_table_iter_init (&iter, self->residents);
    }
}

/* What the residents had under way was cancelled, and ends by way of the main context. */
static void
linger (SbxEngine *self)
{
  gint64 end = g_get_monotonic_time () + LINGER;

  while (g_main_context_pending (self->context) && g_get_monotonic_time () < end)
    g_main_context_iteration (self->context, FALSE);
}

static gpointer
engine_thread (gpointer data)
{
  SbxEngine *self = data;

  g_main_context_push_thread_default (self->context);
  while (!g_atomic_int_get (&self->quit))
    g_main_context_iteration (self->context, TRUE);

  close_residents (self);
  linger (self);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static void
sbx_engine_dispose (GObject *object)
{
  SbxEngine *self = SBX_ENGINE (object);

  sbx_engine_stop (self);
  if (self->drain != NULL)
    g_source_destroy (self->drain);
  g_clear_pointer (&self->drain, g_source_unref);

  G_OBJECT_CLASS (sbx_engine_parent_class)->dispose (object);
}

static void
sbx_engine_finalize (GObject *object)
{
  SbxEngine *self = SBX_ENGINE (object);

  g_hash_table_unref (self->residents);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sbx_engine_parent_class)->finalize (object);
}

static void
sbx_engine_class_init (SbxEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sbx_engine_dispose;
  object_class->finalize = sbx_engine_finalize;
}

static void
sbx_engine_init (SbxEngine *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->items);
  self->context = g_main_context_new ();
  self->residents = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);

  self->drain = g_source_new (&drain_funcs, sizeof (GSource));
  g_source_set_static_name (self->drain, "[signalbox] engine");
  g_source_set_callback (self->drain, on_drain, self, NULL);
  g_source_attach (self->drain, g_main_context_get_thread_default ());

  self->thread = g_thread_new ("engine", engine_thread, self);
}

/**
 * sbx_engine_new:
 *
 * Starts the thread.
 *
 * Returns: (transfer full): the engine
 */
SbxEngine *
sbx_engine_new (void)
{
  return g_object_new (SBX_TYPE_ENGINE, NULL);
}

/**
 * sbx_engine_stop:
 *
 * Closes the residents that are left, ends the thread and waits for it; then takes what it has posted last.
 * What is invoked afterwards is not run, only destroyed.
 */
void
sbx_engine_stop (SbxEngine *self)
{
  g_return_if_fail (SBX_IS_ENGINE (self));

  if (self->thread == NULL)
    return;

  g_atomic_int_set (&self->quit, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (g_steal_pointer (&self->thread));

  /* With the context goes what was invoked too late to run, and fails by way of the queue. */
  g_clear_pointer (&self->context, g_main_context_unref);
  drain (self, -1);
}

/**
 * sbx_engine_get_context:
 *
 * Returns: (transfer none) (nullable): the thread's main context; %NULL after it has ended
 */
GMainContext *
sbx_engine_get_context (SbxEngine *self)
{
  return self->context;
}

/**
 * sbx_engine_invoke:
 * @func: what to run on the engine thread
 * @data: what to hand to it
 * @destroy: (nullable): how to free @data: on the engine thread, or at once after the engine has stopped
 *
 * Runs a function on the engine thread, after all that was invoked before. Main thread.
 */
void
sbx_engine_invoke (SbxEngine *self, SbxEngineFunc func, gpointer data, GDestroyNotify destroy)
{
  Item *item = item_new (func, data, destroy);
  GSource *source;

  if (self->thread == NULL)
    {
      item_free (item);
      return;
    }

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, item_run, item, item_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/**
 * sbx_engine_post:
 * @func: what to run on the main thread
 * @data: what to hand to it
 * @destroy: (nullable): how to free @data, on the main thread
 *
 * Runs a function on the main thread, after all that was posted before, with the next frame. Engine thread.
 */
void
sbx_engine_post (SbxEngine *self, SbxEngineFunc func, gpointer data, GDestroyNotify destroy)
{
  g_mutex_lock (&self->lock);
  if (g_queue_is_empty (&self->items))
    g_source_set_ready_time (self->drain, self->drained_at + SBX_ENGINE_FRAME);
  g_queue_push_tail (&self->items, item_new (func, data, destroy));
  g_mutex_unlock (&self->lock);
}

/**
 * sbx_engine_add_resident:
 * @resident: (type GObject): an object that lives on the engine thread; the engine takes a reference
 * @close: ends what it has under way
 *
 * Has an object closed when the thread ends, should it be there still. Engine thread.
 */
void
sbx_engine_add_resident (SbxEngine *self, gpointer resident, SbxEngineFunc close)
{
  g_hash_table_insert (self->residents, g_object_ref (resident), close);
}

void
sbx_engine_remove_resident (SbxEngine *self, gpointer resident)
{
  g_hash_table_remove (self->residents, resident);
}
