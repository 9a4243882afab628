/* mbm-login-check.h — middleware that asks for a login
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"

G_BEGIN_DECLS

#define MBM_TYPE_LOGIN_CHECK (mbm_login_check_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmLoginCheck, mbm_login_check, MBM, LOGIN_CHECK, MbmMiddleware)

MBM_AVAILABLE_IN_ALL
MbmLoginCheck *mbm_login_check_new (const char *const *except);

G_END_DECLS
