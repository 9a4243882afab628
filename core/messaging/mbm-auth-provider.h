/* mbm-auth-provider.h — who decides who may log in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-auth-attempt.h"

G_BEGIN_DECLS

#define MBM_TYPE_AUTH_PROVIDER (mbm_auth_provider_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (MbmAuthProvider, mbm_auth_provider, MBM, AUTH_PROVIDER, GObject)

/**
 * MbmAuthProviderInterface:
 * @g_iface: the parent
 * @authenticate: finds out who somebody is, and settles the attempt, now or later
 * @validate_token: (nullable): says whose a token is that the server has not seen; must not block
 * @logout: (nullable): is told that a login has ended
 *
 * What a provider does. All are called on the server's thread.
 *
 * Since: 0.1
 */
struct _MbmAuthProviderInterface
{
  GTypeInterface g_iface;

  void (*authenticate) (MbmAuthProvider *self, MbmAuthAttempt *attempt);
  MbmUser *(*validate_token) (MbmAuthProvider *self, const char *token, gint64 *expires_at);
  void (*logout) (MbmAuthProvider *self, MbmUser *user, const char *token);
};

MBM_AVAILABLE_IN_ALL
void mbm_auth_provider_authenticate (MbmAuthProvider *self, MbmAuthAttempt *attempt);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_auth_provider_validate_token (MbmAuthProvider *self, const char *token, gint64 *expires_at);
MBM_AVAILABLE_IN_ALL
void mbm_auth_provider_logout (MbmAuthProvider *self, MbmUser *user, const char *token);

G_END_DECLS
