/* sbx-trace-term-private.h — reads the text of a filter
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sbx-trace-record.h"

G_BEGIN_DECLS

/* What a term is about. */
typedef enum
{
  SBX_TRACE_TERM_ANY,
  SBX_TRACE_TERM_NAME,
  SBX_TRACE_TERM_PEER,
  SBX_TRACE_TERM_ENDPOINT,
  SBX_TRACE_TERM_ID,
  SBX_TRACE_TERM_ERROR,
  SBX_TRACE_TERM_NOTE,
  SBX_TRACE_TERM_HANDLER,
  SBX_TRACE_TERM_CONNECTION,
  SBX_TRACE_TERM_PAYLOAD,
  SBX_TRACE_TERM_KIND,
  SBX_TRACE_TERM_DIRECTION,
  SBX_TRACE_TERM_STATUS,
  SBX_TRACE_TERM_IS,
  SBX_TRACE_TERM_SIZE,
  SBX_TRACE_TERM_LATENCY,
} SbxTraceTermField;

typedef enum
{
  SBX_TRACE_TERM_CONTAINS,
  SBX_TRACE_TERM_EQUAL,
  SBX_TRACE_TERM_LESS,
  SBX_TRACE_TERM_LESS_EQUAL,
  SBX_TRACE_TERM_GREATER,
  SBX_TRACE_TERM_GREATER_EQUAL,
} SbxTraceTermOperator;

/* The bit of `is:system` in a term's set; the others are SbxTraceFlags. */
#define SBX_TRACE_TERM_IS_SYSTEM (1u << 16)

/**
 * SbxTraceTerm:
 * @field: what it is about
 * @operator: how it is compared
 * @negated: it must not hold
 * @text: (nullable): the word, for fields that are text
 * @set: for KIND, DIRECTION, STATUS: SBX_TRACE_SET() of each; for IS: flags, of which any must be set
 * @number: for SIZE, in bytes, and LATENCY, in microseconds
 *
 * One term of a filter's text.
 */
typedef struct
{
  SbxTraceTermField field;
  SbxTraceTermOperator operator;
  gboolean negated;
  char *text;
  guint set;
  gint64 number;
} SbxTraceTerm;

/* The terms of @text; those that cannot be read are left out.
 * @error: (out) (nullable): the first of these, in words. @position: (out): the character where it begins, or
 * -1. (element-type SbxTraceTerm) (transfer full) */
GPtrArray *sbx_trace_term_parse (const char *text, char **error, int *position);

G_END_DECLS
