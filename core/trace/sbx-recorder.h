/* sbx-recorder.h — brings an endpoint's traffic into the store
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-tap.h"

#include "sbx-stats.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/**
 * SbxRecorderRole:
 * @SBX_RECORDER_SERVER: peers are the clients
 * @SBX_RECORDER_CLIENT: the peer is the server
 *
 * Which end of a connection an endpoint is.
 */
typedef enum
{
  SBX_RECORDER_SERVER,
  SBX_RECORDER_CLIENT,
} SbxRecorderRole;

/**
 * SbxRecorder:
 *
 * Turns what a tap reports into records: pairs answers with requests, measures latency, counts, and masks
 * secrets before anything is stored: passwords and tokens of a login and of its answer, `context.auth.token`
 * of every message, and what a handshake's headers carry of that kind. One recorder serves one endpoint, for
 * as long as the endpoint exists, over any number of starts and connects.
 *
 * sbx_recorder_tap() runs on the thread of the server or client and costs some microseconds; the rest may be
 * called from any thread.
 */
#define SBX_TYPE_RECORDER (sbx_recorder_get_type ())
G_DECLARE_FINAL_TYPE (SbxRecorder, sbx_recorder, SBX, RECORDER, GObject)

/* @endpoint_id: the server's or connection's id in the workspace. @endpoint_name: as people know it. */
SbxRecorder *
sbx_recorder_new (SbxStore *store, SbxRecorderRole role, const char *endpoint_id, const char *endpoint_name);

/* Fits MbmTapFunc; @recorder is a SbxRecorder that outlives the tap. */
void sbx_recorder_tap (const MbmTapRecord *record, gpointer recorder);

/* Gives the endpoint another name. */
void sbx_recorder_set_endpoint_name (SbxRecorder *self, const char *name);

/* Requests of a contract that carry passwords or tokens, besides `$login` and names that end in `login`.
 * (nullable) */
void sbx_recorder_set_login_requests (SbxRecorder *self, const char *const *names);
/* Names of members that are secrets in logins, besides those that everybody knows. (nullable) */
void sbx_recorder_set_login_members (SbxRecorder *self, const char *const *names);

/* The figures of this moment. (transfer full) */
SbxStats *sbx_recorder_get_stats (SbxRecorder *self);

/* The `seq` of the message that the tap was told last, 0 if it was lost or there was none. On the tap's
 * thread. */
gint64 sbx_recorder_get_last_seq (SbxRecorder *self);

G_END_DECLS
