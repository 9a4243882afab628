/* sbx-connection-headers.c — headers of a handshake whose values are secrets
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection-private.h"
#include "sbx-endpoint-config-private.h"

/* Where we are in filling in the headers. */
typedef struct
{
  SbxSecrets *secrets;
  GPtrArray *filled; /* char * */
} Filling;

static void
filling_free (gpointer data)
{
  Filling *filling = data;

  g_object_unref (filling->secrets);
  g_ptr_array_unref (filling->filled);
  g_free (filling);
}

static void
free_secret (gpointer secret)
{
  sbx_secrets_free_secret (secret);
}

char *
sbx_connection_dup_key (const char *connection_id, const char *what)
{
  return g_strdup_printf ("connection:%s:%s", connection_id, what);
}

char *
sbx_connection_dup_header_key (const char *connection_id, const char *header)
{
  g_autofree char *name = g_ascii_strdown (header, strcspn (header, ":"));

  return g_strdup_printf ("connection:%s:header:%s", connection_id, name);
}

/* The value of `Name: value`, without the white space around it; (transfer full). */
static char *
dup_value (const char *header)
{
  const char *colon = strchr (header, ':');

  return colon != NULL ? g_strstrip (g_strdup (colon + 1)) : g_strdup ("");
}

static void
keep_header (SbxEndpointConfig *config, SbxSecrets *secrets, const char *header, const char *value)
{
  g_autofree char *key = sbx_connection_dup_header_key (sbx_endpoint_config_get_id (config), header);
  g_autofree char *title = sbx_endpoint_config_dup_title (config);
  /* Translators: the label of a password: a header's name, and the connection's. */
  g_autofree char *label =
    g_strdup_printf (_ ("Signalbox: %.*s for %s"), (int) strcspn (header, ":"), header, title);

  sbx_secrets_store_async (secrets, key, label, value, NULL, NULL, NULL);
}

void
sbx_connection_keep_headers (SbxEndpointConfig *config, SbxSecrets *secrets)
{
  const char *const *headers = sbx_endpoint_config_get_strv (config, "headers");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) open = NULL;

  for (gsize i = 0; headers[i] != NULL; i++)
    {
      char *value = dup_value (headers[i]);

      if (sbx_header_is_secret (headers[i]) && *value != '\0')
        {
          g_autofree char *name = g_strndup (headers[i], strcspn (headers[i], ":") + 1);

          keep_header (config, secrets, headers[i], value);
          g_strv_builder_add (builder, name);
        }
      else
        {
          g_strv_builder_add (builder, headers[i]);
        }
      sbx_secrets_free_secret (value);
    }

  open = g_strv_builder_end (builder);
  g_object_set (config, "headers", open, NULL);
}

static void fill_next (GTask *task);

static void
on_value_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SbxEndpointConfig *config = g_task_get_source_object (task);
  Filling *filling = g_task_get_task_data (task);
  const char *header = sbx_endpoint_config_get_strv (config, "headers")[filling->filled->len];
  GError *error = NULL;
  char *value = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, &error);

  if (value == NULL)
    {
      if (error == NULL)
        error = g_error_new (
          MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
          _ ("The value of the header %.*s is not kept any more: set it in the connection’s settings"),
          (int) strcspn (header, ":"), header);
      g_task_return_error (task, error);
      return;
    }

  g_ptr_array_add (filling->filled, g_strdup_printf ("%.*s: %s", (int) strcspn (header, ":"), header, value));
  sbx_secrets_free_secret (value);
  fill_next (g_steal_pointer (&task));
}

static void
fill_next (GTask *task)
{
  SbxEndpointConfig *config = g_task_get_source_object (task);
  Filling *filling = g_task_get_task_data (task);
  const char *const *headers = sbx_endpoint_config_get_strv (config, "headers");

  for (; headers[filling->filled->len] != NULL;)
    {
      const char *header = headers[filling->filled->len];
      char *value = dup_value (header);
      gboolean is_kept = sbx_header_is_secret (header) && *value == '\0';

      sbx_secrets_free_secret (value);
      if (is_kept)
        {
          g_autofree char *key = sbx_connection_dup_header_key (sbx_endpoint_config_get_id (config), header);

          sbx_secrets_lookup_async (filling->secrets, key, g_task_get_cancellable (task), on_value_found,
                                    task);
          return;
        }
      g_ptr_array_add (filling->filled, g_strdup (header));
    }

  g_ptr_array_add (filling->filled, NULL);
  g_object_set (config, "headers", filling->filled->pdata, NULL);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
sbx_connection_fill_headers_async (SbxEndpointConfig *config,
                                   SbxSecrets *secrets,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (config, cancellable, callback, user_data);
  Filling *filling = g_new (Filling, 1);

  g_task_set_source_tag (task, sbx_connection_fill_headers_async);
  filling->secrets = g_object_ref (secrets);
  filling->filled = g_ptr_array_new_with_free_func (free_secret);
  g_task_set_task_data (task, filling, filling_free);
  fill_next (task);
}

gboolean
sbx_connection_fill_headers_finish (SbxEndpointConfig *config, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
