/* fuzz-server.c — any frames from a few peers to a server, without a socket
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-server-client-private.h"

/* The first byte says what server it is. Then each line is a frame, and its first character whose: one of
 * N_PEERS, who connect when they first say something. A line of that character alone ends the connection. */
#define N_PEERS 4

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_DECLARE_FINAL_TYPE (FuzzChannel, fuzz_channel, FUZZ, CHANNEL, MbmChannel)

struct _FuzzChannel
{
  MbmChannel parent_instance;
  guint n_unanswered;
};

G_DEFINE_FINAL_TYPE (FuzzChannel, fuzz_channel, MBM_TYPE_CHANNEL)

/* Whatever a server was told, what it says is a message, and answers come only to who asked. */
static gboolean
fuzz_channel_send (MbmChannel *channel, GBytes *text, GError **error)
{
  FuzzChannel *self = FUZZ_CHANNEL (channel);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (MbmMessage) message = NULL;
  MbmDialect dialect;

  g_assert_true (mbm_dialect_recognize (text, &dialect));
  message = mbm_message_new_for_dialect (dialect, text, &local_error);
  g_assert_no_error (local_error);
  if (mbm_message_get_kind (message) == MBM_MESSAGE_RESPONSE)
    {
      g_assert_cmpuint (self->n_unanswered, >, 0);
      self->n_unanswered--;
    }

  return TRUE;
}

static void
fuzz_channel_close (MbmChannel *channel, guint code, const char *reason)
{
  mbm_channel_emit_closed_later (channel, code, reason, NULL);
}

/* That it is closed is told by the caller. */
static void
fuzz_channel_abort (MbmChannel *channel)
{
}

static void
fuzz_channel_class_init (FuzzChannelClass *klass)
{
  MbmChannelClass *channel_class = MBM_CHANNEL_CLASS (klass);

  channel_class->send = fuzz_channel_send;
  channel_class->close = fuzz_channel_close;
  channel_class->abort = fuzz_channel_abort;
}

static void
fuzz_channel_init (FuzzChannel *self)
{
}

static void
count_tap (const MbmTapRecord *record, gpointer user_data)
{
  guint *n_records = user_data;

  g_assert_cmpint (record->real_time, >, 0);
  (*n_records)++;
}

static void
answer (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (request));

  g_assert_nonnull (mbm_server_request_get_client_id (request));
  g_assert_cmpstr (mbm_context_get_source (mbm_server_request_get_context (request)), ==,
                   mbm_server_request_get_client_id (request));
  g_assert_true (mbm_server_request_respond (request, payload, NULL));
}

static void
take (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  mbm_server_broadcast (server, mbm_message_get_name (event), NULL, NULL, NULL);
}

static MbmServer *
make_server (guint8 kind, guint *n_records)
{
  MbmServer *server = mbm_server_new ("fuzz", NULL);

  g_object_set (server, "require-registration", (kind & 1) == 0, "announce-clients", (kind & 2) == 0,
                "max-clients", 3, "dialect", (MbmServerDialect) ((kind >> 3) % 3), NULL);
  if (kind & 4)
    mbm_server_set_tap (server, count_tap, n_records, NULL);
  mbm_server_add_request_handler (server, "x", answer, NULL, NULL);
  mbm_server_add_event_handler (server, NULL, take, NULL, NULL);

  /* As mbm_server_start_async() leaves it, without an address. */
  server->uri = g_strdup ("fuzz:");
  server->state = MBM_SERVER_RUNNING;
  mbm_server_timers_start (server);

  return server;
}

static void
settle (void)
{
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
is_request (GBytes *frame)
{
  g_autoptr (MbmMessage) message = NULL;
  MbmDialect dialect;

  if (!mbm_dialect_recognize (frame, &dialect))
    return FALSE;

  message = mbm_message_new_for_dialect (dialect, frame, NULL);
  return message != NULL && mbm_message_get_kind (message) == MBM_MESSAGE_REQUEST;
}

static void
say (MbmServer *server, FuzzChannel **peer, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  if (*peer != NULL && mbm_channel_is_closed (MBM_CHANNEL (*peer)))
    {
      settle ();
      g_clear_object (peer);
    }
  if (*peer == NULL)
    {
      *peer = g_object_new (fuzz_channel_get_type (), NULL);
      mbm_server_connection_open (server, MBM_CHANNEL (*peer));
    }

  if (length == 0)
    {
      mbm_channel_emit_closed (MBM_CHANNEL (*peer), 0, NULL, NULL);
      return;
    }

  if (is_request (bytes))
    (*peer)->n_unanswered++;
  mbm_channel_emit_received (MBM_CHANNEL (*peer), bytes);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzChannel *peers[N_PEERS] = { NULL };
  const char *p = (const char *) data;
  const char *end = p + size;
  MbmServer *server;
  guint n_records = 0;

  if (size < 2)
    return 0;

  server = make_server (*data, &n_records);
  for (p++; p < end; p++)
    {
      const char *line_end = memchr (p, '\n', (gsize) (end - p));

      if (line_end == NULL)
        line_end = end;
      if (line_end > p)
        say (server, &peers[(guint8) *p % N_PEERS], p + 1, (gsize) (line_end - p - 1));
      p = line_end;
    }
  settle ();

  g_assert_cmpuint (server->arrivals.length, ==, g_hash_table_size (server->clients));
  g_assert_cmpuint (server->arrivals.length, <=, 3);
  g_assert_cmpuint (server->activity.length, ==, server->arrivals.length + server->n_unregistered);

  for (guint i = 0; i < N_PEERS; i++)
    g_clear_object (&peers[i]);
  g_assert_finalize_object (server);
  settle ();

  return 0;
}
