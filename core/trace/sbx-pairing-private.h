/* sbx-pairing-private.h — requests that wait for their answers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-record.h"

G_BEGIN_DECLS

/* More than so many requests under way are not followed: the oldest is given up. */
#define SBX_PAIRING_MAX 65536

/**
 * SbxPending:
 * @seq: the request's number in the store; 0 if it was lost
 * @time: when it was seen, in microseconds of the monotonic clock
 * @name: the request's name
 * @login: its answer carries secrets
 *
 * A request under way.
 */
typedef struct
{
  gint64 seq;
  gint64 time;
  const char *name;
  gboolean login;
} SbxPending;

/* Why a request is not followed any more. */
typedef enum
{
  SBX_PENDING_TOO_MANY,
  SBX_PENDING_ID_TAKEN,
  SBX_PENDING_CLOSED,
} SbxPendingEnd;

typedef void (*SbxPendingEndFunc) (const SbxPending *pending, SbxPendingEnd end, gpointer user_data);

/**
 * SbxPairing:
 *
 * Finds the request that an answer belongs to, by connection, direction and request id: the same id may be
 * under way on several connections, and both ways on one.
 */
typedef struct _SbxPairing SbxPairing;

/* @func: called for each request that ends without an answer. */
SbxPairing *sbx_pairing_new (SbxPendingEndFunc func, gpointer user_data);
/* Ends without a call. */
void sbx_pairing_free (SbxPairing *self);

/* Copies @pending. @connection: (nullable). */
void sbx_pairing_add (SbxPairing *self,
                      const char *connection,
                      SbxTraceDirection direction,
                      const char *request_id,
                      const SbxPending *pending);

/* The request that went in @direction; NULL if there is none. Free with sbx_pending_free(). */
SbxPending *sbx_pairing_take (SbxPairing *self,
                              const char *connection,
                              SbxTraceDirection direction,
                              const char *request_id);
void sbx_pending_free (SbxPending *pending);

/* The connection is closed: nothing on it will be answered. NULL: that which has no id. */
void sbx_pairing_close (SbxPairing *self, const char *connection);
void sbx_pairing_close_all (SbxPairing *self);

guint sbx_pairing_get_size (SbxPairing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxPending, sbx_pending_free)

G_END_DECLS
