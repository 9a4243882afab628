/* mbm-time-limit.h — middleware that does not wait for ever
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"

G_BEGIN_DECLS

/**
 * MBM_DEFAULT_TIME_LIMIT:
 *
 * How long [class@Mbm.TimeLimit] waits for an answer if nothing else is set, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_TIME_LIMIT 25000

#define MBM_TYPE_TIME_LIMIT (mbm_time_limit_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmTimeLimit, mbm_time_limit, MBM, TIME_LIMIT, MbmMiddleware)

MBM_AVAILABLE_IN_ALL
MbmTimeLimit *mbm_time_limit_new (guint timeout);

G_END_DECLS
