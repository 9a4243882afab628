/* mbm-ws-visitor-private.h — a connection before and in its handshake, as a server sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-poller-private.h"
#include "mbm-socket-private.h"
#include "mbm-tls-gate-private.h"

G_BEGIN_DECLS

typedef struct _MbmWsVisitor MbmWsVisitor;

/* Exactly one of the first two is called for each visitor that is not freed before, and in the end @gone,
 * which frees it. One that was refused @lingers until it has read why: it is in no handshake any more, and
 * may be freed. */
typedef struct
{
  /* @socket is handed over; @early came behind the handshake. */
  void (*admitted) (MbmSocket socket,
                    const char *address,
                    const char *const *headers,
                    const guint8 *early,
                    gsize early_length,
                    gpointer user_data);
  void (*refused) (const char *address, const char *const *headers, const GError *error, gpointer user_data);
  void (*lingers) (MbmWsVisitor *visitor, gpointer user_data);
  void (*gone) (MbmWsVisitor *visitor, gpointer user_data);
} MbmWsVisitorFuncs;

/* Takes @fd. @gate and @settings, which are there if TLS is to be spoken, and @allowed_origins, are
 * (nullable) and borrowed for as long as the visitor is there. */
MbmWsVisitor *mbm_ws_visitor_new (int fd,
                                  const char *address,
                                  MbmPoller *poller,
                                  MbmTlsGate *gate,
                                  MbmTlsSettings *settings,
                                  const char *const *allowed_origins,
                                  guint timeout,
                                  const MbmWsVisitorFuncs *funcs,
                                  gpointer user_data);
/* Cuts it, and says nothing. */
void mbm_ws_visitor_free (MbmWsVisitor *self);

G_END_DECLS
