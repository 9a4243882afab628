/* mbm-test-peer.c — a peer that says what it is told to, and a server to say it to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-test-peer.h"

static gboolean
mbm_test_wake_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* One turn of the main context; it ends after a while even if nothing happens, so that a deadline can be
 * seen. */
void
mbm_test_iterate (void)
{
  guint id = g_timeout_add (50, mbm_test_wake_cb, NULL);
  GSource *source = g_main_context_find_source_by_id (NULL, id);

  g_source_ref (source);
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
  g_source_unref (source);
}

GBytes *
mbm_test_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
mbm_test_peer_received_cb (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  MbmTestPeer *self = user_data;
  g_autoptr (GError) error = NULL;
  MbmMessage *message = mbm_message_new_for_dialect (self->dialect, text, &error);

  g_assert_no_error (error);
  g_queue_push_tail (&self->frames, message);
}

static void
mbm_test_peer_refused_cb (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data)
{
  g_error ("A server sent what is no message: %s", error->message);
}

static void
mbm_test_peer_closed_cb (MbmChannel *channel,
                         guint code,
                         const char *reason,
                         const GError *error,
                         gpointer user_data)
{
  MbmTestPeer *self = user_data;

  self->closed = TRUE;
  self->close_code = code;
  self->close_reason = g_strdup (reason);
  self->close_error = error != NULL ? g_error_copy (error) : NULL;
}

static const MbmChannelReceiver mbm_test_peer_receiver = {
  .received = mbm_test_peer_received_cb,
  .refused = mbm_test_peer_refused_cb,
  .closed = mbm_test_peer_closed_cb,
};

static void
mbm_test_result_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

