/* mbm-http-channel.c — a client's connection to an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-channel-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-http-stream-private.h"
#include "mbm-json-members-private.h"

/* A message on its way. */
typedef struct
{
  MbmHttpChannel *channel;
  MbmMessage *message;
  MbmHttpCall *call; /* NULL: it waits */
} Letter;

/* Requests go side by side, so that one may overtake the other. Events go one after the other, and a request
 * waits for the events before it: what was told before is known when something is asked. What comes in on the
 * event stream keeps its order; an answer and an event that were sent at the same time may come either way.
 *
 * Owned by the client; lives on the context it was made on. */
struct _MbmHttpChannel
{
  MbmChannel parent_instance;

  MbmHttpService service;
  guint64 max_queue_size;
  gboolean api_form;

  GQueue waiting;       /* Letter */
  GPtrArray *under_way; /* Letter */
  guint n_events;       /* of these */
  gsize queued;         /* bytes of both */
  MbmHttpStream *stream;
  GQueue kept;           /* GBytes: frames that came while nobody received */
  GSource *close_source; /* while it closes */
  gboolean is_over;
};

G_DEFINE_FINAL_TYPE (MbmHttpChannel, mbm_http_channel, MBM_TYPE_CHANNEL)

static void mbm_http_channel_pump (MbmHttpChannel *self);

static void
letter_free (Letter *letter)
{
  if (letter->call != NULL)
    mbm_http_call_cancel (letter->call);
  mbm_message_unref (letter->message);
  g_free (letter);
}

static gsize
letter_get_size (Letter *letter)
{
  return g_bytes_get_size (mbm_message_get_bytes (letter->message));
}

static gboolean
letter_is_event (Letter *letter)
{
  return mbm_message_get_kind (letter->message) == MBM_MESSAGE_EVENT;
}

/* --- the end ------------------------------------------------------------------------ */

static void
mbm_http_channel_release (MbmHttpChannel *self)
{
  self->is_over = TRUE;
  g_clear_pointer (&self->stream, mbm_http_stream_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) letter_free);
  g_ptr_array_set_size (self->under_way, 0);
  g_queue_clear_full (&self->kept, (GDestroyNotify) g_bytes_unref);
  self->n_events = 0;
  self->queued = 0;
  if (self->close_source != NULL)
    g_source_destroy (self->close_source);
  g_clear_pointer (&self->close_source, g_source_unref);
}

static void
mbm_http_channel_lose (MbmHttpChannel *self, const GError *error)
{
  g_autoptr (MbmHttpChannel) held = g_object_ref (self);
  g_autoptr (GError) kept = error != NULL ? g_error_copy (error) : NULL;

  if (self->is_over)
    return;

  mbm_http_channel_release (self);
  mbm_channel_emit_closed (MBM_CHANNEL (self), 0, NULL, kept);
}

static gboolean
mbm_http_channel_close_timeout_cb (gpointer user_data)
{
  MbmHttpChannel *self = user_data;
  g_autoptr (GError) error = g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT,
                                          _ ("%s did not take the last events in time"), self->service.uri);

  mbm_http_channel_lose (self, error);
  return G_SOURCE_REMOVE;
}

/* What was said before the close is brought there; who still waits for an answer does so no more. */
static void
mbm_http_channel_check_closed (MbmHttpChannel *self)
{
  if (self->close_source == NULL || self->n_events > 0 || self->waiting.length > 0)
    return;

  mbm_http_channel_release (self);
  mbm_channel_emit_closed_later (MBM_CHANNEL (self), 0, NULL, NULL);
}

static void
mbm_http_channel_close (MbmChannel *channel, guint code, const char *reason)
{
  MbmHttpChannel *self = MBM_HTTP_CHANNEL (channel);

  if (self->is_over)
    return;

  g_clear_pointer (&self->stream, mbm_http_stream_free);
  self->close_source = g_timeout_source_new (MBM_CHANNEL_CLOSE_TIMEOUT);
  g_source_set_static_name (self->close_source, "[mbm] HTTP channel close");
  g_source_set_callback (self->close_source, mbm_http_channel_close_timeout_cb, self, NULL);
  g_source_attach (self->close_source, g_main_context_get_thread_default ());
  mbm_http_channel_check_closed (self);
}

static void
mbm_http_channel_abort (MbmChannel *channel)
{
  mbm_http_channel_release (MBM_HTTP_CHANNEL (channel));
}

/* --- what comes in -------------------------------------------------------------------- */

static void
mbm_http_channel_receive (MbmHttpChannel *self, GBytes *frame)
{
  if (self->is_over)
    return;

  if (mbm_channel_is_flowing (MBM_CHANNEL (self)) && self->kept.length == 0)
    mbm_channel_emit_received (MBM_CHANNEL (self), frame);
  else
    g_queue_push_tail (&self->kept, g_bytes_ref (frame));
}

