/* mbm-server-chain-private.h — a server's middleware, in order
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"

G_BEGIN_DECLS

/* Immutable and counted: to add or remove makes another one, and what is on its way keeps the one it began
 * with. A server without middleware has none, which costs each message one comparison. */
typedef struct _MbmServerChain MbmServerChain;

/* How far a request or an event has come. */
typedef struct _MbmServerWalk MbmServerWalk;

/* A new chain with @middleware at its end. @self: (nullable). */
MbmServerChain *
mbm_server_chain_add (MbmServerChain *self, MbmMiddleware *middleware, const char *const *names);
/* A new chain without @middleware, NULL if nothing is left. @self itself lets nothing get to it any more. */
MbmServerChain *mbm_server_chain_remove (MbmServerChain *self, MbmMiddleware *middleware);
gboolean mbm_server_chain_contains (MbmServerChain *self, MbmMiddleware *middleware);
MbmServerChain *mbm_server_chain_ref (MbmServerChain *self);
void mbm_server_chain_unref (MbmServerChain *self);
/* Puts a chain with @middleware at its end in the place of *@self, which may be NULL. */
void mbm_server_chain_append (MbmServerChain **self, MbmMiddleware *middleware);

MbmServerWalk *mbm_server_walk_new (MbmServerChain *chain);
void mbm_server_walk_free (MbmServerWalk *self);
/* The middleware that comes next for messages called @name; NULL at the end. */
MbmMiddleware *mbm_server_walk_next (MbmServerWalk *self, const char *name);
/* Whether @middleware is where it is: only that may let it proceed. */
gboolean mbm_server_walk_is_at (MbmServerWalk *self, MbmMiddleware *middleware);
/* The one before that let it proceed; NULL when all of them were there. */
MbmMiddleware *mbm_server_walk_back (MbmServerWalk *self);

G_END_DECLS
