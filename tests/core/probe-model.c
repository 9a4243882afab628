/* probe-model.c — a small service that keeps to the protocol, except where it is told not to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "probe-model.h"

#include <string.h>

#define NOW (g_get_real_time () / 1000)

/* In milliseconds. */
#define HEARTBEAT_INTERVAL 40
#define CLIENT_TIMEOUT     1000

struct _ProbeModel
{
  ProbeFlaw flaw;
  MbmTransport *transport;
  MbmListener *listener;
  GPtrArray *peers; /* Peer */
  GPtrArray *seen;
  char *token; /* (nullable): of the login */
  guint heartbeat_timer;
  guint n_connections;
};

typedef struct
{
  ProbeModel *model;
  MbmChannel *channel;
  char *client_id; /* (nullable): once registered */
  char *connection_id;
  guint n_subscriptions;
  gint64 last_sign;
  gboolean is_deaf;
} Peer;

static gboolean
has (Peer *peer, ProbeFlaw flaw)
{
  return peer->model->flaw == flaw;
}

/* --- saying ------------------------------------------------------------------- */

static void say (Peer *peer, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Peer *peer, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  bytes = g_bytes_new (text, strlen (text));
  if (!mbm_channel_is_closed (peer->channel))
    mbm_channel_send (peer->channel, bytes, NULL);
}

static void
answer (Peer *peer, MbmMessage *request, const char *data)
{
  say (peer, "{\"type\":\"response\",\"requestId\":\"%s\",\"success\":true,\"data\":%s}",
       mbm_message_get_id (request), data);
}

static void
fail (Peer *peer, MbmMessage *request, const char *code, const char *words)
{
  say (peer,
       "{\"type\":\"response\",\"requestId\":\"%s\",\"success\":false,\"error\":{\"code\":\"%s\",\"message\":"
       "\"%s\"}}",
       mbm_message_get_id (request), code, words);
}

static void
complain (Peer *peer, const char *code)
{
  say (peer,
       "{\"type\":\"event\",\"event\":\"$error\",\"payload\":{\"code\":\"%s\",\"message\":\"no\","
       "\"timestamp\":%" G_GINT64_FORMAT "}}",
       code, NOW);
}

static void
announce (ProbeModel *self, const char *event, const char *client_id, const char *connection_id)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      Peer *peer = g_ptr_array_index (self->peers, i);

      if (peer->client_id == NULL)
        continue;
      if (self->flaw == FLAW_ANNOUNCEMENT_MEMBERS)
        say (peer, "{\"type\":\"event\",\"event\":\"%s\",\"payload\":{\"clientId\":\"%s\"}}", event,
             client_id);
      else
        say (peer,
             "{\"type\":\"event\",\"event\":\"%s\",\"payload\":{\"clientId\":\"%s\",\"connectionId\":\"%s\","
             "\"timestamp\":%" G_GINT64_FORMAT "}}",
             event, client_id, connection_id, NOW);
    }
}

/* --- reading -------------------------------------------------------------------- */

static char *
dup_string (MbmMessage *message, const char *name)
{
  MbmJsonValue payload = mbm_message_get_payload_value (message);
  MbmJsonValue value;

  if (payload.text == NULL || mbm_json_value_get_type (payload) != MBM_JSON_OBJECT ||
      !mbm_json_value_get_member (payload, name, &value))
    return NULL;
  return mbm_json_value_dup_string (value);
}

static gboolean
is_type (MbmMessage *message, const char *name, MbmJsonType type, gboolean if_missing)
{
  MbmJsonValue payload = mbm_message_get_payload_value (message);
  MbmJsonValue value;

  if (payload.text == NULL || mbm_json_value_get_type (payload) != MBM_JSON_OBJECT ||
      !mbm_json_value_get_member (payload, name, &value))
    return if_missing;
  return mbm_json_value_get_type (value) == type;
}

/* --- registration ------------------------------------------------------------------ */

