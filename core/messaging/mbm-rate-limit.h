/* mbm-rate-limit.h — middleware that bounds how often somebody may ask
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"

G_BEGIN_DECLS

/**
 * MbmRateKey:
 * @MBM_RATE_KEY_CLIENT: each client, by its id
 * @MBM_RATE_KEY_USER: each user; who is not logged in counts as a client
 * @MBM_RATE_KEY_ADDRESS: each address, without the port; of IPv6 each network of 64 bits
 *
 * Whose requests and events are counted together.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_RATE_KEY_CLIENT,
  MBM_RATE_KEY_USER,
  MBM_RATE_KEY_ADDRESS,
} MbmRateKey;

/**
 * MBM_DEFAULT_RATE:
 *
 * How many requests and events a second [class@Mbm.RateLimit] lets through if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RATE 100.0

/**
 * MBM_DEFAULT_BURST:
 *
 * How many requests and events [class@Mbm.RateLimit] lets through at once if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_BURST 200

/**
 * MBM_DEFAULT_MAX_BUCKETS:
 *
 * How many of those it counts [class@Mbm.RateLimit] remembers if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_BUCKETS 10000

#define MBM_TYPE_RATE_LIMIT (mbm_rate_limit_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmRateLimit, mbm_rate_limit, MBM, RATE_LIMIT, MbmMiddleware)

MBM_AVAILABLE_IN_ALL
MbmRateLimit *mbm_rate_limit_new (double rate, guint burst, MbmRateKey key);

MBM_AVAILABLE_IN_ALL
guint mbm_rate_limit_get_n_buckets (MbmRateLimit *self);

G_END_DECLS
