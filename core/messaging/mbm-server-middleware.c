/* mbm-server-middleware.c — adding and removing a server's middleware
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-private.h"

static void
mbm_server_set_added (MbmServer *self, MbmServerChain *added)
{
  g_clear_pointer (&self->added, mbm_server_chain_unref);
  self->added = added;
  mbm_server_update_chain (self);
}

/**
 * mbm_server_add_middleware:
 * @self: a server
 * @middleware: what to add
 * @names: (nullable) (array zero-terminated=1): names of the requests and events it is for; %NULL for all
 *
 * Adds a middleware to the end of the chain: requests and events come to it after all that were added before,
 * and answers before. Those that are on their way already do not. May be called while the server runs.
 *
 * Since: 0.1
 */
void
mbm_server_add_middleware (MbmServer *self, MbmMiddleware *middleware, const char *const *names)
{
  g_return_if_fail (MBM_IS_SERVER (self));
  g_return_if_fail (MBM_IS_MIDDLEWARE (middleware));

  mbm_server_set_added (self, mbm_server_chain_add (self->added, middleware, names));
}

/**
 * mbm_server_remove_middleware:
 * @self: a server
 * @middleware: what to remove, wherever it is in the chain
 *
 * Removes a middleware: requests and events do not come to it any more. Those that wait with it are still its
 * affair, and the answers of those that it let proceed still come by.
 *
 * Returns: %TRUE if it was there
 *
 * Since: 0.1
 */
gboolean
mbm_server_remove_middleware (MbmServer *self, MbmMiddleware *middleware)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (MBM_IS_MIDDLEWARE (middleware), FALSE);

  if (!mbm_server_chain_contains (self->added, middleware))
    return FALSE;

  mbm_server_set_added (self, mbm_server_chain_remove (self->added, middleware));
  return TRUE;
}
