/* mbm-schema-sample-private.h — strings that look like something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A string of a format; NULL if the format is not known. */
const char *mbm_sample_format (const char *format);

/* A string that a regular expression of ECMA-262 would probably match: the first alternatives, the least
 * repetitions. NULL if it has something that cannot be made up. */
char *mbm_sample_pattern (const char *pattern);

G_END_DECLS
