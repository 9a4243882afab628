/* sbx-server-backend-faults.c — what a hosted server does on demand, on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-server-backend-private.h"

void
sbx_server_faults_call_free (gpointer data)
{
  SbxServerFaultsCall *call = data;

  g_strfreev (call->client_ids);
  g_clear_pointer (&call->faults, sbx_faults_free);
  g_free (call);
}

static gboolean
refuse_stopped (SbxCall *call, SbxServerBackend *self)
{
  if (sbx_server_backend_get_server (self) != NULL)
    return FALSE;

  sbx_call_return_error (call, g_error_new_literal (MBM_ERROR, MBM_ERROR_WRONG_STATE,
                                                    _ ("The server does not run")));
  return TRUE;
}

void
sbx_server_backend_fire_timer (SbxCall *call, gpointer backend, gpointer timer)
{
  g_autoptr (GBytes) payload = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;
  guint n;

  if (refuse_stopped (call, backend))
    return;

  g_object_get (timer, "payload", &text, NULL);
  if (text != NULL)
    payload = g_bytes_new (text, strlen (text));
  if (mbm_server_broadcast (sbx_server_backend_get_server (backend), sbx_timer_config_get_event (timer),
                            payload, &n, &error))
    sbx_call_return_int (call, n);
  else
    sbx_call_return_error (call, error);
}

void
sbx_server_backend_set_faults (SbxCall *call, gpointer backend, gpointer data)
{
  if (!refuse_stopped (call, backend))
    sbx_call_return_boolean (call, TRUE);
}

void
sbx_server_backend_cut (SbxCall *call, gpointer backend, gpointer data)
{
  if (!refuse_stopped (call, backend))
    sbx_call_return_int (call, 0);
}

void
sbx_server_backend_expire (SbxCall *call, gpointer backend, gpointer data)
{
  if (!refuse_stopped (call, backend))
    sbx_call_return_int (call, 0);
}
