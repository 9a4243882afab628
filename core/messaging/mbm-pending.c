/* mbm-pending.c — the requests that wait for their answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-pending-private.h"

#define NOT_IN_HEAP G_MAXUINT

struct _MbmPendingTable
{
  GHashTable *by_serial; /* MbmPending.serial → MbmPending, owned */
  GPtrArray *heap;       /* those with a deadline, the next one first */
  GHashTable *given_up;  /* guint64, owned by the queue */
  GQueue given_up_order; /* guint64 *, the oldest first */
};

void
mbm_pending_return_to_task (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (answer != NULL)
    g_task_return_pointer (task, mbm_message_ref (answer), (GDestroyNotify) mbm_message_unref);
  else
    g_task_return_error (task, g_error_copy (error));
}

/**
 * mbm_pending_new: (skip)
 * @serial: its number
 * @name: the request's name
 * @func: who gets the answer
 * @user_data: passed to @func
 *
 * Makes an entry without a deadline and without a cancellable.
 *
 * Returns: (transfer full): an entry
 */
MbmPending *
mbm_pending_new (guint64 serial, const char *name, MbmPendingFunc func, gpointer user_data)
{
  MbmPending *self = g_new0 (MbmPending, 1);

  self->serial = serial;
  self->name = g_strdup (name);
  self->deadline = MBM_PENDING_FOREVER;
  self->func = func;
  self->user_data = user_data;
  self->heap_index = NOT_IN_HEAP;

  return self;
}

/**
 * mbm_pending_free: (skip)
 * @self: an entry that is in no table
 *
 * Frees an entry, and stops watching its cancellable.
 */
void
mbm_pending_free (MbmPending *self)
{
  /* Not g_cancellable_disconnect(): that would wait forever when a handler of the same cancellable, on this
   * thread, led here. The handler's data is its closure's own and outlives a handler that runs on another
   * thread. */
  if (self->cancelled_handler != 0)
    g_signal_handler_disconnect (self->cancellable, self->cancelled_handler);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->message, mbm_message_unref);
  g_free (self->name);
  g_free (self);
}

/**
 * mbm_pending_finish: (skip)
 * @self: (transfer full): an entry that is in no table
 * @owner: passed to its function
 * @answer: (nullable): the answer
 * @error: (nullable): or why there is none
 *
 * Frees an entry, then tells whoever waits for it.
 */
void
mbm_pending_finish (MbmPending *self, gpointer owner, MbmMessage *answer, const GError *error)
{
  MbmPendingFunc func = self->func;
  gpointer user_data = self->user_data;

  mbm_pending_free (self);
  func (owner, answer, error, user_data);
}

static void
mbm_pending_table_place (MbmPendingTable *self, MbmPending *pending, guint index)
{
  self->heap->pdata[index] = pending;
  pending->heap_index = index;
}

static gint64
mbm_pending_table_deadline_at (MbmPendingTable *self, guint index)
{
  MbmPending *pending = self->heap->pdata[index];

  return pending->deadline;
}

static void
mbm_pending_table_sift_up (MbmPendingTable *self, guint index)
{
  MbmPending *pending = self->heap->pdata[index];

  while (index > 0)
    {
      guint parent = (index - 1) / 2;

      if (mbm_pending_table_deadline_at (self, parent) <= pending->deadline)
        break;
      mbm_pending_table_place (self, self->heap->pdata[parent], index);
      index = parent;
    }
  mbm_pending_table_place (self, pending, index);
}

static void
mbm_pending_table_sift_down (MbmPendingTable *self, guint index)
{
  MbmPending *pending = self->heap->pdata[index];

  while (index * 2 + 1 < self->heap->len)
    {
      guint child = index * 2 + 1;

      if (child + 1 < self->heap->len &&
          mbm_pending_table_deadline_at (self, child + 1) < mbm_pending_table_deadline_at (self, child))
        child++;
      if (pending->deadline <= mbm_pending_table_deadline_at (self, child))
        break;
      mbm_pending_table_place (self, self->heap->pdata[child], index);
      index = child;
    }
  mbm_pending_table_place (self, pending, index);
}

static void
mbm_pending_table_remove_from_heap (MbmPendingTable *self, MbmPending *pending)
{
  guint index = pending->heap_index;
  MbmPending *last;

  if (index == NOT_IN_HEAP)
    return;

  pending->heap_index = NOT_IN_HEAP;
  last = g_ptr_array_steal_index (self->heap, self->heap->len - 1);
  if (last == pending)
    return;

  mbm_pending_table_place (self, last, index);
  mbm_pending_table_sift_up (self, index);
  mbm_pending_table_sift_down (self, last->heap_index);
}

/**
 * mbm_pending_table_new: (skip)
 *
 * Makes an empty table.
 *
 * Returns: (transfer full): a table
 */
MbmPendingTable *
mbm_pending_table_new (void)
{
  MbmPendingTable *self = g_new0 (MbmPendingTable, 1);

  self->by_serial = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->heap = g_ptr_array_new ();
  self->given_up = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_queue_init (&self->given_up_order);

  return self;
}

/**
 * mbm_pending_table_free: (skip)
 * @self: a table
 *
 * Frees a table; nobody is told anything, so it should be empty.
 */
