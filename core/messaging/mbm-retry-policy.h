/* mbm-retry-policy.h — which requests are made again, and when
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-client.h"
#include "mbm-contract.h"

G_BEGIN_DECLS

/**
 * MBM_DEFAULT_RETRY_ATTEMPTS:
 *
 * The default of [property@Mbm.RetryPolicy:max-attempts].
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RETRY_ATTEMPTS 4

/**
 * MBM_DEFAULT_RETRY_INITIAL_DELAY:
 *
 * The default of [property@Mbm.RetryPolicy:initial-delay], in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RETRY_INITIAL_DELAY 200

/**
 * MBM_DEFAULT_RETRY_MAX_DELAY:
 *
 * The default of [property@Mbm.RetryPolicy:max-delay], in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RETRY_MAX_DELAY 10000

/**
 * MBM_DEFAULT_RETRY_FACTOR:
 *
 * The default of [property@Mbm.RetryPolicy:factor].
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RETRY_FACTOR 2.0

/**
 * MBM_DEFAULT_RETRY_JITTER:
 *
 * The default of [property@Mbm.RetryPolicy:jitter].
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RETRY_JITTER 0.2

#define MBM_TYPE_RETRY_POLICY (mbm_retry_policy_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmRetryPolicy, mbm_retry_policy, MBM, RETRY_POLICY, GObject)

MBM_AVAILABLE_IN_ALL
MbmRetryPolicy *mbm_retry_policy_new (void);
MBM_AVAILABLE_IN_ALL
void mbm_retry_policy_set_codes (MbmRetryPolicy *self, const char *const *codes);
MBM_AVAILABLE_IN_ALL
void mbm_retry_policy_set_contract (MbmRetryPolicy *self, MbmContract *contract);
MBM_AVAILABLE_IN_ALL
gint64 mbm_retry_policy_judge_answer (MbmRetryPolicy *self, MbmMessage *answer, guint n_attempts);
MBM_AVAILABLE_IN_ALL
gint64 mbm_retry_policy_judge_error (MbmRetryPolicy *self, const GError *error, guint n_attempts);

MBM_AVAILABLE_IN_ALL
void mbm_client_request_retrying_async (MbmClient *self,
                                        const char *name,
                                        GBytes *payload,
                                        MbmContext *context,
                                        guint timeout,
                                        MbmRetryPolicy *policy,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_client_request_retrying_finish (MbmClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
