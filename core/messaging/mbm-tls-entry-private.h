/* mbm-tls-entry-private.h — the TLS handshake, as a server sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-poller-private.h"
#include "mbm-socket-private.h"
#include "mbm-tls-gate-private.h"

G_BEGIN_DECLS

/* A connection that was accepted and is not encrypted yet, for whatever is to be spoken on it. */
typedef struct _MbmTlsEntry MbmTlsEntry;

/* Called once, if the entry is not freed before, and frees it. @socket is handed over: encrypted, or if there
 * is an
 * @error, which is borrowed, a connection that is good for nothing but to let the other side read why, or
 * none. */
typedef void (*MbmTlsEntryFunc) (MbmSocket socket, const GError *error, gpointer user_data);

/* Takes @fd. @gate, @settings and @address are borrowed for as long as the entry is there. There is no
 * time-out: the whole handshake, TLS and what follows, has one. */
MbmTlsEntry *mbm_tls_entry_new (int fd,
                                const char *address,
                                MbmPoller *poller,
                                MbmTlsGate *gate,
                                MbmTlsSettings *settings,
                                MbmTlsEntryFunc func,
                                gpointer user_data);
/* Cuts it, and says nothing. */
void mbm_tls_entry_free (MbmTlsEntry *self);

G_END_DECLS
