/* mbm-message-reader.c — finds the members of a frame that came in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-json-private.h"
#include "mbm-message-private.h"

enum
{
  TYPE,
  REQUEST_ID,
  REQUEST_TYPE,
  EVENT,
  PAYLOAD,
  CONTEXT,
  SUCCESS,
  DATA,
  ERROR,
  N_MEMBERS,
};

static const MbmJsonName member_names[N_MEMBERS] = {
  [TYPE] = MBM_JSON_NAME ("type"),
  [REQUEST_ID] = MBM_JSON_NAME ("requestId"),
  [REQUEST_TYPE] = MBM_JSON_NAME ("requestType"),
  [EVENT] = MBM_JSON_NAME ("event"),
  [PAYLOAD] = MBM_JSON_NAME ("payload"),
  [CONTEXT] = MBM_JSON_NAME ("context"),
  [SUCCESS] = MBM_JSON_NAME ("success"),
  [DATA] = MBM_JSON_NAME ("data"),
  [ERROR] = MBM_JSON_NAME ("error"),
};

static const MbmJsonName kind_names[] = {
  [MBM_MESSAGE_REQUEST] = MBM_JSON_NAME ("request"),
  [MBM_MESSAGE_RESPONSE] = MBM_JSON_NAME ("response"),
  [MBM_MESSAGE_EVENT] = MBM_JSON_NAME ("event"),
};

static const MbmJsonValue missing = { NULL, 0 };

gboolean
mbm_message_refuse_member (const char *name, MbmJsonValue value, const char *wanted, GError **error)
{
  if (value.text == NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME,
                 /* Translators: %s is what it has to be, such as “a string”. */
                 _ ("The frame has no member “%s”; it has to be %s"), name, _ (wanted));
  else
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME,
                 /* Translators: %s is what it has to be, such as “a string”. */
                 _ ("The member “%s” of the frame has to be %s"), name, _ (wanted));
  return FALSE;
}

gboolean
mbm_message_find_members (GBytes *bytes,
                          const MbmJsonName *names,
                          guint n_names,
                          MbmJsonValue *values,
                          GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean is_object;
  const char *text;
  gsize length;

  text = g_bytes_get_data (bytes, &length);
  if (mbm_json_scan_members (text, length, names, n_names, values, &is_object, &local))
    return TRUE;

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME, _ ("A frame has to be a JSON object"));
  return FALSE;
}

static gboolean
refuse (const MbmJsonValue *members, guint member, const char *wanted, GError **error)
{
  return mbm_message_refuse_member (member_names[member].name, members[member], wanted, error);
}

static gboolean
read_kind (const MbmJsonValue *members, MbmMessageKind *kind, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (mbm_json_value_is_string (members[TYPE], kind_names[i].name, kind_names[i].length))
      {
        *kind = i;
        return TRUE;
      }
  return refuse (members, TYPE, N_ ("“request”, “response” or “event”"), error);
}

static gboolean
require_string (const MbmJsonValue *members, guint member, GError **error)
{
  return mbm_json_value_get_type (members[member]) == MBM_JSON_STRING ||
         refuse (members, member, N_ ("a string"), error);
}

static gboolean
check_members (const MbmJsonValue *members, MbmMessageKind kind, GError **error)
{
  MbmJsonType context = mbm_json_value_get_type (members[CONTEXT]);
  MbmJsonType success = mbm_json_value_get_type (members[SUCCESS]);

  if (kind != MBM_MESSAGE_EVENT && !require_string (members, REQUEST_ID, error))
    return FALSE;
  if (kind == MBM_MESSAGE_REQUEST && !require_string (members, REQUEST_TYPE, error))
    return FALSE;
  if (kind == MBM_MESSAGE_EVENT && !require_string (members, EVENT, error))
    return FALSE;
  if (kind == MBM_MESSAGE_RESPONSE && success != MBM_JSON_TRUE && success != MBM_JSON_FALSE)
    return refuse (members, SUCCESS, N_ ("true or false"), error);
  if (context != MBM_JSON_OBJECT && context != MBM_JSON_NULL)
    return refuse (members, CONTEXT, N_ ("an object"), error);
  return TRUE;
}

/* Which members count depends on what the message is. */
static MbmMessageSpans
select_members (const MbmJsonValue *members, MbmMessageKind kind)
{
  gboolean has_context = mbm_json_value_get_type (members[CONTEXT]) == MBM_JSON_OBJECT;
  MbmMessageSpans spans = { .context = has_context ? members[CONTEXT] : missing };

  switch (kind)
    {
    case MBM_MESSAGE_REQUEST:
      spans.id = members[REQUEST_ID];
      spans.name = members[REQUEST_TYPE];
      spans.payload = members[PAYLOAD];
      break;
    case MBM_MESSAGE_RESPONSE:
      spans.id = members[REQUEST_ID];
      spans.payload = members[DATA];
      spans.error = members[ERROR];
      break;
    case MBM_MESSAGE_EVENT:
    default:
      spans.name = members[EVENT];
      spans.payload = members[PAYLOAD];
    }
  return spans;
}

