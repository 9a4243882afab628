/* sbx-login-form.h — logging in: by a password, a token, or a request of the service's own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Logs its connection in, says what is wrong where it is filled in, and can be cancelled while the service
 * takes its time. Actions: login.start, login.cancel. */
#define SBX_TYPE_LOGIN_FORM (sbx_login_form_get_type ())
G_DECLARE_FINAL_TYPE (SbxLoginForm, sbx_login_form, SBX, LOGIN_FORM, AdwPreferencesGroup)

/* To be called once. */
void sbx_login_form_set_connection (SbxLoginForm *self, SbxConsole *console, SbxConnection *connection);

G_END_DECLS
