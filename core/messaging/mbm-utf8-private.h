/* mbm-utf8-private.h — UTF-8, checked as it comes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a check stands that goes on with the next piece: how many continuation bytes are due, and between
 * what bounds the next of them lies. All zero at the start of a text. */
typedef struct
{
  guint8 due;
  guint8 low;
  guint8 high;
} MbmUtf8State;

/* FALSE as soon as what came so far cannot be the beginning of UTF-8 (RFC 3629: no surrogates, nothing over
 * U+10FFFF, no overlong forms). U+0000 is a character like any other, which g_utf8_validate_len() does not
 * think. */
gboolean mbm_utf8_feed (MbmUtf8State *state, const guint8 *data, gsize length);

/* Whether the text may end here. */
static inline gboolean
mbm_utf8_is_complete (const MbmUtf8State *state)
{
  return state->due == 0;
}

gboolean mbm_utf8_check (const guint8 *data, gsize length);

G_END_DECLS
