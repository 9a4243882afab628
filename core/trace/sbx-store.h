/* sbx-store.h — where traffic is kept
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sbx-trace-row.h"

G_BEGIN_DECLS

/* What sbx_store_new() takes for the usual limit of the history: 1 GiB. */
#define SBX_STORE_DEFAULT_LIMIT (G_GINT64_CONSTANT (1) << 30)

/**
 * SbxStore:
 *
 * The traffic of all endpoints, in one SQLite file that outlives the program. A thread of its own writes what
 * sbx_store_append() takes, in batches; a kill loses the last batch (50 ms) at most and never the file.
 *
 * Made on the thread that shows it (the main thread): signals and notifies come there, and all calls belong
 * there but for those marked "any thread". The owner calls sbx_store_close() at its end.
 *
 * A store never stops the program. A file that is no store, is damaged, or is of a newer Signalbox is renamed
 * to `PATH.broken-DATE` and a new one begun; where no file can be made or another Signalbox has it, one in
 * the temporary directory serves until the end: `notice` says so. When a disk is full, records wait in
 * memory, up to 100,000 or 256 MiB; what comes beyond is counted in `n-lost`, `error` says why, and writing
 * is tried again each second.
 *
 * Properties, read-only but for the first, with notify:
 *  - history-limit (gint64, bytes, 0 = none): over it the oldest records are removed, in blocks
 *  - path (string): the file in use
 *  - notice (string, nullable): one line for people about how the store was opened;
 * sbx_store_dismiss_notice() clears it
 *  - error (string, nullable): why records cannot be stored at present
 *  - n-lost (gint64): records that were not stored, since the program started
 *  - n-removed (gint64): records that the history limit removed, since the program started
 *  - n-records (gint64): records that can be shown
 *
 * Signal `changed (const SbxStoreChanges *)`: at most once in 16 ms.
 */
#define SBX_TYPE_STORE (sbx_store_get_type ())
G_DECLARE_FINAL_TYPE (SbxStore, sbx_store, SBX, STORE, GObject)

/**
 * SbxStoreUpdate:
 * @seq: the record's number
 * @endpoint: its endpoint's handle
 * @endpoint_seq: its number there
 *
 * A record that is not as it was.
 */
typedef struct
{
  gint64 seq;
  gint64 endpoint_seq;
  guint endpoint;
} SbxStoreUpdate;

/**
 * SbxStoreChanges:
 * @first: the oldest record's `seq`; @last + 1 if there is none
 * @last: the newest record's `seq`
 * @updates: (array length=n_updates): records that changed, but not those that were added since the last
 * signal
 * @n_updates: how many
 * @all_updated: too many changed to name them: look at every one again
 * @cleared: (nullable): the id of the endpoint whose records were removed by sbx_store_clear(), or "" if more
 * than one's were
 * @renamed: an endpoint has a new name
 *
 * What happened since the last signal. Valid during the emission.
 */
typedef struct
{
  gint64 first;
  gint64 last;
  const SbxStoreUpdate *updates;
  gsize n_updates;
  gboolean all_updated;
  const char *cleared;
  gboolean renamed;
} SbxStoreChanges;

/* @path: (nullable): NULL: a temporary file, removed at the end. @history_limit: bytes; 0 = none (a temporary
 * file: 256 MiB). Never fails: see `notice`. */
SbxStore *sbx_store_new (const char *path, gint64 history_limit);

/* Writes what waits and ends the writer; what is appended afterwards is lost, and counted. May be called
 * again. Blocks for as long as the last batch takes. */
void sbx_store_close (SbxStore *self);

/* Waits until all that was appended before is written and can be loaded. FALSE: it was not within
 * @timeout_ms. Any thread. */
gboolean sbx_store_flush (SbxStore *self, guint timeout_ms);

/* The handle of an endpoint, for sbx_store_append(): makes it known, or gives it its new name. Any thread. */
guint sbx_store_add_endpoint (SbxStore *self, const char *id, const char *name);

/* The handle, or 0 if the store has nothing of that endpoint. Any thread. */
guint sbx_store_find_endpoint (SbxStore *self, const char *id);

/* Takes a copy of @record (its seq, endpoint_seq, endpoint and endpoint_name do not matter) and a reference
 * on @bytes (nullable), which hold no secret. Never waits for the disk. Returns the record's `seq`, or 0 if
 * it was lost. Any thread. */
gint64 sbx_store_append (SbxStore *self, guint endpoint, const SbxTraceRecord *record, GBytes *bytes);

/* Completes a request with what is known now. @error_code and @note: (nullable): NULL leaves what is there.
 * Never waits. Any thread. */
void sbx_store_complete (SbxStore *self,
                         gint64 seq,
                         SbxTraceStatus status,
                         gint64 latency,
                         gint64 partner,
                         const char *error_code,
                         const char *note);

/* The same with what answered, as it is said of the answer. @handler: (nullable): NULL leaves what is there.
 */
void sbx_store_complete_by (SbxStore *self,
                            gint64 seq,
                            SbxTraceStatus status,
                            gint64 latency,
                            gint64 partner,
                            const char *error_code,
                            const char *note,
                            const char *handler);

/* Removes the records of one endpoint, or all (NULL), that were appended up to now. Returns at once;
 * `changed` tells when it is done. */
void sbx_store_clear (SbxStore *self, const char *endpoint_id);

/* The same in two steps, so that it can be undone: hides the records there are of one endpoint, or of all
 * (NULL), and says under which number; 0: there are none. sbx_store_show_hidden() shows them again,
 * sbx_store_clear_hidden() removes them; where neither came, sbx_store_close() removes them, and a program
 * that is killed has lost nothing. Until they are removed a list of all endpoints' records still has those
 * of one. */
guint sbx_store_hide (SbxStore *self, const char *endpoint_id);
void sbx_store_show_hidden (SbxStore *self, guint number);
void sbx_store_clear_hidden (SbxStore *self, guint number);

/* The numbers there are: `seq` of all (@endpoint_id NULL), or `endpoint_seq` of one endpoint. FALSE, and
 * @last = @first - 1, if there are none. Numbers of an endpoint have no gaps; those of all have some after an
 * endpoint was cleared. */
gboolean sbx_store_get_range (SbxStore *self, const char *endpoint_id, gint64 *first, gint64 *last);

/* Reads from the file: well under a millisecond. NULL if it is gone. (transfer full) */
SbxTraceRow *sbx_store_load_row (SbxStore *self, gint64 seq);

/* The frame as it was on the wire, secrets masked. NULL if there is none, or it is gone. (transfer full) */
GBytes *sbx_store_load_bytes (SbxStore *self, gint64 seq);

/* Names that were seen, for completion: those of @kind (REQUEST, EVENT) at @endpoint_id (nullable: all), most
 * recent first, at most @max. (transfer full) */
char **sbx_store_list_names (SbxStore *self, const char *endpoint_id, SbxTraceKind kind, guint max);

void sbx_store_set_history_limit (SbxStore *self, gint64 bytes);
gint64 sbx_store_get_history_limit (SbxStore *self);
void sbx_store_dismiss_notice (SbxStore *self);
const char *sbx_store_get_notice (SbxStore *self);
const char *sbx_store_get_error (SbxStore *self);
const char *sbx_store_get_path (SbxStore *self);
gint64 sbx_store_get_n_lost (SbxStore *self);
gint64 sbx_store_get_n_removed (SbxStore *self);
gint64 sbx_store_get_n_records (SbxStore *self);

G_END_DECLS
