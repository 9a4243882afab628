/* sbx-server-start.c — what a hosted server needs before it serves
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-endpoint-config-private.h"
#include "sbx-endpoint-private.h"
#include "sbx-server-backend-private.h"
#include "sbx-server-private.h"

/* A start that still looks up passwords. */
typedef struct
{
  SbxServerStart *start;
  GString *missing; /* names of users without a password */
} Preparation;

static void
preparation_free (gpointer data)
{
  Preparation *preparation = data;

  g_clear_pointer (&preparation->start, sbx_server_start_free);
  g_string_free (preparation->missing, TRUE);
  g_free (preparation);
}

static void
free_password (gpointer password)
{
  sbx_secrets_free_secret (password);
}

static void
on_backend_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxServer *self = SBX_SERVER (source);
  GTask *task = user_data;
  Preparation *preparation = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  g_autofree char *address = g_task_propagate_pointer (G_TASK (result), &error);

  if (address != NULL)
    sbx_endpoint_set_address (SBX_ENDPOINT (self), address);
  sbx_endpoint_return_start (SBX_ENDPOINT (self), task, error);

  if (address != NULL && preparation->missing->len > 0)
    {
      g_autofree char *message =
        g_strdup_printf (_ ("No password is kept for %s: set one to let them log in"),
                         preparation->missing->str);

      sbx_endpoint_set_error_message (SBX_ENDPOINT (self), message);
    }
}

static void look_up_next (SbxServer *self, GTask *inner);

static void
on_password_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) inner = user_data;
  SbxServer *self = g_task_get_source_object (inner);
  Preparation *preparation = g_task_get_task_data (inner);
  GPtrArray *passwords = preparation->start->passwords;
  GError *error = NULL;
  char *password = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (inner, error);
      return;
    }
  if (password == NULL)
    {
      GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (preparation->start->config));
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (users, passwords->len);

      if (preparation->missing->len > 0)
        g_string_append (preparation->missing, ", ");
      g_string_append (preparation->missing, sbx_user_config_get_username (user));
    }

  g_ptr_array_add (passwords, password);
  look_up_next (self, g_steal_pointer (&inner));
}

/* Looks up the next user's password; after the last, begins to serve. @inner: (transfer full) */
static void
look_up_next (SbxServer *self, GTask *inner)
{
  Preparation *preparation = g_task_get_task_data (inner);
  SbxServerStart *start = preparation->start;
  GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (start->config));

  if (start->passwords->len < g_list_model_get_n_items (users))
    {
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (users, start->passwords->len);
      g_autofree char *key = sbx_server_dup_user_key (sbx_endpoint_get_id (SBX_ENDPOINT (self)),
                                                      sbx_user_config_get_username (user));

      sbx_secrets_lookup_async (sbx_endpoint_get_secrets (SBX_ENDPOINT (self)), key,
                                g_task_get_cancellable (inner), on_password_found, inner);
      return;
    }

  sbx_endpoint_call (SBX_ENDPOINT (self), inner, sbx_server_backend_start,
                     g_steal_pointer (&preparation->start), sbx_server_start_free);
}

/* The demo's own is only for those who ask for it: its service knows what it takes. (transfer full)
 * (nullable) */
static MbmContract *
dup_contract (SbxEndpoint *endpoint)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (endpoint);
  SbxShapes *shapes = sbx_endpoint_get_shapes (endpoint);
  MbmContract *contract = sbx_shapes_get_contract (shapes);

  if (contract == NULL || (sbx_shapes_get_contract_file (shapes) == NULL &&
                           g_str_equal (sbx_endpoint_config_get_string (config, "validate"), "off") &&
                           !sbx_endpoint_config_get_boolean (config, "enforce-access")))
    return NULL;
  return mbm_contract_ref (contract);
}

void
sbx_server_apply (SbxServer *self)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (self);
  SbxServerApply *apply = g_new (SbxServerApply, 1);
  GTask *task = g_task_new (endpoint, NULL, NULL, NULL);

  g_task_set_source_tag (task, sbx_server_apply);
  apply->config = SBX_SERVER_CONFIG (sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint)));
  apply->contract = dup_contract (endpoint);
  sbx_endpoint_call (endpoint, task, sbx_server_backend_apply, apply, sbx_server_apply_free);
}

/* The contract was read again, or is another. */
static void
on_contract_changed (SbxShapes *shapes, GParamSpec *pspec, gpointer user_data)
{
  if (sbx_endpoint_get_active (user_data))
    sbx_server_apply (user_data);
}

static void
prepare_contract (SbxServer *self, GTask *inner)
{
  Preparation *preparation = g_task_get_task_data (inner);

  preparation->start->contract = dup_contract (SBX_ENDPOINT (self));
  look_up_next (self, inner);
}

/* A start that waits for its contract goes on, with what could be read of it. */
static void
on_contract_read (SbxContractFile *file, gpointer user_data)
{
  GTask *inner = user_data;

  g_signal_handlers_disconnect_by_func (file, on_contract_read, user_data);
  prepare_contract (g_task_get_source_object (inner), inner);
}

void
sbx_server_start (SbxEndpoint *endpoint, GTask *task)
{
  SbxShapes *shapes = sbx_endpoint_get_shapes (endpoint);
  SbxContractFile *file = sbx_shapes_get_contract_file (shapes);
  SbxServer *self = SBX_SERVER (endpoint);
  GTask *inner = g_task_new (self, sbx_endpoint_get_attempt (endpoint), on_backend_started, task);
  Preparation *preparation = g_new0 (Preparation, 1);

  g_task_set_source_tag (inner, sbx_server_start);
  preparation->start = g_new0 (SbxServerStart, 1);
  preparation->start->config =
    SBX_SERVER_CONFIG (sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint)));
  sbx_endpoint_config_resolve_files (SBX_ENDPOINT_CONFIG (preparation->start->config),
                                     sbx_shapes_get_directory (shapes));
  preparation->start->passwords = g_ptr_array_new_with_free_func (free_password);
  preparation->start->simulate = sbx_server_get_simulated (self);
  preparation->missing = g_string_new (NULL);
  g_task_set_task_data (inner, preparation, preparation_free);

  g_signal_handlers_disconnect_by_func (shapes, on_contract_changed, self);
  g_signal_connect_object (shapes, "notify::contract", G_CALLBACK (on_contract_changed), self, 0);
  if (file != NULL && sbx_contract_file_get_loading (file))
    g_signal_connect (file, "changed", G_CALLBACK (on_contract_read), inner);
  else
    prepare_contract (self, inner);
}
