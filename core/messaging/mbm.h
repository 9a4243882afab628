/* mbm.h — all of libmbm
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-certificate.h"
#include "mbm-channel.h"
#include "mbm-client-request.h"
#include "mbm-client.h"
#include "mbm-context.h"
#include "mbm-contract-entry.h"
#include "mbm-contract-error.h"
#include "mbm-contract-role.h"
#include "mbm-contract.h"
#include "mbm-enum-types.h"
#include "mbm-error.h"
#include "mbm-fault.h"
#include "mbm-function-middleware.h"
#include "mbm-json.h"
#include "mbm-listener.h"
#include "mbm-login-check.h"
#include "mbm-message.h"
#include "mbm-middleware.h"
#include "mbm-rate-limit.h"
#include "mbm-request-log.h"
#include "mbm-schema.h"
#include "mbm-server-answer.h"
#include "mbm-server-client.h"
#include "mbm-server-event.h"
#include "mbm-server-request.h"
#include "mbm-server.h"
#include "mbm-stream-writer.h"
#include "mbm-stream.h"
#include "mbm-tap.h"
#include "mbm-time-limit.h"
#include "mbm-transport.h"
#include "mbm-user-store.h"
#include "mbm-user.h"
#include "mbm-version-macros.h"
#include "mbm-violation.h"
