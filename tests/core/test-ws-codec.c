/* test-ws-codec.c — the frames of RFC 6455, good and bad, in pieces of any size
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-channel-private.h"
#include "mbm-ws-codec-private.h"

#define LIMIT 1000

#define RAW(literal) (literal), sizeof (literal) - 1

/* What came of it: one line an item. */
static void
note_item (GString *notes, const MbmWsItem *item)
{
  switch (item->kind)
    {
    case MBM_WS_ITEM_TEXT:
    case MBM_WS_ITEM_BINARY:
      g_string_append_printf (notes, "%s %" G_GUINT64_FORMAT " ",
                              item->kind == MBM_WS_ITEM_TEXT ? "text" : "binary", item->size);
      g_string_append_len (notes, g_bytes_get_data (item->bytes, NULL), g_bytes_get_size (item->bytes));
      break;
    case MBM_WS_ITEM_PING:
      g_string_append_printf (notes, "ping %.*s", item->control_length, item->control);
      break;
    case MBM_WS_ITEM_PONG:
      g_string_append_printf (notes, "pong %.*s", item->control_length, item->control);
      break;
    case MBM_WS_ITEM_CLOSE:
      g_string_append_printf (notes, "close %u %s", item->code, item->control);
      break;
    case MBM_WS_ITEM_FAILED:
      g_assert_nonnull (item->error);
      g_assert_true (item->error->domain == MBM_ERROR);
      g_assert_nonnull (item->bytes);
      g_assert_cmpuint (g_bytes_get_size (item->bytes), <=, MBM_CHANNEL_MAX_REFUSED);
      g_string_append_printf (notes, "failed %u %s", item->code, mbm_error_to_code (item->error->code));
      break;
    case MBM_WS_ITEM_NONE:
    default:
      g_assert_not_reached ();
    }
  g_string_append_c (notes, '\n');
}

