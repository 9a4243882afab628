/* sbx-user-row.h — a user of a hosted server, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-endpoint-config.h"
#include "sbx-suggestions.h"

G_BEGIN_DECLS

/* Properties: user (SbxUserConfig, construct-only); known (boolean, construct-only: has a password already,
 * which an empty entry leaves as it is); complete (boolean, read-only: has a name and a password). Signals:
 * `changed`; `remove`. */
#define SBX_TYPE_USER_ROW (sbx_user_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxUserRow, sbx_user_row, SBX, USER_ROW, AdwExpanderRow)

GtkWidget *sbx_user_row_new (SbxUserConfig *user, gboolean known);
SbxUserConfig *sbx_user_row_get_user (SbxUserRow *self);
/* Asks for the roles that are offered; @user_data must outlive the row. */
void sbx_user_row_set_roles_func (SbxUserRow *self, SbxSuggestFunc func, gpointer user_data);
/* What was typed, "" if nothing. */
const char *sbx_user_row_get_password (SbxUserRow *self);
/* The name it had when the dialog opened; NULL for a new user. */
const char *sbx_user_row_get_old_name (SbxUserRow *self);
gboolean sbx_user_row_get_complete (SbxUserRow *self);

G_END_DECLS
