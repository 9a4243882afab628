/* fuzz-ws-codec.c — any bytes to the frame codec, whole and in pieces
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-channel-private.h"
#include "mbm-ws-codec-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define LIMIT 5000

/* So many places to cut an input are tried; in a short one that is all of them. */
#define MAX_CUTS 64

/* U+0000 is allowed in a text, which GLib, the judge here, does not think. */
static void
check_utf8 (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length;)
    {
      gsize piece = strnlen (data + i, length - i);

      g_assert_true (g_utf8_validate (data + i, piece, NULL));
      i += piece + 1;
    }
}

static void
check_item (const MbmWsItem *item)
{
  switch (item->kind)
    {
    case MBM_WS_ITEM_TEXT:
      g_assert_cmpuint (item->size, <=, LIMIT);
      g_assert_cmpuint (g_bytes_get_size (item->bytes), ==, item->size);
      check_utf8 (item->bytes);
      break;
    case MBM_WS_ITEM_BINARY:
      g_assert_cmpuint (item->size, <=, LIMIT);
      g_assert_cmpuint (g_bytes_get_size (item->bytes), ==, item->size);
      break;
    case MBM_WS_ITEM_PING:
    case MBM_WS_ITEM_PONG:
      g_assert_cmpuint (item->control_length, <=, MBM_WS_MAX_CONTROL);
      break;
    case MBM_WS_ITEM_CLOSE:
      g_assert_true (item->code == 0 || mbm_ws_close_code_is_valid (item->code));
      break;
    case MBM_WS_ITEM_FAILED:
      g_assert_nonnull (item->error);
      g_assert_true (mbm_ws_close_code_is_valid (item->code));
      g_assert_cmpuint (g_bytes_get_size (item->bytes), <=, MBM_CHANNEL_MAX_REFUSED);
      break;
    case MBM_WS_ITEM_NONE:
    default:
      g_assert_not_reached ();
    }
}

/* What came of it; the bytes that are shown of a failure depend on the pieces. */
static void
note_item (GByteArray *notes, const MbmWsItem *item)
{
  const guint32 head[] = { item->kind, item->code, item->size, item->control_length };

  g_byte_array_append (notes, (const guint8 *) head, sizeof head);
  g_byte_array_append (notes, (const guint8 *) item->control, item->control_length);
  if (item->kind == MBM_WS_ITEM_TEXT || item->kind == MBM_WS_ITEM_BINARY)
    g_byte_array_append (notes, g_bytes_get_data (item->bytes, NULL), g_bytes_get_size (item->bytes));
}

static void
feed (MbmWsDecoder *decoder, const guint8 *data, gsize length, GByteArray *notes)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  guint8 *position = copy;
  gsize left = length;

  for (;;)
    {
      g_auto (MbmWsItem) item = { MBM_WS_ITEM_NONE };

      if (mbm_ws_decoder_next (decoder, &position, &left, &item) == MBM_WS_ITEM_NONE)
        break;
      check_item (&item);
      note_item (notes, &item);
    }
  g_assert_cmpuint (left, ==, 0);
}

static GByteArray *
decode (gboolean is_server, guint8 piece, const guint8 *data, gsize size)
{
  GByteArray *notes = g_byte_array_new ();
  MbmWsDecoder decoder;

  mbm_ws_decoder_init (&decoder, is_server, LIMIT);
  while (size > 0)
    {
      gsize n = piece == 0 ? size : MIN (size, piece);

      feed (&decoder, data, n, notes);
      g_assert_cmpuint (decoder.buffer_length, <=, LIMIT);
      data += n;
      size -= n;
    }
  mbm_ws_decoder_clear (&decoder);
  return notes;
}

