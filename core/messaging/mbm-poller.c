/* mbm-poller.c — many sockets in one source
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <unistd.h>

#include "mbm-poller-private.h"

/* As many as are asked for at a time. */
#define BATCH_SIZE 256

#define SCRATCH_SIZE (64 * 1024)

typedef struct
{
  GSource source;
  MbmPoller *poller;
} MbmPollerSource;

struct _MbmPoller
{
  guint ref_count;
  GMainContext *context;
  GSource *source;
  gpointer source_tag;
  int epoll_fd;
  gboolean is_dispatching;
  gboolean is_muted; /* a loop within a handler is told nothing */

  GQueue dirty;     /* MbmWatch, by dirty_link */
  GQueue deadlines; /* MbmWatch, by deadline_link; the nearest first */
  GQueue woken;     /* MbmWatch, by woken_link */

  /* What epoll_wait() gave and has not been told yet, so that a watch that goes takes its part out. */
  struct epoll_event batch[BATCH_SIZE];
  int batch_next;
  int batch_end;

  guint8 scratch[SCRATCH_SIZE];
};

/* GMainContext → MbmPoller. Pollers are few; the table is asked once for each connection. */
static GHashTable *pollers;
static GMutex pollers_lock;

static void
mbm_poller_flush (MbmPoller *self)
{
  MbmWatch *watch;

  while ((watch = g_queue_peek_head (&self->dirty)) != NULL)
    {
      g_queue_unlink (&self->dirty, &watch->dirty_link);
      watch->is_dirty = FALSE;
      watch->funcs->flush (watch);
    }
}

static void
mbm_poller_update_ready_time (MbmPoller *self)
{
  MbmWatch *next = g_queue_peek_head (&self->deadlines);

  if (!g_queue_is_empty (&self->woken))
    g_source_set_ready_time (self->source, 0);
  else
    g_source_set_ready_time (self->source, next != NULL ? next->deadline : -1);
}

static void
mbm_poller_expire (MbmPoller *self)
{
  MbmWatch *watch;
  gint64 now;

  if (g_queue_is_empty (&self->deadlines))
    return;

  now = g_source_get_time (self->source);
  while ((watch = g_queue_peek_head (&self->deadlines)) != NULL && watch->deadline <= now)
    {
      mbm_watch_set_timeout (watch, 0);
      watch->funcs->expired (watch);
    }
}

/* Those who wake another on the way wait for the next turn. */
static void
mbm_poller_tell_woken (MbmPoller *self)
{
  guint n = self->woken.length;
  MbmWatch *watch;

  if (n == 0)
    return;

  while (n-- > 0 && (watch = g_queue_peek_head (&self->woken)) != NULL)
    {
      g_queue_unlink (&self->woken, &watch->woken_link);
      watch->is_woken = FALSE;
      watch->funcs->ready (watch, 0);
    }
  mbm_poller_update_ready_time (self);
}

static void
mbm_poller_tell (MbmPoller *self)
{
  int n = epoll_wait (self->epoll_fd, self->batch, BATCH_SIZE, 0);

  self->batch_next = 0;
  self->batch_end = MAX (n, 0);
  while (self->batch_next < self->batch_end)
    {
      struct epoll_event event = self->batch[self->batch_next++];
      MbmWatch *watch = event.data.ptr;

      if (watch != NULL)
        watch->funcs->ready (watch, event.events);
    }
}

/* What was sent outside of a dispatch, or by another source since, goes out before the loop sleeps. */
static gboolean
mbm_poller_source_prepare (GSource *source, int *timeout)
{
  mbm_poller_flush (((MbmPollerSource *) source)->poller);
  *timeout = -1;
  return FALSE;
}

/* GLib takes a source that may not recurse out of its poll for each dispatch and puts it in again, and wakes
 * its own loop for both: three system calls a turn. So this one may, and keeps out by itself: whoever is
 * being told of something reads from the one buffer. */
static void
mbm_poller_set_muted (MbmPoller *self, gboolean muted)
{
  if (self->is_muted == muted)
    return;

  self->is_muted = muted;
  g_source_modify_unix_fd (self->source, self->source_tag, muted ? 0 : G_IO_IN);
}

static gboolean
mbm_poller_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (MbmPoller) self = mbm_poller_ref (((MbmPollerSource *) source)->poller);

  if (self->is_dispatching)
    {
      mbm_poller_set_muted (self, TRUE);
      g_source_set_ready_time (source, -1);
      return G_SOURCE_CONTINUE;
    }

  self->is_dispatching = TRUE;
  mbm_poller_tell_woken (self);
  mbm_poller_tell (self);
  /* Behind what came: after a stall, what has been there in time counts as in time. */
  mbm_poller_expire (self);
  mbm_poller_flush (self);
  self->is_dispatching = FALSE;

  if (self->is_muted)
    {
      mbm_poller_set_muted (self, FALSE);
      mbm_poller_update_ready_time (self);
    }
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs poller_source_funcs = {
  .prepare = mbm_poller_source_prepare,
  .dispatch = mbm_poller_source_dispatch,
};

static MbmPoller *
mbm_poller_new (GMainContext *context)
{
  MbmPoller *self = g_new (MbmPoller, 1);

  self->is_dispatching = FALSE;
  self->is_muted = FALSE;
  self->ref_count = 1;
  self->context = g_main_context_ref (context);
  self->batch_next = 0;
  self->batch_end = 0;
  g_queue_init (&self->dirty);
  g_queue_init (&self->deadlines);
  g_queue_init (&self->woken);
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    g_error ("Could not make an epoll descriptor: %s", g_strerror (errno));

  self->source = g_source_new (&poller_source_funcs, sizeof (MbmPollerSource));
  ((MbmPollerSource *) self->source)->poller = self;
  g_source_set_static_name (self->source, "[mbm] poller");
  g_source_set_can_recurse (self->source, TRUE);
  self->source_tag = g_source_add_unix_fd (self->source, self->epoll_fd, G_IO_IN);
  g_source_attach (self->source, context);
  return self;
}

