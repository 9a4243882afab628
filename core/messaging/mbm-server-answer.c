/* mbm-server-answer.c — an answer on its way back through the middleware
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-json-private.h"
#include "mbm-server-answer-private.h"

/* Where an answer's data and an error's details stand in the frame. */
#define LEVELS_OF_DATA    1
#define LEVELS_OF_DETAILS 2

/**
 * MbmServerAnswer:
 *
 * What a request was answered, on its way back through the middleware, and the way to change it: data of a
 * request that went well, or an error.
 *
 * Reference-counted. It may be changed while the middleware is called with it, and read later. Belongs to the
 * server's thread.
 *
 * Since: 0.1
 */
struct _MbmServerAnswer
{
  guint ref_count;
  gboolean changed;
  GBytes *data;
  char *code; /* NULL: it went well */
  char *message;
  GBytes *details;
  guint delay; /* ms */
  guint copies;
};

G_DEFINE_BOXED_TYPE (MbmServerAnswer, mbm_server_answer, mbm_server_answer_ref, mbm_server_answer_unref)

MbmServerAnswer *
mbm_server_answer_new (GBytes *data)
{
  MbmServerAnswer *self = g_new0 (MbmServerAnswer, 1);

  self->ref_count = 1;
  self->copies = 1;
  self->data = data != NULL ? g_bytes_ref (data) : NULL;

  return self;
}

MbmServerAnswer *
mbm_server_answer_new_error (const char *code, const char *message, GBytes *details)
{
  MbmServerAnswer *self = g_new0 (MbmServerAnswer, 1);

  self->ref_count = 1;
  self->copies = 1;
  self->code = g_strdup (code);
  self->message = g_strdup (message);
  self->details = details != NULL ? g_bytes_ref (details) : NULL;

  return self;
}

gboolean
mbm_server_answer_is_changed (MbmServerAnswer *self)
{
  return self->changed;
}

/**
 * mbm_server_answer_ref:
 * @self: an answer
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmServerAnswer *
mbm_server_answer_ref (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->ref_count++;
  return self;
}

static void
mbm_server_answer_clear (MbmServerAnswer *self)
{
  g_clear_pointer (&self->data, g_bytes_unref);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->details, g_bytes_unref);
}

/**
 * mbm_server_answer_unref:
 * @self: (transfer full): an answer
 *
 * Gives a reference back.
 *
 * Since: 0.1
 */
void
mbm_server_answer_unref (MbmServerAnswer *self)
{
  g_return_if_fail (self != NULL);

  if (--self->ref_count > 0)
    return;

  mbm_server_answer_clear (self);
  g_free (self);
}

/**
 * mbm_server_answer_is_success:
 * @self: an answer
 *
 * Whether the request went well.
 *
 * Returns: %TRUE if it did; %FALSE if the answer is an error
 *
 * Since: 0.1
 */
gboolean
mbm_server_answer_is_success (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->code == NULL;
}

/**
 * mbm_server_answer_get_data:
 * @self: an answer
 *
 * What a request that went well is answered.
 *
 * Returns: (transfer none) (nullable): JSON text; %NULL stands for `null`, and for an error
 *
 * Since: 0.1
 */
