/* trace-test-util.h — what the tests of the trace share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"

G_BEGIN_DECLS

/* How many records wait at most. */
#define SBX_TRACE_TEST_QUEUE_LIMIT 100000

/* A folder of its own, and its removal. */
char *trace_test_make_folder (void);
void trace_test_remove_folder (const char *folder);

/* Whether a file in the folder has these bytes anywhere. */
gboolean trace_test_folder_contains (const char *folder, const char *text);

/* Runs the main context until it is so; fails after a while. */
void trace_test_wait_until (gboolean (*condition) (gpointer data), gpointer data);

/* Until everything is written and the main thread knows it. */
void trace_test_settle (SbxStore *store);

gboolean trace_test_is_under_limit (gpointer store);

/* A record without further ado. @bytes: (nullable). */
gint64
trace_test_append (SbxStore *store, guint endpoint, SbxTraceKind kind, const char *name, const char *bytes);

/* The first column of the first row, of a file that nobody has open. */
char *trace_test_query_text (const char *path, const char *sql);

G_END_DECLS
