/* test-ws.c — WebSockets that are open, and peers that behave badly; ports
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-fd-limit.h"
#include "mbm-ws-codec-private.h"
#include "raw-peer.h"

static void
test_close_handshake (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  mbm_channel_close (end->channel, 1001, "Bye");
  raw_wait_until (raw_read (raw) == 7);
  g_assert_cmpmem (raw->in->data, 7,
                   "\x88\x05\x03\xe9"
                   "Bye",
                   7);
  g_assert_cmpuint (end->n_closed, ==, 0);

  /* What was under way is still told. */
  raw_send_frame (raw, 0x81, "late", 4);
  raw_send_frame (raw, 0x88, "\x03\xe9", 2);
  wait_until (end->n_closed == 1);
  g_assert_cmpuint (end->received->len, ==, 1);
  g_assert_cmpuint (end->close_code, ==, 1001);
  g_assert_no_error (end->close_error);
  raw_wait_until (raw_ended (raw));
  g_assert_cmpuint (raw->in->len, ==, 7);
}

static void
test_close_is_echoed (void)
{
  static const struct
  {
    const char *payload;
    gsize length;
    guint code;
    const char *reason;
  } cases[] = {
    { "", 0, 0, NULL },
    { "\x03\xe8", 2, 1000, NULL },
    { "\x0f\xa1"
      "so long",
      9, 4001, "so long" },
  };
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Raw) raw = raw_open (service_get_uri (service));
      End *end = service_get_end (service, i);

      end_send (end, "x");
      raw_send_frame (raw, 0x88, cases[i].payload, cases[i].length);
      raw_wait_until (raw_ended (raw));
      g_assert_cmpuint (end->n_closed, ==, 1);
      g_assert_cmpuint (end->close_code, ==, cases[i].code);
      g_assert_cmpstr (end->close_reason, ==, cases[i].reason);
      g_assert_no_error (end->close_error);
      g_assert_cmpuint (raw->in->len, ==, 3 + 2 + cases[i].length);
      g_assert_cmpmem (raw->in->data + 5, cases[i].length, cases[i].payload, cases[i].length);
    }
}

/* It closes while it has not read what was sent before: nothing is sent behind the close that answers it. */
static void
test_close_while_blocked (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (text, 1024 * 1024);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 16; i++)
    mbm_channel_send (end->channel, bytes, NULL);
  settle ();
  g_assert_cmpuint (mbm_channel_get_queued (end->channel), >, 0);

  raw_send_frame (raw, 0x88, "\x03\xe8", 2);
  wait_until (mbm_channel_is_closed (end->channel));
  g_assert_cmpuint (end->n_closed, ==, 0);
  g_assert_false (mbm_channel_send (end->channel, bytes, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED);

  raw_wait_until (raw_ended (raw));
  g_assert_cmpuint (end->n_closed, ==, 1);
  g_assert_cmpuint (end->close_code, ==, 1000);
  g_assert_no_error (end->close_error);
  g_assert_cmpuint (raw->in->len, ==, 16 * (10 + 1024 * 1024) + 4);
  g_assert_cmpmem (raw->in->data + raw->in->len - 4, 4, "\x88\x02\x03\xe8", 4);
}

/* A peer that does not answer a close is cut off after five seconds; one that just goes has answered well
 * enough. */
static void
test_close_not_answered (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) stubborn = raw_open (service_get_uri (service));
  End *first = service_get_end (service, 0);
  g_autoptr (Raw) leaving = raw_open (service_get_uri (service));
  End *second = service_get_end (service, 1);

  mbm_channel_close (first->channel, 1000, NULL);
  mbm_channel_close (second->channel, 1000, NULL);
  raw_wait_until (raw_read (leaving) > 0);
  raw_close (leaving);
  wait_until (second->n_closed == 1);
  g_assert_cmpuint (first->n_closed, ==, 0);
  g_assert_no_error (second->close_error);
  g_assert_cmpuint (second->close_code, ==, 0);

  wait_until (first->n_closed == 1);
  g_assert_error (first->close_error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
  raw_wait_until (raw_ended (stubborn));
}

static void
test_violation (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autofree char *lots = g_strnfill (200000, 'x');

  raw_send_frame (raw, 0x81, "good", 4);
  raw_send_bytes (raw, "\x81\x01x", 3);
  raw_send_bytes (raw, lots, 200000);
  wait_until (end->refused->len == 1);
  g_assert_error (end_get_refusal (end, 0), MBM_ERROR, MBM_ERROR_PROTOCOL);
  g_assert_cmpuint (end->received->len, ==, 1);
  g_assert_true (mbm_channel_is_closed (end->channel));

  /* The peer sees why, whatever it sent after it, and then the end. */
  raw_wait_until (raw_ended (raw));
  g_assert_cmpuint (end->n_closed, ==, 0);
  g_assert_cmpmem (raw->in->data, 1, "\x88", 1);
  g_assert_cmpmem (raw->in->data + 2, 2, "\x03\xea", 2);
  raw_close (raw);
  wait_until (end->n_closed == 1);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_PROTOCOL);
}