static void
feed (MbmWsDecoder *decoder, const guint8 *data, gsize length, GString *notes)
{
  /* A copy of the exact size, so that reading or writing past it is seen by a sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (data, length);
  guint8 *position = copy;
  gsize left = length;

  for (;;)
    {
      g_auto (MbmWsItem) item = { MBM_WS_ITEM_NONE };

      if (mbm_ws_decoder_next (decoder, &position, &left, &item) == MBM_WS_ITEM_NONE)
        break;
      note_item (notes, &item);
    }
  g_assert_cmpuint (left, ==, 0);
  g_assert_true (position == copy + length);
}

typedef enum
{
  WHOLE,
  BYTES,
  RANDOM,
} Splitting;

static char *
decode (gboolean is_server, guint64 limit, Splitting splitting, const void *data, gsize length)
{
  g_autoptr (GString) notes = g_string_new (NULL);
  MbmWsDecoder decoder;
  gsize done = 0;

  mbm_ws_decoder_init (&decoder, is_server, limit);
  while (done < length)
    {
      gsize n = splitting == WHOLE ? length : splitting == BYTES ? 1 : (gsize) g_test_rand_int_range (1, 12);

      n = MIN (n, length - done);
      feed (&decoder, (const guint8 *) data + done, n, notes);
      done += n;
    }
  mbm_ws_decoder_clear (&decoder);

  return g_strdup (notes->str);
}

static void
assert_decodes (gboolean is_server, guint64 limit, const void *data, gsize length, const char *expected)
{
  g_autofree char *whole = decode (is_server, limit, WHOLE, data, length);
  g_autofree char *bytes = decode (is_server, limit, BYTES, data, length);

  g_assert_cmpstr (whole, ==, expected);
  g_assert_cmpstr (bytes, ==, expected);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *random = decode (is_server, limit, RANDOM, data, length);

      g_assert_cmpstr (random, ==, expected);
    }
}

/* A frame: its first byte as it is, and a payload, masked if @mask is not 0. */
static void
add_frame (GByteArray *array, guint8 first, const void *payload, gsize length, guint32 mask)
{
  guint8 header[MBM_WS_MAX_HEADER];
  guint n = mbm_ws_encode_header (header, first & 0xf, length, mask != 0 ? (guint8 *) &mask : NULL);
  guint at;

  header[0] = first;
  g_byte_array_append (array, header, n);
  at = array->len;
  g_byte_array_append (array, payload, length);
  if (mask != 0)
    mbm_ws_mask (array->data + at, array->data + at, length, (guint8 *) &mask, 0);
}

/* As they come from a server: unmasked, and so the easiest to read. */
static const struct
{
  const char *name;
  const char *data;
  gsize length;
  const char *expected;
} unmasked[] = {
  { "empty-text", RAW ("\x81\x00"), "text 0 \n" },
  { "text", RAW ("\x81\x05Hello"), "text 5 Hello\n" },
  { "two",
    RAW ("\x81\x01"
         "a\x81\x01"
         "b"),
    "text 1 a\ntext 1 b\n" },
  { "nul-is-utf8",
    RAW ("\x81\x03"
         "a\0b"),
    "text 3 a" },
  { "fragments", RAW ("\x01\x03Hel\x80\x02lo"), "text 5 Hello\n" },
  { "three-fragments",
    RAW ("\x01\x01H\x00\x01"
         "e\x80\x01y"),
    "text 3 Hey\n" },
  { "empty-fragments", RAW ("\x01\x00\x00\x00\x00\x01x\x00\x00\x80\x00"), "text 1 x\n" },
  { "ping-between-fragments", RAW ("\x01\x03Hel\x89\x02hi\x80\x02lo"), "ping hi\ntext 5 Hello\n" },
  { "pong-between-fragments", RAW ("\x01\x03Hel\x8a\x00\x80\x02lo"), "pong \ntext 5 Hello\n" },
  { "close-between-fragments", RAW ("\x01\x03Hel\x88\x02\x03\xe8\x80\x02lo"), "close 1000 \n" },
  { "character-over-fragments", RAW ("\x01\x01\xe2\x00\x01\x82\x80\x01\xac"), "text 3 €\n" },
  { "binary",
    RAW ("\x82\x03"
         "abc\x81\x01x"),
    "binary 3 abc\ntext 1 x\n" },
  { "binary-is-not-utf8", RAW ("\x82\x02\xff\xfe\x81\x01x"), "binary 2 \xff\xfe\ntext 1 x\n" },
  { "binary-fragments",
    RAW ("\x02\x01"
         "a\x80\x01"
         "b"),
    "binary 2 ab\n" },
  { "empty-binary", RAW ("\x82\x00"), "binary 0 \n" },
  { "ping", RAW ("\x89\x00\x89\x01x"), "ping \nping x\n" },
  { "close-without-code", RAW ("\x88\x00"), "close 0 \n" },
  { "close", RAW ("\x88\x02\x03\xe9"), "close 1001 \n" },
  { "close-with-reason",
    RAW ("\x88\x05\x0f\xa0"
         "bye"),
    "close 4000 bye\n" },
  { "nothing-after-close", RAW ("\x88\x00\x81\x01x"), "close 0 \n" },
  { "length-126",
    RAW ("\x81\x7e\x00\x7e"
         "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
         "123456789 123456789 123456789 123456"),
    "text 126 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
    "123456789 123456789 123456789 123456\n" },

  { "rsv1", RAW ("\xc1\x00"), "failed 1002 PROTOCOL\n" },
  { "rsv2", RAW ("\xa1\x00"), "failed 1002 PROTOCOL\n" },
  { "rsv3", RAW ("\x91\x00"), "failed 1002 PROTOCOL\n" },
  { "opcode-3", RAW ("\x83\x00"), "failed 1002 PROTOCOL\n" },
  { "opcode-7", RAW ("\x87\x00"), "failed 1002 PROTOCOL\n" },
  { "opcode-b", RAW ("\x8b\x00"), "failed 1002 PROTOCOL\n" },
  { "opcode-f", RAW ("\x8f\x00"), "failed 1002 PROTOCOL\n" },
  { "masked-by-server",
    RAW ("\x81\x80"
         "abcd"),
    "failed 1002 PROTOCOL\n" },
  { "fragmented-ping", RAW ("\x09\x00"), "failed 1002 PROTOCOL\n" },
  { "fragmented-close", RAW ("\x08\x00"), "failed 1002 PROTOCOL\n" },
  { "long-ping", RAW ("\x89\x7e\x00\x7e"), "failed 1002 PROTOCOL\n" },
  { "long-close", RAW ("\x88\x7f"), "failed 1002 PROTOCOL\n" },
  { "continuation-of-nothing", RAW ("\x80\x01x"), "failed 1002 PROTOCOL\n" },
  { "continuation-after-the-end",
    RAW ("\x01\x01"
         "a\x80\x01"
         "b\x80\x01x"),
    "text 2 ab\nfailed 1002 PROTOCOL\n" },
  { "text-in-text",
    RAW ("\x01\x01"
         "a\x81\x01"
         "b"),
    "failed 1002 PROTOCOL\n" },
  { "binary-in-text",
    RAW ("\x01\x01"
         "a\x02\x01"
         "b"),
    "failed 1002 PROTOCOL\n" },
  { "length-16-too-wide", RAW ("\x81\x7e\x00\x7d"), "failed 1002 PROTOCOL\n" },
  { "length-64-too-wide", RAW ("\x81\x7f\x00\x00\x00\x00\x00\x00\xff\xff"), "failed 1002 PROTOCOL\n" },
  { "length-64-negative", RAW ("\x81\x7f\x80\x00\x00\x00\x00\x00\x00\x00"), "failed 1002 PROTOCOL\n" },
  { "length-64-largest", RAW ("\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"),
    "failed 1009 MESSAGE_TOO_LARGE\n" },
  { "over-the-limit", RAW ("\x81\x7e\x03\xe9xyz"), "failed 1009 MESSAGE_TOO_LARGE\n" },
  { "binary-over-the-limit", RAW ("\x82\x7e\x03\xe9xyz"), "failed 1009 MESSAGE_TOO_LARGE\n" },
  { "fragments-over-the-limit",
    RAW ("\x01\x01"
         "a\x80\x7e\x03\xe8x"),
    "failed 1009 MESSAGE_TOO_LARGE\n" },
  { "close-of-one-byte", RAW ("\x88\x01x"), "failed 1002 PROTOCOL\n" },
  { "close-999", RAW ("\x88\x02\x03\xe7"), "failed 1002 PROTOCOL\n" },
  { "close-1004", RAW ("\x88\x02\x03\xec"), "failed 1002 PROTOCOL\n" },
  { "close-1005", RAW ("\x88\x02\x03\xed"), "failed 1002 PROTOCOL\n" },
  { "close-1006", RAW ("\x88\x02\x03\xee"), "failed 1002 PROTOCOL\n" },
  { "close-1015", RAW ("\x88\x02\x03\xf7"), "failed 1002 PROTOCOL\n" },
  { "close-2999", RAW ("\x88\x02\x0b\xb7"), "failed 1002 PROTOCOL\n" },
  { "close-5000", RAW ("\x88\x02\x13\x88"), "failed 1002 PROTOCOL\n" },
  { "close-reason-not-utf8", RAW ("\x88\x03\x03\xe8\xff"), "failed 1007 INVALID_UTF8\n" },
  { "close-reason-cut", RAW ("\x88\x03\x03\xe8\xc3"), "failed 1007 INVALID_UTF8\n" },
  { "not-utf8", RAW ("\x81\x02\xc3\x28"), "failed 1007 INVALID_UTF8\n" },
  { "utf8-cut", RAW ("\x81\x02\xe2\x82"), "failed 1007 INVALID_UTF8\n" },
  { "utf8-cut-over-fragments", RAW ("\x01\x01\xe2\x80\x01\x82"), "failed 1007 INVALID_UTF8\n" },
  { "utf8-cut-by-empty-end", RAW ("\x01\x01\xe2\x80\x00"), "failed 1007 INVALID_UTF8\n" },
  { "surrogate", RAW ("\x81\x03\xed\xa0\x80"), "failed 1007 INVALID_UTF8\n" },
  { "overlong", RAW ("\x81\x02\xc0\x80"), "failed 1007 INVALID_UTF8\n" },
  { "beyond-unicode", RAW ("\x81\x04\xf4\x90\x80\x80"), "failed 1007 INVALID_UTF8\n" },
  { "nothing-after-a-failure", RAW ("\x81\x01\xff\x81\x01x\x88\x00"), "failed 1007 INVALID_UTF8\n" },

  /* What ends too early is no item at all. */
  { "nothing", RAW (""), "" },
  { "half-a-header", RAW ("\x81"), "" },
  { "half-a-length", RAW ("\x81\x7e\x01"), "" },
  { "half-a-message", RAW ("\x81\x05Hel"), "" },
  { "half-a-ping", RAW ("\x89\x05Hel"), "" },
  { "no-last-fragment", RAW ("\x01\x05Hello\x00\x01x"), "" },
};

static void
test_unmasked (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (g_str_equal (unmasked[i].name, "nul-is-utf8"))
    {
      g_autoptr (GString) notes = g_string_new (NULL);
      MbmWsDecoder decoder;

      mbm_ws_decoder_init (&decoder, FALSE, LIMIT);
      feed (&decoder, (const guint8 *) unmasked[i].data, unmasked[i].length, notes);
      mbm_ws_decoder_clear (&decoder);
      g_assert_cmpmem (notes->str, notes->len, "text 3 a\0b\n", 11);
      return;
    }

  assert_decodes (FALSE, LIMIT, unmasked[i].data, unmasked[i].length, unmasked[i].expected);
}

/* The same, with every frame masked, as a client has to: it must come to the same. */
static void
test_masked (void)
{
  static const char *texts[] = { "", "a", "Hello", "“Ünïcödé”" };
  const guint32 masks[] = { 0x12345678, 0xffffffff, 0x00000001 };

  for (guint m = 0; m < G_N_ELEMENTS (masks); m++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GString) expected = g_string_new (NULL);

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          add_frame (bytes, 0x81, texts[i], strlen (texts[i]), masks[m]);
          add_frame (bytes, 0x01, texts[i], strlen (texts[i]), masks[m] + 7);
          add_frame (bytes, 0x89, texts[i], strlen (texts[i]), masks[m] + 2);
          add_frame (bytes, 0x80, texts[i], strlen (texts[i]), masks[m]);
          g_string_append_printf (expected, "text %zu %s\nping %s\ntext %zu %s%s\n", strlen (texts[i]),
                                  texts[i], texts[i], 2 * strlen (texts[i]), texts[i], texts[i]);
        }
      add_frame (bytes, 0x88, "\x03\xe8Good bye", 10, masks[m]);
      g_string_append (expected, "close 1000 Good bye\n");
      assert_decodes (TRUE, LIMIT, bytes->data, bytes->len, expected->str);
    }

  assert_decodes (TRUE, LIMIT, RAW ("\x81\x01x"), "failed 1002 PROTOCOL\n");
}

