/* sbx-probe-thread-private.h — the thread that runs a probe's checks
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-probe-run-private.h"

G_BEGIN_DECLS

/* One thing that the thread tells. What whoever hears it takes is freed no more. */
typedef struct
{
  guint position;         /* of the check among those that run */
  SbxProbeResult *result; /* (nullable): NULL: it begins */
  gboolean is_last;       /* it is no check's, but the end of it all */
  GError *error;          /* (nullable): the last news: why it ended otherwise */
} SbxProbeNews;

typedef void (*SbxProbeNewsFunc) (SbxProbeNews *news, gpointer user_data);

/* Runs the checks with these @ids in their order. The news come in the main context that is the caller's
 * thread-default now. @settings, @ids: (transfer full); @cancellable: (nullable). */
void sbx_probe_thread_start (SbxProbeSettings *settings,
                             char **ids,
                             GCancellable *cancellable,
                             SbxProbeNewsFunc func,
                             gpointer user_data);

G_END_DECLS
