/* mock-fixture.h — a server made of a config, and a client of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-test-peer.h"
#include "sbx-mock.h"
#include "sbx-server-setup.h"

G_BEGIN_DECLS

typedef struct
{
  SbxServerConfig *config;
  MbmServer *server;
  MbmTestPeer *peer; /* c-1, of the type `test` */
  GString *notes;    /* what the tap was told, each with a semicolon behind it */
  GString *problems;
  guint n_withheld;
} MockFixture;

/* @members: of a server in the workspace's file. */
MockFixture *mock_fixture_new (const char *members);
MockFixture *mock_fixture_new_for_uri (const char *members, const char *uri);
void mock_fixture_free (MockFixture *self);
void mock_fixture_update (MockFixture *self, const char *members);
SbxServerConfig *mock_fixture_read (const char *members);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MockFixture, mock_fixture_free)

void assert_data (MbmMessage *answer, const char *json);
void assert_answer (MbmTestPeer *peer, const char *name, const char *payload, const char *json);
/* @words: (nullable). */
void
assert_error (MbmTestPeer *peer, const char *name, const char *payload, const char *code, const char *words);
void assert_noted (MockFixture *self, const char *note);

G_END_DECLS
