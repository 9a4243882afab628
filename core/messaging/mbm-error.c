/* mbm-error.c — the error domain of libmbm
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-error.h"

/* Not G_DEFINE_QUARK(): it takes the name from tokens, and formatting parts those. */
GQuark
mbm_error_quark (void)
{
  return g_quark_from_static_string ("mbm-error-quark");
}

static const char *const codes[] = {
  [MBM_ERROR_FAILED] = "FAILED",
  [MBM_ERROR_INVALID_JSON] = "INVALID_JSON",
  [MBM_ERROR_INVALID_UTF8] = "INVALID_UTF8",
  [MBM_ERROR_TOO_DEEP] = "TOO_DEEP",
  [MBM_ERROR_INVALID_FRAME] = "INVALID_FRAME",
  [MBM_ERROR_UNSUPPORTED_DATA] = "UNSUPPORTED_DATA",
  [MBM_ERROR_MESSAGE_TOO_LARGE] = "MESSAGE_TOO_LARGE",
  [MBM_ERROR_PROTOCOL] = "PROTOCOL",
  [MBM_ERROR_INVALID_URI] = "INVALID_URI",
  [MBM_ERROR_UNKNOWN_SCHEME] = "UNKNOWN_SCHEME",
  [MBM_ERROR_ADDRESS_IN_USE] = "ADDRESS_IN_USE",
  [MBM_ERROR_PERMISSION] = "PERMISSION",
  [MBM_ERROR_REFUSED] = "REFUSED",
  [MBM_ERROR_UNREACHABLE] = "UNREACHABLE",
  [MBM_ERROR_HANDSHAKE] = "HANDSHAKE",
  [MBM_ERROR_ORIGIN_REFUSED] = "ORIGIN_REFUSED",
  [MBM_ERROR_TIMED_OUT] = "TIMED_OUT",
  [MBM_ERROR_CLOSED] = "CLOSED",
  [MBM_ERROR_NOT_CONNECTED] = "NOT_CONNECTED",
  [MBM_ERROR_WRONG_STATE] = "WRONG_STATE",
  [MBM_ERROR_LIMIT] = "LIMIT",
  [MBM_ERROR_QUEUE_FULL] = "QUEUE_FULL",
  [MBM_ERROR_UNKNOWN_CLIENT] = "UNKNOWN_CLIENT",
  [MBM_ERROR_REMOTE] = "REMOTE",
  [MBM_ERROR_LOGIN_FAILED] = "LOGIN_FAILED",
  [MBM_ERROR_INVALID_PAYLOAD] = "INVALID_PAYLOAD",
  [MBM_ERROR_INVALID_ARGUMENT] = "INVALID_ARGUMENT",
  [MBM_ERROR_CERTIFICATE] = "CERTIFICATE",
  [MBM_ERROR_CLIENT_CERTIFICATE] = "CLIENT_CERTIFICATE",
  [MBM_ERROR_REPLACED] = "REPLACED",
  [MBM_ERROR_INVALID_SCHEMA] = "INVALID_SCHEMA",
  [MBM_ERROR_INVALID_CONTRACT] = "INVALID_CONTRACT",
  [MBM_ERROR_ACCESS_DENIED] = "ACCESS_DENIED",
};

/**
 * mbm_error_to_code:
 * @code: a code of the [error@Mbm.Error] domain
 *
 * Tells the word for an error that is used on the wire, as `code` of a
 * `$error` event or of a failed response, such as `INVALID_JSON`.
 *
 * May be called from any thread.
 *
 * Returns: (transfer none): the word; `FAILED` for a code that the library does not know
 *
 * Since: 0.1
 */
const char *
mbm_error_to_code (MbmError code)
{
  if ((guint) code >= G_N_ELEMENTS (codes))
    return codes[MBM_ERROR_FAILED];
  return codes[code];
}
