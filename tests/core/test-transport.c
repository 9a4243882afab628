/* test-transport.c — what every transport has to do, tried on each
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "tls-fixture.h"
#include "transport-fixture.h"

#define MIB (1024u * 1024)

static void
test_echo (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = NULL;

  service->echo = TRUE;
  client = end_connect (service_get_uri (service));

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u — “ÿ”", i);

      end_send (client, text);
      /* Nothing comes from within a call. */
      g_assert_cmpuint (client->received->len, ==, 0);
    }
  wait_until (client->received->len == 1000);

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *expected = g_strdup_printf ("message %u — “ÿ”", i);
      g_autofree char *text = end_get_text (client, i);

      g_assert_cmpstr (text, ==, expected);
    }
  g_assert_cmpuint (service->ends->len, ==, 1);
  g_assert_cmpuint (mbm_channel_get_queued (client->channel), ==, 0);
  g_assert_nonnull (mbm_channel_get_address (service_get_end (service, 0)->channel));
}

static void
test_sizes (gconstpointer uri)
{
  static const gsize sizes[] = { 0, 1, 2, 125, 126, 127, 65535, 65536, 65537, 3 * MIB, 16 * MIB };
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = NULL;

  service->echo = TRUE;
  client = end_connect (service_get_uri (service));

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_malloc (sizes[i] + 1);
      g_autoptr (GBytes) bytes = NULL;

      for (gsize j = 0; j < sizes[i]; j++)
        text[j] = 'a' + j % 26;
      bytes = g_bytes_new (text, sizes[i]);
      mbm_channel_send (client->channel, bytes, NULL);
      wait_until (client->received->len == i + 1);
      g_assert_true (g_bytes_equal (client->received->pdata[i], bytes));
    }
}

static void
test_close_by_client (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("late", 4);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  /* What was sent before is delivered before. */
  end_send (client, "last words");
  mbm_channel_close (client->channel, 1001, "Going away");
  mbm_channel_close (client->channel, 1000, "Again");
  g_assert_true (mbm_channel_is_closed (client->channel));
  g_assert_false (mbm_channel_send (client->channel, bytes, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED);

  wait_until (client->n_closed == 1 && end->n_closed == 1);
  text = end_get_text (end, 0);
  g_assert_cmpstr (text, ==, "last words");
  g_assert_cmpuint (end->close_code, ==, 1001);
  g_assert_cmpstr (end->close_reason, ==, "Going away");
  g_assert_no_error (end->close_error);
  g_assert_cmpuint (client->close_code, ==, 1001);
  g_assert_no_error (client->close_error);
}

static void
test_close_by_server (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autofree char *long_reason = g_strnfill (300, 'x');

  /* 122 bytes, and then a character of three that must not be cut in two. */
  memcpy (long_reason + 122, "…", strlen ("…"));
  mbm_channel_close (end->channel, 4000, long_reason);
  wait_until (client->n_closed == 1 && end->n_closed == 1);
  g_assert_cmpuint (client->close_code, ==, 4000);
  g_assert_cmpuint (strlen (client->close_reason), ==, 122);
  g_assert_no_error (client->close_error);
  g_assert_no_error (end->close_error);
}

static void
test_both_close (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);

  mbm_channel_close (end->channel, 1000, NULL);
  mbm_channel_close (client->channel, 1000, NULL);
  wait_until (client->n_closed == 1 && end->n_closed == 1);
  g_assert_no_error (client->close_error);
  g_assert_no_error (end->close_error);
}

static void
test_abort (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);

  mbm_channel_abort (client->channel);
  mbm_channel_abort (client->channel);
  g_assert_cmpuint (client->n_closed, ==, 0);
  wait_until (client->n_closed == 1 && end->n_closed == 1);
  g_assert_error (client->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
  g_assert_cmpuint (end->close_code, ==, 0);
}

static void
test_drop (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);

  end_drop_channel (client);
  wait_until (end->n_closed == 1);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

static void
test_waits_for_receiver (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (MbmChannel) channel = g_object_ref (end->channel);
  g_autoptr (End) other = NULL;

  mbm_channel_set_receiver (channel, NULL, NULL);
  end_send (client, "one");
  end_send (client, "two");
  mbm_channel_close (client->channel, 1000, "Done");
  settle ();
  g_assert_cmpuint (end->received->len, ==, 0);

  other = end_new (channel);
  g_clear_object (&channel);
  g_clear_object (&end->channel);
  wait_until (other->n_closed == 1);
  g_assert_cmpuint (other->received->len, ==, 2);
  g_assert_cmpuint (other->close_code, ==, 1000);
}

