/* sbx-stats-private.h — how figures are made
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stats.h"

G_BEGIN_DECLS

/* A copy that can be shared once nobody changes it any more. (transfer full) */
SbxStats *sbx_stats_new (const SbxStats *figures);

/* The bucket that counts a latency in microseconds. */
guint sbx_stats_find_bucket (gint64 latency);

G_END_DECLS
