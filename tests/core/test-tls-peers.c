/* test-tls-peers.c — peers that stall, flood, cut and renegotiate under TLS
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include "raw-peer.h"
#include "tls-fixture.h"

#define MIB (1024u * 1024)

static Service *
service_new_patient (guint handshake_timeout, guint max_pending)
{
  g_autoptr (MbmTransport) transport = transport_for ("wss://");

  mbm_transport_set_handshake_timeout (transport, handshake_timeout);
  mbm_transport_set_max_pending (transport, max_pending);
  return service_new_for_transport (transport, "wss://127.0.0.1:0");
}

static const GError *
get_refusal (Service *service, guint index)
{
  wait_until (service->refused_errors->len > index);
  return service->refused_errors->pdata[index];
}

static void
take_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* The first bytes of a client of TLS: what a client of our own sends to somebody who only listens. */
static GBytes *
record_client_hello (void)
{
  static GBytes *hello;
  g_autoptr (MbmTransport) transport = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Raw) raw = NULL;
  guint16 port;

  if (hello != NULL)
    return g_bytes_ref (hello);

  transport = transport_for ("wss://");
  port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_assert_no_error (error);
  uri = g_strdup_printf ("wss://127.0.0.1:%u", port);
  mbm_transport_connect_async (transport, uri, cancellable, NULL, NULL);
  g_socket_listener_accept_async (listener, NULL, take_result, &result);
  wait_until (result != NULL);
  connection = g_socket_listener_accept_finish (listener, result, NULL, &error);
  g_assert_no_error (error);
  raw = raw_new (dup (g_socket_get_fd (g_socket_connection_get_socket (connection))));
  raw_wait_until (raw_read (raw) > 5 && raw->in->len >= 5u + (raw->in->data[3] << 8 | raw->in->data[4]));
  hello = g_bytes_new (raw->in->data, raw->in->len);
  g_cancellable_cancel (cancellable);
  settle ();
  return g_bytes_ref (hello);
}

static void
raw_send_bytes_of (Raw *raw, GBytes *bytes, gsize offset, gsize length)
{
  raw_send_bytes (raw, (const char *) g_bytes_get_data (bytes, NULL) + offset, length);
}

/* A client that means well comes in and is served. */
static gint64
assert_served (Service *service)
{
  gint64 begin = g_get_monotonic_time ();
  guint index = service->ends->len;
  g_autoptr (End) client = end_connect (service_get_uri (service));

  service_get_end (service, index)->echo = TRUE;
  end_send (client, "hello");
  wait_until (client->received->len == 1);
  return (g_get_monotonic_time () - begin) / 1000;
}

/* --- handshakes that never end ---------------------------------------------- */

static void
test_silent (void)
{
  g_autoptr (Service) service = service_new_patient (1000, 10);
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));

  g_assert_error (get_refusal (service, 0), MBM_ERROR, MBM_ERROR_TIMED_OUT);
  raw_wait_until (raw_ended (raw));
  assert_served (service);
}

/* Byte by byte a greeting is as good as in one piece. */
static void
test_hello_in_pieces (void)
{
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  g_autoptr (GBytes) hello = record_client_hello ();
  gsize length = g_bytes_get_size (hello);

  for (gsize i = 0; i < length; i++)
    {
      raw_send_bytes_of (raw, hello, i, 1);
      settle ();
    }
  /* It is answered: a record of a handshake. */
  raw_wait_until (raw_read (raw) > 5);
  g_assert_cmpuint (raw->in->data[0], ==, 0x16);
  g_assert_cmpuint (service->refused_errors->len, ==, 0);
}

static void
test_stalls_in_hello (void)
{
  g_autoptr (Service) service = service_new_patient (1000, 10);
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  g_autoptr (GBytes) hello = record_client_hello ();

  raw_send_bytes_of (raw, hello, 0, 50);
  g_assert_error (get_refusal (service, 0), MBM_ERROR, MBM_ERROR_TIMED_OUT);
  raw_wait_until (raw_ended (raw));
  g_assert_cmpuint (raw->in->len, ==, 0);
}

static void
test_stalls_after_hello (void)
{
  g_autoptr (Service) service = service_new_patient (1000, 10);
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  g_autoptr (GBytes) hello = record_client_hello ();

  raw_send_bytes_of (raw, hello, 0, g_bytes_get_size (hello));
  g_assert_error (get_refusal (service, 0), MBM_ERROR, MBM_ERROR_TIMED_OUT);
  raw_wait_until (raw_ended (raw));
  g_assert_cmpuint (raw->in->len, >, 0);
  assert_served (service);
}

