/* sbx-server-backend.c — the half of a hosted server that lives on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-certificate.h"
#include "sbx-demo-clients.h"
#include "sbx-demo-service.h"
#include "sbx-demo-contract.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-peer-watch-private.h"
#include "sbx-secrets.h"
#include "sbx-server-backend-private.h"
#include "sbx-server-setup.h"

typedef struct
{
  SbxServerBackend *backend;
  SbxCall *call;
  SbxServerConfig *config;
  GPtrArray *passwords;
  GTlsCertificate *certificate; /* (nullable) */
  gboolean simulate;
} Starting;

struct _SbxServerBackend
{
  SbxBackend parent_instance;

  MbmServer *server;
  SbxDemoClients *clients; /* (nullable): the demo's */
  SbxPeerWatch *watch;     /* (nullable): while there is a server */
  gboolean starting;
  SbxCall *stop; /* (nullable): who waits for the server to have stopped */
};

G_DEFINE_FINAL_TYPE (SbxServerBackend, sbx_server_backend, SBX_TYPE_BACKEND)

void
sbx_server_start_free (gpointer data)
{
  SbxServerStart *start = data;

  g_clear_object (&start->config);
  g_clear_pointer (&start->passwords, g_ptr_array_unref);
  g_clear_pointer (&start->contract, mbm_contract_unref);
  g_free (start);
}

void
sbx_server_apply_free (gpointer data)
{
  SbxServerApply *apply = data;

  g_object_unref (apply->config);
  g_clear_pointer (&apply->contract, mbm_contract_unref);
  g_free (apply);
}

void
sbx_server_send_free (gpointer data)
{
  SbxServerSend *send = data;

  g_strfreev (send->client_ids);
  g_free (send->name);
  g_free (send->payload);
  g_free (send);
}

static void
on_tap (const MbmTapRecord *record, gpointer user_data)
{
  SbxServerBackend *self = user_data;

  sbx_recorder_tap (record, sbx_backend_get_recorder (SBX_BACKEND (self)));
  sbx_peer_watch_tap (self->watch, record);
}

static void
drop_server (SbxServerBackend *self)
{
  if (self->clients != NULL)
    sbx_demo_clients_stop (self->clients);
  g_clear_object (&self->clients);

  if (self->server != NULL)
    mbm_server_set_tap (self->server, NULL, NULL, NULL);
  g_clear_pointer (&self->watch, sbx_peer_watch_free);
  g_clear_object (&self->server);
}

static void
sbx_server_backend_close (SbxBackend *backend)
{
  SbxServerBackend *self = SBX_SERVER_BACKEND (backend);

  drop_server (self);
  g_clear_pointer (&self->stop, sbx_call_unref);
}

static void
sbx_server_backend_class_init (SbxServerBackendClass *klass)
{
  SBX_BACKEND_CLASS (klass)->close = sbx_server_backend_close;
}

static void
sbx_server_backend_init (SbxServerBackend *self)
{
}

static void
starting_free (gpointer data)
{
  Starting *starting = data;

  g_object_unref (starting->backend);
  sbx_call_unref (starting->call);
  g_object_unref (starting->config);
  g_clear_pointer (&starting->passwords, g_ptr_array_unref);
  g_clear_object (&starting->certificate);
  g_free (starting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Starting, starting_free)

static guint
get_client_timeout (gpointer config)
{
  return sbx_endpoint_config_get_uint (config, "client-timeout");
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxServerBackend) self = user_data;

  mbm_server_stop_finish (MBM_SERVER (source), result, NULL);
  drop_server (self);
  sbx_backend_set_active (SBX_BACKEND (self), FALSE);
  if (self->stop != NULL)
    sbx_call_return_boolean (self->stop, TRUE);
  g_clear_pointer (&self->stop, sbx_call_unref);
}

static void
stop_server (SbxServerBackend *self)
{
  if (self->clients != NULL)
    sbx_demo_clients_stop (self->clients);
  mbm_server_stop_async (self->server, NULL, NULL, on_stopped, g_object_ref (self));
}

