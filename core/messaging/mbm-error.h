/* mbm-error.h — the error domain of libmbm
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "mbm-version-macros.h"

G_BEGIN_DECLS

/**
 * MBM_ERROR:
 *
 * The error domain of the library. Each message says what happened, where, and what can be done.
 *
 * Since: 0.1
 */
#define MBM_ERROR (mbm_error_quark ())

/**
 * MbmError:
 * @MBM_ERROR_FAILED: something that has no code of its own
 * @MBM_ERROR_INVALID_JSON: text that is not JSON as RFC 8259 defines it
 * @MBM_ERROR_INVALID_UTF8: text that is not UTF-8; ends a WebSocket connection with code 1007
 * @MBM_ERROR_TOO_DEEP: JSON nested deeper than %MBM_JSON_MAX_DEPTH
 * @MBM_ERROR_INVALID_FRAME: JSON that is no frame of the protocol
 * @MBM_ERROR_UNSUPPORTED_DATA: a binary message; the protocol has text only
 * @MBM_ERROR_MESSAGE_TOO_LARGE: a message over the limit; ends a WebSocket connection with code 1009
 * @MBM_ERROR_PROTOCOL: a violation of the WebSocket protocol; ends the connection with code 1002
 * @MBM_ERROR_INVALID_URI: an address that cannot be read
 * @MBM_ERROR_UNKNOWN_SCHEME: an address of a transport that is not there
 * @MBM_ERROR_ADDRESS_IN_USE: the port, or the name in memory, is taken
 * @MBM_ERROR_PERMISSION: the system does not let the program use that address
 * @MBM_ERROR_REFUSED: nobody serves at the address
 * @MBM_ERROR_UNREACHABLE: the host or network cannot be reached, or its name not be resolved
 * @MBM_ERROR_HANDSHAKE: the other side did not agree to speak the protocol
 * @MBM_ERROR_ORIGIN_REFUSED: a page of a web origin that is not allowed
 * @MBM_ERROR_TIMED_OUT: no answer in time
 * @MBM_ERROR_CLOSED: the connection ended, or was lost
 * @MBM_ERROR_NOT_CONNECTED: the call needs a connection and there is none
 * @MBM_ERROR_WRONG_STATE: the call does not fit the state of the object, such as a second start
 * @MBM_ERROR_LIMIT: a limit of the server's was reached, such as the number of connections
 * @MBM_ERROR_QUEUE_FULL: the peer reads too slowly for what is sent to it
 * @MBM_ERROR_UNKNOWN_CLIENT: no client of that id is registered
 * @MBM_ERROR_REMOTE: the other side answered with an error
 * @MBM_ERROR_LOGIN_FAILED: the other side refused the login
 * @MBM_ERROR_INVALID_PAYLOAD: a payload that the system contract does not allow
 * @MBM_ERROR_INVALID_ARGUMENT: a value that the caller may not pass, such as text that is not JSON
 * @MBM_ERROR_CERTIFICATE: the other side's certificate cannot be trusted
 * @MBM_ERROR_CLIENT_CERTIFICATE: a client certificate is missing, or is refused
 * @MBM_ERROR_REPLACED: another connection registered under the client's id
 * @MBM_ERROR_INVALID_SCHEMA: a JSON Schema that cannot be used
 * @MBM_ERROR_INVALID_CONTRACT: a contract that cannot be used
 * @MBM_ERROR_ACCESS_DENIED: the roles of whoever it is do not allow it
 *
 * Codes of errors in the %MBM_ERROR domain.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_ERROR_FAILED,
  MBM_ERROR_INVALID_JSON,
  MBM_ERROR_INVALID_UTF8,
  MBM_ERROR_TOO_DEEP,
  MBM_ERROR_INVALID_FRAME,
  MBM_ERROR_UNSUPPORTED_DATA,
  MBM_ERROR_MESSAGE_TOO_LARGE,
  MBM_ERROR_PROTOCOL,
  MBM_ERROR_INVALID_URI,
  MBM_ERROR_UNKNOWN_SCHEME,
  MBM_ERROR_ADDRESS_IN_USE,
  MBM_ERROR_PERMISSION,
  MBM_ERROR_REFUSED,
  MBM_ERROR_UNREACHABLE,
  MBM_ERROR_HANDSHAKE,
  MBM_ERROR_ORIGIN_REFUSED,
  MBM_ERROR_TIMED_OUT,
  MBM_ERROR_CLOSED,
  MBM_ERROR_NOT_CONNECTED,
  MBM_ERROR_WRONG_STATE,
  MBM_ERROR_LIMIT,
  MBM_ERROR_QUEUE_FULL,
  MBM_ERROR_UNKNOWN_CLIENT,
  MBM_ERROR_REMOTE,
  MBM_ERROR_LOGIN_FAILED,
  MBM_ERROR_INVALID_PAYLOAD,
  MBM_ERROR_INVALID_ARGUMENT,
  MBM_ERROR_CERTIFICATE,
  MBM_ERROR_CLIENT_CERTIFICATE,
  MBM_ERROR_REPLACED,
  MBM_ERROR_INVALID_SCHEMA,
  MBM_ERROR_INVALID_CONTRACT,
  MBM_ERROR_ACCESS_DENIED,
} MbmError;

MBM_AVAILABLE_IN_ALL
GQuark mbm_error_quark (void);

MBM_AVAILABLE_IN_ALL
const char *mbm_error_to_code (MbmError code);

G_END_DECLS
