/* mbm-doors-private.h — the sockets at which an address is served
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-poller-private.h"
#include "mbm-ws-address-private.h"

G_BEGIN_DECLS

/* One socket for each address of a host, all on one port. They belong to the thread of their poller, and
 * accept nothing before they are opened. */
typedef struct _MbmDoors MbmDoors;

/* @fd is handed over. May close the doors, and free them. */
typedef void (*MbmDoorsFunc) (int fd, const char *address, gpointer user_data);

/* Port 0 picks one. @inet_addresses: GInetAddress. ADDRESS_IN_USE, PERMISSION, UNREACHABLE. */
MbmDoors *mbm_doors_new (const MbmWsAddress *address,
                         GList *inet_addresses,
                         MbmPoller *poller,
                         MbmDoorsFunc func,
                         gpointer user_data,
                         GError **error);
void mbm_doors_free (MbmDoors *self);
guint16 mbm_doors_get_port (MbmDoors *self);
/* While they are not open, connections wait in the system. */
void mbm_doors_set_open (MbmDoors *self, gboolean open);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmDoors, mbm_doors_free)

G_END_DECLS
