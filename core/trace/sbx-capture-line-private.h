/* sbx-capture-line-private.h — a record as a line of a capture says it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-record.h"

G_BEGIN_DECLS

/**
 * SbxCaptureLine:
 * @record: the record; its strings are the line's
 * @strings: (element-type utf8): these
 * @endpoint: (nullable): whose record it is
 * @partner: the number that the record's partner has in the file; 0: it has none
 * @number: the number that the record has in the file; 0: it has none
 * @bytes: (nullable): the frame
 *
 * What a line says.
 */
typedef struct
{
  SbxTraceRecord record;
  GPtrArray *strings;
  char *endpoint;
  gint64 partner;
  gint64 number;
  GBytes *bytes;
} SbxCaptureLine;

void sbx_capture_line_init (SbxCaptureLine *line);
void sbx_capture_line_clear (SbxCaptureLine *line);

/* Reads @text into a line that was just initialised; FALSE with an error that says in which column. */
gboolean sbx_capture_line_parse (SbxCaptureLine *line, const char *text, gsize length, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SbxCaptureLine, sbx_capture_line_clear)

G_END_DECLS