static void
test_sizes (void)
{
  static const gsize sizes[] = { 124, 125, 126, 127, 65535, 65536, 65537, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i], 'x');
      g_autofree char *expected = g_strdup_printf ("text %zu %s\n", sizes[i], text);
      g_autoptr (GByteArray) masked = g_byte_array_new ();
      g_autoptr (GByteArray) plain = g_byte_array_new ();

      add_frame (masked, 0x81, text, sizes[i], 0xa1b2c3d4);
      assert_decodes (TRUE, sizes[i], masked->data, masked->len, expected);
      assert_decodes (TRUE, sizes[i] - 1, masked->data, masked->len, "failed 1009 MESSAGE_TOO_LARGE\n");
      add_frame (plain, 0x81, text, sizes[i], 0);
      assert_decodes (FALSE, sizes[i], plain->data, plain->len, expected);
    }
}

static void
test_header_lengths (void)
{
  const guint8 mask[4] = { 1, 2, 3, 4 };
  guint8 header[MBM_WS_MAX_HEADER];

  g_assert_cmpuint (mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, 0, NULL), ==, 2);
  g_assert_cmpuint (mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, 125, NULL), ==, 2);
  g_assert_cmpuint (mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, 126, NULL), ==, 4);
  g_assert_cmpuint (mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, 65535, NULL), ==, 4);
  g_assert_cmpuint (mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, 65536, NULL), ==, 10);
  g_assert_cmpuint (mbm_ws_encode_header (header, MBM_WS_OPCODE_CLOSE, 2, mask), ==, 6);
  g_assert_cmpuint (header[0], ==, 0x88);
  g_assert_cmpuint (header[1], ==, 0x82);
  g_assert_cmpmem (header + 2, 4, mask, 4);
  g_assert_cmpuint (mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, G_GUINT64_CONSTANT (1) << 40, mask), ==,
                    14);
  g_assert_cmpmem (header, 10, "\x81\xff\x00\x00\x01\x00\x00\x00\x00\x00", 10);
}

