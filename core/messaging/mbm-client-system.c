/* mbm-client-system.c — what a client asks of the server itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"

typedef struct
{
  gint64 sent_time;
  gint64 round_trip;
} Ping;

/* --- answers of the system contract ------------------------------------- */

/**
 * mbm_client_check_system_answer: (skip)
 * @answer: an answer
 * @data: (out): its data
 * @error: return location: %MBM_ERROR_REMOTE or %MBM_ERROR_INVALID_PAYLOAD
 *
 * Whether a request of the system contract was answered with an object.
 *
 * Returns: %TRUE if it was
 */
gboolean
mbm_client_check_system_answer (MbmMessage *answer, MbmJsonValue *data, GError **error)
{
  if (!mbm_message_check_success (answer, error))
    return FALSE;

  *data = mbm_message_get_payload_value (answer);
  if (mbm_json_is_object (*data))
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD,
               _ ("The server’s answer does not follow the protocol: “data” must be an object"));
  return FALSE;
}

/* `error` is an object with words, or words; some servers say `message` instead. */
static char *
mbm_client_dup_refusal (MbmJsonValue data)
{
  MbmJsonValue error;
  char *words = NULL;

  if (mbm_json_value_get_member (data, "error", &error))
    {
      if (mbm_json_value_get_type (error) == MBM_JSON_STRING)
        words = mbm_json_value_dup_string (error);
      else
        words = mbm_json_dup_string_member (error, "message");
      if (words == NULL)
        words = mbm_json_dup_string_member (error, "code");
    }

  return words != NULL ? words : mbm_json_dup_string_member (data, "message");
}

/**
 * mbm_client_check_system_success: (skip)
 * @answer: an answer
 * @data: (out): its data
 * @error: return location: %MBM_ERROR_REMOTE or %MBM_ERROR_INVALID_PAYLOAD
 *
 * The same for those answers that have a `success` of their own.
 *
 * Returns: %TRUE if the answer says that it worked
 */
gboolean
mbm_client_check_system_success (MbmMessage *answer, MbmJsonValue *data, GError **error)
{
  g_autofree char *words = NULL;
  gboolean success;

  if (!mbm_client_check_system_answer (answer, data, error))
    return FALSE;

  if (!mbm_json_get_boolean_member (*data, "success", &success))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD,
                   _ ("The server’s answer does not follow the protocol: “success” must be true or false"));
      return FALSE;
    }
  if (success)
    return TRUE;

  words = mbm_client_dup_refusal (*data);
  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_REMOTE,
                       words != NULL ? words : _ ("The server refused and did not say why"));
  return FALSE;
}

/* --- ping --------------------------------------------------------------- */

static void
mbm_client_ping_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ping *ping = g_task_get_task_data (task);
  GError *refusal = NULL;

  ping->round_trip = g_get_monotonic_time () - ping->sent_time;
  if (answer == NULL)
    g_task_return_error (task, g_error_copy (error));
  else if (mbm_message_check_success (answer, &refusal))
    g_task_return_pointer (task, mbm_message_ref (answer), (GDestroyNotify) mbm_message_unref);
  else
    g_task_return_error (task, refusal);
}

/**
 * mbm_client_ping_async:
 * @self: a client
 * @payload: (nullable): text that the server sends back
 * @timeout: how long to wait for the answer, in milliseconds; 0 for [property@Mbm.Client:request-timeout]
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the answer is there
 * @user_data: passed to @callback
 *
 * Measures how long an answer of the server takes.
 *
 * Since: 0.1
 */
void
mbm_client_ping_async (MbmClient *self,
                       const char *payload,
                       guint timeout,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GBytes) bytes = NULL;
  GString *text;
  GTask *task;
  Ping *ping;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_ping_async);
  ping = g_new0 (Ping, 1);
  g_task_set_task_data (task, ping, g_free);

  text = g_string_new (NULL);
  g_string_append_printf (text, "{\"timestamp\":%" G_GINT64_FORMAT, g_get_real_time () / 1000);
  if (payload != NULL)
    {
      g_string_append (text, ",\"payload\":");
      mbm_json_append_string (text, payload, -1);
    }
  g_string_append_c (text, '}');
  bytes = g_string_free_to_bytes (text);

  ping->sent_time = g_get_monotonic_time ();
  mbm_client_ask_for_task (self, task, "$ping", bytes, NULL, timeout, mbm_client_ping_done);
}

/**
 * mbm_client_ping_finish:
 * @self: a client
 * @result: what the callback was given
 * @answer: (out) (optional) (transfer full): the server's answer
 * @error: (nullable): return location
 *
 * Gets the round trip, from the call until the answer was read.
 *
 * Errors: [error@Mbm.Error.REMOTE] if the server answered with an error, and those of
 * [method@Mbm.Client.request_finish].
 *
 * Returns: microseconds, or -1 with @error set
 *
 * Since: 0.1
 */
gint64
mbm_client_ping_finish (MbmClient *self, GAsyncResult *result, MbmMessage **answer, GError **error)
{
  g_autoptr (MbmMessage) message = NULL;
  Ping *ping;

  g_return_val_if_fail (MBM_IS_CLIENT (self), -1);
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  ping = g_task_get_task_data (G_TASK (result));
  message = g_task_propagate_pointer (G_TASK (result), error);
  if (answer != NULL)
    *answer = message != NULL ? mbm_message_ref (message) : NULL;

  return message != NULL ? ping->round_trip : -1;
}

/* --- server info -------------------------------------------------------- */

static void
mbm_client_server_info_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MbmServerInfo *info = NULL;
  GError *failure = NULL;

  if (answer != NULL)
    info = mbm_server_info_new_from_answer (answer, &failure);
  else
    failure = g_error_copy (error);

  if (info != NULL)
    g_task_return_pointer (task, info, (GDestroyNotify) mbm_server_info_free);
  else
    g_task_return_error (task, failure);
}

/**
 * mbm_client_get_server_info_async:
 * @self: a client
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the server has answered
 * @user_data: passed to @callback
 *
 * Asks the server what it is.
 *
 * Since: 0.1
 */
void
mbm_client_get_server_info_async (MbmClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_get_server_info_async);

  mbm_client_ask_for_task (self, task, "$serverInfo", NULL, NULL, 0, mbm_client_server_info_done);
}

/**
 * mbm_client_get_server_info_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Gets what the server says of itself.
 *
 * Errors: [error@Mbm.Error.REMOTE] if it answered with an error, [error@Mbm.Error.INVALID_PAYLOAD] if its
 * answer is no object, and those of [method@Mbm.Client.request_finish].
 *
 * Returns: (transfer full): the server's answer, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmServerInfo *
mbm_client_get_server_info_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
