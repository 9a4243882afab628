/* mbm-password-private.h — hashes of passwords
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "mbm-error.h"

G_BEGIN_DECLS

char *mbm_password_hash (const char *password, GError **error);
char *mbm_password_new_setting (void);
gboolean mbm_password_verify (const char *password, const char *hash);
void mbm_password_free (char *password);

G_END_DECLS