/* At any length and offset as if byte by byte. */
static void
test_mask (void)
{
  const guint8 mask[4] = { 0x11, 0x22, 0x44, 0x88 };

  for (guint length = 0; length < 40; length++)
    for (guint offset = 0; offset < 4; offset++)
      {
        guint8 source[40];
        guint8 target[40];

        for (guint i = 0; i < length; i++)
          source[i] = g_test_rand_int ();
        mbm_ws_mask (target, source, length, mask, offset);
        for (guint i = 0; i < length; i++)
          g_assert_cmpuint (target[i], ==, source[i] ^ mask[(i + offset) & 3]);
      }
}

static void
test_masks_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      guint32 mask;

      mbm_ws_make_mask ((guint8 *) &mask);
      g_hash_table_add (seen, GUINT_TO_POINTER (mask));
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 990);
}

/* The limit is on the message, however small its fragments are. */
static void
test_tiny_fragments (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = g_strnfill (5000, 'x');
  g_autofree char *expected = g_strdup_printf ("text 5000 %s\n", text);

  for (guint i = 0; i < 5000; i++)
    add_frame (bytes, i == 0 ? 0x01 : i == 4999 ? 0x80 : 0x00, "x", 1, 0x01020304);
  assert_decodes (TRUE, 5000, bytes->data, bytes->len, expected);
  assert_decodes (TRUE, 4999, bytes->data, bytes->len, "failed 1009 MESSAGE_TOO_LARGE\n");
}