static void
fail_start (Starting *starting, GError *error)
{
  SbxServerBackend *self = starting->backend;

  self->starting = FALSE;
  sbx_call_return_error (starting->call, error);
  drop_server (self);
  sbx_backend_set_active (SBX_BACKEND (self), FALSE);
  if (self->stop != NULL)
    sbx_call_return_boolean (self->stop, TRUE);
  g_clear_pointer (&self->stop, sbx_call_unref);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Starting) starting = user_data;
  SbxServerBackend *self = starting->backend;
  GError *error = NULL;

  if (!mbm_server_start_finish (MBM_SERVER (source), result, &error))
    {
      fail_start (starting, error);
      return;
    }
  if (sbx_backend_is_closed (SBX_BACKEND (self)))
    return;

  self->starting = FALSE;
  sbx_call_return_pointer (starting->call, g_strdup (mbm_server_get_uri (self->server)), g_free);
  if (self->stop != NULL)
    stop_server (self);
  else if (starting->simulate)
    self->clients = sbx_demo_clients_new (mbm_server_get_uri (self->server));
}

static void
listen_now (Starting *starting)
{
  SbxServerBackend *self = starting->backend;

  mbm_server_start_async (self->server, sbx_endpoint_config_get_url (SBX_ENDPOINT_CONFIG (starting->config)),
                          sbx_call_get_cancellable (starting->call), on_started, starting);
}

static gboolean
add_certificate (Starting *starting, GError **error)
{
  const char *url = sbx_endpoint_config_get_url (SBX_ENDPOINT_CONFIG (starting->config));

  if (!sbx_server_setup_is_encrypted (url))
    return TRUE;
  starting->certificate = sbx_server_setup_load_certificate (starting->config, url, error);
  return starting->certificate != NULL;
}

/* In a thread of its own: a hash takes its time, and so does a certificate. Nobody else looks at the users
 * meanwhile. */
