/* mbm-http-event-log-private.h — the last events of a client, to resume its stream from
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Events are numbered from 1; the oldest go when there are too many, or too many bytes of them. */
typedef struct
{
  GQueue events; /* GBytes */
  guint64 last;  /* the number of the newest; 0: none yet */
  gsize size;
  guint max_count;
  guint64 max_size;
} MbmHttpEventLog;

void mbm_http_event_log_init (MbmHttpEventLog *self, guint max_count, guint64 max_size);
void mbm_http_event_log_clear (MbmHttpEventLog *self);
/* The event's number. */
guint64 mbm_http_event_log_add (MbmHttpEventLog *self, GBytes *event);

/* The first event behind number @after that is kept, and its number; NULL if there is none. @n_missed is how
 * many are not kept any more. */
GList *mbm_http_event_log_find (MbmHttpEventLog *self, guint64 after, guint64 *number, guint64 *n_missed);

G_END_DECLS
