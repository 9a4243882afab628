/* mbm-server-dialect.c — which dialect a connection speaks, and what that means for it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-channel-private.h"
#include "mbm-server-client-private.h"
#include "mbm-server-connection-private.h"
#include "mbm-server-events-private.h"

/* In the dialect `magic-server` connecting is registering, and the server names the client. Its clients know
 * no system contract: they are told of nobody's coming and going and get no heartbeats, but pings of the
 * WebSocket protocol, and `system.shutdown` when the server stops. */

/* A connection was opened. */
void
mbm_server_dialect_begin (MbmServer *self, MbmServerConnection *connection)
{
  /* A transport that brings ids of its own makes the frames, too. */
  gboolean is_given = mbm_channel_get_id (connection->channel) != NULL;

  connection->recognized = is_given || self->dialect != MBM_SERVER_DIALECT_AUTO;
  connection->dialect = !is_given && self->dialect == MBM_SERVER_DIALECT_MAGIC_SERVER
                          ? MBM_DIALECT_MAGIC_SERVER
                          : MBM_DIALECT_MESSAGING;
}

/* Names one who has only connected, if that is all it takes. Whoever is told of it may close the connection.
 */
void
mbm_server_dialect_name (MbmServer *self, MbmServerConnection *connection)
{
  if (connection->dialect == MBM_DIALECT_MAGIC_SERVER && !mbm_server_make_anonymous (self, connection))
    mbm_server_connection_close (connection, MBM_CLOSE_TRY_LATER,
                                 "Server has reached maximum number of clients");
}

/* The first frame that belongs to a dialect settles it. One that an open server has named already keeps that
 * name; one there is no room for is told so in the answer to its request. */
void
mbm_server_dialect_recognize (MbmServer *self, MbmServerConnection *connection, GBytes *frame)
{
  if (connection->state != MBM_CONNECTION_OPEN || !mbm_dialect_recognize (frame, &connection->dialect))
    return;

  connection->recognized = TRUE;
  if (connection->dialect == MBM_DIALECT_MAGIC_SERVER && connection->client == NULL)
    mbm_server_make_anonymous (self, connection);
}

/* What a client is told before it has to leave. NULL: nothing but the reason in the close frame. */
MbmMessage *
mbm_server_dialect_make_goodbye (MbmServer *self, MbmServerClient *client, const char *reason)
{
  if (mbm_server_client_get_dialect (client) == MBM_DIALECT_MESSAGING)
    return mbm_server_event_new_disconnected (client, reason, TRUE);

  return self->state == MBM_SERVER_STOPPING ? mbm_server_event_new_shutdown (reason, self->reconnect_delay)
                                            : NULL;
}