void
mbm_pending_table_free (MbmPendingTable *self)
{
  g_autoptr (GPtrArray) rest = mbm_pending_table_steal_all (self);

  g_ptr_array_set_free_func (rest, (GDestroyNotify) mbm_pending_free);
  g_hash_table_unref (self->by_serial);
  g_ptr_array_unref (self->heap);
  g_hash_table_unref (self->given_up);
  g_queue_clear_full (&self->given_up_order, g_free);
  g_free (self);
}

/**
 * mbm_pending_table_get_size: (skip)
 * @self: a table
 *
 * Returns: how many requests are under way
 */
guint
mbm_pending_table_get_size (MbmPendingTable *self)
{
  return g_hash_table_size (self->by_serial);
}

/**
 * mbm_pending_table_insert: (skip)
 * @self: a table
 * @pending: (transfer full): an entry whose serial number is new
 *
 * Takes an entry in.
 */
void
mbm_pending_table_insert (MbmPendingTable *self, MbmPending *pending)
{
  g_assert (!g_hash_table_contains (self->by_serial, &pending->serial));

  g_hash_table_insert (self->by_serial, &pending->serial, pending);
  if (pending->deadline == MBM_PENDING_FOREVER)
    return;

  g_ptr_array_add (self->heap, pending);
  mbm_pending_table_sift_up (self, self->heap->len - 1);
}

/**
 * mbm_pending_table_steal: (skip)
 * @self: a table
 * @serial: a serial number
 *
 * Takes an entry out.
 *
 * Returns: (nullable) (transfer full): the entry, if it was there
 */
MbmPending *
mbm_pending_table_steal (MbmPendingTable *self, guint64 serial)
{
  MbmPending *pending = g_hash_table_lookup (self->by_serial, &serial);

  if (pending == NULL)
    return NULL;

  g_hash_table_remove (self->by_serial, &serial);
  mbm_pending_table_remove_from_heap (self, pending);
  return pending;
}

/**
 * mbm_pending_table_steal_expired: (skip)
 * @self: a table
 * @now: monotonic microseconds
 *
 * Takes one entry out whose deadline has passed, the earliest first.
 *
 * Returns: (nullable) (transfer full): an entry
 */
MbmPending *
mbm_pending_table_steal_expired (MbmPendingTable *self, gint64 now)
{
  MbmPending *pending;

  if (mbm_pending_table_get_next_deadline (self) > now)
    return NULL;

  pending = self->heap->pdata[0];
  return mbm_pending_table_steal (self, pending->serial);
}

static int
mbm_pending_compare (gconstpointer a, gconstpointer b)
{
  const MbmPending *first = *(MbmPending *const *) a;
  const MbmPending *second = *(MbmPending *const *) b;

  return first->serial < second->serial ? -1 : first->serial > second->serial;
}

/**
 * mbm_pending_table_steal_all: (skip)
 * @self: a table
 *
 * Empties the table.
 *
 * Returns: (transfer full) (element-type MbmPending): all entries in the order they were made; the array does
 * not free them
 */
GPtrArray *
mbm_pending_table_steal_all (MbmPendingTable *self)
{
  GPtrArray *all = g_ptr_array_sized_new (g_hash_table_size (self->by_serial));
  GHashTableIter iter;
  gpointer pending;

  g_hash_table_iter_init (&iter, self->by_serial);
  while (g_hash_table_iter_next (&iter, NULL, &pending))
    {
      ((MbmPending *) pending)->heap_index = NOT_IN_HEAP;
      g_ptr_array_add (all, pending);
    }
  g_hash_table_remove_all (self->by_serial);
  g_ptr_array_set_size (self->heap, 0);
  g_ptr_array_sort (all, mbm_pending_compare);

  return all;
}

/**
 * mbm_pending_table_get_next_deadline: (skip)
 * @self: a table
 *
 * Returns: the earliest deadline in monotonic microseconds, or %MBM_PENDING_FOREVER
 */
gint64
mbm_pending_table_get_next_deadline (MbmPendingTable *self)
{
  return self->heap->len > 0 ? mbm_pending_table_deadline_at (self, 0) : MBM_PENDING_FOREVER;
}

/**
 * mbm_pending_table_give_up: (skip)
 * @self: a table
 * @serial: the serial number of a request whose answer nobody waits for any more
 *
 * Remembers that an answer to it may still come; the oldest of %MBM_PENDING_MAX_GIVEN_UP is forgotten.
 */
void
mbm_pending_table_give_up (MbmPendingTable *self, guint64 serial)
{
  guint64 *key;

  if (g_hash_table_contains (self->given_up, &serial))
    return;

  if (self->given_up_order.length >= MBM_PENDING_MAX_GIVEN_UP)
    {
      key = g_queue_pop_head (&self->given_up_order);
      g_hash_table_remove (self->given_up, key);
      g_free (key);
    }

  key = g_memdup2 (&serial, sizeof serial);
  g_queue_push_tail (&self->given_up_order, key);
  g_hash_table_add (self->given_up, key);
}

/**
 * mbm_pending_table_take_given_up: (skip)
 * @self: a table
 * @serial: the serial number of an answer
 *
 * Whether the answer is to a request that was given up. It may come once: a second one is asked for by
 * nobody.
 *
 * Returns: %TRUE if it is
 */
gboolean
mbm_pending_table_take_given_up (MbmPendingTable *self, guint64 serial)
{
  return g_hash_table_remove (self->given_up, &serial);
}
