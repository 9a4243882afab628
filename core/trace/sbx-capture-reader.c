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

/* --- a record ------------------------------------------------------------------- */

/* What a line says; strings are owned. */
typedef struct
{
  SbxTraceRecord record;
  GPtrArray *strings;
  char *endpoint;
  gint64 partner;
  gint64 number;
  GBytes *bytes;
} Line;

static void
line_clear (Line *line)
{
  g_ptr_array_unref (line->strings);
  g_clear_pointer (&line->bytes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

/* (nullable): NULL where it is no string */
static char *
take_string (Line *line, MbmJsonValue value)
{
  char *text = mbm_json_value_get_type (value) == MBM_JSON_STRING ? mbm_json_value_dup_string (value) : NULL;

  if (text != NULL)
    g_ptr_array_add (line->strings, text);
  return text;
}

static gint64
get_int (MbmJsonValue value)
{
  gint64 number = 0;

  return mbm_json_value_get_int (value, &number) ? number : 0;
}

static gboolean
is_true (MbmJsonValue value)
{
  return value.length == 4 && memcmp (value.text, "true", 4) == 0;
}

static const char *
get_direction (guint i)
{
  return i <= SBX_TRACE_DIRECTION_OUT ? sbx_trace_direction_to_nick (i) : NULL;
}

static const char *
get_kind (guint i)
{
  return i < SBX_TRACE_N_KINDS ? sbx_trace_kind_to_nick (i) : NULL;
}

static const char *
get_status (guint i)
{
  return i < SBX_TRACE_N_STATUSES ? sbx_trace_status_to_nick (i) : NULL;
}

/* -1: there is no such word */
static int
find_nick (const char *word, const char *(*get_nick) (guint i))
{
  const char *nick;

  for (guint i = 0; word != NULL && (nick = get_nick (i)) != NULL; i++)
    if (g_str_equal (nick, word))
      return (int) i;
  return -1;
}

static void
read_time (Line *line, const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (time != NULL)
    line->record.real_time =
      g_date_time_to_unix (time) * G_TIME_SPAN_SECOND + g_date_time_get_microsecond (time);
}

static void
read_latency (Line *line, MbmJsonValue value)
{
  char number[32];

  if (mbm_json_value_get_type (value) != MBM_JSON_NUMBER || value.length >= sizeof number)
    return;
  memcpy (number, value.text, value.length);
  number[value.length] = '\0';
  line->record.latency = (gint64) CLAMP (g_ascii_strtod (number, NULL) * 1000 + 0.5, 0, 1e15);
}

static void
read_headers (Line *line, MbmJsonValue value)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return;
  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, NULL, &element))
    {
      const char *header = take_string (line, element);

      if (header != NULL)
        g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", header);
    }
  line->record.headers = lines->str;
  g_ptr_array_add (line->strings, g_string_free (g_steal_pointer (&lines), FALSE));
}

