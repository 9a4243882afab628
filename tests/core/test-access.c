/* test-access.c — who may do what
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-access-control-private.h"
#include "mbm-server-private.h"
#include "server-fixture.h"

#define STRV(...) ((const char *[]){ __VA_ARGS__, NULL })

static void
test_actor (void)
{
  static const char text[] = "{\"id\":\"a-1\",\"type\":\"service\",\"roles\":[\"x\",\"y\"],"
                             "\"permissions\":[\"orders:read\"],\"metadata\":{\"n\":1.50}}";
  static const char *const wrong[] = { "{}", "[]", "{\"id\":7}", "{\"id\":\"x\"", "" };
  g_autoptr (GBytes) json = mbm_test_bytes (text);
  g_autoptr (GBytes) no_object = mbm_test_bytes ("7");
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) short_form = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmActor) actor = mbm_actor_new_from_json (json, &error);
  g_autoptr (MbmUser) user = mbm_user_new ("u-1", "ann", STRV ("admin"));
  g_autoptr (MbmActor) of_user = mbm_actor_new_for_user (user);
  g_autoptr (MbmActor) plain = mbm_actor_new ("p", NULL, NULL, NULL, NULL, NULL);
  g_autoptr (MbmActor) copy = g_boxed_copy (MBM_TYPE_ACTOR, plain);

  g_assert_no_error (error);
  g_assert_cmpstr (mbm_actor_get_id (actor), ==, "a-1");
  g_assert_cmpstr (mbm_actor_get_actor_type (actor), ==, "service");
  g_assert_cmpstrv (mbm_actor_get_roles (actor), STRV ("x", "y"));
  g_assert_cmpstrv (mbm_actor_get_permissions (actor), STRV ("orders:read"));
  g_assert_cmpmem (g_bytes_get_data (mbm_actor_get_metadata (actor), NULL),
                   g_bytes_get_size (mbm_actor_get_metadata (actor)), "{\"n\":1.50}", 10);
  written = mbm_actor_to_json (actor);
  g_assert_cmpmem (g_bytes_get_data (written, NULL), g_bytes_get_size (written), text, strlen (text));

  g_assert_cmpstr (mbm_actor_get_id (of_user), ==, "u-1");
  g_assert_cmpstr (mbm_actor_get_actor_type (of_user), ==, "user");
  g_assert_cmpstrv (mbm_actor_get_roles (of_user), STRV ("admin"));
  g_assert_null (mbm_actor_get_metadata (plain));
  short_form = mbm_actor_to_json (plain);
  g_assert_cmpmem (g_bytes_get_data (short_form, NULL), g_bytes_get_size (short_form),
                   "{\"id\":\"p\",\"type\":\"user\"}", 24);
  g_assert_true (copy == plain);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) bytes = mbm_test_bytes (wrong[i]);
      g_autoptr (GError) why = NULL;

      g_assert_null (mbm_actor_new_from_json (bytes, &why));
      g_assert_nonnull (why);
    }
  g_assert_null (mbm_actor_new ("x", NULL, NULL, NULL, no_object, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
}

static void
test_covers (void)
{
  static const struct
  {
    const char *granted;
    const char *permission;
    gboolean covers;
  } cases[] = {
    { "orders:read", "orders:read", TRUE },
    { "orders:read", "orders:reads", FALSE },
    { "orders:read", "order:read", FALSE },
    { "orders:*", "orders:cancel", TRUE },
    { "orders:*", "ordersx:cancel", FALSE },
    { "orders:*", "order:cancel", FALSE },
    { "*:read", "orders:read", TRUE },
    { "*:read", "orders:cancel", FALSE },
    { "*:*", "orders:cancel", TRUE },
    { "*", "orders:cancel", TRUE },
    { "*", "anything", TRUE },
    { "*:*", "anything", FALSE },
    { "orders", "orders:read", FALSE },
    { "orders:read", "orders", FALSE },
    { "a:b:*", "a:b:c", TRUE },
    { "a:*", "a:b:c", FALSE },
    { "orders:read", "orders:*", FALSE },
    { "", "orders:read", FALSE },
    { "order*:read", "orders:read", FALSE },
    { ":", "orders:read", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (mbm_access_permission_covers (cases[i].granted, cases[i].permission) != cases[i].covers)
      g_error ("%s and %s: %s expected", cases[i].granted, cases[i].permission,
               cases[i].covers ? "yes" : "no");
}

static void
test_roles (void)
{
  g_autoptr (MbmAccessControl) access = mbm_access_control_new ("orders");
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmActor) boss = mbm_actor_new ("b", NULL, STRV ("boss"), NULL, NULL, NULL);
  g_autoptr (MbmActor) guest =
    mbm_actor_new ("g", NULL, STRV ("guest", "unheard-of"), STRV ("tables:set"), NULL, NULL);
  g_auto (GStrv) roles = NULL;
  g_auto (GStrv) permissions = NULL;

  g_assert_cmpstr (mbm_access_control_get_system (access), ==, "orders");

  /* In any order. */
  g_assert_true (mbm_access_control_set_role (access, "boss", STRV ("staff:*"), STRV ("clerk"), NULL));
  g_assert_true (mbm_access_control_set_role (access, "clerk", STRV ("orders:cancel"), STRV ("guest"), NULL));
  g_assert_false (mbm_access_control_has_role (access, boss, "reader"));
  g_assert_true (mbm_access_control_set_role (access, "guest", NULL, STRV ("reader"), NULL));
  g_assert_true (mbm_access_control_set_role (access, "reader", STRV ("orders:read"), NULL, NULL));

  roles = mbm_access_control_dup_roles (access, boss);
  g_assert_cmpstrv (roles, STRV ("boss", "clerk", "guest", "reader"));
  permissions = mbm_access_control_dup_permissions (access, boss);
  g_assert_cmpstrv (permissions, STRV ("orders:cancel", "orders:read", "staff:*"));
  g_assert_true (mbm_access_control_has_role (access, boss, "reader"));
  g_assert_true (mbm_access_control_has_role (access, guest, "unheard-of"));
  g_assert_false (mbm_access_control_has_role (access, guest, "clerk"));
  g_assert_true (mbm_access_control_has_permission (access, boss, "staff:fire"));
  g_assert_true (mbm_access_control_has_permission (access, boss, "orders:read"));
  g_assert_true (mbm_access_control_has_permission (access, guest, "orders:read"));
  g_assert_true (mbm_access_control_has_permission (access, guest, "tables:set"));
  g_assert_false (mbm_access_control_has_permission (access, guest, "orders:cancel"));

  /* A circle, at once and by way of others; nothing has changed then. */
  g_assert_false (mbm_access_control_set_role (access, "reader", NULL, STRV ("reader"), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (mbm_access_control_set_role (access, "reader", NULL, STRV ("other", "boss"), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "reader"));
  g_assert_true (mbm_access_control_has_permission (access, guest, "orders:read"));

  g_assert_true (mbm_access_control_remove_role (access, "guest"));
  g_assert_false (mbm_access_control_remove_role (access, "guest"));
  g_assert_false (mbm_access_control_has_permission (access, boss, "orders:read"));
}

static void
test_resources (void)
{
  static const char *const wrong[] = { "tables:set", "orders:eat", "orders", "orders:", ":read" };
  static const char *const right[] = { "orders:read", "orders:*", "*:read", "*", "*:*" };
  g_autoptr (MbmAccessControl) access = mbm_access_control_new (NULL);

  g_assert_true (mbm_access_control_set_role (access, "any", STRV ("tables:set"), NULL, NULL));
  mbm_access_control_add_resource (access, "orders", STRV ("read", "cancel"));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mbm_access_control_set_role (access, "x", STRV (wrong[i]), NULL, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    g_assert_true (mbm_access_control_set_role (access, "x", STRV (right[i]), NULL, NULL));
}

static gboolean
may (MbmAccessControl *access, MbmUser *user, const char *name)
{
  g_autoptr (GError) error = NULL;
  gboolean may_ask = mbm_access_control_check_request (access, user, name, &error);

  if (!may_ask)
    g_assert_error (error, MBM_ERROR, MBM_ERROR_ACCESS_DENIED);
  return may_ask;
}

static void
test_rules (void)
{
  g_autoptr (MbmAccessControl) access = mbm_access_control_new (NULL);
  g_autoptr (MbmUser) boss = mbm_user_new ("b", "boss", STRV ("boss"));
  g_autoptr (MbmUser) clerk = mbm_user_new ("c", "clerk", STRV ("clerk"));
  g_autoptr (MbmUser) plain = mbm_user_new ("p", "plain", NULL);

  g_assert_false (mbm_access_control_has_rules (access));
  g_assert_true (mbm_access_control_set_role (access, "boss", NULL, STRV ("clerk"), NULL));
  mbm_access_control_set_request_rule (access, "work", STRV ("clerk"), NULL);
  mbm_access_control_set_request_rule (access, "rest", NULL, STRV ("clerk"));
  mbm_access_control_set_request_rule (access, "both", STRV ("boss", "clerk"), STRV ("boss"));
  mbm_access_control_set_request_rule (access, "nobody", (const char *[]){ NULL }, NULL);
  mbm_access_control_set_request_rule (access, "all", NULL, (const char *[]){ NULL });
  g_assert_true (mbm_access_control_has_rules (access));

  g_assert_true (may (access, clerk, "work"));
  g_assert_true (may (access, boss, "work")); /* who extends a role has it */
  g_assert_false (may (access, plain, "work"));
  g_assert_false (may (access, NULL, "work"));

  g_assert_false (may (access, clerk, "rest"));
  g_assert_false (may (access, boss, "rest"));
  g_assert_true (may (access, plain, "rest"));
  g_assert_true (may (access, NULL, "rest"));

  g_assert_true (may (access, clerk, "both"));
  g_assert_false (may (access, boss, "both")); /* to be denied wins */

  g_assert_false (may (access, boss, "nobody"));
  g_assert_true (may (access, NULL, "all"));
  g_assert_true (may (access, NULL, "unheard-of"));

  /* What was remembered is forgotten when roles change. */
  g_assert_true (mbm_access_control_set_role (access, "boss", NULL, NULL, NULL));
  g_assert_false (may (access, boss, "work"));
  g_assert_true (may (access, boss, "rest"));
  mbm_access_control_set_request_rule (access, "work", NULL, NULL);
  g_assert_true (may (access, NULL, "work"));
}

/* Memory is bounded: as many users as come. */
static void
test_many_users (void)
{
  g_autoptr (MbmAccessControl) access = mbm_access_control_new (NULL);

  mbm_access_control_set_request_rule (access, "work", STRV ("clerk"), NULL);
  for (guint i = 0; i < 10100; i++)
    {
      g_autofree char *id = g_strdup_printf ("u-%u", i);
      g_autoptr (MbmUser) user = mbm_user_new (id, id, i % 2 == 0 ? STRV ("clerk") : NULL);

      g_assert_true (may (access, user, "work") == (i % 2 == 0));
      g_assert_cmpuint (g_hash_table_size (access->granted), <=, 10000);
    }
}

/* --- on a server -------------------------------------------------------- */

static const char contract_text[] =
  "{\"name\":\"orders\",\"version\":\"1\","
  "\"roles\":{\"admin\":{\"permissions\":[\"*\"],\"extends\":[\"clerk\"]},"
  "\"clerk\":{\"permissions\":[\"orders:cancel\",\"reading\"]},"
  "\"guest\":{\"permissions\":[]}},"
  "\"permissions\":{\"reading\":{\"resource\":\"orders\",\"actions\":[\"read\",\"list\"]}},"
  "\"requests\":{"
  "\"cancel\":{\"request\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"minLength\":3},"
  "\"n\":{\"type\":\"integer\"}},\"required\":[\"id\"]},\"response\":{\"type\":\"object\"},"
  "\"access\":{\"allowedRoles\":[\"clerk\"]}},"
  "\"open\":{\"request\":{},\"response\":{\"type\":\"object\",\"required\":[\"ok\"]}}},"
  "\"events\":{"
  "\"secret\":{\"schema\":{\"type\":\"object\"},\"access\":{\"allowedRoles\":[\"clerk\"],"
  "\"deniedRoles\":[\"guest\"]}},"
  "\"public\":{\"schema\":{\"type\":\"object\",\"required\":[\"a\",\"b\"]}}},"
  "\"errors\":{\"ORDER_NOT_FOUND\":{\"code\":\"ORDER_NOT_FOUND\",\"message\":\"There is no such order\","
  "\"severity\":\"warning\",\"status\":404,\"retryable\":false}}}";

static MbmContract *
make_contract (void)
{
  g_autoptr (GBytes) text = mbm_test_bytes (contract_text);
  g_autoptr (GError) error = NULL;
  MbmContract *contract = mbm_contract_new (text, &error);

  g_assert_no_error (error);
  return contract;
}

static void
answer_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) data = mbm_test_bytes (user_data);

  g_assert_true (mbm_server_request_respond (request, data, NULL));
}

