/* sbx-trace-export.c — records as text, to be copied
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-export.h"

#include "mbm-json.h"

#include "sbx-trace-export-private.h"

static void
append_name (GString *out, const char *name)
{
  g_string_append_printf (out, "%s\"%s\":", out->str[out->len - 1] == '{' ? "" : ",", name);
}

static void
append_text (GString *out, const char *name, const char *text)
{
  if (text == NULL)
    return;
  append_name (out, name);
  mbm_json_append_string (out, text, -1);
}

static void
append_string (GString *out, const char *name, const char *text, gssize length)
{
  append_name (out, name);
  mbm_json_append_string (out, text, length);
}

static void
append_int (GString *out, const char *name, gint64 number)
{
  append_name (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
}

static void
append_flags (GString *out, SbxTraceFlags flags)
{
  static const struct
  {
    SbxTraceFlags flag;
    const char *name;
  } names[] = {
    { SBX_TRACE_FLAG_UNSOLICITED, "unsolicited" },
    { SBX_TRACE_FLAG_NOT_FOR_US, "notForUs" },
    { SBX_TRACE_FLAG_MASKED, "masked" },
    { SBX_TRACE_FLAG_TRUNCATED, "truncated" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if ((flags & names[i].flag) == 0)
        continue;
      append_name (out, names[i].name);
      g_string_append (out, "true");
    }
}

static void
append_headers (GString *out, const char *headers)
{
  g_auto (GStrv) lines = headers != NULL ? g_strsplit (headers, "\n", -1) : NULL;

  if (lines == NULL)
    return;
  append_name (out, "headers");
  g_string_append_c (out, '[');
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      mbm_json_append_string (out, lines[i], -1);
    }
  g_string_append_c (out, ']');
}

/* What is known of it, in the order of the columns. Times are ISO 8601 in UTC, latencies milliseconds. */
static void
append_record (GString *out, const SbxTraceRecord *record)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (record->real_time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;
  char latency[G_ASCII_DTOSTR_BUF_SIZE];

  append_int (out, "seq", record->seq);
  if (seconds != NULL)
    time = g_date_time_add (seconds, record->real_time % G_TIME_SPAN_SECOND);
  if (time != NULL)
    text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.%fZ");
  append_text (out, "time", text);
  append_text (out, "endpoint", record->endpoint_name);
  append_text (out, "direction", sbx_trace_direction_to_nick (record->direction));
  append_text (out, "kind", sbx_trace_kind_to_nick (record->kind));
  append_text (out, "name", record->name);
  append_text (out, "peer", record->peer);
  append_text (out, "address", record->address);
  append_text (out, "connection", record->connection);
  append_text (out, "requestId", record->request_id);
  if (record->status != SBX_TRACE_STATUS_NONE)
    append_text (out, "status", sbx_trace_status_to_nick (record->status));
  append_text (out, "errorCode", record->error_code);
  append_text (out, "note", record->note);
  append_text (out, "handler", record->handler);
  if (record->close_code != 0)
    append_int (out, "closeCode", record->close_code);
  if (record->size > 0)
    append_int (out, "size", record->size);
  if (record->latency >= 0)
    {
      append_name (out, "latencyMs");
      g_string_append (out,
                       g_ascii_formatd (latency, sizeof latency, "%.3f", (double) record->latency / 1000));
    }
  if (record->partner != 0)
    append_int (out, "partner", record->partner);
  append_flags (out, record->flags);
  append_headers (out, record->headers);
}

static void
append_bytes (GString *out, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *compact = NULL;
  g_autofree char *encoded = NULL;

  if (mbm_json_check (data, (gssize) length, NULL))
    {
      compact = mbm_json_compact (data, (gssize) length);
      append_name (out, "frame");
      g_string_append (out, compact);
      /* To the byte, where that is not the same. */
      if (strlen (compact) != length)
        append_string (out, "bytes", data, (gssize) length);
    }
  else if (length == 0 || g_utf8_validate_len (data, length, NULL))
    {
      append_string (out, "bytes", length > 0 ? data : "", (gssize) length);
    }
  else
    {
      encoded = g_base64_encode ((const guchar *) data, length);
      append_text (out, "encoding", "base64");
      append_text (out, "bytes", encoded);
    }
}

void
sbx_trace_export_append (GString *out, const SbxTraceRecord *record, GBytes *bytes)
{
  g_string_append_c (out, '{');
  append_record (out, record);
  if (bytes != NULL)
    append_bytes (out, bytes);
  g_string_append_c (out, '}');
}

static void
append_row (GString *out, SbxStore *store, SbxTraceRow *row)
{
  g_autoptr (GBytes) bytes = sbx_store_load_bytes (store, sbx_trace_row_get_seq (row));

  sbx_trace_export_append (out, sbx_trace_row_get_record (row), bytes);
}

char *
sbx_trace_export_row (SbxStore *store, SbxTraceRow *row)
{
  GString *out;

  g_return_val_if_fail (SBX_IS_STORE (store), NULL);
  g_return_val_if_fail (SBX_IS_TRACE_ROW (row), NULL);

  out = g_string_new (NULL);
  append_row (out, store, row);
  return g_string_free (out, FALSE);
}

char *
sbx_trace_export_rows (SbxStore *store, GListModel *rows)
{
  GString *out;

  g_return_val_if_fail (SBX_IS_STORE (store), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (rows), NULL);

  out = g_string_new (NULL);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (SbxTraceRow) row = g_list_model_get_item (rows, i);

      append_row (out, store, row);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}
