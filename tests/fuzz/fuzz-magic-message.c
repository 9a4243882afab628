/* fuzz-magic-message.c — any bytes to the reader of the dialect `magic-server`, and what is read to its
 * writer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-json-private.h"
#include "mbm-message-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What a frame has to be read as, found the slow way: member by member, each decoded by itself. */
typedef struct
{
  gboolean valid;
  gboolean recognized;
  MbmMessageKind kind;
  gboolean success;
  gboolean has_name;
  char *id; /* NULL: none that is a string without U+0000 */
  char *type;
  gsize type_length;
  const char *name;
  MbmJsonValue payload;
} Expected;

static void
expected_clear (Expected *self)
{
  g_free (self->id);
  g_free (self->type);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Expected, expected_clear)

static MbmJsonValue
get_member (MbmJsonValue object, const char *name)
{
  MbmJsonValue value = { NULL, 0 };

  mbm_json_value_get_member (object, name, &value);
  return value;
}

/* A type's characters, U+0000 among them: what stands before that is still a prefix. */
static char *
decode (MbmJsonValue value, gsize *length)
{
  char *characters = g_malloc (value.length + 1);

  *length = mbm_json_decode_utf8 (value, characters);
  return characters;
}

static void
classify (Expected *self, gboolean has_id)
{
  static const struct
  {
    const char *prefix;
    MbmMessageKind kind;
  } types[] = {
    { "request.", MBM_MESSAGE_REQUEST }, { "response.", MBM_MESSAGE_RESPONSE },
    { "event.", MBM_MESSAGE_EVENT },     { "error.request.", MBM_MESSAGE_RESPONSE },
    { "error.", MBM_MESSAGE_RESPONSE },  { "system.", MBM_MESSAGE_EVENT },
  };

  self->kind = MBM_MESSAGE_RESPONSE;
  self->success = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (types) && !self->recognized; i++)
    if (g_str_has_prefix (self->type, types[i].prefix))
      {
        self->recognized = TRUE;
        self->kind = types[i].kind;
        self->success = !g_str_has_prefix (types[i].prefix, "error");
        self->has_name = TRUE;
        self->name = self->type + (self->kind == MBM_MESSAGE_EVENT && i == 5 ? 0 : strlen (types[i].prefix));
      }
  if (self->type_length == strlen ("error") && g_str_equal (self->type, "error"))
    {
      self->recognized = TRUE;
      self->success = FALSE;
    }

  /* An error that answers nothing is an event. */
  if (!self->success && !has_id)
    {
      self->kind = MBM_MESSAGE_EVENT;
      self->success = TRUE;
      self->has_name = TRUE;
      self->name = self->type;
    }
}

static void
expect (Expected *self, MbmJsonValue frame)
{
  MbmJsonValue type = get_member (frame, "type");
  MbmJsonValue id = get_member (frame, "id");
  MbmJsonValue context = get_member (frame, "context");
  gboolean has_id = mbm_json_value_get_type (id) == MBM_JSON_STRING;
  g_autofree char *whole_type = NULL;

  if (mbm_json_value_get_type (frame) != MBM_JSON_OBJECT || mbm_json_value_get_type (type) != MBM_JSON_STRING)
    return;

  self->type = decode (type, &self->type_length);
  self->id = mbm_json_value_dup_string (id);
  self->payload = get_member (frame, "payload");
  classify (self, has_id);

  whole_type = mbm_json_value_dup_string (type);
  self->valid = (has_id || (self->recognized && self->kind == MBM_MESSAGE_EVENT)) &&
                (!has_id || self->id != NULL) && (!self->has_name || whole_type != NULL) &&
                (mbm_json_value_get_type (context) == MBM_JSON_OBJECT ||
                 mbm_json_value_get_type (context) == MBM_JSON_NULL);
}

static void
assert_same_value (MbmJsonValue a, MbmJsonValue b)
{
  g_assert_true (a.text == b.text);
  g_assert_cmpuint (a.length, ==, b.length);
}

static void
check_read (MbmMessage *message, const Expected *expected)
{
  static const MbmJsonValue missing = { NULL, 0 };

  g_assert_cmpint (mbm_message_get_dialect (message), ==, MBM_DIALECT_MAGIC_SERVER);
  g_assert_cmpint (mbm_message_get_kind (message), ==, expected->kind);
  g_assert_cmpint (mbm_message_is_success (message), ==, expected->success);
  g_assert_cmpstr (mbm_message_peek_id (message), ==, expected->id);
  g_assert_cmpstr (mbm_message_get_name (message), ==, expected->has_name ? expected->name : NULL);
  assert_same_value (mbm_message_get_payload_value (message),
                     expected->success ? expected->payload : missing);
  assert_same_value (mbm_message_get_error_value (message), expected->success ? missing : expected->payload);
}

