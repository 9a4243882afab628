/* mbm-client-handshake.c — the steps from an open connection to a client that is ready
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-channel-private.h"
#include "mbm-client-private.h"
#include "mbm-json-members-private.h"

static gboolean
mbm_client_session_is_current (MbmClient *self, gpointer generation)
{
  return GPOINTER_TO_UINT (generation) == self->generation;
}

static const char *
mbm_client_session_get_username (MbmClient *self)
{
  return self->user != NULL ? mbm_user_get_username (self->user) : NULL;
}

static void
mbm_client_session_login_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  g_autoptr (GError) failure = NULL;
  g_autoptr (MbmUser) user = NULL;

  if (!mbm_client_session_is_current (self, user_data))
    return;

  /* A server that wants a client to register first answers with an error, not with an auth result. */
  if (self->phase == MBM_CLIENT_PHASE_LOGGING_IN && answer != NULL && !mbm_message_is_success (answer))
    {
      self->login_late = TRUE;
    }
  else if (answer == NULL)
    {
      failure = g_error_copy (error);
    }
  else
    {
      user = mbm_client_account_take_result (self, answer, mbm_client_session_get_username (self),
                                             self->token, &failure);
      if (user == NULL)
        mbm_client_account_forget (self);
    }

  if (failure != NULL)
    {
      g_prefix_error (&failure, _ ("The login could not be renewed: "));
      mbm_client_report_failure (self, failure);
    }

  /* Whoever heard of that may have disconnected the client. */
  if (mbm_client_session_is_current (self, user_data))
    mbm_client_session_enter (self, self->phase + 1);
}

static void
mbm_client_session_login (MbmClient *self)
{
  g_autoptr (GBytes) payload = mbm_client_account_make_login (NULL, NULL, self->token);
  g_autoptr (GError) error = NULL;

  if (!mbm_client_ask (self, "$login", payload, NULL, 0, NULL, mbm_client_session_login_done,
                       GUINT_TO_POINTER (self->generation), &error))
    mbm_client_session_fail (self, error);
}

static GBytes *
mbm_client_session_make_register (MbmClient *self)
{
  GString *payload = g_string_new ("{\"clientId\":");

  mbm_json_append_string (payload, self->id, -1);
  g_string_append (payload, ",\"clientType\":");
  mbm_json_append_string (payload, self->client_type != NULL ? self->client_type : "", -1);
  g_string_append (payload, ",\"capabilities\":[");
  for (guint i = 0; self->capabilities[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (payload, ',');
      mbm_json_append_string (payload, self->capabilities[i], -1);
    }
  g_string_append_c (payload, ']');
  if (self->metadata != NULL)
    {
      g_string_append (payload, ",\"metadata\":");
      g_string_append_len (payload, g_bytes_get_data (self->metadata, NULL),
                           g_bytes_get_size (self->metadata));
    }
  g_string_append_c (payload, '}');

  return g_string_free_to_bytes (payload);
}

static void
mbm_client_session_register_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  g_autoptr (GError) failure = NULL;
  MbmJsonValue data;
  gint64 ttl;

  if (!mbm_client_session_is_current (self, user_data))
    return;

  if (answer == NULL)
    failure = g_error_copy (error);
  else
    mbm_client_check_system_success (answer, &data, &failure);

  if (failure != NULL)
    {
      g_prefix_error (&failure, _ ("%s did not register the client: "), self->uri);
      mbm_client_session_fail (self, failure);
      return;
    }

  if (mbm_json_get_integer_member (data, "ttl", &ttl) && ttl > 0 && ttl < G_MAXINT32)
    self->ttl = (guint64) ttl * 1000;
  mbm_client_set_connection (self, mbm_json_dup_string_member (data, "connectionId"),
                             mbm_json_dup_string_member (data, "serverId"));
  if (mbm_client_session_is_current (self, user_data))
    mbm_client_session_enter (self, self->phase + 1);
}

static void
mbm_client_session_register (MbmClient *self)
{
  g_autoptr (GBytes) payload = mbm_client_session_make_register (self);
  g_autoptr (GError) error = NULL;

  if (!mbm_client_ask (self, "$register", payload, NULL, 0, NULL, mbm_client_session_register_done,
                       GUINT_TO_POINTER (self->generation), &error))
    mbm_client_session_fail (self, error);
}

static void
mbm_client_session_step_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;

  if (mbm_client_session_is_current (self, user_data) && --self->n_steps == 0)
    mbm_client_session_enter (self, self->phase + 1);
}

static void
mbm_client_session_subscribe (MbmClient *self)
{
  guint generation = self->generation;

  self->n_steps =
    mbm_client_subscriptions_renew (self, mbm_client_session_step_done, GUINT_TO_POINTER (generation));
  if (self->n_steps == 0 && self->generation == generation)
    mbm_client_session_enter (self, self->phase + 1);
}

static void
mbm_client_session_ready (MbmClient *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

  g_info ("%s is connected to %s", self->id, self->uri);
  mbm_channel_ready (self->channel);
  mbm_client_liveness_start (self);
  mbm_client_set_status (self, MBM_CLIENT_CONNECTED, NULL);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

/**
 * mbm_client_session_enter: (skip)
 * @self: a client with an open connection
 * @phase: where it is
 *
 * Goes on with @phase, or with the first after it that applies.
 */
void
mbm_client_session_enter (MbmClient *self, MbmClientPhase phase)
{
  gboolean applies = TRUE;

  for (;; phase++)
    {
      if (phase == MBM_CLIENT_PHASE_LOGGING_IN)
        applies = self->token != NULL && !self->login_is_taken;
      else if (phase == MBM_CLIENT_PHASE_REGISTERING)
        applies = mbm_client_registers (self);
      else if (phase == MBM_CLIENT_PHASE_LOGGING_IN_LATE)
        applies = self->login_late;
      else
        applies = TRUE;

      if (applies)
        break;
    }

  mbm_client_session_set_phase (self, phase);
  switch (phase)
    {
    case MBM_CLIENT_PHASE_LOGGING_IN:
    case MBM_CLIENT_PHASE_LOGGING_IN_LATE:
      mbm_client_session_login (self);
      break;
    case MBM_CLIENT_PHASE_REGISTERING:
      mbm_client_session_register (self);
      break;
    case MBM_CLIENT_PHASE_SUBSCRIBING:
      mbm_client_session_subscribe (self);
      break;
    case MBM_CLIENT_PHASE_READY:
      mbm_client_session_ready (self);
      break;
    case MBM_CLIENT_PHASE_IDLE:
    case MBM_CLIENT_PHASE_OPENING:
    case MBM_CLIENT_PHASE_WAITING:
    case MBM_CLIENT_PHASE_CLOSING:
    default:
      g_assert_not_reached ();
    }
}
