/* server-fixture.h — a server on the transport that a test is run for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-test-peer.h"

G_BEGIN_DECLS

typedef struct
{
  const char *listen_uri;
  MbmServer *server;
  const char *uri; /* once it runs */
} ServerFixture;

typedef void (*ServerTest) (ServerFixture *fixture);

/* Adds @test twice: over memory:// and over ws://. The server is made and not started. */
void server_fixture_add (const char *path, ServerTest test);
/* And over http://, for what does not need a connection of its own, or frames that are none. */
void server_fixture_add_with_http (const char *path, ServerTest test);
void server_fixture_start (ServerFixture *self);

G_END_DECLS
