/* mbm-client-settings.c — what a client is told, and looks up when it matters
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"
#include "mbm-client-request.h"

/* Ids of these properties begin here. */
#define FIRST_PROP 1000

/* clang-format off */
static const MbmField settings[] = {
  /**
   * MbmClient:auto-reconnect:
   *
   * Whether a connection that is lost is made again. If not, the status is %MBM_CLIENT_ERROR then.
   *
   * Since: 0.1
   */
  { "auto-reconnect", G_STRUCT_OFFSET (MbmClient, auto_reconnect), MBM_FIELD_BOOLEAN, 0, 1, 1 },

  /**
   * MbmClient:reconnect-interval:
   *
   * How long to wait before the first attempt to reconnect, in milliseconds. Each that fails makes the next
   * wait longer.
   *
   * Since: 0.1
   */
  { "reconnect-interval", G_STRUCT_OFFSET (MbmClient, reconnect_interval), MBM_FIELD_UINT, 1, G_MAXINT, MBM_DEFAULT_RECONNECT_INTERVAL },

  /**
   * MbmClient:max-reconnect-delay:
   *
   * How long to wait at most for a server that says when it will be there again, in milliseconds.
   *
   * Since: 0.1
   */
  { "max-reconnect-delay", G_STRUCT_OFFSET (MbmClient, max_reconnect_delay), MBM_FIELD_UINT, 0, G_MAXINT, MBM_DEFAULT_MAX_RECONNECT_DELAY },

  /**
   * MbmClient:reconnect-max-interval:
   *
   * How long to wait at most between attempts to reconnect, in milliseconds; what is less than
   * [property@Mbm.Client:reconnect-interval] counts as that.
   *
   * Since: 0.1
   */
  { "reconnect-max-interval", G_STRUCT_OFFSET (MbmClient, reconnect_max_interval), MBM_FIELD_UINT, 1, G_MAXINT, MBM_DEFAULT_RECONNECT_MAX_INTERVAL },

  /**
   * MbmClient:reconnect-factor:
   *
   * How much longer each attempt to reconnect waits than the one before; 1: all wait as long.
   *
   * Since: 0.1
   */
  { "reconnect-factor", G_STRUCT_OFFSET (MbmClient, reconnect_factor), MBM_FIELD_DOUBLE, 1, 100, MBM_DEFAULT_RECONNECT_FACTOR },

  /**
   * MbmClient:reconnect-jitter:
   *
   * By how much of it each wait is longer or shorter, at random: 0.1 for 10 % more or less. Clients that lost the
   * same server must not all come back at the same moment.
   *
   * Since: 0.1
   */
  { "reconnect-jitter", G_STRUCT_OFFSET (MbmClient, reconnect_jitter), MBM_FIELD_DOUBLE, 0, 1, MBM_DEFAULT_RECONNECT_JITTER },

  /**
   * MbmClient:max-reconnect-attempts:
   *
   * How many attempts to reconnect may fail before the client gives up; 0: it never does.
   *
   * Since: 0.1
   */
  { "max-reconnect-attempts", G_STRUCT_OFFSET (MbmClient, max_reconnect_attempts), MBM_FIELD_UINT, 0, G_MAXUINT, 0 },

  /**
   * MbmClient:max-server-requests:
   *
   * How many requests of the server may wait for the client's answer. A further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-server-requests", G_STRUCT_OFFSET (MbmClient, max_server_requests), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_SERVER_REQUESTS },

  /**
   * MbmClient:request-timeout:
   *
   * How long to wait for an answer if a call does not say, in milliseconds; 0: as long as there is the
   * connection.
   *
   * Since: 0.1
   */
  { "request-timeout", G_STRUCT_OFFSET (MbmClient, request_timeout), MBM_FIELD_UINT, 0, G_MAXINT, MBM_DEFAULT_REQUEST_TIMEOUT },

  /**
   * MbmClient:register:
   *
   * Whether to register after connecting. Without, the client is nameless: it fills in no `source`, and takes
   * every event for its own, whatever `target` says. For servers that know no registration, or do not ask for
   * it.
   *
   * Since: 0.1
   */
  { "register", G_STRUCT_OFFSET (MbmClient, registers), MBM_FIELD_BOOLEAN, 0, 1, 1 },

  /**
   * MbmClient:max-message-size:
   *
   * The largest message to accept, in bytes. Read when a connection is made.
   *
   * Since: 0.1
   */
  { "max-message-size", G_STRUCT_OFFSET (MbmClient, max_message_size), MBM_FIELD_UINT64, 1, G_MAXUINT32, MBM_DEFAULT_MAX_MESSAGE_SIZE },

  /**
   * MbmClient:max-queue-size:
   *
   * How much may wait to be written, in bytes. Read when a connection is made.
   *
   * Since: 0.1
   */
  { "max-queue-size", G_STRUCT_OFFSET (MbmClient, max_queue_size), MBM_FIELD_UINT64, 1, G_MAXUINT32, MBM_DEFAULT_MAX_QUEUE_SIZE },

  /**
   * MbmClient:handshake-timeout:
   *
   * How long the handshake may take, in milliseconds. Read when a connection is made.
   *
   * Since: 0.1
   */
  { "handshake-timeout", G_STRUCT_OFFSET (MbmClient, handshake_timeout), MBM_FIELD_UINT, 0, G_MAXINT, MBM_DEFAULT_HANDSHAKE_TIMEOUT },
};
/* clang-format on */

const MbmFieldTable mbm_client_settings = { settings, G_N_ELEMENTS (settings), FIRST_PROP };
