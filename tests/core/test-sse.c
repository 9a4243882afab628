/* test-sse.c — event streams by the rules of the HTML standard, in pieces of any size
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-channel-private.h"
#include "mbm-sse-private.h"

#define LIMIT 100

#define RAW(literal) (literal), sizeof (literal) - 1

/* What came of it: one line an item, and the last id in the end. */
static void
note_item (GString *notes, MbmSseParser *parser, const MbmSseItem *item)
{
  switch (item->kind)
    {
    case MBM_SSE_ITEM_EVENT:
      g_string_append_printf (notes, "%s<", item->type != NULL ? item->type : "");
      g_string_append_len (notes, g_bytes_get_data (item->data, NULL), g_bytes_get_size (item->data));
      g_string_append_printf (notes, ">%s\n", parser->last_id != NULL ? parser->last_id : "-");
      break;
    case MBM_SSE_ITEM_RETRY:
      g_string_append_printf (notes, "retry %" G_GUINT64_FORMAT "\n", item->retry);
      break;
    case MBM_SSE_ITEM_FAILED:
      g_assert_true (item->error->domain == MBM_ERROR);
      g_assert_cmpuint (g_bytes_get_size (item->data), <=, MBM_CHANNEL_MAX_REFUSED);
      g_string_append_printf (notes, "failed %s\n", mbm_error_to_code (item->error->code));
      break;
    case MBM_SSE_ITEM_NONE:
    default:
      g_assert_not_reached ();
    }
}