static void
mbm_http_channel_refuse (MbmHttpChannel *self, GBytes *bytes, const GError *error)
{
  gsize shown = MIN (g_bytes_get_size (bytes), MBM_CHANNEL_MAX_REFUSED);
  g_autoptr (GBytes) beginning = g_bytes_new_from_bytes (bytes, 0, shown);

  if (!self->is_over)
    mbm_channel_emit_refused (MBM_CHANNEL (self), beginning, error);
}

/* The server ends it in order, and says why. */
static void
mbm_http_channel_take_close (MbmHttpChannel *self, GBytes *data)
{
  g_autoptr (MbmHttpChannel) held = g_object_ref (self);
  gsize length;
  const char *text = g_bytes_get_data (data, &length);
  g_autofree char *reason = NULL;
  gint64 code = 0;

  if (mbm_json_check (text, (gssize) length, NULL))
    {
      MbmJsonValue value = mbm_json_value (text, (gssize) length);

      mbm_json_get_integer_member (value, "code", &code);
      reason = mbm_json_dup_string_member (value, "reason");
    }

  mbm_http_channel_release (self);
  mbm_channel_emit_closed (MBM_CHANNEL (self), (guint) CLAMP (code, 0, 4999), reason, NULL);
}

static void
mbm_http_channel_streamed_cb (const char *type, GBytes *data, gpointer user_data)
{
  MbmHttpChannel *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame = NULL;

  if (g_strcmp0 (type, "close") == 0)
    {
      mbm_http_channel_take_close (self, data);
      return;
    }

  frame = mbm_http_make_streamed_frame (type, data, &error);
  if (frame != NULL)
    mbm_http_channel_receive (self, frame);
  else
    mbm_http_channel_refuse (self, data, error);
}

static void
mbm_http_channel_stream_refused_cb (GBytes *bytes, const GError *error, gpointer user_data)
{
  mbm_http_channel_refuse (user_data, bytes, error);
}

static void
mbm_http_channel_stream_lost_cb (const GError *error, gpointer user_data)
{
  mbm_http_channel_lose (user_data, error);
}

static const MbmHttpStreamFuncs stream_funcs = {
  .event = mbm_http_channel_streamed_cb,
  .refused = mbm_http_channel_stream_refused_cb,
  .lost = mbm_http_channel_stream_lost_cb,
};

static void
mbm_http_channel_open_stream (MbmHttpChannel *self)
{
  if (self->stream == NULL && !mbm_channel_is_closed (MBM_CHANNEL (self)))
    self->stream = mbm_http_stream_new (&self->service, &stream_funcs, self);
}

/* Who does not register wants to hear what the service tells everyone. */
static void
mbm_http_channel_ready (MbmChannel *channel)
{
  mbm_http_channel_open_stream (MBM_HTTP_CHANNEL (channel));
}

static gboolean
mbm_http_channel_flow_cb (gpointer user_data)
{
  g_autoptr (MbmHttpChannel) self = g_object_ref (user_data);

  while (mbm_channel_is_flowing (MBM_CHANNEL (self)) && self->kept.length > 0)
    {
      g_autoptr (GBytes) frame = g_queue_pop_head (&self->kept);

      mbm_channel_emit_received (MBM_CHANNEL (self), frame);
    }
  return G_SOURCE_REMOVE;
}

static void
mbm_http_channel_set_flowing (MbmChannel *channel, gboolean flowing)
{
  MbmHttpChannel *self = MBM_HTTP_CHANNEL (channel);

  if (self->stream != NULL)
    mbm_http_stream_set_flowing (self->stream, flowing);
  if (flowing && self->kept.length > 0)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, mbm_http_channel_flow_cb, g_object_ref (self), g_object_unref);
      g_source_attach (source, g_main_context_get_thread_default ());
    }
}

/* --- answers ---------------------------------------------------------------------------- */

/* From now on this is who we are. */
static void
mbm_http_channel_take_registration (MbmHttpChannel *self, GBytes *frame)
{
  g_autoptr (MbmMessage) answer = mbm_message_new_from_bytes (frame, NULL);
  g_autofree char *id = NULL;

  if (answer == NULL || !mbm_message_is_success (answer))
    return;

  id = mbm_json_dup_string_member (mbm_message_get_payload_value (answer), "connectionId");
  if (id != NULL && *id != '\0' && strpbrk (id, "\r\n") == NULL)
    {
      g_free (self->service.connection_id);
      self->service.connection_id = g_steal_pointer (&id);
    }
  mbm_http_channel_open_stream (self);
}

