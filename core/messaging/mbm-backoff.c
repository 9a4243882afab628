/* mbm-backoff.c — how long to wait before trying again
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <math.h>

#include "mbm-backoff-private.h"

guint
mbm_backoff_get_delay (const MbmBackoff *self, guint n_failed)
{
  double delay = self->initial * pow (self->factor, n_failed);
  double maximum = MAX (self->maximum, self->initial);

  delay = MIN (delay, maximum);
  if (self->jitter > 0)
    delay *= g_random_double_range (1 - self->jitter, 1 + self->jitter);

  return delay < 1 ? 1 : delay < G_MAXINT ? (guint) delay : G_MAXINT;
}
