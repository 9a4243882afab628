/* mbm-http-session.c — a client of an HTTP service, as a channel
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-http-session-state-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-http-rules-private.h"
#include "mbm-json-members-private.h"

/* A request that waits for its answer. */
typedef struct
{
  MbmHttpConnection *connection;
  gboolean in_result;
  gboolean is_register;
  gboolean is_unregister;
} Exchange;

G_DEFINE_FINAL_TYPE (MbmHttpSession, mbm_http_session, MBM_TYPE_CHANNEL)

static void
exchange_free (Exchange *exchange)
{
  mbm_http_connection_unref (exchange->connection);
  g_free (exchange);
}

/* --- the end ---------------------------------------------------------------------- */

static void
mbm_http_session_check_ended (MbmHttpSession *self)
{
  if (self->is_ending && self->connections->len == 0)
    mbm_channel_emit_closed_later (MBM_CHANNEL (self), self->end_code, self->end_reason, NULL);
}

/* Requests that still wait get no other answer than this. */
static void
mbm_http_session_answer_rest (MbmHttpSession *self, const char *reason)
{
  g_autoptr (GHashTable) exchanges = g_steal_pointer (&self->exchanges);
  g_autoptr (GBytes) body = NULL;
  GHashTableIter iter;
  Exchange *exchange;

  self->exchanges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) exchange_free);
  if (g_hash_table_size (exchanges) == 0)
    return;

  body = mbm_http_make_error ("CLOSED", reason != NULL ? reason : "The connection was closed");
  g_hash_table_iter_init (&iter, exchanges);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &exchange))
    mbm_http_connection_answer (exchange->connection, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL, body);
}

void
mbm_http_session_end (MbmHttpSession *self, guint code, const char *reason, const char *answer)
{
  if (self->is_ending)
    return;

  self->is_ending = TRUE;
  self->end_code = code;
  self->end_reason = g_strdup (reason);
  mbm_channel_begin_closing (MBM_CHANNEL (self));
  mbm_http_hub_remove_session (self->hub, self);
  mbm_http_session_answer_rest (self, answer);
  if (self->stream != NULL)
    mbm_http_connection_end_stream (self->stream);
  mbm_http_session_check_ended (self);
}

static void
mbm_http_session_close (MbmChannel *channel, guint code, const char *reason)
{
  MbmHttpSession *self = MBM_HTTP_SESSION (channel);

  if (self->stream != NULL && !self->is_ending)
    mbm_http_session_write_close (self, code, reason);
  mbm_http_session_end (self, 0, NULL, reason);
}

static void
mbm_http_session_cut_connections (MbmHttpSession *self)
{
  self->is_ending = TRUE;
  mbm_http_hub_remove_session (self->hub, self);
  while (self->connections->len > 0)
    {
      g_autoptr (MbmHttpConnection) connection = g_ptr_array_steal_index_fast (self->connections, 0);

      mbm_http_connection_attach (connection, NULL);
      mbm_http_connection_cut (connection);
    }
  g_hash_table_remove_all (self->exchanges);
  self->stream = NULL;
}

static void
mbm_http_session_abort (MbmChannel *channel)
{
  mbm_http_session_cut_connections (MBM_HTTP_SESSION (channel));
}

static gboolean mbm_http_session_send (MbmChannel *channel, GBytes *text, GError **error);

static void
mbm_http_session_cut_short (MbmChannel *channel, GBytes *text)
{
  MBM_HTTP_SESSION (channel)->is_cut = TRUE;
  mbm_http_session_send (channel, text, NULL);
}

/* --- connections --------------------------------------------------------------------- */

void
mbm_http_session_attach (MbmHttpSession *self, MbmHttpConnection *connection)
{
  g_ptr_array_add (self->connections, mbm_http_connection_ref (connection));
  mbm_http_connection_attach (connection, self);
}

static gboolean
exchange_is_on (gpointer key, gpointer value, gpointer connection)
{
  return ((Exchange *) value)->connection == connection;
}

void
mbm_http_session_release (MbmHttpSession *self, MbmHttpConnection *connection)
{
  guint n_given_up = g_hash_table_foreach_remove (self->exchanges, exchange_is_on, connection);
  gboolean was_stream = self->stream == connection;

  if (was_stream)
    {
      self->stream = NULL;
      mbm_channel_set_attended (MBM_CHANNEL (self), FALSE);
    }
  g_ptr_array_remove_fast (self->connections, connection);

  if (self->is_ending)
    mbm_http_session_check_ended (self);
  else if ((was_stream && self->kind == MBM_HTTP_SESSION_STREAM) || (n_given_up > 0 && !self->is_registered))
    mbm_http_session_end (self, 0, NULL, NULL);
  else if (was_stream)
    mbm_channel_emit_drained (MBM_CHANNEL (self));
}

