/* test-console-config.c — configs of servers and connections, and what they are in a file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"

static SbxEndpointConfig *
read_config (GType type, const char *text, GError **error)
{
  g_assert_true (mbm_json_check (text, -1, NULL));
  return sbx_endpoint_config_from_json (type, mbm_json_value (text, -1), "servers[2]", error);
}

static void
test_defaults (void)
{
  g_autoptr (SbxServerConfig) server = sbx_server_config_new ();
  g_autoptr (SbxConnectionConfig) connection = sbx_connection_config_new ();
  g_auto (GStrv) capabilities = NULL;
  g_autofree char *json = sbx_endpoint_config_to_json (SBX_ENDPOINT_CONFIG (server));
  g_autofree char *expected =
    g_strdup_printf ("{\"id\":\"%s\"}", sbx_endpoint_config_get_id (SBX_ENDPOINT_CONFIG (server)));

  g_assert_cmpstr (json, ==, expected);
  g_assert_true (g_uuid_string_is_valid (sbx_endpoint_config_get_id (SBX_ENDPOINT_CONFIG (server))));
  g_assert_cmpuint (get_uint (server, "heartbeat-interval"), ==, 30000);
  g_assert_cmpuint (get_uint (server, "client-timeout"), ==, 90000);
  g_assert_cmpuint (get_uint (server, "max-clients"), ==, 1000);
  g_assert_cmpuint (get_uint64 (server, "max-message-size"), ==, 16 * 1024 * 1024);
  g_assert_true (get_boolean (server, "require-registration"));
  g_assert_false (get_boolean (server, "allow-remote"));
  g_object_get (server, "capabilities", &capabilities, NULL);
  g_assert_nonnull (capabilities);
  g_assert_cmpuint (g_strv_length (capabilities), ==, 0);
  g_assert_cmpuint (get_uint (connection, "reconnect-interval"), ==, 5000);
  g_assert_true (get_boolean (connection, "auto-reconnect"));
  g_assert_null (get_string (connection, "metadata"));
}

/* What is read is written, member for member, and what is not understood comes after. */
static void
test_round_trip (void)
{
  static const struct
  {
    gboolean is_server;
    const char *text;
  } cases[] = {
    { TRUE,
      "{\"id\":\"a\",\"name\":\"Orders\",\"url\":\"ws://"
      "127.0.0.1:8080\",\"serverId\":\"s\",\"version\":\"2\","
      "\"heartbeatInterval\":0,\"clientTimeout\":1,\"maxClients\":5,\"capabilities\":[\"x\",\"y\"],"
      "\"requireRegistration\":false,\"announceClients\":false,\"systemBroadcast\":true,"
      "\"dialect\":\"magic-server\",\"allowRemote\":true,"
      "\"allowedOrigins\":[\"https://example.org\"],\"maxMessageSize\":2048,\"handshakeTimeout\":7,"
      "\"maxUnregistered\":8,\"maxQueueSize\":4096,\"demo\":true,"
      "\"validate\":\"answers\",\"enforceAccess\":true,\"tls\":\"files\",\"certificateFile\":\"c.pem\","
      "\"keyFile\":\"k.pem\",\"clientCaFile\":\"ca.pem\",\"seed\":7,"
      "\"users\":[{\"username\":\"eva\",\"roles\":[\"admin\"],\"quota\":1e400},{\"username\":\"bob\"}],"
      "\"handlers\":[{\"request\":\"a\"},"
      "{\"request\":\"b\",\"enabled\":false,\"kind\":\"template\",\"description\":\"why\","
      "\"answer\":{\"id\":\"{{payload.id}}\",\"n\":1.50},\"delay\":7,\"jitter\":8,\"failureRate\":0.1,"
      "\"failureCode\":\"F\",\"failureMessage\":\"f\",\"later\":[1.0]},"
      "{\"request\":\"c\",\"kind\":\"sequence\",\"answers\":[{\"answer\":[1]},{\"kind\":\"error\","
      "\"errorCode\":\"E\",\"errorMessage\":\"m\",\"errorDetails\":{\"x\":null}}],\"atEnd\":\"last\"},"
      "{\"request\":\"*\",\"kind\":\"stream\",\"items\":[{\"i\":\"{{index}}\"},\"text\",1e3],\"count\":9,"
      "\"interval\":0,\"streamEnd\":\"fails\"}],"
      "\"events\":[{\"event\":\"e\",\"enabled\":false,\"payload\":[null],\"interval\":9,\"jitter\":1,"
      "\"count\":2,\"to\":\"users\",\"recipients\":[\"eva\"],\"inTurn\":true,\"x\":1}]}" },
    { FALSE,
      "{\"id\":\"b\",\"url\":\"wss://example.org/x\",\"clientId\":\"c\",\"clientType\":\"t\","
      "\"metadata\":{\"n\":18446744073709551616,\"f\":0.10},\"autoReconnect\":false,\"reconnectInterval\":10,"
      "\"heartbeatInterval\":20,\"requestTimeout\":30,\"register\":false,\"dialect\":\"magic-server\","
      "\"headers\":[\"X-Team: red\"],"
      "\"username\":\"eva\",\"caFile\":\"ca.pem\",\"clientCertificateFile\":\"c.pem\","
      "\"clientKeyFile\":\"k.pem\",\"trustedFingerprint\":\"AA:BB\"}" },
    { TRUE, "{\"id\":\"c\",\"color\":\"red\",\"nested\":{\"a\":[1.50,2e3,-0.0]},\"big\":"
            "123456789012345678901234567890}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SbxEndpointConfig) config =
        read_config (cases[i].is_server ? SBX_TYPE_SERVER_CONFIG : SBX_TYPE_CONNECTION_CONFIG, cases[i].text,
                     &error);
      g_autoptr (SbxEndpointConfig) copy = NULL;
      g_autofree char *json = NULL;
      g_autofree char *copied = NULL;

      g_assert_no_error (error);
      json = sbx_endpoint_config_to_json (config);
      g_assert_cmpstr (json, ==, cases[i].text);

      copy = sbx_endpoint_config_copy (config);
      copied = sbx_endpoint_config_to_json (copy);
      g_assert_cmpstr (copied, ==, cases[i].text);
    }
}

static void
test_faults (void)
{
  static const struct
  {
    const char *text;
    const char *path;
  } cases[] = {
    { "7", "servers[2]: " },
    { "{\"name\":7}", "servers[2].name: " },
    { "{\"id\":null}", "servers[2].id: " },
    { "{\"clientTimeout\":\"90\"}", "servers[2].clientTimeout: " },
    { "{\"clientTimeout\":-1}", "servers[2].clientTimeout: " },
    { "{\"clientTimeout\":1.5}", "servers[2].clientTimeout: " },
    { "{\"clientTimeout\":99999999999}", "servers[2].clientTimeout: " },
    { "{\"maxClients\":0}", "servers[2].maxClients: " },
    { "{\"maxMessageSize\":1e30}", "servers[2].maxMessageSize: " },
    { "{\"demo\":1}", "servers[2].demo: " },
    { "{\"capabilities\":\"x\"}", "servers[2].capabilities: " },
    { "{\"capabilities\":[\"x\",1]}", "servers[2].capabilities[1]: " },
    { "{\"users\":{}}", "servers[2].users: " },
    { "{\"users\":[7]}", "servers[2].users[0]: " },
    { "{\"users\":[{\"username\":\"a\"},{\"roles\":[]}]}", "servers[2].users[1]: " },
    { "{\"users\":[{\"username\":\"a\",\"roles\":[1]}]}", "servers[2].users[0].roles[0]: " },
    { "{\"handlers\":[{},{},{\"delay\":-1}]}", "servers[2].handlers[2].delay: " },
    { "{\"handlers\":[{\"delay\":1e99}]}", "servers[2].handlers[0].delay: " },
    { "{\"handlers\":[{\"kind\":\"magic\"}]}", "servers[2].handlers[0].kind: " },
    { "{\"handlers\":[{\"kind\":7}]}", "servers[2].handlers[0].kind: " },
    { "{\"handlers\":[{\"failureRate\":1.5}]}", "servers[2].handlers[0].failureRate: " },
    { "{\"handlers\":[{\"failureRate\":\"1\"}]}", "servers[2].handlers[0].failureRate: " },
    { "{\"handlers\":[{\"items\":7}]}", "servers[2].handlers[0].items: " },
    { "{\"handlers\":[{\"answers\":[{\"errorCode\":7}]}]}", "servers[2].handlers[0].answers[0].errorCode: " },
    { "{\"events\":[{\"to\":\"nobody\"}]}", "servers[2].events[0].to: " },
    { "{\"events\":[7]}", "servers[2].events[0]: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SbxEndpointConfig) config = read_config (SBX_TYPE_SERVER_CONFIG, cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_null (config);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_true (g_str_has_prefix (error->message, cases[i].path));
    }
}

typedef struct
{
  gboolean is_server;
  const char *text;
  const char *property; /* that is wrong; NULL: none */
} Check;

static void
test_check (void)
{
  static const Check cases[] = {
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\"}", NULL },
    { TRUE, "{\"url\":\"memory://x\"}", NULL },
    { TRUE, "{\"url\":\"ws://[::1]:80/a\"}", NULL },
    { TRUE, "{\"url\":\"ws://localhost:80\"}", NULL },
    { TRUE, "{}", "url" },
    { TRUE, "{\"url\":\"gopher://x\"}", "url" },
    { TRUE, "{\"url\":\"ws://\"}", "url" },
    { TRUE, "{\"url\":\"ws://127.0.0.1:99999\"}", "url" },
    { TRUE, "{\"url\":\"127.0.0.1:80\"}", "url" },
    { TRUE, "{\"url\":\"ws://0.0.0.0:80\"}", "allow-remote" },
    { TRUE, "{\"url\":\"ws://0.0.0.0:80\",\"allowRemote\":true}", NULL },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"capabilities\":[\"\"]}", "capabilities" },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"allowedOrigins\":[\"example.org\"]}", "allowed-origins" },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"allowedOrigins\":[\"https://a.b/c\"]}", "allowed-origins" },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"allowedOrigins\":[\"https://a.b\",\"http://c:8080\"]}", NULL },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"maxQueueSize\":2000}", "max-queue-size" },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"users\":[{\"username\":\"a\"},{\"username\":\"a\"}]}", "users" },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"dialect\":\"messaging\"}", NULL },
    { TRUE, "{\"url\":\"ws://127.0.0.1:0\",\"dialect\":\"klingon\"}", "dialect" },
    { FALSE, "{\"url\":\"ws://example.org\",\"dialect\":\"magic-server\"}", NULL },
    { FALSE, "{\"url\":\"ws://example.org\",\"dialect\":\"auto\"}", "dialect" },
    { FALSE, "{\"url\":\"ws://example.org\"}", NULL },
    { FALSE, "{\"url\":\"ws://eva:secret@example.org\"}", "url" },
    { FALSE, "{\"url\":\"ws://example.org\",\"metadata\":[1]}", "metadata" },
    { FALSE, "{\"url\":\"ws://example.org\",\"headers\":[\"X-Team\"]}", "headers" },
    { FALSE, "{\"url\":\"ws://example.org\",\"headers\":[\": x\"]}", "headers" },
    { FALSE, "{\"url\":\"ws://example.org\",\"headers\":[\"X: a\\r\\nY: b\"]}", "headers" },
    { FALSE, "{\"url\":\"ws://example.org\",\"headers\":[\"X-Team: red\",\"Cookie:\"]}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SbxEndpointConfig) config =
        read_config (cases[i].is_server ? SBX_TYPE_SERVER_CONFIG : SBX_TYPE_CONNECTION_CONFIG, cases[i].text,
                     &error);
      const char *property = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_true (sbx_endpoint_config_check (config, &property, &error) == (cases[i].property == NULL));
      g_assert_cmpstr (property, ==, cases[i].property);
      g_assert_true ((error == NULL) == (cases[i].property == NULL));
    }
}

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer n)
{
  (*(guint *) n)++;
}

