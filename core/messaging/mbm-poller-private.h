/* mbm-poller-private.h — many sockets in one source
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

/* One epoll descriptor behind one GSource for each main context: a GSource per socket makes every turn of the
 * loop walk all of them, and with some thousand idle clients that is what the processor is busy with. A
 * poller belongs to the thread its context runs on. */
typedef struct _MbmPoller MbmPoller;

/* Embedded in whatever owns a descriptor. A watch is called from the main context only, never once it was
 * removed, and may remove itself or any other from within. */
typedef struct _MbmWatch MbmWatch;

typedef struct
{
  /* @events: EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR, which come again if they are not dealt with; 0 after
   * mbm_watch_wake(). */
  void (*ready) (MbmWatch *watch, guint32 events);
  /* After mbm_watch_mark_dirty(), when everything that is ready was dealt with. Must not call out: the main
   * context may be about to poll. */
  void (*flush) (MbmWatch *watch);
  /* The deadline has passed; there is none any more. */
  void (*expired) (MbmWatch *watch);
} MbmWatchFuncs;

struct _MbmWatch
{
  MbmPoller *poller;
  const MbmWatchFuncs *funcs;
  int fd;
  guint32 events;
  gint64 deadline;
  GList dirty_link;
  GList deadline_link;
  GList woken_link;
  guint is_dirty : 1;
  guint has_deadline : 1;
  guint is_woken : 1;
  guint is_suspended : 1;
};

/* The one of the thread-default main context; made if there is none. */
MbmPoller *mbm_poller_ref_thread_default (void);
MbmPoller *mbm_poller_ref (MbmPoller *self);
void mbm_poller_unref (MbmPoller *self);

/* What everybody reads into: it is free again when the watch returns, and an idle connection needs no buffer
 * of its own. */
guint8 *mbm_poller_get_scratch (MbmPoller *self, gsize *size);

/* @fd stays the caller's. @events may be 0, and @fd -1 if there is only a deadline to keep. */
void mbm_watch_add (MbmWatch *watch, MbmPoller *poller, const MbmWatchFuncs *funcs, int fd, guint32 events);
void mbm_watch_remove (MbmWatch *watch);
void mbm_watch_set_events (MbmWatch *watch, guint32 events);
void mbm_watch_mark_dirty (MbmWatch *watch);
/* Has the watch called from the main context although nothing happened. */
void mbm_watch_wake (MbmWatch *watch);
/* Not even EPOLLHUP and EPOLLERR, which cannot be left out of the events, come while a watch is suspended. */
void mbm_watch_set_suspended (MbmWatch *watch, gboolean suspended);

/* @milliseconds from now; 0 for none. */
void mbm_watch_set_timeout (MbmWatch *watch, guint milliseconds);

/* Milliseconds until the deadline, 1 at the least; 0 if there is none. */
guint mbm_watch_get_time_left (const MbmWatch *watch);

static inline gboolean
mbm_watch_is_added (const MbmWatch *watch)
{
  return watch->poller != NULL;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmPoller, mbm_poller_unref)

G_END_DECLS