static void
test_binary_survives (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  raw_send_frame (raw, 0x82, "\x00\xff\x01", 3);
  raw_send_frame (raw, 0x81, "text", 4);
  wait_until (end->received->len == 1);
  g_assert_cmpuint (end->refused->len, ==, 1);
  g_assert_error (end_get_refusal (end, 0), MBM_ERROR, MBM_ERROR_UNSUPPORTED_DATA);
  g_assert_cmpmem (g_bytes_get_data (end->refused->pdata[0], NULL), g_bytes_get_size (end->refused->pdata[0]),
                   "\x00\xff\x01", 3);
  g_assert_false (mbm_channel_is_closed (end->channel));
}

static void
test_reset (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  raw_reset (raw);
  wait_until (end->n_closed == 1);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

/* While nobody receives, a peer that vanishes must not keep the loop busy. */
static void
test_reset_while_detached (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (End) other = NULL;
  guint n_turns = 0;

  mbm_channel_set_receiver (end->channel, NULL, NULL);
  raw_reset (raw);
  while (g_main_context_iteration (NULL, FALSE))
    g_assert_cmpuint (n_turns++, <, 100);
  other = end_new (end->channel);
  g_clear_object (&end->channel);
  wait_until (other->n_closed == 1);
  g_assert_error (other->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

static void
test_ping (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));

  raw_send_frame (raw, 0x89, "one", 3);
  raw_send_frame (raw, 0x89, "two", 3);
  raw_send_frame (raw, 0x8a, "nobody asked", 12);
  raw_wait_until (raw_read (raw) >= 10);
  g_assert_cmpmem (raw->in->data, raw->in->len,
                   "\x8a\x03"
                   "one\x8a\x03"
                   "two",
                   10);
}

/* Pings without end from one that reads nothing: the answers do not pile up. */
static void
test_ping_flood (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (GByteArray) burst = g_byte_array_new ();
  g_autofree char *payload = g_strnfill (125, 'p');
  gsize sent = 0;

  for (guint i = 0; i < 100; i++)
    {
      guint8 header[MBM_WS_MAX_HEADER];
      const guint8 mask[4] = { 0 };

      g_byte_array_append (burst, header, mbm_ws_encode_header (header, MBM_WS_OPCODE_PING, 125, mask));
      g_byte_array_append (burst, (guint8 *) payload, 125);
    }

  while (sent < 40 * 1024 * 1024)
    {
      gssize n =
        send (raw->fd, burst->data + sent % burst->len, burst->len - sent % burst->len, MSG_NOSIGNAL);

      if (n > 0)
        sent += n;
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (mbm_channel_get_queued (end->channel), <, 64 * 1024);
    }
  g_assert_false (mbm_channel_is_closed (end->channel));

  /* And when it reads again, everything is as before. */
  raw_send_bytes (raw, burst->data + sent % burst->len, burst->len - sent % burst->len);
  end_send (end, "still here");
  while (!raw_contains (raw, "still here"))
    {
      /* A sign of it may be at the very end. */
      if (raw->in->len > 16)
        g_byte_array_remove_range (raw->in, 0, raw->in->len - 16);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_tiny_fragments (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  for (guint i = 0; i < 5000; i++)
    {
      raw_send_frame (raw, i == 0 ? 0x01 : 0x00, "x", 1);
      if (i % 100 == 0)
        settle ();
    }
  raw_send_frame (raw, 0x80, NULL, 0);
  wait_until (end->received->len == 1);
  g_assert_cmpuint (end->n_bytes, ==, 5000);
}

/* However much one has sent, it is taken in portions, between which the others have their turn. */
static void
test_fairness (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) loud = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (GByteArray) burst = g_byte_array_new ();
  guint8 header[MBM_WS_MAX_HEADER];
  const guint8 mask[4] = { 0 };
  gsize sent = 0;
  gssize n;

  for (guint i = 0; i < 10000; i++)
    {
      g_byte_array_append (burst, header, mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, 100, mask));
      g_byte_array_set_size (burst, burst->len + 100);
      memset (burst->data + burst->len - 100, 'x', 100);
    }
  while (
    (n = send (loud->fd, burst->data + sent % burst->len, burst->len - sent % burst->len, MSG_NOSIGNAL)) > 0)
    sent += n;
  g_assert_cmpuint (sent, >, 512 * 1024);

  while (end->n_bytes < sent / 106 * 100)
    {
      guint before = end->n_bytes;

      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (end->n_bytes - before, <=, 64 * 1024);
    }
}

static void
test_loopback_only (void)
{
  static const char *remote[] = { "ws://0.0.0.0:0", "ws://[::]:0", "ws://192.0.2.1:0" };

  for (guint i = 0; i < G_N_ELEMENTS (remote); i++)
    {
      g_autoptr (MbmTransport) transport = transport_for ("ws://");
      g_autoptr (MbmListener) listener = NULL;
      g_autoptr (GError) error = NULL;

      listener = listen_at (transport, remote[i], &error);
      g_assert_null (listener);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_PERMISSION);
      g_assert_nonnull (strstr (error->message, "--allow-remote"));
    }

  {
    g_autoptr (MbmTransport) transport = transport_for ("ws://");
    g_autoptr (MbmListener) listener = NULL;
    g_autoptr (MbmListener) nowhere = NULL;
    g_autoptr (GError) error = NULL;

    mbm_transport_set_allow_remote (transport, TRUE);
    listener = listen_at (transport, "ws://0.0.0.0:0", &error);
    g_assert_no_error (error);
    g_assert_true (g_str_has_prefix (mbm_listener_get_uri (listener), "ws://0.0.0.0:"));
    nowhere = listen_at (transport, "ws://192.0.2.1:0", &error);
    g_assert_null (nowhere);
    g_assert_error (error, MBM_ERROR, MBM_ERROR_UNREACHABLE);
  }
}

