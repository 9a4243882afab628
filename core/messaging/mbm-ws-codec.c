/* mbm-ws-codec.c — the frames of RFC 6455
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

#include "mbm-ws-codec-private.h"

#include "mbm-channel-private.h"

#define FIN    0x80
#define RSV    0x70
#define OPCODE 0x0f
#define MASKED 0x80
#define LENGTH 0x7f

/* No sender has a use for a thousand fragments without a byte one after the other; a message may have any
 * number of others. */
#define MAX_EMPTY_FRAGMENTS 1000

static gboolean
mbm_ws_opcode_is_control (guint8 opcode)
{
  return (opcode & 0x8) != 0;
}

void
mbm_ws_decoder_init (MbmWsDecoder *self, gboolean expect_mask, guint64 max_message_size)
{
  *self = (MbmWsDecoder){
    .expect_mask = expect_mask,
    .max_message_size = max_message_size,
    .header_need = 2,
  };
}

static void
mbm_ws_decoder_drop_message (MbmWsDecoder *self)
{
  g_clear_pointer (&self->buffer, g_free);
  self->buffer_length = 0;
  self->buffer_capacity = 0;
  self->message_opcode = 0;
  self->message_size = 0;
  self->n_empty = 0;
  self->utf8 = (MbmUtf8State){ 0 };
}

void
mbm_ws_decoder_clear (MbmWsDecoder *self)
{
  mbm_ws_decoder_drop_message (self);
  g_clear_pointer (&self->control, g_free);
  self->is_over = TRUE;
}

void
mbm_ws_item_clear (MbmWsItem *item)
{
  g_clear_pointer (&item->bytes, g_bytes_unref);
  g_clear_error (&item->error);
  item->kind = MBM_WS_ITEM_NONE;
}

/* Ends everything. What is shown is what was kept of the message, or else the header, and what came behind
 * it. */
static MbmWsItemKind
mbm_ws_decoder_fail (MbmWsDecoder *self,
                     const guint8 *data,
                     gsize length,
                     MbmWsItem *item,
                     MbmWsCloseCode code,
                     GError *error)
{
  GByteArray *shown = g_byte_array_new ();

  if (self->buffer_length > 0)
    g_byte_array_append (shown, self->buffer, MIN (self->buffer_length, MBM_CHANNEL_MAX_REFUSED));
  else if (!self->in_payload)
    g_byte_array_append (shown, self->header, self->header_length);
  if (length > 0 && shown->len < MBM_CHANNEL_MAX_REFUSED)
    g_byte_array_append (shown, data, MIN (length, MBM_CHANNEL_MAX_REFUSED - shown->len));

  mbm_ws_decoder_clear (self);
  item->kind = MBM_WS_ITEM_FAILED;
  item->bytes = g_byte_array_free_to_bytes (shown);
  item->code = code;
  item->error = error;
  return item->kind;
}

/* What is wrong with the first two bytes of a header; NULL if nothing is. */
static const char *
mbm_ws_decoder_check_start (MbmWsDecoder *self)
{
  guint8 opcode = self->header[0] & OPCODE;
  gboolean is_final = (self->header[0] & FIN) != 0;

  if ((self->header[0] & RSV) != 0)
    return _ ("A WebSocket frame uses an extension that was not negotiated");
  if ((opcode > MBM_WS_OPCODE_BINARY && opcode < MBM_WS_OPCODE_CLOSE) || opcode > MBM_WS_OPCODE_PONG)
    return _ ("A WebSocket frame is of a kind that is not defined");
  if (((self->header[1] & MASKED) != 0) != self->expect_mask)
    return self->expect_mask ? _ ("A WebSocket frame is not masked, as a client’s has to be")
                             : _ ("A WebSocket frame is masked, as a server’s must not be");
  if (mbm_ws_opcode_is_control (opcode))
    {
      if (!is_final)
        return _ ("A WebSocket control frame is fragmented");
      if ((self->header[1] & LENGTH) > MBM_WS_MAX_CONTROL)
        return _ ("A WebSocket control frame is longer than 125 bytes");
    }
  else if (opcode == MBM_WS_OPCODE_CONTINUATION && self->message_opcode == 0)
    return _ ("A WebSocket frame continues a message, and there is none");
  else if (opcode != MBM_WS_OPCODE_CONTINUATION && self->message_opcode != 0)
    return _ ("A WebSocket message begins before the one before it ended");

  return NULL;
}

/* The length as the header says it; FALSE if it is not said in the fewest bytes, or has its highest bit set.
 */
