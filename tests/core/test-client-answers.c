/* test-client-answers.c — what a client answers its server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

typedef struct
{
  Peer *peer;
  MbmClient *client;
  GPtrArray *kept; /* MbmClientRequest */
} Fixture;

static void
fixture_begin (Fixture *self, gconstpointer data)
{
  self->peer = peer_new ();
  self->client = client_new_connected (self->peer, "asked");
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_client_request_unref);
}

static void
fixture_end (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->kept);
  if (self->client != NULL)
    {
      client_disconnect (self->client, self->peer);
      fixture_drain ();
      g_assert_finalize_object (self->client);
    }
  peer_free (self->peer);
}

static void
ask (Fixture *self, const char *id, const char *name)
{
  g_autofree char *frame = g_strdup_printf (
    "{\"type\":\"request\",\"requestId\":\"%s\",\"requestType\":\"%s\",\"payload\":{\"n\": 1.0}}", id, name);

  peer_send (self->peer, frame);
}

/* The answer that the server gets: the id, and the data or the error's code. */
static void
expect (Fixture *self, const char *id, const char *expected)
{
  g_autoptr (MbmMessage) answer = peer_next (self->peer);
  g_autofree char *data = NULL;

  g_assert_cmpint (mbm_message_get_kind (answer), ==, MBM_MESSAGE_RESPONSE);
  g_assert_cmpstr (mbm_message_get_id (answer), ==, id);
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (answer)), ==, "asked");
  data =
    mbm_message_is_success (answer) ? payload_text (answer) : g_strdup (mbm_message_get_error_code (answer));
  g_assert_cmpstr (data, ==, expected);
}

static void
handle_echo (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) data = mbm_message_dup_payload (mbm_client_request_get_message (request));
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (mbm_client_request_get_name (request), ==, "echo");
  g_assert_false (mbm_client_request_is_answered (request));
  g_assert_true (mbm_client_request_respond (request, data, &error));
  g_assert_true (mbm_client_request_is_answered (request));
  g_assert_false (mbm_client_request_respond (request, data, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  mbm_client_request_respond_error (request, "LATE", "ignored", NULL);
  mbm_client_request_respond_node (request, NULL);
}

static void
handle_failing (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) nonsense = bytes ("{");
  g_autoptr (GError) error = NULL;

  g_assert_false (mbm_client_request_respond (request, nonsense, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  mbm_client_request_respond_error (request, "BROKEN\xff", "no", nonsense);
}

static void
handle_later (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  Fixture *self = user_data;

  g_ptr_array_add (self->kept, mbm_client_request_ref (request));
}

static void
handle_not (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
}

static void
handle_removing (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  g_assert_true (mbm_client_remove_request_handler (client, "removing"));
  mbm_client_request_respond_node (request, NULL);
}

static void
note_destroyed (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  mbm_client_add_request_handler (fixture->client, "echo", handle_echo, NULL, NULL);
  mbm_client_add_request_handler (fixture->client, "failing", handle_failing, NULL, NULL);
  mbm_client_add_request_handler (fixture->client, "not", handle_not, NULL, NULL);

  ask (fixture, "1", "echo");
  expect (fixture, "1", "{\"n\": 1.0}");
  ask (fixture, "2", "failing");
  expect (fixture, "2", "BROKEN\357\277\275");
  ask (fixture, "3", "not");
  expect (fixture, "3", "NO_ANSWER");
  ask (fixture, "4", "nobody");
  expect (fixture, "4", "UNKNOWN_REQUEST_TYPE");
  ask (fixture, "5", "$ping");
  expect (fixture, "5", "UNKNOWN_REQUEST_TYPE");
}

static void
test_handlers (Fixture *fixture, gconstpointer data)
{
  guint n_destroyed = 0;

  g_assert_false (
    mbm_client_add_request_handler (fixture->client, "$ping", handle_not, &n_destroyed, note_destroyed));
  g_assert_cmpuint (n_destroyed, ==, 1);
  g_assert_false (mbm_client_remove_request_handler (fixture->client, "echo"));
  g_assert_true (
    mbm_client_add_request_handler (fixture->client, "echo", handle_not, &n_destroyed, note_destroyed));
  g_assert_true (mbm_client_add_request_handler (fixture->client, "echo", handle_echo, NULL, NULL));
  g_assert_cmpuint (n_destroyed, ==, 2);
  mbm_client_add_request_handler (fixture->client, "removing", handle_removing, &n_destroyed, note_destroyed);
  ask (fixture, "1", "removing");
  expect (fixture, "1", "null");
  g_assert_cmpuint (n_destroyed, ==, 3);
  ask (fixture, "2", "removing");
  expect (fixture, "2", "UNKNOWN_REQUEST_TYPE");
}

/* Answers in any order, and no more than so many at a time. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) one = bytes ("1"), two = bytes ("2");

  g_object_set (fixture->client, "max-server-requests", 2, NULL);
  mbm_client_add_request_handler (fixture->client, "later", handle_later, fixture, NULL);
  ask (fixture, "1", "later");
  ask (fixture, "2", "later");
  ask (fixture, "3", "later");
  expect (fixture, "3", "TOO_MANY_REQUESTS");
  g_assert_cmpuint (fixture->kept->len, ==, 2);
  mbm_client_request_respond (fixture->kept->pdata[1], two, NULL);
  expect (fixture, "2", "2");
  mbm_client_request_respond (fixture->kept->pdata[0], one, NULL);
  expect (fixture, "1", "1");
  ask (fixture, "4", "later");
  fixture_wait_until (fixture->kept->len == 3);
  g_ptr_array_set_size (fixture->kept, 0);
  expect (fixture, "4", "NO_ANSWER");
}

/* An answer to a connection that is gone is not sent over the next one. */
static void
test_reconnected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) one = bytes ("1");
  g_autoptr (GError) error = NULL;

  mbm_client_add_request_handler (fixture->client, "later", handle_later, fixture, NULL);
  ask (fixture, "1", "later");
  ask (fixture, "2", "later");
  fixture_wait_until (fixture->kept->len == 2);
  peer_cut (fixture->peer);
  fixture_wait_until (mbm_client_get_status (fixture->client) == MBM_CLIENT_RECONNECTING);
  g_assert_true (mbm_client_request_respond (fixture->kept->pdata[0], one, &error));
  peer_register (fixture->peer, NULL);
  fixture_wait_until (mbm_client_get_status (fixture->client) == MBM_CLIENT_CONNECTED);
  g_assert_true (mbm_client_request_respond (fixture->kept->pdata[1], one, &error));
  ask (fixture, "3", "nobody");
  expect (fixture, "3", "UNKNOWN_REQUEST_TYPE");
}

