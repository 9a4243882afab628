/* sbx-trace-filter.h — which records to show
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-row.h"

G_BEGIN_DECLS

/* Sets of kinds, directions and statuses, for the toggles of a filter bar; an empty set means "any". */
#define SBX_TRACE_SET(value) (1u << (value))

/**
 * SbxTraceFilter:
 *
 * What a filter bar says: a text and toggles. Immutable, may be used from any thread.
 *
 * The text is terms with spaces between, which all must hold:
 *
 *  - `word` or `"some words"`: part of name, peer, address, endpoint, request id, error code, note, handler
 * or payload; case does not matter
 *  - `name:` `peer:` `endpoint:` `id:` `error:` `note:` `handler:` `connection:` `payload:` with a word: part
 * of that; with `=` for `:`, the whole of it
 *  - `kind:` (request, response, event, heartbeat, opened, closed, refused, refused-frame, login, logout,
 * registered, unregistered, status, error, listening, stopped), `dir:` (in, out, none), `status:` (none,
 * pending, ok, error, no-answer, timed-out), `is:` (system, unsolicited, not-for-us, masked, truncated): one,
 * or some with commas between: any of them
 *  - `size` in bytes (or `10k`, `1M`) and `latency` in milliseconds (or `50us`, `2s`), with `>` `<` `>=` `<=`
 * `=`
 *  - `-` before a term: it must not hold
 *
 * What looks like `key:value` with a key that is none of these is a word: names may have colons.
 * A term that cannot be read is left out, and said in `error`.
 *
 * Properties, read-only: text (string), error (string, nullable), error-position (int: the character in text
 * where the term that cannot be read begins, or -1), is-empty (every record passes).
 */
#define SBX_TYPE_TRACE_FILTER (sbx_trace_filter_get_type ())
G_DECLARE_FINAL_TYPE (SbxTraceFilter, sbx_trace_filter, SBX, TRACE_FILTER, GObject)

/* @text: (nullable). @kinds, @directions, @statuses: SBX_TRACE_SET() of each, or 0 for any. @peer:
 * (nullable): that peer's only. */
SbxTraceFilter *
sbx_trace_filter_new (const char *text, guint kinds, guint directions, guint statuses, const char *peer);

const char *sbx_trace_filter_get_error (SbxTraceFilter *self);
int sbx_trace_filter_get_error_position (SbxTraceFilter *self);
/* Also of NULL. */
gboolean sbx_trace_filter_is_empty (SbxTraceFilter *self);
/* Whether they let the same records pass, as far as their texts tell; both are (nullable): no filter. */
gboolean sbx_trace_filter_equal (SbxTraceFilter *a, SbxTraceFilter *b);

G_END_DECLS
