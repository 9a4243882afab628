/* mock-fixture.c — a server made of a config, and a client of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mock-fixture.h"

SbxServerConfig *
mock_fixture_read (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"serverId\":\"mock\",\"url\":\"ws://127.0.0.1:0\"%s%s}",
                                           *members != '\0' ? "," : "", members);
  g_autoptr (GError) error = NULL;
  SbxEndpointConfig *config;

  g_assert_true (mbm_json_check (text, -1, &error));
  config =
    sbx_endpoint_config_from_json (SBX_TYPE_SERVER_CONFIG, mbm_json_value (text, -1), "servers[0]", &error);
  g_assert_no_error (error);
  g_assert_true (sbx_endpoint_config_check (config, NULL, &error));
  g_assert_no_error (error);
  return SBX_SERVER_CONFIG (config);
}

static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  MockFixture *self = user_data;

  self->n_withheld += record->kind == MBM_TAP_WITHHELD;
  if (record->note != NULL)
    g_string_append_printf (self->notes, "%s;", record->note);
}

static void
problem_cb (const char *problem, gpointer user_data)
{
  g_string_append_printf (user_data, "%s;", problem);
}

MockFixture *
mock_fixture_new_for_uri (const char *members, const char *uri)
{
  MockFixture *self = g_new0 (MockFixture, 1);

  self->notes = g_string_new (NULL);
  self->problems = g_string_new (NULL);
  self->config = mock_fixture_read (members);
  self->server = sbx_server_setup_make (self->config, NULL);
  sbx_mock_set_problem_func (sbx_mock_ensure (self->server), problem_cb, self->problems, NULL);
  mbm_server_set_tap (self->server, tap_cb, self, NULL);
  mbm_test_server_start (self->server, uri);
  self->peer = mbm_test_peer_new_registered (mbm_server_get_uri (self->server), "c-1");
  return self;
}

MockFixture *
mock_fixture_new (const char *members)
{
  return mock_fixture_new_for_uri (members, "ws://127.0.0.1:0");
}

void
mock_fixture_free (MockFixture *self)
{
  mbm_test_server_stop (self->server, NULL);
  g_clear_pointer (&self->peer, mbm_test_peer_free);
  g_assert_finalize_object (self->server);
  g_assert_finalize_object (self->config);
  g_string_free (self->notes, TRUE);
  g_string_free (self->problems, TRUE);
  g_free (self);
}

void
mock_fixture_update (MockFixture *self, const char *members)
{
  g_object_unref (self->config);
  self->config = mock_fixture_read (members);
  sbx_server_setup_update (self->config, self->server);
}

void
assert_data (MbmMessage *answer, const char *json)
{
  MbmJsonValue value = mbm_message_get_payload_value (answer);
  g_autofree char *text = g_strndup (value.text, value.length);

  mbm_test_assert_success (answer);
  g_assert_cmpstr (text, ==, json);
}

void
assert_answer (MbmTestPeer *peer, const char *name, const char *payload, const char *json)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, name, payload);

  assert_data (answer, json);
}

void
assert_error (MbmTestPeer *peer, const char *name, const char *payload, const char *code, const char *words)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, name, payload);

  mbm_test_assert_error (answer, code, words);
}

void
assert_noted (MockFixture *self, const char *note)
{
  if (strstr (self->notes->str, note) == NULL)
    g_error ("%s is not among the notes: %s", note, self->notes->str);
}
