/* client-fixture.c — a scripted server, and a client that is watched
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

static gboolean
fixture_tick (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
fixture_iterate (void)
{
  gboolean ticked = FALSE;
  guint tick = g_timeout_add (50, fixture_tick, &ticked);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

void
fixture_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
fixture_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

char *
payload_text (MbmMessage *message)
{
  MbmJsonValue value = mbm_message_get_payload_value (message);

  return g_strndup (value.text, value.length);
}

void
assert_error (const GError *error, GQuark domain, int code, const char *words)
{
  g_assert_error (error, domain, code);
  if (words != NULL && strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

/* --- the peer ----------------------------------------------------------- */

static void
peer_received (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  Peer *self = user_data;
  g_autoptr (GError) error = NULL;
  MbmMessage *message = mbm_message_new_for_dialect (self->dialect, text, &error);

  g_assert_no_error (error);
  g_queue_push_tail (&self->received, message);
}

static void
peer_closed (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data)
{
  Peer *self = user_data;

  self->n_closed++;
  mbm_channel_set_receiver (channel, NULL, NULL);
  if (channel == self->channel)
    g_clear_object (&self->channel);
}

static void
peer_accepted (MbmListener *listener, MbmChannel *channel, gpointer user_data)
{
  static const MbmChannelReceiver receiver = { .received = peer_received, .closed = peer_closed };
  Peer *self = user_data;

  if (self->channel != NULL)
    mbm_channel_set_receiver (self->channel, NULL, NULL);
  g_set_object (&self->channel, channel);
  self->n_accepted++;
  mbm_channel_set_receiver (channel, &receiver, self);
}

