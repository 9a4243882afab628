/* mbm-backoff-private.h — how long to wait before trying again
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint initial; /* milliseconds */
  guint maximum; /* milliseconds; what is less than `initial` counts as that */
  double factor; /* 1 at least: how much longer each time */
  double
    jitter; /* 0 to 1: by how much of it more or less, at random: many must not come at the same moment */
} MbmBackoff;

/* Milliseconds to wait after @n_failed attempts that failed; 1 at least. */
guint mbm_backoff_get_delay (const MbmBackoff *self, guint n_failed);

G_END_DECLS
