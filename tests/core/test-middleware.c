/* test-middleware.c — what stands between the wire and the handlers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "server-fixture.h"

/* What happened, in order: `a>` a request at a, `a<` its answer, `a!` an event. */
static GString *story;

static void
assert_story (const char *expected)
{
  g_assert_cmpstr (story->str, ==, expected);
  g_string_truncate (story, 0);
}

static void
tell_request_cb (MbmMiddleware *middleware, MbmServerRequest *request, gpointer name)
{
  g_string_append_printf (story, "%s>", (char *) name);
  g_assert_true (mbm_server_request_proceed (request, middleware));
  g_assert_false (mbm_server_request_proceed (request, middleware));
}

static void
tell_answer_cb (MbmMiddleware *middleware, MbmServerRequest *request, MbmServerAnswer *answer, gpointer name)
{
  g_assert_true (mbm_server_request_is_answered (request));
  g_assert_false (mbm_server_request_proceed (request, middleware));
  if (mbm_server_answer_is_success (answer))
    g_string_append_printf (story, "%s<", (char *) name);
  else
    g_string_append_printf (story, "%s<%s<", (char *) name, mbm_server_answer_get_code (answer));
}

static void
tell_event_cb (MbmMiddleware *middleware, MbmServerEvent *event, gpointer name)
{
  g_string_append_printf (story, "%s!", (char *) name);
  g_assert_true (mbm_server_event_proceed (event, middleware));
  g_assert_false (mbm_server_event_proceed (event, middleware));
}

static MbmMiddleware *
add_teller (ServerFixture *fixture, const char *name, const char *const *names)
{
  MbmFunctionMiddleware *teller = mbm_function_middleware_new ();

  mbm_function_middleware_set_request_func (teller, tell_request_cb, (gpointer) name, NULL);
  mbm_function_middleware_set_answer_func (teller, tell_answer_cb, (gpointer) name, NULL);
  mbm_function_middleware_set_event_func (teller, tell_event_cb, (gpointer) name, NULL);
  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (teller), names);
  g_object_unref (teller); /* the server keeps it */

  return MBM_MIDDLEWARE (teller);
}

static MbmFunctionMiddleware *
add_functions (ServerFixture *fixture,
               MbmMiddlewareRequestFunc request,
               MbmMiddlewareAnswerFunc answer,
               MbmMiddlewareEventFunc event,
               gpointer user_data)
{
  MbmFunctionMiddleware *middleware = mbm_function_middleware_new ();

  mbm_function_middleware_set_request_func (middleware, request, user_data, NULL);
  mbm_function_middleware_set_answer_func (middleware, answer, user_data, NULL);
  mbm_function_middleware_set_event_func (middleware, event, user_data, NULL);
  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (middleware), NULL);
  g_object_unref (middleware);

  return middleware;
}

/* The handler: answers with the payload, and what the context says. */
static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmJsonValue payload = mbm_server_request_get_payload_value (request);
  MbmContext *context = mbm_server_request_get_context (request);
  MbmUser *user = mbm_server_request_get_user (request);
  g_autofree char *text =
    g_strdup_printf ("{\"payload\":%.*s,\"source\":\"%s\",\"trace\":\"%s\",\"user\":\"%s\"}",
                     (int) payload.length, payload.text, mbm_context_get_source (context),
                     mbm_context_get_trace_id (context) != NULL ? mbm_context_get_trace_id (context) : "-",
                     user != NULL ? mbm_user_get_id (user) : "-");
  g_autoptr (GBytes) data = mbm_test_bytes (text);

  g_assert_true (mbm_server_request_get_server (request) == server);
  g_string_append (story, "h");
  g_assert_true (mbm_server_request_respond (request, data, NULL));
}

static void
fail_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"why\":1}");

  mbm_server_request_respond_error (request, "BROKEN", "It is broken", details);
}

static void
event_cb (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  MbmJsonValue payload = mbm_message_get_payload_value (event);

  g_string_append_printf (story, "%s=%.*s", mbm_server_client_get_id (client), (int) payload.length,
                          payload.text);
}

