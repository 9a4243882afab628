/* fuzz-message.c — any bytes to the JSON scanner and to another one, and what is done with text that passed
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "json-oracle.h"
#include "mbm-json-private.h"
#include "mbm-message-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Another layout of the same document is the same document. */
static void
check_layout (MbmJsonValue value, char *(*layout) (const char *text, gssize length))
{
  g_autofree char *text = layout (value.text, value.length);
  g_autofree char *again = layout (text, -1);

  g_assert_true (mbm_json_check (text, -1, NULL));
  g_assert_true (mbm_json_value_equal (value, mbm_json_value (text, -1)));
  g_assert_cmpstr (text, ==, again);
}

static void
check_tree (MbmJsonValue value)
{
  g_autoptr (JsonNode) node = mbm_json_value_to_node (value);
  g_autoptr (GBytes) printed = mbm_json_print (node);

  g_assert_true (mbm_json_check (g_bytes_get_data (printed, NULL), g_bytes_get_size (printed), NULL));
}

static void
check_document (MbmJsonValue value)
{
  gint64 integer;

  g_assert_true (mbm_json_value_equal (value, value));
  mbm_json_value_get_int (value, &integer);
  check_layout (value, mbm_json_pretty);
  check_layout (value, mbm_json_compact);
  check_tree (value);
}

static void
check_context (MbmContext *context)
{
  g_autoptr (MbmContext) copy = mbm_context_copy (context);

  mbm_context_set_token (copy, "token");
  mbm_context_set_source (copy, "source");
  g_assert_cmpstr (mbm_context_get_token (copy), ==, "token");
  g_assert_cmpstr (mbm_context_get_source (copy), ==, "source");
}

/* What was read can be answered, and the answer is read back with the same id. */
static void
check_answer (MbmMessage *request)
{
  g_autoptr (GBytes) data = mbm_message_dup_payload (request);
  g_autoptr (MbmMessage) response =
    mbm_message_new_response (request, data, mbm_message_get_context (request), NULL);
  g_autoptr (MbmMessage) read = NULL;

  g_assert_nonnull (response);
  read = mbm_message_new_from_bytes (mbm_message_get_bytes (response), NULL);
  g_assert_nonnull (read);
  g_assert_cmpstr (mbm_message_get_id (read), ==, mbm_message_get_id (request));
}

/* --- the oracle --------------------------------------------------------- */

static void compare_value (MbmJsonValue ours, const JsonOracleValue *theirs);

static void
compare_string (MbmJsonValue ours, const JsonOracleValue *theirs)
{
  g_autofree char *text = mbm_json_value_dup_string (ours);
  gsize length;
  const char *their_text = json_oracle_value_get_string (theirs, &length);

  g_assert_nonnull (text);
  g_assert_cmpmem (text, strlen (text), their_text, length);
}

static void
compare_number (MbmJsonValue ours, const JsonOracleValue *theirs)
{
  g_autofree char *text = g_strndup (ours.text, ours.length);

  g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, json_oracle_value_get_number (theirs));
}

static void
compare_array (MbmJsonValue ours, const JsonOracleValue *theirs)
{
  MbmJsonIter iter;
  MbmJsonValue name, element;
  gsize n = 0;

  g_assert_true (mbm_json_iter_init (&iter, ours));
  while (mbm_json_iter_next (&iter, &name, &element))
    compare_value (element, json_oracle_value_get_element (theirs, n++));
  g_assert_cmpuint (n, ==, json_oracle_value_get_size (theirs));
}

/* Of members of one name the last counts, with both. */
static void
compare_object (MbmJsonValue ours, const JsonOracleValue *theirs)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MbmJsonIter iter;
  MbmJsonValue name, element;

  g_assert_true (mbm_json_iter_init (&iter, ours));
  while (mbm_json_iter_next (&iter, &name, &element))
    {
      char *text = mbm_json_value_dup_string (name);

      g_assert_nonnull (text);
      if (!g_hash_table_contains (names, text))
        {
          g_assert_true (mbm_json_value_get_member (ours, text, &element));
          compare_value (element, json_oracle_value_get_member (theirs, text));
        }
      g_hash_table_add (names, text);
    }
  g_assert_cmpuint (g_hash_table_size (names), ==, json_oracle_value_get_size (theirs));
}

static void
compare_value (MbmJsonValue ours, const JsonOracleValue *theirs)
{
  static const char kinds[] = {
    [MBM_JSON_OBJECT] = '{', [MBM_JSON_ARRAY] = '[', [MBM_JSON_STRING] = '"', [MBM_JSON_NUMBER] = '0',
    [MBM_JSON_TRUE] = 't',   [MBM_JSON_FALSE] = 'f', [MBM_JSON_NULL] = 'n',
  };
  MbmJsonType type = mbm_json_value_get_type (ours);

  g_assert_cmpint (kinds[type], ==, json_oracle_value_get_kind (theirs));
  if (type == MBM_JSON_OBJECT)
    compare_object (ours, theirs);
  else if (type == MBM_JSON_ARRAY)
    compare_array (ours, theirs);
  else if (type == MBM_JSON_STRING)
    compare_string (ours, theirs);
  else if (type == MBM_JSON_NUMBER)
    compare_number (ours, theirs);
}

