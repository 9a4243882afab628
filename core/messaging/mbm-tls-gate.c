/* mbm-tls-gate.c — how many shake hands at a time
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-tls-gate-private.h"

/* GIO's pool begins with ten threads, and gets more of them late. */
#define MAX_INSIDE 6

/* How long a handshake may take while others wait, in milliseconds: some round trips around the world. */
#define MAX_STAY 1000

/* Owned by a listener; lives on the thread of its poller. */
struct _MbmTlsGate
{
  GQueue inside;  /* MbmTlsTicket, by link; the first came first */
  GQueue waiting; /* MbmTlsTicket, by link */
  MbmWatch timer;
  gboolean is_calling;
};

static void
mbm_tls_gate_update_timer (MbmTlsGate *self)
{
  MbmTlsTicket *oldest = g_queue_peek_head (&self->inside);
  gint64 left;

  if (g_queue_is_empty (&self->waiting) || oldest == NULL)
    {
      mbm_watch_set_timeout (&self->timer, 0);
      return;
    }

  left = (oldest->deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;
  mbm_watch_set_timeout (&self->timer, MAX (left, 1));
}

/* Who goes in may leave again at once, which calls this from within itself. */
static void
mbm_tls_gate_let_in (MbmTlsGate *self)
{
  if (self->is_calling)
    return;

  self->is_calling = TRUE;
  while (self->inside.length < MAX_INSIDE && !g_queue_is_empty (&self->waiting))
    {
      GList *link = g_queue_pop_head_link (&self->waiting);
      MbmTlsTicket *ticket = link->data;

      ticket->deadline = g_get_monotonic_time () + MAX_STAY * G_TIME_SPAN_MILLISECOND;
      g_queue_push_tail_link (&self->inside, link);
      ticket->go (ticket);
    }
  self->is_calling = FALSE;
  mbm_tls_gate_update_timer (self);
}

static void
mbm_tls_gate_expired (MbmWatch *watch)
{
  MbmTlsGate *self = (MbmTlsGate *) (void *) ((char *) watch - G_STRUCT_OFFSET (MbmTlsGate, timer));
  gint64 now = g_get_monotonic_time ();
  MbmTlsTicket *oldest;

  while (!g_queue_is_empty (&self->waiting) && (oldest = g_queue_peek_head (&self->inside)) != NULL &&
         oldest->deadline <= now)
    oldest->cut (oldest);
  mbm_tls_gate_update_timer (self);
}

static void
mbm_tls_gate_ignore (MbmWatch *watch)
{
}

static void
mbm_tls_gate_ready (MbmWatch *watch, guint32 events)
{
}

static const MbmWatchFuncs watch_funcs = {
  .ready = mbm_tls_gate_ready,
  .flush = mbm_tls_gate_ignore,
  .expired = mbm_tls_gate_expired,
};

MbmTlsGate *
mbm_tls_gate_new (MbmPoller *poller)
{
  MbmTlsGate *self = g_new0 (MbmTlsGate, 1);

  g_queue_init (&self->inside);
  g_queue_init (&self->waiting);
  mbm_watch_add (&self->timer, poller, &watch_funcs, -1, 0);
  return self;
}

void
mbm_tls_gate_free (MbmTlsGate *self)
{
  g_assert (g_queue_is_empty (&self->inside));
  g_assert (g_queue_is_empty (&self->waiting));

  mbm_watch_remove (&self->timer);
  g_free (self);
}

void
mbm_tls_gate_enter (MbmTlsGate *self, MbmTlsTicket *ticket)
{
  ticket->gate = self;
  ticket->deadline = 0;
  ticket->link = (GList){ .data = ticket };
  g_queue_push_tail_link (&self->waiting, &ticket->link);
  mbm_tls_gate_let_in (self);
}

void
mbm_tls_gate_leave (MbmTlsTicket *ticket)
{
  MbmTlsGate *self = ticket->gate;

  if (self == NULL)
    return;

  ticket->gate = NULL;
  g_queue_unlink (ticket->deadline != 0 ? &self->inside : &self->waiting, &ticket->link);
  mbm_tls_gate_let_in (self);
}