static gboolean
has_ipv6 (void)
{
  struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
  int fd = socket (AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean works = fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) == 0;

  if (fd >= 0)
    close (fd);
  return works;
}

/* Both addresses of localhost, on one port: whichever a client tries first is the service. Where there is no
 * IPv6, the one. */
static void
test_localhost (void)
{
  g_autoptr (Service) service = service_new ("ws://localhost:0/path?query=1");
  guint16 port = uri_get_port (service_get_uri (service));
  g_autofree char *four = g_strdup_printf ("ws://127.0.0.1:%u", port);
  g_autofree char *six = g_strdup_printf ("ws://[::1]:%u", port);
  g_autofree char *expected = g_strdup_printf ("ws://localhost:%u/path?query=1", port);
  g_autoptr (End) by_name = end_connect (service_get_uri (service));
  g_autoptr (End) by_four = end_connect (four);

  g_assert_cmpstr (service_get_uri (service), ==, expected);
  g_assert_false (mbm_channel_is_closed (by_name->channel));
  g_assert_false (mbm_channel_is_closed (by_four->channel));
  if (has_ipv6 ())
    {
      g_autoptr (End) by_six = end_connect (six);

      g_assert_false (mbm_channel_is_closed (by_six->channel));
      g_assert_true (
        g_str_has_prefix (mbm_channel_get_address (service_get_end (service, 2)->channel), "[::1]:"));
    }
}

static void
test_port_in_use (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (MbmListener) second = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = uri_get_port (service_get_uri (service));
  g_autofree char *number = g_strdup_printf ("port %u", port);
  g_autofree char *localhost = g_strdup_printf ("ws://localhost:%u", port);
  guint before = count_open_fds ();

  /* One of its addresses is taken, so both are left. */
  second = listen_at (transport, localhost, &error);
  g_assert_null (second);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, number));
  g_assert_cmpuint (count_open_fds (), ==, before);
}

/* Without descriptors nobody is accepted, and the processor is left in peace; with some again, everybody is.
 */
static void
test_out_of_descriptors (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  struct rlimit limit;
  struct rlimit tight;
  guint n_turns = 0;
  g_autoptr (Raw) raw = NULL;
  gint64 until;

  settle ();
  raw = raw_connect (service_get_uri (service));
  raw_send (raw, REQUEST);
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  tight = limit;
  tight.rlim_cur = raw->fd + 1;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &tight), ==, 0);

  until = g_get_monotonic_time () + 200 * G_TIME_SPAN_MILLISECOND;
  for (guint id = g_timeout_add (20, raw_poll_cb, NULL);
       g_get_monotonic_time () < until || !g_source_remove (id); n_turns++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (service->ends->len, ==, 0);
  g_assert_cmpuint (n_turns, <, 50);

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  service_get_end (service, 0);
}

