/* mbm-message-writer.c — the frames of messages that are made here
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-json-private.h"
#include "mbm-message-private.h"

/* A frame is a list of pieces, written into one buffer of the right size. Where a piece is a member, the
 * place it was written to goes to that member's span. */
typedef struct
{
  MbmJsonValue text;
  gboolean literal; /* characters that become a JSON string */
  MbmJsonValue *span;
} Piece;

#define MAX_PIECES 16

typedef struct
{
  Piece pieces[MAX_PIECES];
  guint n_pieces;
  gsize size;
  GBytes *context; /* kept while its text is a piece */
} Writer;

static void
add (Writer *self, MbmJsonValue text, MbmJsonValue *span)
{
  g_assert (self->n_pieces < MAX_PIECES);

  self->pieces[self->n_pieces++] = (Piece){ text, FALSE, span };
  self->size += text.length;
}

#define add_literal(self, literal) add ((self), (MbmJsonValue){ (literal), sizeof (literal) - 1 }, NULL)

static void
add_string (Writer *self, const char *characters, MbmJsonValue *span)
{
  gsize length = strlen (characters);

  g_assert (self->n_pieces < MAX_PIECES);

  self->pieces[self->n_pieces++] = (Piece){ { characters, length }, TRUE, span };
  self->size += mbm_json_measure_string (characters, length);
}

static void
add_context (Writer *self, MbmContext *context, MbmJsonValue *span)
{
  gsize length;
  const char *text;

  if (context == NULL || mbm_context_is_empty (context))
    return;

  self->context = mbm_context_to_json (context);
  text = g_bytes_get_data (self->context, &length);
  add_literal (self, ",\"context\":");
  add (self, (MbmJsonValue){ text, length }, span);
}

static GBytes *
finish (Writer *self)
{
  char *frame = g_malloc (self->size);
  char *p = frame;

  for (guint i = 0; i < self->n_pieces; i++)
    {
      const Piece *piece = &self->pieces[i];
      char *start = p;

      if (piece->literal)
        p = mbm_json_write_string (p, piece->text.text, piece->text.length);
      else
        {
          memcpy (p, piece->text.text, piece->text.length);
          p += piece->text.length;
        }
      if (piece->span != NULL)
        *piece->span = (MbmJsonValue){ start, p - start };
    }
  g_assert (p == frame + self->size);

  g_clear_pointer (&self->context, g_bytes_unref);
  return g_bytes_new_take (frame, self->size);
}

static gboolean
check_text (const char *what, const char *text, GError **error)
{
  if (g_utf8_validate (text, -1, NULL))
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("%s is not UTF-8"), _ (what));
  return FALSE;
}

/* What a caller gave as JSON, or @fallback for nothing. It will stand @levels deep in the frame, which must
 * not become too deep for its reader by that. */
static gboolean
check_json (const char *what,
            GBytes *json,
            const char *fallback,
            guint levels,
            MbmJsonValue *value,
            GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *text;
  gsize length;

  if (json == NULL)
    {
      *value = (MbmJsonValue){ fallback, strlen (fallback) };
      return TRUE;
    }

  text = g_bytes_get_data (json, &length);
  if (!mbm_json_check_inner (text, length, levels, &local))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("%s is not JSON. %s"), _ (what),
                   local->message);
      return FALSE;
    }
  *value = mbm_json_value (text, length);
  return TRUE;
}

static GBytes *
build_call (MbmMessageKind kind,
            const char *id,
            const char *name,
            GBytes *payload,
            MbmContext *context,
            MbmMessageSpans *spans,
            GError **error)
{
  Writer writer = { .n_pieces = 0 };
  MbmJsonValue value;

  if (id != NULL && !check_text (N_ ("The request id"), id, error))
    return NULL;
  if (!check_text (N_ ("The name"), name, error) ||
      !check_json (N_ ("The payload"), payload, "{}", 1, &value, error))
    return NULL;

  if (kind == MBM_MESSAGE_REQUEST)
    {
      add_literal (&writer, "{\"type\":\"request\",\"requestId\":");
      add_string (&writer, id, &spans->id);
      add_literal (&writer, ",\"requestType\":");
    }
  else
    add_literal (&writer, "{\"type\":\"event\",\"event\":");
  add_string (&writer, name, &spans->name);
  add_literal (&writer, ",\"payload\":");
  add (&writer, value, &spans->payload);
  add_context (&writer, context, &spans->context);
  add_literal (&writer, "}");
  return finish (&writer);
}

