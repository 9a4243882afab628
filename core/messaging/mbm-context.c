/* mbm-context.c — the context that travels with a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-context-private.h"
#include "mbm-json-private.h"

/* A member as it is on the wire. Its text lies in the bytes that the context was made from, or is its own. */
typedef struct
{
  MbmJsonValue name;
  MbmJsonValue value;
  char *own_text;
} Member;

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
  char *trace_id;
  char *span_id;
  char *parent_span_id;
};

G_DEFINE_BOXED_TYPE (MbmContext, mbm_context, mbm_context_ref, mbm_context_unref)

static const struct
{
  MbmJsonName name;
  gsize offset;
} string_members[] = {
  { MBM_JSON_NAME ("id"), G_STRUCT_OFFSET (MbmContext, id) },
  { MBM_JSON_NAME ("source"), G_STRUCT_OFFSET (MbmContext, source) },
  { MBM_JSON_NAME ("target"), G_STRUCT_OFFSET (MbmContext, target) },
  { MBM_JSON_NAME ("traceId"), G_STRUCT_OFFSET (MbmContext, trace_id) },
  { MBM_JSON_NAME ("spanId"), G_STRUCT_OFFSET (MbmContext, span_id) },
  { MBM_JSON_NAME ("parentSpanId"), G_STRUCT_OFFSET (MbmContext, parent_span_id) },
};

static void
clear_member (gpointer data)
{
  Member *member = data;

  g_free (member->own_text);
}

/* Brings what is decoded up to date with a member that is now @value, or gone if that has no text. */
static void
decode_member (MbmContext *self, MbmJsonValue name, MbmJsonValue value)
{
  MbmJsonValue token = { NULL, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (string_members); i++)
    if (mbm_json_value_is_string (name, string_members[i].name.name, string_members[i].name.length))
      {
        char **field = G_STRUCT_MEMBER_P (self, string_members[i].offset);

        g_free (*field);
        *field = mbm_json_value_dup_string (value);
        return;
      }

  if (mbm_json_value_is_string (name, "timestamp", strlen ("timestamp")))
    {
      self->timestamp = 0;
      mbm_json_value_get_int (value, &self->timestamp);
    }
  else if (mbm_json_value_is_string (name, "auth", strlen ("auth")))
    {
      mbm_json_value_get_member (value, "token", &token);
      g_free (self->token);
      self->token = mbm_json_value_dup_string (token);
    }
}

/**
 * mbm_context_new:
 *
 * Makes a context without members.
 *
 * Returns: (transfer full): a new context
 *
 * Since: 0.1
 */
MbmContext *
mbm_context_new (void)
{
  MbmContext *self = g_new0 (MbmContext, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_array_set_clear_func (self->members, clear_member);
  return self;
}

MbmContext *
mbm_context_new_from_value (GBytes *owner, MbmJsonValue value)
{
  MbmContext *self = mbm_context_new ();
  Member member = { 0 };
  MbmJsonIter iter;

  self->owner = g_bytes_ref (owner);
  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &member.name, &member.value))
    {
      g_array_append_val (self->members, member);
      decode_member (self, member.name, member.value);
    }
  return self;
}

/**
 * mbm_context_new_from_json:
 * @json: a JSON object
 * @error: return location for an error
 *
 * Makes a context of JSON text. All members are kept, those too that the library does not know.
 *
 * Returns: (transfer full) (nullable): a new context; %NULL with @error set to %MBM_ERROR_INVALID_JSON,
 *   %MBM_ERROR_INVALID_UTF8 or %MBM_ERROR_TOO_DEEP if @json is no JSON, to %MBM_ERROR_INVALID_ARGUMENT if it
 * is no object
 *
 * Since: 0.1
 */
MbmContext *
mbm_context_new_from_json (GBytes *json, GError **error)
{
  MbmJsonValue value;
  const char *text;
  gsize length;

  g_return_val_if_fail (json != NULL, NULL);

  text = g_bytes_get_data (json, &length);
  if (!mbm_json_check (text, length, error))
    return NULL;

  value = mbm_json_value (text, length);
  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "A context has to be a JSON object");
      return NULL;
    }
  return mbm_context_new_from_value (json, value);
}

