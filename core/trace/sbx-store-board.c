/* sbx-store-board.c — what a store's writer leaves for the main thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-board-private.h"

#include "sbx-store-private.h"

/* More than so many records that changed within a frame are not named one by one. */
#define MAX_UPDATES 50000

/* Who is called, if there still is somebody: the last reference may go on another thread, at any time. */
typedef struct
{
  GWeakRef owner;
  void (*func) (GObject *owner);
} Call;

struct _SbxStoreBoard
{
  GMainContext *context;
  GObject *owner;
  void (*func) (GObject *owner);

  GMutex mutex;
  SbxStoreNews news;
  gint64 last_call;
  GSource *source;
  gboolean closed;
};

static void
news_init (SbxStoreNews *self)
{
  *self = (SbxStoreNews){ 0 };
  sbx_store_view_init (&self->view);
  self->updates = g_array_new (FALSE, FALSE, sizeof (SbxStoreUpdate));
}

void
sbx_store_news_clear (SbxStoreNews *self)
{
  sbx_store_view_clear (&self->view);
  g_clear_pointer (&self->updates, g_array_unref);
  g_clear_pointer (&self->cleared, g_free);
  g_clear_pointer (&self->notice, g_free);
}

SbxStoreBoard *
sbx_store_board_new (GObject *owner, void (*func) (GObject *owner))
{
  SbxStoreBoard *self = g_new0 (SbxStoreBoard, 1);

  self->context = g_main_context_ref_thread_default ();
  self->owner = owner;
  self->func = func;
  g_mutex_init (&self->mutex);
  news_init (&self->news);
  return self;
}

void
sbx_store_board_close (SbxStoreBoard *self)
{
  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->mutex);
}

void
sbx_store_board_free (SbxStoreBoard *self)
{
  sbx_store_board_close (self);
  sbx_store_news_clear (&self->news);
  g_mutex_clear (&self->mutex);
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
on_due (gpointer data)
{
  Call *call = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&call->owner);

  if (owner != NULL)
    call->func (owner);
  return G_SOURCE_REMOVE;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_weak_ref_clear (&call->owner);
  g_free (call);
}

/* With the mutex held: has the owner called when the frame is over. */
static void
schedule (SbxStoreBoard *self)
{
  gint64 due = MAX (self->last_call + SBX_STORE_FRAME_TIME, g_get_monotonic_time ());
  Call *call;

  if (self->source != NULL || self->closed)
    return;
  call = g_new0 (Call, 1);
  g_weak_ref_init (&call->owner, self->owner);
  call->func = self->func;
  self->source = g_timeout_source_new (0);
  g_source_set_ready_time (self->source, due);
  g_source_set_callback (self->source, on_due, call, call_free);
  g_source_set_static_name (self->source, "[signalbox] store changed");
  g_source_attach (self->source, self->context);
}

static void
add_updates (SbxStoreNews *news, const SbxStoreUpdate *updates, gsize n_updates)
{
  if (news->all_updated || n_updates == 0)
    return;
  if (news->updates->len + n_updates <= MAX_UPDATES)
    {
      g_array_append_vals (news->updates, updates, (guint) n_updates);
    }
  else
    {
      g_array_set_size (news->updates, 0);
      news->all_updated = TRUE;
    }
}

static void
set_string (char **string, const char *value)
{
  g_free (*string);
  *string = g_strdup (value);
}

void
sbx_store_board_post (SbxStoreBoard *self, const SbxStorePublished *published)
{
  SbxStoreNews *news = &self->news;

  g_mutex_lock (&self->mutex);
  sbx_store_view_copy (&news->view, published->view);
  add_updates (news, published->updates, published->n_updates);
  news->renamed |= published->renamed;
  if (published->cleared != NULL)
    {
      gboolean other = news->cleared != NULL && !g_str_equal (news->cleared, published->cleared);

      set_string (&news->cleared, other ? "" : published->cleared);
    }
  if (published->notice != NULL)
    set_string (&news->notice, published->notice);
  schedule (self);
  g_mutex_unlock (&self->mutex);
}

void
sbx_store_board_take (SbxStoreBoard *self, SbxStoreNews *news)
{
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->source, g_source_unref);
  self->last_call = g_get_monotonic_time ();
  *news = self->news;
  news_init (&self->news);
  /* Whatever is posted next brings a view with it. */
  g_mutex_unlock (&self->mutex);
}