/* Strings of the record, by their names in the file. */
static gboolean
read_text (Line *line, const char *name, MbmJsonValue value)
{
  const struct
  {
    const char *name;
    const char **field;
  } fields[] = {
    { "connection", &line->record.connection },
    { "peer", &line->record.peer },
    { "address", &line->record.address },
    { "name", &line->record.name },
    { "requestId", &line->record.request_id },
    { "errorCode", &line->record.error_code },
    { "note", &line->record.note },
    { "handler", &line->record.handler },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (!g_str_equal (fields[i].name, name))
        continue;
      *fields[i].field = take_string (line, value);
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_flag (Line *line, const char *name, MbmJsonValue value)
{
  static const struct
  {
    const char *name;
    SbxTraceFlags flag;
  } flags[] = {
    { "unsolicited", SBX_TRACE_FLAG_UNSOLICITED },
    { "notForUs", SBX_TRACE_FLAG_NOT_FOR_US },
    { "masked", SBX_TRACE_FLAG_MASKED },
    { "truncated", SBX_TRACE_FLAG_TRUNCATED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (!g_str_equal (flags[i].name, name))
        continue;
      if (is_true (value))
        line->record.flags |= flags[i].flag;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_number (Line *line, const char *name, MbmJsonValue value)
{
  if (g_str_equal (name, "seq"))
    line->number = get_int (value);
  else if (g_str_equal (name, "partner"))
    line->partner = get_int (value);
  else if (g_str_equal (name, "size"))
    line->record.size = MAX (get_int (value), 0);
  else if (g_str_equal (name, "closeCode"))
    line->record.close_code = (guint) CLAMP (get_int (value), 0, 65535);
  else
    return FALSE;
  return TRUE;
}

/* What tells a record from other JSON. */
typedef struct
{
  int kind;
  int direction;
  int status;
  const char *bytes;
  gboolean is_base64;
} Marks;

static void
read_mark (Line *line, Marks *marks, const char *name, MbmJsonValue value)
{
  if (g_str_equal (name, "kind"))
    marks->kind = find_nick (take_string (line, value), get_kind);
  else if (g_str_equal (name, "direction"))
    marks->direction = find_nick (take_string (line, value), get_direction);
  else if (g_str_equal (name, "status"))
    marks->status = find_nick (take_string (line, value), get_status);
  else if (g_str_equal (name, "bytes"))
    marks->bytes = take_string (line, value);
  else if (g_str_equal (name, "encoding"))
    marks->is_base64 = g_strcmp0 (take_string (line, value), "base64") == 0;
  else if (g_str_equal (name, "frame") && line->bytes == NULL)
    line->bytes = g_bytes_new (value.text, value.length);
  else if (g_str_equal (name, "time"))
    read_time (line, take_string (line, value));
  else if (g_str_equal (name, "endpoint"))
    line->endpoint = take_string (line, value);
  else if (g_str_equal (name, "latencyMs"))
    read_latency (line, value);
  else if (g_str_equal (name, "headers"))
    read_headers (line, value);
}

/* To the byte, where the file has them. */
static void
take_bytes (Line *line, const Marks *marks)
{
  gsize length;
  guchar *decoded;

  if (marks->bytes == NULL)
    return;
  g_clear_pointer (&line->bytes, g_bytes_unref);
  if (!marks->is_base64)
    {
      line->bytes = g_bytes_new (marks->bytes, strlen (marks->bytes));
      return;
    }
  decoded = g_base64_decode (marks->bytes, &length);
  line->bytes = g_bytes_new_take (decoded, length);
}

static gboolean
check (const char *text, gsize length, GError **error)
{
  g_autoptr (GError) fault = NULL;
  gsize offset;

  if (mbm_json_check (text, (gssize) length, NULL))
    return TRUE;
  mbm_json_find_error (text, (gssize) length, &offset, &fault);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               /* Translators: where in a line something is wrong, in bytes, and what */
               _ ("column %zu: %s"), offset + 1, fault->message);
  return FALSE;
}

static gboolean
parse (Line *line, const char *text, gsize length, GError **error)
{
  Marks marks = { -1, 0, 0, NULL, FALSE };
  MbmJsonValue document = mbm_json_value (text, (gssize) length);
  MbmJsonIter iter;
  MbmJsonValue key, value;

  if (!check (text, length, error))
    return FALSE;
  if (mbm_json_value_get_type (document) == MBM_JSON_OBJECT)
    {
      mbm_json_iter_init (&iter, document);
      while (mbm_json_iter_next (&iter, &key, &value))
        {
          const char *name = take_string (line, key);

          if (!read_text (line, name, value) && !read_flag (line, name, value) &&
              !read_number (line, name, value))
            read_mark (line, &marks, name, value);
        }
    }
  if (marks.kind < 0 || marks.direction < 0 || marks.status < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("this is no record of traffic"));
      return FALSE;
    }

  line->record.kind = (SbxTraceKind) marks.kind;
  line->record.direction = (SbxTraceDirection) marks.direction;
  line->record.status = (SbxTraceStatus) marks.status;
  take_bytes (line, &marks);
  return TRUE;
}

/* --- into the store --------------------------------------------------------------- */

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
pair (Reading *reading, const Line *line, gint64 seq)
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
mask (const Line *line)
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
append (Reading *reading, Line *line, GError **error)
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
  g_auto (Line)
    line = { .record = SBX_TRACE_RECORD_INIT, .strings = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (GError) fault = NULL;

  if (is_blank (text, length) || (number == 1 && is_head (text, length)))
    return TRUE;
  if (parse (&line, text, length, &fault))
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
