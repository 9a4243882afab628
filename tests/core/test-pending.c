/* test-pending.c — the table of requests that wait
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-event-handlers-private.h"
#include "mbm-pending-private.h"

static void
ignore (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
}

static MbmPending *
entry (guint64 serial, gint64 deadline)
{
  MbmPending *pending = mbm_pending_new (serial, "x", ignore, NULL);

  pending->deadline = deadline;
  return pending;
}

static void
test_empty (void)
{
  g_autoptr (MbmPendingTable) table = mbm_pending_table_new ();
  g_autoptr (GPtrArray) all = mbm_pending_table_steal_all (table);

  g_assert_cmpuint (all->len, ==, 0);
  g_assert_null (mbm_pending_table_steal (table, 1));
  g_assert_null (mbm_pending_table_steal_expired (table, G_MAXINT64 - 1));
  g_assert_cmpint (mbm_pending_table_get_next_deadline (table), ==, MBM_PENDING_FOREVER);
}

/* What never expires is in the table, but is nobody's next. */
static void
test_forever (void)
{
  g_autoptr (MbmPendingTable) table = mbm_pending_table_new ();

  mbm_pending_table_insert (table, entry (1, MBM_PENDING_FOREVER));
  g_assert_cmpuint (mbm_pending_table_get_size (table), ==, 1);
  g_assert_cmpint (mbm_pending_table_get_next_deadline (table), ==, MBM_PENDING_FOREVER);
  g_assert_null (mbm_pending_table_steal_expired (table, G_MAXINT64 - 1));
  mbm_pending_free (mbm_pending_table_steal (table, 1));
}

/* Against a plain list that is searched from end to end. */
static void
test_random (void)
{
  g_autoptr (MbmPendingTable) table = mbm_pending_table_new ();
  g_autoptr (GArray) model = g_array_new (FALSE, FALSE, sizeof (gint64[2]));
  guint64 last_serial = 0;
  gint64 now = 0;

  for (guint step = 0; step < 20000; step++)
    {
      int what = g_test_rand_int_range (0, 10);

      if (what < 5)
        {
          gint64 made[2] = { (gint64) ++last_serial, now + g_test_rand_int_range (0, 50) };

          mbm_pending_table_insert (table, entry (last_serial, made[1]));
          g_array_append_val (model, made);
        }
      else if (what < 8 && model->len > 0)
        {
          guint index = (guint) g_test_rand_int_range (0, (gint32) model->len);
          gint64 *expected = (gint64 *) (gpointer) (model->data + index * sizeof (gint64[2]));
          g_autoptr (MbmPending) pending = mbm_pending_table_steal (table, (guint64) expected[0]);

          g_assert_nonnull (pending);
          g_assert_cmpint (pending->deadline, ==, expected[1]);
          g_array_remove_index_fast (model, index);
        }
      else
        {
          now += 5;
          while (TRUE)
            {
              g_autoptr (MbmPending) pending = mbm_pending_table_steal_expired (table, now);
              guint earliest = G_MAXUINT;

              for (guint i = 0; i < model->len; i++)
                {
                  gint64 *one = (gint64 *) (gpointer) (model->data + i * sizeof (gint64[2]));

                  if (one[1] <= now && (pending == NULL || one[0] == (gint64) pending->serial))
                    earliest = i;
                  if (pending != NULL)
                    g_assert_cmpint (one[1], >=, pending->deadline);
                }
              if (pending == NULL)
                {
                  g_assert_cmpuint (earliest, ==, G_MAXUINT);
                  break;
                }
              g_assert_cmpuint (earliest, !=, G_MAXUINT);
              g_array_remove_index_fast (model, earliest);
            }
        }
      g_assert_cmpuint (mbm_pending_table_get_size (table), ==, model->len);
    }
}

static void
test_all_in_order (void)
{
  g_autoptr (MbmPendingTable) table = mbm_pending_table_new ();
  g_autoptr (GPtrArray) all = NULL;

  for (guint64 i = 1; i <= 1000; i++)
    mbm_pending_table_insert (table, entry (i, (gint64) (i * 7919 % 1000)));
  all = mbm_pending_table_steal_all (table);
  g_assert_cmpuint (all->len, ==, 1000);
  g_assert_cmpuint (mbm_pending_table_get_size (table), ==, 0);
  g_assert_cmpint (mbm_pending_table_get_next_deadline (table), ==, MBM_PENDING_FOREVER);
  for (guint i = 0; i < all->len; i++)
    {
      MbmPending *pending = all->pdata[i];

      g_assert_cmpuint (pending->serial, ==, i + 1);
      mbm_pending_free (pending);
    }
}

/* Remembered once each, and no more than so many. */
static void
test_given_up (void)
{
  g_autoptr (MbmPendingTable) table = mbm_pending_table_new ();

  mbm_pending_table_give_up (table, 1);
  mbm_pending_table_give_up (table, 1);
  g_assert_true (mbm_pending_table_take_given_up (table, 1));
  g_assert_false (mbm_pending_table_take_given_up (table, 1));

  for (guint64 i = 2; i < 2 + MBM_PENDING_MAX_GIVEN_UP + 10; i++)
    mbm_pending_table_give_up (table, i);
  g_assert_false (mbm_pending_table_take_given_up (table, 2));
  g_assert_false (mbm_pending_table_take_given_up (table, 11));
  g_assert_true (mbm_pending_table_take_given_up (table, 12));
  g_assert_true (mbm_pending_table_take_given_up (table, 1 + MBM_PENDING_MAX_GIVEN_UP + 10));
}

/* --- handlers: what the client's own tests do not reach ------------------ */

static void
handle (MbmClient *client, MbmMessage *message, gpointer user_data)
{
}

static void
add_another (gpointer user_data)
{
  MbmEventHandlers *handlers = user_data;

  if (!mbm_event_handlers_has (handlers, "again"))
    mbm_event_handlers_add (handlers, "again", handle, NULL, NULL);
}

/* Freeing a handler's data may lead back to the table. */
static void
test_handlers_reentrant (void)
{
  g_autoptr (MbmEventHandlers) handlers = mbm_event_handlers_new ();
  guint id = mbm_event_handlers_add (handlers, "e", handle, handlers, add_another);

  g_assert_true (mbm_event_handlers_has (handlers, "e"));
  g_assert_false (mbm_event_handlers_has (handlers, NULL));
  g_assert_true (mbm_event_handlers_remove (handlers, id));
  g_assert_false (mbm_event_handlers_has (handlers, "e"));
  g_assert_true (mbm_event_handlers_has (handlers, "again"));

  mbm_event_handlers_add (handlers, NULL, handle, handlers, add_another);
  g_assert_true (mbm_event_handlers_has (handlers, NULL));
  mbm_event_handlers_remove_all (handlers);
  g_assert_false (mbm_event_handlers_has (handlers, "again"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pending/empty", test_empty);
  g_test_add_func ("/pending/forever", test_forever);
  g_test_add_func ("/pending/random", test_random);
  g_test_add_func ("/pending/all-in-order", test_all_in_order);
  g_test_add_func ("/pending/given-up", test_given_up);
  g_test_add_func ("/event-handlers/reentrant", test_handlers_reentrant);

  return g_test_run ();
}
