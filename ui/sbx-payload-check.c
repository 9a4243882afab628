/* sbx-payload-check.c — what a schema finds wrong with a document, without waiting for it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-payload-check.h"

typedef struct
{
  MbmSchema *schema;
  char *text;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  mbm_schema_unref (check->schema);
  g_free (check->text);
  g_free (check);
}

/* In a thread of the pool. */
static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Check *check = task_data;
  g_autoptr (GBytes) bytes = g_bytes_new_static (check->text, strlen (check->text));
  GError *error = NULL;
  GPtrArray *violations = mbm_schema_validate_bytes (check->schema, bytes, &error);

  if (violations != NULL)
    g_task_return_pointer (task, violations, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * sbx_payload_check_async:
 * @text: (transfer full): a JSON document
 *
 * Validates a document in a thread. However hard it is made, the schema's limits end it. No object is kept
 * meanwhile: the thread may be the last to let go of the task, and must not be the one where a widget ends.
 */
void
sbx_payload_check_async (MbmSchema *schema,
                         char *text,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *check = g_new (Check, 1);

  check->schema = mbm_schema_ref (schema);
  check->text = text;
  g_task_set_source_tag (task, sbx_payload_check_async);
  g_task_set_task_data (task, check, check_free);
  g_task_run_in_thread (task, run);
}

/**
 * sbx_payload_check_finish:
 * @text: (out) (transfer none): return location for the document, which lives as long as @result
 *
 * Returns: (transfer container) (element-type MbmViolation): what is wrong; %NULL with @error set if that
 * could not be found out
 */
GPtrArray *
sbx_payload_check_finish (GAsyncResult *result, const char **text, GError **error)
{
  Check *check = g_task_get_task_data (G_TASK (result));

  *text = check->text;
  return g_task_propagate_pointer (G_TASK (result), error);
}