static void
fail_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"id\":\"o-1\"}");

  mbm_server_request_fail_code (request, user_data, details);
}

static void
count_cb (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static MbmUserStore *
get_users (void)
{
  static MbmUserStore *users;

  if (users == NULL)
    {
      users = mbm_user_store_new ();
      g_assert_true (mbm_user_store_add (users, "ann", "secret", STRV ("admin"), NULL));
      g_assert_true (mbm_user_store_add (users, "gus", "secret", STRV ("clerk", "guest"), NULL));
      g_assert_true (mbm_user_store_add (users, "pia", "secret", NULL, NULL));
    }

  return users;
}

static MbmTestPeer *
join (ServerFixture *fixture, const char *client_id, const char *username)
{
  MbmTestPeer *peer = mbm_test_peer_new_registered (fixture->uri, client_id);

  if (username != NULL)
    {
      g_autofree char *payload = g_strdup_printf ("{\"username\":\"%s\",\"password\":\"secret\"}", username);
      g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "$login", payload);

      mbm_test_assert_member (answer, "success", "true");
    }
  mbm_test_peer_forget (peer);

  return peer;
}

static void
start (ServerFixture *fixture)
{
  g_autoptr (MbmContract) contract = make_contract ();

  g_object_set (fixture->server, "users", get_users (), "contract", contract, NULL);
  mbm_server_add_request_handler (fixture->server, "cancel", answer_cb, (gpointer) "{}", NULL);
  mbm_server_add_request_handler (fixture->server, "open", answer_cb, (gpointer) "{\"ok\":1}", NULL);
  mbm_server_add_request_handler (fixture->server, "other", answer_cb, (gpointer) "7", NULL);
  mbm_server_add_request_handler (fixture->server, "lost", fail_cb, (gpointer) "ORDER_NOT_FOUND", NULL);
  mbm_server_add_request_handler (fixture->server, "odd", fail_cb, (gpointer) "UNHEARD_OF", NULL);
  server_fixture_start (fixture);
}

