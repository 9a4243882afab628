/* hostile-fixture.h — a server under attack, and a client of it that means well
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "../core/mbm-test-peer.h"
#include "foe.h"

G_BEGIN_DECLS

/* The server and the witness are on the main thread, so that the time an answer takes is what the server
 * needed for everybody else. */
typedef struct
{
  MbmServer *server;
  const char *uri;
  MbmTestPeer *witness; /* registered, and asking `echo` all the time */
  guint n_events;       /* that the witness was sent by the server during an attack */
  guint n_seen;         /* and that arrived */

  gsize heap; /* before the attack */
  guint fds;
} Hostile;

/* On a thread of its own. */
typedef void (*HostileAttack) (const char *uri);

/* The server is made and not started. */
Hostile *hostile_new (void);
void hostile_start (Hostile *self);
/* Stops the server: everything that belonged to it has to be gone. */
void hostile_free (Hostile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hostile, hostile_free)

/* Until @attack returns, the witness asks and has to be answered. The heap may grow by @room bytes meanwhile,
 * and has to be nearly what it was when all others have gone. */
void hostile_attack (Hostile *self, HostileAttack attack, gsize room);
/* The same; @kept is what handlers have kept meanwhile, and is emptied when the attack is over. */
void hostile_attack_with (Hostile *self, HostileAttack attack, gsize room, GPtrArray *kept);

#define MEBIBYTE (1024 * 1024)

G_END_DECLS
