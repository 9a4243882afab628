/* mbm-schema-format-private.h — what strings of a format look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All take UTF-8 that may contain U+0000. */
gboolean mbm_format_date (const char *text, gsize length);
gboolean mbm_format_time (const char *text, gsize length);
gboolean mbm_format_date_time (const char *text, gsize length);
gboolean mbm_format_duration (const char *text, gsize length);

gboolean mbm_format_email (const char *text, gsize length);
gboolean mbm_format_idn_email (const char *text, gsize length);
gboolean mbm_format_hostname (const char *text, gsize length);
gboolean mbm_format_ipv4 (const char *text, gsize length);
gboolean mbm_format_ipv6 (const char *text, gsize length);

gboolean mbm_format_uri (const char *text, gsize length);
gboolean mbm_format_uri_reference (const char *text, gsize length);
gboolean mbm_format_iri (const char *text, gsize length);
gboolean mbm_format_iri_reference (const char *text, gsize length);
gboolean mbm_format_uri_template (const char *text, gsize length);

G_END_DECLS
