/* test-hostile-frames.c — peers whose frames mean no good
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "hostile-fixture.h"

#define LARGEST MBM_DEFAULT_MAX_MESSAGE_SIZE

static const char echo_start[] =
  "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"echo\",\"payload\":\"";
static const char echo_end[] = "\"}";

/* The largest message there may be, made before anything is measured. */
static char *largest;

static void
make_largest (void)
{
  const gsize start = sizeof echo_start - 1, end = sizeof echo_end - 1;

  largest = g_malloc (LARGEST + 1);
  memset (largest, 'x', LARGEST);
  memcpy (largest, echo_start, start);
  memcpy (largest + LARGEST - end, echo_end, end);
  largest[LARGEST] = '\0';
}

/* Waits for an answer that is too large to be kept. */
static void
skip_answer (Foe *foe)
{
  gsize received = 0;

  while (received < LARGEST / 2)
    {
      foe_drain (foe);
      g_assert_false (foe->is_at_end);
      received += foe->in->len;
      g_byte_array_set_size (foe->in, 0);
      g_usleep (500);
    }
}

static void
large_frames (const char *uri)
{
  {
    g_autoptr (Foe) foe = foe_open_registered (uri, "large");

    g_assert_true (foe_send_frame (foe, FOE_TEXT, largest, LARGEST));
    skip_answer (foe);
  }

  /* One byte over: in one frame, told by its header; and in fragments. */
  {
    g_autoptr (Foe) foe = foe_open_registered (uri, "over");

    foe_send_header (foe, FOE_TEXT, LARGEST + 1);
    g_assert_cmpuint (foe_await_end (foe), ==, 1009);
  }
  {
    g_autoptr (Foe) foe = foe_open_registered (uri, "over");

    foe_send_frame (foe, FOE_TEXT_START, largest, LARGEST);
    foe_send_frame (foe, FOE_CONTINUATION | FOE_LAST, "x", 1);
    g_assert_cmpuint (foe_await_end (foe), ==, 1009);
  }
  {
    g_autoptr (Foe) foe = foe_open_registered (uri, "over");

    foe_send_header (foe, FOE_TEXT, G_MAXINT64);
    g_assert_cmpuint (foe_await_end (foe), ==, 1009);
  }
}

static void
test_large_frames (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  /* One message comes in and its answer goes out; the buffer it grew in was at most twice as large. */
  hostile_attack (hostile, large_frames, 4 * LARGEST);
}

/* Who announces much and sends little costs what was sent. */
static void
announcements (const char *uri)
{
  g_autoptr (GPtrArray) foes = g_ptr_array_new_with_free_func ((GDestroyNotify) foe_free);

  for (guint i = 0; i < 200; i++)
    {
      Foe *foe = foe_open (uri);

      g_ptr_array_add (foes, foe);
      g_assert_true (foe_send_header (foe, FOE_TEXT, LARGEST));
      g_assert_true (foe_send (foe, largest, 1000));
    }
  g_usleep (100000);
}

static void
test_announcements (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  g_object_set (hostile->server, "max-unregistered", 1000, NULL);
  hostile_start (hostile);
  hostile_attack (hostile, announcements, 8 * MEBIBYTE);
}

/* A message in fragments of a byte, with a ping between any two. */
static void
tiny_fragments (const char *uri)
{
  g_autoptr (Foe) foe = foe_open_registered (uri, "tiny");
  g_autoptr (GString) message = g_string_new (echo_start);
  g_autofree char *answer = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_c (message, 'a' + i % 26);
  g_string_append (message, echo_end);

  for (gsize i = 0; i < message->len; i++)
    {
      guint8 first = (i == 0 ? FOE_TEXT_START : FOE_CONTINUATION) | (i + 1 == message->len ? FOE_LAST : 0);

      g_assert_true (foe_send_frame (foe, first, message->str + i, 1));
      g_assert_true (foe_send_frame (foe, FOE_PING, &i, sizeof i));
      foe_ignore_pongs (foe);
    }
  answer = foe_read_with (foe, "\"requestId\":\"1\"");
  g_assert_nonnull (strstr (answer, "\"success\":true"));
}

