/* mbm-message-writer.c — the frames of messages that are made here
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

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

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "The %s is not UTF-8", what);
  return FALSE;
}

/* What a caller gave as JSON, or @fallback for nothing. */
static gboolean
check_json (const char *what, GBytes *json, const char *fallback, MbmJsonValue *value, GError **error)
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
  if (!mbm_json_check (text, length, &local))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "The %s is not JSON. %s", what,
                   local->message);
      return FALSE;
    }
  *value = mbm_json_value (text, length);
  return TRUE;
}

GBytes *
mbm_message_build_call (MbmMessageKind kind,
                        const char *id,
                        const char *name,
                        GBytes *payload,
                        MbmContext *context,
                        MbmMessageSpans *spans,
                        GError **error)
{
  Writer writer = { .n_pieces = 0 };
  MbmJsonValue value;

  if (id != NULL && !check_text ("request id", id, error))
    return NULL;
  if (!check_text ("name", name, error) || !check_json ("payload", payload, "{}", &value, error))
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

GBytes *
mbm_message_build_response (MbmJsonValue id,
                            GBytes *data,
                            MbmContext *context,
                            MbmMessageSpans *spans,
                            GError **error)
{
  Writer writer = { .n_pieces = 0 };
  MbmJsonValue value;

  if (!check_json ("answer", data, "null", &value, error))
    return NULL;

  add_literal (&writer, "{\"type\":\"response\",\"requestId\":");
  add (&writer, id, &spans->id);
  add_literal (&writer, ",\"success\":true,\"data\":");
  add (&writer, value, &spans->payload);
  add_context (&writer, context, &spans->context);
  add_literal (&writer, "}");
  return finish (&writer);
}

GBytes *
mbm_message_build_error_response (MbmJsonValue id,
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

  if (!check_text ("error's code", code, error) || !check_text ("error's message", message, error) ||
      !check_json ("error's details", details, "null", &value, error))
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