static void
test_empty_fragments (void)
{
  g_autoptr (GByteArray) some = g_byte_array_new ();
  g_autoptr (GByteArray) many = g_byte_array_new ();

  add_frame (some, 0x01, "", 0, 1);
  add_frame (many, 0x01, "", 0, 1);
  for (guint i = 0; i < 5000; i++)
    {
      add_frame (many, 0x00, "", 0, 1);
      if (i % 500 != 0)
        add_frame (some, 0x00, "", 0, 1);
      else
        add_frame (some, 0x00, "x", 1, 1);
    }
  add_frame (some, 0x80, "", 0, 1);
  assert_decodes (TRUE, LIMIT, some->data, some->len, "text 10 xxxxxxxxxx\n");
  assert_decodes (TRUE, LIMIT, many->data, many->len, "failed 1008 PROTOCOL\n");
}

/* What a header announces is not believed before it comes. */
static void
test_announced_only (void)
{
  MbmWsDecoder decoder;
  g_autoptr (GString) notes = g_string_new (NULL);

  mbm_ws_decoder_init (&decoder, FALSE, G_MAXUINT32);
  feed (&decoder,
        (const guint8 *) "\x81\x7f\x00\x00\x00\x00\xff\xff\xff\xff"
                         "abc",
        13, notes);
  g_assert_cmpstr (notes->str, ==, "");
  g_assert_cmpuint (decoder.buffer_length, ==, 3);
  g_assert_cmpuint (decoder.buffer_capacity, <=, MBM_CHANNEL_MAX_REFUSED);
  mbm_ws_decoder_clear (&decoder);
}

