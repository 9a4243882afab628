/* mbm-context-private.h — contexts of text that was checked already
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-context.h"
#include "mbm-json.h"

G_BEGIN_DECLS

/* @value is an object that lies in @owner and passed the scanner; the context keeps @owner rather than to
 * copy it. */
MbmContext *mbm_context_new_from_value (GBytes *owner, MbmJsonValue value);

G_END_DECLS