/* The server has forgotten us: to it whatever we say next would be a stranger's. */
static void
mbm_http_channel_check_known (MbmHttpChannel *self, guint status, GBytes *body)
{
  g_autoptr (GError) error = NULL;

  if (self->is_over || status != SOUP_STATUS_NOT_FOUND || self->service.connection_id == NULL ||
      !mbm_http_body_has_code (body, "UNKNOWN_CONNECTION"))
    return;

  error =
    g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("%s does not know this client any more"), self->service.uri);
  mbm_http_channel_lose (self, error);
}

static void
mbm_http_channel_take_answer (MbmHttpChannel *self,
                              MbmMessage *request,
                              guint status,
                              const char *reason,
                              GBytes *body)
{
  const char *name = mbm_message_get_name (request);
  gboolean is_login = g_str_equal (name, "$login") || g_str_equal (name, "$logout");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame =
    mbm_http_make_response_frame (request, status, reason, body, self->api_form && !is_login, &error);

  if (error != NULL)
    mbm_http_channel_refuse (self, body, error);
  if (g_str_equal (name, "$register"))
    mbm_http_channel_take_registration (self, frame);
  mbm_http_channel_receive (self, frame);
}

static void
mbm_http_channel_answered_cb (MbmHttpCall *call,
                              guint status,
                              const char *reason,
                              GBytes *body,
                              const GError *error,
                              gpointer user_data)
{
  Letter *letter = user_data;
  g_autoptr (MbmHttpChannel) self = g_object_ref (letter->channel);
  g_autoptr (MbmMessage) message = mbm_message_ref (letter->message);
  MbmMessageKind kind = mbm_message_get_kind (message);

  letter->call = NULL;
  self->queued -= letter_get_size (letter);
  if (letter_is_event (letter))
    self->n_events--;
  g_ptr_array_remove_fast (self->under_way, letter);

  if (error != NULL && g_error_matches (error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE) &&
      kind == MBM_MESSAGE_REQUEST)
    {
      g_autoptr (GBytes) excuse = mbm_http_make_error ("MESSAGE_TOO_LARGE", error->message);

      mbm_http_channel_take_answer (self, message, SOUP_STATUS_BAD_GATEWAY, NULL, excuse);
    }
  else if (error != NULL)
    {
      mbm_http_channel_lose (self, error);
    }
  else if (kind == MBM_MESSAGE_REQUEST)
    {
      mbm_http_channel_take_answer (self, message, status, reason, body);
    }
  else if (status < 200 || status >= 300)
    {
      g_autoptr (GBytes) frame = mbm_http_make_error_event (status, reason, body);

      mbm_http_channel_receive (self, frame);
    }

  if (error == NULL)
    mbm_http_channel_check_known (self, status, body);
  if (!self->is_over)
    {
      mbm_http_channel_pump (self);
      mbm_channel_emit_drained (MBM_CHANNEL (self));
      mbm_http_channel_check_closed (self);
    }
}

/* --- what goes out ------------------------------------------------------------------------- */

static char *
mbm_http_channel_make_path (MbmHttpChannel *self, MbmMessage *message)
{
  const char *name = mbm_message_get_name (message);
  g_autofree char *escaped = NULL;

  switch (mbm_message_get_kind (message))
    {
    case MBM_MESSAGE_EVENT:
      return g_strdup ("events");
    case MBM_MESSAGE_RESPONSE:
      return g_strdup ("responses");
    case MBM_MESSAGE_REQUEST:
    default:
      if (g_str_equal (name, "$login"))
        return g_strdup ("auth/login");
      if (g_str_equal (name, "$logout"))
        return g_strdup ("auth/logout");
      escaped = g_uri_escape_string (name, "$", FALSE);
      return g_strconcat (self->api_form ? "api/" : "requests/", escaped, NULL);
    }
}