/* Encrypted, and then no request: the same time counts on. */
static void
test_stalls_after_tls (void)
{
  g_autoptr (Service) service = service_new_patient (1000, 10);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) plain = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("127.0.0.1", 1);
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();

  plain = g_socket_client_connect_to_host (client, "127.0.0.1", uri_get_port (service_get_uri (service)),
                                           NULL, &error);
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (plain), identity, &error);
  g_assert_no_error (error);
  database = g_tls_file_database_new (tls_fixture_path ("ca.pem"), &error);
  g_assert_no_error (error);
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), database);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, NULL, NULL);

  g_assert_error (get_refusal (service, 0), MBM_ERROR, MBM_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (g_tls_connection_get_protocol_version (G_TLS_CONNECTION (tls)), >=,
                   G_TLS_PROTOCOL_VERSION_TLS_1_2);
}

static void
test_garbage (void)
{
  static const char *garbage[] = { "\x16\x02 not a version of TLS", "\x17\x03\x03\x10\x10 data first",
                                   "\xff\xff\xff\xff\xff\xff\xff\xff", "\x16\x03\x01\xff\xff too long",
                                   "lower case words" };
  g_autoptr (Service) service = service_new_patient (5000, 10);

  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autoptr (Raw) raw = raw_connect (service_get_uri (service));

      raw_send (raw, garbage[i]);
      g_assert_error (get_refusal (service, i), MBM_ERROR, MBM_ERROR_HANDSHAKE);
      raw_wait_until (raw_ended (raw));
      g_assert_cmpuint (raw->in->len, ==, 0);
    }
  assert_served (service);
}

/* What has the shape of a greeting and is none is for the TLS library to find. */
static void
test_garbage_in_hello (void)
{
  static const guint8 bytes[] = { 0x16, 3, 1, 0, 8, 1, 0, 0, 4, 0xde, 0xad, 0xbe, 0xef };
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));

  raw_send_bytes (raw, bytes, sizeof bytes);
  g_assert_error (get_refusal (service, 0), MBM_ERROR, MBM_ERROR_HANDSHAKE);
  raw_wait_until (raw_ended (raw));
  assert_served (service);
}

static void
test_plain_http (void)
{
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));

  raw_send (raw, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  g_assert_error (get_refusal (service, 0), MBM_ERROR, MBM_ERROR_HANDSHAKE);
  raw_wait_until (raw_ended (raw));
  g_assert_true (raw_contains (raw, "HTTP/1.1 400 "));
  g_assert_true (raw_contains (raw, "This port speaks TLS"));
}

static void
test_goes_away (void)
{
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autoptr (GBytes) hello = record_client_hello ();
  gsize lengths[] = { 0, 3, 50, g_bytes_get_size (hello) };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (Raw) closed = raw_connect (service_get_uri (service));
      g_autoptr (Raw) cut = raw_connect (service_get_uri (service));

      if (lengths[i] > 0)
        {
          raw_send_bytes_of (closed, hello, 0, lengths[i]);
          raw_send_bytes_of (cut, hello, 0, lengths[i]);
        }
      settle ();
      raw_close (closed);
      raw_reset (cut);
      g_assert_error (get_refusal (service, 2 * i + 1), MBM_ERROR, MBM_ERROR_HANDSHAKE);
    }
  g_assert_cmpuint (service->refused_errors->len, ==, 2 * G_N_ELEMENTS (lengths));
  assert_served (service);
}

/* --- floods ----------------------------------------------------------------- */

/* Connections that never greet take no thread, so that many of them keep nobody out. */
static void
test_flood_of_silent (void)
{
  g_autoptr (Service) service = service_new_patient (60000, 200);
  g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_free);
  g_autoptr (GBytes) hello = record_client_hello ();
  gint64 waited;

  for (guint i = 0; i < 100; i++)
    {
      Raw *raw = raw_connect (service_get_uri (service));

      g_ptr_array_add (raws, raw);
      raw_send_bytes_of (raw, hello, 0, 1 + i);
    }
  settle ();
  waited = assert_served (service);
  g_test_message ("a client that means well waited %" G_GINT64_FORMAT " ms", waited);
  g_assert_cmpint (waited, <, 1000);
}

