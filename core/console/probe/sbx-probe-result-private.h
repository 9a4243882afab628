/* sbx-probe-result-private.h — what a check comes to, on its way to who asked
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-probe-check.h"

G_BEGIN_DECLS

/* Made on the probe's thread, and handed over whole. */
typedef struct
{
  SbxProbeStatus status;
  GString *message;
  GString *advice;
  GPtrArray *steps; /* SbxProbeStep */
  guint n_left_out;
  gint64 begin; /* monotonic */
  gint64 duration;
} SbxProbeResult;

SbxProbeResult *sbx_probe_result_new (void);
void sbx_probe_result_free (SbxProbeResult *self);

/* A worse status stays; sentences are gathered. @advice: (nullable). */
void
sbx_probe_result_add (SbxProbeResult *self, SbxProbeStatus status, const char *message, const char *advice);
void sbx_probe_result_add_step (SbxProbeResult *self,
                                SbxProbeStepKind kind,
                                guint connection,
                                const char *text,
                                gsize size);
/* Takes what is in @secrets (char *) out of all texts, as it is and as JSON writes it. */
void sbx_probe_result_mask (SbxProbeResult *self, GPtrArray *secrets);

SbxProbeCheck *
sbx_probe_check_new (const char *id, const char *title, const char *section, const char *expectation);
void sbx_probe_check_begin (SbxProbeCheck *self);
void sbx_probe_check_reset (SbxProbeCheck *self);
/* Takes what is in @result. */
void sbx_probe_check_take (SbxProbeCheck *self, SbxProbeResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxProbeResult, sbx_probe_result_free)

G_END_DECLS
