/* test-console-shapes.c — contracts of endpoints, and what is learnt from traffic
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "console-fixture.h"
#include "sbx-demo-contract.h"

#define ORDERS(version)                                                                           \
  "{\"name\":\"orders\",\"version\":\"" version                                                   \
  "\",\"requests\":{\"place\":{\"description\":\"Places one\","                                   \
  "\"request\":{\"type\":\"object\",\"required\":[\"id\"]},\"response\":{\"type\":\"string\"}}}," \
  "\"events\":{\"placed\":{\"schema\":{\"type\":\"integer\"}}}}"

static void
write_file (ConsoleFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = console_fixture_path (fixture, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static SbxShapes *
set_contract (SbxEndpoint *endpoint, const char *path)
{
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));

  g_object_set (config, "contract", path, NULL);
  sbx_endpoint_set_config (endpoint, config);
  return sbx_endpoint_get_shapes (endpoint);
}

static gboolean
has_name (SbxShapes *shapes, SbxShapeKind kind, const char *name)
{
  g_auto (GStrv) names = sbx_shapes_dup_names (shapes, kind);

  return g_strv_contains ((const char *const *) names, name);
}

static gboolean
has_version (SbxShapes *shapes, const char *version)
{
  MbmContract *contract = sbx_shapes_get_contract (shapes);

  return contract != NULL && g_str_equal (mbm_contract_get_version (contract), version);
}

static void
test_contract (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxEndpoint *server = SBX_ENDPOINT (console_fixture_add_server (fixture, "ws://127.0.0.1:0"));
  SbxShapes *shapes;
  g_autoptr (MbmSchema) payload = NULL;
  g_autoptr (MbmSchema) response = NULL;
  g_autoptr (MbmSchema) event = NULL;
  g_autofree char *description = NULL;

  write_file (fixture, "orders.json", ORDERS ("1"));
  shapes = set_contract (server, "orders.json");
  wait_until (sbx_shapes_get_contract (shapes) != NULL);
  payload = sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, "place", SBX_SHAPE_PAYLOAD);
  response = sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, "place", SBX_SHAPE_RESPONSE);
  event = sbx_shapes_dup_schema (shapes, SBX_SHAPE_EVENT, "placed", SBX_SHAPE_PAYLOAD);
  g_assert_false (mbm_schema_check (payload, mbm_json_value ("{}", -1), NULL));
  g_assert_true (mbm_schema_check (payload, mbm_json_value ("{\"id\":1}", -1), NULL));
  g_assert_true (mbm_schema_check (response, mbm_json_value ("\"x\"", -1), NULL));
  g_assert_true (mbm_schema_check (event, mbm_json_value ("4", -1), NULL));
  g_assert_null (sbx_shapes_dup_schema (shapes, SBX_SHAPE_EVENT, "place", SBX_SHAPE_PAYLOAD));
  g_assert_cmpint (sbx_shapes_get_origin (shapes, SBX_SHAPE_REQUEST, "place"), ==, SBX_SHAPE_ORIGIN_CONTRACT);
  g_assert_cmpint (sbx_shapes_get_origin (shapes, SBX_SHAPE_REQUEST, "x"), ==, SBX_SHAPE_ORIGIN_NONE);
  description = sbx_shapes_dup_description (shapes, SBX_SHAPE_REQUEST, "place");
  g_assert_cmpstr (description, ==, "Places one");
  g_assert_true (has_name (shapes, SBX_SHAPE_REQUEST, "place"));
  g_assert_false (has_name (shapes, SBX_SHAPE_EVENT, "place"));

  set_contract (server, "");
  g_assert_null (sbx_shapes_get_contract (shapes));
  g_assert_null (sbx_shapes_get_contract_file (shapes));
  console_fixture_free (fixture);
}

/* What is written is read again; what is broken is said, and the last good one stays. */
static void
test_watched (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxEndpoint *server = SBX_ENDPOINT (console_fixture_add_server (fixture, "ws://127.0.0.1:0"));
  g_autofree char *path = console_fixture_path (fixture, "orders.json");
  SbxShapes *shapes = set_contract (server, path);
  SbxContractFile *file = sbx_shapes_get_contract_file (shapes);

  wait_until (sbx_contract_file_get_problem (file) != NULL);
  g_assert_null (sbx_shapes_get_contract (shapes));
  write_file (fixture, "orders.json", ORDERS ("1"));
  wait_until (has_version (shapes, "1"));
  g_assert_null (sbx_contract_file_get_problem (file));
  write_file (fixture, "orders.json", ORDERS ("2"));
  wait_until (has_version (shapes, "2"));
  write_file (fixture, "orders.json", "{\n  \"name\": 7, \"version\": \"1\"\n}");
  wait_until (sbx_contract_file_get_problem (file) != NULL);
  g_assert_true (has_version (shapes, "2"));
  g_assert_true (g_str_has_prefix (sbx_contract_file_get_problem (file), "2:11: /name"));
  g_assert_cmpuint (sbx_contract_file_get_faults (file)->len, >=, 1);
  g_unlink (path);
  wait_until (sbx_contract_file_get_faults (file)->len == 0);
  g_assert_nonnull (sbx_contract_file_get_problem (file));
  write_file (fixture, "orders.json", ORDERS ("3"));
  wait_until (has_version (shapes, "3"));
  console_fixture_free (fixture);
}