/* Those who greet and then stall take a place each, a second long; a client behind them gets its turn. */
static void
test_flood_of_stalled (void)
{
  g_autoptr (Service) service = service_new_patient (60000, 200);
  g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_free);
  g_autoptr (GBytes) hello = record_client_hello ();
  gint64 waited;

  for (guint i = 0; i < 12; i++)
    {
      Raw *raw = raw_connect (service_get_uri (service));

      g_ptr_array_add (raws, raw);
      raw_send_bytes_of (raw, hello, 0, g_bytes_get_size (hello));
    }
  settle ();
  waited = assert_served (service);
  g_test_message ("a client that means well waited %" G_GINT64_FORMAT " ms", waited);
  /* Twice the places, a second each: and the connection that was lost says so. */
  g_assert_cmpint (waited, <, 6000);
  g_assert_cmpuint (service->refused_errors->len, >=, 6);
  for (guint i = 0; i < service->refused_errors->len; i++)
    g_assert_error (get_refusal (service, i), MBM_ERROR, MBM_ERROR_TIMED_OUT);
}

/* While nobody else wants in, a slow handshake may take all the time there is. */
static void
test_slow_alone (void)
{
  g_autoptr (Service) service = service_new_patient (60000, 200);
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  g_autoptr (GBytes) hello = record_client_hello ();
  gint64 end;

  raw_send_bytes_of (raw, hello, 0, g_bytes_get_size (hello));
  end = g_get_monotonic_time () + 1500 * G_TIME_SPAN_MILLISECOND;
  raw_wait_until (g_get_monotonic_time () > end);
  g_assert_cmpuint (service->refused_errors->len, ==, 0);
  assert_served (service);
}

/* Over the limit they wait in the system, and come in when there is room. */
static void
test_max_pending (void)
{
  g_autoptr (Service) service = service_new_patient (1000, 2);
  g_autoptr (Raw) first = raw_connect (service_get_uri (service));
  g_autoptr (Raw) second = raw_connect (service_get_uri (service));
  g_autoptr (Raw) third = raw_connect (service_get_uri (service));

  g_assert_error (get_refusal (service, 1), MBM_ERROR, MBM_ERROR_TIMED_OUT);
  g_assert_cmpuint (service->refused_errors->len, ==, 2);
  g_assert_error (get_refusal (service, 2), MBM_ERROR, MBM_ERROR_TIMED_OUT);
  assert_served (service);
}

/* --- ends ------------------------------------------------------------------- */

/* The listener goes while handshakes are in each of their phases; nothing of them stays. */
static void
test_listener_goes (void)
{
  g_autoptr (GBytes) hello = record_client_hello ();
  guint before;

  /* What the first use sets up for good. */
  {
    g_autoptr (Service) service = service_new_patient (60000, 200);

    assert_served (service);
  }
  settle ();
  before = count_open_fds ();

  for (guint round = 0; round < 3; round++)
    {
      Service *service = service_new_patient (60000, 200);
      g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_free);

      for (guint i = 0; i < 20; i++)
        {
          Raw *raw = raw_connect (service_get_uri (service));

          g_ptr_array_add (raws, raw);
          raw_send_bytes_of (raw, hello, 0, i % 2 == 0 ? g_bytes_get_size (hello) : 30);
        }
      if (round > 0)
        raw_wait_until (raw_read (raws->pdata[0]) > 0);
      service_free (service);
      for (guint i = 0; i < raws->len; i++)
        raw_wait_until (raw_ended (raws->pdata[i]));
    }
  raw_wait_until (count_open_fds () <= before);
}

