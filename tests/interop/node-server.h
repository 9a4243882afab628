/* node-server.h — the server of Node.js, as a program that a test talks to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "../core/client-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  GCancellable *cancellable;
  GPtrArray *lines; /* what it reported, as text */
  guint next;
  gboolean ended;
  char *url;
} NodeServer;

/* Starts it with these arguments, in one text; it serves when this returns. */
NodeServer *node_server_new (const char *arguments);
void node_server_free (NodeServer *self);

/* Waits for a report after the last that this found: of @event, and with a member @name that is @value (NULL:
 * any). */
const char *node_server_expect (NodeServer *self, const char *event, const char *name, const char *value);

/* Gives it a command: a line of JSON. */
void node_server_command (NodeServer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NodeServer, node_server_free)

G_END_DECLS