MbmTestPeer *
mbm_test_peer_new (const char *uri)
{
  MbmTestPeer *self = g_new0 (MbmTestPeer, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_queue_init (&self->frames);
  self->transport = mbm_transport_new_for_uri (uri, &error);
  g_assert_no_error (error);
  mbm_transport_set_max_queue_size (self->transport, 256 * 1024 * 1024);

  mbm_transport_connect_async (self->transport, uri, NULL, mbm_test_result_cb, &result);
  mbm_test_wait_until (result != NULL);
  self->channel = mbm_transport_connect_finish (self->transport, result, &error);
  g_assert_no_error (error);
  mbm_channel_set_receiver (self->channel, &mbm_test_peer_receiver, self);

  return self;
}

/* One that speaks `magic-server`. */
MbmTestPeer *
mbm_test_peer_new_magic (const char *uri)
{
  MbmTestPeer *self = mbm_test_peer_new (uri);

  self->dialect = MBM_DIALECT_MAGIC_SERVER;
  return self;
}

MbmTestPeer *
mbm_test_peer_new_registered (const char *uri, const char *client_id)
{
  MbmTestPeer *self = mbm_test_peer_new (uri);

  mbm_test_peer_register (self, client_id);
  return self;
}

/* Cuts the connection if it is still there. */
void
mbm_test_peer_free (MbmTestPeer *self)
{
  mbm_channel_set_receiver (self->channel, NULL, NULL);
  mbm_channel_abort (self->channel);
  g_object_unref (self->channel);
  g_object_unref (self->transport);
  mbm_test_peer_forget (self);
  g_free (self->client_id);
  g_free (self->connection_id);
  g_free (self->close_reason);
  g_clear_error (&self->close_error);
  g_free (self);
}

void
mbm_test_peer_send (MbmTestPeer *self, const char *text)
{
  g_autoptr (GBytes) bytes = mbm_test_bytes (text);
  g_autoptr (GError) error = NULL;

  mbm_channel_send (self->channel, bytes, &error);
  g_assert_no_error (error);
}

void
mbm_test_peer_sendf (MbmTestPeer *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  mbm_test_peer_send (self, text);
}

void
mbm_test_peer_emit (MbmTestPeer *self, const char *event, const char *payload)
{
  if (self->dialect == MBM_DIALECT_MAGIC_SERVER)
    mbm_test_peer_sendf (self, "{\"id\":\"e%u\",\"type\":\"event.%s\",\"payload\":%s,\"timestamp\":1}",
                         ++self->n_requests, event, payload);
  else
    mbm_test_peer_sendf (self, "{\"type\":\"event\",\"event\":\"%s\",\"payload\":%s}", event, payload);
}

/* Sends a request and returns its id. */
char *
mbm_test_peer_ask (MbmTestPeer *self, const char *name, const char *payload, const char *context)
{
  char *id = g_strdup_printf ("r%u", ++self->n_requests);

  if (self->dialect == MBM_DIALECT_MAGIC_SERVER)
    {
      mbm_test_peer_sendf (
        self, "{\"id\":\"%s\",\"type\":\"request.%s\",\"payload\":%s,\"timestamp\":1,\"context\":%s}", id,
        name, payload, context != NULL ? context : "{}");
      return id;
    }

  mbm_test_peer_sendf (
    self, "{\"type\":\"request\",\"requestId\":\"%s\",\"requestType\":\"%s\",\"payload\":%s,\"context\":%s}",
    id, name, payload, context != NULL ? context : "{}");
  return id;
}

static GList *
mbm_test_peer_find_response (MbmTestPeer *self, const char *id)
{
  for (GList *link = self->frames.head; link != NULL; link = link->next)
    if (mbm_message_get_kind (link->data) == MBM_MESSAGE_RESPONSE &&
        g_strcmp0 (mbm_message_get_id (link->data), id) == 0)
      return link;

  return NULL;
}

gboolean
mbm_test_peer_has_response (MbmTestPeer *self, const char *id)
{
  return mbm_test_peer_find_response (self, id) != NULL;
}

MbmMessage *
mbm_test_peer_await_response (MbmTestPeer *self, const char *id)
{
  GList *link = NULL;
  MbmMessage *message;

  mbm_test_wait_until ((link = mbm_test_peer_find_response (self, id)) != NULL);
  message = link->data;
  g_queue_delete_link (&self->frames, link);
  return message;
}

static MbmMessage *
mbm_test_peer_take_event (MbmTestPeer *self, const char *name)
{
  for (GList *link = self->frames.head; link != NULL; link = link->next)
    {
      MbmMessage *message = link->data;

      if (mbm_message_get_kind (message) == MBM_MESSAGE_EVENT &&
          g_strcmp0 (mbm_message_get_name (message), name) == 0)
        {
          g_queue_delete_link (&self->frames, link);
          return message;
        }
    }

  return NULL;
}

MbmMessage *
mbm_test_peer_await_event (MbmTestPeer *self, const char *name)
{
  MbmMessage *message = NULL;

  mbm_test_wait_until ((message = mbm_test_peer_take_event (self, name)) != NULL);
  return message;
}

MbmMessage *
mbm_test_peer_request_with (MbmTestPeer *self, const char *name, const char *payload, const char *context)
{
  g_autofree char *id = mbm_test_peer_ask (self, name, payload, context);

  return mbm_test_peer_await_response (self, id);
}

MbmMessage *
mbm_test_peer_request (MbmTestPeer *self, const char *name, const char *payload)
{
  return mbm_test_peer_request_with (self, name, payload, NULL);
}

void
mbm_test_peer_register (MbmTestPeer *self, const char *client_id)
{
  g_autofree char *payload = g_strdup_printf ("{\"clientId\":\"%s\",\"clientType\":\"test\"}", client_id);
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (self, "$register", payload);

  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", "true");
  g_free (self->client_id);
  g_free (self->connection_id);
  self->client_id = g_strdup (client_id);
  self->connection_id = mbm_test_get (answer, "connectionId");
}

/* When this returns, everything that the server sent before has arrived. */
void
mbm_test_peer_sync (MbmTestPeer *self)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (self, "$ping", "{\"timestamp\":1}");

  mbm_test_assert_success (answer);
}

guint
mbm_test_peer_count_events (MbmTestPeer *self, const char *name)
{
  guint n = 0;

  for (GList *link = self->frames.head; link != NULL; link = link->next)
    if (g_strcmp0 (mbm_message_get_name (link->data), name) == 0)
      n++;

  return n;
}

/* Throws away what has arrived. */
void
mbm_test_peer_forget (MbmTestPeer *self)
{
  g_queue_clear_full (&self->frames, (GDestroyNotify) mbm_message_unref);
}

