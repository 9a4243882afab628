/* sbx-capture-line.c — a record as a line of a capture says it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture-line-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-json.h"

void
sbx_capture_line_clear (SbxCaptureLine *line)
{
  g_ptr_array_unref (line->strings);
  g_clear_pointer (&line->bytes, g_bytes_unref);
}

/* (nullable): NULL where it is no string */
static char *
take_string (SbxCaptureLine *line, MbmJsonValue value)
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
read_time (SbxCaptureLine *line, const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (time != NULL)
    line->record.real_time =
      g_date_time_to_unix (time) * G_TIME_SPAN_SECOND + g_date_time_get_microsecond (time);
}

static void
read_latency (SbxCaptureLine *line, MbmJsonValue value)
{
  char number[32];

  if (mbm_json_value_get_type (value) != MBM_JSON_NUMBER || value.length >= sizeof number)
    return;
  memcpy (number, value.text, value.length);
  number[value.length] = '\0';
  line->record.latency = (gint64) CLAMP (g_ascii_strtod (number, NULL) * 1000 + 0.5, 0, 1e15);
}

static void
read_headers (SbxCaptureLine *line, MbmJsonValue value)
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
read_text (SbxCaptureLine *line, const char *name, MbmJsonValue value)
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
read_flag (SbxCaptureLine *line, const char *name, MbmJsonValue value)
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
read_number (SbxCaptureLine *line, const char *name, MbmJsonValue value)
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
read_mark (SbxCaptureLine *line, Marks *marks, const char *name, MbmJsonValue value)
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
take_bytes (SbxCaptureLine *line, const Marks *marks)
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

void
sbx_capture_line_init (SbxCaptureLine *line)
{
  *line =
    (SbxCaptureLine){ .record = SBX_TRACE_RECORD_INIT, .strings = g_ptr_array_new_with_free_func (g_free) };
}

gboolean
sbx_capture_line_parse (SbxCaptureLine *line, const char *text, gsize length, GError **error)
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
