/* mbm-tls-wire-private.h — the socket under a TLS connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MBM_TYPE_TLS_WIRE (mbm_tls_wire_get_type ())

G_DECLARE_FINAL_TYPE (MbmTlsWire, mbm_tls_wire, MBM, TLS_WIRE, GIOStream)

/* Takes @fd, which has to be non-blocking, and closes it in the end. */
MbmTlsWire *mbm_tls_wire_new (int fd);

/* From now on nothing waits, not even where the caller means to: the handshake, which runs in a thread of its
 * own, is over, and what is left runs on the main context. */
void mbm_tls_wire_stop_waiting (MbmTlsWire *self);
/* For when nobody else uses it any more. */
void mbm_tls_wire_close (MbmTlsWire *self);
/* Ends whatever waits in another thread. */
void mbm_tls_wire_cut (MbmTlsWire *self);
/* Lets go of the buffer if there is nothing in it: an idle connection has none. */
void mbm_tls_wire_trim (MbmTlsWire *self);
/* Whether anything came in yet. */
gboolean mbm_tls_wire_is_silent (MbmTlsWire *self);
/* FALSE if what came in so far cannot be TLS. */
gboolean mbm_tls_wire_looks_like_tls (MbmTlsWire *self);

G_END_DECLS
