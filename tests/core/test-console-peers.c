/* test-console-peers.c — peers: their list, their beats, what is learnt from these
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"
#include "sbx-peer-list-private.h"
#include "sbx-peer-private.h"
#include "sbx-peer-tracker-private.h"
#include "sbx-subscription-count-private.h"

static GPtrArray *
make_peers (guint first, guint n)
{
  GPtrArray *peers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      SbxPeerUpdate *update = sbx_peer_update_new (id);

      update->id = g_strdup (id);
      g_ptr_array_add (peers, sbx_peer_new (update));
    }
  return peers;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, removed, added);
}

/* The ids that are in the list, in their order; (transfer full). */
static char *
print_ids (GListModel *model)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (model, i);

      g_string_append_printf (ids, "%s ", sbx_peer_get_id (peer));
    }
  return g_string_free (ids, FALSE);
}

static void
test_list (void)
{
  SbxPeerList *list = sbx_peer_list_new ();
  GListModel *model = G_LIST_MODEL (list);
  g_autoptr (GPtrArray) peers = make_peers (0, 10);
  g_autoptr (GPtrArray) some = g_ptr_array_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *ids = NULL;
  static const guint gone[] = { 7, 2, 3, 9, 8, 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), log);
  sbx_peer_list_append (list, peers);
  sbx_peer_list_append (list, none);
  g_assert_cmpstr (log->str, ==, "0-0+10 ");
  g_assert_true (sbx_peer_list_lookup (list, "4") == g_ptr_array_index (peers, 4));
  g_assert_null (sbx_peer_list_lookup (list, "10"));

  /* In runs, from the end. */
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_ptr_array_add (some, g_ptr_array_index (peers, gone[i]));
  g_string_truncate (log, 0);
  sbx_peer_list_remove (list, some);
  g_assert_cmpstr (log->str, ==, "7-3+0 2-2+0 0-1+0 ");
  ids = print_ids (model);
  g_assert_cmpstr (ids, ==, "1 4 5 6 ");

  /* Those that are not there are none. */
  g_string_truncate (log, 0);
  sbx_peer_list_remove (list, some);
  g_assert_cmpstr (log->str, ==, "");
  sbx_peer_list_remove (list, peers);
  g_assert_cmpstr (log->str, ==, "0-4+0 ");
  g_assert_null (g_list_model_get_item (model, 0));
  g_assert_finalize_object (list);
}

static void
on_model_changed (GListModel *model, guint position, guint removed, guint added, gpointer known)
{
  /* At each signal the model is what it says. */
  *(guint *) known += added - removed;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, *(guint *) known);
}

/* Ten thousand come, and every other one leaves: in the blink of an eye. */
static void
test_many (void)
{
  SbxPeerList *list = sbx_peer_list_new ();
  g_autoptr (GPtrArray) peers = make_peers (0, 10000);
  g_autoptr (GPtrArray) odd = g_ptr_array_new ();
  guint known = 0;

  g_signal_connect (list, "items-changed", G_CALLBACK (on_model_changed), &known);
  sbx_peer_list_append (list, peers);
  for (guint i = 1; i < peers->len; i += 2)
    g_ptr_array_add (odd, g_ptr_array_index (peers, i));
  sbx_peer_list_remove (list, odd);
  g_assert_cmpuint (known, ==, 5000);
  g_assert_finalize_object (list);
}

static void
test_interval (void)
{
  SbxPeerTracker *tracker = sbx_peer_tracker_new ("c", NULL);
  gint64 time = 1000000;
  SbxPeerUpdate *update;

  g_assert_cmpuint (sbx_peer_tracker_get_interval (tracker), ==, 0);
  sbx_peer_tracker_beat (tracker, time);
  g_assert_cmpuint (sbx_peer_tracker_get_interval (tracker), ==, 0);
  for (guint i = 0; i < 5; i++)
    sbx_peer_tracker_beat (tracker, time += 2000000);
  g_assert_cmpuint (sbx_peer_tracker_get_interval (tracker), ==, 2000);

  /* Two that were missed do not change it, nor does one that came late. */
  sbx_peer_tracker_beat (tracker, time += 6000000);
  sbx_peer_tracker_beat (tracker, time += 2400000);
  g_assert_cmpuint (sbx_peer_tracker_get_interval (tracker), ==, 2000);

  /* Another interval is learnt in turn. */
  for (guint i = 0; i < 4; i++)
    sbx_peer_tracker_beat (tracker, time += 500000);
  g_assert_cmpuint (sbx_peer_tracker_get_interval (tracker), ==, 500);

  update = sbx_peer_tracker_make_update (tracker, TRUE);
  g_assert_cmpuint (update->beats->len, ==, 12);
  g_assert_cmpuint (update->n_heartbeats, ==, 12);
  g_assert_cmpint (update->last_heartbeat, ==, time);
  sbx_peer_update_free (update);

  /* Each beat is told once; the peer was away, and what lay between is no gap. */
  sbx_peer_tracker_forget_gap (tracker);
  sbx_peer_tracker_beat (tracker, time += 60000000);
  update = sbx_peer_tracker_make_update (tracker, FALSE);
  g_assert_cmpuint (update->beats->len, ==, 1);
  g_assert_cmpuint (update->heartbeat_interval, ==, 500);
  sbx_peer_update_free (update);
  sbx_peer_tracker_free (tracker);
}

