/* sbx-file-kind.c — what a file is, by what is in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-file-kind.h"

#include <string.h>

#include "mbm-json.h"

#define CHUNK (256 * 1024)

static gboolean
has_member (MbmJsonValue document, const char *name)
{
  MbmJsonValue value;

  return mbm_json_value_get_member (document, name, &value);
}

/* @text: a whole JSON document, or something else */
static SbxFileKind
judge_document (const char *text, gsize length)
{
  MbmJsonValue document = mbm_json_value (text, (gssize) length);

  if (!mbm_json_check (text, (gssize) length, NULL) || mbm_json_value_get_type (document) != MBM_JSON_OBJECT)
    return SBX_FILE_UNKNOWN;
  if (has_member (document, "capture") ||
      (has_member (document, "kind") && has_member (document, "direction")))
    return SBX_FILE_CAPTURE;
  if (has_member (document, "asyncapi") || has_member (document, "requests") ||
      has_member (document, "events"))
    return SBX_FILE_CONTRACT;
  if (has_member (document, "servers") || has_member (document, "connections"))
    return SBX_FILE_WORKSPACE;
  return SBX_FILE_UNKNOWN;
}

/* YAML is for AsyncAPI alone, which begins with its version as a rule. */
static gboolean
looks_like_asyncapi (const char *text, gsize length)
{
  const char *found = g_strstr_len (text, (gssize) length, "asyncapi:");

  return found != NULL && (found == text || found[-1] == '\n');
}

static SbxFileKind
judge (const char *text, gsize length, gboolean is_whole)
{
  const char *end = memchr (text, '\n', length);
  SbxFileKind kind = end != NULL ? judge_document (text, (gsize) (end - text)) : SBX_FILE_UNKNOWN;

  if (kind == SBX_FILE_CAPTURE)
    return kind;
  kind = is_whole ? judge_document (text, length) : SBX_FILE_UNKNOWN;
  if (kind == SBX_FILE_UNKNOWN && looks_like_asyncapi (text, length))
    kind = SBX_FILE_CONTRACT;
  return kind;
}

static void
detect_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (source, cancellable, &error);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize n_read = CHUNK;

  while (stream != NULL && n_read == CHUNK && text->len <= SBX_FILE_MAX_DOCUMENT)
    {
      gsize old = text->len;

      g_byte_array_set_size (text, (guint) (old + CHUNK));
      if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text->data + old, CHUNK, &n_read, cancellable,
                                    &error))
        break;
      g_byte_array_set_size (text, (guint) (old + n_read));
    }

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, text->len > 0
                               ? (gssize) judge ((const char *) text->data, text->len, n_read < CHUNK)
                               : SBX_FILE_UNKNOWN);
}

void
sbx_file_kind_detect_async (GFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_file_kind_detect_async);
  g_task_run_in_thread (task, detect_thread);
}

SbxFileKind
sbx_file_kind_detect_finish (GFile *file, GAsyncResult *result, GError **error)
{
  gssize kind;

  g_return_val_if_fail (g_task_is_valid (result, file), SBX_FILE_UNKNOWN);

  kind = g_task_propagate_int (G_TASK (result), error);
  return kind < 0 ? SBX_FILE_UNKNOWN : (SbxFileKind) kind;
}
