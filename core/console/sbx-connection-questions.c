/* sbx-connection-questions.c — what a connection's service asks, on the main thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-connection-private.h"
#include "sbx-replies-private.h"

void
sbx_connection_take_question (gpointer front, gpointer data)
{
  GListStore *questions = G_LIST_STORE (sbx_connection_get_questions (front));
  const SbxQuestionNews *news = data;

  if (news->message != NULL)
    {
      g_autoptr (SbxQuestion) question =
        sbx_question_new (news->serial, news->message, news->time, news->deadline);

      g_list_store_append (questions, question);
      return;
    }
  if (news->serial == 0)
    {
      g_list_store_remove_all (questions);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (questions)); i++)
    {
      g_autoptr (SbxQuestion) question = g_list_model_get_item (G_LIST_MODEL (questions), i);

      if (sbx_question_get_serial (question) == news->serial)
        {
          g_list_store_remove (questions, i);
          return;
        }
    }
}

/* Takes @reply. */
static void
say (SbxConnection *self, SbxReply *reply, GTask *task)
{
  sbx_endpoint_call (SBX_ENDPOINT (self), task, sbx_connection_backend_reply, reply, sbx_reply_free);
}

/**
 * sbx_connection_answer_async:
 * @question: one of sbx_connection_get_questions()
 * @data: (nullable): JSON text; %NULL for `null`
 *
 * Answers a request of the service.
 */
void
sbx_connection_answer_async (SbxConnection *self,
                             SbxQuestion *question,
                             const char *data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  SbxReply *reply;
  GTask *task;

  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (SBX_IS_QUESTION (question));

  reply = g_new0 (SbxReply, 1);
  reply->serial = sbx_question_get_serial (question);
  reply->data = g_strdup (data);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_answer_async);
  say (self, reply, task);
}

/**
 * sbx_connection_refuse_async:
 * @question: one of sbx_connection_get_questions()
 * @code: the error's code, such as `NOT_NOW`
 * @message: (nullable): what is wrong, in words; %NULL: the code
 *
 * Answers a request of the service with an error. Ends with sbx_connection_answer_finish().
 */
void
sbx_connection_refuse_async (SbxConnection *self,
                             SbxQuestion *question,
                             const char *code,
                             const char *message,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  SbxReply *reply;
  GTask *task;

  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (SBX_IS_QUESTION (question));
  g_return_if_fail (code != NULL);

  reply = g_new0 (SbxReply, 1);
  reply->serial = sbx_question_get_serial (question);
  reply->code = g_strdup (code);
  reply->message = g_strdup (message);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_refuse_async);
  say (self, reply, task);
}

/**
 * sbx_connection_answer_finish:
 *
 * Returns: %TRUE if that was the answer; %FALSE with an error: it is no JSON, or the question does not wait
 * any more
 */
gboolean
sbx_connection_answer_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
