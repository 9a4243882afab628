/* sbx-trace-record.h — one record of traffic, as plain data
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The numbers of the enumerations below are stored in files: they are never given to something else. */

/**
 * SbxTraceDirection:
 * @SBX_TRACE_DIRECTION_NONE: no message: something that happened
 * @SBX_TRACE_DIRECTION_IN: came from the peer
 * @SBX_TRACE_DIRECTION_OUT: was sent to the peer
 *
 * Which way a message went, seen from the endpoint.
 */
typedef enum
{
  SBX_TRACE_DIRECTION_NONE = 0,
  SBX_TRACE_DIRECTION_IN = 1,
  SBX_TRACE_DIRECTION_OUT = 2,
} SbxTraceDirection;

/**
 * SbxTraceKind:
 * @SBX_TRACE_KIND_REQUEST: a request
 * @SBX_TRACE_KIND_RESPONSE: an answer; its `name` is the request's
 * @SBX_TRACE_KIND_EVENT: an event
 * @SBX_TRACE_KIND_HEARTBEAT: a `$heartbeat` event
 * @SBX_TRACE_KIND_OPENED: a connection was opened; `headers` are its handshake's
 * @SBX_TRACE_KIND_CLOSED: a connection ended; `close_code`, `note`
 * @SBX_TRACE_KIND_REFUSED: a connection, or an attempt to make one, was refused
 * @SBX_TRACE_KIND_REFUSED_FRAME: bytes that are no message came in
 * @SBX_TRACE_KIND_LOGIN: a login succeeded; `note` is the user's name
 * @SBX_TRACE_KIND_LOGOUT: a user logged out; `note` is the user's name
 * @SBX_TRACE_KIND_REGISTERED: a client registered
 * @SBX_TRACE_KIND_UNREGISTERED: a client is gone; `note` says why
 * @SBX_TRACE_KIND_STATUS: a connection changed its status; `note` is the new one's nick
 * @SBX_TRACE_KIND_ERROR: something else went wrong; `note`
 * @SBX_TRACE_KIND_LISTENING: a server serves; `address` is its URI
 * @SBX_TRACE_KIND_STOPPED: a server stopped; `note` says why
 *
 * What a record is about.
 */
typedef enum
{
  SBX_TRACE_KIND_REQUEST = 0,
  SBX_TRACE_KIND_RESPONSE = 1,
  SBX_TRACE_KIND_EVENT = 2,
  SBX_TRACE_KIND_HEARTBEAT = 3,
  SBX_TRACE_KIND_OPENED = 4,
  SBX_TRACE_KIND_CLOSED = 5,
  SBX_TRACE_KIND_REFUSED = 6,
  SBX_TRACE_KIND_REFUSED_FRAME = 7,
  SBX_TRACE_KIND_LOGIN = 8,
  SBX_TRACE_KIND_LOGOUT = 9,
  SBX_TRACE_KIND_REGISTERED = 10,
  SBX_TRACE_KIND_UNREGISTERED = 11,
  SBX_TRACE_KIND_STATUS = 12,
  SBX_TRACE_KIND_ERROR = 13,
  SBX_TRACE_KIND_LISTENING = 14,
  SBX_TRACE_KIND_STOPPED = 15,
} SbxTraceKind;

#define SBX_TRACE_N_KINDS 16

/**
 * SbxTraceStatus:
 * @SBX_TRACE_STATUS_NONE: nothing to say: an event, a heartbeat, something that happened
 * @SBX_TRACE_STATUS_PENDING: a request that has no answer yet
 * @SBX_TRACE_STATUS_OK: a request answered well, or the answer
 * @SBX_TRACE_STATUS_ERROR: a request answered with an error, the answer, or something that went wrong
 * @SBX_TRACE_STATUS_NO_ANSWER: a request that will have none: its connection ended first, or it was cancelled
 * @SBX_TRACE_STATUS_TIMED_OUT: a request that had no answer in time
 *
 * How it ended.
 */
typedef enum
{
  SBX_TRACE_STATUS_NONE = 0,
  SBX_TRACE_STATUS_PENDING = 1,
  SBX_TRACE_STATUS_OK = 2,
  SBX_TRACE_STATUS_ERROR = 3,
  SBX_TRACE_STATUS_NO_ANSWER = 4,
  SBX_TRACE_STATUS_TIMED_OUT = 5,
} SbxTraceStatus;

#define SBX_TRACE_N_STATUSES 6