static GBytes *
build_response (MbmJsonValue id, GBytes *data, MbmContext *context, MbmMessageSpans *spans, GError **error)
{
  Writer writer = { .n_pieces = 0 };
  MbmJsonValue value;

  if (!check_json (N_ ("The answer"), data, "null", 1, &value, error))
    return NULL;

  add_literal (&writer, "{\"type\":\"response\",\"requestId\":");
  add (&writer, id, &spans->id);
  add_literal (&writer, ",\"success\":true,\"data\":");
  add (&writer, value, &spans->payload);
  add_context (&writer, context, &spans->context);
  add_literal (&writer, "}");
  return finish (&writer);
}

static GBytes *
build_error_response (MbmJsonValue id,
                      const char *code,
                      const char *message,
                      GBytes *details,
                      MbmContext *context,
                      MbmMessageSpans *spans,
                      GError **error)
{
  Writer writer = { .n_pieces = 0 };
  MbmJsonValue value, open, close;
  GBytes *frame;

  if (!check_text (N_ ("The error’s code"), code, error) ||
      !check_text (N_ ("The error’s message"), message, error) ||
      !check_json (N_ ("The error’s details"), details, "null", 2, &value, error))
    return NULL;

  add_literal (&writer, "{\"type\":\"response\",\"requestId\":");
  add (&writer, id, &spans->id);
  add_literal (&writer, ",\"success\":false,\"error\":");
  add (&writer, (MbmJsonValue){ "{", 1 }, &open);
  add_literal (&writer, "\"code\":");
  add_string (&writer, code, NULL);
  add_literal (&writer, ",\"message\":");
  add_string (&writer, message, NULL);
  if (details != NULL)
    {
      add_literal (&writer, ",\"details\":");
      add (&writer, value, NULL);
    }
  add (&writer, (MbmJsonValue){ "}", 1 }, &close);
  add_context (&writer, context, &spans->context);
  add_literal (&writer, "}");

  frame = finish (&writer);
  spans->error = (MbmJsonValue){ open.text, close.text + 1 - open.text };
  return frame;
}

/**
 * mbm_message_new_request:
 * @id: an id that none of the sender's requests under way has, such as a UUID
 * @name: the request's name
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes a request.
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @payload is not JSON, or another text not UTF-8
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_request (const char *id,
                         const char *name,
                         GBytes *payload,
                         MbmContext *context,
                         GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  bytes = build_call (MBM_MESSAGE_REQUEST, id, name, payload, context, &spans, error);
  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_REQUEST, bytes, &spans, TRUE) : NULL;
}

/**
 * mbm_message_new_event:
 * @name: the event's name
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes an event.
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @payload is not JSON, or @name not UTF-8
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_event (const char *name, GBytes *payload, MbmContext *context, GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes;

  g_return_val_if_fail (name != NULL, NULL);

  bytes = build_call (MBM_MESSAGE_EVENT, NULL, name, payload, context, &spans, error);
  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_EVENT, bytes, &spans, TRUE) : NULL;
}

GBytes *
mbm_message_write_response (MbmMessage *request, GBytes *data, MbmContext *context, GError **error)
{
  MbmMessageSpans spans = { 0 };

  g_assert (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST);

  return build_response (mbm_message_get_id_value (request), data, context, &spans, error);
}

GBytes *
mbm_message_write_error_response (MbmMessage *request,
                                  const char *code,
                                  const char *message,
                                  GBytes *details,
                                  MbmContext *context,
                                  GError **error)
{
  MbmMessageSpans spans = { 0 };

  g_assert (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST);

  return build_error_response (mbm_message_get_id_value (request), code, message, details, context, &spans,
                               error);
}

/**
 * mbm_message_new_response:
 * @request: the request that is answered
 * @data: (nullable): JSON text; %NULL stands for `null`
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes the response of a request that went well. It repeats the request's id as it was written.
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @data is not JSON
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_response (MbmMessage *request, GBytes *data, MbmContext *context, GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST, NULL);

  bytes = build_response (mbm_message_get_id_value (request), data, context, &spans, error);
  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_RESPONSE, bytes, &spans, TRUE) : NULL;
}

/**
 * mbm_message_new_error_response:
 * @request: the request that is answered
 * @code: a word for the error, such as `ORDER_NOT_FOUND`
 * @message: a sentence for people
 * @details: (nullable): JSON text; left out of the frame if %NULL
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes the response of a request that failed. It repeats the request's id as it was written.
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @details is not JSON, or another text not UTF-8
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_error_response (MbmMessage *request,
                                const char *code,
                                const char *message,
                                GBytes *details,
                                MbmContext *context,
                                GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST, NULL);
  g_return_val_if_fail (code != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  bytes =
    build_error_response (mbm_message_get_id_value (request), code, message, details, context, &spans, error);
  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_RESPONSE, bytes, &spans, FALSE) : NULL;
}
