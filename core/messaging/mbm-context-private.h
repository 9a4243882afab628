/* mbm-context-private.h — contexts of text that was checked already
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-context.h"
#include "mbm-json.h"

G_BEGIN_DECLS

/* What the library knows is decoded when it is set, so that reading needs no lock. */
struct _MbmContext
{
  gatomicrefcount ref_count;
  GBytes *owner;
  GArray *members;

  gint64 timestamp;
  char *id;
  char *source;
  char *target;
  char *token;
  gboolean anonymous; /* no member: what a client that sends it looks at */
  char *trace_id;
  char *span_id;
  char *parent_span_id;
  char *tracing_request_id; /* the dialect `magic-server`'s words for the two above */
  char *tracing_parent_id;
};

/* @value is an object that lies in @owner and passed the scanner; the context keeps @owner rather than to
 * copy it. */
MbmContext *mbm_context_new_from_value (GBytes *owner, MbmJsonValue value);

/* A member's text, the last one's of that name; NULL if there is none. */
MbmJsonValue mbm_context_get_value (MbmContext *self, const char *name);

/* Sets a member to text that passed the scanner; a new one goes last. */
void mbm_context_set_value (MbmContext *self, const char *name, MbmJsonValue value);
void mbm_context_unset (MbmContext *self, const char *name);

/* Appends a member to the text of an object that begins with the first one appended. */
void mbm_context_append_member (GString *out, MbmJsonValue name, MbmJsonValue value);

G_END_DECLS