/* Of a binary message so much is kept as is shown, and its size is right all the same. */
static void
test_large_binary (void)
{
  g_autofree char *payload = g_strnfill (300000, 'b');
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  MbmWsDecoder decoder;
  guint8 *position;
  gsize left;
  g_auto (MbmWsItem) item = { MBM_WS_ITEM_NONE };

  add_frame (bytes, 0x02, payload, 150000, 5);
  add_frame (bytes, 0x80, payload, 150000, 6);
  mbm_ws_decoder_init (&decoder, TRUE, 300000);
  position = bytes->data;
  left = bytes->len;
  g_assert_cmpint (mbm_ws_decoder_next (&decoder, &position, &left, &item), ==, MBM_WS_ITEM_BINARY);
  g_assert_cmpuint (item.size, ==, 300000);
  g_assert_cmpmem (g_bytes_get_data (item.bytes, NULL), g_bytes_get_size (item.bytes), payload,
                   MBM_CHANNEL_MAX_REFUSED);
  mbm_ws_decoder_clear (&decoder);
}

/* What is shown of a refused message is what the peer wrote, not what it masked. */
static void
test_shown_bytes (void)
{
  static const struct
  {
    guint8 first[2];
    const char *payloads[2];
    guint64 limit;
    const char *shown;
  } cases[] = {
    { { 0x81, 0 }, { "too much of it", NULL }, 10, "too much of it" },
    { { 0x01, 0x80 }, { "some of", " and then too much" }, 10, "some of and then too much" },
    { { 0x81, 0 }, { "bad \xff text", NULL }, 100, "bad \xff text" },
    { { 0x01, 0x80 }, { "good ", "\xff bad" }, 100, "good \xff bad" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_auto (MbmWsItem) item = { MBM_WS_ITEM_NONE };
      MbmWsDecoder decoder;
      guint8 *position;
      gsize left;

      for (guint j = 0; j < 2 && cases[i].payloads[j] != NULL; j++)
        add_frame (bytes, cases[i].first[j], cases[i].payloads[j], strlen (cases[i].payloads[j]), 0x99887766);
      mbm_ws_decoder_init (&decoder, TRUE, cases[i].limit);
      position = bytes->data;
      left = bytes->len;
      g_assert_cmpint (mbm_ws_decoder_next (&decoder, &position, &left, &item), ==, MBM_WS_ITEM_FAILED);
      g_assert_cmpmem (g_bytes_get_data (item.bytes, NULL), g_bytes_get_size (item.bytes), cases[i].shown,
                       strlen (cases[i].shown));
      mbm_ws_decoder_clear (&decoder);
    }
}

/* Random frames, most of them good, come to the same in whatever pieces they come. */
static void
test_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      guint n = g_test_rand_int_range (1, 30);
      g_autofree char *expected = NULL;

      for (guint i = 0; i < n; i++)
        {
          static const guint8 firsts[] = { 0x81, 0x01, 0x00, 0x80, 0x82, 0x89, 0x8a, 0x81, 0x02, 0x88, 0xc1 };
          guint pick = g_test_rand_int_range (0, i + 1 == n ? G_N_ELEMENTS (firsts) : 9);
          guint8 payload[300];
          guint length = g_test_rand_int_range (0, (firsts[pick] & 8) != 0 ? 126 : sizeof payload);

          for (guint j = 0; j < length; j++)
            payload[j] = g_test_rand_int_range (0x20, g_test_rand_int_range (0, 200) == 0 ? 0x100 : 0x7f);
          add_frame (bytes, firsts[pick], payload, length, 1 + g_test_rand_int ());
        }

      expected = decode (TRUE, LIMIT, WHOLE, bytes->data, bytes->len);
      assert_decodes (TRUE, LIMIT, bytes->data, bytes->len, expected);
    }
}