static void
assert_answer (MbmTestPeer *peer, const char *name, const char *payload, const char *code)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, name, payload);

  if (code == NULL)
    mbm_test_assert_success (answer);
  else
    mbm_test_assert_error (answer, code, NULL);
}

static void
test_requests (ServerFixture *fixture)
{
  static const char right[] = "{\"id\":\"o-1\"}";
  g_autoptr (MbmTestPeer) nobody = NULL;
  g_autoptr (MbmTestPeer) pia = NULL;
  g_autoptr (MbmTestPeer) ann = NULL;
  g_autoptr (MbmContract) set = NULL;

  start (fixture);
  nobody = join (fixture, "nobody", NULL);
  pia = join (fixture, "pia", "pia");
  ann = join (fixture, "ann", "ann");

  /* Who may not ask is not told what is wrong with the payload. */
  assert_answer (nobody, "cancel", "{}", "UNAUTHORIZED");
  assert_answer (pia, "cancel", "{}", "FORBIDDEN");
  assert_answer (ann, "cancel", "{}", "INVALID_PAYLOAD");
  assert_answer (ann, "cancel", right, NULL);
  assert_answer (nobody, "open", "{}", NULL);
  assert_answer (nobody, "other", "{}", NULL);
  assert_answer (nobody, "unheardOf", "{}", "UNKNOWN_REQUEST_TYPE");

  /* While it runs. */
  g_object_get (fixture->server, "contract", &set, NULL);
  g_assert_nonnull (set);
  g_object_set (fixture->server, "contract", NULL, NULL);
  g_assert_null (fixture->server->chain);
  assert_answer (nobody, "cancel", "{}", NULL);
  g_object_set (fixture->server, "contract", set, NULL);
  assert_answer (nobody, "cancel", right, "UNAUTHORIZED");
}