void
mbm_test_peer_pause (MbmTestPeer *self)
{
  mbm_channel_set_receiver (self->channel, NULL, NULL);
}

void
mbm_test_peer_resume (MbmTestPeer *self)
{
  mbm_channel_set_receiver (self->channel, &mbm_test_peer_receiver, self);
}

void
mbm_test_peer_await_closed (MbmTestPeer *self)
{
  mbm_test_wait_until (self->closed);
}

static gboolean
mbm_test_find (MbmMessage *message, const char *path, MbmJsonValue *value)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  *value = mbm_message_get_payload_value (message);
  if (value->text == NULL)
    return FALSE;

  for (guint i = 0; names[i] != NULL; i++)
    {
      MbmJsonIter iter;
      MbmJsonValue name;

      if (mbm_json_value_get_type (*value) == MBM_JSON_ARRAY)
        {
          guint index = (guint) g_ascii_strtoull (names[i], NULL, 10);

          g_assert_true (mbm_json_iter_init (&iter, *value));
          for (guint j = 0; j <= index; j++)
            if (!mbm_json_iter_next (&iter, &name, value))
              return FALSE;
        }
      else if (!mbm_json_value_get_member (*value, names[i], value))
        {
          return FALSE;
        }
    }

  return TRUE;
}

/* A string, or the text of anything else; NULL if it is not there. */
char *
mbm_test_get (MbmMessage *message, const char *path)
{
  MbmJsonValue value;

  if (!mbm_test_find (message, path, &value))
    return NULL;
  if (mbm_json_value_get_type (value) == MBM_JSON_STRING)
    return mbm_json_value_dup_string (value);

  return g_strndup (value.text, value.length);
}

gint64
mbm_test_get_int (MbmMessage *message, const char *path)
{
  MbmJsonValue value;
  gint64 result = 0;

  g_assert_true (mbm_test_find (message, path, &value));
  g_assert_true (mbm_json_value_get_int (value, &result));
  return result;
}

/* @json: (nullable): what the member has to equal; NULL if it must not be there. */
void
mbm_test_assert_member (MbmMessage *message, const char *path, const char *json)
{
  MbmJsonValue value;
  gboolean found = mbm_test_find (message, path, &value);
  g_autofree char *text = found ? g_strndup (value.text, value.length) : NULL;

  if (json == NULL)
    g_assert_cmpstr (text, ==, NULL);
  else if (!found || !mbm_json_value_equal (value, mbm_json_value (json, -1)))
    g_assert_cmpstr (text, ==, json);
}

void
mbm_test_assert_string (MbmMessage *message, const char *path, const char *text)
{
  g_autofree char *found = mbm_test_get (message, path);

  g_assert_cmpstr (found, ==, text);
}

void
mbm_test_assert_success (MbmMessage *response)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mbm_message_get_kind (response), ==, MBM_MESSAGE_RESPONSE);
  mbm_message_check_success (response, &error);
  g_assert_no_error (error);
}

/* @message: (nullable): NULL accepts any words. */
void
mbm_test_assert_error (MbmMessage *response, const char *code, const char *message)
{
  g_assert_cmpint (mbm_message_get_kind (response), ==, MBM_MESSAGE_RESPONSE);
  g_assert_false (mbm_message_is_success (response));
  g_assert_cmpstr (mbm_message_get_error_code (response), ==, code);
  if (message != NULL)
    g_assert_cmpstr (mbm_message_get_error_message (response), ==, message);
}

gboolean
mbm_test_server_try_start (MbmServer *server, const char *uri, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_server_start_async (server, uri, NULL, mbm_test_result_cb, &result);
  mbm_test_wait_until (result != NULL);
  return mbm_server_start_finish (server, result, error);
}

void
mbm_test_server_start (MbmServer *server, const char *uri)
{
  g_autoptr (GError) error = NULL;

  mbm_test_server_try_start (server, uri, &error);
  g_assert_no_error (error);
}

void
mbm_test_server_stop (MbmServer *server, const char *reason)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_stop_async (server, reason, NULL, mbm_test_result_cb, &result);
  mbm_test_wait_until (result != NULL);
  mbm_server_stop_finish (server, result, &error);
  g_assert_no_error (error);
}