/* What is read does not depend on where it was cut. */
static void
check_cuts (gboolean is_server, const guint8 *data, gsize size, GByteArray *whole)
{
  gsize step = 1 + size / MAX_CUTS;

  for (gsize cut = 0; cut <= size; cut += step)
    {
      g_autoptr (GByteArray) notes = g_byte_array_new ();
      MbmWsDecoder decoder;

      mbm_ws_decoder_init (&decoder, is_server, LIMIT);
      if (cut > 0)
        feed (&decoder, data, cut, notes);
      if (cut < size)
        feed (&decoder, data + cut, size - cut, notes);
      mbm_ws_decoder_clear (&decoder);
      g_assert_cmpmem (whole->data, whole->len, notes->data, notes->len);
    }
}

static void
append_frame (GByteArray *out,
              guint8 opcode,
              gboolean is_final,
              const guint8 *mask,
              const guint8 *data,
              gsize size)
{
  guint8 header[MBM_WS_MAX_HEADER];
  guint n = mbm_ws_encode_header (header, opcode, size, mask);
  guint at;

  if (!is_final)
    header[0] &= 0x7f;
  g_byte_array_append (out, header, n);
  at = out->len;
  g_byte_array_append (out, data, size);
  if (mask != NULL)
    mbm_ws_mask (out->data + at, data, size, mask, 0);
}

/* What the encoder writes, in one frame or two, with a ping between them, the decoder reads. */
static void
check_round_trip (gboolean is_server, const guint8 *data, gsize size)
{
  const guint8 mask[4] = { data[0], ~data[0], data[size / 2], data[size - 1] };
  const guint8 *used_mask = is_server ? mask : NULL;
  guint8 kind = data[size / 2] & 1 ? MBM_WS_OPCODE_TEXT : MBM_WS_OPCODE_BINARY;
  gsize cut = data[size - 1] % size;
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_auto (MbmWsItem) ping = { MBM_WS_ITEM_NONE };
  g_auto (MbmWsItem) item = { MBM_WS_ITEM_NONE };
  MbmWsDecoder decoder;
  guint8 *position;
  gsize left;

  if (size > LIMIT)
    return;

  append_frame (frames, kind, FALSE, used_mask, data, cut);
  append_frame (frames, MBM_WS_OPCODE_PING, TRUE, used_mask, data, MIN (size, MBM_WS_MAX_CONTROL));
  append_frame (frames, MBM_WS_OPCODE_CONTINUATION, TRUE, used_mask, data + cut, size - cut);
  position = frames->data;
  left = frames->len;

  mbm_ws_decoder_init (&decoder, is_server, LIMIT);
  mbm_ws_decoder_next (&decoder, &position, &left, &ping);
  if (ping.kind == MBM_WS_ITEM_PING)
    {
      g_assert_cmpmem (ping.control, ping.control_length, data, MIN (size, MBM_WS_MAX_CONTROL));
      mbm_ws_decoder_next (&decoder, &position, &left, &item);
    }

  if (ping.kind == MBM_WS_ITEM_FAILED || item.kind == MBM_WS_ITEM_FAILED)
    {
      const GError *error = ping.error != NULL ? ping.error : item.error;

      g_assert_cmpint (kind, ==, MBM_WS_OPCODE_TEXT);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_UTF8);
    }
  else
    {
      g_assert_cmpint (item.kind, ==, kind == MBM_WS_OPCODE_TEXT ? MBM_WS_ITEM_TEXT : MBM_WS_ITEM_BINARY);
      g_assert_cmpmem (g_bytes_get_data (item.bytes, NULL), g_bytes_get_size (item.bytes), data, size);
      g_assert_cmpuint (left, ==, 0);
    }
  mbm_ws_decoder_clear (&decoder);
}

/* The first byte says which side reads, and the size of the pieces. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GByteArray) pieces = NULL;
  gboolean is_server;

  if (size < 1)
    return 0;

  is_server = (data[0] & 1) != 0;
  whole = decode (is_server, 0, data + 1, size - 1);
  pieces = decode (is_server, 1 + (data[0] >> 1), data + 1, size - 1);
  g_assert_cmpmem (whole->data, whole->len, pieces->data, pieces->len);
  check_cuts (is_server, data + 1, size - 1, whole);
  check_round_trip (is_server, data, size);
  return 0;
}