static void
test_access_control_set (ServerFixture *fixture)
{
  g_autoptr (MbmAccessControl) access = mbm_access_control_new (NULL);
  g_autoptr (MbmAccessControl) set = NULL;
  g_autoptr (MbmTestPeer) ann = NULL;
  g_autoptr (MbmTestPeer) pia = NULL;

  start (fixture);
  ann = join (fixture, "ann", "ann");
  pia = join (fixture, "pia", "pia");
  mbm_access_control_set_request_rule (access, "open", STRV ("admin"), NULL);
  g_object_set (fixture->server, "access-control", access, NULL);
  g_object_get (fixture->server, "access-control", &set, NULL);
  g_assert_true (set == access);

  /* In the place of the contract's rules, not of its schemas. */
  assert_answer (pia, "cancel", "{\"id\":\"o-1\"}", NULL);
  assert_answer (pia, "cancel", "{}", "INVALID_PAYLOAD");
  assert_answer (pia, "open", "{}", "FORBIDDEN");
  assert_answer (ann, "open", "{}", NULL);
  mbm_access_control_set_request_rule (access, "open", STRV ("boss"), NULL);
  assert_answer (ann, "open", "{}", "FORBIDDEN");
  g_assert_true (mbm_access_control_set_role (access, "admin", NULL, STRV ("boss"), NULL));
  assert_answer (ann, "open", "{}", NULL);
  g_object_set (fixture->server, "access-control", NULL, NULL);
  assert_answer (pia, "cancel", "{\"id\":\"o-1\"}", "FORBIDDEN");
}