/* A client that is given up in the middle of its handshake leaves nothing. */
static void
test_client_gives_up (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u", port);
  guint before = 0;

  g_assert_no_error (error);
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (MbmTransport) transport = transport_for ("wss://");

      mbm_transport_set_handshake_timeout (transport, 300);
      g_assert_null (connect_to (transport, uri, NULL, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
      g_clear_error (&error);
      if (round == 0)
        before = count_open_fds ();
    }
  raw_wait_until (count_open_fds () <= before);
}

/* Cut without a goodbye: for TLS that is a truncation, for a WebSocket an end without a close. */
static void
test_cut (void)
{
  g_autoptr (Service) service = service_new_patient (5000, 10);
  End *end;

  {
    g_autoptr (End) client = end_connect (service_get_uri (service));

    end = service_get_end (service, 0);
    end_send (client, "last words");
    wait_until (end->received->len == 1);
    mbm_channel_abort (client->channel);
  }
  wait_until (end->n_closed == 1);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

/* --- both directions at once ------------------------------------------------ */

static void
test_saturated (void)
{
  enum
  {
    N_MESSAGES = 64,
    N_CLIENTS = 3
  };
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autofree char *text = g_strnfill (256 * 1024, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, 256 * 1024);
  End *clients[N_CLIENTS];

  for (guint c = 0; c < N_CLIENTS; c++)
    clients[c] = end_connect (service_get_uri (service));
  for (guint c = 0; c < N_CLIENTS; c++)
    for (guint i = 0; i < N_MESSAGES; i++)
      {
        g_assert_true (mbm_channel_send (clients[c]->channel, bytes, NULL));
        g_assert_true (mbm_channel_send (service_get_end (service, c)->channel, bytes, NULL));
      }
  for (guint c = 0; c < N_CLIENTS; c++)
    {
      End *end = service_get_end (service, c);

      wait_until (clients[c]->received->len == N_MESSAGES && end->received->len == N_MESSAGES);
      for (guint i = 0; i < N_MESSAGES; i++)
        {
          g_assert_true (g_bytes_equal (clients[c]->received->pdata[i], bytes));
          g_assert_true (g_bytes_equal (end->received->pdata[i], bytes));
        }
    }
  for (guint c = 0; c < N_CLIENTS; c++)
    end_free (clients[c]);
}

/* One that sends without end does not keep the others waiting. */
static void
test_fairness (void)
{
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autoptr (End) loud = end_connect (service_get_uri (service));
  g_autoptr (End) quiet = end_connect (service_get_uri (service));
  g_autofree char *text = g_strnfill (20 * MIB - 100, 'x');
  g_autoptr (GBytes) bytes = NULL;
  End *quiet_end = service_get_end (service, 1);
  End *loud_end = service_get_end (service, 0);

  for (guint i = 0; i < 20000; i++)
    end_send (loud,
              "one of very many small messages, which are read as they come and not one after the other");
  bytes = g_bytes_new_static (text, 1 * MIB);
  for (guint i = 0; i < 8; i++)
    g_assert_true (mbm_channel_send (loud->channel, bytes, NULL));
  end_send (quiet, "hello");
  wait_until (quiet_end->received->len == 1);
  g_test_message ("the loud one was heard %u times by then", loud_end->received->len);
  g_assert_cmpuint (loud_end->received->len, <, 20008);
  wait_until (loud_end->received->len == 20008);
}

/* --- other libraries, other versions ---------------------------------------- */

/* The tool connects, says a line each time it is told to, and shows what it got. */
static GSubprocess *
run_s_client (Service *service, const char *const *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", uri_get_port (service_get_uri (service)));
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (char *) "openssl");
  g_ptr_array_add (argv, (char *) "s_client");
  g_ptr_array_add (argv, (char *) "-connect");
  g_ptr_array_add (argv, address);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) options[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);
  g_assert_no_error (error);
  return process;
}

static void
subprocess_say (GSubprocess *process, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* FALSE always; every 20 milliseconds it says the text. */
static gboolean
say_at_times (GSubprocess *process, const char *text, gint64 *again)
{
  gint64 now = g_get_monotonic_time ();

  if (now >= *again)
    {
      subprocess_say (process, text);
      *again = now + 20 * G_TIME_SPAN_MILLISECOND;
    }
  return FALSE;
}

static void
test_old_versions (void)
{
  static const char *const options[][4] = { { "-tls1", "-cipher", "ALL:@SECLEVEL=0", NULL },
                                            { "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", NULL } };
  g_autoptr (Service) service = service_new_patient (5000, 10);

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (GSubprocess) process = run_s_client (service, options[i]);

      g_assert_error (get_refusal (service, i), MBM_ERROR, MBM_ERROR_HANDSHAKE);
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);
    }
  assert_served (service);
}

static void
test_new_versions (void)
{
  static const char *const options[][2] = { { "-tls1_2", NULL }, { "-tls1_3", NULL } };
  g_autoptr (Service) service = service_new_patient (5000, 10);

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (GSubprocess) process = run_s_client (service, options[i]);

      subprocess_say (process, REQUEST);
      service_get_end (service, i);
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);
    }
}

/* Renegotiation, which costs a server much and a client little, ends the connection, and no others wait for
 * it. */
static void
test_renegotiation (void)
{
  static const char *const options[] = { "-tls1_2", "-no_ign_eof", NULL };
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autoptr (GSubprocess) process = run_s_client (service, options);
  End *end;

  subprocess_say (process, REQUEST);
  end = service_get_end (service, 0);
  subprocess_say (process, "R\n");
  wait_until (end->n_closed == 1);
  g_assert_nonnull (end->close_error);
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  assert_served (service);
}

/* New keys, which TLS 1.3 has instead, go unnoticed. What is written while the tool still looks at a command
 * is lost with it, so that the message is sent until it has come. */
