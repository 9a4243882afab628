/* test-hostile-handshake.c — peers that connect and mean no good
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "hostile-fixture.h"
#include "mbm-fd-limit.h"

#define N_HALF_OPEN 300
#define N_DRIPS     20
#define N_FLOOD     1000
#define N_CROWD     300

static GPtrArray *
foes_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) foe_free);
}

/* More of them than may be in their handshake, and none says a word: each is told after a while that it took
 * too long, and has kept nobody out for longer than that. */
static void
half_open (const char *uri)
{
  g_autoptr (GPtrArray) foes = foes_new ();
  guint n_told = 0;

  for (guint i = 0; i < N_HALF_OPEN; i++)
    g_ptr_array_add (foes, foe_connect (uri));
  {
    g_autoptr (Foe) late = foe_open_registered (uri, "late");
  }
  while (foes->len > 0)
    {
      n_told += foe_await_status (foes->pdata[0]) == 408;
      g_ptr_array_remove_index (foes, 0);
    }
  g_assert_cmpuint (n_told, ==, N_HALF_OPEN);
}

static void
test_half_open (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  g_object_set (hostile->server, "max-pending", 64, "handshake-timeout", 100, NULL);
  hostile_start (hostile);
  hostile_attack (hostile, half_open, 8 * MEBIBYTE);
}

/* A byte now and a byte then: the time is for all of the handshake, not for each byte. */
static void
drip (const char *uri)
{
  static const char head[] = "GET / HTTP/1.1\r\nX: ";
  g_autoptr (GPtrArray) foes = foes_new ();
  guint n_open = N_DRIPS;

  for (guint i = 0; i < N_DRIPS; i++)
    g_ptr_array_add (foes, foe_connect (uri));
  for (guint turn = 0; n_open > 0; turn++)
    {
      n_open = 0;
      for (guint i = 0; i < foes->len; i++)
        {
          Foe *foe = foes->pdata[i];

          foe_drain (foe);
          if (foe->in->len > 0 || foe->is_at_end)
            continue;
          n_open++;
          foe_send (foe, turn < sizeof head - 1 ? &head[turn] : "x", 1);
        }
      g_usleep (1000);
    }
  for (guint i = 0; i < foes->len; i++)
    g_assert_cmpuint (foe_await_status (foes->pdata[i]), ==, 408);
}

static void
test_drip (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  g_object_set (hostile->server, "handshake-timeout", 300, NULL);
  hostile_start (hostile);
  hostile_attack (hostile, drip, 4 * MEBIBYTE);
}

/* A head that does not end is read to 16 KiB; the rest is not even looked at. */
static void
endless_heads (const char *uri)
{
  g_autofree char *filler = g_strnfill (64 * 1024, 'x');
  g_autoptr (GPtrArray) foes = foes_new ();

  for (guint i = 0; i < N_DRIPS; i++)
    {
      Foe *foe = foe_connect (uri);

      g_ptr_array_add (foes, foe);
      foe_send_text (foe, "GET / HTTP/1.1\r\nX: ");
      for (guint j = 0; j < 4 && foe_send_text (foe, filler); j++)
        continue;
    }
  for (guint i = 0; i < foes->len; i++)
    {
      guint status = foe_await_status (foes->pdata[i]);

      /* What it did not read may have cost it the answer. */
      g_assert_true (status == 431 || status == 0);
    }
}

static void
test_endless_heads (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, endless_heads, 8 * MEBIBYTE);
}

/* Connections that passed their handshake and do not register: so many and no more. Those beyond are told to
 * come later, or cut where they are too many to be told. */
static void
flood (const char *uri)
{
  g_autoptr (GPtrArray) foes = foes_new ();
  guint n_told = 0, n_cut = 0, n_served = 0;

  for (guint i = 0; i < N_FLOOD; i++)
    {
      Foe *foe = foe_connect (uri);

      g_ptr_array_add (foes, foe);
      foe_send_text (foe, foe_get_handshake ());
      foe_ask (foe, "1", "$ping", "{\"timestamp\":1}");
    }

  for (guint i = 0; i < foes->len; i++)
    {
      Foe *foe = foes->pdata[i];
      const guint8 *end = NULL;

      while (!foe->is_at_end && end == NULL)
        {
          foe_drain (foe);
          end = foe->in->len > 0 ? memmem (foe->in->data, foe->in->len, "\r\n\r\n", 4) : NULL;
        }
      if (end == NULL)
        {
          n_cut++;
          continue;
        }

      g_byte_array_remove_range (foe->in, 0, end + 4 - foe->in->data);
      {
        g_autofree char *answer = foe_read (foe);

        if (answer != NULL)
          n_served++;
        else if (foe->close_code == 1013)
          n_told++;
        else
          n_cut++;
      }
    }

  g_test_message ("of %u: %u served, %u told to come later, %u cut", N_FLOOD, n_served, n_told, n_cut);
  g_assert_cmpuint (n_served, ==, 100);
}

