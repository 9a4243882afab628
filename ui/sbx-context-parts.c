/* sbx-context-parts.c — a context as a form shows it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-json.h"
#include "sbx-context-parts.h"
#include "sbx-template.h"

#define NEW_TRACE_ID "{{hex(32)}}"
#define NEW_SPAN_ID  "{{hex(16)}}"

static void
append_name (GString *out, const char *name)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  mbm_json_append_string (out, name, -1);
  g_string_append_c (out, ':');
}

static void
append_member (GString *out, MbmJsonValue name, MbmJsonValue value)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_len (out, name.text, name.length);
  g_string_append_c (out, ':');
  g_string_append_len (out, value.text, value.length);
}

/* @value: (nullable): left out then */
static void
append_string (GString *out, const char *name, const char *value)
{
  if (value == NULL)
    return;

  append_name (out, name);
  mbm_json_append_string (out, value, -1);
}

static void
append_json (GString *out, const char *name, const char *json)
{
  if (json == NULL)
    return;

  append_name (out, name);
  g_string_append (out, json);
}

/* (nullable): an object without members is none. (transfer full) */
static char *
finish_object (GString *object)
{
  if (object->len == 1)
    {
      g_string_free (object, TRUE);
      return NULL;
    }
  g_string_append_c (object, '}');
  return g_string_free (object, FALSE);
}

static gboolean
take_string (char **field, MbmJsonValue value)
{
  if (*field == NULL)
    *field = mbm_json_value_dup_string (value);
  return *field != NULL;
}

static gboolean
take_timestamp (SbxContextParts *self, MbmJsonValue value)
{
  g_autofree char *string = mbm_json_value_dup_string (value);

  if (self->timestamp != NULL)
    return FALSE;
  if (mbm_json_value_get_type (value) == MBM_JSON_NUMBER)
    self->timestamp = g_strndup (value.text, value.length);
  else if (sbx_template_has_placeholders (string))
    self->timestamp = g_steal_pointer (&string);
  return self->timestamp != NULL;
}

/* Takes the token out of `auth`; FALSE if it has none that the form could show. */
static gboolean
take_auth (SbxContextParts *self, MbmJsonValue value, GString *others)
{
  GString *rest;
  MbmJsonIter iter;
  MbmJsonValue name, member, token;
  g_autofree char *left = NULL;

  if (self->token_kind != SBX_CONTEXT_TOKEN_LOGIN || !mbm_json_value_get_member (value, "token", &token))
    return FALSE;
  if (mbm_json_value_get_type (token) == MBM_JSON_NULL)
    self->token_kind = SBX_CONTEXT_TOKEN_NONE;
  else if ((self->token = mbm_json_value_dup_string (token)) != NULL)
    self->token_kind = SBX_CONTEXT_TOKEN_OTHER;
  else
    return FALSE;

  rest = g_string_new ("{");
  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *key = mbm_json_value_dup_string (name);

      if (g_strcmp0 (key, "token") != 0)
        append_member (rest, name, member);
    }
  left = finish_object (rest);
  append_json (others, "auth", left);
  return TRUE;
}

