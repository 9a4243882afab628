/* sbx-template-private.h — what the parts of the templates share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-template.h"

G_BEGIN_DECLS

/* A built-in name's value as JSON text: `uuid`, `random(1, 6)`. NULL without an error: it is none.
 * (transfer full) */
char *sbx_template_make_builtin (const char *name, GError **error);

G_END_DECLS