static MbmTestPeer *
start (ServerFixture *fixture)
{
  g_string_truncate (story, 0);
  mbm_server_add_request_handler (fixture->server, "echo", echo_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "fail", fail_cb, NULL, NULL);
  mbm_server_add_event_handler (fixture->server, NULL, event_cb, NULL, NULL);
  server_fixture_start (fixture);

  return mbm_test_peer_new_registered (fixture->uri, "c-1");
}

static void
test_order (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) plain = NULL;
  g_autoptr (MbmMessage) through = NULL;
  g_autoptr (MbmMessage) failed = NULL;
  g_autoptr (MbmMessage) unknown = NULL;

  plain = mbm_test_peer_request (peer, "echo", "{\"n\":1}");
  mbm_test_assert_member (plain, "payload.n", "1");
  assert_story ("h");

  add_teller (fixture, "a", NULL);
  add_teller (fixture, "b", NULL);
  add_teller (fixture, "c", NULL);
  through = mbm_test_peer_request (peer, "echo", "{\"n\":2}");
  mbm_test_assert_member (through, "payload.n", "2");
  assert_story ("a>b>c>hc<b<a<");

  failed = mbm_test_peer_request (peer, "fail", "{}");
  mbm_test_assert_error (failed, "BROKEN", "It is broken");
  assert_story ("a>b>c>c<BROKEN<b<BROKEN<a<BROKEN<");

  unknown = mbm_test_peer_request (peer, "nobodyKnows", "{}");
  mbm_test_assert_error (unknown, "UNKNOWN_REQUEST_TYPE", "Unknown request type: nobodyKnows");
  assert_story ("a>b>c>c<UNKNOWN_REQUEST_TYPE<b<UNKNOWN_REQUEST_TYPE<a<UNKNOWN_REQUEST_TYPE<");

  /* The system's affairs do not come by. */
  mbm_test_peer_sync (peer);
  mbm_test_peer_emit (peer, "$heartbeat", "{}");
  mbm_test_peer_emit (peer, "seen", "7");
  mbm_test_peer_sync (peer);
  assert_story ("a!b!c!c-1=7");
}

static void
test_names (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) one = NULL;
  g_autoptr (MbmMessage) two = NULL;

  add_teller (fixture, "e", (const char *[]){ "echo", "seen", NULL });
  add_teller (fixture, "f", (const char *[]){ "fail", NULL });
  add_teller (fixture, "0", (const char *[]){ NULL });

  one = mbm_test_peer_request (peer, "echo", "1");
  assert_story ("e>he<");
  two = mbm_test_peer_request (peer, "fail", "1");
  assert_story ("f>f<BROKEN<");
  mbm_test_peer_emit (peer, "seen", "1");
  mbm_test_peer_emit (peer, "other", "2");
  mbm_test_peer_sync (peer);
  assert_story ("e!c-1=1c-1=2");
}

static void
keep_received_cb (const MbmTapRecord *record, gpointer user_data)
{
  MbmMessage **kept = user_data;

  if (record->kind == MBM_TAP_RECEIVED)
    {
      g_clear_pointer (kept, mbm_message_unref);
      *kept = mbm_message_ref (record->message);
    }
}

