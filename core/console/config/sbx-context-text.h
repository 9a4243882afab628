/* sbx-context-text.h — a context that somebody wrote
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-context.h"

G_BEGIN_DECLS

MbmContext *sbx_context_from_text (const char *text, GError **error);

G_END_DECLS