static guint
broadcast (ServerFixture *fixture, const char *event)
{
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"a\":1,\"b\":2}");
  g_autoptr (GError) error = NULL;
  guint n_receivers = 0;

  g_assert_true (mbm_server_broadcast (fixture->server, event, payload, &n_receivers, &error));
  g_assert_no_error (error);
  return n_receivers;
}

/* Who may not see an event does not get it: subscribed to nothing, subscribed before the rule was there, or
 * logged out since. */
static void
test_events (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) nobody = NULL;
  g_autoptr (MbmTestPeer) ann = NULL;
  g_autoptr (MbmTestPeer) gus = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) forbidden = NULL;
  g_autoptr (MbmMessage) subscribed = NULL;
  g_autoptr (MbmMessage) error_event = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autoptr (GError) error = NULL;
  guint n_events = 0;

  start (fixture);
  mbm_server_add_event_handler (fixture->server, "secret", count_cb, &n_events, NULL);
  nobody = join (fixture, "nobody", NULL);
  ann = join (fixture, "ann", "ann");
  gus = join (fixture, "gus", "gus"); /* allowed by one role, denied by another */

  g_assert_cmpuint (broadcast (fixture, "secret"), ==, 1);
  g_assert_cmpuint (broadcast (fixture, "public"), ==, 3);
  g_assert_cmpuint (broadcast (fixture, "unheardOf"), ==, 3);
  mbm_test_peer_sync (nobody);
  mbm_test_peer_sync (ann);
  mbm_test_peer_sync (gus);
  g_assert_cmpuint (mbm_test_peer_count_events (nobody, "secret"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (gus, "secret"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (ann, "secret"), ==, 1);
  g_assert_cmpuint (mbm_test_peer_count_events (nobody, "public"), ==, 1);

  /* As $broadcast as well. */
  g_object_set (fixture->server, "broadcast-style", MBM_BROADCAST_SYSTEM, NULL);
  g_assert_cmpuint (broadcast (fixture, "secret"), ==, 1);
  g_object_set (fixture->server, "broadcast-style", MBM_BROADCAST_EVENT, NULL);

  /* Directed, subscribed, sent. */
  g_assert_false (mbm_server_send (fixture->server, "nobody", "secret", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_ACCESS_DENIED);
  g_assert_true (mbm_server_send (fixture->server, "ann", "secret", NULL, NULL));
  refused = mbm_test_peer_request (nobody, "$subscribe",
                                   "{\"clientId\":\"nobody\",\"events\":[\"public\",\"secret\"]}");
  mbm_test_assert_error (refused, "UNAUTHORIZED", "Log in to subscribe to secret");
  forbidden = mbm_test_peer_request (gus, "$subscribe", "{\"clientId\":\"gus\",\"events\":[\"secret\"]}");
  mbm_test_assert_error (forbidden, "FORBIDDEN", "gus may not subscribe to secret");
  subscribed = mbm_test_peer_request (ann, "$subscribe", "{\"clientId\":\"ann\",\"events\":[\"secret\"]}");
  mbm_test_assert_success (subscribed);
  g_assert_cmpuint (broadcast (fixture, "secret"), ==, 1);

  mbm_test_peer_emit (nobody, "secret", "{}");
  error_event = mbm_test_peer_await_event (nobody, "$error");
  mbm_test_assert_string (error_event, "code", "UNAUTHORIZED");
  mbm_test_peer_emit (ann, "secret", "{}");
  mbm_test_peer_sync (ann);
  g_assert_cmpuint (n_events, ==, 1);

  /* Logged out, the subscription is of no use. */
  logout = mbm_test_peer_request (ann, "$logout", "{}");
  g_assert_cmpuint (broadcast (fixture, "secret"), ==, 0);
  g_object_set (fixture->server, "contract", NULL, NULL);
  g_assert_cmpuint (broadcast (fixture, "secret"), ==, 3);
}

static void
test_payloads (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) ann = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) empty = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autofree char *text = NULL;
  MbmJsonValue details, error;

  start (fixture);
  ann = join (fixture, "ann", "ann");

  /* What is wrong with the payload itself has no place in it. */
  empty = mbm_test_peer_request (ann, "cancel", "{}");
  mbm_test_assert_error (empty, "INVALID_PAYLOAD", "cancel: must have the member “id”");

  /* Every violation, each with where and what. */
  refused = mbm_test_peer_request (ann, "cancel", "{\"id\":\"x\",\"n\":1.5}");
  mbm_test_assert_error (refused, "INVALID_PAYLOAD", NULL);
  error = mbm_message_get_error_value (refused);
  g_assert_true (mbm_json_value_get_member (error, "details", &details));
  text = g_strndup (details.text, details.length);
  g_assert_nonnull (strstr (text, "\"keyword\":\"minLength\""));
  g_assert_nonnull (strstr (text, "\"keyword\":\"type\""));
  g_assert_nonnull (strstr (text, "id\""));

  mbm_test_peer_emit (ann, "public", "{\"a\":1}");
  event = mbm_test_peer_await_event (ann, "$error");
  mbm_test_assert_string (event, "code", "INVALID_PAYLOAD");
  mbm_test_assert_string (event, "details.violations.0.keyword", "required");
}