/* Between messages a decoder holds nothing. */
static void
test_idle_memory (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) notes = g_string_new (NULL);
  MbmWsDecoder decoder;

  add_frame (bytes, 0x01, "abc", 3, 9);
  add_frame (bytes, 0x89, "ping", 4, 9);
  add_frame (bytes, 0x80, "def", 3, 9);
  mbm_ws_decoder_init (&decoder, TRUE, LIMIT);
  for (guint i = 0; i < bytes->len; i++)
    feed (&decoder, bytes->data + i, 1, notes);
  g_assert_cmpstr (notes->str, ==, "ping ping\ntext 6 abcdef\n");
  g_assert_null (decoder.buffer);
  g_assert_null (decoder.control);
  g_assert_cmpuint (decoder.buffer_capacity, ==, 0);
}

static void
test_utf8 (void)
{
  static const struct
  {
    const char *data;
    gsize length;
    gboolean is_valid;
  } cases[] = {
    { RAW (""), TRUE },
    { RAW ("plain, and longer than eight"), TRUE },
    { RAW ("\x7f"), TRUE },
    { RAW ("\0"), TRUE },
    { RAW ("\xc2\x80"), TRUE },
    { RAW ("\xdf\xbf"), TRUE },
    { RAW ("\xe0\xa0\x80"), TRUE },
    { RAW ("\xed\x9f\xbf"), TRUE },
    { RAW ("\xee\x80\x80"), TRUE },
    { RAW ("\xef\xbf\xbf"), TRUE },
    { RAW ("\xf0\x90\x80\x80"), TRUE },
    { RAW ("\xf4\x8f\xbf\xbf"), TRUE },
    { RAW ("12345678\xc3\xa9"
           "12345678"),
      TRUE },
    { RAW ("\x80"), FALSE },
    { RAW ("\xbf"), FALSE },
    { RAW ("\xc0\xaf"), FALSE },
    { RAW ("\xc1\xbf"), FALSE },
    { RAW ("\xc2"), FALSE },
    { RAW ("\xc2\xc2"), FALSE },
    { RAW ("\xe0\x9f\xbf"), FALSE },
    { RAW ("\xe1\x80"), FALSE },
    { RAW ("\xed\xa0\x80"), FALSE },
    { RAW ("\xed\xbf\xbf"), FALSE },
    { RAW ("\xf0\x8f\xbf\xbf"), FALSE },
    { RAW ("\xf4\x90\x80\x80"), FALSE },
    { RAW ("\xf5\x80\x80\x80"), FALSE },
    { RAW ("\xff"), FALSE },
    { RAW ("12345678\xff"
           "12345678"),
      FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (mbm_utf8_check ((const guint8 *) cases[i].data, cases[i].length), ==, cases[i].is_valid);

  /* Against GLib, which knows it as well, on everything of three bytes that begins with one that is not
   * ASCII. */
  for (guint a = 0x80; a < 0x100; a++)
    for (guint b = 1; b < 0x100; b++)
      for (guint c = 1; c < 0x100; c += 3)
        {
          const guint8 text[] = { a, b, c };

          g_assert_cmpint (mbm_utf8_check (text, 3), ==, g_utf8_validate_len ((const char *) text, 3, NULL));
        }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (unmasked); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ws-codec/unmasked/%s", unmasked[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_unmasked);
    }
  g_test_add_func ("/ws-codec/masked", test_masked);
  g_test_add_func ("/ws-codec/sizes", test_sizes);
  g_test_add_func ("/ws-codec/header-lengths", test_header_lengths);
  g_test_add_func ("/ws-codec/mask", test_mask);
  g_test_add_func ("/ws-codec/masks-differ", test_masks_differ);
  g_test_add_func ("/ws-codec/tiny-fragments", test_tiny_fragments);
  g_test_add_func ("/ws-codec/empty-fragments", test_empty_fragments);
  g_test_add_func ("/ws-codec/announced-only", test_announced_only);
  g_test_add_func ("/ws-codec/large-binary", test_large_binary);
  g_test_add_func ("/ws-codec/shown-bytes", test_shown_bytes);
  g_test_add_func ("/ws-codec/random", test_random);
  g_test_add_func ("/ws-codec/idle-memory", test_idle_memory);
  g_test_add_func ("/ws-codec/utf8", test_utf8);

  return g_test_run ();
}