static void
test_tiny_fragments (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, tiny_fragments, 4 * MEBIBYTE);
}

/* Fragments without a byte are counted; pings nobody reads the answers of are not kept. */
static void
empty_frames (const char *uri)
{
  {
    g_autoptr (Foe) foe = foe_open (uri);

    foe_send_frame (foe, FOE_TEXT_START, NULL, 0);
    for (guint i = 0; i < 2000 && foe_send_frame (foe, FOE_CONTINUATION, NULL, 0); i++)
      continue;
    g_assert_cmpuint (foe_await_end (foe), ==, 1008);
  }
  {
    g_autoptr (Foe) foe = foe_open (uri);
    char payload[125] = { 0 };

    for (guint i = 0; i < 100000; i++)
      g_assert_true (foe_send_frame (foe, FOE_PING, payload, sizeof payload));
  }
}

static void
test_empty_frames (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, empty_frames, 4 * MEBIBYTE);
}

typedef struct
{
  const char *bytes;
  gsize length;
  guint code;
} Violation;

#define BYTES(text) text, sizeof text - 1

static const Violation violations[] = {
  { BYTES ("\x81\x01x"), 1002 },                                /* not masked */
  { BYTES ("\xc1\x80\0\0\0\0"), 1002 },                         /* a bit that is reserved */
  { BYTES ("\x83\x80\0\0\0\0"), 1002 },                         /* a kind that is reserved */
  { BYTES ("\x09\x80\0\0\0\0"), 1002 },                         /* a ping in fragments */
  { BYTES ("\x89\xfe\x00\x7e\0\0\0\0"), 1002 },                 /* a ping of 126 bytes */
  { BYTES ("\x80\x80\0\0\0\0"), 1002 },                         /* goes on with nothing */
  { BYTES ("\x01\x80\0\0\0\0\x01\x80\0\0\0\0"), 1002 },         /* begins within */
  { BYTES ("\x81\xfe\x00\x01\0\0\0\0x"), 1002 },                /* a length in more bytes than it needs */
  { BYTES ("\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0"), 1002 },       /* a length over 2^63 */
  { BYTES ("\x88\x81\0\0\0\0x"), 1002 },                        /* half a close code */
  { BYTES ("\x88\x82\0\0\0\0\x03\xed"), 1002 },                 /* a close code that is not for the wire */
  { BYTES ("\x88\x84\0\0\0\0\x03\xe8\xff\xff"), 1007 },         /* a reason that is not UTF-8 */
  { BYTES ("\x81\x82\0\0\0\0\xc0\x80"), 1007 },                 /* NUL in two bytes */
  { BYTES ("\x81\x83\0\0\0\0\xed\xa0\x80"), 1007 },             /* half a surrogate pair */
  { BYTES ("\x01\x81\0\0\0\0\xe2\x00\x81\0\0\0\0\x28"), 1007 }, /* split by a frame's end */
  { BYTES ("\x01\x82\0\0\0\0\xf0\x9f\x80\x82\0\0\0\0\x98x"), 1007 }, /* the same, in the middle */
  { BYTES ("\x81\x81\0\0\0\0\xe2"), 1007 },                          /* ends too early */
};

/* Each in one piece, and cut after each byte. */
static void
violate (const char *uri)
{
  for (guint i = 0; i < G_N_ELEMENTS (violations); i++)
    for (gsize cut = 0; cut < violations[i].length; cut++)
      {
        g_autoptr (Foe) foe = foe_open (uri);

        foe_send (foe, violations[i].bytes, cut);
        if (cut > 0)
          g_usleep (100);
        foe_send (foe, violations[i].bytes + cut, violations[i].length - cut);
        g_assert_cmpuint (foe_await_end (foe), ==, violations[i].code);
      }
}

static void
test_violations (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, violate, 4 * MEBIBYTE);
}

