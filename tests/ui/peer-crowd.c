/* peer-crowd.c — any number of clients of a server that nobody has to serve
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "peer-crowd.h"

#include "sbx-peer-private.h"
#include "sbx-peer-watch-private.h"

#define N_BEATS 30

static guint last_interval;

static SbxPeerUpdate *
make_update (guint index, guint round)
{
  g_autofree char *connection = g_strdup_printf ("connection-%05u", index);
  SbxPeerUpdate *update = sbx_peer_update_new (connection);

  update->last_activity = g_get_real_time ();
  update->last_heartbeat = update->last_activity;
  update->heartbeat_interval = last_interval;
  update->client_timeout = 90000;
  update->n_heartbeats = round + N_BEATS;
  update->messages_in = (guint64) index * 7 % 1000 + round;
  update->messages_out = (guint64) index * 13 % 1000 + round;
  update->bytes_in = update->messages_in * 100;
  update->bytes_out = update->messages_out * 100;

  return update;
}

static SbxPeerUpdate *
make_arrival (guint index, guint n_missed, guint interval)
{
  const gint64 gap = interval * G_GINT64_CONSTANT (1000);
  SbxPeerUpdate *update = make_update (index, 0);
  gint64 last = g_get_real_time () - n_missed * gap - (n_missed > 0 ? gap * 3 / 4 : 0);

  update->id = g_strdup_printf ("client-%05u", index);
  update->peer_type = g_strdup (index % 3 == 0 ? "web" : "backend");
  update->address = g_strdup_printf ("127.0.0.1:%u", 10000 + index);
  update->connected_at = last - N_BEATS * gap;
  update->last_heartbeat = last;
  update->heartbeat_interval = interval;
  update->beats = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < N_BEATS; i++)
    {
      gint64 time = last - (N_BEATS - 1 - i) * gap;

      g_array_append_val (update->beats, time);
    }

  return update;
}

static void
take (SbxServer *server, GPtrArray *arrived, GPtrArray *changed, GPtrArray *departed)
{
  SbxPeerBatch batch = { arrived, changed, departed };

  sbx_server_take_batch (server, &batch);
}

static GPtrArray *
updates_new (void)
{
  return g_ptr_array_new ();
}

void
peer_crowd_arrive (SbxServer *server, guint n, guint n_late, guint interval)
{
  g_autoptr (GPtrArray) arrived = updates_new ();
  g_autoptr (GPtrArray) none = updates_new ();

  last_interval = interval;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (arrived, make_arrival (i, i < n_late ? i + 1 : 0, interval));
  take (server, arrived, none, none);
}

void
peer_crowd_change (SbxServer *server, guint first, guint n, guint round)
{
  g_autoptr (GPtrArray) changed = updates_new ();
  g_autoptr (GPtrArray) none = updates_new ();

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (changed, make_update (i, round));
  take (server, none, changed, none);
}

void
peer_crowd_leave (SbxServer *server, guint first, guint n)
{
  g_autoptr (GPtrArray) departed = updates_new ();
  g_autoptr (GPtrArray) none = updates_new ();

  for (guint i = first; i < first + n; i++)
    {
      SbxPeerUpdate *update = make_update (i, 0);

      update->left_at = update->last_activity;
      update->reason = g_strdup ("Client unregistered");
      g_ptr_array_add (departed, update);
    }
  take (server, none, none, departed);
}
