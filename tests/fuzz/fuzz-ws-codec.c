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
  return 0;
}