static void
test_missed (void)
{
  gint64 now = g_get_real_time ();
  SbxPeerUpdate *update = sbx_peer_update_new ("c");
  g_autoptr (SbxPeer) peer = NULL;
  static const struct
  {
    gint64 silence; /* µs */
    guint missed;
  } cases[] = {
    { 0, 0 },         { 100000000, 0 }, { 140000000, 0 },   { 160000000, 1 },
    { 240000000, 1 }, { 260000000, 2 }, { 1060000000, 10 },
  };

  update->id = g_strdup ("c");
  peer = sbx_peer_new (update);
  g_assert_cmpuint (sbx_peer_get_missed (peer), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      update = sbx_peer_update_new ("c");
      update->last_heartbeat = now - cases[i].silence;
      update->last_activity = update->last_heartbeat;
      update->heartbeat_interval = 100000;
      update->client_timeout = 2000000;
      sbx_peer_apply (peer, update);
      g_assert_cmpuint (sbx_peer_get_missed (peer), ==, cases[i].missed);
      g_assert_cmpuint (sbx_peer_get_timeout (peer), <=, 2000000 - cases[i].silence / 1000);
      g_assert_cmpuint (sbx_peer_get_timeout (peer), >, 2000000 - cases[i].silence / 1000 - 60000);
    }
  g_assert_cmpstr (sbx_peer_get_id (peer), ==, "c");

  /* Who has left misses nothing more. */
  update = sbx_peer_update_new ("c");
  update->last_heartbeat = now - 2000000000;
  update->heartbeat_interval = 100000;
  update->left_at = now - 1940000000;
  update->client_timeout = 90000;
  update->reason = g_strdup ("Client timeout");
  sbx_peer_apply (peer, update);
  g_assert_cmpuint (sbx_peer_get_missed (peer), ==, 0);
  g_assert_cmpuint (sbx_peer_get_timeout (peer), ==, 0);
  g_assert_false (sbx_peer_get_present (peer));
  g_assert_cmpstr (sbx_peer_get_reason (peer), ==, "Client timeout");
}

static void
count_signal (gpointer object, gpointer n)
{
  (*(guint *) n)++;
}

static void
test_beats (void)
{
  SbxPeerUpdate *update = sbx_peer_update_new ("c");
  g_autoptr (SbxPeer) peer = NULL;
  g_autoptr (GArray) beats = NULL;
  guint n = 0;

  update->id = g_strdup ("c");
  peer = sbx_peer_new (update);
  g_signal_connect (peer, "beat", G_CALLBACK (count_signal), &n);

  for (gint64 i = 0; i < 100; i++)
    {
      update = sbx_peer_update_new ("c");
      update->beats = g_array_new (FALSE, FALSE, sizeof (gint64));
      for (gint64 j = 0; j < 10; j++)
        {
          gint64 time = 1 + i * 10 + j;

          g_array_append_val (update->beats, time);
        }
      sbx_peer_apply (peer, update);
    }
  g_assert_cmpuint (n, ==, 100);

  /* A bounded memory, of the newest. */
  beats = sbx_peer_dup_beats (peer, 0);
  g_assert_cmpuint (beats->len, ==, SBX_PEER_MAX_BEATS);
  g_assert_cmpint (g_array_index (beats, gint64, beats->len - 1), ==, 1000);
  g_clear_pointer (&beats, g_array_unref);
  beats = sbx_peer_dup_beats (peer, 991);
  g_assert_cmpuint (beats->len, ==, 10);
  g_assert_cmpint (g_array_index (beats, gint64, 0), ==, 991);
  g_clear_pointer (&beats, g_array_unref);
  beats = sbx_peer_dup_beats (peer, 1001);
  g_assert_cmpuint (beats->len, ==, 0);
}

static void
test_subscription (void)
{
  static const char *const events[] = { "orderCreated", "$error", NULL };
  static const struct
  {
    const char *filter;
    const char *event;
    gboolean counts;
  } cases[] = {
    { NULL, "{\"type\":\"event\",\"event\":\"orderCreated\",\"payload\":{}}", TRUE },
    { NULL, "{\"type\":\"event\",\"event\":\"orderDeleted\",\"payload\":{}}", FALSE },
    { "{\"a\":1}", "{\"type\":\"event\",\"event\":\"orderCreated\",\"payload\":{\"a\":1.0,\"b\":2}}", TRUE },
    { "{\"a\":1}", "{\"type\":\"event\",\"event\":\"orderCreated\",\"payload\":{\"a\":2}}", FALSE },
    { "{\"a\":1}", "{\"type\":\"event\",\"event\":\"orderCreated\",\"payload\":[1]}", FALSE },
    { "{\"a\":1}", "{\"type\":\"event\",\"event\":\"orderCreated\"}", FALSE },
    { NULL,
      "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":{\"message\":\"orderCreated\",\"data\":{}}}",
      TRUE },
    { "{\"a\":\"x\"}",
      "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":{\"message\":\"orderCreated\",\"data\":{"
      "\"a\":\"x\"}}}",
      TRUE },
    { NULL, "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":{\"message\":7}}", FALSE },
    { NULL, "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":\"orderCreated\"}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SbxSubscriptionCount *count = sbx_subscription_count_new ("s", events, cases[i].filter);
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].event, strlen (cases[i].event));
      g_autoptr (GError) error = NULL;
      g_autoptr (MbmMessage) event = mbm_message_new_from_bytes (bytes, &error);

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].event);
      g_assert_true (sbx_subscription_count_take (count, event) == cases[i].counts);
      g_assert_cmpuint (count->n_received, ==, cases[i].counts ? 1 : 0);
      sbx_subscription_count_free (count);
    }
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/peers/list", test_list);
  g_test_add_func ("/console/peers/many", test_many);
  g_test_add_func ("/console/peers/interval", test_interval);
  g_test_add_func ("/console/peers/missed", test_missed);
  g_test_add_func ("/console/peers/beats", test_beats);
  g_test_add_func ("/console/peers/subscription", test_subscription);

  return g_test_run ();
}
