/* sbx-login-request.h — a request of a service's own that logs in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

/**
 * SbxLoginRequest:
 * @request: the name of the request
 * @payload: what it sends, a JSON text
 * @secrets: JSON Pointers to what is a secret in @payload, besides what is by its name
 * @token: JSON Pointer to the token in the answer; empty: where it usually is. So are the next three
 * @expires_at: when the token ends: milliseconds or seconds since the epoch, ISO 8601, or seconds from now
 * @user: the user's name
 * @roles: an array of strings
 *
 * How to log in by a request of the service's own, and where in its answer is what. Plain data. In the
 * workspace it is the member `login` of a connection, without secrets.
 */
typedef struct
{
  char *request;
  char *payload;
  char **secrets;
  char *token;
  char *expires_at;
  char *user;
  char *roles;
} SbxLoginRequest;

/**
 * SbxLoginResult:
 * @token: (nullable): the token
 * @expires_at: milliseconds since the epoch, 0: not known
 * @user: (nullable): the user's name
 * @user_id: (nullable): the user's id
 * @roles: (nullable): the user's roles
 *
 * What an answer to a login says.
 */
typedef struct
{
  char *token;
  gint64 expires_at;
  char *user;
  char *user_id;
  char **roles;
} SbxLoginResult;

SbxLoginRequest *sbx_login_request_new (const char *request, const char *payload);
SbxLoginRequest *sbx_login_request_copy (const SbxLoginRequest *self);
void sbx_login_request_free (SbxLoginRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxLoginRequest, sbx_login_request_free)

SbxLoginRequest *sbx_login_request_from_json (const char *json, GError **error);
char *sbx_login_request_to_json (const SbxLoginRequest *self);
char **sbx_login_request_list_members (const SbxLoginRequest *self);

SbxLoginResult *sbx_login_request_read (const SbxLoginRequest *self, MbmJsonValue answer, GError **error);
void sbx_login_result_free (SbxLoginResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxLoginResult, sbx_login_result_free)

G_END_DECLS
