/* sbx-connection-commands.c — what a connection is asked to do, on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-answer-private.h"
#include "sbx-connection-backend-private.h"
#include "sbx-context-text.h"

/* A command under way. */
typedef struct
{
  SbxConnectionBackend *backend;
  SbxCall *call;
  gint64 sent_at;  /* µs monotonic */
  gint64 sequence; /* of a request's row */
  char *name;
  char *filter;
  char **events;
} Command;

static void
command_free (Command *self)
{
  g_object_unref (self->backend);
  sbx_call_unref (self->call);
  g_free (self->name);
  g_free (self->filter);
  g_strfreev (self->events);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_free)

static Command *
command_new (SbxCall *call, gpointer backend)
{
  Command *self = g_new0 (Command, 1);

  self->backend = g_object_ref (backend);
  self->call = sbx_call_ref (call);
  self->sent_at = g_get_monotonic_time ();
  return self;
}

/* The client to carry it out; without one the call fails. */
static MbmClient *
need_client (SbxCall *call, gpointer backend)
{
  MbmClient *client = sbx_connection_backend_get_client (backend);

  if (client == NULL)
    sbx_call_return_error (call, g_error_new_literal (MBM_ERROR, MBM_ERROR_NOT_CONNECTED,
                                                      _ ("There is no connection: connect first")));
  return client;
}

static GBytes *
text_to_bytes (const char *text)
{
  return text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
}

/* FALSE, and the call fails, if the text is no context. */
static gboolean
read_context (SbxCall *call, const char *text, MbmContext **context)
{
  GError *error = NULL;

  *context = NULL;
  if (text == NULL)
    return TRUE;

  *context = sbx_context_from_text (text, &error);
  if (*context == NULL)
    sbx_call_return_error (call, error);
  return *context != NULL;
}

/* Takes @message, or else @error. */
static void
return_answer (Command *command, MbmMessage *message, GError *error)
{
  if (message == NULL)
    {
      sbx_call_return_error (command->call, error);
      return;
    }

  g_clear_error (&error);
  sbx_call_return_pointer (command->call,
                           sbx_answer_new (message, g_get_monotonic_time () - command->sent_at,
                                           command->sequence),
                           sbx_answer_destroy);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;
  MbmMessage *message = mbm_client_request_finish (MBM_CLIENT (source), result, &error);

  return_answer (command, message, error);
}

static void
on_stream_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;
  MbmMessage *message = NULL;
  MbmStream *stream = mbm_client_request_stream_finish (MBM_CLIENT (source), result, &message, &error);
  SbxBackend *backend = SBX_BACKEND (command->backend);
  SbxAnswer *answer;

  /* An answer that begins no stream is an answer all the same. */
  if (stream == NULL)
    {
      return_answer (command, message, error);
      return;
    }

  answer = sbx_answer_new (message, g_get_monotonic_time () - command->sent_at, command->sequence);
  answer->feed = sbx_stream_feed_new (backend, sbx_backend_get_engine (backend), stream,
                                      mbm_json_value_get_type (mbm_message_get_payload_value (message)) ==
                                        MBM_JSON_OBJECT);
  sbx_call_return_pointer (command->call, answer, sbx_answer_destroy);
}

typedef void (*RequestFunc) (MbmClient *client,
                             const char *name,
                             GBytes *payload,
                             MbmContext *context,
                             guint timeout,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

static void
send_request (SbxCall *call,
              gpointer backend,
              const SbxConnectionArgs *args,
              RequestFunc func,
              GAsyncReadyCallback callback)
{
  MbmClient *client = need_client (call, backend);
  g_autoptr (MbmContext) context = NULL;
  g_autoptr (GBytes) payload = NULL;
  Command *command;
  gint64 before;

  if (client == NULL || !read_context (call, args->context, &context))
    return;

  command = command_new (call, backend);
  payload = text_to_bytes (args->payload);
  before = sbx_connection_backend_get_sent_sequence (backend);
  func (client, args->name, payload, context, args->timeout, sbx_call_get_cancellable (call), callback,
        command);

  /* The tap has seen it by now, if it was sent; its answer comes with a later turn of the loop. */
  if (sbx_connection_backend_get_sent_sequence (backend) != before)
    command->sequence = sbx_connection_backend_get_sent_sequence (backend);
}

void
sbx_connection_backend_request (SbxCall *call, gpointer backend, gpointer args)
{
  send_request (call, backend, args, mbm_client_request_async, on_answered);
}

void
sbx_connection_backend_request_stream (SbxCall *call, gpointer backend, gpointer args)
{
  send_request (call, backend, args, mbm_client_request_stream_async, on_stream_answered);
}

void
sbx_connection_backend_emit (SbxCall *call, gpointer backend, gpointer data)
{
  SbxConnectionArgs *args = data;
  MbmClient *client = need_client (call, backend);
  g_autoptr (MbmContext) context = NULL;
  g_autoptr (GBytes) payload = NULL;
  GError *error = NULL;

  if (client == NULL || !read_context (call, args->context, &context))
    return;

  payload = text_to_bytes (args->payload);
  if (mbm_client_emit (client, args->name, payload, context, &error))
    sbx_call_return_boolean (call, TRUE);
  else
    sbx_call_return_error (call, error);
}

static void
on_subscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;
  char *id = mbm_client_subscribe_finish (MBM_CLIENT (source), result, &error);

  if (id == NULL)
    {
      sbx_call_return_error (command->call, error);
      return;
    }

  sbx_connection_backend_add_subscription (command->backend, id, (const char *const *) command->events,
                                           command->filter);
  sbx_call_return_pointer (command->call, id, g_free);
}