/* Both accept it or both refuse it, and it is the same that they find in it. */
static void
check_oracle (JsonOracle *oracle, const GError *refusal)
{
  gsize length;
  const char *text = json_oracle_get_text (oracle, &length);

  if (g_error_matches (refusal, MBM_ERROR, MBM_ERROR_TOO_DEEP))
    {
      g_assert_cmpuint (json_oracle_get_depth (oracle), >, MBM_JSON_MAX_DEPTH);
      return;
    }

  g_assert_true ((json_oracle_get_root (oracle) == NULL) == (refusal != NULL));
  g_assert_true (mbm_json_check (text, (gssize) length, NULL) == (refusal == NULL));
  if (refusal == NULL)
    {
      g_assert_cmpuint (json_oracle_get_depth (oracle), <=, MBM_JSON_MAX_DEPTH);
      compare_value (mbm_json_value (text, (gssize) length), json_oracle_get_root (oracle));
    }
}

/* A member of the frame that is a string; NULL if it is not. */
static const char *
get_string (JsonOracle *oracle, const char *name)
{
  gsize length;

  return json_oracle_value_get_string (json_oracle_value_get_member (json_oracle_get_root (oracle), name),
                                       &length);
}

static char
get_kind (JsonOracle *oracle, const char *name)
{
  return json_oracle_value_get_kind (json_oracle_value_get_member (json_oracle_get_root (oracle), name));
}

/* By the oracle's members: whether it is a frame, and what its id and name are. */
static gboolean
is_frame (JsonOracle *oracle, const char **id, const char **name)
{
  const char *type = get_string (oracle, "type");
  char context = get_kind (oracle, "context");

  *id = *name = NULL;
  if (type == NULL || !(context == 0 || context == 'n' || context == '{'))
    return FALSE;

  if (strcmp (type, "event") == 0)
    return (*name = get_string (oracle, "event")) != NULL;

  *id = get_string (oracle, "requestId");
  if (strcmp (type, "request") == 0)
    return (*name = get_string (oracle, "requestType")) != NULL && *id != NULL;

  return strcmp (type, "response") == 0 && *id != NULL &&
         (get_kind (oracle, "success") == 't' || get_kind (oracle, "success") == 'f');
}

/* Whether it may be something that was put out of the oracle's way, as it stands for U+0000 and others. */
static gboolean
is_mended (const char *text)
{
  return text != NULL && strchr (text, 1) != NULL;
}

/* @message is NULL if it is no frame, or one whose name or id no C string can hold. */
static void
check_frame (JsonOracle *oracle, MbmMessage *message)
{
  static const char *const types[] = {
    [MBM_MESSAGE_REQUEST] = "request",
    [MBM_MESSAGE_RESPONSE] = "response",
    [MBM_MESSAGE_EVENT] = "event",
  };
  const char *id, *name;
  gboolean expected = is_frame (oracle, &id, &name);

  if (message == NULL)
    {
      g_assert_true (!expected || is_mended (id) || is_mended (name));
      return;
    }

  g_assert_true (expected);
  g_assert_cmpstr (get_string (oracle, "type"), ==, types[mbm_message_get_kind (message)]);
  if (!is_mended (id))
    g_assert_cmpstr (mbm_message_get_id (message), ==, id);
  if (!is_mended (name))
    g_assert_cmpstr (mbm_message_get_name (message), ==, name);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  const char *text = g_bytes_get_data (bytes, NULL);
  g_autoptr (JsonOracle) oracle = json_oracle_new (text, size);
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GError) checked = NULL;
  g_autoptr (GError) error = NULL;

  mbm_json_check (text, size, &checked);
  message = mbm_message_new_from_bytes (bytes, &error);
  g_assert_true ((message == NULL) == (error != NULL));
  check_oracle (oracle, checked);

  if (checked != NULL)
    {
      /* A message is refused for the same reason, in the same words. */
      g_assert_null (message);
      g_assert_cmpstr (checked->message, ==, error->message);
      return 0;
    }

  check_frame (oracle, message);
  check_document (mbm_json_value (text, size));
  if (message == NULL)
    {
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME);
      return 0;
    }

  mbm_message_get_payload (message);
  check_context (mbm_message_get_context (message));
  if (mbm_message_get_kind (message) == MBM_MESSAGE_REQUEST)
    check_answer (message);
  return 0;
}
