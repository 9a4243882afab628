/* fuzz-message.c — any bytes to the JSON scanner, and what is done with text that passed it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

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

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  const char *text = g_bytes_get_data (bytes, NULL);
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GError) checked = NULL;
  g_autoptr (GError) error = NULL;

  mbm_json_check (text, size, &checked);
  message = mbm_message_new_from_bytes (bytes, &error);
  g_assert_true ((message == NULL) == (error != NULL));

  if (checked != NULL)
    {
      /* A message is refused for the same reason, in the same words. */
      g_assert_null (message);
      g_assert_cmpstr (checked->message, ==, error->message);
      return 0;
    }

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