GBytes *
mbm_server_answer_get_data (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

/**
 * mbm_server_answer_get_code:
 * @self: an answer
 *
 * The error's code.
 *
 * Returns: (transfer none) (nullable): the code; %NULL if the request went well
 *
 * Since: 0.1
 */
const char *
mbm_server_answer_get_code (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

/**
 * mbm_server_answer_get_message:
 * @self: an answer
 *
 * The error in words.
 *
 * Returns: (transfer none) (nullable): the message; %NULL if the request went well
 *
 * Since: 0.1
 */
const char *
mbm_server_answer_get_message (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * mbm_server_answer_get_details:
 * @self: an answer
 *
 * What else there is to the error.
 *
 * Returns: (transfer none) (nullable): JSON text; %NULL if there is nothing
 *
 * Since: 0.1
 */
GBytes *
mbm_server_answer_get_details (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->details;
}

static gboolean
mbm_server_answer_check (GBytes *json, guint levels, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (json, &length);
  g_autoptr (GError) cause = NULL;

  if (mbm_json_check_inner (text, length, levels, &cause))
    return TRUE;

  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, cause->message);
  return FALSE;
}

/**
 * mbm_server_answer_set_data:
 * @self: an answer
 * @data: (nullable): JSON text; %NULL stands for `null`
 * @error: (nullable): return location
 *
 * Answers with this instead: the request went well.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if @data is not JSON, and then the answer is as it was.
 *
 * Returns: %TRUE if the answer was changed
 *
 * Since: 0.1
 */
gboolean
mbm_server_answer_set_data (MbmServerAnswer *self, GBytes *data, GError **error)
{
  g_autoptr (GBytes) kept = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (data != NULL && !mbm_server_answer_check (data, LEVELS_OF_DATA, error))
    return FALSE;

  kept = data != NULL ? g_bytes_ref (data) : NULL;
  mbm_server_answer_clear (self);
  self->data = g_steal_pointer (&kept);
  self->changed = TRUE;

  return TRUE;
}

/**
 * mbm_server_answer_set_error:
 * @self: an answer
 * @code: a code such as `ORDER_NOT_FOUND`
 * @message: what is wrong, in words
 * @details: (nullable): JSON text; left out if it is not JSON
 *
 * Answers with an error instead. What is not UTF-8 in @code and @message is replaced.
 *
 * Since: 0.1
 */
void
mbm_server_answer_set_error (MbmServerAnswer *self, const char *code, const char *message, GBytes *details)
{
  g_autofree char *valid_code = NULL;
  g_autofree char *valid_message = NULL;
  g_autoptr (GBytes) kept = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  valid_code = g_utf8_make_valid (code, -1);
  valid_message = g_utf8_make_valid (message, -1);
  if (details != NULL && mbm_server_answer_check (details, LEVELS_OF_DETAILS, NULL))
    kept = g_bytes_ref (details);

  mbm_server_answer_clear (self);
  self->code = g_steal_pointer (&valid_code);
  self->message = g_steal_pointer (&valid_message);
  self->details = g_steal_pointer (&kept);
  self->changed = TRUE;
}

/**
 * mbm_server_answer_set_delay:
 * @self: an answer
 * @delay: in milliseconds
 *
 * Lets the answer be sent later, to see how clients take that. Nothing else waits for it. The answer to a
 * request that starts a stream may so come after the stream's first items.
 *
 * Since: 0.1
 */
void
mbm_server_answer_set_delay (MbmServerAnswer *self, guint delay)
{
  g_return_if_fail (self != NULL);

  self->delay = delay;
}

/**
 * mbm_server_answer_get_delay:
 * @self: an answer
 *
 * How much later it is sent.
 *
 * Returns: a time in milliseconds, 0 as a rule
 *
 * Since: 0.1
 */
guint
mbm_server_answer_get_delay (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->delay;
}

/**
 * mbm_server_answer_set_copies:
 * @self: an answer
 * @copies: 0: it is not sent at all; 2: it is sent twice; at most 16
 *
 * Sets how many times the answer is sent, to see how clients take another number than one. One that is not
 * sent is reported as %MBM_TAP_WITHHELD.
 *
 * Since: 0.1
 */
void
mbm_server_answer_set_copies (MbmServerAnswer *self, guint copies)
{
  g_return_if_fail (self != NULL);

  self->copies = MIN (copies, 16);
}

/**
 * mbm_server_answer_get_copies:
 * @self: an answer
 *
 * How many times it is sent.
 *
 * Returns: a number, 1 as a rule
 *
 * Since: 0.1
 */
guint
mbm_server_answer_get_copies (MbmServerAnswer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->copies;
}
