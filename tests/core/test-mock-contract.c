/* test-mock-contract.c — servers made of contracts, and held to them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mock-fixture.h"
#include "sbx-demo-contract.h"

/* As a converter of TypeScript schemas writes one: draft-07, bare schemas, no examples. */
static const char exported[] =
  "{\"name\":\"chat\",\"version\":\"3.1.4\",\"events\":{\"message\":{\"type\":\"object\",\"properties\":{"
  "\"id\":{\"type\":\"string\",\"format\":\"uuid\"},\"text\":{\"type\":\"string\",\"minLength\":1},"
  "\"at\":{\"type\":\"string\",\"format\":\"date-time\"}},\"required\":[\"id\",\"text\",\"at\"],"
  "\"additionalProperties\":false,\"$schema\":\"http://json-schema.org/draft-07/schema#\"}},"
  "\"requests\":{\"send\":{\"requestSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":"
  "\"string\"}},"
  "\"required\":[\"text\"],\"$schema\":\"http://json-schema.org/draft-07/schema#\"},"
  "\"responseSchema\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"format\":\"uuid\"},"
  "\"state\":{\"enum\":[\"sent\",\"queued\"]},\"n\":{\"type\":\"integer\",\"exclusiveMinimum\":4}},"
  "\"required\":[\"id\",\"state\",\"n\"]}}},\"errors\":{}}";

/* One with everything, and two schemas that nothing can be made up for. */
static const char whole[] =
  "{\"name\":\"whole\",\"version\":\"1\",\"description\":\"d\",\"events\":{"
  "\"tick\":{\"schema\":{\"examples\":[{\"text\":\"{{not}} a {{placeholder}}\"}]},\"description\":\"Ticks\"},"
  "\"never\":{\"schema\":{\"type\":\"string\",\"allOf\":[{\"type\":\"number\"}]}}},"
  "\"requests\":{"
  "\"exampled\":{\"request\":{},\"response\":{\"type\":\"object\",\"examples\":[{\"n\":1.50}]},"
  "\"description\":\"Has an example\"},"
  "\"defaulted\":{\"request\":{},\"response\":{\"type\":\"integer\",\"default\":7}},"
  "\"made\":{\"request\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}},\"required\":["
  "\"id\"]},"
  "\"response\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"pattern\":\"^a{3}$\"},"
  "\"tags\":{\"type\":\"array\",\"items\":{\"const\":\"x\"},\"minItems\":2}},\"required\":[\"id\",\"tags\"]}}"
  ","
  "\"impossible\":{\"request\":{},\"response\":{\"type\":\"string\",\"allOf\":[{\"type\":\"number\"}]}},"
  "\"secret\":{\"request\":{},\"response\":{\"const\":\"for "
  "admins\"},\"access\":{\"allowedRoles\":[\"admin\"]}}},"
  "\"errors\":{\"NO_STOCK\":{\"code\":\"NO_STOCK\",\"message\":\"Sold out\",\"status\":409}},"
  "\"roles\":{\"admin\":{\"permissions\":[\"*:*\"]},\"guest\":{\"permissions\":[]}}}";

static MbmContract *
read_contract (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  MbmContract *contract = mbm_contract_new (bytes, &error);

  g_assert_no_error (error);
  return contract;
}

/* Serves what was made of a contract, held against that contract, so that a wrong answer would be refused. */
static MockFixture *
serve_contract (MbmContract *contract, guint n_warnings)
{
  g_auto (GStrv) warnings = NULL;
  g_autoptr (SbxServerConfig) config =
    sbx_server_config_new_from_contract (contract, "some/contract.json", &warnings);
  g_autoptr (GError) error = NULL;
  MockFixture *fixture;

  g_assert_cmpuint (g_strv_length (warnings), ==, n_warnings);
  g_object_set (config, "url", "ws://127.0.0.1:0", "server-id", "mock", "validate", "answers", NULL);
  g_assert_true (sbx_endpoint_config_check (SBX_ENDPOINT_CONFIG (config), NULL, &error));
  g_assert_no_error (error);

  fixture = mock_fixture_new ("");
  g_set_object (&fixture->config, config);
  sbx_server_setup_update (config, fixture->server);
  sbx_server_setup_set_contract (config, fixture->server, contract);
  return fixture;
}

