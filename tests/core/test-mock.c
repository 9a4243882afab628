/* test-mock.c — servers that answer because their config says so
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mock-fixture.h"

static void
test_kinds (void)
{
  g_autoptr (MockFixture) fixture = mock_fixture_new (
    "\"handlers\":["
    "{\"request\":\"plain\",\"answer\":{\"a\":[1.50,\"{{uuid}}\"]}},"
    "{\"request\":\"nothing\"},"
    "{\"request\":\"shaped\",\"kind\":\"template\",\"answer\":{\"id\":\"{{payload.order.id}}\","
    "\"all\":\"{{payload}}\",\"text\":\"{{client.id}} asks {{request.name}}\",\"user\":\"{{user}}\","
    "\"type\":\"{{client.type}}\",\"server\":\"{{server.id}}\",\"n\":\"{{counter}}\"}},"
    "{\"request\":\"back\",\"kind\":\"echo\"},"
    "{\"request\":\"bad\",\"kind\":\"error\",\"errorCode\":\"NO_STOCK\",\"errorMessage\":\"No "
    "{{payload.what}}\","
    "\"errorDetails\":{\"what\":\"{{payload.what}}\"}},"
    "{\"request\":\"bare\",\"kind\":\"error\",\"errorCode\":\"NO_STOCK\"},"
    "{\"request\":\"off\",\"enabled\":false}]");
  MbmTestPeer *peer = fixture->peer;

  assert_answer (peer, "plain", "{}", "{\"a\":[1.50,\"{{uuid}}\"]}");
  assert_answer (peer, "nothing", "{}", "{}");
  assert_answer (
    peer, "shaped", "{\"order\":{\"id\":12.50}}",
    "{\"id\":12.50,\"all\":{\"order\":{\"id\":12.50}},\"text\":\"c-1 asks shaped\",\"user\":null,"
    "\"type\":\"test\",\"server\":\"mock\",\"n\":1}");
  assert_answer (peer, "back", "[1e400,\"x\"]", "[1e400,\"x\"]");
  assert_error (peer, "bad", "{\"what\":\"bread\"}", "NO_STOCK", "No bread");
  assert_error (peer, "bare", "{}", "NO_STOCK", "NO_STOCK");
  assert_error (peer, "off", "{}", "UNKNOWN_REQUEST_TYPE", NULL);
  assert_error (peer, "missing", "{}", "UNKNOWN_REQUEST_TYPE", NULL);

  /* What a template lacks is said, with its place, and the next one finds what it needs. */
  assert_error (peer, "shaped", "{\"x\":1}", "TEMPLATE_ERROR", NULL);
  assert_answer (peer, "shaped", "{\"order\":{\"id\":null}}",
                 "{\"id\":null,\"all\":{\"order\":{\"id\":null}},\"text\":\"c-1 asks shaped\",\"user\":null,"
                 "\"type\":\"test\",\"server\":\"mock\",\"n\":3}");
  assert_noted (fixture, "handler: shaped · template;");
  assert_noted (fixture, "handler: shaped · template failed;");
  assert_noted (fixture, "handler: plain · json;");
  assert_noted (fixture, "handler: bad · error;");
}

/* The one for any other answers what has none of its own, and what has none that is on. */
static void
test_any (void)
{
  g_autoptr (MockFixture) fixture =
    mock_fixture_new ("\"demo\":true,\"handlers\":["
                      "{\"request\":\"calculateTotal\",\"answer\":{\"total\":\"mine\"}},"
                      "{\"request\":\"getOrderDetails\",\"kind\":\"forward\",\"delay\":20},"
                      "{\"request\":\"createOrder\",\"kind\":\"forward\",\"failureRate\":1},"
                      "{\"request\":\"other\",\"enabled\":false},"
                      "{\"request\":\"*\",\"kind\":\"template\",\"answer\":\"{{request.name}}\"}]");
  MbmTestPeer *peer = fixture->peer;

  assert_answer (peer, "calculateTotal", "{\"items\":[]}", "{\"total\":\"mine\"}");
  {
    g_autoptr (MbmMessage) order =
      mbm_test_peer_request (peer, "getOrderDetails", "{\"orderId\":\"order-123\"}");

    mbm_test_assert_success (order);
    mbm_test_assert_string (order, "orderId", "order-123");
  }
  assert_error (peer, "createOrder", "{}", "SIMULATED_FAILURE", NULL);
  assert_answer (peer, "other", "{}", "\"other\"");
  assert_answer (peer, "whatever.else", "{}", "\"whatever.else\"");
  assert_noted (fixture, "handler: * · template;");
  assert_noted (fixture, "handler: getOrderDetails · passed on;");
}