static Peer *
find_client (ProbeModel *self, const char *client_id)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      Peer *peer = g_ptr_array_index (self->peers, i);

      if (g_strcmp0 (peer->client_id, client_id) == 0)
        return peer;
    }
  return NULL;
}

static void
forget_client (Peer *peer)
{
  g_autofree char *id = g_steal_pointer (&peer->client_id);

  if (id != NULL)
    announce (peer->model, "$disconnected", id, peer->connection_id);
}

static void
replace (Peer *older)
{
  if (has (older, FLAW_BOTH_STAY))
    {
      g_clear_pointer (&older->client_id, g_free);
      return;
    }
  if (has (older, FLAW_REPLACED_SILENTLY))
    g_clear_pointer (&older->client_id, g_free);
  else
    forget_client (older);
  if (!has (older, FLAW_REPLACED_SILENTLY))
    say (older,
         "{\"type\":\"event\",\"event\":\"$disconnected\",\"payload\":{\"clientId\":\"x\",\"connectionId\":"
         "\"%s\",\"reason\":\"Replaced by a new connection\",\"timestamp\":%" G_GINT64_FORMAT "}}",
         older->connection_id, NOW);
  mbm_channel_close (older->channel, 4001, "Replaced by a new connection");
}

static void
do_register (Peer *peer, MbmMessage *request)
{
  g_autofree char *id = dup_string (request, "clientId");
  g_autofree char *data = NULL;
  Peer *older = find_client (peer->model, id);

  if (has (peer, FLAW_SILENT_REGISTER))
    return;
  if (has (peer, FLAW_REGISTER_REFUSED))
    {
      fail (peer, request, "MAX_CLIENTS_REACHED", "Server has reached maximum number of clients");
      return;
    }
  if (peer->client_id != NULL && !has (peer, FLAW_REGISTER_TWICE))
    {
      fail (peer, request, "ALREADY_REGISTERED", "again?");
      return;
    }
  if (has (peer, FLAW_ID_IN_USE) && older != NULL && older != peer)
    {
      fail (peer, request, "CLIENT_ID_IN_USE", "taken");
      return;
    }
  /* Ids that were there once are never free again. */
  if (has (peer, FLAW_NO_RECONNECT) && g_str_has_suffix (id, "-back"))
    {
      if (g_ptr_array_find_with_equal_func (peer->model->seen, id, g_str_equal, NULL))
        {
          fail (peer, request, "CLIENT_ID_IN_USE", "taken");
          return;
        }
      g_ptr_array_add (peer->model->seen, g_strdup (id));
    }
  if (older != NULL && older != peer)
    replace (older);

  g_free (peer->client_id);
  peer->client_id = g_strdup (id);
  if (has (peer, FLAW_REGISTER_MEMBERS))
    data =
      g_strdup_printf ("{\"success\":true,\"connectionId\":7,\"serverTime\":%" G_GINT64_FORMAT ",\"ttl\":1}",
                       NOW);
  else
    data = g_strdup_printf (
      "{\"success\":true,\"connectionId\":\"%s\",\"serverId\":\"model\",\"serverTime\":%" G_GINT64_FORMAT
      ",\"ttl\":%d}",
      peer->connection_id, has (peer, FLAW_SECONDS) ? NOW / 1000 : NOW,
      has (peer, FLAW_TTL_MILLISECONDS)    ? 90000
      : has (peer, FLAW_HEARTBEAT_IGNORED) ? CLIENT_TIMEOUT / 1000
                                           : 90);
  answer (peer, request, data);
  announce (peer->model, "$connected", id, peer->connection_id);
}

static void
do_unregister (Peer *peer, MbmMessage *request)
{
  g_autofree char *data = g_strdup_printf ("{\"success\":true,\"timestamp\":%" G_GINT64_FORMAT "}", NOW);

  if (!has (peer, FLAW_UNREGISTER_STAYS))
    forget_client (peer);
  answer (peer, request, data);
}

/* --- ping, info ---------------------------------------------------------------------- */

