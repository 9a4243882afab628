/* test-patterns.c — streams and requests both ways, over every transport there is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

static const char *const addresses[] = { "memory://patterns", "ws://127.0.0.1:0", "http://127.0.0.1:0" };

#define N_ITEMS 300
#define SIZE    5000

typedef struct
{
  MbmServer *server;
  MbmClient *client;
  MbmStreamWriter *writer;
  GBytes *item;
  guint n_written;
  guint most_queued;
  guint n_cancelled;
} World;

static void
note_cancelled (MbmStreamWriter *writer, const char *reason, gpointer user_data)
{
  World *self = user_data;

  self->n_cancelled++;
}

static void
handle_stream (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  World *self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->writer);
  self->writer = mbm_server_request_start_stream (request, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->writer, "cancelled", G_CALLBACK (note_cancelled), self);
}

static void
world_begin (World *self, const char *address)
{
  g_autoptr (GAsyncResult) started = NULL, connected = NULL;
  g_autofree char *text = g_strdup_printf ("\"%0*d\"", SIZE, 0);
  g_autoptr (GError) error = NULL;

  self->item = bytes (text);
  self->server = mbm_server_new (NULL, NULL);
  mbm_server_add_request_handler (self->server, "stream", handle_stream, self, NULL);
  mbm_server_start_async (self->server, address, NULL, fixture_keep_result, &started);
  fixture_wait_until (started != NULL);
  mbm_server_start_finish (self->server, started, &error);
  g_assert_no_error (error);

  self->client = mbm_client_new ("reader");
  mbm_client_connect_async (self->client, mbm_server_get_uri (self->server), NULL, fixture_keep_result,
                            &connected);
  fixture_wait_until (connected != NULL);
  mbm_client_connect_finish (self->client, connected, &error);
  g_assert_no_error (error);
}

static void
world_end (World *self)
{
  g_autoptr (GAsyncResult) left = NULL, stopped = NULL;

  mbm_client_disconnect_async (self->client, NULL, fixture_keep_result, &left);
  fixture_wait_until (left != NULL);
  g_clear_object (&left);
  mbm_server_stop_async (self->server, NULL, NULL, fixture_keep_result, &stopped);
  fixture_wait_until (stopped != NULL);
  g_clear_object (&stopped);
  fixture_drain ();
  g_clear_object (&self->writer);
  g_assert_finalize_object (self->client);
  g_assert_finalize_object (self->server);
  g_bytes_unref (self->item);
}

static MbmStream *
begin (World *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmStream *stream;

  mbm_client_request_stream_async (self->client, "stream", NULL, NULL, 0, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  stream = mbm_client_request_stream_finish (self->client, result, NULL, &error);
  g_assert_no_error (error);
  return stream;
}

/* Writes as the reader reads, and no faster. */
static void
write_on (GObject *source, GAsyncResult *result, gpointer user_data)
{
  World *self = user_data;
  MbmStreamWriter *writer = MBM_STREAM_WRITER (source);
  g_autoptr (GError) error = NULL;

  if (result != NULL)
    {
      g_assert_true (mbm_stream_writer_write_finish (writer, result, &error));
      self->n_written++;
    }
  self->most_queued = MAX (self->most_queued, mbm_stream_writer_get_queued (writer));
  if (self->n_written < N_ITEMS)
    mbm_stream_writer_write_async (writer, self->item, NULL, write_on, self);
  else
    g_assert_true (mbm_stream_writer_end (writer, &error));
}

static void
test_stream (gconstpointer address)
{
  World world = { NULL };
  g_autoptr (MbmStream) stream = NULL;
  guint n_items = 0;

  world_begin (&world, address);
  stream = begin (&world);
  mbm_stream_writer_set_marks (world.writer, 20000, 10000);
  write_on (G_OBJECT (world.writer), NULL, &world);
  while (TRUE)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) item = NULL;

      mbm_stream_next_async (stream, NULL, fixture_keep_result, &result);
      fixture_wait_until (result != NULL);
      item = mbm_stream_next_finish (stream, result, &error);
      g_assert_no_error (error);
      if (item == NULL)
        break;
      g_assert_true (g_bytes_equal (item, world.item));
      n_items++;
    }
  g_assert_cmpuint (n_items, ==, N_ITEMS);
  g_assert_cmpuint (world.most_queued, <, 30000);
  world_end (&world);
}