static void
test_sequence (void)
{
  static const char handlers[] =
    "\"handlers\":[{\"request\":\"s\",\"kind\":\"sequence\",\"answers\":[{\"answer\":1},"
    "{\"kind\":\"template\",\"answer\":\"{{counter}}\"},{\"kind\":\"error\",\"errorCode\":\"E\"}]},"
    "{\"request\":\"l\",\"kind\":\"sequence\",\"atEnd\":\"last\",\"answers\":[{\"answer\":1},{\"answer\":2}]}"
    "]";
  g_autoptr (MockFixture) fixture = mock_fixture_new (handlers);
  MbmTestPeer *peer = fixture->peer;

  for (guint round = 0; round < 2; round++)
    {
      assert_answer (peer, "s", "{}", "1");
      assert_answer (peer, "s", "{}", round == 0 ? "2" : "5");
      assert_error (peer, "s", "{}", "E", NULL);
    }
  assert_noted (fixture, "handler: s · sequence 3/3;");
  assert_answer (peer, "l", "{}", "1");
  assert_answer (peer, "l", "{}", "2");
  assert_answer (peer, "l", "{}", "2");

  /* Where it is stays with another edit, and begins anew with one of its own. */
  assert_answer (peer, "s", "{}", "1");
  mock_fixture_update (
    fixture, "\"seed\":1,\"handlers\":[{\"request\":\"x\"},{\"request\":\"s\",\"kind\":\"sequence\","
             "\"answers\":[{\"answer\":1},{\"kind\":\"template\",\"answer\":\"{{counter}}\"},"
             "{\"kind\":\"error\",\"errorCode\":\"E\"}]}]");
  assert_answer (peer, "s", "{}", "8");
  mock_fixture_update (fixture,
                       "\"handlers\":[{\"request\":\"s\",\"kind\":\"sequence\",\"answers\":[{\"answer\":7},"
                       "{\"answer\":8}]}]");
  assert_answer (peer, "s", "{}", "7");
}

/* A slow answer holds nobody up, neither others nor the one who asked. */
static void
test_delay (void)
{
  g_autoptr (MockFixture) fixture =
    mock_fixture_new ("\"handlers\":[{\"request\":\"slow\",\"answer\":1,\"delay\":1000},"
                      "{\"request\":\"shaky\",\"answer\":2,\"delay\":20,\"jitter\":60},"
                      "{\"request\":\"fast\",\"answer\":3}]");
  MbmTestPeer *peer = fixture->peer;
  gint64 begin = g_get_monotonic_time ();
  g_autofree char *slow = mbm_test_peer_ask (peer, "slow", "{}", NULL);
  g_autofree char *shaky = mbm_test_peer_ask (peer, "shaky", "{}", NULL);
  g_autoptr (MbmMessage) first = NULL;
  g_autoptr (MbmMessage) last = NULL;

  assert_answer (peer, "fast", "{}", "3");
  g_assert_false (mbm_test_peer_has_response (peer, slow));
  first = mbm_test_peer_await_response (peer, shaky);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 20 * 1000);
  g_assert_false (mbm_test_peer_has_response (peer, slow));
  last = mbm_test_peer_await_response (peer, slow);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 1000 * 1000);
  mbm_test_assert_success (first);
  mbm_test_assert_success (last);
}

/* A running server is edited: what is on its way is answered by what was valid when it came, nobody is
 * disconnected, and the next request is answered by the new one. */
static void
test_edit (void)
{
  g_autoptr (MockFixture) fixture =
    mock_fixture_new ("\"handlers\":[{\"request\":\"r\",\"answer\":\"old\",\"delay\":150}]");
  MbmTestPeer *peer = fixture->peer;
  g_autofree char *id = mbm_test_peer_ask (peer, "r", "{}", NULL);
  g_autoptr (MbmMessage) old = NULL;

  mbm_test_peer_sync (peer);
  mock_fixture_update (fixture, "\"handlers\":[{\"request\":\"r\",\"answer\":\"new\"}]");
  assert_answer (peer, "r", "{}", "\"new\"");
  old = mbm_test_peer_await_response (peer, id);
  assert_data (old, "\"old\"");

  mock_fixture_update (fixture, "");
  assert_error (peer, "r", "{}", "UNKNOWN_REQUEST_TYPE", NULL);
  g_assert_false (peer->closed);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 1);
}