/* The token travels as a header, too: that of the last message, if it had one. */
static void
mbm_http_channel_take_token (MbmHttpChannel *self, MbmMessage *message)
{
  g_autofree char *token = mbm_http_dup_token (message);

  g_clear_pointer (&self->service.token, g_free);
  for (const char *c = token; c != NULL && *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return;
  if (token != NULL && *token != '\0')
    self->service.token = g_steal_pointer (&token);
}

static void
mbm_http_channel_start (MbmHttpChannel *self, Letter *letter)
{
  MbmMessageKind kind = mbm_message_get_kind (letter->message);
  const char *name = kind == MBM_MESSAGE_REQUEST ? mbm_message_get_name (letter->message) : "";
  g_autofree char *path = mbm_http_channel_make_path (self, letter->message);
  gboolean only_payload = g_str_equal (name, "$login") || g_str_equal (name, "$logout");
  g_autoptr (GBytes) body = kind == MBM_MESSAGE_RESPONSE
                              ? g_bytes_ref (mbm_message_get_bytes (letter->message))
                              : mbm_http_make_body (letter->message, only_payload);

  mbm_http_channel_take_token (self, letter->message);
  if (letter_is_event (letter))
    self->n_events++;
  g_ptr_array_add (self->under_way, letter);
  letter->call = mbm_http_call_new (&self->service, path, body, mbm_http_channel_answered_cb, letter);
}

static void
mbm_http_channel_pump (MbmHttpChannel *self)
{
  while (self->n_events == 0 && self->waiting.length > 0)
    mbm_http_channel_start (self, g_queue_pop_head (&self->waiting));
}

static gboolean
mbm_http_channel_send (MbmChannel *channel, GBytes *text, GError **error)
{
  MbmHttpChannel *self = MBM_HTTP_CHANNEL (channel);
  gsize size = g_bytes_get_size (text);
  MbmMessage *message;
  Letter *letter;

  if (self->is_over)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The connection to %s was lost"),
                   self->service.uri);
      return FALSE;
    }
  if (size > self->max_queue_size || self->queued > self->max_queue_size - size)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL, _ ("%s reads too slowly: %zu bytes wait already"),
                   self->service.uri, self->queued);
      return FALSE;
    }

  message = mbm_message_new_from_bytes (text, error);
  if (message == NULL)
    return FALSE;

  letter = g_new0 (Letter, 1);
  letter->channel = self;
  letter->message = message;
  self->queued += size;
  g_queue_push_tail (&self->waiting, letter);
  mbm_http_channel_pump (self);
  return TRUE;
}

/* Nobody waits for that answer any more: the connection is free for another. */
static void
mbm_http_channel_forget (MbmChannel *channel, const char *request_id)
{
  MbmHttpChannel *self = MBM_HTTP_CHANNEL (channel);

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      Letter *letter = link->data;

      if (g_strcmp0 (mbm_message_get_id (letter->message), request_id) != 0)
        continue;
      self->queued -= letter_get_size (letter);
      g_queue_delete_link (&self->waiting, link);
      letter_free (letter);
      return;
    }
  for (guint i = 0; i < self->under_way->len; i++)
    {
      Letter *letter = self->under_way->pdata[i];

      if (g_strcmp0 (mbm_message_get_id (letter->message), request_id) != 0)
        continue;
      self->queued -= letter_get_size (letter);
      g_ptr_array_remove_index_fast (self->under_way, i);
      return;
    }
}

static gsize
mbm_http_channel_get_queued (MbmChannel *channel)
{
  return MBM_HTTP_CHANNEL (channel)->queued;
}

/* --- life ------------------------------------------------------------------------------------ */

static void
mbm_http_channel_dispose (GObject *object)
{
  mbm_http_channel_release (MBM_HTTP_CHANNEL (object));

  G_OBJECT_CLASS (mbm_http_channel_parent_class)->dispose (object);
}

static void
mbm_http_channel_finalize (GObject *object)
{
  MbmHttpChannel *self = MBM_HTTP_CHANNEL (object);

  g_ptr_array_unref (self->under_way);
  mbm_http_service_clear (&self->service);

  G_OBJECT_CLASS (mbm_http_channel_parent_class)->finalize (object);
}

static void
mbm_http_channel_class_init (MbmHttpChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmChannelClass *channel_class = MBM_CHANNEL_CLASS (klass);

  object_class->dispose = mbm_http_channel_dispose;
  object_class->finalize = mbm_http_channel_finalize;

  channel_class->set_flowing = mbm_http_channel_set_flowing;
  channel_class->send = mbm_http_channel_send;
  channel_class->close = mbm_http_channel_close;
  channel_class->abort = mbm_http_channel_abort;
  channel_class->get_queued = mbm_http_channel_get_queued;
  channel_class->ready = mbm_http_channel_ready;
  channel_class->forget = mbm_http_channel_forget;
}

static void
mbm_http_channel_init (MbmHttpChannel *self)
{
  g_queue_init (&self->waiting);
  g_queue_init (&self->kept);
  self->under_way = g_ptr_array_new_with_free_func ((GDestroyNotify) letter_free);
}

MbmChannel *
mbm_http_channel_new (MbmHttpService *service, guint64 max_queue_size, gboolean api_form)
{
  MbmHttpChannel *self = g_object_new (MBM_TYPE_HTTP_CHANNEL, NULL);

  self->service = *service;
  *service = (MbmHttpService){ NULL };
  self->max_queue_size = max_queue_size;
  self->api_form = api_form;
  return MBM_CHANNEL (self);
}