/* A request outlives its client, and nobody minds. */
static void
test_client_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) one = bytes ("1");
  g_autoptr (GError) error = NULL;

  mbm_client_add_request_handler (fixture->client, "later", handle_later, fixture, NULL);
  ask (fixture, "1", "later");
  fixture_wait_until (fixture->kept->len == 1);
  g_assert_finalize_object (g_steal_pointer (&fixture->client));
  g_assert_true (mbm_client_request_respond (fixture->kept->pdata[0], one, &error));
  g_assert_no_error (error);
}

/* --- with a server of ours ---------------------------------------------- */

typedef struct
{
  MbmServer *servers[2]; /* A's first, B's second */
  MbmClient *a;          /* of the first */
  MbmClient *b;          /* that the first server itself has to the second */
  GString *notes;
} Chain;

static void
chain_start (MbmServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_start_async (server, "ws://127.0.0.1:0", NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_server_start_finish (server, result, &error);
  g_assert_no_error (error);
}

static MbmClient *
chain_connect (MbmServer *server, const char *id, MbmDialect dialect)
{
  MbmClient *client = mbm_client_new (id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (client, "dialect", dialect, NULL);
  mbm_client_connect_async (client, mbm_server_get_uri (server), NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_client_connect_finish (client, result, &error);
  g_assert_no_error (error);
  return client;
}

static void
chain_note (Chain *self, const char *who, MbmContext *context)
{
  g_string_append_printf (self->notes, "%s %s %s %s\n", who, mbm_context_get_trace_id (context),
                          mbm_context_get_span_id (context),
                          mbm_context_get_parent_span_id (context) != NULL
                            ? mbm_context_get_parent_span_id (context)
                            : "-");
}

static void
pass_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MbmServerRequest) request = user_data;
  g_autoptr (MbmMessage) answer = MBM_IS_CLIENT (source)
                                    ? mbm_client_request_finish (MBM_CLIENT (source), result, NULL)
                                    : mbm_server_request_client_finish (MBM_SERVER (source), result, NULL);
  g_autoptr (GBytes) data = mbm_message_dup_payload (answer);

  mbm_server_request_respond (request, data, NULL);
}

/* The first server asks the second. */
static void
chain_first (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Chain *self = user_data;
  g_autoptr (MbmContext) context = mbm_server_request_new_child_context (request);

  chain_note (self, "first", mbm_server_request_get_context (request));
  mbm_client_request_async (self->b, "second", NULL, context, 0, NULL, pass_answer,
                            mbm_server_request_ref (request));
}

/* The second asks its client back. */
static void
chain_second (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Chain *self = user_data;
  g_autoptr (MbmContext) context = mbm_server_request_new_child_context (request);

  chain_note (self, "second", mbm_server_request_get_context (request));
  mbm_server_request_client_async (server, mbm_server_request_get_client_id (request), "third", NULL, context,
                                   0, NULL, pass_answer, mbm_server_request_ref (request));
}

static void
chain_third (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  Chain *self = user_data;
  g_autoptr (MbmContext) context = mbm_client_request_new_child_context (request);
  g_autoptr (GBytes) data = bytes ("\"the end\"");

  chain_note (self, "third", mbm_client_request_get_context (request));
  chain_note (self, "child", context);
  mbm_client_request_respond (request, data, NULL);
}

/* Each step has its own span, whose parent is the step before, and all are one trace. */
static void
assert_chain (const char *notes, const char *trace_id, const char *span_id)
{
  g_auto (GStrv) lines = g_strsplit (notes, "\n", -1);
  g_autofree char *parent = g_strdup (span_id);

  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  for (guint i = 0; i < 4; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      g_assert_cmpstr (words[1], ==, trace_id);
      g_assert_cmpuint (strlen (words[2]), ==, 16);
      if (i == 0)
        {
          g_assert_cmpstr (words[2], ==, span_id);
          g_assert_cmpstr (words[3], ==, "-");
        }
      else
        {
          g_assert_cmpstr (words[2], !=, parent);
          g_assert_cmpstr (words[3], ==, parent);
        }
      g_free (parent);
      parent = g_strdup (words[2]);
    }
}

static void
test_chain (gconstpointer data)
{
  MbmDialect dialect = GPOINTER_TO_INT (data);
  Chain chain = { .notes = g_string_new (NULL) };
  g_autoptr (MbmContext) context = mbm_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2; i++)
    {
      chain.servers[i] = mbm_server_new (NULL, NULL);
      chain_start (chain.servers[i]);
    }
  mbm_server_add_request_handler (chain.servers[0], "first", chain_first, &chain, NULL);
  mbm_server_add_request_handler (chain.servers[1], "second", chain_second, &chain, NULL);
  chain.a = chain_connect (chain.servers[0], "a", MBM_DIALECT_MESSAGING);
  chain.b = chain_connect (chain.servers[1], "b", dialect);
  mbm_client_add_request_handler (chain.b, "third", chain_third, &chain, NULL);

  mbm_context_start_trace (context);
  mbm_client_request_async (chain.a, "first", NULL, context, 0, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  answer = mbm_client_request_finish (chain.a, result, &error);
  g_assert_no_error (error);
  text = payload_text (answer);
  g_assert_cmpstr (text, ==, "\"the end\"");
  if (dialect == MBM_DIALECT_MESSAGING)
    assert_chain (chain.notes->str, mbm_context_get_trace_id (context), mbm_context_get_span_id (context));

  g_clear_object (&result);
  g_assert_finalize_object (chain.a);
  g_assert_finalize_object (chain.b);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) stopped = NULL;

      mbm_server_stop_async (chain.servers[i], NULL, NULL, fixture_keep_result, &stopped);
      fixture_wait_until (stopped != NULL);
      g_clear_object (&stopped);
      fixture_drain ();
      g_assert_finalize_object (chain.servers[i]);
    }
  g_string_free (chain.notes, TRUE);
}

