/* sbx-context-parts.h — a context as a form shows it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a context has when nobody says otherwise: a trace of its own for each message. */
#define SBX_CONTEXT_USUAL "{\"traceId\":\"{{hex(32)}}\",\"spanId\":\"{{hex(16)}}\"}"

typedef enum
{
  SBX_CONTEXT_TRACE_NONE,
  SBX_CONTEXT_TRACE_NEW, /* with each message */
  SBX_CONTEXT_TRACE_KEPT,
} SbxContextTrace;

typedef enum
{
  SBX_CONTEXT_TOKEN_LOGIN, /* that of the login, if there is one */
  SBX_CONTEXT_TOKEN_NONE,
  SBX_CONTEXT_TOKEN_OTHER,
} SbxContextToken;

/**
 * SbxContextParts:
 * @trace: where the ids below come from
 * @metadata: (nullable): a JSON object
 * @others: (nullable): a JSON object: whatever the form has no place for, as it was
 *
 * A context taken apart, so that a form can show it, and put together again: nothing gets lost. Strings are
 * their content, not JSON; %NULL stands for a member that is not there.
 */
typedef struct
{
  char *id;
  char *timestamp; /* a number, or a placeholder */
  char *source;
  char *target;
  SbxContextTrace trace;
  char *trace_id;
  char *span_id;
  char *parent_span_id;
  SbxContextToken token_kind;
  char *token;
  char *metadata;
  char *others;
} SbxContextParts;

SbxContextParts *sbx_context_parts_new (const char *text);
void sbx_context_parts_free (SbxContextParts *self);
char *sbx_context_parts_to_text (const SbxContextParts *self);
char *sbx_context_parts_describe (const SbxContextParts *self, const char *login);

char *sbx_context_for_draft (const char *text, gboolean *trace);
char *sbx_context_from_draft (const char *context, gboolean trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxContextParts, sbx_context_parts_free)

G_END_DECLS