void
mbm_http_session_written (MbmHttpSession *self, MbmHttpConnection *connection)
{
  if (connection == self->stream)
    mbm_channel_emit_drained (MBM_CHANNEL (self));
}

/* --- what comes in --------------------------------------------------------------------- */

/* A contract may say anything; what is no failure to HTTP would be taken for an answer. */
static guint
mbm_http_session_find_status (MbmHttpSession *self, const char *code)
{
  guint status = mbm_channel_find_status (MBM_CHANNEL (self), code);

  return status >= 400 && status < 600 ? status : mbm_http_status_for_code (code);
}

void
mbm_http_session_take_request (MbmHttpSession *self,
                               MbmHttpConnection *connection,
                               const char *id,
                               const char *name,
                               gboolean in_result,
                               GBytes *frame)
{
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->connection = mbm_http_connection_ref (connection);
  exchange->in_result = in_result;
  exchange->is_register = g_str_equal (name, "$register");
  exchange->is_unregister = g_str_equal (name, "$unregister");
  g_hash_table_insert (self->exchanges, g_strdup (id), exchange);
  mbm_http_session_attach (self, connection);

  mbm_channel_emit_received (MBM_CHANNEL (self), frame);
}

static void
objection_clear (MbmHttpObjection *objection)
{
  g_free (objection->code);
  g_free (objection->message);
  g_clear_pointer (&objection->details, g_bytes_unref);
}

static void
mbm_http_session_answer_objection (MbmHttpSession *self,
                                   MbmHttpConnection *connection,
                                   MbmHttpObjection *objection)
{
  if (objection->code != NULL)
    {
      g_autoptr (GBytes) body =
        mbm_http_make_error_with_details (objection->code,
                                          objection->message != NULL ? objection->message : "",
                                          objection->details);

      mbm_http_connection_answer (connection, mbm_http_session_find_status (self, objection->code), NULL,
                                  body);
    }
  else
    {
      mbm_http_connection_answer (connection, SOUP_STATUS_NO_CONTENT, NULL, NULL);
    }

  objection_clear (objection);
  if (self->kind == MBM_HTTP_SESSION_TRANSIENT)
    mbm_http_session_end (self, 0, NULL, NULL);
}

/* The server objects to an event with `$error`, at once or never. */
void
mbm_http_session_take_frame (MbmHttpSession *self, MbmHttpConnection *connection, GBytes *frame)
{
  MbmHttpObjection objection = { NULL };

  mbm_http_session_attach (self, connection);
  self->objection = &objection;
  mbm_channel_emit_received (MBM_CHANNEL (self), frame);
  self->objection = NULL;
  mbm_http_session_answer_objection (self, connection, &objection);
}

void
mbm_http_session_take_refused (MbmHttpSession *self,
                               MbmHttpConnection *connection,
                               GBytes *bytes,
                               const GError *error)
{
  MbmHttpObjection objection = { g_strdup (mbm_error_to_code ((MbmError) error->code)),
                                 g_strdup (error->message), NULL };
  gsize shown = MIN (g_bytes_get_size (bytes), MBM_CHANNEL_MAX_REFUSED);
  g_autoptr (GBytes) beginning = g_bytes_new_from_bytes (bytes, 0, shown);

  mbm_http_session_attach (self, connection);
  self->objection = &objection;
  mbm_channel_emit_refused (MBM_CHANNEL (self), beginning, error);
  self->objection = NULL;
  mbm_http_session_answer_objection (self, connection, &objection);
}

/* --- what goes out --------------------------------------------------------------------------- */

static gboolean
mbm_http_session_send_response (MbmHttpSession *self, MbmMessage *response, GError **error)
{
  Exchange *exchange = g_hash_table_lookup (self->exchanges, mbm_message_get_id (response));
  gboolean success = mbm_message_is_success (response);
  guint status =
    success ? SOUP_STATUS_OK : mbm_http_session_find_status (self, mbm_message_get_error_code (response));
  g_autoptr (GBytes) body = NULL;
  g_autofree char *header = NULL;
  gboolean is_register, is_unregister;

  /* Who asked is gone. */
  if (exchange == NULL)
    return TRUE;

  is_register = exchange->is_register;
  is_unregister = exchange->is_unregister;
  body = mbm_http_make_answer (response, exchange->in_result);
  if (g_bytes_get_size (body) > mbm_http_hub_get_max_queue_size (self->hub))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL, _ ("An answer of %zu bytes is more than may wait"),
                   g_bytes_get_size (body));
      return FALSE;
    }

  if (is_register && success)
    header = g_strdup_printf ("X-Connection-Id: %s\r\n", self->id);
  else if (status == SOUP_STATUS_UNAUTHORIZED)
    header = g_strdup ("WWW-Authenticate: Bearer\r\n");
  if (self->is_cut)
    {
      mbm_http_connection_cut_short (exchange->connection, status, header, body);
      return TRUE;
    }
  mbm_http_connection_answer (exchange->connection, status, header, body);
  g_hash_table_remove (self->exchanges, mbm_message_get_id (response));

  if (is_register && success)
    {
      self->is_registered = TRUE;
      mbm_http_hub_add_session (self->hub, self);
    }
  else if (!self->is_registered)
    mbm_http_session_end (self, 0, NULL, NULL);
  else if (is_unregister && success)
    mbm_http_session_end (self, 1000, "Client unregistered", NULL);
  return TRUE;
}

