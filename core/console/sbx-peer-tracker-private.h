/* sbx-peer-tracker-private.h — counts a peer's beats on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-server-client.h"
#include "mbm-tap.h"

#include "sbx-peer-private.h"

G_BEGIN_DECLS

/* How many gaps between beats the interval is learnt from. */
#define SBX_PEER_TRACKER_GAPS 7

/**
 * SbxPeerTracker:
 *
 * Keeps the beats of one peer until the next update, and learns from them at what interval it beats.
 */
typedef struct
{
  MbmServerClient *client; /* (nullable): a server's */
  char *connection_id;
  GArray *beats; /* (nullable): gint64, since the last update */
  gint64 last_beat;
  guint64 n_beats;
  gint64 gaps[SBX_PEER_TRACKER_GAPS]; /* µs, a ring */
  guint n_gaps;                       /* ever */
  guint told_interval;                /* ms: of a peer that tells; 0: learnt */
  guint64 messages_in;                /* a connection's; a server's clients count themselves */
  guint64 messages_out;
  guint64 bytes_in;
  guint64 bytes_out;
  gint64 last_activity;
  gboolean dirty;
  GList dirty_link; /* the server's, in its queue of dirty ones */
} SbxPeerTracker;

SbxPeerTracker *sbx_peer_tracker_new (const char *connection_id, MbmServerClient *client);
void sbx_peer_tracker_free (SbxPeerTracker *self);

void sbx_peer_tracker_beat (SbxPeerTracker *self, gint64 time);
void sbx_peer_tracker_count (SbxPeerTracker *self, const MbmTapRecord *record);
void sbx_peer_tracker_forget_gap (SbxPeerTracker *self);
guint sbx_peer_tracker_get_interval (SbxPeerTracker *self);
SbxPeerUpdate *sbx_peer_tracker_make_update (SbxPeerTracker *self, gboolean is_first);

/* Whether it is a heartbeat that was received or sent. */
gboolean sbx_tap_record_is_beat (const MbmTapRecord *record);

G_END_DECLS
