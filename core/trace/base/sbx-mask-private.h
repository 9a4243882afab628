/* sbx-mask-private.h — takes secrets out of what is stored
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands where a secret was. */
#define SBX_MASK_TEXT "•••"

/* Whether a request of that name carries a password or token: `$login`, and whatever ends in it. */
gboolean sbx_mask_is_login_name (const char *name);

/* Whether a member of that name is a secret: a password, a token and the like. */
gboolean sbx_mask_is_secret_member (const char *name);

/* A frame that passed mbm_json_check(): tokens in `context.auth`, and, if it belongs to a login, passwords
 * and tokens anywhere in its payload or data. Everything else stays as it is, byte for byte. NULL if there is
 * nothing to mask. (transfer full) */
GBytes *sbx_mask_frame (GBytes *frame, gboolean login);

/* The same; @members: (nullable): names of members that are secrets as well, if it belongs to a login. */
GBytes *sbx_mask_login_frame (GBytes *frame, gboolean login, const char *const *members);

/* Bytes that are no message, but may have been meant as one: by JSON's rules if they are JSON, else by what
 * they look like. NULL if there is nothing to mask. (transfer full) */
GBytes *sbx_mask_refused (GBytes *bytes);

/* A message for people, or an address: `token=…` and the like. NULL if there is nothing to mask. (transfer
 * full) */
char *sbx_mask_text (const char *text);

/* The headers of a handshake, a line each, as UTF-8. @masked: (out). NULL if there are none. (transfer full)
 */
char *sbx_mask_headers (const char *const *headers, gboolean *masked);

G_END_DECLS