/* Valid text may be cut anywhere, in the middle of a character too. */
static void
cut_characters (const char *uri)
{
  static const char text[] = "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"echo\","
                             "\"payload\":\"\u00e9\u20ac\U0001d11e\"}";

  for (gsize cut = 0; cut <= sizeof text - 1; cut++)
    {
      g_autoptr (Foe) foe = foe_open_registered (uri, "cut");
      g_autofree char *answer = NULL;

      foe_send_frame (foe, FOE_TEXT_START, text, cut);
      foe_send_frame (foe, FOE_CONTINUATION | FOE_LAST, text + cut, sizeof text - 1 - cut);
      answer = foe_read_with (foe, "\"requestId\":\"1\"");
      g_assert_nonnull (strstr (answer, "\u00e9\u20ac\U0001d11e"));
    }
}

static void
test_cut_characters (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, cut_characters, 4 * MEBIBYTE);
}

/* A client that asks for events and does not read them, while another one asks for more and more: its queue
 * has an end, and then so has its connection. */
static void
never_read (const char *uri)
{
  g_autoptr (Foe) deaf = foe_connect (uri);
  g_autoptr (Foe) asker = foe_open_registered (uri, "asker");
  gboolean is_gone = FALSE;
  guint i;

  foe_set_small_buffers (deaf);
  foe_send_text (deaf, foe_get_handshake ());
  foe_ask (deaf, "1", "$register", "{\"clientId\":\"deaf\",\"clientType\":\"foe\"}");

  for (i = 0; i < 2000 && !is_gone; i++)
    {
      g_autofree char *id = g_strdup_printf ("\"requestId\":\"f%u\"", i);
      gboolean is_answered = FALSE;

      g_assert_true (
        foe_sayf (asker, "{\"type\":\"request\",%s,\"requestType\":\"flood\",\"payload\":10}", id));
      while (!is_answered)
        {
          g_autofree char *text = foe_read (asker);

          is_answered = strstr (text, id) != NULL;
          is_gone |= strstr (text, "\"reason\":\"Client reads too slowly: ") != NULL;
        }
    }
  g_test_message ("it was disconnected after %u floods", i);
  g_assert_true (is_gone);
}

static void
test_never_read (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  g_object_set (hostile->server, "max-queue-size", (guint64) 4 * MEBIBYTE, NULL);
  hostile_start (hostile);
  /* The queue, and what the witness had in its hands. */
  hostile_attack (hostile, never_read, 8 * MEBIBYTE);
  g_assert_cmpuint (hostile->n_events, >, 0);
  g_assert_cmpuint (hostile->n_seen, ==, hostile->n_events);
}

/* A message that takes its time, a byte each millisecond, from many at once. */
static void
slow_message (const char *uri)
{
  static const char text[] =
    "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"echo\",\"payload\":\"slow\"}";
  g_autoptr (GPtrArray) foes = g_ptr_array_new_with_free_func ((GDestroyNotify) foe_free);

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("slow-%u", i);

      g_ptr_array_add (foes, foe_open_registered (uri, id));
      foe_send_header (foes->pdata[i], FOE_TEXT, sizeof text - 1);
    }
  for (gsize at = 0; at < sizeof text - 1; at++)
    {
      for (guint i = 0; i < foes->len; i++)
        g_assert_true (foe_send (foes->pdata[i], text + at, 1));
      g_usleep (1000);
    }
  for (guint i = 0; i < foes->len; i++)
    {
      g_autofree char *answer = foe_read_with (foes->pdata[i], "\"requestId\":\"1\"");

      g_assert_nonnull (strstr (answer, "\"data\":\"slow\""));
    }
}

static void
test_slow_message (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, slow_message, 4 * MEBIBYTE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  make_largest ();

  g_test_add_func ("/hostile/frames/large", test_large_frames);
  g_test_add_func ("/hostile/frames/announcements", test_announcements);
  g_test_add_func ("/hostile/frames/tiny-fragments", test_tiny_fragments);
  g_test_add_func ("/hostile/frames/empty", test_empty_frames);
  g_test_add_func ("/hostile/frames/violations", test_violations);
  g_test_add_func ("/hostile/frames/cut-characters", test_cut_characters);
  g_test_add_func ("/hostile/frames/never-read", test_never_read);
  g_test_add_func ("/hostile/frames/slow-message", test_slow_message);

  return g_test_run ();
}