static void
change_request_cb (MbmMiddleware *middleware, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (MbmContext) context = mbm_context_copy (mbm_server_request_get_context (request));
  g_autoptr (MbmUser) user = mbm_user_new ("u-1", "ann", NULL);
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"new\":true}");
  g_autoptr (GBytes) wrong = mbm_test_bytes ("{\"new\":");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (mbm_context_get_source (mbm_server_request_get_context (request)), ==, "c-1");
  g_assert_false (mbm_server_request_set_payload (request, wrong, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  mbm_context_set_trace (context, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", NULL);
  mbm_context_set_source (context, "somebody-else");
  mbm_server_request_set_context (request, context);
  g_assert_true (mbm_server_request_set_payload (request, payload, NULL));
  mbm_server_request_set_user (request, user);
  mbm_server_request_proceed (request, middleware);
}

static void
change_event_cb (MbmMiddleware *middleware, MbmServerEvent *event, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"new\":1}");
  g_autoptr (GBytes) wrong = mbm_test_bytes ("nonsense");

  g_assert_cmpstr (mbm_server_client_get_id (mbm_server_event_get_client (event)), ==, "c-1");
  g_assert_null (mbm_server_event_get_user (event));
  g_assert_false (mbm_server_event_set_payload (event, wrong, NULL));
  g_assert_true (mbm_server_event_set_payload (event, payload, NULL));
  mbm_server_event_proceed (event, middleware);
}

/* What follows sees what was changed; the tap what was on the wire; who asks stays who it is. */
static void
test_change (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) received = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  MbmJsonValue payload;

  add_functions (fixture, change_request_cb, NULL, change_event_cb, NULL);
  mbm_server_set_tap (fixture->server, keep_received_cb, &received, NULL);
  answer = mbm_test_peer_request (peer, "echo", "{\"old\":1}");
  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "payload.new", "true");
  mbm_test_assert_member (answer, "payload.old", NULL);
  mbm_test_assert_string (answer, "source", "c-1");
  mbm_test_assert_string (answer, "trace", "0af7651916cd43dd8448eb211c80319c");
  mbm_test_assert_string (answer, "user", "u-1");
  payload = mbm_message_get_payload_value (received);
  g_assert_cmpmem (payload.text, payload.length, "{\"old\":1}", 9);

  g_string_truncate (story, 0);
  mbm_test_peer_emit (peer, "seen", "{\"old\":1}");
  mbm_test_peer_sync (peer);
  assert_story ("c-1={\"new\":1}");
  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
}

static void
refuse_request_cb (MbmMiddleware *middleware, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"wait\":5}");

  mbm_server_request_respond_error (request, "NOT_TODAY", "Come again", details);
  g_assert_false (mbm_server_request_proceed (request, middleware));
}

static void
refuse_event_cb (MbmMiddleware *middleware, MbmServerEvent *event, gpointer user_data)
{
  g_autoptr (GBytes) details = mbm_test_bytes ("[1]");

  g_assert_false (mbm_server_event_is_settled (event));
  mbm_server_event_refuse (event, "NOT_TODAY", "Come again", details);
  g_assert_true (mbm_server_event_is_settled (event));
  mbm_server_event_refuse (event, "NOT_TWICE", "Never", NULL);
  g_assert_false (mbm_server_event_proceed (event, middleware));
}

/* The answer goes back to those before, not to those behind nor to the one that gave it. */
static void
test_refuse (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) event = NULL;

  add_teller (fixture, "a", NULL);
  add_functions (fixture, refuse_request_cb, NULL, refuse_event_cb, NULL);
  add_teller (fixture, "b", NULL);

  answer = mbm_test_peer_request (peer, "echo", "{}");
  mbm_test_assert_error (answer, "NOT_TODAY", "Come again");
  assert_story ("a>a<NOT_TODAY<");

  mbm_test_peer_emit (peer, "seen", "{}");
  event = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (event, "code", "NOT_TODAY");
  mbm_test_assert_string (event, "message", "Come again");
  mbm_test_assert_member (event, "details", "[1]");
  assert_story ("a!");
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$error"), ==, 0);
}

static void
drop_request_cb (MbmMiddleware *middleware, MbmServerRequest *request, gpointer user_data)
{
}

static void
drop_event_cb (MbmMiddleware *middleware, MbmServerEvent *event, gpointer user_data)
{
}

static void
test_drop (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) answer = NULL;

  add_teller (fixture, "a", NULL);
  add_functions (fixture, drop_request_cb, NULL, drop_event_cb, NULL);
  answer = mbm_test_peer_request (peer, "echo", "{}");
  mbm_test_assert_error (answer, "NO_ANSWER", NULL);
  assert_story ("a>a<NO_ANSWER<");

  mbm_test_peer_emit (peer, "seen", "{}");
  mbm_test_peer_sync (peer);
  assert_story ("a!");
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$error"), ==, 0);
}

