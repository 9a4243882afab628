/* mbm-auth-attempt.h — somebody who wants to log in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-json.h"
#include "mbm-user.h"

G_BEGIN_DECLS

/**
 * MBM_AUTH_MAX_CREDENTIAL:
 *
 * The longest user name, password or token that is looked at, in bytes.
 *
 * Since: 0.1
 */
#define MBM_AUTH_MAX_CREDENTIAL 1024

#define MBM_TYPE_AUTH_ATTEMPT (mbm_auth_attempt_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmAuthAttempt, mbm_auth_attempt, MBM, AUTH_ATTEMPT, GObject)

MBM_AVAILABLE_IN_ALL
GBytes *mbm_auth_attempt_get_credentials (MbmAuthAttempt *self);
MBM_AVAILABLE_IN_ALL
char *mbm_auth_attempt_dup_credential (MbmAuthAttempt *self, const char *member);
MBM_AVAILABLE_IN_ALL
gboolean mbm_auth_attempt_require (MbmAuthAttempt *self, const char *member);
MBM_AVAILABLE_IN_ALL
const char *mbm_auth_attempt_get_address (MbmAuthAttempt *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_auth_attempt_get_client_id (MbmAuthAttempt *self);
MBM_AVAILABLE_IN_ALL
GCancellable *mbm_auth_attempt_get_cancellable (MbmAuthAttempt *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_auth_attempt_is_settled (MbmAuthAttempt *self);

MBM_AVAILABLE_IN_ALL
void mbm_auth_attempt_succeed (MbmAuthAttempt *self, MbmUser *user, const char *token, gint64 expires_at);
MBM_AVAILABLE_IN_ALL
void mbm_auth_attempt_fail (MbmAuthAttempt *self, const char *code, const char *message);

G_END_DECLS