/* Where the receiver lets go of the channel in the middle of what came in one piece. */
static void
drop_on_receipt (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  MbmChannel **place = user_data;

  mbm_channel_set_receiver (channel, NULL, NULL);
  g_clear_object (place);
}

static void
test_drop_from_within (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);
  MbmChannel *channel = end->channel;
  const MbmChannelReceiver dropper = { .received = drop_on_receipt };

  g_object_add_weak_pointer (G_OBJECT (channel), (gpointer *) &channel);
  mbm_channel_set_receiver (channel, &dropper, &end->channel);
  for (guint i = 0; i < 10; i++)
    end_send (client, "text");
  wait_until (channel == NULL);
  wait_until (client->n_closed == 1);
  g_assert_error (client->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

static void
detach_on_receipt (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  guint *n_received = user_data;

  (*n_received)++;
  mbm_channel_set_receiver (channel, NULL, NULL);
}

/* Where the receiver stops in the middle of what came in one piece: the rest is for the next one, in order.
 */
static void
test_detach_from_within (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);
  const MbmChannelReceiver detacher = { .received = detach_on_receipt };
  g_autoptr (End) other = NULL;
  guint n_received = 0;

  mbm_channel_set_receiver (end->channel, &detacher, &n_received);
  for (guint i = 0; i < 10; i++)
    {
      const char text[] = { '0' + i, '\0' };

      end_send (client, text);
    }
  wait_until (n_received == 1);
  settle ();
  g_assert_cmpuint (n_received, ==, 1);

  mbm_channel_set_receiver (end->channel, &detacher, &n_received);
  wait_until (n_received == 2);
  other = end_new (end->channel);
  g_clear_object (&end->channel);
  g_assert_cmpuint (other->received->len, ==, 0);
  wait_until (other->received->len == 8);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *text = end_get_text (other, i);

      g_assert_cmpint (text[0], ==, '2' + i);
    }
}

static void
test_queue_full (gconstpointer uri)
{
  g_autoptr (MbmTransport) transport = transport_for (uri);
  g_autoptr (Service) service = NULL;
  g_autoptr (End) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (64 * 1024, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (text, 64 * 1024);
  guint n_sent = 0;
  End *end;

  mbm_transport_set_max_queue_size (transport, MIB);
  service = service_new_for_transport (transport, uri);
  client = end_connect (service_get_uri (service));
  end = service_get_end (service, 0);
  mbm_channel_set_receiver (client->channel, NULL, NULL);

  while (mbm_channel_send (end->channel, bytes, &error))
    {
      g_assert_cmpuint (mbm_channel_get_queued (end->channel), <=, MIB);
      settle ();
      n_sent++;
      g_assert_cmpuint (n_sent, <, 4096);
    }
  g_assert_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL);
  g_assert_cmpuint (n_sent, >=, 15);
  g_assert_false (mbm_channel_is_closed (end->channel));

  /* Nothing is lost: it goes on when the reader does. */
  {
    g_autoptr (End) reader = end_new (client->channel);

    g_clear_object (&client->channel);
    wait_until (reader->received->len == n_sent);
    g_assert_true (mbm_channel_send (end->channel, bytes, NULL));
    wait_until (reader->received->len == n_sent + 1);
  }
}