typedef struct
{
  MbmMiddleware *middleware;
  GPtrArray *requests;
  GPtrArray *events;
} Waiting;

static void
keep_request_cb (MbmMiddleware *middleware, MbmServerRequest *request, gpointer user_data)
{
  Waiting *waiting = user_data;

  if (waiting->requests->len == 0)
    g_ptr_array_add (waiting->requests, mbm_server_request_ref (request));
  else
    mbm_server_request_proceed (request, middleware);
}

static void
keep_event_cb (MbmMiddleware *middleware, MbmServerEvent *event, gpointer user_data)
{
  Waiting *waiting = user_data;

  if (waiting->events->len == 0)
    g_ptr_array_add (waiting->events, mbm_server_event_ref (event));
  else
    mbm_server_event_proceed (event, middleware);
}

static void
waiting_init (Waiting *waiting, ServerFixture *fixture)
{
  waiting->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  waiting->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_event_unref);
  waiting->middleware =
    g_object_ref (MBM_MIDDLEWARE (add_functions (fixture, keep_request_cb, NULL, keep_event_cb, waiting)));
}

static void
waiting_clear (Waiting *waiting)
{
  g_ptr_array_unref (waiting->requests);
  g_ptr_array_unref (waiting->events);
  g_object_unref (waiting->middleware);
}

/* The first one waits and the second overtakes it. */
static void
test_delay (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) second = NULL;
  g_autoptr (MbmMessage) first = NULL;
  g_autofree char *id = NULL;
  Waiting waiting;

  add_teller (fixture, "a", NULL);
  waiting_init (&waiting, fixture);
  add_teller (fixture, "b", NULL);

  id = mbm_test_peer_ask (peer, "echo", "1", NULL);
  second = mbm_test_peer_request (peer, "echo", "2");
  mbm_test_assert_member (second, "payload", "2");
  assert_story ("a>a>b>hb<a<");
  g_assert_true (mbm_server_request_proceed (waiting.requests->pdata[0], waiting.middleware));
  g_assert_false (mbm_server_request_proceed (waiting.requests->pdata[0], waiting.middleware));
  first = mbm_test_peer_await_response (peer, id);
  mbm_test_assert_member (first, "payload", "1");
  assert_story ("b>hb<a<");

  mbm_test_peer_emit (peer, "seen", "1");
  mbm_test_peer_emit (peer, "seen", "2");
  mbm_test_peer_sync (peer);
  assert_story ("a!a!b!c-1=2");
  g_assert_true (mbm_server_event_proceed (waiting.events->pdata[0], waiting.middleware));
  g_assert_false (mbm_server_event_proceed (waiting.events->pdata[0], waiting.middleware));
  assert_story ("b!c-1=1");
  waiting_clear (&waiting);
}

/* Removed while a request is with it, and while one has passed it. */
static void
test_remove (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) after = NULL;
  g_autofree char *id = NULL;
  MbmMiddleware *a, *b;
  Waiting waiting;

  a = add_teller (fixture, "a", NULL);
  waiting_init (&waiting, fixture);
  b = add_teller (fixture, "b", NULL);

  id = mbm_test_peer_ask (peer, "echo", "1", NULL);
  mbm_test_wait_until (waiting.requests->len == 1);
  assert_story ("a>");
  g_assert_true (mbm_server_remove_middleware (fixture->server, a));
  g_assert_true (mbm_server_remove_middleware (fixture->server, waiting.middleware));
  g_assert_true (mbm_server_remove_middleware (fixture->server, b));
  g_assert_false (mbm_server_remove_middleware (fixture->server, waiting.middleware));

  /* b is not asked any more, a is told of the answer. */
  g_assert_true (mbm_server_request_proceed (waiting.requests->pdata[0], waiting.middleware));
  answer = mbm_test_peer_await_response (peer, id);
  mbm_test_assert_success (answer);
  assert_story ("ha<");

  after = mbm_test_peer_request (peer, "echo", "1");
  assert_story ("h");
  waiting_clear (&waiting);
}