/* A payload that was missing is written as an empty one, or `null`. */
static void
check_value (MbmJsonValue before, MbmJsonValue after)
{
  g_assert_nonnull (after.text);
  if (before.text != NULL)
    g_assert_true (mbm_json_value_equal (before, after));
}

/* The same message, read again after it was written. */
static void
check_copy (MbmMessage *message, MbmMessage *copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) read =
    mbm_message_new_for_dialect (mbm_message_get_dialect (copy), mbm_message_get_bytes (copy), &error);

  g_assert_no_error (error);
  g_assert_cmpint (mbm_message_get_kind (read), ==, mbm_message_get_kind (message));
  g_assert_cmpint (mbm_message_is_success (read), ==, mbm_message_is_success (message));
  g_assert_cmpstr (mbm_message_get_id (read), ==, mbm_message_get_id (message));
  g_assert_cmpstr (mbm_message_get_error_code (read), ==, mbm_message_get_error_code (message));
  g_assert_cmpstr (mbm_message_get_error_message (read), ==, mbm_message_get_error_message (message));
  if (mbm_message_get_kind (message) != MBM_MESSAGE_RESPONSE)
    g_assert_cmpstr (mbm_message_get_name (read), ==, mbm_message_get_name (message));
  if (mbm_message_is_success (message))
    check_value (mbm_message_get_payload_value (message), mbm_message_get_payload_value (read));
  else
    check_value (mbm_message_get_error_value (message), mbm_message_get_error_value (read));
}

static void
check_translation (MbmMessage *message)
{
  MbmMessage *messaging = mbm_message_to_dialect (message, MBM_DIALECT_MESSAGING);
  MbmMessage *back = mbm_message_to_dialect (messaging, MBM_DIALECT_MAGIC_SERVER);

  check_copy (message, messaging);
  check_copy (message, back);
}

/* What was read can be answered, and the answer is read back with the same id. */
static void
check_answer (MbmMessage *request)
{
  g_autoptr (GBytes) data = mbm_message_dup_payload (request);
  g_autoptr (MbmMessage) response =
    mbm_message_new_response (request, data, mbm_message_get_context (request), NULL);
  g_autoptr (MbmMessage) failure = mbm_message_new_error_response (request, "C", "m", NULL, NULL, NULL);

  check_copy (response, response);
  check_copy (failure, failure);
  g_assert_cmpstr (mbm_message_get_id (response), ==, mbm_message_get_id (request));
  g_assert_cmpstr (mbm_message_get_id (failure), ==, mbm_message_get_id (request));
  g_assert_cmpstr (mbm_message_get_name (response), ==, mbm_message_get_name (request));
}

static void
check_context (MbmContext *context)
{
  g_autoptr (MbmContext) copy = mbm_context_copy (context);

  g_assert_cmpstr (mbm_context_get_span_id (copy), ==, mbm_context_get_span_id (context));
  g_assert_cmpstr (mbm_context_get_parent_span_id (copy), ==, mbm_context_get_parent_span_id (context));
}

/* No frame's type belongs to both, and one that belongs to this is read as what it says. */
static void
check_recognized (GBytes *bytes, const Expected *expected)
{
  MbmDialect dialect;
  gboolean recognized = mbm_dialect_recognize (bytes, &dialect);

  g_assert_cmpint (recognized && dialect == MBM_DIALECT_MAGIC_SERVER, ==, expected->recognized);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  const char *text = g_bytes_get_data (bytes, NULL);
  g_auto (Expected) expected = { FALSE };
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GError) checked = NULL;
  g_autoptr (GError) error = NULL;

  mbm_json_check (text, size, &checked);
  message = mbm_message_new_for_dialect (MBM_DIALECT_MAGIC_SERVER, bytes, &error);
  g_assert_true ((message == NULL) == (error != NULL));

  if (checked != NULL)
    {
      g_assert_null (message);
      g_assert_cmpstr (checked->message, ==, error->message);
      return 0;
    }

  expect (&expected, mbm_json_value (text, size));
  check_recognized (bytes, &expected);
  g_assert_cmpint (message != NULL, ==, expected.valid);
  if (message == NULL)
    {
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME);
      return 0;
    }

  check_read (message, &expected);
  check_context (mbm_message_get_context (message));
  check_translation (message);
  if (mbm_message_get_kind (message) == MBM_MESSAGE_REQUEST)
    check_answer (message);
  return 0;
}
