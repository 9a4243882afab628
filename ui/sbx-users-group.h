/* sbx-users-group.h — the users of a hosted server, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-endpoint-config.h"
#include "sbx-secrets.h"

G_BEGIN_DECLS

/* Edits the users of a config in place; their passwords go to the secrets when the dialog says so.
 *
 * Properties: error (string, nullable: what is wrong with them); complete (boolean, read-only: all have a
 * name and a password). Signal: `changed`. */
#define SBX_TYPE_USERS_GROUP (sbx_users_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxUsersGroup, sbx_users_group, SBX, USERS_GROUP, AdwPreferencesGroup)

/* @known: the users there are have passwords in the secrets already. */
void sbx_users_group_set_users (SbxUsersGroup *self, GListStore *users, gboolean known);
/* The roles that are offered; (nullable): none */
void sbx_users_group_set_roles (SbxUsersGroup *self, const char *const *roles);
gboolean sbx_users_group_get_complete (SbxUsersGroup *self);

/* Keeps the passwords that were typed for the server @server_id, and removes those of users that are gone. */
void sbx_users_group_save_passwords_async (SbxUsersGroup *self,
                                           SbxSecrets *secrets,
                                           const char *server_id,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean sbx_users_group_save_passwords_finish (SbxUsersGroup *self, GAsyncResult *result, GError **error);

G_END_DECLS
