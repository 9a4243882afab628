/* sbx-capture-reader.c — reads records from a file of their own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mbm-json.h"

#include "sbx-capture-file.h"
#include "sbx-capture-line-private.h"
#include "sbx-mask-private.h"

#define CHUNK (1024 * 1024)

/* The store takes no more than it can write: so often it is waited for. */
#define FLUSH_RECORDS 10000
#define FLUSH_BYTES   (16 * 1024 * 1024)
#define FLUSH_TIMEOUT 30000

typedef struct
{
  SbxStore *store;
  GHashTable *endpoints; /* name → handle */
  GHashTable *numbers;   /* of the file → of the store */
  guint n_waiting;
  gsize n_waiting_bytes;
  SbxCaptureRead *result;
} Reading;

void
sbx_capture_read_free (SbxCaptureRead *self)
{
  g_free (self->first_bad);
  g_free (self);
}

static guint
find_endpoint (Reading *reading, const char *name)
{
  const char *used = name != NULL ? name : "";
  guint handle = GPOINTER_TO_UINT (g_hash_table_lookup (reading->endpoints, used));

  if (handle != 0)
    return handle;
  handle = sbx_store_add_endpoint (reading->store, used, used);
  g_hash_table_insert (reading->endpoints, g_strdup (used), GUINT_TO_POINTER (handle));
  return handle;
}

static gint64 *
box (gint64 number)
{
  gint64 *boxed = g_new (gint64, 1);

  *boxed = number;
  return boxed;
}

/* A request comes before its answer: the answer tells it. */
static void
pair (Reading *reading, const SbxCaptureLine *line, gint64 seq)
{
  const gint64 *partner = g_hash_table_lookup (reading->numbers, &line->partner);

  if (line->number > 0)
    g_hash_table_insert (reading->numbers, box (line->number), box (seq));
  if (partner != NULL && line->record.kind == SBX_TRACE_KIND_RESPONSE)
    sbx_store_complete (reading->store, *partner, line->record.status, line->record.latency, seq,
                        line->record.error_code, NULL);
}

/* Whoever wrote the file may not have masked what is secret. (transfer full) (nullable) */
static GBytes *
mask (const SbxCaptureLine *line)
{
  gsize length;
  const char *text = line->bytes != NULL ? g_bytes_get_data (line->bytes, &length) : NULL;

  if (text == NULL)
    return NULL;
  if (line->record.kind == SBX_TRACE_KIND_REFUSED_FRAME || !mbm_json_check (text, (gssize) length, NULL))
    return sbx_mask_refused (line->bytes);
  return sbx_mask_frame (line->bytes,
                         line->record.name != NULL && sbx_mask_is_login_name (line->record.name));
}

static gboolean
append (Reading *reading, SbxCaptureLine *line, GError **error)
{
  const gint64 *partner = g_hash_table_lookup (reading->numbers, &line->partner);
  g_autoptr (GBytes) masked = NULL;
  gint64 seq;

  /* Nothing is awaited any more. */
  if (line->record.status == SBX_TRACE_STATUS_PENDING)
    line->record.status = SBX_TRACE_STATUS_NO_ANSWER;
  if (partner != NULL && line->record.kind == SBX_TRACE_KIND_RESPONSE)
    line->record.partner = *partner;
  masked = mask (line);
  if (masked != NULL)
    line->record.flags |= SBX_TRACE_FLAG_MASKED;

  seq = sbx_store_append (reading->store, find_endpoint (reading, line->endpoint), &line->record,
                          masked != NULL ? masked : line->bytes);
  reading->n_waiting++;
  reading->n_waiting_bytes += line->bytes != NULL ? g_bytes_get_size (line->bytes) : 0;
  if (seq != 0)
    pair (reading, line, seq);
  if (reading->n_waiting >= FLUSH_RECORDS || reading->n_waiting_bytes >= FLUSH_BYTES)
    {
      reading->n_waiting = 0;
      reading->n_waiting_bytes = 0;
      sbx_store_flush (reading->store, FLUSH_TIMEOUT);
    }
  if (seq == 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("There is no room for it in %s"),
                 sbx_store_get_path (reading->store));
  return seq != 0;
}

