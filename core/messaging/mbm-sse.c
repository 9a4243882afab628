/* mbm-sse.c — server-sent events as they are written and read
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-sse-private.h"

#include "mbm-channel-private.h"

static const guint8 bom[] = { 0xEF, 0xBB, 0xBF };

void
mbm_sse_item_clear (MbmSseItem *item)
{
  g_clear_pointer (&item->type, g_free);
  g_clear_pointer (&item->data, g_bytes_unref);
  g_clear_error (&item->error);
}

void
mbm_sse_parser_init (MbmSseParser *self, gsize max_event_size)
{
  *self = (MbmSseParser){ .max_event_size = max_event_size };
  self->line = g_byte_array_new ();
  self->data = g_byte_array_new ();
}

static void
mbm_sse_parser_reset_event (MbmSseParser *self)
{
  g_clear_pointer (&self->type, g_free);
  self->has_data = FALSE;

  /* One large event must not keep its memory for as long as the stream goes on. */
  if (self->data->len > MBM_CHANNEL_MAX_REFUSED)
    {
      g_byte_array_unref (self->data);
      self->data = g_byte_array_new ();
    }
  g_byte_array_set_size (self->data, 0);
}

void
mbm_sse_parser_restart (MbmSseParser *self)
{
  mbm_sse_parser_reset_event (self);
  g_byte_array_set_size (self->line, 0);
  g_free (self->pending_id);
  self->pending_id = g_strdup (self->last_id);
  self->n_bom = 0;
  self->after_cr = FALSE;
  self->in_comment = FALSE;
  self->failed = FALSE;
}

void
mbm_sse_parser_clear (MbmSseParser *self)
{
  g_clear_pointer (&self->line, g_byte_array_unref);
  g_clear_pointer (&self->data, g_byte_array_unref);
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->pending_id, g_free);
  g_clear_pointer (&self->last_id, g_free);
}

/* --- fields -------------------------------------------------------------- */

static MbmSseItemKind
mbm_sse_parser_fail (MbmSseParser *self, MbmSseItem *item, GError *error)
{
  gsize shown = MIN (self->line->len, MBM_CHANNEL_MAX_REFUSED);

  self->failed = TRUE;
  item->error = error;
  item->data = g_bytes_new (self->line->data, shown);
  return item->kind = MBM_SSE_ITEM_FAILED;
}

static char *
mbm_sse_dup_text (const guint8 *text, gsize length)
{
  return g_utf8_make_valid ((const char *) text, (gssize) length);
}

/* Only digits count; what does not fit is as good as for ever. */
static gboolean
mbm_sse_parse_retry (const guint8 *text, gsize length, guint64 *retry)
{
  guint64 number = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      number = number > (G_MAXUINT64 - 9) / 10 ? G_MAXUINT64 : number * 10 + (text[i] - '0');
    }
  *retry = number;
  return length > 0;
}

static MbmSseItemKind
mbm_sse_parser_take_field (MbmSseParser *self,
                           const guint8 *value,
                           gsize length,
                           gsize name_length,
                           MbmSseItem *item)
{
  const char *name = (const char *) self->line->data;

#define NAME_IS(literal) \
  (name_length == sizeof (literal) - 1 && memcmp (name, (literal), sizeof (literal) - 1) == 0)

  if (NAME_IS ("data"))
    {
      if (self->has_data)
        g_byte_array_append (self->data, (const guint8 *) "\n", 1);
      g_byte_array_append (self->data, value, length);
      self->has_data = TRUE;
    }
  else if (NAME_IS ("event") || NAME_IS ("id"))
    {
      if (length > MBM_SSE_MAX_FIELD)
        return mbm_sse_parser_fail (self, item,
                                    g_error_new (MBM_ERROR, MBM_ERROR_PROTOCOL,
                                                 _ ("An event of the stream has an id or a type of %zu "
                                                    "bytes, and no more than %d are taken"),
                                                 length, MBM_SSE_MAX_FIELD));
      if (NAME_IS ("event"))
        {
          g_free (self->type);
          self->type = length > 0 ? mbm_sse_dup_text (value, length) : NULL;
        }
      else if (length == 0 || memchr (value, '\0', length) == NULL)
        {
          g_free (self->pending_id);
          self->pending_id = mbm_sse_dup_text (value, length);
        }
    }
  else if (NAME_IS ("retry") && mbm_sse_parse_retry (value, length, &item->retry))
    {
      return item->kind = MBM_SSE_ITEM_RETRY;
    }

#undef NAME_IS

  return MBM_SSE_ITEM_NONE;
}

/* An empty line ends an event; one without a data line is none, but its id counts. */
static MbmSseItemKind
mbm_sse_parser_end_event (MbmSseParser *self, MbmSseItem *item)
{
  if (g_strcmp0 (self->last_id, self->pending_id) != 0)
    {
      g_free (self->last_id);
      self->last_id = g_strdup (self->pending_id);
    }

  if (self->has_data)
    {
      item->kind = MBM_SSE_ITEM_EVENT;
      item->type = g_steal_pointer (&self->type);
      item->data = g_bytes_new (self->data->data, self->data->len);
    }
  mbm_sse_parser_reset_event (self);
  return item->kind;
}

