/* sbx-store-load.c — what a store has, read on the main thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-private.h"

/* The reader is that of the view. */
static void
report (SbxStore *self, const GError *error)
{
  sbx_store_report_read_error (self, sbx_store_get_view (self)->generation, error);
}

void
sbx_store_load (SbxStore *self,
                guint endpoint,
                gint64 first,
                gint64 last,
                SbxStoreReaderFunc func,
                gpointer user_data)
{
  SbxStoreReader *reader = sbx_store_get_reader (self);
  g_autoptr (GError) error = NULL;

  if (reader != NULL && !sbx_store_reader_load (reader, endpoint, first, last, func, user_data, &error))
    report (self, error);
}

static gboolean
make_row (const SbxTraceRecord *record, gpointer user_data)
{
  SbxTraceRow **row = user_data;

  *row = sbx_trace_row_new (record);
  return FALSE;
}

SbxTraceRow *
sbx_store_load_row (SbxStore *self, gint64 seq)
{
  SbxTraceRow *row = NULL;

  g_return_val_if_fail (SBX_IS_STORE (self), NULL);

  sbx_store_load (self, 0, seq, seq, make_row, &row);
  return row;
}

GBytes *
sbx_store_load_bytes (SbxStore *self, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  SbxStoreReader *reader;
  GBytes *bytes;

  g_return_val_if_fail (SBX_IS_STORE (self), NULL);

  reader = sbx_store_get_reader (self);
  if (reader == NULL)
    return NULL;
  bytes = sbx_store_reader_load_bytes (reader, seq, &error);
  if (error != NULL)
    report (self, error);
  return bytes;
}

char **
sbx_store_list_names (SbxStore *self, const char *endpoint_id, SbxTraceKind kind, guint max)
{
  g_autoptr (GError) error = NULL;
  SbxStoreReader *reader;
  char **names = NULL;
  guint endpoint = 0;

  g_return_val_if_fail (SBX_IS_STORE (self), NULL);

  reader = sbx_store_get_reader (self);
  if (reader != NULL &&
      (endpoint_id == NULL || (endpoint = sbx_store_find_endpoint (self, endpoint_id)) != 0))
    names = sbx_store_reader_list_names (reader, endpoint, kind, max, &error);
  if (error != NULL)
    report (self, error);
  return names != NULL ? names : g_new0 (char *, 1);
}