static gboolean
mbm_ws_decoder_read_length (MbmWsDecoder *self, guint64 *length)
{
  guint8 code = self->header[1] & LENGTH;
  guint n = code == 127 ? 8 : code == 126 ? 2 : 0;

  *length = n == 0 ? code : 0;
  for (guint i = 0; i < n; i++)
    *length = (*length << 8) | self->header[2 + i];

  return n == 0 || (n == 2 && *length > 125) || (n == 8 && *length > G_MAXUINT16 && *length <= G_MAXINT64);
}

/* After the first two bytes: how long the header is. */
static guint8
mbm_ws_decoder_header_size (MbmWsDecoder *self)
{
  guint8 code = self->header[1] & LENGTH;

  return 2 + (code == 127 ? 8 : code == 126 ? 2 : 0) + ((self->header[1] & MASKED) != 0 ? 4 : 0);
}

/* A message that would pass the limit is not read any further; what there is of it is shown in clear. */
static MbmWsItemKind
mbm_ws_decoder_fail_too_large (MbmWsDecoder *self, guint8 *data, gsize length, MbmWsItem *item)
{
  gsize n = MIN (length, self->remaining);

  if (self->expect_mask)
    mbm_ws_mask (data, data, n, self->mask, 0);
  self->in_payload = TRUE;
  return mbm_ws_decoder_fail (self, data, n, item, MBM_WS_CLOSE_TOO_LARGE,
                              g_error_new (MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE,
                                           _ ("A message is over the limit of %" PRIu64 " bytes"),
                                           self->max_message_size));
}

static MbmWsItemKind
mbm_ws_decoder_start_frame (MbmWsDecoder *self, guint8 *data, gsize length, MbmWsItem *item)
{
  if (!mbm_ws_decoder_read_length (self, &self->remaining))
    return mbm_ws_decoder_fail (
      self, data, length, item, MBM_WS_CLOSE_PROTOCOL,
      g_error_new (MBM_ERROR, MBM_ERROR_PROTOCOL,
                   _ ("The length of a WebSocket frame is not written as it has to be")));

  self->opcode = self->header[0] & OPCODE;
  self->is_final = (self->header[0] & FIN) != 0;
  if (self->expect_mask)
    memcpy (self->mask, self->header + self->header_need - 4, 4);
  self->mask_offset = 0;

  if (!mbm_ws_opcode_is_control (self->opcode))
    {
      if (self->remaining > self->max_message_size - self->message_size)
        return mbm_ws_decoder_fail_too_large (self, data, length, item);

      self->n_empty = self->remaining == 0 && !self->is_final ? self->n_empty + 1 : 0;
      if (self->n_empty > MAX_EMPTY_FRAGMENTS)
        return mbm_ws_decoder_fail (
          self, data, length, item, MBM_WS_CLOSE_POLICY,
          g_error_new (MBM_ERROR, MBM_ERROR_PROTOCOL,
                       _ ("A WebSocket message consists of too many empty fragments")));

      if (self->opcode != MBM_WS_OPCODE_CONTINUATION)
        self->message_opcode = self->opcode;
    }

  self->in_payload = TRUE;
  return MBM_WS_ITEM_NONE;
}

/* Takes what there is of the header. Returns FAILED, or NONE; in_payload says whether it is complete. */
static MbmWsItemKind
mbm_ws_decoder_take_header (MbmWsDecoder *self, guint8 **data, gsize *length, MbmWsItem *item)
{
  while (self->header_length < self->header_need)
    {
      gsize n = MIN (*length, (gsize) (self->header_need - self->header_length));

      if (n == 0)
        return MBM_WS_ITEM_NONE;

      memcpy (self->header + self->header_length, *data, n);
      self->header_length += n;
      *data += n;
      *length -= n;

      if (self->header_length == 2)
        {
          const char *problem = mbm_ws_decoder_check_start (self);

          if (problem != NULL)
            return mbm_ws_decoder_fail (self, *data, *length, item, MBM_WS_CLOSE_PROTOCOL,
                                        g_error_new_literal (MBM_ERROR, MBM_ERROR_PROTOCOL, problem));
          self->header_need = mbm_ws_decoder_header_size (self);
        }
    }

  return mbm_ws_decoder_start_frame (self, *data, *length, item);
}

static void
mbm_ws_decoder_end_frame (MbmWsDecoder *self)
{
  self->in_payload = FALSE;
  self->header_length = 0;
  self->header_need = 2;
}

