/* mbm-cancel.c — cancellables, whichever thread cancels them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-cancel-private.h"

/* A GCancellable may be cancelled on any thread: whoever owns the watch hears of it on its own, from its main
 * context. A source for each request that can be cancelled would be asked in each turn of the loop; here one
 * is made only when something is cancelled. */
typedef struct
{
  MbmCancelHandle *handle;
  MbmCancelFunc func;
  guint64 key;
} Watch;

/* The owner, as seen from other threads; one for all its watches, because an object looks through all of its
 * weak references whenever one of them goes. */
struct _MbmCancelHandle
{
  GWeakRef owner;
  GMainContext *context;
};

typedef struct
{
  GCancellable *cancellable;
  gulong handler;
} TaskWatch;

static void
mbm_cancel_handle_clear (gpointer data)
{
  MbmCancelHandle *self = data;

  g_weak_ref_clear (&self->owner);
  g_main_context_unref (self->context);
}

/**
 * mbm_cancel_handle_new: (skip)
 * @owner: (type GObject.Object): who wants to know
 * @context: where
 *
 * Returns: (transfer full): its handle
 */
MbmCancelHandle *
mbm_cancel_handle_new (gpointer owner, GMainContext *context)
{
  MbmCancelHandle *self = g_atomic_rc_box_new0 (MbmCancelHandle);

  g_weak_ref_init (&self->owner, owner);
  self->context = g_main_context_ref (context);

  return self;
}

/**
 * mbm_cancel_handle_unref: (skip)
 * @self: a handle
 *
 * Drops a reference.
 */
void
mbm_cancel_handle_unref (MbmCancelHandle *self)
{
  g_atomic_rc_box_release_full (self, mbm_cancel_handle_clear);
}

static void
watch_clear (gpointer data)
{
  Watch *watch = data;

  mbm_cancel_handle_unref (watch->handle);
}

static void
watch_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, watch_clear);
}

static void
watch_closure_notify (gpointer data, GClosure *closure)
{
  watch_unref (data);
}

static gboolean
watch_dispatch (gpointer data)
{
  Watch *watch = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&watch->handle->owner);

  if (owner != NULL)
    watch->func (owner, watch->key);
  return G_SOURCE_REMOVE;
}

static void
watch_cancelled (GCancellable *cancellable, gpointer data)
{
  Watch *watch = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[mbm] cancelled");
  g_source_set_callback (source, watch_dispatch, g_atomic_rc_box_acquire (watch), watch_unref);
  g_source_attach (source, watch->handle->context);
}

/**
 * mbm_cancel_handle_watch: (skip)
 * @self: a handle
 * @cancellable: a cancellable
 * @func: called from the owner's main context when it is cancelled; may be called after the handler is
 *   disconnected, and twice
 * @key: passed to @func
 *
 * Watches a cancellable.
 *
 * Returns: a handler to disconnect with g_signal_handler_disconnect()
 */
gulong
mbm_cancel_handle_watch (MbmCancelHandle *self, GCancellable *cancellable, MbmCancelFunc func, guint64 key)
{
  Watch *watch = g_atomic_rc_box_new0 (Watch);
  gulong handler;

  watch->handle = g_atomic_rc_box_acquire (self);
  watch->func = func;
  watch->key = key;

  handler = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (watch_cancelled), watch,
                                   watch_closure_notify, 0);

  /* Another thread may have been faster than the handler. */
  if (g_cancellable_is_cancelled (cancellable))
    watch_cancelled (cancellable, watch);

  return handler;
}

static void
task_watch_free (gpointer data)
{
  TaskWatch *watch = data;

  g_signal_handler_disconnect (watch->cancellable, watch->handler);
  g_object_unref (watch->cancellable);
  g_free (watch);
}

/**
 * mbm_cancel_handle_watch_task: (skip)
 * @self: a handle
 * @task: a task without data
 * @func: as above
 * @key: passed to @func
 *
 * Watches the cancellable of a task, if it has one, for as long as there is the task.
 */
void
mbm_cancel_handle_watch_task (MbmCancelHandle *self, GTask *task, MbmCancelFunc func, guint64 key)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  TaskWatch *watch;

  if (cancellable == NULL)
    return;

  watch = g_new0 (TaskWatch, 1);
  watch->cancellable = g_object_ref (cancellable);
  watch->handler = mbm_cancel_handle_watch (self, cancellable, func, key);
  g_task_set_task_data (task, watch, task_watch_free);
}
