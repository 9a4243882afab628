/* mbm-http-channel.c — a client's connection to an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-channel-state-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-http-stream-private.h"
#include "mbm-json-members-private.h"

G_DEFINE_FINAL_TYPE (MbmHttpChannel, mbm_http_channel, MBM_TYPE_CHANNEL)

/* --- the end ------------------------------------------------------------------------ */

static void
mbm_http_channel_release (MbmHttpChannel *self)
{
  self->is_over = TRUE;
  g_clear_pointer (&self->stream, mbm_http_stream_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) mbm_http_letter_free);
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

void
mbm_http_channel_answered_cb (MbmHttpCall *call,
                              guint status,
                              const char *reason,
                              GBytes *body,
                              const GError *error,
                              gpointer user_data)
{
  MbmHttpLetter *letter = user_data;
  g_autoptr (MbmHttpChannel) self = g_object_ref (letter->channel);
  g_autoptr (MbmMessage) message = mbm_message_ref (letter->message);
  MbmMessageKind kind = mbm_message_get_kind (message);

  letter->call = NULL;
  self->queued -= mbm_http_letter_get_size (letter);
  if (mbm_http_letter_is_event (letter))
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
  self->under_way = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_http_letter_free);
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
