/* sbx-server-ask.c — what a hosted server asks its clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-answer-private.h"
#include "sbx-endpoint-private.h"
#include "sbx-server-backend-private.h"
#include "sbx-server.h"

/* A request under way, on the engine thread. */
typedef struct
{
  SbxCall *call;
  gint64 sent_at;  /* µs monotonic */
  gint64 sequence; /* of its row */
} Asking;

static void
ask_free (gpointer data)
{
  SbxServerAsk *ask = data;

  g_free (ask->client_id);
  g_free (ask->name);
  g_free (ask->payload);
  g_free (ask->context);
  g_free (ask);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  GError *error = NULL;
  MbmMessage *message = mbm_server_request_client_finish (MBM_SERVER (source), result, &error);
  gint64 latency = g_get_monotonic_time () - asking->sent_at;

  if (message != NULL)
    sbx_call_return_pointer (asking->call, sbx_answer_new (message, latency, asking->sequence),
                             sbx_answer_destroy);
  else
    sbx_call_return_error (asking->call, error);
  sbx_call_unref (asking->call);
  g_free (asking);
}

static GBytes *
text_to_bytes (const char *text)
{
  return text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
}

static void
ask_client (SbxCall *call, gpointer backend, gpointer data)
{
  const SbxServerAsk *ask = data;
  MbmServer *server = sbx_server_backend_need_server (backend, call);
  SbxRecorder *recorder = sbx_backend_get_recorder (backend);
  g_autoptr (GBytes) payload = text_to_bytes (ask->payload);
  g_autoptr (GBytes) json = text_to_bytes (ask->context);
  g_autoptr (MbmContext) context = NULL;
  GError *error = NULL;
  Asking *asking;
  gint64 before;

  if (server == NULL)
    return;
  if (json != NULL && (context = mbm_context_new_from_json (json, &error)) == NULL)
    {
      sbx_call_return_error (call, error);
      return;
    }

  asking = g_new0 (Asking, 1);
  asking->call = sbx_call_ref (call);
  asking->sent_at = g_get_monotonic_time ();
  before = sbx_recorder_get_last_seq (recorder);
  mbm_server_request_client_async (server, ask->client_id, ask->name, payload, context, ask->timeout,
                                   sbx_call_get_cancellable (call), on_answered, asking);

  /* The tap has seen it by now, if it was sent; its answer comes with a later turn of the loop. */
  if (sbx_recorder_get_last_seq (recorder) != before)
    asking->sequence = sbx_recorder_get_last_seq (recorder);
}

/**
 * sbx_server_request_client_async:
 * @client_id: whom to ask
 * @name: the request's name
 * @payload: (nullable): JSON text; %NULL for `{}`
 * @context: (nullable): a JSON object as text; the target is filled in
 * @timeout: in milliseconds; 0 for the usual one
 *
 * Asks a client something. Whether it knows the request is its own affair: many answer
 * `UNKNOWN_REQUEST_TYPE`.
 */
void
sbx_server_request_client_async (SbxServer *self,
                                 const char *client_id,
                                 const char *name,
                                 const char *payload,
                                 const char *context,
                                 guint timeout,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SbxServerAsk *ask;
  GTask *task;

  g_return_if_fail (SBX_IS_SERVER (self));
  g_return_if_fail (client_id != NULL);
  g_return_if_fail (name != NULL);

  ask = g_new (SbxServerAsk, 1);
  ask->client_id = g_strdup (client_id);
  ask->name = g_strdup (name);
  ask->payload = g_strdup (payload);
  ask->context = g_strdup (context);
  ask->timeout = timeout;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_server_request_client_async);
  sbx_endpoint_call (SBX_ENDPOINT (self), task, ask_client, ask, ask_free);
}

/**
 * sbx_server_request_client_finish:
 *
 * Returns: (transfer full): the client's answer, be it success or failure; %NULL with an error if there was
 * none
 */
SbxAnswer *
sbx_server_request_client_finish (SbxServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