void
sbx_connection_backend_subscribe (SbxCall *call, gpointer backend, gpointer data)
{
  SbxConnectionArgs *args = data;
  MbmClient *client = need_client (call, backend);
  g_autoptr (GBytes) filter = NULL;
  Command *command;

  if (client == NULL)
    return;

  command = command_new (call, backend);
  command->events = g_strdupv (args->events);
  command->filter = g_strdup (args->payload);
  filter = text_to_bytes (args->payload);
  mbm_client_subscribe_async (client, (const char *const *) args->events, filter,
                              sbx_call_get_cancellable (call), on_subscribed, command);
}

static void
on_unsubscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;

  if (mbm_client_unsubscribe_finish (MBM_CLIENT (source), result, &error))
    {
      sbx_connection_backend_remove_subscription (command->backend, command->name);
      sbx_call_return_boolean (command->call, TRUE);
    }
  else
    {
      sbx_call_return_error (command->call, error);
    }
}

void
sbx_connection_backend_unsubscribe (SbxCall *call, gpointer backend, gpointer data)
{
  SbxConnectionArgs *args = data;
  MbmClient *client = need_client (call, backend);
  Command *command;

  if (client == NULL)
    return;

  command = command_new (call, backend);
  command->name = g_strdup (args->name);
  mbm_client_unsubscribe_async (client, args->name, sbx_call_get_cancellable (call), on_unsubscribed,
                                command);
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;
  g_autoptr (MbmUser) user = mbm_client_login_finish (MBM_CLIENT (source), result, &error);

  if (user == NULL)
    {
      sbx_call_return_error (command->call, error);
      return;
    }

  /* Also when the same user has logged in again: the token is another. */
  sbx_connection_backend_tell_status (command->backend);
  sbx_call_return_boolean (command->call, TRUE);
}

void
sbx_connection_backend_login (SbxCall *call, gpointer backend, gpointer data)
{
  SbxConnectionArgs *args = data;
  MbmClient *client = need_client (call, backend);

  if (client == NULL)
    return;

  if (args->name != NULL)
    mbm_client_login_async (client, args->name, args->secret, sbx_call_get_cancellable (call), on_logged_in,
                            command_new (call, backend));
  else
    mbm_client_login_token_async (client, args->secret, sbx_call_get_cancellable (call), on_logged_in,
                                  command_new (call, backend));
}

void
sbx_connection_backend_take_login (SbxCall *call, gpointer backend, gpointer data)
{
  static const char *const none[] = { NULL };
  const SbxLoginResult *result = data;
  MbmClient *client = need_client (call, backend);
  const char *name = result->user != NULL ? result->user : "";
  g_autoptr (MbmUser) user = NULL;

  if (client == NULL)
    return;

  user = mbm_user_new (result->user_id != NULL ? result->user_id : name, name,
                       result->roles != NULL ? (const char *const *) result->roles : none);
  mbm_client_take_login (client, user, result->token, result->expires_at);
  /* With the end of it, which the client tells nobody. */
  sbx_connection_backend_tell_status (backend);
  sbx_call_return_boolean (call, TRUE);
}

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;

  if (mbm_client_logout_finish (MBM_CLIENT (source), result, &error))
    sbx_call_return_boolean (command->call, TRUE);
  else
    sbx_call_return_error (command->call, error);
}

void
sbx_connection_backend_logout (SbxCall *call, gpointer backend, gpointer data)
{
  MbmClient *client = need_client (call, backend);

  if (client != NULL)
    mbm_client_logout_async (client, sbx_call_get_cancellable (call), on_logged_out,
                             command_new (call, backend));
}

static void
on_pinged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;
  gint64 round_trip = mbm_client_ping_finish (MBM_CLIENT (source), result, NULL, &error);

  if (round_trip < 0)
    {
      if (g_error_matches (error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
        sbx_connection_backend_tell_ping (command->backend, -1);
      sbx_call_return_error (command->call, error);
      return;
    }

  sbx_connection_backend_tell_ping (command->backend, round_trip);
  sbx_call_return_int (command->call, round_trip);
}

void
sbx_connection_backend_ping (SbxCall *call, gpointer backend, gpointer data)
{
  MbmClient *client = need_client (call, backend);

  if (client != NULL)
    mbm_client_ping_async (client, NULL, 0, sbx_call_get_cancellable (call), on_pinged,
                           command_new (call, backend));
}

static void
on_info (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  GError *error = NULL;
  g_autoptr (MbmServerInfo) info = mbm_client_get_server_info_finish (MBM_CLIENT (source), result, &error);

  if (info == NULL)
    {
      sbx_call_return_error (command->call, error);
      return;
    }

  sbx_connection_backend_tell_info (command->backend, info);
  sbx_call_return_boolean (command->call, TRUE);
}

void
sbx_connection_backend_get_info (SbxCall *call, gpointer backend, gpointer data)
{
  MbmClient *client = need_client (call, backend);

  if (client != NULL)
    mbm_client_get_server_info_async (client, sbx_call_get_cancellable (call), on_info,
                                      command_new (call, backend));
}