static gboolean
is_head (const char *text, gsize length)
{
  MbmJsonValue value;

  return mbm_json_check (text, (gssize) length, NULL) &&
         mbm_json_value_get_type (mbm_json_value (text, (gssize) length)) == MBM_JSON_OBJECT &&
         mbm_json_value_get_member (mbm_json_value (text, (gssize) length), "capture", &value);
}

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
take_line (Reading *reading, const char *text, gsize length, gint64 number, GError **error)
{
  g_auto (SbxCaptureLine) line;
  g_autoptr (GError) fault = NULL;

  sbx_capture_line_init (&line);
  if (is_blank (text, length) || (number == 1 && is_head (text, length)))
    return TRUE;
  if (sbx_capture_line_parse (&line, text, length, &fault))
    {
      reading->result->n_records++;
      return append (reading, &line, error);
    }

  reading->result->n_bad++;
  if (reading->result->first_bad == NULL)
    /* Translators: the number of a line, and what is wrong with it */
    reading->result->first_bad = g_strdup_printf (_ ("line %" PRId64 ": %s"), number, fault->message);
  return TRUE;
}

/* Takes the whole lines of @buffer, in which there is no line break before @searched; at the end also one
 * that has none. */
static gboolean
take_lines (Reading *reading,
            GByteArray *buffer,
            gsize searched,
            gboolean at_end,
            gint64 *number,
            GError **error)
{
  gsize from = 0;

  for (;;)
    {
      gsize start = MAX (from, searched);
      const guint8 *end =
        start < buffer->len ? memchr (buffer->data + start, '\n', buffer->len - start) : NULL;
      gsize next = end != NULL ? (gsize) (end - buffer->data) + 1 : buffer->len;

      if (end == NULL && !(at_end && from < buffer->len))
        break;
      if (!take_line (reading, (const char *) buffer->data + from, next - from, ++*number, error))
        return FALSE;
      from = next;
    }
  if (from > 0)
    g_byte_array_remove_range (buffer, 0, (guint) from);
  if (buffer->len <= SBX_CAPTURE_MAX_LINE)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               /* Translators: the number of a line, and a size in MiB */
               _ ("line %" PRId64 " is longer than %u MiB: this is no capture"), *number + 1,
               SBX_CAPTURE_MAX_LINE / 1024 / 1024);
  return FALSE;
}

static gboolean
read_lines (Reading *reading, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  gint64 number = 0;
  gsize n_read;

  do
    {
      gsize old = buffer->len;

      g_byte_array_set_size (buffer, (guint) (old + CHUNK));
      if (!g_input_stream_read_all (stream, buffer->data + old, CHUNK, &n_read, cancellable, error))
        return FALSE;
      g_byte_array_set_size (buffer, (guint) (old + n_read));
      if (!take_lines (reading, buffer, old, n_read < CHUNK, &number, error))
        return FALSE;
    }
  while (n_read == CHUNK);
  return TRUE;
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GHashTable) endpoints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (SbxCaptureRead) result = g_new0 (SbxCaptureRead, 1);
  Reading reading = { .store = task_data, .endpoints = endpoints, .numbers = numbers, .result = result };
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (source, cancellable, &error);

  if (stream == NULL || !read_lines (&reading, G_INPUT_STREAM (stream), cancellable, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  sbx_store_flush (reading.store, FLUSH_TIMEOUT);
  if (result->n_records == 0 && result->n_bad > 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", result->first_bad);
  else
    g_task_return_pointer (task, g_steal_pointer (&result), (GDestroyNotify) sbx_capture_read_free);
}

void
sbx_capture_read_async (GFile *file,
                        SbxStore *store,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (SBX_IS_STORE (store));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_capture_read_async);
  g_task_set_task_data (task, g_object_ref (store), g_object_unref);
  g_task_run_in_thread (task, read_thread);
}

SbxCaptureRead *
sbx_capture_read_finish (GFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
