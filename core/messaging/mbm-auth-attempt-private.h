/* mbm-auth-attempt-private.h — how a server hears of the outcome of a login
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-auth-attempt.h"

G_BEGIN_DECLS

typedef enum
{
  MBM_AUTH_PENDING,
  MBM_AUTH_SUCCEEDED,
  MBM_AUTH_FAILED,
  MBM_AUTH_INVALID, /* the credentials are not what they must be */
} MbmAuthStatus;

typedef struct
{
  MbmAuthStatus status;
  MbmUser *user;
  char *token; /* NULL: the server makes one */
  gint64 expires_at;
  char *code;
  char *message; /* of INVALID: what is wrong with the member */
  char *member;
} MbmAuthOutcome;

typedef void (*MbmAuthSettledFunc) (const MbmAuthOutcome *outcome, gpointer user_data);

/* @settled is called once: when the outcome is known, or nobody holds the attempt any more. */
MbmAuthAttempt *mbm_auth_attempt_new (GBytes *credentials,
                                      const char *address,
                                      const char *client_id,
                                      GCancellable *cancellable,
                                      MbmAuthSettledFunc settled,
                                      gpointer user_data,
                                      GDestroyNotify destroy);

G_END_DECLS