static void
test_answers (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  int answer_check = -1;

  start (fixture);
  peer = join (fixture, "c-1", NULL);
  mbm_server_add_request_handler (fixture->server, "open", answer_cb, (gpointer) "{\"wrong\":1}", NULL);
  assert_answer (peer, "open", "{}", NULL);
  g_object_set (fixture->server, "answer-check", MBM_ANSWER_CHECK_REFUSE, NULL);
  g_object_get (fixture->server, "answer-check", &answer_check, NULL);
  g_assert_cmpint (answer_check, ==, MBM_ANSWER_CHECK_REFUSE);
  assert_answer (peer, "open", "{}", "INVALID_ANSWER");
  assert_answer (peer, "lost", "{}", "ORDER_NOT_FOUND"); /* an error is an answer of its own */

  g_test_expect_message ("Mbm", G_LOG_LEVEL_MESSAGE, "An answer is not what the contract says. open: *");
  g_object_set (fixture->server, "answer-check", MBM_ANSWER_CHECK_LOG, NULL);
  assert_answer (peer, "open", "{}", NULL);
  g_test_assert_expected_messages ();
}

static void
test_errors (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) lost = NULL;
  g_autoptr (MbmMessage) odd = NULL;
  g_autoptr (MbmMessage) without = NULL;
  MbmJsonValue details;

  start (fixture);
  peer = join (fixture, "c-1", NULL);
  lost = mbm_test_peer_request (peer, "lost", "{}");
  mbm_test_assert_error (lost, "ORDER_NOT_FOUND", "There is no such order");
  g_assert_true (mbm_json_value_get_member (mbm_message_get_error_value (lost), "details", &details));
  g_assert_cmpmem (details.text, details.length, "{\"id\":\"o-1\"}", 12);
  odd = mbm_test_peer_request (peer, "odd", "{}");
  mbm_test_assert_error (odd, "UNHEARD_OF", "UNHEARD_OF");
  g_object_set (fixture->server, "contract", NULL, NULL);
  without = mbm_test_peer_request (peer, "lost", "{}");
  mbm_test_assert_error (without, "ORDER_NOT_FOUND", "ORDER_NOT_FOUND");
}