/* Who sends in portions is told when there is room for the next, and never queues more than one. */
static void
test_queue_watched (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  g_autofree char *text = g_strnfill (64 * 1024, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (text, 64 * 1024);
  End *end = service_get_end (service, 0);
  guint n_sent = 0, n_waits = 0;

  while (n_sent < 512)
    {
      guint n_drained = end->n_drained;

      while (n_sent < 512 && mbm_channel_get_queued (end->channel) < 4 * 64 * 1024)
        {
          g_assert_true (mbm_channel_send (end->channel, bytes, NULL));
          n_sent++;
        }
      if (mbm_channel_get_queued (end->channel) <= 64 * 1024)
        continue;

      mbm_channel_watch_queue (end->channel, 64 * 1024);
      wait_until (end->n_drained == n_drained + 1);
      g_assert_cmpuint (mbm_channel_get_queued (end->channel), <=, 64 * 1024);
      n_waits++;
    }

  wait_until (client->received->len == 512);
  g_assert_cmpuint (n_waits, >, 10);
  g_assert_cmpuint (end->n_drained, ==, n_waits);
}

static void
test_too_large (gconstpointer uri)
{
  g_autoptr (MbmTransport) transport = transport_for (uri);
  g_autoptr (Service) service = NULL;
  g_autoptr (End) client = NULL;
  g_autofree char *text = g_strnfill (1001, 'x');
  End *end;

  mbm_transport_set_max_message_size (transport, 1000);
  service = service_new_for_transport (transport, uri);
  client = end_connect (service_get_uri (service));
  end = service_get_end (service, 0);

  text[1000] = '\0';
  end_send (client, text);
  wait_until (end->received->len == 1);

  text[1000] = 'x';
  end_send (client, text);
  wait_until (client->n_closed == 1 && end->n_closed == 1);
  g_assert_cmpuint (end->received->len, ==, 1);
  g_assert_cmpuint (end->refused->len, ==, 1);
  g_assert_error (end_get_refusal (end, 0), MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE);
  g_assert_cmpuint (client->close_code, ==, 1009);
}

static void
test_invalid_utf8 (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (End) client = end_connect (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (GBytes) nul = g_bytes_new_static ("a\0b", 3);

  mbm_channel_send (client->channel, nul, NULL);
  end_send (client, "caf\xc3");
  wait_until (client->n_closed == 1 && end->n_closed == 1);
  g_assert_cmpuint (end->received->len, ==, 1);
  g_assert_true (g_bytes_equal (end->received->pdata[0], nul));
  g_assert_cmpuint (end->refused->len, ==, 1);
  g_assert_error (end_get_refusal (end, 0), MBM_ERROR, MBM_ERROR_INVALID_UTF8);
  g_assert_cmpint (memcmp (g_bytes_get_data (end->refused->pdata[0], NULL), "caf\xc3", 4), ==, 0);
  g_assert_cmpuint (client->close_code, ==, 1007);
}

static void
test_nobody_serves (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autofree char *gone = g_strdup (service_get_uri (service));
  g_autoptr (MbmTransport) transport = transport_for (uri);
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  mbm_listener_close (service->listener);
  channel = connect_to (transport, gone, NULL, &error);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REFUSED);
  g_assert_null (channel);
  g_assert_nonnull (strstr (error->message, gone));
}

static void
test_served_already (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (MbmTransport) transport = transport_for (uri);
  g_autoptr (MbmListener) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *taken = g_strdup (service_get_uri (service));

  second = listen_at (transport, taken, &error);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);

  /* It is free at once when the first one stops; who was accepted stays. */
  {
    g_autoptr (End) client = end_connect (taken);
    End *end = service_get_end (service, 0);

    mbm_listener_close (service->listener);
    second = listen_at (transport, taken, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (mbm_listener_get_uri (second), ==, taken);
    end_send (client, "still here");
    wait_until (end->received->len == 1);
  }
}

static void
test_cancelled (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (MbmTransport) transport = transport_for (uri);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  channel = connect_to (transport, service_get_uri (service), cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (channel);
}

static void
test_many (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) end_free);

  service->echo = TRUE;
  for (guint i = 0; i < 100; i++)
    {
      End *client = end_connect (service_get_uri (service));

      g_ptr_array_add (clients, client);
      end_send (client, "hello");
    }
  for (guint i = 0; i < clients->len; i++)
    {
      End *client = clients->pdata[i];

      wait_until (client->received->len == 1);
    }
  g_assert_cmpuint (service->ends->len, ==, 100);
}

typedef struct
{
  const char *uri;
  guint n_received;
} Other;

/* A client on a thread and main context of its own. */
static gpointer
other_thread (gpointer data)
{
  Other *other = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  {
    g_autoptr (End) client = end_connect (other->uri);

    for (guint i = 0; i < 200; i++)
      end_send (client, "from elsewhere");
    wait_until (client->received->len == 200);
    other->n_received = client->received->len;
    mbm_channel_close (client->channel, 1000, NULL);
    wait_until (client->n_closed == 1);
  }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_other_thread (gconstpointer uri)
{
  g_autoptr (Service) service = service_new (uri);
  Other other = { .uri = service_get_uri (service) };
  g_autoptr (GThread) thread = NULL;
  End *end;

  service->echo = TRUE;
  thread = g_thread_new ("client", other_thread, &other);
  end = service_get_end (service, 0);
  wait_until (end->n_closed == 1);
  g_thread_join (g_steal_pointer (&thread));
  g_assert_cmpuint (other.n_received, ==, 200);
  g_assert_cmpuint (end->close_code, ==, 1000);
}

static void
test_nothing_left (gconstpointer uri)
{
  guint before;

  /* What the first use sets up for good. */
  service_free (service_new (uri));
  settle ();
  before = count_open_fds ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Service) service = service_new (uri);
      g_autoptr (End) client = end_connect (service_get_uri (service));
      End *end = service_get_end (service, 0);

      end_send (client, "text");
      if (i == 1)
        mbm_channel_close (client->channel, 1000, NULL);
      else if (i == 2)
        wait_until (end->received->len == 1);
    }
  /* A thread that shakes hands closes its descriptors when it has time; one of an earlier test may have had
   * some open when they were counted. */
  wait_until (count_open_fds () <= before);
  settle ();
  g_assert_false (g_main_context_pending (NULL));
}

