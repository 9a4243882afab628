/* sbx-trace-sample.h — some messages of each name, off the main thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"

G_BEGIN_DECLS

/**
 * SbxTracePlace:
 * @path: (owned): the store's file
 * @generation: changes when there is another file
 * @endpoint: the endpoint's handle
 * @first: its oldest record that can be shown, by `endpoint_seq`
 * @last: its newest; @first - 1 if there are none
 *
 * Where the records of an endpoint are, as of now.
 */
typedef struct
{
  char *path;
  guint generation;
  guint endpoint;
  gint64 first;
  gint64 last;
} SbxTracePlace;

/* FALSE: there is nothing of that endpoint. @place is to be cleared in any case. */
gboolean sbx_trace_place_find (SbxTracePlace *place, SbxStore *store, const char *endpoint_id);
void sbx_trace_place_clear (SbxTracePlace *place);

/**
 * SbxTraceSampleFunc:
 * @kind: a request, a response that is no error, or an event
 * @name: its name; of a response, the request's
 * @bytes: the frame, secrets masked, as it was on the wire
 *
 * Is told a message, the newest first. Borrowed arguments.
 */
typedef void (*SbxTraceSampleFunc) (SbxTraceKind kind, const char *name, GBytes *bytes, gpointer user_data);

/**
 * SbxTraceSampleLimits:
 * @records: so many records are looked at, the newest
 * @per_name: of these, so many messages of each kind and name are told
 * @bytes: so many bytes of messages are told in all
 * @oldest: names that are not among these records are looked up where the store knows of them: once each
 *
 * How much is looked at.
 */
typedef struct
{
  guint records;
  guint per_name;
  gsize bytes;
  gboolean oldest;
} SbxTraceSampleLimits;

/* Reads a store's file. System messages and those of which not all is stored are left out. @skipped: (out):
 * records that were not looked at, and messages that were not told since there were more of their name. Any
 * thread, but never the same place at the same time with a store that is being closed: hold the store. */
gboolean sbx_trace_sample (const SbxTracePlace *place,
                           const SbxTraceSampleLimits *limits,
                           SbxTraceSampleFunc func,
                           gpointer user_data,
                           GCancellable *cancellable,
                           guint64 *skipped,
                           GError **error);

/* Whether a member of that name is taken for a secret, wherever it stands. Any thread. */
gboolean sbx_trace_is_secret_member (const char *name);

/* What stands where a secret was. */
#define SBX_TRACE_MASKED "•••"

G_END_DECLS
