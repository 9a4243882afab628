/* mbm-http-head-private.h — what comes before the body of a request or an answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A request or response head may be so long. */
#define MBM_HTTP_MAX_HEAD (16 * 1024)

/* The length of the HTTP head at the beginning of @data, with the empty line at its end; 0 if it is not
 * complete. */
gsize mbm_http_head_length (const guint8 *data, gsize length);

/* The head as a string, without the empty line: what soup_headers_parse_request() and _response() take. NULL
 * if there is a line in it that ends with anything but CR LF, or a NUL: what is read differently by a proxy
 * and by us is not read at all. */
char *mbm_http_head_dup (const guint8 *head, gsize length);

/* `Name: value` each. What peers write need not be UTF-8; what is shown has to be. */
char **mbm_http_headers_to_strv (SoupMessageHeaders *headers);

/* @allowed: (nullable): origins, or `*`. */
gboolean mbm_http_origin_is_allowed (const char *origin, const char *const *allowed);

/* Whether a line `Name: value` is one: INVALID_ARGUMENT if not. */
gboolean mbm_http_header_check (const char *header, GError **error);
gboolean mbm_http_header_is (const char *header, const char *name);

G_END_DECLS