static void
test_schemes (void)
{
  static const struct
  {
    const char *uri;
    MbmError code;
  } cases[] = {
    { "", MBM_ERROR_INVALID_URI },
    { "localhost:4000", MBM_ERROR_INVALID_URI },
    { "127.0.0.1", MBM_ERROR_INVALID_URI },
    { "://nothing", MBM_ERROR_INVALID_URI },
    { "ws://\xff", MBM_ERROR_INVALID_URI },
    { "mqtt://localhost", MBM_ERROR_UNKNOWN_SCHEME },
    { "gopher://localhost", MBM_ERROR_UNKNOWN_SCHEME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MbmTransport) transport = mbm_transport_new_for_uri (cases[i].uri, &error);

      g_assert_null (transport);
      g_assert_error (error, MBM_ERROR, (int) cases[i].code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (cases[i].code == MBM_ERROR_UNKNOWN_SCHEME)
        g_assert_nonnull (strstr (error->message, "memory://"));
    }
}

static void
test_properties (void)
{
  g_autoptr (MbmTransport) transport = transport_for ("memory://x");
  const char *headers[] = { "Authorization: Bearer abc", NULL };
  const char *origins[] = { "https://example.org", NULL };
  g_auto (GStrv) read_headers = NULL;
  g_auto (GStrv) read_origins = NULL;
  guint64 max_message_size;
  guint64 max_queue_size;
  guint handshake_timeout;
  guint max_pending;
  gboolean allow_remote;

  g_object_set (transport, "max-message-size", (guint64) 10, "max-queue-size", (guint64) 20,
                "handshake-timeout", 30, "max-pending", 40, "headers", headers, "allowed-origins", origins,
                "allow-remote", TRUE, NULL);
  g_object_get (transport, "max-message-size", &max_message_size, "max-queue-size", &max_queue_size,
                "handshake-timeout", &handshake_timeout, "max-pending", &max_pending, "headers",
                &read_headers, "allowed-origins", &read_origins, "allow-remote", &allow_remote, NULL);
  g_assert_cmpuint (max_message_size, ==, 10);
  g_assert_cmpuint (max_queue_size, ==, 20);
  g_assert_cmpuint (handshake_timeout, ==, 30);
  g_assert_cmpuint (max_pending, ==, 40);
  g_assert_true (g_strv_equal ((const char *const *) read_headers, headers));
  g_assert_true (g_strv_equal ((const char *const *) read_origins, origins));
  g_assert_true (allow_remote);
  g_assert_finalize_object (g_steal_pointer (&transport));
}

/* A transport somebody else wrote, that can do neither. */
#define TEST_TYPE_OWN_TRANSPORT (test_own_transport_get_type ())
G_DECLARE_FINAL_TYPE (TestOwnTransport, test_own_transport, TEST, OWN_TRANSPORT, MbmTransport)

struct _TestOwnTransport
{
  MbmTransport parent_instance;
};

G_DEFINE_FINAL_TYPE (TestOwnTransport, test_own_transport, MBM_TYPE_TRANSPORT)

static void
test_own_transport_class_init (TestOwnTransportClass *klass)
{
}

static void
test_own_transport_init (TestOwnTransport *self)
{
}

static void
test_register (void)
{
  g_autoptr (MbmTransport) transport = NULL;
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (MbmListener) listener = NULL;
  g_autoptr (GError) error = NULL;

  mbm_transport_register ("own", TEST_TYPE_OWN_TRANSPORT);
  transport = transport_for ("OWN://somewhere");
  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (transport, TEST_TYPE_OWN_TRANSPORT));

  channel = connect_to (transport, "own://somewhere", NULL, &error);
  g_assert_null (channel);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_FAILED);
  g_clear_error (&error);
  listener = listen_at (transport, "own://somewhere", &error);
  g_assert_null (listener);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_FAILED);
}