static void
assert_all_valid (MockFixture *fixture, MbmContract *contract, const char *except)
{
  const char *const *names = mbm_contract_get_requests (contract);

  g_assert_cmpuint (g_list_model_get_n_items (
                      G_LIST_MODEL (sbx_server_config_get_handlers (fixture->config))),
                    ==, g_strv_length ((char **) names));
  for (guint i = 0; names[i] != NULL; i++)
    {
      MbmContractEntry *entry = mbm_contract_lookup_request (contract, names[i]);
      MbmSchema *schema = mbm_contract_entry_get_payload_schema (entry);
      g_autoptr (GBytes) payload = schema != NULL ? mbm_schema_generate (schema, NULL) : NULL;
      g_autofree char *text = payload != NULL
                                ? g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload))
                                : g_strdup ("{}");
      g_autoptr (MbmMessage) answer = mbm_test_peer_request (fixture->peer, names[i], text);

      if (g_strcmp0 (names[i], except) != 0)
        mbm_test_assert_success (answer);
    }
}

static void
test_demo (void)
{
  MbmContract *contract = sbx_demo_contract_get ();
  g_autoptr (MockFixture) fixture = serve_contract (contract, 0);
  g_autofree char *json = sbx_endpoint_config_to_json (SBX_ENDPOINT_CONFIG (fixture->config));
  g_autoptr (SbxServerConfig) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;

  assert_all_valid (fixture, contract, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sbx_server_config_get_timers (fixture->config))),
                    ==, g_strv_length ((char **) mbm_contract_get_events (contract)));

  /* What was made can be kept. */
  again = SBX_SERVER_CONFIG (
    sbx_endpoint_config_from_json (SBX_TYPE_SERVER_CONFIG, mbm_json_value (json, -1), "servers[0]", &error));
  g_assert_no_error (error);
  written = sbx_endpoint_config_to_json (SBX_ENDPOINT_CONFIG (again));
  g_assert_cmpstr (written, ==, json);
}

static void
test_exported (void)
{
  g_autoptr (MbmContract) contract = read_contract (exported);
  g_autoptr (MockFixture) fixture = serve_contract (contract, 0);

  assert_all_valid (fixture, contract, NULL);
  g_assert_cmpstr (sbx_endpoint_config_get_name (SBX_ENDPOINT_CONFIG (fixture->config)), ==, "chat");

  /* The other way round: what a client says is held against it, too. */
  assert_error (fixture->peer, "send", "{\"text\":7}", "INVALID_PAYLOAD", NULL);
}

static void
test_whole (void)
{
  g_autoptr (MbmContract) contract = read_contract (whole);
  g_autoptr (MockFixture) fixture = serve_contract (contract, 2);
  GListModel *timers = G_LIST_MODEL (sbx_server_config_get_timers (fixture->config));
  GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (fixture->config));
  g_autoptr (SbxTimerConfig) tick = g_list_model_get_item (timers, 0);
  g_autoptr (SbxUserConfig) admin = g_list_model_get_item (users, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;

  assert_all_valid (fixture, contract, "impossible");
  assert_answer (fixture->peer, "exampled", "{}", "{\"n\":1.50}");
  assert_answer (fixture->peer, "defaulted", "{}", "7");
  assert_error (fixture->peer, "impossible", "{}", "NOT_GENERATED", NULL);

  g_assert_cmpuint (g_list_model_get_n_items (timers), ==, 2);
  g_assert_false (sbx_timer_config_get_enabled (tick));
  g_object_get (tick, "description", &description, NULL);
  g_assert_cmpstr (description, ==, "Ticks");
  g_assert_cmpint (sbx_mock_fire (sbx_mock_get (fixture->server), tick, &error), ==, 1);
  g_assert_no_error (error);
  {
    g_autoptr (MbmMessage) event = mbm_test_peer_await_event (fixture->peer, "tick");

    mbm_test_assert_string (event, "text", "{{not}} a {{placeholder}}");
  }

  g_assert_cmpuint (g_list_model_get_n_items (users), ==, 2);
  g_assert_cmpstr (sbx_user_config_get_username (admin), ==, "admin");
  g_assert_cmpstr (sbx_user_config_get_roles (admin)[0], ==, "admin");
}