static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Starting *starting = g_task_get_task_data (task);
  GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (starting->config));
  g_autoptr (MbmUserStore) store = NULL;
  GError *error = NULL;

  if (!add_certificate (starting, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (starting->passwords == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_object_get (starting->backend->server, "users", &store, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (users); i++)
    {
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (users, i);
      const char *password = g_ptr_array_index (starting->passwords, i);

      if (password != NULL && !mbm_user_store_add (store, sbx_user_config_get_username (user), password,
                                                   sbx_user_config_get_roles (user), &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }
  g_task_return_boolean (task, TRUE);
}

static void
give_certificate (Starting *starting)
{
  SbxServerBackend *self = starting->backend;

  if (starting->certificate == NULL)
    return;

  g_object_set (self->server, "certificate", starting->certificate, NULL);
  sbx_backend_post (SBX_BACKEND (self), sbx_server_take_fingerprint,
                    mbm_certificate_dup_fingerprint (starting->certificate), g_free);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Starting) starting = user_data;
  GError *error = NULL;

  g_clear_pointer (&starting->passwords, g_ptr_array_unref);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail_start (starting, error);
  else if (!sbx_backend_is_closed (SBX_BACKEND (starting->backend)))
    {
      give_certificate (starting);
      listen_now (g_steal_pointer (&starting));
    }
}

static void
prepare (Starting *starting)
{
  MbmServer *server = starting->backend->server;
  g_autoptr (MbmUserStore) store = NULL;
  g_autoptr (GTask) task = NULL;

  g_object_get (server, "users", &store, NULL);
  if (store == NULL && starting->passwords != NULL && starting->passwords->len > 0)
    {
      store = mbm_user_store_new ();
      g_object_set (server, "users", store, NULL);
    }

  task = g_task_new (starting->backend, sbx_call_get_cancellable (starting->call), on_prepared, starting);
  g_task_set_source_tag (task, prepare);
  g_task_set_task_data (task, starting, NULL);
  g_task_run_in_thread (task, prepare_in_thread);
}

static gboolean
refuse_closed (SbxCall *call, SbxServerBackend *self, gboolean needs_server)
{
  if (sbx_backend_is_closed (SBX_BACKEND (self)))
    sbx_call_return_error (call,
                           g_error_new_literal (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The program is ending")));
  else if (needs_server &&
           (self->server == NULL || mbm_server_get_state (self->server) != MBM_SERVER_RUNNING))
    sbx_call_return_error (call, g_error_new_literal (MBM_ERROR, MBM_ERROR_WRONG_STATE,
                                                      _ ("The server is not running: start it first")));
  else
    return FALSE;

  return TRUE;
}

MbmServer *
sbx_server_backend_need_server (SbxServerBackend *self, SbxCall *call)
{
  return refuse_closed (call, self, TRUE) ? NULL : self->server;
}

static void
on_problem (const char *problem, gpointer user_data)
{
  sbx_backend_post (user_data, sbx_server_take_problem, g_strdup (problem), g_free);
}

SbxMock *
sbx_server_backend_ensure_mock (SbxServerBackend *self)
{
  SbxMock *mock = sbx_mock_ensure (self->server);

  sbx_mock_set_problem_func (mock, on_problem, self, NULL);
  return mock;
}

/* What the config says, to a server that runs or will. */
static void
give_config (SbxServerBackend *self, SbxServerConfig *config, MbmContract *contract)
{
  sbx_server_setup_update (config, self->server);
  sbx_server_setup_set_contract (config, self->server, contract);
  if (sbx_mock_get (self->server) != NULL)
    sbx_server_backend_ensure_mock (self);
}

void
sbx_server_backend_start (SbxCall *call, gpointer backend, gpointer data)
{
  SbxServerBackend *self = backend;
  SbxServerStart *start = data;
  Starting *starting;

  if (refuse_closed (call, self, FALSE))
    return;

  g_assert (self->server == NULL);
  self->server = sbx_server_setup_make (start->config, NULL);
  give_config (self, start->config, start->contract);
  mbm_server_set_tap (self->server, on_tap, self, NULL);
  self->watch = sbx_peer_watch_new (SBX_BACKEND (self), self->server, get_client_timeout (start->config));
  self->starting = TRUE;
  sbx_backend_set_active (SBX_BACKEND (self), TRUE);

  starting = g_new0 (Starting, 1);
  starting->backend = g_object_ref (self);
  starting->call = sbx_call_ref (call);
  starting->config = g_object_ref (start->config);
  starting->passwords = g_steal_pointer (&start->passwords);
  starting->simulate = start->simulate;
  if ((starting->passwords != NULL && starting->passwords->len > 0) ||
      sbx_server_setup_is_encrypted (sbx_endpoint_config_get_url (SBX_ENDPOINT_CONFIG (start->config))))
    prepare (starting);
  else
    listen_now (starting);
}

void
sbx_server_backend_stop (SbxCall *call, gpointer backend, gpointer data)
{
  SbxServerBackend *self = backend;

  if (self->server == NULL)
    {
      sbx_call_return_boolean (call, TRUE);
      return;
    }

  g_assert (self->stop == NULL);
  self->stop = sbx_call_ref (call);
  if (!self->starting)
    stop_server (self);
}

static void
send_to_some (SbxCall *call, SbxServerBackend *self, const SbxServerSend *send, GBytes *payload)
{
  g_autoptr (GError) first_error = NULL;
  guint n = 0;

  for (gsize i = 0; send->client_ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (mbm_server_send (self->server, send->client_ids[i], send->name, payload, &error))
        n++;
      else if (first_error == NULL)
        first_error = g_steal_pointer (&error);
    }

  if (n == 0 && first_error != NULL)
    sbx_call_return_error (call, g_steal_pointer (&first_error));
  else
    sbx_call_return_int (call, n);
}

void
sbx_server_backend_send (SbxCall *call, gpointer backend, gpointer data)
{
  SbxServerBackend *self = backend;
  const SbxServerSend *send = data;
  g_autoptr (GBytes) payload = NULL;
  GError *error = NULL;
  guint n;

  if (refuse_closed (call, self, TRUE))
    return;

  if (send->payload != NULL)
    payload = g_bytes_new (send->payload, strlen (send->payload));
  if (send->client_ids != NULL)
    send_to_some (call, self, send, payload);
  else if (mbm_server_broadcast (self->server, send->name, payload, &n, &error))
    sbx_call_return_int (call, n);
  else
    sbx_call_return_error (call, error);
}

void
sbx_server_backend_disconnect (SbxCall *call, gpointer backend, gpointer data)
{
  SbxServerBackend *self = backend;
  const SbxServerSend *send = data;

  if (refuse_closed (call, self, TRUE))
    return;

  for (gsize i = 0; send->client_ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      /* Who is not there any more is where it should be. */
      if (!mbm_server_disconnect_client (self->server, send->client_ids[i], send->name, &error) &&
          !g_error_matches (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT))
        {
          sbx_call_return_error (call, g_steal_pointer (&error));
          return;
        }
    }
  sbx_call_return_boolean (call, TRUE);
}

void
sbx_server_backend_apply (SbxCall *call, gpointer backend, gpointer data)
{
  SbxServerBackend *self = backend;
  SbxServerApply *apply = data;

  if (self->server != NULL)
    {
      give_config (self, apply->config, apply->contract);
      sbx_peer_watch_set_client_timeout (self->watch, get_client_timeout (apply->config));
    }
  sbx_call_return_boolean (call, TRUE);
}