static void
feed (MbmSseParser *parser, const void *data, gsize length, GString *notes)
{
  /* A copy of the exact size, so that reading past it is seen by a sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (data, length);
  const guint8 *position = copy;
  gsize left = length;

  for (;;)
    {
      g_auto (MbmSseItem) item = { MBM_SSE_ITEM_NONE };

      if (mbm_sse_parser_next (parser, &position, &left, &item) == MBM_SSE_ITEM_NONE)
        break;
      note_item (notes, parser, &item);
    }
  g_assert_cmpuint (left, ==, 0);
  g_assert_true (position == copy + length);
}

static char *
parse (const char *data, gsize length, gsize step)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  MbmSseParser parser;

  mbm_sse_parser_init (&parser, LIMIT);
  for (gsize i = 0; i < length; i += step)
    feed (&parser, data + i, MIN (step, length - i), notes);
  mbm_sse_parser_clear (&parser);
  return g_strdup (notes->str);
}

static const struct
{
  const char *name;
  const char *stream;
  gsize length;
  const char *expected;
} streams[] = {
  { "one", RAW ("data: hello\n\n"), "<hello>-\n" },
  { "lines", RAW ("data: YHOO\ndata: +2\ndata: 10\n\n"), "<YHOO\n+2\n10>-\n" },
  { "comment-and-ids",
    RAW (": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
    "<first event>1\n<second event>\n< third event>\n" },
  { "empty-data", RAW ("data\n\ndata\ndata\n\ndata:"), "<>-\n<\n>-\n" },
  { "one-space", RAW ("data:test\n\ndata: test\n\n"), "<test>-\n<test>-\n" },
  { "cr", RAW ("data: a\rdata: b\r\rdata: c\r\r"), "<a\nb>-\n<c>-\n" },
  { "crlf", RAW ("data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n"), "<a\nb>-\n<c>-\n" },
  { "mixed-ends", RAW ("data: a\rdata: b\n\r\ndata: c\r\n\r"), "<a\nb>-\n<c>-\n" },
  { "bom",
    RAW ("\xEF\xBB\xBF"
         "data: a\n\n"),
    "<a>-\n" },
  { "bom-twice",
    RAW ("\xEF\xBB\xBF\xEF\xBB\xBF"
         "data: a\n\n"),
    "" },
  { "half-a-bom",
    RAW ("\xEF\xBB"
         "data: a\n\ndata: b\n\n"),
    "<b>-\n" },
  { "type", RAW ("event: request\ndata: {}\n\ndata: {}\n\n"), "request<{}>-\n<{}>-\n" },
  { "type-taken-back", RAW ("event: request\nevent\ndata: {}\n\n"), "<{}>-\n" },
  { "type-without-data", RAW ("event: request\n\ndata: {}\n\n"), "<{}>-\n" },
  { "id-without-data", RAW ("id: 7\n\ndata: {}\n\n"), "<{}>7\n" },
  { "id-with-nul", RAW ("id: 7\nid: 8\0009\ndata: {}\n\n"), "<{}>7\n" },
  { "id-incomplete", RAW ("data: 1\nid: 1\n\nid: 2\ndata: 2\n"), "<1>1\n" },
  { "retry", RAW ("retry: 250\nretry: 1.5\nretry: -1\nretry:\nretry: 99999999999999999999999\n"),
    "retry 250\nretry 18446744073709551615\n" },
  { "other-fields", RAW ("Data: a\nfoo: b\n data: c\ndata : d\n:\ndata: e\n\n"), "<e>-\n" },
  { "incomplete", RAW ("data: a\n\ndata: b\n"), "<a>-\n" },
  { "long-comment",
    RAW (":xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\ndata: a\n\n"),
    "<a>-\n" },
  { "long-line",
    RAW (
      "data: "
      "b\n\ndata:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      "xxxxxxxxxxxxx\n\ndata: a\n\n"),
    "<b>-\nfailed MESSAGE_TOO_LARGE\n" },
  { "many-lines",
    RAW ("data:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\ndata:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
         "data:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\ndata:xxxxxxxxx\n\n"),
    "failed MESSAGE_TOO_LARGE\n" },
};

static void
test_streams (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    for (gsize step = 1; step <= streams[i].length; step++)
      {
        g_autofree char *notes = parse (streams[i].stream, streams[i].length, step);

        if (g_strcmp0 (notes, streams[i].expected) != 0)
          g_test_message ("%s, %zu bytes at a time", streams[i].name, step);
        g_assert_cmpstr (notes, ==, streams[i].expected);
      }
}

static void
test_field_limit (void)
{
  static const char *fields[] = { "id", "event" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    for (guint excess = 0; excess < 2; excess++)
      {
        g_autoptr (GString) notes = g_string_new (NULL);
        g_autofree char *value = g_strnfill (MBM_SSE_MAX_FIELD + excess, 'x');
        g_autofree char *stream = g_strdup_printf ("%s: %s\ndata: a\n\n", fields[i], value);
        MbmSseParser parser;

        mbm_sse_parser_init (&parser, 10000);
        feed (&parser, stream, strlen (stream), notes);
        g_assert_cmpint (strstr (notes->str, "failed PROTOCOL") != NULL, ==, excess == 1);
        g_assert_cmpint (strstr (notes->str, "<a>") != NULL, ==, excess == 0);
        mbm_sse_parser_clear (&parser);
      }
}

/* What was begun on a connection that is lost is forgotten, and the last id is not. */
static void
test_restart (void)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  MbmSseParser parser;

  mbm_sse_parser_init (&parser, LIMIT);
  feed (&parser, RAW ("\xEF\xBB\xBFid: 3\ndata: a\n\nevent: x\nid: 4\ndata: lost\r"), notes);
  mbm_sse_parser_restart (&parser);
  g_assert_cmpstr (parser.last_id, ==, "3");
  feed (&parser, RAW ("\n\xEF\xBB\xBF\n\ndata: b\n\n"), notes);
  mbm_sse_parser_restart (&parser);
  feed (&parser,
        RAW ("\xEF\xBB\xBF"
             "data: c\n\n"),
        notes);
  g_assert_cmpstr (notes->str, ==, "<a>3\n<b>3\n<c>3\n");
  mbm_sse_parser_clear (&parser);
}

static void
test_append (void)
{
  static const struct
  {
    const char *data, *read;
  } texts[] = {
    { "{}", "<{}>-\n" },         { "", "<>-\n" },     { "{\n}\n", "<{\n}\n>-\n" }, { "a\r\nb", "<a\nb>-\n" },
    { "a\rb\r", "<a\nb\n>-\n" }, { " a", "< a>-\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) stream = g_string_new (NULL);
      g_autofree char *notes = NULL;

      mbm_sse_append_event (stream, NULL, texts[i].data, strlen (texts[i].data));
      notes = parse (stream->str, stream->len, stream->len);
      g_assert_cmpstr (notes, ==, texts[i].read);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sse/streams", test_streams);
  g_test_add_func ("/sse/field-limit", test_field_limit);
  g_test_add_func ("/sse/restart", test_restart);
  g_test_add_func ("/sse/append", test_append);
  return g_test_run ();
}
