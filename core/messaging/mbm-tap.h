/* mbm-tap.h — what monitors see of a server or client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-message.h"

G_BEGIN_DECLS

/**
 * MbmTapKind:
 * @MBM_TAP_LISTENING: a server serves; `address` is its URI
 * @MBM_TAP_STOPPED: a server stopped; `reason` says why
 * @MBM_TAP_OPENED: a connection was opened; `headers` are those of the peer's handshake
 * @MBM_TAP_REFUSED: a connection, or an attempt to make one, was refused; `error` says why
 * @MBM_TAP_CLOSED: a connection ended; `close_code`, `reason`, and `error` if it was lost
 * @MBM_TAP_REGISTERED: a client registered (servers); `client_id`
 * @MBM_TAP_UNREGISTERED: a client is gone (servers); `client_id`, `reason`
 * @MBM_TAP_LOGGED_IN: a login succeeded; `reason` is the user's name
 * @MBM_TAP_LOGGED_OUT: a user logged out; `reason` is the user's name
 * @MBM_TAP_RECEIVED: a message came in
 * @MBM_TAP_SENT: a message was queued to be written
 * @MBM_TAP_FRAME_REFUSED: bytes came in that are no message: `bytes`, and `error` says why
 * @MBM_TAP_STATUS: a client changed its status; `reason` is the new one's nick
 * @MBM_TAP_ERROR: something else went wrong; `error`
 * @MBM_TAP_GAVE_UP: nobody waits for the answer to a request any more: `message` is the request, and `error`
 *   says whether it timed out or was cancelled
 * @MBM_TAP_WITHHELD: an answer is not sent, or not in one piece, on purpose: `message` is the request, and
 *   `note` says why
 *
 * What is reported.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_TAP_LISTENING,
  MBM_TAP_STOPPED,
  MBM_TAP_OPENED,
  MBM_TAP_REFUSED,
  MBM_TAP_CLOSED,
  MBM_TAP_REGISTERED,
  MBM_TAP_UNREGISTERED,
  MBM_TAP_LOGGED_IN,
  MBM_TAP_LOGGED_OUT,
  MBM_TAP_RECEIVED,
  MBM_TAP_SENT,
  MBM_TAP_FRAME_REFUSED,
  MBM_TAP_STATUS,
  MBM_TAP_ERROR,
  MBM_TAP_GAVE_UP,
  MBM_TAP_WITHHELD,
} MbmTapKind;

/**
 * MbmTapFlags:
 * @MBM_TAP_FLAG_NONE: nothing
 * @MBM_TAP_FLAG_UNSOLICITED: a response that answers no request under way
 * @MBM_TAP_FLAG_NOT_FOR_US: an event whose `target` is somebody else: delivered to no handler
 *
 * What is special about a message.
 *
 * Since: 0.1
 */
typedef enum /*< flags >*/
{
  MBM_TAP_FLAG_NONE = 0,
  MBM_TAP_FLAG_UNSOLICITED = 1 << 0,
  MBM_TAP_FLAG_NOT_FOR_US = 1 << 1,
} MbmTapFlags;

/**
 * MbmTapRecord:
 * @kind: what happened
 * @flags: what is special about it
 * @monotonic_time: when, in microseconds as g_get_monotonic_time() gives them
 * @real_time: when, in microseconds since the Unix epoch
 * @connection_id: (nullable): the connection it happened on, unique within the server or client
 * @client_id: (nullable): a server's: who is registered on that connection; a client's: its own id
 * @address: (nullable): the peer's address, such as `127.0.0.1:51234`; what is served for LISTENING
 * @message: (nullable): RECEIVED, SENT, GAVE_UP and WITHHELD
 * @bytes: (nullable): FRAME_REFUSED: what came in, as far as it was read
 * @headers: (nullable) (array zero-terminated=1): OPENED and REFUSED: `Name: value` each
 * @close_code: CLOSED: the WebSocket close code, or 0
 * @reason: (nullable): words
 * @error: (nullable): what went wrong
 * @note: (nullable): SENT and WITHHELD: what the server's own code says of it, such as what answered; see
 *   [method@Mbm.ServerRequest.set_note] and [method@Mbm.Server.set_note]
 *
 * One report. Everything in it belongs to the reporter and is valid during the call.
 *
 * Since: 0.1
 */
typedef struct
{
  MbmTapKind kind;
  MbmTapFlags flags;
  gint64 monotonic_time;
  gint64 real_time;
  const char *connection_id;
  const char *client_id;
  const char *address;
  MbmMessage *message;
  GBytes *bytes;
  const char *const *headers;
  guint close_code;
  const char *reason;
  const GError *error;
  const char *note;
} MbmTapRecord;

/**
 * MbmTapFunc:
 * @record: what happened
 * @user_data: as given with the function
 *
 * Called on the thread of the server or client, for everything and in order. It must not call back into the
 * object that reports.
 *
 * Since: 0.1
 */
typedef void (*MbmTapFunc) (const MbmTapRecord *record, gpointer user_data);

G_END_DECLS
