/* mbm-access-check.h — middleware that asks an access control
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-access-control.h"
#include "mbm-middleware.h"

G_BEGIN_DECLS

#define MBM_TYPE_ACCESS_CHECK (mbm_access_check_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmAccessCheck, mbm_access_check, MBM, ACCESS_CHECK, MbmMiddleware)

MBM_AVAILABLE_IN_ALL
MbmAccessCheck *mbm_access_check_new (MbmAccessControl *access_control);

G_END_DECLS