static void
do_ping (Peer *peer, MbmMessage *request)
{
  MbmJsonValue value = { NULL, 0 };
  g_autofree char *echo = dup_string (request, "payload");
  g_autofree char *data = NULL;
  gint64 timestamp = 0;

  if (mbm_json_value_get_member (mbm_message_get_payload_value (request), "timestamp", &value))
    mbm_json_value_get_int (value, &timestamp);
  if (has (peer, FLAW_PING_TIMESTAMP) && echo != NULL)
    timestamp++;
  /* Wrong only if several are under way. */
  if (has (peer, FLAW_PING_MIXED_UP) && g_strcmp0 (echo, "probe") == 0)
    timestamp = 1;

  data = g_strdup_printf ("{\"timestamp\":%" G_GINT64_FORMAT ",\"serverTime\":%" G_GINT64_FORMAT
                          ",\"echo\":\"%s\"}",
                          timestamp, NOW,
                          echo == NULL                 ? ""
                          : has (peer, FLAW_PING_ECHO) ? "echo"
                                                       : echo);
  if (has (peer, FLAW_PING_WRONG_ID) && echo != NULL && g_str_has_prefix (echo, "probe-"))
    say (peer, "{\"type\":\"response\",\"requestId\":\"other\",\"success\":true,\"data\":%s}", data);
  else
    answer (peer, request, data);
  if (has (peer, FLAW_PING_TWICE) && g_strcmp0 (echo, "probe") == 0)
    answer (peer, request, data);
}

static void
do_info (Peer *peer, MbmMessage *request)
{
  g_autofree char *data = NULL;

  if (has (peer, FLAW_INFO_TYPES))
    data = g_strdup ("{\"serverId\":\"model\",\"version\":1,\"uptime\":\"long\",\"capabilities\":{}}");
  else
    data = g_strdup_printf ("{\"serverId\":\"model\",\"version\":\"1\",\"uptime\":5,\"connectedClients\":%u,"
                            "\"capabilities\":[\"a\"],\"serverTime\":%" G_GINT64_FORMAT "}",
                            peer->model->peers->len, NOW);
  answer (peer, request, data);
}

/* --- subscriptions -------------------------------------------------------------------- */

static void
do_subscribe (Peer *peer, MbmMessage *request)
{
  if (!is_type (request, "events", MBM_JSON_ARRAY, FALSE) && !has (peer, FLAW_ANY_PAYLOAD))
    fail (peer, request, "INVALID_PAYLOAD", "events");
  else if (!is_type (request, "filter", MBM_JSON_OBJECT, TRUE) && !has (peer, FLAW_ANY_FILTER))
    fail (peer, request, "INVALID_PAYLOAD", "filter");
  else if (has (peer, FLAW_NO_SUBSCRIPTION_ID))
    answer (peer, request, "{\"success\":true,\"events\":[\"x\"]}");
  else
    {
      peer->n_subscriptions++;
      answer (peer, request, "{\"success\":true,\"subscriptionId\":\"s\",\"events\":[\"x\"]}");
    }
}

static void
do_unsubscribe (Peer *peer, MbmMessage *request)
{
  gboolean survives = has (peer, FLAW_SUBSCRIPTION_SURVIVES) && g_str_has_suffix (peer->client_id, "-back");

  if (peer->n_subscriptions == 0 && !has (peer, FLAW_UNSUBSCRIBE_AGAIN) && !survives)
    {
      fail (peer, request, "UNKNOWN_SUBSCRIPTION", "s");
      return;
    }
  if (peer->n_subscriptions > 0)
    peer->n_subscriptions--;
  answer (peer, request, "{\"success\":true}");
}

/* --- logins --------------------------------------------------------------------------- */

static void
refuse_login (Peer *peer, MbmMessage *request, const char *code, const char *words)
{
  g_autofree char *data =
    g_strdup_printf ("{\"success\":false,\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}", code, words);

  if (has (peer, FLAW_LOGIN_FAILS_HARD))
    fail (peer, request, code, words);
  else if (has (peer, FLAW_LOGIN_WITHOUT_REASON))
    answer (peer, request, "{\"success\":false}");
  else
    answer (peer, request, data);
}