static void
test_memory_names (void)
{
  g_autoptr (Service) service = service_new ("memory://orders/");
  g_autoptr (End) client = end_connect ("MEMORY://orders");
  g_autoptr (MbmTransport) transport = transport_for ("memory://x");
  g_autoptr (MbmListener) nameless = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (service_get_uri (service), ==, "memory://orders");
  g_assert_cmpstr (mbm_channel_get_address (client->channel), ==, "memory");
  service_get_end (service, 0);

  nameless = listen_at (transport, "memory://", &error);
  g_assert_null (nameless);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI);
}

/* The other end is there, but takes nothing out: it is not waited for without end. */
static void
test_memory_close_not_answered (void)
{
  g_autoptr (Service) service = service_new ("memory://deaf");
  g_autoptr (End) client = end_connect ("memory://deaf");
  End *end = service_get_end (service, 0);

  mbm_channel_set_receiver (end->channel, NULL, NULL);
  mbm_channel_close (client->channel, 1000, NULL);
  g_assert_true (mbm_channel_is_closed (client->channel));
  wait_until (client->n_closed == 1);
  g_assert_error (client->close_error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
}

/* Many messages in one go leave other sources of the context their turn. */
static void
test_memory_fairness (void)
{
  g_autoptr (Service) service = service_new ("memory://busy");
  g_autoptr (End) client = end_connect ("memory://busy");
  End *end = service_get_end (service, 0);

  for (guint i = 0; i < 1000; i++)
    end_send (client, "x");
  while (end->received->len < 1000)
    {
      guint before = end->received->len;

      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (end->received->len - before, <=, 64);
    }
}

/* Nobody answers the door: some may wait before it, and are turned away when it is closed. */
static void
test_memory_pending (void)
{
  g_autoptr (MbmTransport) transport = transport_for ("memory://door");
  g_autoptr (MbmListener) listener = NULL;
  g_autoptr (End) first = NULL;
  g_autoptr (End) second = NULL;
  g_autoptr (MbmChannel) third = NULL;
  g_autoptr (GError) error = NULL;

  mbm_transport_set_max_pending (transport, 2);
  listener = listen_at (transport, "memory://door", NULL);
  first = end_connect ("memory://door");
  second = end_connect ("memory://door");
  third = connect_to (transport, "memory://door", NULL, &error);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LIMIT);

  end_send (first, "anybody there?");
  mbm_listener_close (listener);
  wait_until (first->n_closed == 1 && second->n_closed == 1);
  g_assert_error (first->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

static const struct
{
  const char *name;
  GTestDataFunc func;
} common_tests[] = {
  { "echo", test_echo },
  { "sizes", test_sizes },
  { "close-by-client", test_close_by_client },
  { "close-by-server", test_close_by_server },
  { "both-close", test_both_close },
  { "abort", test_abort },
  { "drop", test_drop },
  { "waits-for-receiver", test_waits_for_receiver },
  { "drop-from-within", test_drop_from_within },
  { "detach-from-within", test_detach_from_within },
  { "queue-full", test_queue_full },
  { "queue-watched", test_queue_watched },
  { "too-large", test_too_large },
  { "invalid-utf8", test_invalid_utf8 },
  { "nobody-serves", test_nobody_serves },
  { "served-already", test_served_already },
  { "cancelled", test_cancelled },
  { "many", test_many },
  { "other-thread", test_other_thread },
  { "nothing-left", test_nothing_left },
};

static void
add_common_tests (const char *name, const char *uri)
{
  for (guint i = 0; i < G_N_ELEMENTS (common_tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/transport/%s/%s", name, common_tests[i].name);

      g_test_add_data_func (path, uri, common_tests[i].func);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  transport_prepare = tls_fixture_prepare;

  add_common_tests ("memory", "memory://test");
  add_common_tests ("ws", "ws://127.0.0.1:0/any/path");
  add_common_tests ("wss", "wss://127.0.0.1:0/any/path");
  g_test_add_func ("/transport/schemes", test_schemes);
  g_test_add_func ("/transport/properties", test_properties);
  g_test_add_func ("/transport/register", test_register);
  g_test_add_func ("/transport/memory/names", test_memory_names);
  g_test_add_func ("/transport/memory/close-not-answered", test_memory_close_not_answered);
  g_test_add_func ("/transport/memory/fairness", test_memory_fairness);
  g_test_add_func ("/transport/memory/pending", test_memory_pending);

  return g_test_run ();
}