static void
test_notify (void)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  const char *const names[] = { "a", NULL };
  guint n = 0;

  g_signal_connect (config, "notify", G_CALLBACK (count_notify), &n);
  g_object_set (config, "name", "x", "max-clients", 1000, "capabilities", names, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_object_set (config, "name", "x", "capabilities", names, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_object_set (config, "name", NULL, NULL);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (sbx_endpoint_config_get_name (SBX_ENDPOINT_CONFIG (config)), ==, "");
}

static void
test_title (void)
{
  static const char *const cases[][3] = {
    { "Orders", "ws://x:1", "Orders" },
    { "", "ws://127.0.0.1:8080/", "127.0.0.1:8080" },
    { "", "wss://example.org/live", "example.org/live" },
    { "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbxServerConfig) config =
        g_object_new (SBX_TYPE_SERVER_CONFIG, "name", cases[i][0], "url", cases[i][1], NULL);
      g_autofree char *title = sbx_endpoint_config_dup_title (SBX_ENDPOINT_CONFIG (config));

      g_assert_cmpstr (title, ==, cases[i][2]);
    }
}

/* A copy is deep: what a dialog does to it is seen in it alone. */
static void
test_copy (void)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  g_autoptr (SbxUserConfig) user = sbx_user_config_new ("eva", NULL);
  g_autoptr (SbxServerConfig) copy = NULL;
  g_autoptr (SbxUserConfig) copied = NULL;

  g_list_store_append (sbx_server_config_get_users (config), user);
  copy = SBX_SERVER_CONFIG (sbx_endpoint_config_copy (SBX_ENDPOINT_CONFIG (config)));
  copied = g_list_model_get_item (G_LIST_MODEL (sbx_server_config_get_users (copy)), 0);
  g_object_set (copied, "username", "bob", NULL);
  g_object_set (copy, "name", "other", NULL);

  g_assert_cmpstr (sbx_user_config_get_username (user), ==, "eva");
  g_assert_cmpstr (sbx_endpoint_config_get_name (SBX_ENDPOINT_CONFIG (config)), ==, "");
  g_assert_cmpstr (sbx_endpoint_config_get_id (SBX_ENDPOINT_CONFIG (copy)), ==,
                   sbx_endpoint_config_get_id (SBX_ENDPOINT_CONFIG (config)));
}

/* Should one ever be in a config, it is not written. */
static void
test_secret_headers (void)
{
  static const char *const headers[] = { "Authorization: Bearer hunter2", "X-Team: red", "cookie: a=hunter2",
                                         "X-Api-Key: hunter2", NULL };
  g_autoptr (SbxConnectionConfig) config = sbx_connection_config_new ();
  g_autofree char *json = NULL;

  g_object_set (config, "headers", headers, NULL);
  json = sbx_endpoint_config_to_json (SBX_ENDPOINT_CONFIG (config));
  g_assert_null (strstr (json, "hunter2"));
  g_assert_nonnull (
    strstr (json, "\"headers\":[\"Authorization:\",\"X-Team: red\",\"cookie:\",\"X-Api-Key:\"]"));
}

/* What is wrong with an item is said before the server starts, and beside the right entry. */
static void
test_items (void)
{
  static const struct
  {
    const char *text;
    const char *property; /* NULL: nothing is wrong */
  } cases[] = {
    { "{\"handlers\":[{\"request\":\"a\"},{\"request\":\"*\",\"kind\":\"echo\"}]}", NULL },
    { "{\"handlers\":[{\"request\":\"a\"},{\"request\":\"a\",\"enabled\":false}]}", NULL },
    { "{\"handlers\":[{\"request\":\"a\"},{\"request\":\"a\"}]}", "handlers" },
    { "{\"handlers\":[{}]}", "handlers" },
    { "{\"handlers\":[{\"request\":\"$login\"}]}", "handlers" },
    { "{\"handlers\":[{\"request\":\"a\",\"kind\":\"error\"}]}", "handlers" },
    { "{\"handlers\":[{\"request\":\"a\",\"kind\":\"sequence\"}]}", "handlers" },
    { "{\"handlers\":[{\"request\":\"a\",\"kind\":\"sequence\",\"answers\":[{\"kind\":\"error\"}]}]}",
      "handlers" },
    { "{\"handlers\":[{\"request\":\"a\",\"kind\":\"stream\",\"count\":3}]}", "handlers" },
    { "{\"handlers\":[{\"request\":\"a\",\"kind\":\"stream\",\"items\":[1],\"streamEnd\":\"fails\"}]}",
      "handlers" },
    { "{\"events\":[{\"event\":\"a\"}]}", NULL },
    { "{\"events\":[{}]}", "events" },
    { "{\"events\":[{\"event\":\"a\",\"to\":\"types\"}]}", "events" },
    { "{\"validate\":\"maybe\"}", "validate" },
    { "{\"tls\":\"files\"}", "certificate-file" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SbxEndpointConfig) config = read_config (SBX_TYPE_SERVER_CONFIG, cases[i].text, &error);
      const char *property = NULL;
      gboolean good;

      g_assert_no_error (error);
      g_object_set (config, "url", "ws://127.0.0.1:0", NULL);
      good = sbx_endpoint_config_check (config, &property, &error);
      g_assert_cmpstr (property, ==, cases[i].property);
      g_assert_true (good == (cases[i].property == NULL));
      g_assert_true ((error == NULL) == good);
    }
}

/* Text that is no JSON can be typed, and is found. */
static void
test_item_text (void)
{
  g_autoptr (SbxHandlerConfig) handler = sbx_handler_config_new ("a", SBX_HANDLER_JSON);
  g_autoptr (SbxItemConfig) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;
  const char *property = NULL;

  g_object_set (handler, "answer", "{\"a\":", NULL);
  g_assert_false (sbx_item_config_check (SBX_ITEM_CONFIG (handler), &property, &error));
  g_assert_cmpstr (property, ==, "answer");
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);

  copy = sbx_item_config_copy (SBX_ITEM_CONFIG (handler));
  g_assert_true (sbx_item_config_equal (copy, SBX_ITEM_CONFIG (handler)));
  g_object_set (copy, "answer", "", "delay", 200, "jitter", 100, "failure-rate", 0.1, NULL);
  g_assert_false (sbx_item_config_equal (copy, SBX_ITEM_CONFIG (handler)));
  g_assert_true (sbx_item_config_check (copy, NULL, NULL));
  g_assert_null (get_string (copy, "answer"));
  summary = sbx_handler_config_dup_summary (SBX_HANDLER_CONFIG (copy));
  g_assert_cmpstr (summary, ==, "JSON · 200–300 ms · 10 % fail");
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/config/defaults", test_defaults);
  g_test_add_func ("/console/config/round-trip", test_round_trip);
  g_test_add_func ("/console/config/faults", test_faults);
  g_test_add_func ("/console/config/check", test_check);
  g_test_add_func ("/console/config/notify", test_notify);
  g_test_add_func ("/console/config/title", test_title);
  g_test_add_func ("/console/config/copy", test_copy);
  g_test_add_func ("/console/config/items", test_items);
  g_test_add_func ("/console/config/item-text", test_item_text);
  g_test_add_func ("/console/config/secret-headers", test_secret_headers);

  return g_test_run ();
}