gboolean
mbm_ws_close_code_is_valid (guint code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

static MbmWsItemKind
mbm_ws_decoder_finish_close (MbmWsDecoder *self, const guint8 *payload, guint length, MbmWsItem *item)
{
  guint code = length >= 2 ? (payload[0] << 8) | payload[1] : 0;

  if (length == 1 || (length >= 2 && !mbm_ws_close_code_is_valid (code)))
    return mbm_ws_decoder_fail (self, payload, length, item, MBM_WS_CLOSE_PROTOCOL,
                                g_error_new (MBM_ERROR, MBM_ERROR_PROTOCOL,
                                             _ ("A WebSocket close frame has no valid code")));
  if (length > 2 && !mbm_utf8_check (payload + 2, length - 2))
    return mbm_ws_decoder_fail (self, payload, length, item, MBM_WS_CLOSE_INVALID_DATA,
                                g_error_new (MBM_ERROR, MBM_ERROR_INVALID_UTF8,
                                             _ ("The reason in a WebSocket close frame is not UTF-8")));

  mbm_ws_decoder_clear (self);
  item->kind = MBM_WS_ITEM_CLOSE;
  item->code = code;
  item->control_length = length > 2 ? length - 2 : 0;
  memcpy (item->control, payload + length - item->control_length, item->control_length);
  item->control[item->control_length] = '\0';
  return item->kind;
}

static MbmWsItemKind
mbm_ws_decoder_finish_control (MbmWsDecoder *self, const guint8 *payload, guint length, MbmWsItem *item)
{
  mbm_ws_decoder_end_frame (self);
  if (self->opcode == MBM_WS_OPCODE_CLOSE)
    return mbm_ws_decoder_finish_close (self, payload, length, item);

  item->kind = self->opcode == MBM_WS_OPCODE_PING ? MBM_WS_ITEM_PING : MBM_WS_ITEM_PONG;
  item->control_length = length;
  memcpy (item->control, payload, length);
  item->control[length] = '\0';
  return item->kind;
}

static MbmWsItemKind
mbm_ws_decoder_take_control (MbmWsDecoder *self, guint8 **data, gsize *length, MbmWsItem *item)
{
  guint8 payload[MBM_WS_MAX_CONTROL];
  gsize n = MIN (*length, self->remaining);
  guint total;

  mbm_ws_mask (payload, *data, n, self->mask, self->mask_offset);
  self->mask_offset += n;
  *data += n;
  *length -= n;
  self->remaining -= n;

  if (self->control == NULL && self->remaining == 0)
    return mbm_ws_decoder_finish_control (self, payload, n, item);

  if (self->control == NULL)
    self->control = g_malloc (MBM_WS_MAX_CONTROL);
  memcpy (self->control + self->control_length, payload, n);
  self->control_length += n;
  if (self->remaining > 0)
    return MBM_WS_ITEM_NONE;

  total = self->control_length;
  memcpy (payload, self->control, total);
  g_clear_pointer (&self->control, g_free);
  self->control_length = 0;
  return mbm_ws_decoder_finish_control (self, payload, total, item);
}

/* Appends to what is kept of the message; of a binary one not more than is shown. */
static void
mbm_ws_decoder_keep (MbmWsDecoder *self, const guint8 *data, gsize length)
{
  if (self->message_opcode == MBM_WS_OPCODE_BINARY)
    length = MIN (length, MBM_CHANNEL_MAX_REFUSED - self->buffer_length);
  if (length == 0)
    return;

  if (self->buffer_capacity - self->buffer_length < length)
    {
      gsize needed = self->buffer_length + length;

      self->buffer_capacity = MAX (needed, self->buffer_capacity * 2);
      /* A frame that is under way is likely to come in full; but only if it is small is it taken at its word.
       */
      if (self->remaining <= MBM_CHANNEL_MAX_REFUSED)
        self->buffer_capacity = MAX (self->buffer_capacity, needed + self->remaining);
      self->buffer = g_realloc (self->buffer, self->buffer_capacity);
    }
  memcpy (self->buffer + self->buffer_length, data, length);
  self->buffer_length += length;
}

static GBytes *
mbm_ws_decoder_steal_message (MbmWsDecoder *self)
{
  guint8 *data = self->buffer;

  /* What a doubled buffer has to spare is not kept for as long as the message is. */
  if (self->buffer_capacity - self->buffer_length > 256 && self->buffer_length > 0)
    data = g_realloc (data, self->buffer_length);
  self->buffer = NULL;
  return g_bytes_new_take (data, self->buffer_length);
}

static MbmWsItemKind
mbm_ws_decoder_finish_message (MbmWsDecoder *self, GBytes *bytes, MbmWsItem *item)
{
  item->kind = self->message_opcode == MBM_WS_OPCODE_TEXT ? MBM_WS_ITEM_TEXT : MBM_WS_ITEM_BINARY;
  item->bytes = bytes;
  item->size = self->message_size;
  mbm_ws_decoder_drop_message (self);
  return item->kind;
}

static MbmWsItemKind
mbm_ws_decoder_take_data (MbmWsDecoder *self, guint8 **data, gsize *length, MbmWsItem *item)
{
  gsize n = MIN (*length, self->remaining);
  guint8 *payload = *data;

  if (self->expect_mask)
    mbm_ws_mask (payload, payload, n, self->mask, self->mask_offset);
  self->mask_offset += n;
  *data += n;
  *length -= n;
  self->remaining -= n;
  self->message_size += n;

  if (self->message_opcode == MBM_WS_OPCODE_TEXT)
    {
      gboolean is_end = self->remaining == 0 && self->is_final;

      if (!mbm_utf8_feed (&self->utf8, payload, n) || (is_end && !mbm_utf8_is_complete (&self->utf8)))
        return mbm_ws_decoder_fail (self, payload, n, item, MBM_WS_CLOSE_INVALID_DATA,
                                    g_error_new (MBM_ERROR, MBM_ERROR_INVALID_UTF8,
                                                 _ ("A text message is not UTF-8")));
    }

  if (self->remaining == 0)
    {
      mbm_ws_decoder_end_frame (self);
      /* The usual case: a message of one frame that came in one piece. */
      if (self->is_final && self->buffer == NULL && self->message_opcode == MBM_WS_OPCODE_TEXT)
        return mbm_ws_decoder_finish_message (self, g_bytes_new (payload, n), item);
    }

  mbm_ws_decoder_keep (self, payload, n);
  if (self->in_payload || !self->is_final)
    return MBM_WS_ITEM_NONE;

  return mbm_ws_decoder_finish_message (self, mbm_ws_decoder_steal_message (self), item);
}

MbmWsItemKind
mbm_ws_decoder_next (MbmWsDecoder *self, guint8 **data, gsize *length, MbmWsItem *item)
{
  item->kind = MBM_WS_ITEM_NONE;

  while (!self->is_over)
    {
      MbmWsItemKind kind = MBM_WS_ITEM_NONE;

      if (!self->in_payload)
        kind = mbm_ws_decoder_take_header (self, data, length, item);
      /* A frame without payload is complete with its header. */
      if (kind == MBM_WS_ITEM_NONE && self->in_payload && (*length > 0 || self->remaining == 0))
        kind = mbm_ws_opcode_is_control (self->opcode)
                 ? mbm_ws_decoder_take_control (self, data, length, item)
                 : mbm_ws_decoder_take_data (self, data, length, item);
      if (kind != MBM_WS_ITEM_NONE)
        return kind;
      if (*length == 0)
        return MBM_WS_ITEM_NONE;
    }

  *data += *length;
  *length = 0;
  return MBM_WS_ITEM_NONE;
}

guint
mbm_ws_encode_header (guint8 header[MBM_WS_MAX_HEADER],
                      MbmWsOpcode opcode,
                      guint64 length,
                      const guint8 *mask)
{
  guint n = 2;

  header[0] = FIN | opcode;
  if (length <= 125)
    {
      header[1] = length;
    }
  else if (length <= G_MAXUINT16)
    {
      header[1] = 126;
      header[2] = length >> 8;
      header[3] = length;
      n = 4;
    }
  else
    {
      header[1] = 127;
      for (guint i = 0; i < 8; i++)
        header[2 + i] = length >> (56 - 8 * i);
      n = 10;
    }

  if (mask != NULL)
    {
      header[1] |= MASKED;
      memcpy (header + n, mask, 4);
      n += 4;
    }

  return n;
}

void
mbm_ws_mask (guint8 *target, const guint8 *source, gsize length, const guint8 mask[4], guint offset)
{
  guint8 turned[8];
  guint64 pattern;
  gsize i = 0;

  for (guint j = 0; j < 8; j++)
    turned[j] = mask[(offset + j) & 3];
  memcpy (&pattern, turned, 8);

  for (; length - i >= 8; i += 8)
    {
      guint64 word;

      memcpy (&word, source + i, 8);
      word ^= pattern;
      memcpy (target + i, &word, 8);
    }
  for (; i < length; i++)
    target[i] = source[i] ^ turned[i & 7];
}

/* From the system's generator, so many at a time. */
void
mbm_ws_make_mask (guint8 mask[4])
{
  static _Thread_local guint8 pool[1024];
  static _Thread_local gsize used = sizeof pool;

  if (used == sizeof pool)
    {
      gsize got = 0;

      while (got < sizeof pool)
        {
          gssize n = getrandom (pool + got, sizeof pool - got, 0);

          if (n < 0 && errno != EINTR)
            g_error ("getrandom: %s", g_strerror (errno));
          got += MAX (n, 0);
        }
      used = 0;
    }

  memcpy (mask, pool + used, 4);
  used += 4;
}