static void
append_member (GString *out, MbmJsonValue name, MbmJsonValue value)
{
  g_string_append_c (out, out->len == 0 ? '{' : ',');
  g_string_append_len (out, name.text, name.length);
  g_string_append_c (out, ':');
  mbm_json_append_compact (out, value);
}

static GBytes *
finish_object (GString *out)
{
  g_string_append (out, out->len == 0 ? "{}" : "}");
  return g_string_free_to_bytes (out);
}

/**
 * mbm_context_to_json:
 * @self: a context
 *
 * Writes a context on one line: its members in their order, strings and numbers with their own text.
 *
 * Returns: (transfer full): a JSON object
 *
 * Since: 0.1
 */
GBytes *
mbm_context_to_json (MbmContext *self)
{
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_string_sized_new (256);
  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = &g_array_index (self->members, Member, i);

      append_member (out, member->name, member->value);
    }
  return finish_object (out);
}

/**
 * mbm_context_copy:
 * @self: a context
 *
 * Makes a context with the same members, to be changed independently.
 *
 * Returns: (transfer full): a new context
 *
 * Since: 0.1
 */
MbmContext *
mbm_context_copy (MbmContext *self)
{
  g_autoptr (GBytes) json = NULL;
  const char *text;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);

  json = mbm_context_to_json (self);
  text = g_bytes_get_data (json, &length);
  return mbm_context_new_from_value (json, mbm_json_value (text, length));
}

/**
 * mbm_context_ref:
 * @self: a context
 *
 * Adds a reference. May be called from any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmContext *
mbm_context_ref (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mbm_context_unref:
 * @self: (transfer full): a context
 *
 * Drops a reference, and frees the context with the last one. May be called from any thread.
 *
 * Since: 0.1
 */
void
mbm_context_unref (MbmContext *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (string_members); i++)
    g_free (G_STRUCT_MEMBER (char *, self, string_members[i].offset));
  g_free (self->token);
  g_array_unref (self->members);
  g_clear_pointer (&self->owner, g_bytes_unref);
  g_free (self);
}

/**
 * mbm_context_is_empty:
 * @self: a context
 *
 * Tells whether a context has no members at all.
 *
 * Returns: %TRUE if it is `{}`
 *
 * Since: 0.1
 */
gboolean
mbm_context_is_empty (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->members->len == 0;
}

/* The last of that name counts. */
static Member *
find_member (MbmContext *self, const char *name)
{
  gsize length = strlen (name);

  for (guint i = self->members->len; i-- > 0;)
    {
      Member *member = &g_array_index (self->members, Member, i);

      if (mbm_json_value_is_string (member->name, name, length))
        return member;
    }
  return NULL;
}

static MbmJsonValue
get_member (MbmContext *self, const char *name)
{
  const Member *member = find_member (self, name);

  return member != NULL ? member->value : (MbmJsonValue){ NULL, 0 };
}

/* Name and value in one allocation. */
static Member
make_member (const char *name, const char *json, gsize length)
{
  GString *text = g_string_sized_new (strlen (name) + length + 3);
  Member member;

  mbm_json_append_string (text, name, -1);
  member.name.length = text->len;
  g_string_append_len (text, json, length);
  member.value.length = length;
  member.own_text = g_string_free (text, FALSE);
  member.name.text = member.own_text;
  member.value.text = member.own_text + member.name.length;
  return member;
}

static void
remove_members (MbmContext *self, const char *name)
{
  gsize length = strlen (name);

  for (guint i = self->members->len; i-- > 0;)
    if (mbm_json_value_is_string (g_array_index (self->members, Member, i).name, name, length))
      g_array_remove_index (self->members, i);
}

/* Sets a member to text that is JSON; a new one goes last. */
static void
set_checked (MbmContext *self, const char *name, const char *json, gsize length)
{
  Member member = make_member (name, json, length);
  Member *old = find_member (self, name);

  if (old == NULL)
    g_array_append_val (self->members, member);
  else
    {
      clear_member (old);
      *old = member;
    }
  decode_member (self, member.name, member.value);
}

static void
unset (MbmContext *self, const char *name)
{
  Member member = make_member (name, "", 0);

  remove_members (self, name);
  decode_member (self, member.name, (MbmJsonValue){ NULL, 0 });
  clear_member (&member);
}