static void
test_flood (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  g_object_set (hostile->server, "max-unregistered", 100, "max-pending", 64, NULL);
  hostile_start (hostile);
  hostile_attack (hostile, flood, 16 * MEBIBYTE);
}

/* Clients that register, more of them than there may be. */
static void
crowd (const char *uri)
{
  g_autoptr (GPtrArray) foes = foes_new ();
  guint n_registered = 0;

  for (guint i = 0; i < N_CROWD; i++)
    {
      Foe *foe = foe_open (uri);
      g_autofree char *payload = g_strdup_printf ("{\"clientId\":\"crowd-%u\",\"clientType\":\"foe\"}", i);
      g_autofree char *answer = NULL;

      g_ptr_array_add (foes, foe);
      g_assert_true (foe_ask (foe, "r", "$register", payload));
      answer = foe_read_with (foe, "\"requestId\":\"r\"");
      if (strstr (answer, "\"success\":true") != NULL)
        n_registered++;
      else
        g_assert_nonnull (strstr (answer, "MAX_CLIENTS_REACHED"));
    }
  /* The witness is one. */
  g_assert_cmpuint (n_registered, ==, 99);
}

static void
test_crowd (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  g_object_set (hostile->server, "max-clients", 100, "max-unregistered", 1000, "announce-clients", FALSE,
                NULL);
  hostile_start (hostile);
  hostile_attack (hostile, crowd, 8 * MEBIBYTE);
}

/* Everything that is said on the way to a client's first answer. */
static GByteArray *
make_way (void)
{
  static const char request[] = "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"$register\","
                                "\"payload\":{\"clientId\":\"reset\",\"clientType\":\"foe\"}}";
  const guint8 head[] = { FOE_TEXT, 0x80 | (sizeof request - 1), 0, 0, 0, 0 };
  GByteArray *way = g_byte_array_new ();

  G_STATIC_ASSERT (sizeof request - 1 <= 125);
  g_byte_array_append (way, (const guint8 *) foe_get_handshake (), strlen (foe_get_handshake ()));
  g_byte_array_append (way, head, sizeof head);
  g_byte_array_append (way, (const guint8 *) request, sizeof request - 1);
  return way;
}

/* The connection ends after each byte of it, with an RST and with a FIN. */
static void
cut_everywhere (const char *uri)
{
  g_autoptr (GByteArray) way = make_way ();

  for (guint i = 0; i <= way->len; i++)
    {
      g_autoptr (Foe) reset = foe_connect (uri);
      g_autoptr (Foe) ended = foe_connect (uri);

      g_assert_true (foe_send (reset, way->data, i));
      g_assert_true (foe_send (ended, way->data, i));
      foe_reset (reset);
    }
}

static void
test_cut_everywhere (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, cut_everywhere, 8 * MEBIBYTE);
}

/* The same bytes, one by one: slow is not wrong. */
static void
byte_by_byte (const char *uri)
{
  g_autoptr (GByteArray) way = make_way ();
  g_autoptr (Foe) foe = foe_connect (uri);
  g_autofree char *answer = NULL;
  const guint8 *end = NULL;

  for (guint i = 0; i < way->len; i++)
    {
      g_assert_true (foe_send (foe, way->data + i, 1));
      g_usleep (200);
    }
  while (end == NULL)
    {
      g_assert_false (foe->is_at_end);
      foe_drain (foe);
      end = foe->in->len > 0 ? memmem (foe->in->data, foe->in->len, "\r\n\r\n", 4) : NULL;
    }
  g_byte_array_remove_range (foe->in, 0, end + 4 - foe->in->data);
  answer = foe_read_with (foe, "\"requestId\":\"1\"");
  g_assert_nonnull (strstr (answer, "\"success\":true"));
}

static void
test_byte_by_byte (void)
{
  g_autoptr (Hostile) hostile = hostile_new ();

  hostile_start (hostile);
  hostile_attack (hostile, byte_by_byte, 4 * MEBIBYTE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  mbm_raise_fd_limit ();

  g_test_add_func ("/hostile/handshake/half-open", test_half_open);
  g_test_add_func ("/hostile/handshake/drip", test_drip);
  g_test_add_func ("/hostile/handshake/endless-heads", test_endless_heads);
  g_test_add_func ("/hostile/handshake/flood", test_flood);
  g_test_add_func ("/hostile/handshake/crowd", test_crowd);
  g_test_add_func ("/hostile/handshake/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/hostile/handshake/byte-by-byte", test_byte_by_byte);

  return g_test_run ();
}