/**
 * SbxTraceFlags:
 * @SBX_TRACE_FLAG_UNSOLICITED: a response that answers no request under way
 * @SBX_TRACE_FLAG_NOT_FOR_US: an event whose `target` is somebody else
 * @SBX_TRACE_FLAG_MASKED: secrets were replaced before it was stored
 * @SBX_TRACE_FLAG_TRUNCATED: the stored bytes are not all there was
 * @SBX_TRACE_FLAG_GONE: the store has this record no longer (only ever on a row, never stored)
 *
 * What is special about a record.
 */
typedef enum /*< flags >*/
{
  SBX_TRACE_FLAG_NONE = 0,
  SBX_TRACE_FLAG_UNSOLICITED = 1 << 0,
  SBX_TRACE_FLAG_NOT_FOR_US = 1 << 1,
  SBX_TRACE_FLAG_MASKED = 1 << 2,
  SBX_TRACE_FLAG_TRUNCATED = 1 << 3,
  SBX_TRACE_FLAG_GONE = 1 << 4,
} SbxTraceFlags;

/**
 * SbxTraceRecord:
 * @seq: the record's number in its store, from 1, without gaps as they come; given by sbx_store_append()
 * @endpoint_seq: the same among the records of its endpoint; given by sbx_store_append()
 * @real_time: microseconds since the Unix epoch
 * @monotonic_time: microseconds as g_get_monotonic_time() gives them; means nothing after a restart of the
 * machine
 * @latency: microseconds from request to answer (on both of them), or -1
 * @size: bytes on the wire; secrets that were masked make what is stored a little longer or shorter
 * @partner: `seq` of the answer (of a request) or of the request (of an answer), or 0
 * @direction: which way
 * @kind: what
 * @status: how it ended
 * @flags: what is special
 * @close_code: the WebSocket close code of a CLOSED, or 0
 * @endpoint: (nullable): the server's or connection's id in the workspace
 * @endpoint_name: (nullable): its name as people know it
 * @connection: (nullable): the connection's id
 * @peer: (nullable): who is at the other end: the id of a registered client, else its address
 * @address: (nullable): the address of the other end
 * @name: (nullable): of a request, response or event
 * @request_id: (nullable): of a request or response
 * @error_code: (nullable): of an answer with an error, or of what went wrong
 * @note: (nullable): words: why closed, the error's message, a status
 * @headers: (nullable): `Name: value` lines of a handshake, secrets masked
 * @handler: (nullable): what of a hosted server gave an answer or emitted an event, and what went wrong with
 * it on purpose: `handler: getOrder · sequence 2/3`, `timer: tick · 4`, `fault: dropped`
 *
 * One record of traffic. Strings belong to whoever made it; a copy owns its own.
 */
typedef struct
{
  gint64 seq;
  gint64 endpoint_seq;
  gint64 real_time;
  gint64 monotonic_time;
  gint64 latency;
  gint64 size;
  gint64 partner;
  SbxTraceDirection direction;
  SbxTraceKind kind;
  SbxTraceStatus status;
  SbxTraceFlags flags;
  guint close_code;

  const char *endpoint;
  const char *endpoint_name;
  const char *connection;
  const char *peer;
  const char *address;
  const char *name;
  const char *request_id;
  const char *error_code;
  const char *note;
  const char *headers;
  const char *handler;
} SbxTraceRecord;

/* Everything 0 and NULL, but for the latency. */
#define SBX_TRACE_RECORD_INIT \
  {                           \
    .latency = -1             \
  }

/* A copy with its strings in one block. (transfer full) */
SbxTraceRecord *sbx_trace_record_copy (const SbxTraceRecord *record);
void sbx_trace_record_free (SbxTraceRecord *record);

/* What a copy takes in memory, in bytes. */
gsize sbx_trace_record_get_size (const SbxTraceRecord *record);

/* The words of the filter language and of exports, such as `refused-frame`: never translated. */
const char *sbx_trace_direction_to_nick (SbxTraceDirection direction);
const char *sbx_trace_kind_to_nick (SbxTraceKind kind);
const char *sbx_trace_status_to_nick (SbxTraceStatus status);

/* The words for people, translated: `Refused frame`. */
const char *sbx_trace_direction_to_label (SbxTraceDirection direction);
const char *sbx_trace_kind_to_label (SbxTraceKind kind);
const char *sbx_trace_status_to_label (SbxTraceStatus status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxTraceRecord, sbx_trace_record_free)

G_END_DECLS