void
peer_listen_again (Peer *self)
{
  static const MbmListenerReceiver receiver = { .accepted = peer_accepted };
  g_autoptr (MbmTransport) transport = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  transport = mbm_transport_new_for_uri (self->uri, &error);
  g_assert_no_error (error);
  mbm_transport_listen_async (transport, self->uri, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  self->listener = mbm_transport_listen_finish (transport, result, &error);
  g_assert_no_error (error);
  mbm_listener_set_receiver (self->listener, &receiver, self);
}

Peer *
peer_new_on (const char *uri)
{
  Peer *self = g_new0 (Peer, 1);

  g_queue_init (&self->received);
  self->uri = g_strdup (uri);
  peer_listen_again (self);
  g_free (self->uri);
  self->uri = g_strdup (mbm_listener_get_uri (self->listener));
  return self;
}

Peer *
peer_new (void)
{
  static guint n_peers;
  g_autofree char *uri = g_strdup_printf ("memory://peer-%u", ++n_peers);

  return peer_new_on (uri);
}

void
peer_stop_listening (Peer *self)
{
  if (self->listener == NULL)
    return;
  mbm_listener_set_receiver (self->listener, NULL, NULL);
  mbm_listener_close (self->listener);
  g_clear_object (&self->listener);
}

void
peer_free (Peer *self)
{
  peer_stop_listening (self);
  if (self->channel != NULL)
    mbm_channel_set_receiver (self->channel, NULL, NULL);
  g_clear_object (&self->channel);
  g_queue_clear_full (&self->received, (GDestroyNotify) mbm_message_unref);
  g_free (self->uri);
  g_free (self);
}

/* What came first and was not taken yet; waits for it. (transfer full) */
MbmMessage *
peer_next (Peer *self)
{
  fixture_wait_until (!g_queue_is_empty (&self->received));
  return g_queue_pop_head (&self->received);
}

/* The same, and it must be the request or event of that name. (transfer full) */
MbmMessage *
peer_expect (Peer *self, const char *name)
{
  MbmMessage *message = peer_next (self);

  g_assert_cmpstr (mbm_message_get_name (message), ==, name);
  return message;
}

void
peer_send (Peer *self, const char *text)
{
  g_autoptr (GBytes) frame = bytes (text);
  g_autoptr (GError) error = NULL;

  mbm_channel_send (self->channel, frame, &error);
  g_assert_no_error (error);
}

void
peer_answer (Peer *self, MbmMessage *request, const char *data)
{
  g_autoptr (GBytes) payload = bytes (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_message_new_response (request, payload, NULL, &error);

  g_assert_no_error (error);
  mbm_channel_send (self->channel, mbm_message_get_bytes (answer), &error);
  g_assert_no_error (error);
}

void
peer_fail (Peer *self, MbmMessage *request, const char *code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_message_new_error_response (request, code, message, NULL, NULL, &error);

  g_assert_no_error (error);
  mbm_channel_send (self->channel, mbm_message_get_bytes (answer), &error);
  g_assert_no_error (error);
}

void
peer_close (Peer *self, guint code, const char *reason)
{
  mbm_channel_close (self->channel, code, reason);
}

void
peer_cut (Peer *self)
{
  mbm_channel_abort (self->channel);
}

/* Waits for `$register`, and agrees; @more: more members of the answer. */
void
peer_register (Peer *self, const char *more)
{
  g_autoptr (MbmMessage) request = peer_expect (self, "$register");
  g_autofree char *data = NULL;

  data =
    g_strdup_printf ("{\"success\":true,\"connectionId\":\"c%u\",\"serverId\":\"peer\",\"serverTime\":1%s%s}",
                     self->n_accepted, more != NULL ? "," : "", more != NULL ? more : "");
  peer_answer (self, request, data);
}

/* --- what a client did -------------------------------------------------- */

static const char *
record_describe_message (MbmMessage *message)
{
  switch (mbm_message_get_kind (message))
    {
    case MBM_MESSAGE_REQUEST:
    case MBM_MESSAGE_EVENT:
      return mbm_message_get_name (message);
    case MBM_MESSAGE_RESPONSE:
      return mbm_message_is_success (message) ? "answer" : "failure";
    default:
      g_assert_not_reached ();
    }
}

static void
record_tap (const MbmTapRecord *record, gpointer user_data)
{
  static const char *const kinds[] = { "listening",  "stopped",       "opened",    "refused",    "closed",
                                       "registered", "unregistered",  "logged in", "logged out", "received",
                                       "sent",       "frame refused", "status",    "error",      "gave up" };
  Record *self = user_data;
  GString *line = g_string_new (kinds[record->kind]);

  g_assert_cmpint (record->monotonic_time, >, 0);
  g_assert_cmpint (record->real_time, >, 0);
  g_assert_nonnull (record->client_id);

  if (record->message != NULL)
    g_string_append_printf (line, " %s", record_describe_message (record->message));
  if (record->bytes != NULL)
    g_string_append_printf (line, " %.*s", (int) g_bytes_get_size (record->bytes),
                            (const char *) g_bytes_get_data (record->bytes, NULL));
  if (record->flags & MBM_TAP_FLAG_UNSOLICITED)
    g_string_append (line, " unsolicited");
  if (record->flags & MBM_TAP_FLAG_NOT_FOR_US)
    g_string_append (line, " not for us");
  if (record->reason != NULL && record->kind == MBM_TAP_RECEIVED)
    g_string_append (line, " late");
  else if (record->reason != NULL)
    g_string_append_printf (line, " %s", record->reason);
  if (record->error != NULL && record->kind != MBM_TAP_STATUS)
    g_string_append_printf (line, " (%s)",
                            record->error->domain == MBM_ERROR
                              ? mbm_error_to_code ((MbmError) record->error->code)
                              : "other");
  g_ptr_array_add (self->lines, g_string_free (line, FALSE));
}

static void
record_error (MbmClient *client, const GError *error, gpointer user_data)
{
  Record *self = user_data;

  g_ptr_array_add (self->errors, g_strdup (error->message));
}

/* Lives at least as long as the client. */
Record *
record_new (MbmClient *client)
{
  Record *self = g_new0 (Record, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->errors = g_ptr_array_new_with_free_func (g_free);
  mbm_client_set_tap (client, record_tap, self, NULL);
  g_signal_connect (client, "error", G_CALLBACK (record_error), self);
  return self;
}

void
record_free (Record *self)
{
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->errors);
  g_free (self);
}

/* The lines, and a bar between each two. */
char *
record_to_string (Record *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", (const char *) self->lines->pdata[i]);
  return g_string_free (text, FALSE);
}

gboolean
record_has (Record *self, const char *line)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (g_str_equal (self->lines->pdata[i], line))
      return TRUE;
  return FALSE;
}

void
record_clear (Record *self)
{
  g_ptr_array_set_size (self->lines, 0);
  g_ptr_array_set_size (self->errors, 0);
}

/* --- the client --------------------------------------------------------- */

void
client_connect (MbmClient *client, Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  peer_register (peer, NULL);
  fixture_wait_until (result != NULL);
  mbm_client_connect_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
}

MbmClient *
client_new_connected (Peer *peer, const char *id)
{
  MbmClient *client = mbm_client_new (id);

  g_object_set (client, "heartbeat-interval", 0, "reconnect-interval", 1, NULL);
  client_connect (client, peer);
  return client;
}

void
client_disconnect (MbmClient *client, Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$unregister");
  peer_answer (peer, request, "{\"success\":true,\"timestamp\":1}");
  fixture_wait_until (result != NULL);
  mbm_client_disconnect_finish (client, result, &error);
  g_assert_no_error (error);
  fixture_wait_until (peer->channel == NULL);
}
