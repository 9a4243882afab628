/* mbm-frame.c — writes the frames of both dialects
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-frame-private.h"

/* A frame is a list of pieces, written into one buffer of the right size. Where a piece is a member, the
 * place it was written to goes to that member's span. */
typedef struct
{
  MbmJsonValue text;
  gboolean literal;   /* characters that become a JSON string */
  MbmJsonName prefix; /* what that string begins with, and needs no escapes */
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

  self->pieces[self->n_pieces++] = (Piece){ .text = text, .span = span };
  self->size += text.length;
}

#define add_literal(self, literal) add ((self), (MbmJsonValue){ (literal), sizeof (literal) - 1 }, NULL)

static void
add_prefixed (Writer *self, MbmJsonName prefix, const char *characters, MbmJsonValue *span)
{
  gsize length = strlen (characters);

  g_assert (self->n_pieces < MAX_PIECES);

  self->pieces[self->n_pieces++] = (Piece){ { characters, length }, TRUE, prefix, span };
  self->size += prefix.length + mbm_json_measure_string (characters, length);
}

static void
add_string (Writer *self, const char *characters, MbmJsonValue *span)
{
  add_prefixed (self, (MbmJsonName){ NULL, 0 }, characters, span);
}

/* Decimal digits, written from their end. */
static void
add_number (Writer *self, gint64 number, char digits[static 20])
{
  guint i = 20;

  do
    {
      digits[--i] = '0' + number % 10;
      number /= 10;
    }
  while (number > 0);

  add (self, (MbmJsonValue){ digits + i, 20 - i }, NULL);
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

/* The quote that begins the string goes in front of the prefix. */
static char *
write_string (char *out, const Piece *piece)
{
  char *end = mbm_json_write_string (out + piece->prefix.length, piece->text.text, piece->text.length);

  if (piece->prefix.length > 0)
    {
      *out = '"';
      memcpy (out + 1, piece->prefix.name, piece->prefix.length);
    }
  return end;
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
        p = write_string (p, piece);
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

/* --- the dialect `magic-server` ------------------------------------------- */

static const MbmJsonName magic_request = MBM_JSON_NAME ("request.");
static const MbmJsonName magic_response = MBM_JSON_NAME ("response.");
static const MbmJsonName magic_event = MBM_JSON_NAME ("event.");
static const MbmJsonName magic_error = MBM_JSON_NAME ("error.request.");

#define MAX_EVENT_ID 40

/* An event's id is nobody's business; that it differs from all others is enough. */
static void
make_event_id (char id[static MAX_EVENT_ID])
{
  static gsize prefix, last;

  if (g_once_init_enter (&prefix))
    g_once_init_leave (&prefix, (gsize) g_random_int () | 1);

  g_snprintf (id, MAX_EVENT_ID, "%08" G_GSIZE_MODIFIER "x-e%" G_GSIZE_FORMAT, prefix,
              (gsize) g_atomic_pointer_add (&last, 1) + 1);
}

/* `{"id":…,"type":…,"payload":…,"timestamp":…,"context":…}`. The id is @id, or else @id_value. */
typedef struct
{
  const char *id;
  MbmJsonValue id_value;
  MbmJsonName prefix;
  const char *name;
  MbmJsonValue payload;
  MbmContext *context;
} MagicFrame;

static GBytes *
build_magic (const MagicFrame *frame, MbmMessageSpans *spans)
{
  g_autoptr (MbmContext) context =
    frame->context != NULL ? mbm_message_make_magic_context (frame->context) : NULL;
  Writer writer = { .n_pieces = 0 };
  char digits[20];

  spans->dialect = MBM_DIALECT_MAGIC_SERVER;
  spans->name_offset = frame->prefix.length;
  add_literal (&writer, "{\"id\":");
  if (frame->id != NULL)
    add_string (&writer, frame->id, &spans->id);
  else
    add (&writer, frame->id_value, &spans->id);
  add_literal (&writer, ",\"type\":");
  add_prefixed (&writer, frame->prefix, frame->name, &spans->name);
  add_literal (&writer, ",\"payload\":");
  add (&writer, frame->payload, &spans->payload);
  add_literal (&writer, ",\"timestamp\":");
  add_number (&writer, MAX (g_get_real_time () / 1000, 0), digits);
  add_context (&writer, context, &spans->context);
  add_literal (&writer, "}");
  return finish (&writer);
}

static GBytes *
build_magic_call (MbmMessageKind kind,
                  const char *id,
                  const char *name,
                  MbmJsonValue payload,
                  MbmContext *context,
                  MbmMessageSpans *spans)
{
  char event_id[MAX_EVENT_ID];
  MagicFrame frame = {
    .id = id,
    .prefix = kind == MBM_MESSAGE_REQUEST ? magic_request : magic_event,
    .name = name,
    .payload = payload,
    .context = context,
  };

  if (id == NULL)
    {
      make_event_id (event_id);
      frame.id = event_id;
    }
  return build_magic (&frame, spans);
}

/* --- the dialect `messaging` ---------------------------------------------- */

static GBytes *
build_messaging_call (MbmMessageKind kind,
                      const char *id,
                      const char *name,
                      MbmJsonValue payload,
                      MbmContext *context,
                      MbmMessageSpans *spans)
{
  Writer writer = { .n_pieces = 0 };

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
  add (&writer, payload, &spans->payload);
  add_context (&writer, context, &spans->context);
  add_literal (&writer, "}");
  return finish (&writer);
}

/* @value: what was asked for, or the error. */
static GBytes *
build_messaging_answer (gboolean success,
                        MbmJsonValue id,
                        MbmJsonValue value,
                        MbmContext *context,
                        MbmMessageSpans *spans)
{
  Writer writer = { .n_pieces = 0 };

  add_literal (&writer, "{\"type\":\"response\",\"requestId\":");
  add (&writer, id, &spans->id);
  if (success)
    add_literal (&writer, ",\"success\":true,\"data\":");
  else
    add_literal (&writer, ",\"success\":false,\"error\":");
  add (&writer, value, success ? &spans->payload : &spans->error);
  add_context (&writer, context, &spans->context);
  add_literal (&writer, "}");
  return finish (&writer);
}

/* --- either --------------------------------------------------------------- */

GBytes *
mbm_frame_new_call (MbmDialect dialect,
                    MbmMessageKind kind,
                    const char *id,
                    const char *name,
                    MbmJsonValue payload,
                    MbmContext *context,
                    MbmMessageSpans *spans)
{
  return dialect == MBM_DIALECT_MESSAGING ? build_messaging_call (kind, id, name, payload, context, spans)
                                          : build_magic_call (kind, id, name, payload, context, spans);
}

GBytes *
mbm_frame_new_answer (MbmDialect dialect,
                      MbmJsonValue id,
                      const char *name,
                      MbmJsonValue data,
                      MbmContext *context,
                      MbmMessageSpans *spans)
{
  MagicFrame frame = { NULL, id, magic_response, name != NULL ? name : "", data, context };

  return dialect == MBM_DIALECT_MESSAGING ? build_messaging_answer (TRUE, id, data, context, spans)
                                          : build_magic (&frame, spans);
}

GBytes *
mbm_frame_new_failure (MbmDialect dialect,
                       MbmJsonValue id,
                       const char *name,
                       MbmJsonValue object,
                       MbmContext *context,
                       MbmMessageSpans *spans)
{
  MagicFrame frame = { NULL, id, magic_error, name != NULL ? name : "", object, context };
  GBytes *bytes;

  if (dialect == MBM_DIALECT_MESSAGING)
    return build_messaging_answer (FALSE, id, object, context, spans);

  bytes = build_magic (&frame, spans);
  spans->error = spans->payload;
  spans->payload = (MbmJsonValue){ NULL, 0 };
  return bytes;
}

GBytes *
mbm_frame_new_magic_system (const char *type, MbmJsonValue payload, MbmMessageSpans *spans)
{
  MagicFrame frame = { .name = type, .payload = payload };
  char id[MAX_EVENT_ID];

  make_event_id (id);
  frame.id = id;
  return build_magic (&frame, spans);
}
