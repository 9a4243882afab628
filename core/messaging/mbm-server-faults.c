/* mbm-server-faults.c — what goes wrong on purpose, to see how clients take it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-server-connection-private.h"

/**
 * mbm_server_cut_client:
 * @self: a server
 * @client_id: a client's id
 * @cut: when
 * @error: (nullable): return location
 *
 * Cuts a client off, as a broken network does: without a goodbye and without a close, and what was not
 * written yet is lost. With %MBM_CUT_MID_ANSWER about half of the next answer to a request of its own, not
 * of the protocol's, is written first.
 *
 * Errors: [error@Mbm.Error.UNKNOWN_CLIENT] if there is no client of that id.
 *
 * Returns: %TRUE if the client is cut off, or will be
 *
 * Since: 0.1
 */
gboolean
mbm_server_cut_client (MbmServer *self, const char *client_id, MbmCut cut, GError **error)
{
  MbmServerConnection *connection;

  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (client_id != NULL, FALSE);

  connection = mbm_server_require_client (self, client_id, error);
  if (connection == NULL)
    return FALSE;

  if (cut == MBM_CUT_NOW)
    mbm_server_connection_abort (connection);
  else
    connection->cut_next = TRUE;
  return TRUE;
}

/**
 * mbm_server_mute_client:
 * @self: a server
 * @client_id: a client's id
 * @muted: whether it gets no sign of life any more
 * @error: (nullable): return location
 *
 * Lets a client believe that the server has died: while it is connected it gets no `$heartbeat`, and no
 * answer to `$ping`. Everything else goes on.
 *
 * Errors: [error@Mbm.Error.UNKNOWN_CLIENT] if there is no client of that id.
 *
 * Returns: %TRUE if it is so
 *
 * Since: 0.1
 */
gboolean
mbm_server_mute_client (MbmServer *self, const char *client_id, gboolean muted, GError **error)
{
  MbmServerConnection *connection;

  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (client_id != NULL, FALSE);

  connection = mbm_server_require_client (self, client_id, error);
  if (connection == NULL)
    return FALSE;

  connection->muted = muted;
  return TRUE;
}

static gboolean
mbm_server_expire_token (MbmToken *token)
{
  if (token == NULL || mbm_token_get_status (token) != MBM_TOKEN_VALID)
    return FALSE;

  mbm_token_expire (token);
  return TRUE;
}

/**
 * mbm_server_expire_login:
 * @self: a server
 * @client_id: a client's id
 * @error: (nullable): return location
 *
 * Lets the login of a client expire now, and the token that it sent last: the next message with it is
 * answered `TOKEN_EXPIRED`, wherever it comes from.
 *
 * Errors: [error@Mbm.Error.UNKNOWN_CLIENT] if there is no client of that id;
 * [error@Mbm.Error.WRONG_STATE] if it has no login.
 *
 * Returns: %TRUE if there was a login
 *
 * Since: 0.1
 */
gboolean
mbm_server_expire_login (MbmServer *self, const char *client_id, GError **error)
{
  MbmServerConnection *connection;
  gboolean expired;

  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (client_id != NULL, FALSE);

  connection = mbm_server_require_client (self, client_id, error);
  if (connection == NULL)
    return FALSE;

  expired = mbm_server_expire_token (connection->token);
  expired = mbm_server_expire_token (connection->seen_token) || expired;
  if (!expired)
    g_set_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The client “%s” is not logged in"), client_id);
  return expired;
}
