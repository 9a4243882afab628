/* mbm-server-request-answer.c — answering requests
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-message-private.h"
#include "mbm-server-answer-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-request-private.h"

/* FALSE if the answer is too large for the client to be sent. */
static gboolean
mbm_server_request_send (MbmServerRequest *self, GBytes *frame, MbmMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (mbm_server_connection_send (self->connection, frame, message, &error))
    return TRUE;

  return self->connection->state != MBM_CONNECTION_OPEN || self->connection->doomed ||
         !g_error_matches (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL);
}

static void
mbm_server_request_finish (MbmServerRequest *self, GBytes *frame, MbmMessage *message)
{
  MbmMessage *received = mbm_server_request_get_received (self);

  self->connection->n_outstanding--;
  self->connection->outstanding_bytes -= g_bytes_get_size (mbm_message_get_bytes (received));

  if (!mbm_server_request_send (self, frame, message))
    {
      g_autoptr (GBytes) excuse =
        mbm_message_write_error_response (received, MBM_CODE_INTERNAL_ERROR,
                                          "The answer is larger than the server may queue", NULL, NULL, NULL);

      mbm_server_request_send (self, excuse, NULL);
    }
}

/* Who monitors wants a message: to make one at once is cheaper than to read it out of its frame again. */
static gboolean
mbm_server_request_is_monitored (MbmServerRequest *self)
{
  return self->connection->server != NULL && self->connection->server->tap != NULL;
}

/* The frame that answers with @data, and the same as a message if somebody wants one. */
static GBytes *
mbm_server_request_write (MbmServerRequest *self, GBytes *data, MbmMessage **message, GError **error)
{
  MbmMessage *received = mbm_server_request_get_received (self);

  if (!mbm_server_request_is_monitored (self))
    return mbm_message_write_response (received, data, NULL, error);

  *message = mbm_message_new_response (received, data, NULL, error);
  return *message != NULL ? g_bytes_ref (mbm_message_get_bytes (*message)) : NULL;
}

/* What middleware made of an answer; NULL if it left the answer alone. Takes @answer. */
static GBytes *
mbm_server_request_rewrite (MbmServerRequest *self, MbmServerAnswer *answer, MbmMessage **message)
{
  g_autoptr (MbmServerAnswer) reviewed = answer;
  g_autoptr (GError) error = NULL;
  GBytes *frame;

  mbm_server_request_review (self, reviewed);
  if (!mbm_server_answer_is_changed (reviewed))
    return NULL;

  g_clear_pointer (message, mbm_message_unref);
  self->refused = !mbm_server_answer_is_success (reviewed);
  if (!self->refused)
    frame = mbm_server_request_write (self, mbm_server_answer_get_data (reviewed), message, &error);
  else
    frame = mbm_message_write_error_response (mbm_server_request_get_received (self),
                                              mbm_server_answer_get_code (reviewed),
                                              mbm_server_answer_get_message (reviewed),
                                              mbm_server_answer_get_details (reviewed), NULL, &error);

  g_assert_no_error (error); /* an answer takes nothing else */
  return frame;
}

/**
 * mbm_server_request_respond:
 * @self: a request
 * @data: (nullable): JSON text; %NULL stands for `null`
 * @error: (nullable): return location
 *
 * Answers a request with a value.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if @data is not JSON, and then the request is still open;
 * [error@Mbm.Error.WRONG_STATE] if it was answered before.
 *
 * Returns: %TRUE if this was the answer, even if the client is gone
 *
 * Since: 0.1
 */
gboolean
mbm_server_request_respond (MbmServerRequest *self, GBytes *data, GError **error)
{
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GBytes) frame = NULL;
  g_autoptr (GBytes) changed = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->answered)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The request “%s” was answered already"),
                   mbm_message_get_name (self->message));
      return FALSE;
    }

  frame = mbm_server_request_write (self, data, &message, error);
  if (frame == NULL)
    return FALSE;

  self->answered = TRUE;
  if (self->walk != NULL)
    changed = mbm_server_request_rewrite (self, mbm_server_answer_new (data), &message);
  mbm_server_request_finish (self, changed != NULL ? changed : frame, message);
  return TRUE;
}

/* With a JSON object of our own making, which is taken. */
void
mbm_server_request_respond_json (MbmServerRequest *self, GString *object)
{
  g_autoptr (GBytes) data = mbm_server_json_end (object);
  g_autoptr (GError) error = NULL;

  mbm_server_request_respond (self, data, &error);
  g_assert_no_error (error);
}

/**
 * mbm_server_request_respond_node:
 * @self: a request
 * @data: (nullable) (transfer none): a JSON value; %NULL stands for `null`
 *
 * Answers a request with a value. A second answer is ignored.
 *
 * Since: 0.1
 */
void
mbm_server_request_respond_node (MbmServerRequest *self, JsonNode *data)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (self->answered)
    return;

  text = data != NULL ? mbm_json_print (data) : NULL;
  if (!mbm_server_request_respond (self, text, &error))
    mbm_server_request_fail (self, MBM_CODE_INTERNAL_ERROR, "The answer is not JSON: %s", error->message);
}

/**
 * mbm_server_request_respond_error:
 * @self: a request
 * @code: a code such as `ORDER_NOT_FOUND`
 * @message: what is wrong, in words
 * @details: (nullable): JSON text; left out if it is not JSON
 *
 * Answers a request with an error. A second answer is ignored. What is not UTF-8 in @code and @message is
 * replaced.
 *
 * Since: 0.1
 */
void
mbm_server_request_respond_error (MbmServerRequest *self,
                                  const char *code,
                                  const char *message,
                                  GBytes *details)
{
  MbmMessage *received;
  g_autoptr (MbmMessage) made = NULL;
  g_autoptr (GBytes) frame = NULL;
  g_autoptr (GBytes) changed = NULL;
  g_autofree char *valid_code = NULL;
  g_autofree char *valid_message = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  if (self->answered)
    return;

  received = mbm_server_request_get_received (self);
  frame = mbm_message_write_error_response (received, code, message, details, NULL, NULL);
  if (frame == NULL)
    {
      code = valid_code = g_utf8_make_valid (code, -1);
      message = valid_message = g_utf8_make_valid (message, -1);
      details = NULL;
      frame = mbm_message_write_error_response (received, code, message, NULL, NULL, NULL);
    }

  self->answered = TRUE;
  if (self->walk != NULL)
    changed = mbm_server_request_rewrite (self, mbm_server_answer_new_error (code, message, details), &made);
  mbm_server_request_finish (self, changed != NULL ? changed : frame, made);
}

void
mbm_server_request_fail (MbmServerRequest *self, const char *code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  mbm_server_request_respond_error (self, code, message, NULL);
}