static void
test_key_update (void)
{
  static const char *const options[] = { "-tls1_3", "-no_ign_eof", NULL };
  static const char *const commands[] = { "K\n", "k\n" };
  static const char frame[] = "\x81\x82\x20\x20\x20\x20HI";
  g_autoptr (Service) service = service_new_patient (5000, 10);
  g_autoptr (GSubprocess) process = run_s_client (service, options);
  End *end;

  subprocess_say (process, REQUEST);
  end = service_get_end (service, 0);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      guint before = end->received->len;
      gint64 again = 0;
      g_autofree char *text = NULL;

      subprocess_say (process, commands[i]);
      raw_wait_until (end->received->len > before || say_at_times (process, frame, &again));
      text = end_get_text (end, before);
      g_assert_cmpstr (text, ==, "hi");
      end_send (end, "still here");
    }
  g_assert_cmpuint (end->n_closed, ==, 0);
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

/* A server that has only what is not safe any more. */
static void
test_old_server (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (MbmTransport) transport = transport_for ("wss://");
  g_autofree char *line = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  const char *argv[] = { "openssl",
                         "s_server",
                         "-accept",
                         "127.0.0.1:0",
                         "-tls1_1",
                         "-cipher",
                         "ALL:@SECLEVEL=0",
                         "-cert",
                         tls_fixture_path ("server.pem"),
                         "-key",
                         tls_fixture_path ("server.key"),
                         NULL };

  process = g_subprocess_newv (argv,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);
  g_assert_no_error (error);
  /* “ACCEPT 127.0.0.1:PORT” */
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  while (line == NULL || !g_str_has_prefix (line, "ACCEPT "))
    {
      g_free (line);
      line = g_data_input_stream_read_line (output, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (line);
    }
  uri = g_strdup_printf ("wss://%s", line + strlen ("ACCEPT "));

  g_assert_null (connect_to (transport, uri, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE);
  g_assert_nonnull (strstr (error->message, "1.2"));
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

/* One that hangs up without a word need not be one that does not speak TLS. */
static void
test_hangs_up (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (MbmTransport) transport = transport_for ("wss://");
  g_autoptr (GAsyncResult) accepted = NULL;
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *uri = g_strdup_printf ("wss://127.0.0.1:%u", port);

  g_assert_no_error (error);
  g_socket_listener_accept_async (listener, NULL, take_result, &accepted);
  mbm_transport_connect_async (transport, uri, NULL, take_result, &connected);
  wait_until (accepted != NULL);
  connection = g_socket_listener_accept_finish (listener, accepted, NULL, &error);
  g_assert_no_error (error);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  wait_until (connected != NULL);
  g_assert_null (mbm_transport_connect_finish (transport, connected, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  transport_prepare = tls_fixture_prepare;

  g_test_add_func ("/tls-peers/silent", test_silent);
  g_test_add_func ("/tls-peers/hello-in-pieces", test_hello_in_pieces);
  g_test_add_func ("/tls-peers/stalls-in-hello", test_stalls_in_hello);
  g_test_add_func ("/tls-peers/stalls-after-hello", test_stalls_after_hello);
  g_test_add_func ("/tls-peers/stalls-after-tls", test_stalls_after_tls);
  g_test_add_func ("/tls-peers/garbage", test_garbage);
  g_test_add_func ("/tls-peers/garbage-in-hello", test_garbage_in_hello);
  g_test_add_func ("/tls-peers/plain-http", test_plain_http);
  g_test_add_func ("/tls-peers/goes-away", test_goes_away);
  g_test_add_func ("/tls-peers/flood-of-silent", test_flood_of_silent);
  g_test_add_func ("/tls-peers/flood-of-stalled", test_flood_of_stalled);
  g_test_add_func ("/tls-peers/slow-alone", test_slow_alone);
  g_test_add_func ("/tls-peers/max-pending", test_max_pending);
  g_test_add_func ("/tls-peers/listener-goes", test_listener_goes);
  g_test_add_func ("/tls-peers/client-gives-up", test_client_gives_up);
  g_test_add_func ("/tls-peers/cut", test_cut);
  g_test_add_func ("/tls-peers/saturated", test_saturated);
  g_test_add_func ("/tls-peers/fairness", test_fairness);
  g_test_add_func ("/tls-peers/old-versions", test_old_versions);
  g_test_add_func ("/tls-peers/new-versions", test_new_versions);
  g_test_add_func ("/tls-peers/renegotiation", test_renegotiation);
  g_test_add_func ("/tls-peers/key-update", test_key_update);
  g_test_add_func ("/tls-peers/old-server", test_old_server);
  g_test_add_func ("/tls-peers/hangs-up", test_hangs_up);

  return g_test_run ();
}