/* `$error` while something is taken in that has no answer of its own becomes its answer. */
static gboolean
mbm_http_session_take_objection (MbmHttpSession *self, MbmMessage *event)
{
  MbmJsonValue payload = mbm_message_get_payload_value (event);
  MbmJsonValue details;

  if (self->objection == NULL || !g_str_equal (mbm_message_get_name (event), "$error"))
    return FALSE;

  if (self->objection->code == NULL)
    {
      self->objection->code = mbm_json_dup_string_member (payload, "code");
      self->objection->message = mbm_json_dup_string_member (payload, "message");
      if (mbm_json_value_get_member (payload, "details", &details))
        self->objection->details = g_bytes_new (details.text, details.length);
    }
  return TRUE;
}

static gboolean
mbm_http_session_send (MbmChannel *channel, GBytes *text, GError **error)
{
  MbmHttpSession *self = MBM_HTTP_SESSION (channel);
  g_autoptr (MbmMessage) message = mbm_message_new_from_bytes (text, error);

  if (message == NULL)
    return FALSE;
  if (mbm_message_get_kind (message) == MBM_MESSAGE_RESPONSE)
    return mbm_http_session_send_response (self, message, error);
  if (mbm_message_get_kind (message) == MBM_MESSAGE_EVENT && mbm_http_session_take_objection (self, message))
    return TRUE;
  return mbm_http_session_send_event (self, text, message, error);
}

static gsize
mbm_http_session_get_queued (MbmChannel *channel)
{
  MbmHttpSession *self = MBM_HTTP_SESSION (channel);

  return self->stream != NULL ? mbm_http_connection_get_queued (self->stream) : 0;
}

/* --- life ---------------------------------------------------------------------------------------- */

static void
mbm_http_session_dispose (GObject *object)
{
  mbm_http_session_cut_connections (MBM_HTTP_SESSION (object));

  G_OBJECT_CLASS (mbm_http_session_parent_class)->dispose (object);
}

static void
mbm_http_session_finalize (GObject *object)
{
  MbmHttpSession *self = MBM_HTTP_SESSION (object);

  g_ptr_array_unref (self->connections);
  g_hash_table_unref (self->exchanges);
  mbm_http_event_log_clear (&self->log);
  mbm_http_hub_unref (self->hub);
  g_free (self->end_reason);

  G_OBJECT_CLASS (mbm_http_session_parent_class)->finalize (object);
}

static void
mbm_http_session_class_init (MbmHttpSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmChannelClass *channel_class = MBM_CHANNEL_CLASS (klass);

  object_class->dispose = mbm_http_session_dispose;
  object_class->finalize = mbm_http_session_finalize;

  channel_class->send = mbm_http_session_send;
  channel_class->close = mbm_http_session_close;
  channel_class->abort = mbm_http_session_abort;
  channel_class->cut_short = mbm_http_session_cut_short;
  channel_class->get_queued = mbm_http_session_get_queued;
}

static void
mbm_http_session_init (MbmHttpSession *self)
{
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_http_connection_unref);
  self->exchanges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) exchange_free);
}

MbmHttpSession *
mbm_http_session_new (MbmHttpHub *hub, MbmHttpSessionKind kind)
{
  MbmHttpSession *self = g_object_new (MBM_TYPE_HTTP_SESSION, NULL);
  const MbmHttpSettings *settings = mbm_http_hub_get_settings (hub);
  g_autofree char *id = g_uuid_string_random ();

  self->hub = mbm_http_hub_ref (hub);
  self->kind = kind;
  g_strlcpy (self->id, id, sizeof self->id);
  mbm_http_event_log_init (&self->log, settings->event_buffer_count, settings->event_buffer_size);
  mbm_channel_set_id (MBM_CHANNEL (self), self->id, kind == MBM_HTTP_SESSION_TRANSIENT);
  return self;
}

const char *
mbm_http_session_get_id (MbmHttpSession *self)
{
  return self->id;
}