static char *
draw (guint seed)
{
  g_autofree char *members = g_strdup_printf (
    "\"seed\":%u,\"handlers\":[{\"request\":\"r\",\"failureRate\":0.3,\"failureCode\":\"F\"}]", seed);
  g_autoptr (MockFixture) fixture = mock_fixture_new (members);
  GString *drawn = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (MbmMessage) answer = mbm_test_peer_request (fixture->peer, "r", "{}");

      g_string_append_c (drawn, mbm_message_is_success (answer) ? '.' : 'x');
      if (!mbm_message_is_success (answer))
        mbm_test_assert_error (answer, "F", NULL);
    }
  return g_string_free (drawn, FALSE);
}

/* The same seed, the same failures, and as many as were asked for. */
static void
test_failures (void)
{
  g_autofree char *one = draw (7);
  g_autofree char *again = draw (7);
  g_autofree char *other = draw (8);
  guint n = 0;

  for (const char *c = one; *c != '\0'; c++)
    n += *c == 'x';
  g_assert_cmpstr (one, ==, again);
  g_assert_cmpstr (one, !=, other);
  g_assert_cmpuint (n, >, 30);
  g_assert_cmpuint (n, <, 90);
}

static void
test_silent (void)
{
  g_autoptr (MockFixture) fixture =
    mock_fixture_new ("\"handlers\":[{\"request\":\"s\",\"kind\":\"silent\"},{\"request\":\"r\"}]");
  g_autofree char *id = mbm_test_peer_ask (fixture->peer, "s", "{}", NULL);

  assert_answer (fixture->peer, "r", "{}", "{}");
  mbm_test_peer_sync (fixture->peer);
  for (GList *link = fixture->peer->frames.head; link != NULL; link = link->next)
    g_assert_cmpstr (mbm_message_get_id (link->data), !=, id);
  g_assert_cmpuint (fixture->n_withheld, ==, 1);
  assert_noted (fixture, "handler: s · no answer;");
}

/* Requests that still wait when everything ends take nothing along. */
static void
test_end (void)
{
  g_autoptr (MockFixture) fixture = mock_fixture_new (
    "\"handlers\":[{\"request\":\"slow\",\"delay\":60000},"
    "{\"request\":\"stream\",\"kind\":\"stream\",\"items\":[1],\"count\":9,\"interval\":60000}],"
    "\"events\":[{\"event\":\"e\",\"interval\":60000}]");
  g_autofree char *slow = mbm_test_peer_ask (fixture->peer, "slow", "{}", NULL);
  g_autofree char *stream = mbm_test_peer_ask (fixture->peer, "stream", "{}", NULL);
  g_autoptr (MbmMessage) answer = mbm_test_peer_await_response (fixture->peer, stream);

  mbm_test_assert_success (answer);
}

static void
test_preview (void)
{
  static const struct
  {
    const char *text;
    const char *request;
    const char *payload;
    const char *expected; /* NULL: an error */
  } cases[] = {
    { "{\"id\":\"{{payload.id}}\"}", "r", "{\"id\":7}", "{\"id\":7}" },
    { "[\"{{client.id}}\",\"{{user}}\",\"{{user.roles}}\",\"{{index}}\",\"{{counter}}\"]", "r", NULL,
      "[\"client-1\",\"user\",[],1,1]" },
    { "\"{{payload.id}}\"", "r", "{}", NULL },
    { "\"{{payload}}\"", NULL, NULL, NULL },
    { "\"{{nonsense}}\"", "r", NULL, NULL },
    { "{", "r", NULL, NULL },
    { "1", "r", "{", NULL },
  };
  g_autofree SbxMockName *names = NULL;
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = sbx_mock_preview (cases[i].text, cases[i].request, cases[i].payload, &error);

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_true ((error == NULL) == (text != NULL));
    }

  /* Every name that is offered is known. */
  names = sbx_mock_list_names (&n);
  g_assert_cmpuint (n, >, 5);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("\"{{%s}}\"", names[i].name);
      g_autofree char *result = sbx_mock_preview (text, "r", NULL, NULL);

      g_assert_nonnull (result);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mock/kinds", test_kinds);
  g_test_add_func ("/mock/any", test_any);
  g_test_add_func ("/mock/sequence", test_sequence);
  g_test_add_func ("/mock/delay", test_delay);
  g_test_add_func ("/mock/edit", test_edit);
  g_test_add_func ("/mock/failures", test_failures);
  g_test_add_func ("/mock/silent", test_silent);
  g_test_add_func ("/mock/end", test_end);
  g_test_add_func ("/mock/preview", test_preview);

  return g_test_run ();
}
