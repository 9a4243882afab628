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

/* It does not wait any more. */
static void
mbm_server_request_settle (MbmServerRequest *self)
{
  MbmMessage *received = mbm_server_request_get_received (self);

  self->connection->n_outstanding--;
  self->connection->outstanding_bytes -= g_bytes_get_size (mbm_message_get_bytes (received));
}

/* There is no answer, or no whole one, and somebody wants it so. */
void
mbm_server_request_withhold (MbmServerRequest *self, const char *note)
{
  MbmTapRecord record = {
    .kind = MBM_TAP_WITHHELD,
    .message = mbm_server_request_get_received (self),
    .note = note,
  };

  self->answered = TRUE;
  mbm_server_request_settle (self);
  if (self->connection->server != NULL)
    mbm_server_tap (self->connection->server, self->connection, &record);
}

static void
mbm_server_request_send_copy (MbmServerRequest *self, GBytes *frame, MbmMessage *message)
{
  MbmMessage *received = mbm_server_request_get_received (self);

  if (!mbm_server_request_send (self, frame, message))
    {
      g_autoptr (GBytes) excuse =
        mbm_message_write_error_response (received, MBM_CODE_INTERNAL_ERROR,
                                          "The answer is larger than the server may queue", NULL, NULL, NULL);

      mbm_server_request_send (self, excuse, NULL);
    }
}

static void
mbm_server_request_finish (MbmServerRequest *self, GBytes *frame, MbmMessage *message, guint copies)
{
  MbmServer *server = self->connection->server;
  char *note = server != NULL ? server->note : NULL;

  if (copies == 0)
    {
      mbm_server_request_withhold (self, self->note);
      return;
    }
  if (self->connection->cut_next && !mbm_message_is_system (self->message))
    {
      mbm_server_request_withhold (self, "The connection was cut in the middle of the answer");
      mbm_server_connection_cut_short (self->connection, frame);
      return;
    }

  mbm_server_request_settle (self);
  if (server != NULL)
    server->note = self->note;
  for (guint i = 0; i < copies; i++)
    mbm_server_request_send_copy (self, frame, message);
  if (server != NULL)
    server->note = note;
}

/* An answer that is to be sent later. */
typedef struct
{
  MbmServerRequest *request;
  GBytes *frame;
  MbmMessage *message;
  guint copies;
} MbmLateAnswer;

static void
mbm_late_answer_free (gpointer data)
{
  MbmLateAnswer *late = data;

  mbm_server_request_unref (late->request);
  g_bytes_unref (late->frame);
  g_clear_pointer (&late->message, mbm_message_unref);
  g_free (late);
}

static gboolean
mbm_late_answer_due_cb (gpointer data)
{
  MbmLateAnswer *late = data;

  mbm_server_request_finish (late->request, late->frame, late->message, late->copies);
  return G_SOURCE_REMOVE;
}

/* @answer: (nullable): what middleware has seen. */
static void
mbm_server_request_deliver (MbmServerRequest *self,
                            GBytes *frame,
                            MbmMessage *message,
                            MbmServerAnswer *answer)
{
  guint delay = answer != NULL ? mbm_server_answer_get_delay (answer) : 0;
  guint copies = answer != NULL ? mbm_server_answer_get_copies (answer) : 1;
  g_autoptr (GSource) source = NULL;
  MbmLateAnswer *late;

  if (delay == 0 || copies == 0 || self->connection->server == NULL)
    {
      mbm_server_request_finish (self, frame, message, copies);
      return;
    }

  late = g_new0 (MbmLateAnswer, 1);
  late->request = mbm_server_request_ref (self);
  late->frame = g_bytes_ref (frame);
  late->message = message != NULL ? mbm_message_ref (message) : NULL;
  late->copies = copies;
  source = g_timeout_source_new (delay);
  g_source_set_static_name (source, "[mbm] late answer");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, mbm_late_answer_due_cb, late, mbm_late_answer_free);
  g_source_attach (source, self->connection->server->context);
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

/* What middleware made of an answer; NULL if it left the answer alone. */
static GBytes *
mbm_server_request_rewrite (MbmServerRequest *self, MbmServerAnswer *reviewed, MbmMessage **message)
{
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
  g_autoptr (MbmServerAnswer) answer = NULL;

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
    {
      answer = mbm_server_answer_new (data);
      changed = mbm_server_request_rewrite (self, answer, &message);
    }
  mbm_server_request_deliver (self, changed != NULL ? changed : frame, message, answer);
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
  g_autoptr (MbmServerAnswer) answer = NULL;
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
    {
      answer = mbm_server_answer_new_error (code, message, details);
      changed = mbm_server_request_rewrite (self, answer, &made);
    }
  mbm_server_request_deliver (self, changed != NULL ? changed : frame, made, answer);
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