static gboolean
take_metadata (SbxContextParts *self, MbmJsonValue value)
{
  if (self->metadata != NULL || mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    return FALSE;

  self->metadata = g_strndup (value.text, value.length);
  return TRUE;
}

static gboolean
take_member (SbxContextParts *self, const char *name, MbmJsonValue value, GString *others)
{
  const struct
  {
    const char *name;
    char **field;
  } strings[] = {
    { "id", &self->id },          { "source", &self->source },
    { "target", &self->target },  { "traceId", &self->trace_id },
    { "spanId", &self->span_id }, { "parentSpanId", &self->parent_span_id },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if (g_strcmp0 (name, strings[i].name) == 0)
      return *strings[i].field == NULL && take_string (strings[i].field, value);

  if (g_strcmp0 (name, "timestamp") == 0)
    return take_timestamp (self, value);
  if (g_strcmp0 (name, "auth") == 0)
    return take_auth (self, value, others);
  if (g_strcmp0 (name, "metadata") == 0)
    return take_metadata (self, value);
  return FALSE;
}

/**
 * sbx_context_parts_new:
 * @text: (nullable): a JSON object; nothing, or blanks, for one without members
 *
 * Takes a context apart.
 *
 * Returns: (transfer full) (nullable): its parts; %NULL if it is no JSON object
 */
SbxContextParts *
sbx_context_parts_new (const char *text)
{
  g_autoptr (SbxContextParts) self = g_new0 (SbxContextParts, 1);
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  MbmJsonValue value, name, member;
  MbmJsonIter iter;
  GString *others;

  if (*stripped == '\0')
    return g_steal_pointer (&self);
  if (!mbm_json_check (stripped, -1, NULL))
    return NULL;
  value = mbm_json_value (stripped, -1);
  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    return NULL;

  others = g_string_new ("{");
  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *key = mbm_json_value_dup_string (name);

      if (!take_member (self, key, member, others))
        append_member (others, name, member);
    }
  self->others = finish_object (others);

  if (g_strcmp0 (self->trace_id, NEW_TRACE_ID) == 0 && g_strcmp0 (self->span_id, NEW_SPAN_ID) == 0)
    self->trace = SBX_CONTEXT_TRACE_NEW;
  else if (self->trace_id != NULL || self->span_id != NULL || self->parent_span_id != NULL)
    self->trace = SBX_CONTEXT_TRACE_KEPT;
  return g_steal_pointer (&self);
}

void
sbx_context_parts_free (SbxContextParts *self)
{
  g_free (self->id);
  g_free (self->timestamp);
  g_free (self->source);
  g_free (self->target);
  g_free (self->trace_id);
  g_free (self->span_id);
  g_free (self->parent_span_id);
  g_free (self->token);
  g_free (self->metadata);
  g_free (self->others);
  g_free (self);
}

static gboolean
is_number (const char *text)
{
  return text != NULL && mbm_json_check (text, -1, NULL) &&
         mbm_json_value_get_type (mbm_json_value (text, -1)) == MBM_JSON_NUMBER;
}

static void
append_trace (GString *out, const SbxContextParts *self)
{
  switch (self->trace)
    {
    case SBX_CONTEXT_TRACE_NEW:
      append_string (out, "traceId", NEW_TRACE_ID);
      append_string (out, "spanId", NEW_SPAN_ID);
      append_string (out, "parentSpanId", self->parent_span_id);
      break;
    case SBX_CONTEXT_TRACE_KEPT:
      append_string (out, "traceId", self->trace_id);
      append_string (out, "spanId", self->span_id);
      append_string (out, "parentSpanId", self->parent_span_id);
      break;
    case SBX_CONTEXT_TRACE_NONE:
    default:
      break;
    }
}

/* @actor: what else `auth` has, if it is an object */
static void
append_auth (GString *out, const SbxContextParts *self, MbmJsonValue rest)
{
  MbmJsonIter iter;
  MbmJsonValue name, member;

  append_name (out, "auth");
  g_string_append_c (out, '{');
  if (self->token_kind == SBX_CONTEXT_TOKEN_OTHER)
    append_string (out, "token", self->token != NULL ? self->token : "");
  else
    append_json (out, "token", "null");
  if (rest.text != NULL && mbm_json_iter_init (&iter, rest))
    while (mbm_json_iter_next (&iter, &name, &member))
      {
        g_autofree char *key = mbm_json_value_dup_string (name);

        if (g_strcmp0 (key, "token") != 0)
          append_member (out, name, member);
      }
  g_string_append_c (out, '}');
}

static void
append_others (GString *out, const SbxContextParts *self)
{
  MbmJsonValue others, auth = { NULL, 0 }, name, member;
  gboolean has_token = self->token_kind != SBX_CONTEXT_TOKEN_LOGIN;
  MbmJsonIter iter;

  if (self->others != NULL)
    {
      others = mbm_json_value (self->others, -1);
      mbm_json_value_get_member (others, "auth", &auth);
    }
  if (has_token)
    append_auth (out, self, auth);
  if (self->others == NULL || !mbm_json_iter_init (&iter, others))
    return;

  while (mbm_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *key = mbm_json_value_dup_string (name);

      if (!has_token || g_strcmp0 (key, "auth") != 0)
        append_member (out, name, member);
    }
}

/**
 * sbx_context_parts_to_text:
 *
 * Returns: (transfer full): the context as JSON text
 */
char *
sbx_context_parts_to_text (const SbxContextParts *self)
{
  GString *out = g_string_new ("{");

  append_string (out, "id", self->id);
  if (is_number (self->timestamp))
    append_json (out, "timestamp", self->timestamp);
  else
    append_string (out, "timestamp", self->timestamp);
  append_string (out, "source", self->source);
  append_string (out, "target", self->target);
  append_trace (out, self);
  append_json (out, "metadata", self->metadata);
  append_others (out, self);
  g_string_append_c (out, '}');

  return g_string_free (out, FALSE);
}

static void
append_word (GString *words, const char *word)
{
  if (words->len > 0)
    g_string_append (words, " · ");
  g_string_append (words, word);
}

/**
 * sbx_context_parts_describe:
 * @login: (nullable): words about the login, where its token is sent
 *
 * Returns: (transfer full): what it has, in a few words
 */
char *
sbx_context_parts_describe (const SbxContextParts *self, const char *login)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (self->token_kind == SBX_CONTEXT_TOKEN_NONE)
    append_word (words, _ ("without a token"));
  else if (self->token_kind == SBX_CONTEXT_TOKEN_OTHER)
    append_word (words, _ ("another token"));
  else if (login != NULL)
    append_word (words, login);
  if (self->trace == SBX_CONTEXT_TRACE_NEW)
    append_word (words, _ ("a new trace"));
  else if (self->trace == SBX_CONTEXT_TRACE_KEPT)
    append_word (words, _ ("the same trace"));
  if (self->metadata != NULL)
    append_word (words, _ ("metadata"));
  if (self->others != NULL)
    append_word (words, _ ("other members"));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/**
 * sbx_context_for_draft:
 * @text: a context, as it is edited
 * @trace: (out): whether each message begins a trace of its own
 *
 * Returns: (transfer full) (nullable): what a draft keeps of it: without the trace ids that are made anew
 */
char *
sbx_context_for_draft (const char *text, gboolean *trace)
{
  g_autoptr (SbxContextParts) parts = sbx_context_parts_new (text);
  g_autofree char *rest = NULL;

  *trace = parts != NULL && parts->trace == SBX_CONTEXT_TRACE_NEW && parts->parent_span_id == NULL;
  if (!*trace)
    return text[strspn (text, " \t\r\n")] != '\0' && g_strcmp0 (text, "{}") != 0 ? g_strdup (text) : NULL;

  parts->trace = SBX_CONTEXT_TRACE_NONE;
  rest = sbx_context_parts_to_text (parts);
  return g_str_equal (rest, "{}") ? NULL : g_steal_pointer (&rest);
}

/**
 * sbx_context_from_draft:
 * @context: (nullable): what a draft has
 * @trace: whether each message begins a trace of its own
 *
 * Returns: (transfer full): the context, to be edited
 */
char *
sbx_context_from_draft (const char *context, gboolean trace)
{
  g_autoptr (SbxContextParts) parts = sbx_context_parts_new (context);

  if (parts == NULL || !trace || parts->trace != SBX_CONTEXT_TRACE_NONE)
    return g_strdup (context != NULL ? context : "{}");

  parts->trace = SBX_CONTEXT_TRACE_NEW;
  return sbx_context_parts_to_text (parts);
}
