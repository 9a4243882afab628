/* mbm-peer-host.c — who is behind an address, as far as limits are concerned
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "mbm-peer-host-private.h"

/* One peer may have all addresses of its network: the first eight bytes name it. */
#define MBM_PEER_PREFIX 8

/* @address: (nullable): such as `127.0.0.1:51234`, `[::1]:51234` or `memory`. The port is left out, and of an
 * IPv6 address all but the network: the rest is the peer's to choose. (transfer full) */
char *
mbm_peer_host_dup (const char *address)
{
  g_autoptr (GInetAddress) inet = NULL;
  g_autofree char *host = NULL;
  const char *end;

  if (address == NULL)
    return g_strdup ("");

  end = strrchr (address, ':');
  if (address[0] == '[' && strchr (address, ']') != NULL)
    host = g_strndup (address + 1, (gsize) (strchr (address, ']') - address - 1));
  else
    host = end != NULL && strchr (address, ':') == end ? g_strndup (address, (gsize) (end - address))
                                                       : g_strdup (address);

  inet = g_inet_address_new_from_string (host);
  if (inet != NULL && g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6)
    {
      guint8 bytes[16];
      g_autoptr (GInetAddress) network = NULL;

      memcpy (bytes, g_inet_address_to_bytes (inet), sizeof bytes);
      memset (bytes + MBM_PEER_PREFIX, 0, sizeof bytes - MBM_PEER_PREFIX);
      network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
      return g_inet_address_to_string (network);
    }

  return g_steal_pointer (&host);
}