static void
remove_itself_cb (MbmMiddleware *middleware, MbmServerRequest *request, gpointer user_data)
{
  g_string_append (story, "x>");
  g_assert_true (mbm_server_remove_middleware (mbm_server_request_get_server (request), middleware));
  mbm_function_middleware_set_request_func (MBM_FUNCTION_MIDDLEWARE (middleware), NULL, NULL, NULL);
  g_assert_true (mbm_server_request_proceed (request, middleware));
}

static void
test_remove_itself (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) one = NULL;
  g_autoptr (MbmMessage) two = NULL;

  add_functions (fixture, remove_itself_cb, NULL, NULL, NULL);
  add_teller (fixture, "b", NULL);
  one = mbm_test_peer_request (peer, "echo", "1");
  mbm_test_assert_success (one);
  assert_story ("x>b>hb<");
  two = mbm_test_peer_request (peer, "echo", "1");
  assert_story ("b>hb<");
}

/* Whose client has left goes no further; the answer comes back to those before all the same. */
static void
test_client_left (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) other = NULL;
  MbmTestPeer *peer = start (fixture);
  g_autofree char *id = NULL;
  Waiting waiting;

  add_teller (fixture, "a", NULL);
  waiting_init (&waiting, fixture);
  id = mbm_test_peer_ask (peer, "echo", "1", NULL);
  mbm_test_peer_emit (peer, "seen", "1");
  mbm_test_wait_until (waiting.requests->len == 1 && waiting.events->len == 1);
  assert_story ("a>a!");
  mbm_test_peer_free (peer);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 0);
  g_assert_false (mbm_server_request_proceed (waiting.requests->pdata[0], waiting.middleware));
  g_assert_false (mbm_server_event_proceed (waiting.events->pdata[0], waiting.middleware));
  mbm_server_event_refuse (waiting.events->pdata[0], "TOO_LATE", "Nobody reads this", NULL);
  g_ptr_array_set_size (waiting.requests, 0);
  assert_story ("a<NO_ANSWER<");
  waiting_clear (&waiting);
}

static void
test_server_gone (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autofree char *id = NULL;
  Waiting waiting;

  add_teller (fixture, "a", NULL);
  waiting_init (&waiting, fixture);
  id = mbm_test_peer_ask (peer, "echo", "1", NULL);
  mbm_test_peer_emit (peer, "seen", "1");
  mbm_test_wait_until (waiting.requests->len == 1 && waiting.events->len == 1);
  g_assert_finalize_object (fixture->server);
  fixture->server = NULL;
  g_assert_null (mbm_server_request_get_server (waiting.requests->pdata[0]));
  g_assert_false (mbm_server_request_proceed (waiting.requests->pdata[0], waiting.middleware));
  g_assert_false (mbm_server_event_proceed (waiting.events->pdata[0], waiting.middleware));
  assert_story ("a>a!");
  waiting_clear (&waiting);
  assert_story ("a<NO_ANSWER<");
}

static void
change_answer_cb (MbmMiddleware *middleware,
                  MbmServerRequest *request,
                  MbmServerAnswer *answer,
                  gpointer user_data)
{
  g_autoptr (GBytes) data = mbm_test_bytes ("{\"changed\":true}");
  g_autoptr (GBytes) wrong = mbm_test_bytes ("}");
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"was\":\"good\"}");

  if (mbm_server_answer_is_success (answer))
    {
      g_assert_null (mbm_server_answer_get_code (answer));
      g_assert_null (mbm_server_answer_get_message (answer));
      g_assert_nonnull (mbm_server_answer_get_data (answer));
      mbm_server_answer_set_error (answer, "CHANGED", "An error \xff instead", details);
      g_assert_false (mbm_server_answer_is_success (answer));
      g_assert_null (mbm_server_answer_get_data (answer));
    }
  else
    {
      g_assert_cmpstr (mbm_server_answer_get_message (answer), ==, "It is broken");
      g_assert_cmpuint (g_bytes_get_size (mbm_server_answer_get_details (answer)), ==, 9);
      g_assert_false (mbm_server_answer_set_data (answer, wrong, NULL));
      g_assert_false (mbm_server_answer_is_success (answer));
      g_assert_true (mbm_server_answer_set_data (answer, data, NULL));
    }

  /* It has been answered, and nobody else can answer it. */
  g_assert_false (mbm_server_request_respond (request, NULL, NULL));
}

