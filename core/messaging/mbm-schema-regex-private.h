/* mbm-schema-regex-private.h — regular expressions of ECMA-262, said in PCRE's words
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The same expression for PCRE, in UTF-8 and with Unicode properties, as GRegex has it. NULL if it is none.
 */
char *mbm_regex_translate (const char *text, gsize length, GError **error);

/* What stands between the brackets of a class for an escape such as \d, or NULL. */
const char *mbm_regex_class_escape (gunichar c);

/* PCRE's word for a Unicode property, from what stands between the braces of \p{…}. NULL if it is not known.
 */
char *mbm_regex_property (const char *name, gsize length);

G_END_DECLS