/* Without a trace nobody begins one, and what cannot be an id is none. */
static void
test_no_trace (void)
{
  g_autofree char *long_id = g_strnfill (200, 'a');
  g_autoptr (MbmContext) none = mbm_context_new ();
  g_autoptr (MbmContext) odd = mbm_context_new ();
  g_autoptr (MbmContext) foreign = mbm_context_new ();
  g_autoptr (MbmContext) no_child = NULL, odd_child = NULL, foreign_child = NULL;

  mbm_context_set_source (none, "a");
  mbm_context_set_token (none, "secret");
  no_child = mbm_context_new_child (none);
  g_assert_true (mbm_context_is_empty (no_child));
  mbm_context_set_trace (odd, long_id, "x", NULL);
  odd_child = mbm_context_new_child (odd);
  g_assert_true (mbm_context_is_empty (odd_child));
  mbm_context_set_trace (foreign, "ours-1", NULL, "parent");
  foreign_child = mbm_context_new_child (foreign);
  g_assert_cmpstr (mbm_context_get_trace_id (foreign_child), ==, "ours-1");
  g_assert_null (mbm_context_get_parent_span_id (foreign_child));
  g_assert_nonnull (mbm_context_get_span_id (foreign_child));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, fixture_begin, test, fixture_end)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/client-answers/answers", test_answers);
  ADD ("/client-answers/handlers", test_handlers);
  ADD ("/client-answers/later", test_later);
  ADD ("/client-answers/reconnected", test_reconnected);
  ADD ("/client-answers/client-gone", test_client_gone);
  g_test_add_data_func ("/client-answers/chain/messaging", GINT_TO_POINTER (MBM_DIALECT_MESSAGING),
                        test_chain);
  g_test_add_data_func ("/client-answers/chain/magic-server", GINT_TO_POINTER (MBM_DIALECT_MAGIC_SERVER),
                        test_chain);
  g_test_add_func ("/client-answers/no-trace", test_no_trace);

  return g_test_run ();
}