static void
test_change_answer (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (MbmMessage) failed = NULL;
  g_autoptr (MbmMessage) well = NULL;

  add_teller (fixture, "a", NULL);
  add_functions (fixture, NULL, change_answer_cb, NULL, NULL);
  failed = mbm_test_peer_request (peer, "echo", "{}");
  mbm_test_assert_error (failed, "CHANGED", "An error \357\277\275 instead");
  assert_story ("a>ha<CHANGED<");
  well = mbm_test_peer_request (peer, "fail", "{}");
  mbm_test_assert_success (well);
  mbm_test_assert_member (well, "changed", "true");
  assert_story ("a>a<");

  /* The same with somebody who monitors. */
  {
    g_autoptr (MbmMessage) received = NULL;
    g_autoptr (MbmMessage) again = NULL;

    mbm_server_set_tap (fixture->server, keep_received_cb, &received, NULL);
    again = mbm_test_peer_request (peer, "fail", "{}");
    mbm_test_assert_member (again, "changed", "true");
    mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
  }
}

static void
keep_all_events_cb (MbmMiddleware *middleware, MbmServerEvent *event, gpointer user_data)
{
  g_ptr_array_add (user_data, mbm_server_event_ref (event));
}

/* What waits in the chain is bounded, events as well as requests; what is dropped does not wait. */
static void
test_bounded (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = start (fixture);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_event_unref);
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  MbmFunctionMiddleware *keeper = add_functions (fixture, NULL, NULL, drop_event_cb, NULL);

  g_object_set (fixture->server, "max-outstanding", 100, NULL);
  for (guint i = 0; i < 101; i++)
    mbm_test_peer_emit (peer, "seen", "1");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$error"), ==, 0);

  mbm_function_middleware_set_event_func (keeper, keep_all_events_cb, kept, NULL);
  for (guint i = 0; i < 101; i++)
    mbm_test_peer_emit (peer, "seen", "1");
  event = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (event, "code", "TOO_MANY_REQUESTS");
  g_assert_cmpuint (kept->len, ==, 100);
  refused = mbm_test_peer_request (peer, "echo", "{}");
  mbm_test_assert_error (refused, "TOO_MANY_REQUESTS", NULL);

  g_ptr_array_set_size (kept, 0);
  answer = mbm_test_peer_request (peer, "echo", "{}");
  mbm_test_assert_success (answer);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  story = g_string_new (NULL);

  server_fixture_add_with_http ("/middleware/order", test_order);
  server_fixture_add_with_http ("/middleware/names", test_names);
  server_fixture_add_with_http ("/middleware/change", test_change);
  server_fixture_add_with_http ("/middleware/refuse", test_refuse);
  server_fixture_add_with_http ("/middleware/drop", test_drop);
  server_fixture_add_with_http ("/middleware/delay", test_delay);
  server_fixture_add_with_http ("/middleware/remove", test_remove);
  server_fixture_add_with_http ("/middleware/remove-itself", test_remove_itself);
  server_fixture_add ("/middleware/client-left", test_client_left);
  server_fixture_add_with_http ("/middleware/server-gone", test_server_gone);
  server_fixture_add_with_http ("/middleware/change-answer", test_change_answer);
  server_fixture_add_with_http ("/middleware/bounded", test_bounded);

  result = g_test_run ();
  g_string_free (story, TRUE);
  return result;
}
