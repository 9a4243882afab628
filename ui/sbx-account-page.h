/* sbx-account-page.h — who a connection is logged in as
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Log in with user name and password or with a token, see who one is, log out. Actions: account.login,
 * account.login-token, account.logout. */
#define SBX_TYPE_ACCOUNT_PAGE (sbx_account_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxAccountPage, sbx_account_page, SBX, ACCOUNT_PAGE, GtkWidget)

GtkWidget *sbx_account_page_new (SbxConsole *console, SbxEndpoint *endpoint);

G_END_DECLS
