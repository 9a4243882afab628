/* sbx-mask.h — takes secrets out of what is kept in files
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sbx_mask_strip_secrets (const char *json, gboolean login);
char *sbx_mask_strip_text (const char *text);
gboolean sbx_mask_names_secret (const char *name);
gboolean sbx_mask_names_login (const char *request);

G_END_DECLS
