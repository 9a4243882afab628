/* server-fixture.c — a server on the transport that a test is run for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "server-fixture.h"

typedef struct
{
  const char *listen_uri;
  ServerTest test;
} ServerCase;

static void
server_fixture_run (gconstpointer data)
{
  const ServerCase *test_case = data;
  ServerFixture fixture = { .listen_uri = test_case->listen_uri };

  fixture.server = mbm_server_new ("server-under-test", "2.3.4");
  test_case->test (&fixture);

  if (fixture.server != NULL)
    {
      mbm_test_server_stop (fixture.server, NULL);
      g_assert_cmpint (mbm_server_get_state (fixture.server), ==, MBM_SERVER_STOPPED);
      g_assert_cmpuint (mbm_server_get_n_connections (fixture.server), ==, 0);
      g_assert_finalize_object (fixture.server);
    }
}

static void
server_fixture_add_case (const char *path, ServerTest test, const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  g_autofree char *full_path = g_strdup_printf ("%s/%s", path, scheme);
  ServerCase *test_case = g_new (ServerCase, 1);

  test_case->listen_uri = uri;
  test_case->test = test;
  g_test_add_data_func_full (full_path, test_case, server_fixture_run, g_free);
}

void
server_fixture_add (const char *path, ServerTest test)
{
  server_fixture_add_case (path, test, "memory://server-test");
  server_fixture_add_case (path, test, "ws://127.0.0.1:0");
}

void
server_fixture_add_with_http (const char *path, ServerTest test)
{
  server_fixture_add (path, test);
  server_fixture_add_case (path, test, "http://127.0.0.1:0");
}

void
server_fixture_start (ServerFixture *self)
{
  mbm_test_server_start (self->server, self->listen_uri);
  self->uri = mbm_server_get_uri (self->server);
  g_assert_nonnull (self->uri);
}
