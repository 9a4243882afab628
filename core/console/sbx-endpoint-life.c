/* sbx-endpoint-life.c — starting and stopping an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-error.h"

#include "sbx-endpoint-private.h"

static void
on_start_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * sbx_endpoint_start_async:
 *
 * Starts the server, or connects. It can be cancelled in every phase, also by sbx_endpoint_stop_async().
 * Fails with %MBM_ERROR_WRONG_STATE if it is active already, or on its way to stop.
 */
void
sbx_endpoint_start_async (SbxEndpoint *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  SbxEndpointLife *life;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SBX_IS_ENDPOINT (self));

  life = sbx_endpoint_get_life (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_endpoint_start_async);
  if (sbx_endpoint_get_active (self) || sbx_endpoint_get_state (self) == SBX_ENDPOINT_STOPPING)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("“%s” is not stopped"),
                               sbx_endpoint_get_title (self));
      return;
    }

  life->attempt = g_cancellable_new ();
  if (cancellable != NULL)
    {
      gulong id = g_cancellable_connect (cancellable, G_CALLBACK (on_start_cancelled),
                                         g_object_ref (life->attempt), g_object_unref);

      g_task_set_task_data (task, GSIZE_TO_POINTER (id), NULL);
    }
  sbx_endpoint_set_error_message (self, NULL);
  sbx_endpoint_set_state (self, SBX_ENDPOINT_STARTING, NULL);

  if (!sbx_endpoint_config_check (sbx_endpoint_get_config (self), NULL, &error))
    sbx_endpoint_return_start (self, g_steal_pointer (&task), error);
  else
    SBX_ENDPOINT_GET_CLASS (self)->start (self, g_steal_pointer (&task));
}

GCancellable *
sbx_endpoint_get_attempt (SbxEndpoint *self)
{
  return sbx_endpoint_get_life (self)->attempt;
}

/* What a start that nobody has stopped meanwhile comes to. */
static void
set_outcome (SbxEndpoint *self, const GError *error)
{
  if (error == NULL)
    {
      sbx_endpoint_set_state (self, SBX_ENDPOINT_RUNNING, NULL);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sbx_endpoint_set_state (self, SBX_ENDPOINT_STOPPED, NULL);
    }
  else
    {
      sbx_endpoint_set_error_message (self, error->message);
      sbx_endpoint_set_state (self, SBX_ENDPOINT_FAILED, NULL);
    }
}

static void
on_stopped_late (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_propagate_boolean (G_TASK (result), NULL);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The start of “%s” was cancelled"),
                           sbx_endpoint_get_title (SBX_ENDPOINT (source)));
}

void
sbx_endpoint_return_start (SbxEndpoint *self, GTask *task, GError *error)
{
  SbxEndpointLife *life = sbx_endpoint_get_life (self);
  g_autoptr (GCancellable) attempt = g_steal_pointer (&life->attempt);
  gulong id = GPOINTER_TO_SIZE (g_task_get_task_data (task));

  if (id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), id);

  /* Who stops it says what becomes of it. */
  if (sbx_endpoint_get_state (self) == SBX_ENDPOINT_STARTING)
    {
      if (error == NULL && g_cancellable_is_cancelled (attempt))
        {
          /* That came too late for the engine: it runs. */
          sbx_endpoint_set_state (self, SBX_ENDPOINT_STOPPING, NULL);
          SBX_ENDPOINT_GET_CLASS (self)->stop (self, g_task_new (self, NULL, on_stopped_late, task));
          return;
        }
      set_outcome (self, error);
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * sbx_endpoint_start_finish:
 *
 * Returns: %TRUE if it runs; %FALSE with an error, whose words are the endpoint's error-message as well
 * unless it was cancelled
 */
gboolean
sbx_endpoint_start_finish (SbxEndpoint *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sbx_endpoint_stop_async:
 *
 * Stops the server (every client is told), or disconnects; also ends an attempt to start or connect. Does
 * nothing, well, if it is stopped.
 */
void
sbx_endpoint_stop_async (SbxEndpoint *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  SbxEndpointLife *life;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SBX_IS_ENDPOINT (self));

  life = sbx_endpoint_get_life (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_endpoint_stop_async);

  if (sbx_endpoint_get_state (self) == SBX_ENDPOINT_STOPPING)
    {
      g_ptr_array_add (life->stops, g_steal_pointer (&task));
      return;
    }
  if (!sbx_endpoint_get_active (self))
    {
      sbx_endpoint_set_state (self, SBX_ENDPOINT_STOPPED, NULL);
      g_task_return_boolean (task, TRUE);
      return;
    }

  sbx_endpoint_set_state (self, SBX_ENDPOINT_STOPPING, NULL);
  if (life->attempt != NULL)
    g_cancellable_cancel (life->attempt);
  SBX_ENDPOINT_GET_CLASS (self)->stop (self, g_steal_pointer (&task));
}

void
sbx_endpoint_return_stop (SbxEndpoint *self, GTask *task)
{
  SbxEndpointLife *life = sbx_endpoint_get_life (self);
  g_autoptr (GPtrArray) stops = g_steal_pointer (&life->stops);

  life->stops = g_ptr_array_new_with_free_func (g_object_unref);
  sbx_endpoint_set_state (self, SBX_ENDPOINT_STOPPED, NULL);

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  for (guint i = 0; i < stops->len; i++)
    g_task_return_boolean (g_ptr_array_index (stops, i), TRUE);
}

/**
 * sbx_endpoint_stop_finish:
 *
 * Returns: %TRUE when it is stopped; %FALSE with an error if @cancellable was cancelled: it stops all the
 * same
 */
gboolean
sbx_endpoint_stop_finish (SbxEndpoint *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