/* What C strings cannot hold cannot be looked up either. */
static gboolean
check_decoded (MbmMessage *self, const MbmMessageSpans *spans, GError **error)
{
  guint member;

  if (spans->id.text != NULL && mbm_message_get_id (self) == NULL)
    member = REQUEST_ID;
  else if (spans->name.text != NULL && mbm_message_get_name (self) == NULL)
    member = mbm_message_get_kind (self) == MBM_MESSAGE_REQUEST ? REQUEST_TYPE : EVENT;
  else
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME, _ ("The member “%s” of the frame contains U+0000"),
               member_names[member].name);
  return FALSE;
}

/**
 * mbm_message_new_from_bytes:
 * @bytes: a text frame
 * @error: return location for an error
 *
 * Reads one frame of the dialect `messaging`. All of it is checked to be JSON, the payload too; its members
 * are found, but not parsed. Of members of one name the last counts, as for JavaScript's `JSON.parse()`.
 *
 * Returns: (transfer full) (nullable): a new message that keeps @bytes; %NULL with @error set to
 * %MBM_ERROR_INVALID_JSON, %MBM_ERROR_INVALID_UTF8 or %MBM_ERROR_TOO_DEEP if @bytes is no JSON, to
 * %MBM_ERROR_INVALID_FRAME if it is no message
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (MbmMessage) self = NULL;
  MbmJsonValue members[N_MEMBERS];
  MbmMessageSpans spans;
  MbmMessageKind kind = MBM_MESSAGE_EVENT;
  gboolean success;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (!mbm_message_find_members (bytes, member_names, N_MEMBERS, members, error) ||
      !read_kind (members, &kind, error) || !check_members (members, kind, error))
    return NULL;

  spans = select_members (members, kind);
  success = kind != MBM_MESSAGE_RESPONSE || mbm_json_value_get_type (members[SUCCESS]) == MBM_JSON_TRUE;
  self = mbm_message_new_from_spans (kind, g_bytes_ref (bytes), &spans, success);
  if (!check_decoded (self, &spans, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * mbm_message_new_for_dialect:
 * @dialect: what the frame is written in
 * @bytes: a text frame
 * @error: return location for an error
 *
 * Reads one frame, as [ctor@Mbm.Message.new_from_bytes] does for `messaging`.
 *
 * In the dialect `magic-server` a message's name is its `type` without `request.`, `event.`, `response.` or
 * `error.request.`, and the `payload` of an error is what [method@Mbm.Message.get_error_value] gives. A frame
 * that has an `id` and any other type is a response, since answers there are known by their `id` alone;
 * `system.shutdown` is an event of that name. Neither `timestamp` nor the `id` of an event is looked at.
 *
 * Returns: (transfer full) (nullable): a new message that keeps @bytes; %NULL with @error set as there
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_for_dialect (MbmDialect dialect, GBytes *bytes, GError **error)
{
  static const char *const dialect_names[] = { "messaging", "magic-server" };
  g_autoptr (GError) local = NULL;
  MbmDialect recognized;
  MbmMessage *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = dialect == MBM_DIALECT_MESSAGING ? mbm_message_new_from_bytes (bytes, &local)
                                          : mbm_message_new_from_magic (bytes, &local);
  if (self != NULL)
    return self;

  if (g_error_matches (local, MBM_ERROR, MBM_ERROR_INVALID_FRAME) &&
      mbm_dialect_recognize (bytes, &recognized) && recognized != dialect)
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME,
                 _ ("The frame is of the dialect “%s”; here “%s” is spoken"), dialect_names[recognized],
                 dialect_names[dialect]);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * mbm_message_new_for_any_dialect:
 * @bytes: a text frame
 * @error: return location for an error
 *
 * Reads one frame of which nobody knows any more in which connection it travelled. Its `type` tells the
 * dialect; one that belongs to none is read as an answer of `magic-server`, if it has an `id`.
 *
 * Returns: (transfer full) (nullable): a new message that keeps @bytes; %NULL with @error set as by
 * [ctor@Mbm.Message.new_from_bytes]
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_for_any_dialect (GBytes *bytes, GError **error)
{
  MbmDialect dialect = MBM_DIALECT_MESSAGING;
  MbmMessage *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (mbm_dialect_recognize (bytes, &dialect))
    return mbm_message_new_for_dialect (dialect, bytes, error);

  self = mbm_message_new_from_magic (bytes, NULL);
  return self != NULL ? self : mbm_message_new_from_bytes (bytes, error);
}