static void
apply (MockFixture *fixture, MbmContract *contract, const char *members)
{
  mock_fixture_update (fixture, members);
  sbx_server_setup_set_contract (fixture->config, fixture->server, contract);
}

/* Validation is turned on and off while it runs, in each degree. */
static void
test_validate (void)
{
#define HANDLERS                                                   \
  "\"handlers\":[{\"request\":\"made\",\"answer\":{\"wrong\":1}}," \
  "{\"request\":\"exampled\",\"kind\":\"error\",\"errorCode\":\"NO_STOCK\"}]"
  g_autoptr (MbmContract) contract = read_contract (whole);
  g_autoptr (MockFixture) fixture = mock_fixture_new (HANDLERS);
  MbmTestPeer *peer = fixture->peer;

  assert_error (peer, "exampled", "{}", "NO_STOCK", "NO_STOCK");
  apply (fixture, contract, HANDLERS);
  assert_answer (peer, "made", "{}", "{\"wrong\":1}");
  assert_error (peer, "exampled", "{}", "NO_STOCK", "Sold out");

  apply (fixture, contract, "\"validate\":\"payloads\"," HANDLERS);
  assert_error (peer, "made", "{}", "INVALID_PAYLOAD", NULL);
  assert_answer (peer, "made", "{\"id\":\"1\"}", "{\"wrong\":1}");

  apply (fixture, contract, "\"validate\":\"answers\"," HANDLERS);
  assert_error (peer, "made", "{\"id\":\"1\"}", "INVALID_ANSWER", NULL);

  apply (fixture, contract, HANDLERS);
  assert_answer (peer, "made", "{}", "{\"wrong\":1}");
  apply (fixture, NULL, "\"validate\":\"answers\"," HANDLERS);
  assert_answer (peer, "made", "{}", "{\"wrong\":1}");
  g_assert_false (peer->closed);
}

/* Roles decide where that is wanted, and only there. */
static void
test_access (void)
{
  g_autoptr (MbmContract) contract = read_contract (whole);
  g_autoptr (MockFixture) fixture = mock_fixture_new ("\"handlers\":[{\"request\":\"secret\",\"answer\":1}]");
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  static const char on[] = "\"enforceAccess\":true,\"handlers\":[{\"request\":\"secret\",\"answer\":1}]";

  mbm_user_store_add (users, "eva", "secret", (const char *const[]){ "admin", NULL }, NULL);
  g_object_set (fixture->server, "users", users, NULL);

  apply (fixture, contract, "\"validate\":\"payloads\",\"handlers\":[{\"request\":\"secret\",\"answer\":1}]");
  assert_answer (fixture->peer, "secret", "{}", "1");

  apply (fixture, contract, on);
  assert_error (fixture->peer, "secret", "{}", "UNAUTHORIZED", NULL);
  {
    g_autoptr (MbmMessage) login =
      mbm_test_peer_request (fixture->peer, "$login", "{\"username\":\"eva\",\"password\":\"secret\"}");

    mbm_test_assert_success (login);
  }
  assert_answer (fixture->peer, "secret", "{}", "1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mock/contract/demo", test_demo);
  g_test_add_func ("/mock/contract/exported", test_exported);
  g_test_add_func ("/mock/contract/whole", test_whole);
  g_test_add_func ("/mock/contract/validate", test_validate);
  g_test_add_func ("/mock/contract/access", test_access);

  return g_test_run ();
}