static void
do_login (Peer *peer, MbmMessage *request)
{
  g_autofree char *user = dup_string (request, "username");
  g_autofree char *password = dup_string (request, "password");
  g_autofree char *token = dup_string (request, "token");
  g_autofree char *data = NULL;
  gint64 expires = has (peer, FLAW_EXPIRED_TOKEN) ? NOW - 1000 : NOW + 3600000;

  if (has (peer, FLAW_SLOW_LOGIN) && user != NULL)
    return;
  if (token != NULL && g_strcmp0 (token, peer->model->token) != 0 && !has (peer, FLAW_ANY_TOKEN))
    {
      refuse_login (peer, request, "invalid_token", "no");
      return;
    }
  if (token == NULL && !has (peer, FLAW_ANY_LOGIN) &&
      (g_strcmp0 (user, "ann") != 0 || g_strcmp0 (password, "open sesame") != 0))
    {
      gboolean leaks = has (peer, FLAW_LOGIN_LEAKS) && g_strcmp0 (user, "ann") == 0;

      refuse_login (peer, request, "invalid_credentials", leaks ? "wrong password" : "no");
      return;
    }

  g_free (peer->model->token);
  peer->model->token = g_strdup ("token-of-ann-0123456789");
  data = g_strdup_printf ("{\"success\":true,\"token\":\"%s\",\"expiresAt\":%" G_GINT64_FORMAT
                          ",\"user\":{\"id\":\"1\",\"username\":\"ann\",\"roles\":[\"admin\"]}}",
                          peer->model->token, expires);
  answer (peer, request, data);
}

static void
do_logout (Peer *peer, MbmMessage *request)
{
  if (!has (peer, FLAW_LOGOUT_KEEPS_TOKEN))
    g_clear_pointer (&peer->model->token, g_free);
  answer (peer, request, "{\"success\":true}");
}

/* --- the rest ----------------------------------------------------------------------------- */

static void
do_double (Peer *peer, MbmMessage *request)
{
  MbmJsonValue payload = mbm_message_get_payload_value (request);
  MbmJsonValue value;
  gint64 n = 0;
  g_autofree char *data = NULL;

  if (mbm_json_value_get_type (payload) != MBM_JSON_OBJECT ||
      !mbm_json_value_get_member (payload, "n", &value) || !mbm_json_value_get_int (value, &n))
    {
      if (!has (peer, FLAW_ANY_REQUEST_PAYLOAD))
        {
          fail (peer, request, "INVALID_PAYLOAD", "n");
          return;
        }
    }
  data = has (peer, FLAW_WRONG_RESULT) ? g_strdup ("{\"n\":\"two\"}")
                                       : g_strdup_printf ("{\"n\":%" G_GINT64_FORMAT "}", 2 * n);
  answer (peer, request, data);
}

static void
do_unknown (Peer *peer, MbmMessage *request)
{
  const char *name = mbm_message_get_name (request);
  g_autofree char *words = g_strdup_printf ("Unknown request type: %s", name);

  if (*name != '$')
    g_ptr_array_add (peer->model->seen, g_strdup (name));

  if (has (peer, FLAW_UNKNOWN_SILENT))
    return;
  if (has (peer, FLAW_UNKNOWN_CLOSES))
    mbm_channel_close (peer->channel, 1008, "What?");
  else if (has (peer, FLAW_UNKNOWN_SUCCEEDS))
    answer (peer, request, "null");
  else if (has (peer, FLAW_UNKNOWN_CODE))
    fail (peer, request, "NOT_FOUND", words);
  else
    fail (peer, request, "UNKNOWN_REQUEST_TYPE", has (peer, FLAW_UNKNOWN_MESSAGE) ? "What?" : words);
}

typedef struct
{
  const char *name;
  gboolean is_open; /* to who has not registered */
  void (*answer) (Peer *peer, MbmMessage *request);
} Handler;

