/* mbm-ws-address-private.h — what an address of a host and a port says
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"

G_BEGIN_DECLS

typedef struct
{
  char *scheme; /* in lower case, such as `ws` */
  char *host;   /* without brackets; `localhost` if the address names none */
  guint16 port;
  char *authority; /* host, in brackets if need be, and port: as a Host header has it */
  char *resource;  /* path and query as they are written; may be empty */
} MbmWsAddress;

MbmWsAddress *mbm_ws_address_parse (const char *uri, GError **error);
MbmWsAddress *mbm_ws_address_copy (const MbmWsAddress *self);
void mbm_ws_address_free (MbmWsAddress *self);

/* The address with another port. */
char *mbm_ws_address_to_uri (const MbmWsAddress *self, guint16 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmWsAddress, mbm_ws_address_free)

G_END_DECLS
