/* mbm-token-store-private.h — tokens that stand for a login
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-user.h"

G_BEGIN_DECLS

typedef struct _MbmToken MbmToken;
typedef struct _MbmTokenStore MbmTokenStore;

typedef enum
{
  MBM_TOKEN_VALID,
  MBM_TOKEN_EXPIRED,
  MBM_TOKEN_UNKNOWN,
  MBM_TOKEN_REVOKED, /* of a provider that may still think it good */
} MbmTokenStatus;

MbmToken *mbm_token_ref (MbmToken *self);
void mbm_token_unref (MbmToken *self);
MbmUser *mbm_token_get_user (MbmToken *self);
gint64 mbm_token_get_expires_at (MbmToken *self);
/* It ends now, and its owner is told that it has expired. */
void mbm_token_expire (MbmToken *self);
MbmTokenStatus mbm_token_get_status (MbmToken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmToken, mbm_token_unref)

MbmTokenStore *mbm_token_store_new (void);
void mbm_token_store_free (MbmTokenStore *self);
void mbm_token_store_set_max_tokens (MbmTokenStore *self, guint max_tokens);
const char *mbm_token_get_text (MbmToken *self);
MbmToken *mbm_token_store_adopt (MbmTokenStore *self, MbmUser *user, const char *text, gint64 expires_at);
guint mbm_token_store_revoke_user (MbmTokenStore *self, const char *user_id);
MbmToken *mbm_token_store_issue (MbmTokenStore *self, MbmUser *user, gint64 expires_at, char **text);
MbmTokenStatus mbm_token_store_lookup (MbmTokenStore *self, const char *text, MbmToken **token);
void mbm_token_store_revoke (MbmTokenStore *self, MbmToken *token);
void mbm_token_store_clear (MbmTokenStore *self);

G_END_DECLS
