/* mbm-message-magic.c — frames of the dialect `magic-server`: reading them, and translating
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-context-private.h"
#include "mbm-json-private.h"
#include "mbm-message-private.h"

enum
{
  ID,
  TYPE,
  PAYLOAD,
  CONTEXT,
  N_MEMBERS,
};

static const MbmJsonName member_names[N_MEMBERS] = {
  [ID] = MBM_JSON_NAME ("id"),
  [TYPE] = MBM_JSON_NAME ("type"),
  [PAYLOAD] = MBM_JSON_NAME ("payload"),
  [CONTEXT] = MBM_JSON_NAME ("context"),
};

/* What a type says. */
typedef enum
{
  TYPE_REQUEST,
  TYPE_RESPONSE,
  TYPE_EVENT,
  TYPE_ERROR,
  TYPE_SYSTEM,
  TYPE_UNKNOWN, /* the answer to a request, or nothing */
} MagicType;

/* The longer of two that fit comes first. */
static const struct
{
  MbmJsonName prefix;
  MagicType type;
  gboolean named; /* what follows is a name */
} magic_types[] = {
  { MBM_JSON_NAME ("request."), TYPE_REQUEST, TRUE }, { MBM_JSON_NAME ("response."), TYPE_RESPONSE, TRUE },
  { MBM_JSON_NAME ("event."), TYPE_EVENT, TRUE },     { MBM_JSON_NAME ("error.request."), TYPE_ERROR, TRUE },
  { MBM_JSON_NAME ("error."), TYPE_ERROR, TRUE },     { MBM_JSON_NAME ("system."), TYPE_SYSTEM, FALSE },
};

static const MbmJsonValue missing = { NULL, 0 };

/* @name_offset: how many of the type's characters stand before the name. */
static MagicType
classify (const char *type, gsize length, guint *name_offset)
{
  *name_offset = 0;
  for (guint i = 0; i < G_N_ELEMENTS (magic_types); i++)
    {
      const MbmJsonName *prefix = &magic_types[i].prefix;

      if (length < prefix->length || memcmp (type, prefix->name, prefix->length) != 0)
        continue;
      if (magic_types[i].named)
        *name_offset = prefix->length;
      return magic_types[i].type;
    }
  return length == strlen ("error") && memcmp (type, "error", length) == 0 ? TYPE_ERROR : TYPE_UNKNOWN;
}

/* Nobody writes a type with escapes, but everybody may. */
static MagicType
classify_value (MbmJsonValue value, guint *name_offset)
{
  g_autofree char *characters = NULL;

  if (memchr (value.text, '\\', value.length) == NULL)
    return classify (value.text + 1, value.length - 2, name_offset);

  characters = g_malloc (value.length);
  return classify (characters, mbm_json_decode_string (value, characters), name_offset);
}

static gboolean
refuse (const MbmJsonValue *members, guint member, const char *wanted, GError **error)
{
  return mbm_message_refuse_member (member_names[member].name, members[member], wanted, error);
}

static gboolean
check_members (const MbmJsonValue *members, MagicType type, GError **error)
{
  MbmJsonType id = mbm_json_value_get_type (members[ID]);
  MbmJsonType context = mbm_json_value_get_type (members[CONTEXT]);

  if (type == TYPE_UNKNOWN && id != MBM_JSON_STRING)
    return refuse (members, TYPE, N_ ("“request.”, “response.” or “event.” and a name"), error);
  if ((type == TYPE_REQUEST || type == TYPE_RESPONSE) && id != MBM_JSON_STRING)
    return refuse (members, ID, N_ ("a string"), error);
  if (context != MBM_JSON_OBJECT && context != MBM_JSON_NULL)
    return refuse (members, CONTEXT, N_ ("an object"), error);
  return TRUE;
}

/* An error that answers no request is an event: it is told to everyone who listens. */
static MbmMessageKind
find_kind (MagicType type, const MbmJsonValue *members)
{
  switch (type)
    {
    case TYPE_REQUEST:
      return MBM_MESSAGE_REQUEST;
    case TYPE_EVENT:
    case TYPE_SYSTEM:
      return MBM_MESSAGE_EVENT;
    case TYPE_ERROR:
      return mbm_json_value_get_type (members[ID]) == MBM_JSON_STRING ? MBM_MESSAGE_RESPONSE
                                                                      : MBM_MESSAGE_EVENT;
    case TYPE_RESPONSE:
    case TYPE_UNKNOWN:
    default:
      return MBM_MESSAGE_RESPONSE;
    }
}