static void
set_string (MbmContext *self, const char *name, const char *value)
{
  g_autoptr (GString) json = NULL;

  if (value == NULL)
    {
      unset (self, name);
      return;
    }

  json = g_string_sized_new (64);
  mbm_json_append_string (json, value, -1);
  set_checked (self, name, json->str, json->len);
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
      unset (self, "timestamp");
      return;
    }
  g_snprintf (json, sizeof json, "%" G_GINT64_FORMAT, timestamp);
  set_checked (self, "timestamp", json, strlen (json));
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
  g_autoptr (GBytes) json = NULL;
  MbmJsonValue name, value;
  MbmJsonIter iter;

  g_return_if_fail (self != NULL);

  auth = g_string_sized_new (128);
  if (token != NULL)
    {
      g_string_append (auth, "{\"token\":");
      mbm_json_append_string (auth, token, -1);
    }
  value = get_member (self, "auth");
  if (mbm_json_value_get_type (value) == MBM_JSON_OBJECT)
    {
      mbm_json_iter_init (&iter, value);
      while (mbm_json_iter_next (&iter, &name, &value))
        if (!mbm_json_value_is_string (name, "token", strlen ("token")))
          append_member (auth, name, value);
    }
  if (auth->len == 0)
    {
      unset (self, "auth");
      return;
    }
  g_string_append_c (auth, '}');
  set_checked (self, "auth", auth->str, auth->len);
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
 * Gets `spanId`, the step of the trace: 16 hexadecimal digits.
 *
 * Returns: (transfer none) (nullable): the id
 *
 * Since: 0.1
 */
const char *
mbm_context_get_span_id (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->span_id;
}

/**
 * mbm_context_get_parent_span_id:
 * @self: a context
 *
 * Gets `parentSpanId`, the step that led to this one: 16 hexadecimal digits.
 *
 * Returns: (transfer none) (nullable): the id
 *
 * Since: 0.1
 */
const char *
mbm_context_get_parent_span_id (MbmContext *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parent_span_id;
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
  guint32 random[6];
  char trace_id[33], span_id[17];

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (random); i++)
    random[i] = g_random_int ();
  /* All zeros would mean that there is no trace. */
  random[3] |= random[3] == 0;
  random[5] |= random[5] == 0;

  g_snprintf (trace_id, sizeof trace_id, "%08x%08x%08x%08x", random[0], random[1], random[2], random[3]);
  g_snprintf (span_id, sizeof span_id, "%08x%08x", random[4], random[5]);
  mbm_context_set_trace (self, trace_id, span_id, NULL);
}

/**
 * mbm_context_dup_member:
 * @self: a context
 * @name: a member's name
 *
 * Gets any member as it is on the wire.
 *
 * Returns: (transfer full) (nullable): JSON text; %NULL if there is no such member
 *
 * Since: 0.1
 */
GBytes *
mbm_context_dup_member (MbmContext *self, const char *name)
{
  MbmJsonValue value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  value = get_member (self, name);
  return value.text != NULL ? g_bytes_new (value.text, value.length) : NULL;
}

/**
 * mbm_context_set_member:
 * @self: a context
 * @name: a member's name
 * @json: (nullable): JSON text; %NULL removes the member
 * @error: return location for an error
 *
 * Sets any member. A new one goes after those there are, another keeps its place.
 *
 * Returns: %FALSE with @error set to %MBM_ERROR_INVALID_ARGUMENT if @json is not JSON; the context is
 * unchanged then
 *
 * Since: 0.1
 */
gboolean
mbm_context_set_member (MbmContext *self, const char *name, GBytes *json, GError **error)
{
  g_autoptr (GError) local = NULL;
  MbmJsonValue value;
  const char *text;
  gsize length;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (json == NULL)
    {
      unset (self, name);
      return TRUE;
    }

  text = g_bytes_get_data (json, &length);
  if (!mbm_json_check (text, length, &local))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "The context's member “%s” is not JSON. %s",
                   name, local->message);
      return FALSE;
    }
  value = mbm_json_value (text, length);
  set_checked (self, name, value.text, value.length);
  return TRUE;
}
