/* mbm-request-log.h — middleware that writes down what happens
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"

G_BEGIN_DECLS

#define MBM_TYPE_REQUEST_LOG (mbm_request_log_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmRequestLog, mbm_request_log, MBM, REQUEST_LOG, MbmMiddleware)

typedef void (*MbmRequestLogFunc) (MbmRequestLog *log, GVariant *entry, gpointer user_data);

MBM_AVAILABLE_IN_ALL
MbmRequestLog *mbm_request_log_new (MbmRequestLogFunc func, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
