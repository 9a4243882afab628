/* sbx-faults.h — what goes wrong on purpose between a hosted server and a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SbxFaults:
 * @delay: how much later answers come, in milliseconds; other answers and events do not wait
 * @jitter: up to how much later than that, at random, in milliseconds
 * @drop: which part of the answers is never sent, from 0 to 1
 * @duplicate: which part of the answers is sent twice, from 0 to 1
 * @mute: no `$heartbeat` is sent, and none of the client's is answered or counted
 *
 * What goes wrong on purpose between a hosted server and a client. They hold for what the service answers,
 * and not for the protocol's own requests (`$register`, `$login`, …).
 */
typedef struct
{
  guint delay;
  guint jitter;
  double drop;
  double duplicate;
  gboolean mute;
} SbxFaults;

/**
 * SbxCut:
 * @SBX_CUT_NOW: the connection is reset: no goodbye, and what was not written yet is lost
 * @SBX_CUT_MID_ANSWER: the next answer is written by half, and then the connection is reset
 *
 * How a client is cut off.
 */
typedef enum
{
  SBX_CUT_NOW,
  SBX_CUT_MID_ANSWER,
} SbxCut;

#define SBX_TYPE_FAULTS (sbx_faults_get_type ())
GType sbx_faults_get_type (void) G_GNUC_CONST;

SbxFaults *sbx_faults_copy (const SbxFaults *self);
void sbx_faults_free (SbxFaults *self);
gboolean sbx_faults_is_none (const SbxFaults *self);
char *sbx_faults_dup_summary (const SbxFaults *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxFaults, sbx_faults_free)

G_END_DECLS