static void
test_cancel (gconstpointer address)
{
  World world = { NULL };
  g_autoptr (MbmStream) stream = NULL;

  world_begin (&world, address);
  stream = begin (&world);
  g_assert_true (mbm_stream_writer_write (world.writer, world.item, NULL));
  fixture_wait_until (mbm_stream_get_n_buffered (stream) == 1);
  mbm_stream_cancel (stream);
  fixture_wait_until (world.n_cancelled == 1);
  g_assert_cmpstr (mbm_stream_writer_get_reason (world.writer), ==, "Cancelled by the client");
  world_end (&world);
}

static void
test_failure (gconstpointer address)
{
  World world = { NULL };
  g_autoptr (MbmStream) stream = NULL;

  world_begin (&world, address);
  stream = begin (&world);
  mbm_stream_writer_fail (world.writer, "DISK_FULL", "no room", NULL);
  fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_FAILED);
  assert_error (mbm_stream_get_error (stream), MBM_ERROR, MBM_ERROR_REMOTE, "DISK_FULL: no room");
  world_end (&world);
}

/* The server goes in the middle. */
static void
test_gone (gconstpointer address)
{
  World world = { NULL };
  g_autoptr (MbmStream) stream = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;

  world_begin (&world, address);
  g_object_set (world.client, "auto-reconnect", FALSE, NULL);
  stream = begin (&world);
  mbm_server_stop_async (world.server, NULL, NULL, fixture_keep_result, &stopped);
  fixture_wait_until (stopped != NULL);
  fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_FAILED);
  g_assert_error (mbm_stream_get_error (stream), MBM_ERROR, MBM_ERROR_CLOSED);
  g_assert_cmpint (mbm_stream_writer_get_state (world.writer), ==, MBM_STREAM_CANCELLED);
  g_clear_object (&stopped);
  world_end (&world);
}

static void
handle_double (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  gint64 number = json_node_get_int (mbm_client_request_get_payload (request));
  g_autoptr (JsonNode) twice = json_node_init_int (json_node_alloc (), 2 * number);

  mbm_client_request_respond_node (request, twice);
}

/* Many questions at a time, in the other direction. */
static void
test_ask (gconstpointer address)
{
  World world = { NULL };
  GAsyncResult *results[20] = { NULL };

  world_begin (&world, address);
  mbm_client_add_request_handler (world.client, "double", handle_double, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr (GBytes) payload = bytes (text);

      mbm_server_request_client_async (world.server, "reader", i < 19 ? "double" : "nobody", payload, NULL, 0,
                                       NULL, fixture_keep_result, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MbmMessage) answer = NULL;

      fixture_wait_until (results[i] != NULL);
      answer = mbm_server_request_client_finish (world.server, results[i], &error);
      g_assert_no_error (error);
      if (i < 19)
        g_assert_cmpint (json_node_get_int (mbm_message_get_payload (answer)), ==, 2 * i);
      else
        g_assert_cmpstr (mbm_message_get_error_code (answer), ==, "UNKNOWN_REQUEST_TYPE");
      g_clear_object (&results[i]);
    }
  world_end (&world);
}

static const struct
{
  const char *name;
  GTestDataFunc func;
} tests[] = {
  { "stream", test_stream }, { "cancel", test_cancel }, { "failure", test_failure },
  { "gone", test_gone },     { "ask", test_ask },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    for (guint j = 0; j < G_N_ELEMENTS (tests); j++)
      {
        g_autofree char *scheme = g_uri_parse_scheme (addresses[i]);
        g_autofree char *path = g_strdup_printf ("/patterns/%s/%s", scheme, tests[j].name);

        g_test_add_data_func (path, addresses[i], tests[j].func);
      }

  return g_test_run ();
}