/* Saved elsewhere, the workspace finds the same contract from there. */
static void
test_saved_elsewhere (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxEndpoint *server = SBX_ENDPOINT (console_fixture_add_server (fixture, "memory://a"));
  g_autofree char *folder = console_fixture_path (fixture, "below");
  g_autofree char *other = g_build_filename (folder, "other.json", NULL);
  g_autofree char *beside = console_fixture_path (fixture, "beside.json");
  g_autofree char *path = console_fixture_path (fixture, "orders.json");
  g_autofree char *kept = NULL;
  g_autofree char *text = NULL;
  const char *const places[] = { beside, other };
  SbxShapes *shapes;

  write_file (fixture, "orders.json", ORDERS ("1"));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  shapes = set_contract (server, "orders.json");
  wait_until (sbx_shapes_get_contract (shapes) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GAsyncResult) saved = NULL;
      SbxContractFile *file = sbx_shapes_get_contract_file (shapes);

      sbx_console_save_workspace_as_async (fixture->console, places[i], take_result, &saved);
      wait_until (saved != NULL);
      g_assert_true (sbx_console_save_workspace_as_finish (fixture->console, saved, NULL));
      /* Not even read again. */
      g_assert_true (sbx_shapes_get_contract_file (shapes) == file);
      g_assert_nonnull (sbx_shapes_get_contract (shapes));
      g_free (kept);
      kept = get_string (sbx_endpoint_get_config (server), "contract");
      g_assert_cmpstr (kept, ==, i == 0 ? "orders.json" : path);
    }
  g_assert_true (g_file_get_contents (other, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, path));
  g_unlink (other);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  console_fixture_free (fixture);
}

/* The demo's contract is there without a file, for who hosts it and for who connects to it. */
static void
test_demo (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxShapes *hosted = sbx_endpoint_get_shapes (SBX_ENDPOINT (server));
  SbxShapes *connected = sbx_endpoint_get_shapes (SBX_ENDPOINT (connection));
  g_auto (GStrv) names = NULL;

  g_assert_true (sbx_shapes_get_contract (hosted) == sbx_demo_contract_get ());
  wait_until (sbx_shapes_get_contract (connected) == sbx_demo_contract_get ());
  names = sbx_shapes_dup_names (connected, SBX_SHAPE_REQUEST);
  g_assert_cmpstr (names[0], ==, "getOrderDetails");
  set_contract (SBX_ENDPOINT (server), "none.json");
  g_assert_null (sbx_shapes_get_contract (hosted));
  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/shapes/contract", test_contract);
  g_test_add_func ("/console/shapes/watched", test_watched);
  g_test_add_func ("/console/shapes/saved-elsewhere", test_saved_elsewhere);
  g_test_add_func ("/console/shapes/demo", test_demo);

  return g_test_run ();
}
