/* sbx-connection-login.c — logging in by a request of the service's own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-backend-private.h"
#include "sbx-connection-backend-private.h"
#include "sbx-connection-private.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-endpoint-private.h"

/* An older login's token may have ended, and is not what this one is about. */
#define WITHOUT_TOKEN "{\"auth\":{\"token\":null}}"

static void
free_result (gpointer result)
{
  sbx_login_result_free (result);
}

static void
free_login (gpointer login)
{
  sbx_login_request_free (login);
}

void
sbx_connection_mask_login (SbxConnection *self, const SbxLoginRequest *login)
{
  const char *json = sbx_endpoint_config_get_string (sbx_endpoint_get_config (SBX_ENDPOINT (self)), "login");
  SbxRecorder *recorder = sbx_backend_get_recorder (sbx_endpoint_get_backend (SBX_ENDPOINT (self)));
  g_autoptr (SbxLoginRequest) kept = NULL;
  g_auto (GStrv) members = NULL;
  const char *names[2] = { NULL };

  if (login == NULL && json != NULL)
    login = kept = sbx_login_request_from_json (json, NULL);
  if (login != NULL)
    {
      names[0] = login->request;
      members = sbx_login_request_list_members (login);
    }
  sbx_recorder_set_login_requests (recorder, names);
  sbx_recorder_set_login_members (recorder, (const char *const *) members);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* @task: (transfer full). */
static void
take_answer (SbxConnection *self, GTask *task, const SbxLoginRequest *login, MbmMessage *answer)
{
  g_autoptr (GError) refusal = NULL;
  GError *error = NULL;
  SbxLoginResult *result = NULL;
  GTask *inner;

  if (mbm_message_check_success (answer, &refusal))
    result = sbx_login_request_read (login, mbm_message_get_payload_value (answer), &error);
  else
    g_set_error_literal (&error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, refusal->message);
  if (result == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  inner = g_task_new (self, g_task_get_cancellable (task), on_taken, task);
  g_task_set_source_tag (inner, take_answer);
  sbx_endpoint_call (SBX_ENDPOINT (self), inner, sbx_connection_backend_take_login, result, free_result);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxConnection *self = SBX_CONNECTION (source);
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (SbxAnswer) answer = sbx_connection_request_finish (self, result, &error);

  if (answer != NULL)
    {
      take_answer (self, task, g_task_get_task_data (task), answer->message);
      return;
    }

  g_task_return_error (task, error);
  g_object_unref (task);
}

void
sbx_connection_log_in_by_request (SbxConnection *self, const SbxLoginRequest *login, GTask *task)
{
  /* Before it is sent: what is in the traffic once stays there. */
  sbx_connection_mask_login (self, login);
  g_task_set_task_data (task, sbx_login_request_copy (login), free_login);
  sbx_connection_request_async (self, login->request, login->payload, WITHOUT_TOKEN, 0,
                                g_task_get_cancellable (task), on_answered, task);
}
