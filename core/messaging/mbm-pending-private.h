/* mbm-pending-private.h — the requests that wait for their answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-message.h"

G_BEGIN_DECLS

/* Entries are found by serial number (a hash) and by deadline (a binary heap whose entries know their place),
 * so that a hundred thousand requests under way need one timer, and no step is slower than O(log n). Not
 * thread-safe.
 *
 * What was given up is remembered for a while, so that an answer that comes too late is told from one that
 * nobody asked for. */
typedef struct _MbmPendingTable MbmPendingTable;

/* How many given-up requests are remembered. */
#define MBM_PENDING_MAX_GIVEN_UP 4096

/* A deadline that never comes. */
#define MBM_PENDING_FOREVER G_MAXINT64

/* Called once for each request, with its answer or with an error. */
typedef void (*MbmPendingFunc) (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data);

typedef struct
{
  guint64 serial;
  char *name;
  guint timeout;    /* milliseconds, for the words of the error */
  gint64 deadline;  /* monotonic microseconds */
  gint64 sent_time; /* monotonic microseconds */
  MbmPendingFunc func;
  gpointer user_data;
  MbmMessage *message; /* what was sent, if somebody monitors; else NULL */
  GCancellable *cancellable;
  gulong cancelled_handler;

  /*< private >*/
  guint heap_index;
} MbmPending;

/* For a call whose task, @user_data, gives the answer to whoever made it: takes the task. */
void mbm_pending_return_to_task (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data);
MbmPending *mbm_pending_new (guint64 serial, const char *name, MbmPendingFunc func, gpointer user_data);
void mbm_pending_free (MbmPending *self);
void mbm_pending_finish (MbmPending *self, gpointer owner, MbmMessage *answer, const GError *error);

MbmPendingTable *mbm_pending_table_new (void);
void mbm_pending_table_free (MbmPendingTable *self);
guint mbm_pending_table_get_size (MbmPendingTable *self);
void mbm_pending_table_insert (MbmPendingTable *self, MbmPending *pending);
MbmPending *mbm_pending_table_steal (MbmPendingTable *self, guint64 serial);
MbmPending *mbm_pending_table_steal_expired (MbmPendingTable *self, gint64 now);
GPtrArray *mbm_pending_table_steal_all (MbmPendingTable *self);
gint64 mbm_pending_table_get_next_deadline (MbmPendingTable *self);
void mbm_pending_table_give_up (MbmPendingTable *self, guint64 serial);
gboolean mbm_pending_table_take_given_up (MbmPendingTable *self, guint64 serial);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmPending, mbm_pending_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmPendingTable, mbm_pending_table_free)

G_END_DECLS