static void
test_thousand_connections (void)
{
  g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_free);
  guint before;
  guint n_closed = 0;

  mbm_raise_fd_limit ();
  service_free (service_new ("ws://127.0.0.1:0"));
  before = count_open_fds ();
  {
    g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");

    for (guint i = 0; i < 1000; i++)
      {
        g_ptr_array_add (raws, raw_connect (service_get_uri (service)));
        raw_send (raws->pdata[i], REQUEST);
        if (i % 64 == 0)
          settle ();
      }
    wait_until (service->ends->len == 1000);
    for (guint i = 0; i < 1000; i++)
      {
        raw_send_frame (raws->pdata[i], 0x81, "hello", 5);
        raw_send_frame (raws->pdata[i], 0x88, "\x03\xe8", 2);
      }
    while (n_closed < 1000)
      {
        End *end = service->ends->pdata[n_closed];

        wait_until (end->n_closed == 1);
        g_assert_cmpuint (end->received->len, ==, 1);
        n_closed++;
      }
  }
  g_ptr_array_set_size (raws, 0);
  g_assert_cmpuint (count_open_fds (), ==, before);
}

/* One of the things peers do, by chance; most of them are wrong in some way. */
static void
misbehave (Raw *raw)
{
  guint8 garbage[64];
  gsize length = g_test_rand_int_range (1, sizeof garbage);

  switch (g_test_rand_int_range (0, 10))
    {
    case 0:
      for (gsize i = 0; i < length; i++)
        garbage[i] = g_test_rand_int ();
      send (raw->fd, garbage, length, MSG_NOSIGNAL);
      break;
    case 1:
      raw_reset (raw);
      break;
    case 2:
      raw_close (raw);
      break;
    case 3:
      shutdown (raw->fd, SHUT_WR);
      break;
    case 4:
      raw_read (raw);
      break;
    case 5:
      send (raw->fd, "\x88\x82\0\0\0\0\x03\xe8", 8, MSG_NOSIGNAL);
      break;
    case 6:
      send (raw->fd, "\x01\xfe\x01", 3, MSG_NOSIGNAL);
      break;
    default:
      send (raw->fd, "\x81\x82\0\0\0\0ok\x89\x80\0\0\0\0", 14, MSG_NOSIGNAL);
    }
}

/* Whatever peers do, and whenever the server closes, aborts or drops its end of it, nothing breaks and
 * nothing stays. */
static void
test_chaos (void)
{
  guint before;

  service_free (service_new ("ws://127.0.0.1:0"));
  before = count_open_fds ();
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
      g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_free);

      for (guint i = 0; i < 30; i++)
        {
          g_ptr_array_add (raws, raw_connect (service_get_uri (service)));
          if (g_test_rand_int_range (0, 10) > 0)
            raw_send (raws->pdata[i], REQUEST);
        }
      for (guint step = 0; step < 300; step++)
        {
          Raw *raw = raws->pdata[g_test_rand_int_range (0, raws->len)];
          End *end = NULL;

          if (raw->fd >= 0)
            misbehave (raw);
          if (service->ends->len > 0)
            end = service->ends->pdata[g_test_rand_int_range (0, service->ends->len)];
          if (end != NULL && end->channel != NULL)
            {
              guint what = g_test_rand_int_range (0, 40);

              if (what == 0)
                mbm_channel_close (end->channel, 1000, "Chaos");
              else if (what == 1)
                mbm_channel_abort (end->channel);
              else if (what == 2)
                end_drop_channel (end);
              else if (!mbm_channel_is_closed (end->channel))
                end_try_send (end, "anything");
            }
          if (g_test_rand_int_range (0, 3) == 0)
            g_main_context_iteration (NULL, FALSE);
        }
    }
  settle ();
  g_assert_cmpuint (count_open_fds (), ==, before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ws/close-handshake", test_close_handshake);
  g_test_add_func ("/ws/close-is-echoed", test_close_is_echoed);
  g_test_add_func ("/ws/close-while-blocked", test_close_while_blocked);
  g_test_add_func ("/ws/close-not-answered", test_close_not_answered);
  g_test_add_func ("/ws/violation", test_violation);
  g_test_add_func ("/ws/binary-survives", test_binary_survives);
  g_test_add_func ("/ws/reset", test_reset);
  g_test_add_func ("/ws/reset-while-detached", test_reset_while_detached);
  g_test_add_func ("/ws/ping", test_ping);
  g_test_add_func ("/ws/ping-flood", test_ping_flood);
  g_test_add_func ("/ws/tiny-fragments", test_tiny_fragments);
  g_test_add_func ("/ws/fairness", test_fairness);
  g_test_add_func ("/ws/loopback-only", test_loopback_only);
  g_test_add_func ("/ws/localhost", test_localhost);
  g_test_add_func ("/ws/port-in-use", test_port_in_use);
  g_test_add_func ("/ws/out-of-descriptors", test_out_of_descriptors);
  g_test_add_func ("/ws/chaos", test_chaos);
  g_test_add_func ("/ws/thousand-connections", test_thousand_connections);

  return g_test_run ();
}
