/* mbm-peer-host-private.h — who is behind an address, as far as limits are concerned
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mbm_peer_host_dup (const char *address);

G_END_DECLS
