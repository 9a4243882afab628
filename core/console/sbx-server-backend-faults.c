/* sbx-server-backend-faults.c — what a hosted server does on demand, on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-mock.h"
#include "sbx-server-backend-private.h"

void
sbx_server_faults_call_free (gpointer data)
{
  SbxServerFaultsCall *call = data;

  g_strfreev (call->client_ids);
  g_clear_pointer (&call->faults, sbx_faults_free);
  g_free (call);
}

void
sbx_server_backend_fire_timer (SbxCall *call, gpointer backend, gpointer timer)
{
  GError *error = NULL;
  int n;

  if (sbx_server_backend_need_server (backend, call) == NULL)
    return;

  n = sbx_mock_fire (sbx_server_backend_ensure_mock (backend), timer, &error);
  if (n >= 0)
    sbx_call_return_int (call, n);
  else
    sbx_call_return_error (call, error);
}

void
sbx_server_backend_set_faults (SbxCall *call, gpointer backend, gpointer data)
{
  const SbxServerFaultsCall *wanted = data;

  if (sbx_server_backend_need_server (backend, call) == NULL)
    return;

  sbx_mock_set_faults (sbx_server_backend_ensure_mock (backend), (const char *const *) wanted->client_ids,
                       wanted->faults);
  sbx_call_return_boolean (call, TRUE);
}

void
sbx_server_backend_cut (SbxCall *call, gpointer backend, gpointer data)
{
  const SbxServerFaultsCall *wanted = data;
  MbmServer *server = sbx_server_backend_need_server (backend, call);
  MbmCut cut = wanted->cut == SBX_CUT_NOW ? MBM_CUT_NOW : MBM_CUT_MID_ANSWER;
  int n = 0;

  if (server == NULL)
    return;

  for (gsize i = 0; wanted->client_ids[i] != NULL; i++)
    n += mbm_server_cut_client (server, wanted->client_ids[i], cut, NULL);
  sbx_call_return_int (call, n);
}

void
sbx_server_backend_expire (SbxCall *call, gpointer backend, gpointer data)
{
  const SbxServerFaultsCall *wanted = data;
  MbmServer *server = sbx_server_backend_need_server (backend, call);
  int n = 0;

  if (server == NULL)
    return;

  for (gsize i = 0; wanted->client_ids[i] != NULL; i++)
    n += mbm_server_expire_login (server, wanted->client_ids[i], NULL);
  sbx_call_return_int (call, n);
}
