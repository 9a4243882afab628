/* sbx-draft-send.c — sends what somebody wrote
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection.h"
#include "sbx-draft-send.h"
#include "sbx-server.h"

/**
 * sbx_sent_free:
 *
 * Frees it, and cancels a stream that nobody else holds.
 */
void
sbx_sent_free (SbxSent *self)
{
  g_clear_pointer (&self->answer, sbx_answer_free);
  g_free (self);
}

static void
destroy (gpointer sent)
{
  sbx_sent_free (sent);
}

/* Takes the answer, or else the error. */
static void
return_sent (GTask *task, SbxAnswer *answer, int n_receivers, GError *error)
{
  SbxSent *sent;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  sent = g_new (SbxSent, 1);
  sent->answer = answer;
  sent->n_receivers = n_receivers;
  g_task_return_pointer (task, sent, destroy);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SbxAnswer *answer = sbx_connection_request_finish (SBX_CONNECTION (source), result, &error);

  return_sent (task, answer, -1, error);
}

static void
on_emitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  sbx_connection_emit_finish (SBX_CONNECTION (source), result, &error);
  return_sent (task, NULL, -1, error);
}

static void
on_client_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SbxAnswer *answer = sbx_server_request_client_finish (SBX_SERVER (source), result, &error);

  return_sent (task, answer, -1, error);
}

static void
on_event_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int n = sbx_server_send_event_finish (SBX_SERVER (source), result, &error);

  return_sent (task, NULL, n, error);
}

static const char *
get_payload (SbxDraft *draft)
{
  const char *payload = sbx_draft_get_payload (draft);

  /* Nothing written is an object without members. */
  return payload[strspn (payload, " \t\r\n")] != '\0' ? payload : NULL;
}

static void
send_through (SbxDraft *draft, SbxConnection *connection, GTask *task)
{
  if (sbx_draft_get_event (draft))
    sbx_connection_emit_async (connection, sbx_draft_get_name (draft), get_payload (draft),
                               sbx_draft_get_context (draft), g_task_get_cancellable (task), on_emitted,
                               task);
  else
    sbx_connection_request_stream_async (connection, sbx_draft_get_name (draft), get_payload (draft),
                                         sbx_draft_get_context (draft), sbx_draft_get_timeout (draft),
                                         g_task_get_cancellable (task), on_answered, task);
}

static void
send_from (SbxDraft *draft, SbxServer *server, const char *const *recipients, GTask *task)
{
  const char *one[] = { sbx_draft_get_recipient (draft), NULL };

  if (recipients == NULL && one[0] != NULL)
    recipients = one;
  if (sbx_draft_get_event (draft))
    sbx_server_send_event_async (server, recipients, sbx_draft_get_name (draft), get_payload (draft),
                                 g_task_get_cancellable (task), on_event_sent, task);
  else
    sbx_server_request_client_async (server, recipients[0], sbx_draft_get_name (draft), get_payload (draft),
                                     sbx_draft_get_context (draft), sbx_draft_get_timeout (draft),
                                     g_task_get_cancellable (task), on_client_answered, task);
}

/**
 * sbx_draft_send_async:
 * @draft: what to send, without placeholders: see sbx_draft_expand()
 * @endpoint: a connection, or a hosted server
 * @recipients: (nullable) (array zero-terminated=1): ids of a server's clients: one for a request, some for
 * an event; %NULL for the draft's recipient, or else for all
 *
 * Sends a draft the way that fits its kind and the endpoint's. A connection's request that begins a stream
 * has it in its answer. Main thread.
 */
void
sbx_draft_send_async (SbxDraft *draft,
                      SbxEndpoint *endpoint,
                      const char *const *recipients,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SBX_IS_DRAFT (draft));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  task = g_task_new (draft, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_draft_send_async);
  /* What was sent was sent, also if it is cancelled just then. */
  g_task_set_check_cancellable (task, FALSE);

  if (SBX_IS_CONNECTION (endpoint))
    send_through (draft, SBX_CONNECTION (endpoint), task);
  else if (!sbx_draft_get_event (draft) && (recipients == NULL || recipients[0] == NULL) &&
           sbx_draft_get_recipient (draft) == NULL)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("Choose the client to ask."));
      g_object_unref (task);
    }
  else
    send_from (draft, SBX_SERVER (endpoint), recipients, task);
}

/**
 * sbx_draft_send_finish:
 *
 * Returns: (transfer full): what came of it; %NULL with an error if it was not sent, or not answered
 */
SbxSent *
sbx_draft_send_finish (SbxDraft *draft, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, draft), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