static const Handler handlers[] = {
  { "$register", TRUE, do_register },
  { "$unregister", FALSE, do_unregister },
  { "$ping", TRUE, do_ping },
  { "$serverInfo", TRUE, do_info },
  { "$subscribe", FALSE, do_subscribe },
  { "$unsubscribe", FALSE, do_unsubscribe },
  { "$login", TRUE, do_login },
  { "$logout", FALSE, do_logout },
  { "double", FALSE, do_double },
};

static void
take_request (Peer *peer, MbmMessage *request)
{
  const char *source = mbm_context_get_source (mbm_message_get_context (request));
  const Handler *handler = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (g_strcmp0 (handlers[i].name, mbm_message_get_name (request)) == 0)
      handler = &handlers[i];

  if (peer->client_id == NULL && (handler == NULL || !handler->is_open))
    fail (peer, request, has (peer, FLAW_NOBODY_IS_KNOWN) ? "GO_AWAY" : "NOT_REGISTERED", "Who are you?");
  else if (peer->client_id != NULL && source != NULL && !g_str_equal (source, peer->client_id) &&
           !has (peer, FLAW_ANY_SOURCE))
    fail (peer, request, "SOURCE_MISMATCH", source);
  else if (handler != NULL)
    handler->answer (peer, request);
  else
    do_unknown (peer, request);
}

static void
take_event (Peer *peer, MbmMessage *event)
{
  const char *name = mbm_message_get_name (event);

  if (!g_str_has_prefix (name, "$"))
    g_ptr_array_add (peer->model->seen, g_strdup (name));
  if (g_str_equal (name, "$heartbeat"))
    {
      if (has (peer, FLAW_HEARTBEAT_REFUSED))
        complain (peer, "INVALID_FRAME");
      if (has (peer, FLAW_HEARTBEAT_CLOSES))
        mbm_channel_close (peer->channel, 1008, "No");
    }
  else if (has (peer, FLAW_SYSTEM_EVENT_CLOSES))
    {
      mbm_channel_close (peer->channel, 1008, "No");
    }
}

static void
take_malformed (Peer *peer, const GError *error)
{
  ProbeModel *self = peer->model;

  if (has (peer, FLAW_MALFORMED_CLOSES))
    mbm_channel_close (peer->channel, 1003, "No JSON");
  else if (has (peer, FLAW_MALFORMED_KILLS_ALL))
    for (guint i = 0; i < self->peers->len; i++)
      mbm_channel_close (((Peer *) g_ptr_array_index (self->peers, i))->channel, 1011, "Crash");
  else if (has (peer, FLAW_MALFORMED_DEAFENS))
    peer->is_deaf = TRUE;
  else if (!has (peer, FLAW_MALFORMED_SILENT))
    complain (peer, mbm_error_to_code ((MbmError) error->code));
}

static void
received_cb (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  Peer *peer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) message = mbm_message_new_from_bytes (text, &error);

  if (message == NULL)
    take_malformed (peer, error);
  if (message == NULL || peer->is_deaf)
    return;

  /* A beat alone does not count where that is the flaw. */
  if (!has (peer, FLAW_HEARTBEAT_IGNORED) || mbm_message_get_kind (message) == MBM_MESSAGE_REQUEST)
    peer->last_sign = g_get_monotonic_time ();
  if (has (peer, FLAW_NO_JSON) && mbm_message_get_kind (message) == MBM_MESSAGE_REQUEST)
    {
      say (peer, "OK");
      return;
    }

  switch (mbm_message_get_kind (message))
    {
    case MBM_MESSAGE_REQUEST:
      take_request (peer, message);
      break;
    case MBM_MESSAGE_EVENT:
      take_event (peer, message);
      break;
    case MBM_MESSAGE_RESPONSE:
    default:
      if (has (peer, FLAW_ANSWERS_ANSWERS))
        fail (peer, message, "WHAT", "what?");
      break;
    }
}

