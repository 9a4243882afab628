/* mbm-payload-check.h — middleware that holds messages against a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-contract.h"
#include "mbm-middleware.h"

G_BEGIN_DECLS

/**
 * MbmAnswerCheck:
 * @MBM_ANSWER_CHECK_OFF: answers are not looked at
 * @MBM_ANSWER_CHECK_LOG: what is wrong with an answer goes to GLib's log; the answer is sent
 * @MBM_ANSWER_CHECK_REFUSE: instead of a wrong answer the error `INVALID_ANSWER` is sent
 *
 * What becomes of answers that are not what a contract says.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_ANSWER_CHECK_OFF,
  MBM_ANSWER_CHECK_LOG,
  MBM_ANSWER_CHECK_REFUSE,
} MbmAnswerCheck;

#define MBM_TYPE_PAYLOAD_CHECK (mbm_payload_check_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmPayloadCheck, mbm_payload_check, MBM, PAYLOAD_CHECK, MbmMiddleware)

MBM_AVAILABLE_IN_ALL
MbmPayloadCheck *mbm_payload_check_new (MbmContract *contract, MbmAnswerCheck answers);

G_END_DECLS