static void
test_contract_roles (void)
{
  g_autoptr (MbmContract) contract = make_contract ();
  g_autoptr (MbmAccessControl) access = mbm_access_control_new_for_contract (contract);
  g_autoptr (MbmActor) clerk = mbm_actor_new ("c", NULL, STRV ("clerk"), NULL, NULL, NULL);
  g_autoptr (MbmActor) admin = mbm_actor_new ("a", NULL, STRV ("admin"), NULL, NULL, NULL);
  g_auto (GStrv) permissions = mbm_access_control_dup_permissions (access, clerk);

  g_assert_cmpstr (mbm_access_control_get_system (access), ==, "orders");
  g_assert_cmpstrv (permissions, STRV ("orders:cancel", "orders:list", "orders:read"));
  g_assert_true (mbm_access_control_has_role (access, admin, "clerk"));
  g_assert_true (mbm_access_control_has_permission (access, admin, "what:ever"));
}

/* The two checks by themselves, where the order of the chain is another one. */
static void
test_by_hand (ServerFixture *fixture)
{
  g_autoptr (MbmContract) contract = make_contract ();
  g_autoptr (MbmAccessControl) access = mbm_access_control_new_for_contract (contract);
  g_autoptr (MbmPayloadCheck) payloads = mbm_payload_check_new (contract, MBM_ANSWER_CHECK_OFF);
  g_autoptr (MbmAccessCheck) roles = mbm_access_check_new (access);
  g_autoptr (MbmTestPeer) nobody = NULL;

  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (payloads), NULL);
  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (roles), STRV ("cancel"));
  start (fixture);
  g_object_set (fixture->server, "contract", NULL, NULL);
  nobody = join (fixture, "nobody", NULL);
  assert_answer (nobody, "cancel", "{}", "INVALID_PAYLOAD");
  assert_answer (nobody, "cancel", "{\"id\":\"o-1\"}", "UNAUTHORIZED");
  g_object_set (payloads, "contract", NULL, NULL);
  assert_answer (nobody, "cancel", "{}", "UNAUTHORIZED");
  g_assert_true (mbm_server_remove_middleware (fixture->server, MBM_MIDDLEWARE (roles)));
  assert_answer (nobody, "cancel", "{}", NULL);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/access/actor", test_actor);
  g_test_add_func ("/access/covers", test_covers);
  g_test_add_func ("/access/roles", test_roles);
  g_test_add_func ("/access/resources", test_resources);
  g_test_add_func ("/access/rules", test_rules);
  g_test_add_func ("/access/many-users", test_many_users);
  g_test_add_func ("/access/contract-roles", test_contract_roles);
  server_fixture_add_with_http ("/access/requests", test_requests);
  server_fixture_add_with_http ("/access/access-control-set", test_access_control_set);
  server_fixture_add_with_http ("/access/events", test_events);
  server_fixture_add_with_http ("/access/payloads", test_payloads);
  server_fixture_add_with_http ("/access/answers", test_answers);
  server_fixture_add_with_http ("/access/errors", test_errors);
  server_fixture_add_with_http ("/access/by-hand", test_by_hand);

  result = g_test_run ();
  g_object_unref (get_users ());
  return result;
}
