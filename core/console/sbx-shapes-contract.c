/* sbx-shapes-contract.c — what is known of an endpoint, as a contract's file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "mbm-error.h"

#include "sbx-contract-text.h"
#include "sbx-shapes-private.h"

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Goes into the file, which people of any language may read. */
static char *
describe (SbxLearntBook *book)
{
  guint64 n_skipped = sbx_learnt_book_get_n_skipped (book);
  g_autofree char *skipped =
    n_skipped > 0 ? g_strdup_printf ("; %" PRIu64 " more were not looked at", n_skipped) : g_strdup ("");

  return g_strdup_printf ("Learnt by Signalbox from %" PRIu64 " messages%s",
                          sbx_learnt_book_get_n_messages (book), skipped);
}

static void
on_caught_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SbxShapes *self = g_task_get_source_object (task);
  GFile *file = g_task_get_task_data (task);
  SbxEndpoint *endpoint = sbx_shapes_get_endpoint (self);
  SbxLearntBook *book = sbx_learner_get_book (SBX_LEARNER (source));
  MbmContract *contract = sbx_shapes_get_contract (self);
  g_autofree char *description = describe (book);
  g_autoptr (GBytes) text = NULL;
  GError *error = NULL;

  if (contract == NULL && sbx_learnt_book_get_n_messages (book) == 0)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE,
                               _ ("No requests or events were seen here yet, so there is nothing to save"));
      return;
    }

  text =
    sbx_learnt_book_to_contract (book, contract, endpoint != NULL ? sbx_endpoint_get_title (endpoint) : "",
                                 description, &error);
  if (text == NULL)
    g_task_return_error (task, error);
  else
    g_file_replace_contents_bytes_async (file, text, NULL, FALSE, G_FILE_CREATE_NONE, NULL, on_written,
                                         g_steal_pointer (&task));
}

/**
 * sbx_shapes_save_contract_async:
 * @file: a file, which is replaced if there is one
 *
 * Writes what is known as a contract: what was learnt from the traffic there is now, and all of the contract
 * there is, if there is one, which goes before it.
 */
void
sbx_shapes_save_contract_async (SbxShapes *self,
                                GFile *file,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SBX_IS_SHAPES (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sbx_shapes_save_contract_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  sbx_learner_catch_up_async (sbx_shapes_get_learner (self), on_caught_up, task);
}

/**
 * sbx_shapes_save_contract_finish:
 * @error: return location for an error: of the file, or %MBM_ERROR_WRONG_STATE if nothing is known
 *
 * Returns: whether it was written
 */
gboolean
sbx_shapes_save_contract_finish (SbxShapes *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sbx_shapes_attach_contract:
 * @file: a contract's file, on a disk of this machine
 *
 * Makes it the contract of the endpoint, in its config: by its path from the workspace, if it lies there.
 */
void
sbx_shapes_attach_contract (SbxShapes *self, GFile *file)
{
  SbxEndpoint *endpoint;
  g_autofree char *path = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (SbxEndpointConfig) config = NULL;

  g_return_if_fail (SBX_IS_SHAPES (self));
  g_return_if_fail (G_IS_FILE (file));

  endpoint = sbx_shapes_get_endpoint (self);
  path = g_file_get_path (file);
  if (endpoint == NULL || path == NULL)
    return;

  kept = sbx_contract_path_relate (path, sbx_shapes_get_directory (self));
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  g_object_set (config, "contract", kept, NULL);
  sbx_endpoint_set_config (endpoint, config);
}
