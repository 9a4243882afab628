/* mbm-http-body.c — the body of a request, as a server reads it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-http-body-private.h"

/* Chunk extensions and trailers, which nobody needs, may have so many bytes. */
#define MAX_OVERHEAD 4096

enum
{
  FIXED,         /* a length was said */
  CHUNK_SIZE,    /* hexadecimal digits */
  CHUNK_EXT,     /* whatever is behind them */
  CHUNK_SIZE_LF, /* the line feed of that line */
  CHUNK_DATA,
  CHUNK_DATA_CR, /* the end of a chunk */
  CHUNK_DATA_LF,
  TRAILER_START, /* behind the last chunk: a line begins */
  TRAILER,
  TRAILER_LF, /* the line feed of a trailer */
  END_LF,     /* the line feed of the empty line */
  DONE,
};

void
mbm_http_body_init (MbmHttpBody *self, gint64 length, guint64 max)
{
  *self = (MbmHttpBody){ .max = max, .data = g_byte_array_new () };
  self->state = length < 0 ? CHUNK_SIZE : length > 0 ? FIXED : DONE;
  self->left = length > 0 ? (guint64) length : 0;
}

void
mbm_http_body_clear (MbmHttpBody *self)
{
  g_clear_pointer (&self->data, g_byte_array_unref);
}

/* One character of the lines around the chunks: RFC 9112, 7.1, and every line ends with CR LF. */
static MbmHttpBodyResult
mbm_http_body_take_character (MbmHttpBody *self, guint8 c)
{
  static const struct
  {
    guint8 state, expected, next;
  } ends[] = {
    { CHUNK_DATA_CR, '\r', CHUNK_DATA_LF },
    { CHUNK_DATA_LF, '\n', CHUNK_SIZE },
    { TRAILER_LF, '\n', TRAILER_START },
    { END_LF, '\n', DONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (self->state == ends[i].state)
      {
        if (c != ends[i].expected)
          return MBM_HTTP_BODY_INVALID;
        self->state = ends[i].next;
        return self->state == DONE ? MBM_HTTP_BODY_DONE : MBM_HTTP_BODY_MORE;
      }

  if (++self->overhead > MAX_OVERHEAD)
    return MBM_HTTP_BODY_INVALID;

  switch (self->state)
    {
    case CHUNK_SIZE:
      if (g_ascii_isxdigit (c))
        {
          if (++self->n_digits > 15)
            return MBM_HTTP_BODY_TOO_LARGE;
          self->left = self->left * 16 + (guint) g_ascii_xdigit_value ((char) c);
          return MBM_HTTP_BODY_MORE;
        }
      if (self->n_digits == 0 || (c != '\r' && c != ';' && c != ' ' && c != '\t'))
        return MBM_HTTP_BODY_INVALID;
      self->state = c == '\r' ? CHUNK_SIZE_LF : CHUNK_EXT;
      return MBM_HTTP_BODY_MORE;
    case CHUNK_EXT:
      if (c == '\n')
        return MBM_HTTP_BODY_INVALID;
      if (c == '\r')
        self->state = CHUNK_SIZE_LF;
      return MBM_HTTP_BODY_MORE;
    case CHUNK_SIZE_LF:
      if (c != '\n')
        return MBM_HTTP_BODY_INVALID;
      if (self->left > self->max || self->data->len > self->max - self->left)
        return MBM_HTTP_BODY_TOO_LARGE;
      self->state = self->left > 0 ? CHUNK_DATA : TRAILER_START;
      self->n_digits = 0;
      return MBM_HTTP_BODY_MORE;
    case TRAILER_START:
      if (c == '\n')
        return MBM_HTTP_BODY_INVALID;
      self->state = c == '\r' ? END_LF : TRAILER;
      return MBM_HTTP_BODY_MORE;
    case TRAILER:
      if (c == '\n')
        return MBM_HTTP_BODY_INVALID;
      if (c == '\r')
        self->state = TRAILER_LF;
      return MBM_HTTP_BODY_MORE;
    default:
      g_assert_not_reached ();
    }
}

MbmHttpBodyResult
mbm_http_body_feed (MbmHttpBody *self, const guint8 **data, gsize *length)
{
  if (self->state == FIXED && self->left > self->max)
    return MBM_HTTP_BODY_TOO_LARGE;

  while (*length > 0 && self->state != DONE)
    {
      if (self->state == FIXED || self->state == CHUNK_DATA)
        {
          gsize n = (gsize) MIN (self->left, *length);

          g_byte_array_append (self->data, *data, (guint) n);
          *data += n;
          *length -= n;
          self->left -= n;
          if (self->left == 0)
            self->state = self->state == FIXED ? DONE : CHUNK_DATA_CR;
        }
      else
        {
          MbmHttpBodyResult result = mbm_http_body_take_character (self, **data);

          (*data)++;
          (*length)--;
          if (result != MBM_HTTP_BODY_MORE)
            return result;
          /* Overhead is what it costs to say little. */
          if (self->state == CHUNK_DATA)
            self->overhead = 0;
        }
    }

  return self->state == DONE ? MBM_HTTP_BODY_DONE : MBM_HTTP_BODY_MORE;
}
