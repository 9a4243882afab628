/* mbm-tls-gate-private.h — how many shake hands at a time
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-poller-private.h"

G_BEGIN_DECLS

/* A handshake of GIO's takes a thread of a pool that the whole process shares, name lookups and files
 * included, and keeps it while the other side is silent. So a listener lets a few in at a time. While others
 * wait, whoever holds the door up is shown out. */
typedef struct _MbmTlsGate MbmTlsGate;
typedef struct _MbmTlsTicket MbmTlsTicket;

/* Embedded in who wants in; all zero is one that does not. */
struct _MbmTlsTicket
{
  MbmTlsGate *gate; /* NULL if it is neither in nor waiting */
  void (*go) (MbmTlsTicket *ticket);
  void (*cut) (MbmTlsTicket *ticket); /* has to leave from within */
  GList link;
  gint64 deadline; /* 0 while it waits */
};

MbmTlsGate *mbm_tls_gate_new (MbmPoller *poller);
/* Everybody has to have left. */
void mbm_tls_gate_free (MbmTlsGate *self);

/* `go` is called at once, or when it is its turn. */
void mbm_tls_gate_enter (MbmTlsGate *self, MbmTlsTicket *ticket);
void mbm_tls_gate_leave (MbmTlsTicket *ticket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmTlsGate, mbm_tls_gate_free)

G_END_DECLS
