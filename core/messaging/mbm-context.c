/* mbm-context.c — the context that travels with a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
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
  MbmJsonValue token = { NULL, 0 }, request_id = { NULL, 0 }, parent_id = { NULL, 0 };

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
  else if (mbm_json_value_is_string (name, "tracing", strlen ("tracing")))
    {
      mbm_json_value_get_member (value, "requestId", &request_id);
      mbm_json_value_get_member (value, "parentId", &parent_id);
      g_free (self->tracing_request_id);
      g_free (self->tracing_parent_id);
      self->tracing_request_id = mbm_json_value_dup_string (request_id);
      self->tracing_parent_id = mbm_json_value_dup_string (parent_id);
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
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                           _ ("A context has to be a JSON object"));
      return NULL;
    }
  return mbm_context_new_from_value (json, value);
}

void
mbm_context_append_member (GString *out, MbmJsonValue name, MbmJsonValue value)
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

      mbm_context_append_member (out, member->name, member->value);
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
  MbmContext *copy;
  const char *text;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);

  json = mbm_context_to_json (self);
  text = g_bytes_get_data (json, &length);
  copy = mbm_context_new_from_value (json, mbm_json_value (text, length));
  copy->anonymous = self->anonymous;
  return copy;
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
  g_free (self->tracing_request_id);
  g_free (self->tracing_parent_id);
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

MbmJsonValue
mbm_context_get_value (MbmContext *self, const char *name)
{
  const Member *member = find_member (self, name);

  return member != NULL ? member->value : (MbmJsonValue){ NULL, 0 };
}

/* Name and value in one allocation. */
static Member
make_member (const char *name, MbmJsonValue value)
{
  GString *text = g_string_sized_new (strlen (name) + value.length + 3);
  Member member;

  mbm_json_append_string (text, name, -1);
  member.name.length = text->len;
  g_string_append_len (text, value.text, value.length);
  member.value.length = value.length;
  member.own_text = g_string_free (text, FALSE);
  member.name.text = member.own_text;
  member.value.text = member.own_text + member.name.length;
  return member;
}

/* In one pass, however many a peer sent. */
static void
remove_members (MbmContext *self, const char *name)
{
  Member *members = (Member *) (gpointer) self->members->data;
  gsize length = strlen (name);
  guint n_kept = 0;

  for (guint i = 0; i < self->members->len; i++)
    {
      if (mbm_json_value_is_string (members[i].name, name, length))
        clear_member (&members[i]);
      else
        members[n_kept++] = members[i];
    }

  /* What lies behind was moved or freed. */
  for (guint i = n_kept; i < self->members->len; i++)
    members[i].own_text = NULL;
  g_array_set_size (self->members, n_kept);
}

void
mbm_context_set_value (MbmContext *self, const char *name, MbmJsonValue value)
{
  Member member = make_member (name, value);
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

void
mbm_context_unset (MbmContext *self, const char *name)
{
  Member member = make_member (name, (MbmJsonValue){ "", 0 });

  remove_members (self, name);
  decode_member (self, member.name, (MbmJsonValue){ NULL, 0 });
  clear_member (&member);
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

  value = mbm_context_get_value (self, name);
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
      mbm_context_unset (self, name);
      return TRUE;
    }

  text = g_bytes_get_data (json, &length);
  if (!mbm_json_check (text, length, &local))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("The context’s member “%s” is not JSON. %s"), name, local->message);
      return FALSE;
    }
  value = mbm_json_value (text, length);
  mbm_context_set_value (self, name, value);
  return TRUE;
}
