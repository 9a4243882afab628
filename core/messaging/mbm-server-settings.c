/* mbm-server-settings.c — what a server is told, and looks up when it matters
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-private.h"

/* Ids of these properties begin here. */
#define FIRST_PROP 0x200

/* clang-format off */
static const MbmField settings[] = {
  /**
   * MbmServer:max-clients:
   *
   * How many clients there may be at a time. Fewer than there are now: nobody has to leave.
   *
   * Since: 0.1
   */
  { "max-clients", G_STRUCT_OFFSET (MbmServer, max_clients), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_CLIENTS },

  /**
   * MbmServer:max-unregistered:
   *
   * How many connections there may be that have not registered. Further ones are closed with code 1013.
   *
   * Since: 0.1
   */
  { "max-unregistered", G_STRUCT_OFFSET (MbmServer, max_unregistered), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_UNREGISTERED },

  /**
   * MbmServer:require-registration:
   *
   * Whether clients have to register before they may do anything else. If not, those that do not are named
   * `anonymous-N`: when they send something else first, or a second after they connected.
   *
   * Since: 0.1
   */
  { "require-registration", G_STRUCT_OFFSET (MbmServer, require_registration), MBM_FIELD_BOOLEAN, 0, 1, 1 },

  /**
   * MbmServer:announce-clients:
   *
   * Whether all clients are told `$connected` and `$disconnected` of each other.
   *
   * Since: 0.1
   */
  { "announce-clients", G_STRUCT_OFFSET (MbmServer, announce_clients), MBM_FIELD_BOOLEAN, 0, 1, 1 },

  /**
   * MbmServer:reconnect-delay:
   *
   * When clients of the dialect `magic-server` are asked to come back after the server stopped, in
   * milliseconds: `reconnectIn` of its `system.shutdown`.
   *
   * Since: 0.1
   */
  { "reconnect-delay", G_STRUCT_OFFSET (MbmServer, reconnect_delay), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_RECONNECT_DELAY },

  /**
   * MbmServer:token-lifetime:
   *
   * How long a login lasts, in seconds. A change counts for logins to come.
   *
   * Since: 0.1
   */
  { "token-lifetime", G_STRUCT_OFFSET (MbmServer, token_lifetime), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_TOKEN_LIFETIME },

  /**
   * MbmServer:max-message-size:
   *
   * The largest message a peer may send, in bytes; see [property@Mbm.Transport:max-message-size].
   *
   * Since: 0.1
   */
  { "max-message-size", G_STRUCT_OFFSET (MbmServer, max_message_size), MBM_FIELD_UINT64, 1, G_MAXUINT32, MBM_DEFAULT_MAX_MESSAGE_SIZE },

  /**
   * MbmServer:max-queue-size:
   *
   * How much may wait to be written to one peer, in bytes; see [property@Mbm.Transport:max-queue-size]. Who
   * reads too slowly for that is disconnected.
   *
   * Since: 0.1
   */
  { "max-queue-size", G_STRUCT_OFFSET (MbmServer, max_queue_size), MBM_FIELD_UINT64, 1, G_MAXUINT32, MBM_DEFAULT_MAX_QUEUE_SIZE },

  /**
   * MbmServer:handshake-timeout:
   *
   * How long a handshake may take, in milliseconds; see [property@Mbm.Transport:handshake-timeout].
   *
   * Since: 0.1
   */
  { "handshake-timeout", G_STRUCT_OFFSET (MbmServer, handshake_timeout), MBM_FIELD_UINT, 0, G_MAXINT, MBM_DEFAULT_HANDSHAKE_TIMEOUT },

  /**
   * MbmServer:max-pending:
   *
   * How many connections may be in their handshake; see [property@Mbm.Transport:max-pending].
   *
   * Since: 0.1
   */
  { "max-pending", G_STRUCT_OFFSET (MbmServer, max_pending), MBM_FIELD_UINT, 1, G_MAXINT, MBM_DEFAULT_MAX_PENDING },

  /**
   * MbmServer:allow-remote:
   *
   * Whether other addresses than those of this machine itself may be served; see
   * [property@Mbm.Transport:allow-remote].
   *
   * Since: 0.1
   */
  { "allow-remote", G_STRUCT_OFFSET (MbmServer, allow_remote), MBM_FIELD_BOOLEAN, 0, 1, 0 },
};
/* clang-format on */

const MbmFieldTable mbm_server_settings = { settings, G_N_ELEMENTS (settings), FIRST_PROP };