static void
refused_cb (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data)
{
  Peer *peer = user_data;

  if (!g_error_matches (error, MBM_ERROR, MBM_ERROR_UNSUPPORTED_DATA))
    return;
  if (has (peer, FLAW_BINARY_CLOSES))
    mbm_channel_close (channel, 1003, "Text only");
  else
    complain (peer, "UNSUPPORTED_DATA");
}

static void
closed_cb (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data)
{
  Peer *peer = user_data;

  forget_client (peer);
  g_ptr_array_remove (peer->model->peers, peer);
}

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  mbm_channel_set_receiver (peer->channel, NULL, NULL);
  g_object_unref (peer->channel);
  g_free (peer->client_id);
  g_free (peer->connection_id);
  g_free (peer);
}

static void
accepted_cb (MbmListener *listener, MbmChannel *channel, gpointer user_data)
{
  static const MbmChannelReceiver receiver = { .received = received_cb,
                                               .refused = refused_cb,
                                               .closed = closed_cb };
  ProbeModel *self = user_data;
  Peer *peer = g_new0 (Peer, 1);

  peer->model = self;
  peer->channel = g_object_ref (channel);
  peer->connection_id = g_strdup_printf ("connection-%u", ++self->n_connections);
  peer->last_sign = g_get_monotonic_time ();
  g_ptr_array_add (self->peers, peer);
  mbm_channel_set_receiver (channel, &receiver, peer);
}

/* Also drops who is silent. */
static gboolean
heartbeat_cb (gpointer user_data)
{
  ProbeModel *self = user_data;

  for (guint i = 0; i < self->peers->len; i++)
    {
      Peer *peer = g_ptr_array_index (self->peers, i);

      if (has (peer, FLAW_HEARTBEAT_IGNORED) &&
          g_get_monotonic_time () - peer->last_sign > CLIENT_TIMEOUT * 1000)
        mbm_channel_close (peer->channel, 4000, "Client timeout");
      else if (peer->client_id == NULL || has (peer, FLAW_NO_HEARTBEATS))
        continue;
      else if (has (peer, FLAW_HEARTBEAT_MEMBERS))
        say (peer, "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":\"now\"}}");
      else
        say (peer,
             "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":%" G_GINT64_FORMAT
             ",\"serverId\":\"model\"}}",
             NOW);
    }
  return G_SOURCE_CONTINUE;
}

static void
listening_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

ProbeModel *
probe_model_new (const char *uri, ProbeFlaw flaw)
{
  static const MbmListenerReceiver receiver = { .accepted = accepted_cb };
  static const char *const any[] = { "*", NULL };
  ProbeModel *self = g_new0 (ProbeModel, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->flaw = flaw;
  self->peers = g_ptr_array_new_with_free_func (peer_free);
  self->seen = g_ptr_array_new_with_free_func (g_free);
  self->transport = mbm_transport_new_for_uri (uri, &error);
  g_assert_no_error (error);
  mbm_transport_set_max_message_size (self->transport, 65536);
  if (flaw == FLAW_ANY_ORIGIN)
    mbm_transport_set_allowed_origins (self->transport, any);
  mbm_transport_listen_async (self->transport, uri, NULL, listening_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  self->listener = mbm_transport_listen_finish (self->transport, result, &error);
  g_assert_no_error (error);
  mbm_listener_set_receiver (self->listener, &receiver, self);
  self->heartbeat_timer = g_timeout_add (HEARTBEAT_INTERVAL, heartbeat_cb, self);
  return self;
}

const char *
probe_model_get_uri (ProbeModel *self)
{
  return mbm_listener_get_uri (self->listener);
}

guint
probe_model_count (ProbeModel *self)
{
  return self->peers->len;
}

GPtrArray *
probe_model_get_seen (ProbeModel *self)
{
  return self->seen;
}

void
probe_model_free (ProbeModel *self)
{
  g_source_remove (self->heartbeat_timer);
  mbm_listener_close (self->listener);
  g_object_unref (self->listener);
  g_ptr_array_unref (self->peers);
  g_ptr_array_unref (self->seen);
  g_object_unref (self->transport);
  g_free (self->token);
  g_free (self);
}