static MbmSseItemKind
mbm_sse_parser_end_line (MbmSseParser *self, MbmSseItem *item)
{
  const guint8 *line = self->line->data;
  gsize length = self->line->len;
  const guint8 *colon;
  MbmSseItemKind kind;

  if (self->in_comment)
    {
      self->in_comment = FALSE;
      return MBM_SSE_ITEM_NONE;
    }
  if (length == 0)
    return mbm_sse_parser_end_event (self, item);

  colon = memchr (line, ':', length);
  if (colon == NULL)
    {
      kind = mbm_sse_parser_take_field (self, line + length, 0, length, item);
    }
  else
    {
      const guint8 *value = colon + 1;

      if (value < line + length && *value == ' ')
        value++;
      kind = mbm_sse_parser_take_field (self, value, line + length - value, colon - line, item);
    }

  if (self->line->len > MBM_CHANNEL_MAX_REFUSED)
    {
      g_byte_array_unref (self->line);
      self->line = g_byte_array_new ();
    }
  g_byte_array_set_size (self->line, 0);
  return kind;
}

/* --- lines ---------------------------------------------------------------- */

static void
mbm_sse_skip (const guint8 **data, gsize *length, gsize n)
{
  *data += n;
  *length -= n;
}

static void
mbm_sse_parser_skip_bom (MbmSseParser *self, const guint8 **data, gsize *length)
{
  while (self->n_bom<sizeof bom && * length> 0)
    {
      if (**data != bom[self->n_bom])
        {
          /* What looked like one, and was none, is text. */
          g_byte_array_append (self->line, bom, self->n_bom);
          self->n_bom = sizeof bom;
          return;
        }
      self->n_bom++;
      mbm_sse_skip (data, length, 1);
    }
}

/* The bytes of the line that are there; a comment is not kept. */
static gboolean
mbm_sse_parser_take_text (MbmSseParser *self, const guint8 *text, gsize length)
{
  if (self->in_comment || length == 0)
    return TRUE;
  if (self->line->len == 0 && *text == ':')
    {
      self->in_comment = TRUE;
      return TRUE;
    }
  if (length > self->max_event_size || self->line->len + self->data->len > self->max_event_size - length)
    return FALSE;

  g_byte_array_append (self->line, text, length);
  return TRUE;
}

static gsize
mbm_sse_measure_line (const guint8 *data, gsize length)
{
  const guint8 *lf = memchr (data, '\n', length);
  const guint8 *cr = memchr (data, '\r', lf != NULL ? (gsize) (lf - data) : length);

  if (cr != NULL)
    return cr - data;
  return lf != NULL ? (gsize) (lf - data) : length;
}

MbmSseItemKind
mbm_sse_parser_next (MbmSseParser *self, const guint8 **data, gsize *length, MbmSseItem *item)
{
  *item = (MbmSseItem){ MBM_SSE_ITEM_NONE };
  if (self->failed)
    mbm_sse_skip (data, length, *length);
  mbm_sse_parser_skip_bom (self, data, length);

  while (*length > 0)
    {
      gsize n;

      if (self->after_cr && **data == '\n')
        {
          mbm_sse_skip (data, length, 1);
          self->after_cr = FALSE;
          continue;
        }
      self->after_cr = FALSE;

      n = mbm_sse_measure_line (*data, *length);
      if (!mbm_sse_parser_take_text (self, *data, n))
        {
          mbm_sse_skip (data, length, *length);
          return mbm_sse_parser_fail (
            self, item,
            g_error_new (MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE,
                         _ ("An event of the stream is over the limit of %zu bytes"), self->max_event_size));
        }

      mbm_sse_skip (data, length, n);
      if (*length == 0)
        break;

      self->after_cr = **data == '\r';
      mbm_sse_skip (data, length, 1);
      if (mbm_sse_parser_end_line (self, item) != MBM_SSE_ITEM_NONE)
        return item->kind;
    }

  return MBM_SSE_ITEM_NONE;
}

/* --- writing --------------------------------------------------------------- */

void
mbm_sse_append_event (GString *out, const char *type, const char *data, gsize length)
{
  if (type != NULL)
    g_string_append_printf (out, "event: %s\n", type);

  for (;;)
    {
      gsize n = mbm_sse_measure_line ((const guint8 *) data, length);

      g_string_append (out, "data: ");
      g_string_append_len (out, data, (gssize) n);
      g_string_append_c (out, '\n');
      if (n == length)
        break;
      if (data[n] == '\r' && n + 1 < length && data[n + 1] == '\n')
        n++;
      data += n + 1;
      length -= n + 1;
    }
  g_string_append_c (out, '\n');
}
