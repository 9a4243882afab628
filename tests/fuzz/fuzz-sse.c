/* fuzz-sse.c — any bytes as an event stream, whole and in pieces
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-channel-private.h"
#include "mbm-sse-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define LIMIT 2000

static void
check_item (MbmSseParser *parser, const MbmSseItem *item)
{
  g_assert_cmpuint (parser->line->len + parser->data->len, <=, LIMIT + 2);
  g_assert_true (parser->last_id == NULL || g_utf8_validate (parser->last_id, -1, NULL));
  g_assert_true (item->type == NULL || g_utf8_validate (item->type, -1, NULL));
  g_assert_cmpint (item->kind == MBM_SSE_ITEM_FAILED, ==, item->error != NULL);
}

/* Every item as text in which each byte is seen. */
static void
feed (MbmSseParser *parser, const guint8 *data, gsize length, GString *notes)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  const guint8 *position = copy;
  gsize left = length;

  for (;;)
    {
      g_auto (MbmSseItem) item = { MBM_SSE_ITEM_NONE };

      if (mbm_sse_parser_next (parser, &position, &left, &item) == MBM_SSE_ITEM_NONE)
        break;
      check_item (parser, &item);
      g_string_append_printf (notes, "%d %s %s %" G_GUINT64_FORMAT " ", item.kind,
                              item.type != NULL ? item.type : "-",
                              parser->last_id != NULL ? parser->last_id : "-", item.retry);
      /* How much of a line there was when it became too long depends on the pieces. */
      if (item.kind == MBM_SSE_ITEM_EVENT)
        g_string_append_len (notes, g_bytes_get_data (item.data, NULL), g_bytes_get_size (item.data));
    }
  g_assert_cmpuint (left, ==, 0);
}

static GString *
parse (const guint8 *data, gsize size, gsize step)
{
  GString *notes = g_string_new (NULL);
  MbmSseParser parser;

  mbm_sse_parser_init (&parser, LIMIT);
  for (gsize i = 0; i < size; i += step)
    feed (&parser, data + i, MIN (step, size - i), notes);
  mbm_sse_parser_clear (&parser);
  return notes;
}

/* What is written can be read again. */
static void
check_round_trip (const guint8 *data, gsize size)
{
  g_autoptr (GString) stream = g_string_new (NULL);
  g_auto (MbmSseItem) item = { MBM_SSE_ITEM_NONE };
  MbmSseParser parser;
  const guint8 *position;
  gsize left;

  mbm_sse_append_event (stream, "x", (const char *) data, size);
  position = (const guint8 *) stream->str;
  left = stream->len;
  mbm_sse_parser_init (&parser, stream->len);
  g_assert_cmpint (mbm_sse_parser_next (&parser, &position, &left, &item), ==, MBM_SSE_ITEM_EVENT);
  g_assert_cmpuint (left, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (item.data), <=, size);
  if (memchr (data, '\r', size) == NULL)
    g_assert_cmpmem (g_bytes_get_data (item.data, NULL), g_bytes_get_size (item.data), data, size);
  mbm_sse_parser_clear (&parser);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GString) whole = NULL;
  g_autoptr (GString) pieces = NULL;
  g_autoptr (GString) bytes = NULL;

  if (size == 0)
    return 0;

  whole = parse (data, size, size);
  pieces = parse (data, size, 1 + data[0] % 16);
  bytes = parse (data, size, 1);
  g_assert_true (g_string_equal (whole, pieces));
  g_assert_true (g_string_equal (whole, bytes));
  check_round_trip (data, size);
  return 0;
}