MbmPoller *
mbm_poller_ref_thread_default (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  MbmPoller *self;

  g_mutex_lock (&pollers_lock);
  if (pollers == NULL)
    pollers = g_hash_table_new (NULL, NULL);
  self = g_hash_table_lookup (pollers, context);
  if (self != NULL)
    {
      mbm_poller_ref (self);
    }
  else
    {
      self = mbm_poller_new (context);
      g_hash_table_insert (pollers, context, self);
    }
  g_mutex_unlock (&pollers_lock);

  return self;
}

MbmPoller *
mbm_poller_ref (MbmPoller *self)
{
  self->ref_count++;
  return self;
}

void
mbm_poller_unref (MbmPoller *self)
{
  if (--self->ref_count > 0)
    return;

  g_assert (g_queue_is_empty (&self->dirty));
  g_assert (g_queue_is_empty (&self->deadlines));
  g_assert (g_queue_is_empty (&self->woken));

  g_mutex_lock (&pollers_lock);
  g_hash_table_remove (pollers, self->context);
  g_mutex_unlock (&pollers_lock);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->epoll_fd);
  g_main_context_unref (self->context);
  g_free (self);
}

guint8 *
mbm_poller_get_scratch (MbmPoller *self, gsize *size)
{
  *size = sizeof self->scratch;
  return self->scratch;
}

static void
mbm_watch_control (MbmWatch *watch, int operation)
{
  struct epoll_event event = { .events = watch->events, .data.ptr = watch };

  if (watch->fd >= 0 && epoll_ctl (watch->poller->epoll_fd, operation, watch->fd, &event) < 0)
    g_error ("epoll_ctl: %s", g_strerror (errno));
}

void
mbm_watch_add (MbmWatch *watch, MbmPoller *poller, const MbmWatchFuncs *funcs, int fd, guint32 events)
{
  g_assert (watch->poller == NULL);

  *watch = (MbmWatch){
    .poller = mbm_poller_ref (poller),
    .funcs = funcs,
    .fd = fd,
    .events = events,
    .dirty_link.data = watch,
    .deadline_link.data = watch,
    .woken_link.data = watch,
  };
  mbm_watch_control (watch, EPOLL_CTL_ADD);
}

void
mbm_watch_remove (MbmWatch *watch)
{
  MbmPoller *poller = watch->poller;

  if (poller == NULL)
    return;

  if (watch->is_dirty)
    g_queue_unlink (&poller->dirty, &watch->dirty_link);
  watch->is_dirty = FALSE;
  if (watch->is_woken)
    g_queue_unlink (&poller->woken, &watch->woken_link);
  watch->is_woken = FALSE;
  mbm_watch_set_timeout (watch, 0);
  mbm_watch_set_suspended (watch, TRUE);
  for (int i = poller->batch_next; i < poller->batch_end; i++)
    if (poller->batch[i].data.ptr == watch)
      poller->batch[i].data.ptr = NULL;

  watch->poller = NULL;
  mbm_poller_unref (poller);
}

void
mbm_watch_set_events (MbmWatch *watch, guint32 events)
{
  if (watch->events == events)
    return;

  watch->events = events;
  if (!watch->is_suspended)
    mbm_watch_control (watch, EPOLL_CTL_MOD);
}

void
mbm_watch_set_suspended (MbmWatch *watch, gboolean suspended)
{
  if (watch->is_suspended == !!suspended)
    return;

  watch->is_suspended = suspended;
  mbm_watch_control (watch, suspended ? EPOLL_CTL_DEL : EPOLL_CTL_ADD);
}

void
mbm_watch_wake (MbmWatch *watch)
{
  if (watch->is_woken)
    return;

  watch->is_woken = TRUE;
  g_queue_push_tail_link (&watch->poller->woken, &watch->woken_link);
  mbm_poller_update_ready_time (watch->poller);
}

void
mbm_watch_mark_dirty (MbmWatch *watch)
{
  if (watch->is_dirty)
    return;

  watch->is_dirty = TRUE;
  g_queue_push_tail_link (&watch->poller->dirty, &watch->dirty_link);
}

void
mbm_watch_set_timeout (MbmWatch *watch, guint milliseconds)
{
  MbmPoller *poller = watch->poller;
  GList *before;

  if (!watch->has_deadline && milliseconds == 0)
    return;

  if (watch->has_deadline)
    {
      g_queue_unlink (&poller->deadlines, &watch->deadline_link);
      watch->has_deadline = FALSE;
    }

  if (milliseconds > 0)
    {
      watch->deadline = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
      watch->has_deadline = TRUE;

      /* Few lengths of time are in use, so that a new deadline is nearly always among the last. */
      before = poller->deadlines.tail;
      while (before != NULL && ((MbmWatch *) before->data)->deadline > watch->deadline)
        before = before->prev;
      if (before != NULL)
        g_queue_insert_after_link (&poller->deadlines, before, &watch->deadline_link);
      else
        g_queue_push_head_link (&poller->deadlines, &watch->deadline_link);
    }

  mbm_poller_update_ready_time (poller);
}

guint
mbm_watch_get_time_left (const MbmWatch *watch)
{
  if (!watch->has_deadline)
    return 0;

  return MAX (1, (watch->deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND);
}