static MbmMessageSpans
select_members (const MbmJsonValue *members, MagicType type, MbmMessageKind kind, guint name_offset)
{
  MbmMessageSpans spans = { .dialect = MBM_DIALECT_MAGIC_SERVER, .payload = members[PAYLOAD] };

  if (mbm_json_value_get_type (members[ID]) == MBM_JSON_STRING)
    spans.id = members[ID];
  if (mbm_json_value_get_type (members[CONTEXT]) == MBM_JSON_OBJECT)
    spans.context = members[CONTEXT];

  /* A type that says neither what nor whose it is names nothing, unless it is all that is known. */
  if (name_offset > 0 || kind == MBM_MESSAGE_EVENT)
    spans.name = members[TYPE];
  if (kind != MBM_MESSAGE_EVENT || type == TYPE_EVENT)
    spans.name_offset = name_offset;

  if (type == TYPE_ERROR && kind == MBM_MESSAGE_RESPONSE)
    {
      spans.error = members[PAYLOAD];
      spans.payload = missing;
    }
  return spans;
}

/* What C strings cannot hold cannot be looked up either. */
static gboolean
check_decoded (MbmMessage *self, const MbmMessageSpans *spans, GError **error)
{
  guint member;

  if (spans->id.text != NULL && mbm_message_peek_id (self) == NULL)
    member = ID;
  else if (spans->name.text != NULL && mbm_message_get_name (self) == NULL)
    member = TYPE;
  else
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME, _ ("The member “%s” of the frame contains U+0000"),
               member_names[member].name);
  return FALSE;
}

MbmMessage *
mbm_message_new_from_magic (GBytes *bytes, GError **error)
{
  g_autoptr (MbmMessage) self = NULL;
  MbmJsonValue members[N_MEMBERS];
  MbmMessageSpans spans;
  MbmMessageKind kind;
  MagicType type;
  guint name_offset;

  if (!mbm_message_find_members (bytes, member_names, N_MEMBERS, members, error))
    return NULL;
  if (mbm_json_value_get_type (members[TYPE]) != MBM_JSON_STRING)
    {
      refuse (members, TYPE, N_ ("“request.”, “response.” or “event.” and a name"), error);
      return NULL;
    }

  type = classify_value (members[TYPE], &name_offset);
  if (!check_members (members, type, error))
    return NULL;

  kind = find_kind (type, members);
  spans = select_members (members, type, kind, name_offset);
  self = mbm_message_new_from_spans (kind, g_bytes_ref (bytes), &spans,
                                     type != TYPE_ERROR || kind != MBM_MESSAGE_RESPONSE);
  if (!check_decoded (self, &spans, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * mbm_dialect_recognize:
 * @bytes: a text frame
 * @dialect: (out): what it is written in; not touched if that is not known
 *
 * Tells by a frame's `type` what it is written in: no type of one dialect is one of the other.
 *
 * That the frame is a message is not said: only reading it tells what is wrong with it.
 *
 * Returns: %TRUE if @bytes is a JSON object whose `type` belongs to a dialect
 *
 * Since: 0.1
 */
gboolean
mbm_dialect_recognize (GBytes *bytes, MbmDialect *dialect)
{
  static const MbmJsonName messaging_types[] = {
    MBM_JSON_NAME ("request"),
    MBM_JSON_NAME ("response"),
    MBM_JSON_NAME ("event"),
  };
  MbmJsonValue type;
  guint name_offset;

  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (dialect != NULL, FALSE);

  if (!mbm_message_find_members (bytes, &member_names[TYPE], 1, &type, NULL) ||
      mbm_json_value_get_type (type) != MBM_JSON_STRING)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (messaging_types); i++)
    if (mbm_json_value_is_string (type, messaging_types[i].name, messaging_types[i].length))
      {
        *dialect = MBM_DIALECT_MESSAGING;
        return TRUE;
      }

  if (classify_value (type, &name_offset) == TYPE_UNKNOWN)
    return FALSE;

  *dialect = MBM_DIALECT_MAGIC_SERVER;
  return TRUE;
}

static void
add_tracing (MbmContext *context)
{
  const char *request_id = mbm_context_get_span_id (context);
  const char *parent_id = mbm_context_get_parent_span_id (context);
  g_autoptr (GString) tracing = NULL;

  if ((request_id == NULL && parent_id == NULL) || mbm_context_get_value (context, "tracing").text != NULL)
    return;

  tracing = g_string_new (NULL);
  if (request_id != NULL)
    {
      g_string_append (tracing, "{\"requestId\":");
      mbm_json_append_string (tracing, request_id, -1);
    }
  if (parent_id != NULL)
    {
      g_string_append (tracing, request_id != NULL ? ",\"parentId\":" : "{\"parentId\":");
      mbm_json_append_string (tracing, parent_id, -1);
    }
  g_string_append_c (tracing, '}');
  mbm_context_set_value (context, "tracing", (MbmJsonValue){ tracing->str, tracing->len });
}

MbmContext *
mbm_message_make_magic_context (MbmContext *context)
{
  MbmContext *result = mbm_context_copy (context);

  mbm_context_set_source (result, NULL);
  mbm_context_set_target (result, NULL);
  add_tracing (result);

  return result;
}
