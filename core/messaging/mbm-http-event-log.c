/* mbm-http-event-log.c — the last events of a client, to resume its stream from
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-http-event-log-private.h"

void
mbm_http_event_log_init (MbmHttpEventLog *self, guint max_count, guint64 max_size)
{
  *self = (MbmHttpEventLog){ .max_count = max_count, .max_size = max_size };
  g_queue_init (&self->events);
}

void
mbm_http_event_log_clear (MbmHttpEventLog *self)
{
  g_queue_clear_full (&self->events, (GDestroyNotify) g_bytes_unref);
  self->size = 0;
}

guint64
mbm_http_event_log_add (MbmHttpEventLog *self, GBytes *event)
{
  g_queue_push_tail (&self->events, g_bytes_ref (event));
  self->size += g_bytes_get_size (event);

  while (self->events.length > 0 && (self->events.length > self->max_count || self->size > self->max_size))
    {
      g_autoptr (GBytes) oldest = g_queue_pop_head (&self->events);

      self->size -= g_bytes_get_size (oldest);
    }

  return ++self->last;
}

GList *
mbm_http_event_log_find (MbmHttpEventLog *self, guint64 after, guint64 *number, guint64 *n_missed)
{
  guint64 first = self->last - self->events.length + 1;

  *n_missed = after + 1 < first ? first - after - 1 : 0;
  *number = MAX (after + 1, first);
  if (*number > self->last)
    return NULL;

  return g_queue_peek_nth_link (&self->events, (guint) (*number - first));
}
