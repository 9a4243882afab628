/* mbm-context-fields.c — the members of a context that the library knows
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-context-private.h"
#include "mbm-json-private.h"

/* Ids of traces and spans that are longer are none. */
#define MAX_TRACE_ID 128

static void
set_string (MbmContext *self, const char *name, const char *value)
{
  g_autoptr (GString) json = NULL;

  if (value == NULL)
    {
      mbm_context_unset (self, name);
      return;
    }

  json = g_string_sized_new (64);
  mbm_json_append_string (json, value, -1);
  mbm_context_set_value (self, name, (MbmJsonValue){ json->str, json->len });
}

/**
 * mbm_context_get_id:
 * @self: a context
 *
 * Gets `id`, the sender's identifier of this context.
 *
 * Returns: (transfer none) (nullable): the id
 *
 * Since: 0.1
 */
const char *
mbm_context_get_id (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * mbm_context_set_id:
 * @self: a context
 * @id: (nullable): an id; %NULL removes the member
 *
 * Sets `id`.
 *
 * Since: 0.1
 */
void
mbm_context_set_id (MbmContext *self, const char *id)
{
  g_return_if_fail (self != NULL);

  set_string (self, "id", id);
}

/**
 * mbm_context_get_timestamp:
 * @self: a context
 *
 * Gets `timestamp`, when the message was made by the sender's clock.
 *
 * Returns: milliseconds since the Unix epoch; 0 if missing
 *
 * Since: 0.1
 */
gint64
mbm_context_get_timestamp (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->timestamp;
}

/**
 * mbm_context_set_timestamp:
 * @self: a context
 * @timestamp: milliseconds since the Unix epoch; 0 removes the member
 *
 * Sets `timestamp`.
 *
 * Since: 0.1
 */
void
mbm_context_set_timestamp (MbmContext *self, gint64 timestamp)
{
  char json[24];

  g_return_if_fail (self != NULL);

  if (timestamp == 0)
    {
      mbm_context_unset (self, "timestamp");
      return;
    }
  g_snprintf (json, sizeof json, "%" G_GINT64_FORMAT, timestamp);
  mbm_context_set_value (self, "timestamp", (MbmJsonValue){ json, strlen (json) });
}

/**
 * mbm_context_get_source:
 * @self: a context
 *
 * Gets `source`, the client id of who sent the message. It is what the sender says, not what a server found
 * out.
 *
 * Returns: (transfer none) (nullable): the client id
 *
 * Since: 0.1
 */
const char *
mbm_context_get_source (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->source;
}

/**
 * mbm_context_set_source:
 * @self: a context
 * @source: (nullable): a client id; %NULL removes the member
 *
 * Sets `source`.
 *
 * Since: 0.1
 */
void
mbm_context_set_source (MbmContext *self, const char *source)
{
  g_return_if_fail (self != NULL);

  set_string (self, "source", source);
}

/**
 * mbm_context_get_target:
 * @self: a context
 *
 * Gets `target`, the client id of who a message is meant for.
 *
 * Returns: (transfer none) (nullable): the client id; %NULL if it is meant for all
 *
 * Since: 0.1
 */
const char *
mbm_context_get_target (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->target;
}

/**
 * mbm_context_set_target:
 * @self: a context
 * @target: (nullable): a client id; %NULL removes the member
 *
 * Sets `target`.
 *
 * Since: 0.1
 */
void
mbm_context_set_target (MbmContext *self, const char *target)
{
  g_return_if_fail (self != NULL);

  set_string (self, "target", target);
}

/**
 * mbm_context_get_token:
 * @self: a context
 *
 * Gets `auth.token`, the secret that a login gave.
 *
 * Returns: (transfer none) (nullable): the token
 *
 * Since: 0.1
 */
const char *
mbm_context_get_token (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->token;
}

/**
 * mbm_context_set_token:
 * @self: a context
 * @token: (nullable): a token; %NULL removes it
 *
 * Sets `auth.token`. Other members of `auth` are kept; an `auth` that is left without members is removed.
 *
 * Since: 0.1
 */
void
mbm_context_set_token (MbmContext *self, const char *token)
{
  g_autoptr (GString) auth = NULL;
  MbmJsonValue name, value;
  MbmJsonIter iter;

  g_return_if_fail (self != NULL);

  auth = g_string_sized_new (128);
  if (token != NULL)
    {
      g_string_append (auth, "{\"token\":");
      mbm_json_append_string (auth, token, -1);
    }
  value = mbm_context_get_value (self, "auth");
  if (mbm_json_value_get_type (value) == MBM_JSON_OBJECT)
    {
      mbm_json_iter_init (&iter, value);
      while (mbm_json_iter_next (&iter, &name, &value))
        if (!mbm_json_value_is_string (name, "token", strlen ("token")))
          mbm_context_append_member (auth, name, value);
    }
  if (auth->len == 0)
    {
      mbm_context_unset (self, "auth");
      return;
    }
  g_string_append_c (auth, '}');
  mbm_context_set_value (self, "auth", (MbmJsonValue){ auth->str, auth->len });
}

/* Peers in the field do not all keep to hexadecimal digits. Any id will do, but none that is a load. */
static gboolean
is_trace_id (const char *id)
{
  return id != NULL && *id != '\0' && strlen (id) <= MAX_TRACE_ID;
}

/**
 * mbm_context_get_anonymous:
 * @self: a context
 *
 * Whether a client sends the context without its token.
 *
 * Returns: %TRUE if no token is added
 *
 * Since: 0.1
 */
gboolean
mbm_context_get_anonymous (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->anonymous;
}

/**
 * mbm_context_set_anonymous:
 * @self: a context that is being made
 * @anonymous: %TRUE to send no token
 *
 * Keeps a client that is logged in from adding its token, to see what a service does without. This is not a
 * member: it is kept in copies, but not in the text. A token that was set is sent all the same.
 *
 * Since: 0.1
 */
void
mbm_context_set_anonymous (MbmContext *self, gboolean anonymous)
{
  g_return_if_fail (self != NULL);

  self->anonymous = !!anonymous;
}

/**
 * mbm_context_get_trace_id:
 * @self: a context
 *
 * Gets `traceId`, the trace that the message is part of: 32 hexadecimal digits as W3C trace context has them,
 * if the sender keeps to that.
 *
 * Returns: (transfer none) (nullable): the id
 *
 * Since: 0.1
 */
const char *
mbm_context_get_trace_id (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->trace_id;
}

/**
 * mbm_context_get_span_id:
 * @self: a context
 *
 * Gets `spanId`, the step of the trace: 16 hexadecimal digits. A context of the dialect `magic-server` says
 * `tracing.requestId` instead, which is any text.
 *
 * Returns: (transfer none) (nullable): the id
 *
 * Since: 0.1
 */
const char *
mbm_context_get_span_id (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->span_id != NULL ? self->span_id : self->tracing_request_id;
}

/**
 * mbm_context_get_parent_span_id:
 * @self: a context
 *
 * Gets `parentSpanId`, the step that led to this one: 16 hexadecimal digits. A context of the dialect
 * `magic-server` says `tracing.parentId` instead, which is any text.
 *
 * Returns: (transfer none) (nullable): the id
 *
 * Since: 0.1
 */
const char *
mbm_context_get_parent_span_id (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parent_span_id != NULL ? self->parent_span_id : self->tracing_parent_id;
}

/**
 * mbm_context_set_trace:
 * @self: a context
 * @trace_id: (nullable): 32 hexadecimal digits
 * @span_id: (nullable): 16 hexadecimal digits
 * @parent_span_id: (nullable): 16 hexadecimal digits
 *
 * Sets `traceId`, `spanId` and `parentSpanId`; each that is %NULL is removed.
 *
 * Since: 0.1
 */
void
mbm_context_set_trace (MbmContext *self,
                       const char *trace_id,
                       const char *span_id,
                       const char *parent_span_id)
{
  g_return_if_fail (self != NULL);

  set_string (self, "traceId", trace_id);
  set_string (self, "spanId", span_id);
  set_string (self, "parentSpanId", parent_span_id);
}

/* 8 random digits for each of @n_words, and not all of them zero: that would mean that there is no trace. */
static void
make_trace_id (char *id, guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    {
      guint32 random = g_random_int ();

      if (i == n_words - 1)
        random |= random == 0;
      g_snprintf (id + (gsize) i * 8, 9, "%08x", random);
    }
}

/**
 * mbm_context_start_trace:
 * @self: a context
 *
 * Begins a new trace: sets random `traceId` and `spanId`, and removes `parentSpanId`.
 *
 * Since: 0.1
 */
void
mbm_context_start_trace (MbmContext *self)
{
  char trace_id[33], span_id[17];

  g_return_if_fail (self != NULL);

  make_trace_id (trace_id, 4);
  make_trace_id (span_id, 2);
  mbm_context_set_trace (self, trace_id, span_id, NULL);
}

/**
 * mbm_context_new_child:
 * @self: the context of something that came in
 *
 * Makes a context for something that is sent because of it: the same `traceId`, a new `spanId`, and the other
 * one's `spanId` as `parentSpanId`. Every trace goes on; there is no sampling. Without a trace the new
 * context has none either: [method@Mbm.Context.start_trace] begins one.
 *
 * Nothing else is taken over: who sends, to whom and on whose behalf is another matter. An id of more than
 * 128 bytes is none.
 *
 * Returns: (transfer full): a new context
 *
 * Since: 0.1
 */
MbmContext *
mbm_context_new_child (MbmContext *self)
{
  g_autoptr (MbmContext) child = NULL;
  const char *parent;
  char span_id[17];

  g_return_val_if_fail (self != NULL, NULL);

  child = mbm_context_new ();
  if (!is_trace_id (self->trace_id))
    return g_steal_pointer (&child);

  make_trace_id (span_id, 2);
  parent = is_trace_id (self->span_id) ? self->span_id : NULL;
  mbm_context_set_trace (child, self->trace_id, span_id, parent);
  return g_steal_pointer (&child);
}
