/* test-client-retry.c — requests that are made again
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
  MbmRetryPolicy *policy;
  GAsyncResult *result;
} Fixture;

static void
fixture_begin (Fixture *self, gconstpointer data)
{
  self->peer = peer_new ();
  self->client = client_new_connected (self->peer, "patient");
  self->policy = mbm_retry_policy_new ();
  g_object_set (self->policy, "initial-delay", 1, "max-delay", 2, NULL);
}

static void
fixture_end (Fixture *self, gconstpointer data)
{
  g_assert_null (self->result);
  if (mbm_client_get_status (self->client) == MBM_CLIENT_CONNECTED)
    client_disconnect (self->client, self->peer);
  fixture_drain ();
  g_assert_finalize_object (self->client);
  g_assert_finalize_object (self->policy);
  peer_free (self->peer);
}

static void
ask (Fixture *self, guint timeout, GCancellable *cancellable)
{
  g_autoptr (GBytes) payload = bytes ("{\"a\":1}");

  mbm_client_request_retrying_async (self->client, "work", payload, NULL, timeout, self->policy, cancellable,
                                     fixture_keep_result, &self->result);
}

/* Fails an attempt; @details: (nullable): JSON. */
static void
fail (Fixture *self, const char *code, const char *details)
{
  g_autoptr (MbmMessage) request = peer_expect (self->peer, "work");
  g_autofree char *payload = payload_text (request);
  g_autofree char *frame =
    g_strdup_printf ("{\"type\":\"response\",\"requestId\":\"%s\",\"success\":false,"
                     "\"error\":{\"code\":\"%s\",\"message\":\"no\"%s%s}}",
                     mbm_message_get_id (request), code, details != NULL ? ",\"details\":" : "",
                     details != NULL ? details : "");

  g_assert_cmpstr (payload, ==, "{\"a\":1}");
  peer_send (self->peer, frame);
}

static void
succeed (Fixture *self)
{
  g_autoptr (MbmMessage) request = peer_expect (self->peer, "work");

  peer_answer (self->peer, request, "7");
}

/* The answer's data or error code, or the code of why there is none. */
static void
expect (Fixture *self, const char *expected)
{
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  fixture_wait_until (self->result != NULL);
  answer = mbm_client_request_retrying_finish (self->client, self->result, &error);
  if (answer == NULL)
    text =
      g_strdup (error->domain == MBM_ERROR ? mbm_error_to_code ((MbmError) error->code) : error->message);
  else
    text = mbm_message_is_success (answer) ? payload_text (answer)
                                           : g_strdup (mbm_message_get_error_code (answer));
  g_assert_cmpstr (text, ==, expected);
  g_clear_object (&self->result);

  /* And that is all. */
  fixture_drain ();
  g_assert_cmpuint (g_queue_get_length (&self->peer->received), ==, 0);
}

/* --- the tests ---------------------------------------------------------- */

static const struct
{
  const char *code;
  const char *details;
  gboolean again;
} answers[] = {
  { "BUSY", NULL, TRUE },
  { "BUSY", "{\"retryable\":false}", FALSE },
  { "BUSY", "{\"retryable\":false,\"retryAfter\":1}", FALSE },
  { "BUSY", "{\"retryable\":\"no\"}", TRUE },
  { "BROKEN", NULL, FALSE },
  { "BROKEN", "{\"retryable\":true}", TRUE },
  { "BROKEN", "{\"retryAfter\":1}", TRUE },
  { "BROKEN", "{\"retryAfter\":-1}", FALSE },
  { "BROKEN", "{\"retryAfter\":\"1\"}", FALSE },
  { "BROKEN", "{\"retryAfter\":99999999999999}", FALSE },
  { "BROKEN", "[true]", FALSE },
  { "BROKEN", "\"retryable\"", FALSE },
  { "IN_CONTRACT", NULL, TRUE },
  { "NOT_AGAIN", NULL, FALSE },
};

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  const char *const codes[] = { "LOCKED", "BUSY", NULL };
  g_autoptr (GBytes) text =
    bytes ("{\"name\":\"c\",\"version\":\"1\",\"events\":{},\"requests\":{},\"errors\":{"
           "\"IN_CONTRACT\":{\"code\":\"IN_CONTRACT\",\"message\":\"m\",\"retryable\":true},"
           "\"NOT_AGAIN\":{\"code\":\"NOT_AGAIN\",\"message\":\"m\",\"retryable\":false}}}");
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmContract) contract = mbm_contract_new (text, &error);

  g_assert_no_error (error);
  mbm_retry_policy_set_codes (fixture->policy, codes);
  mbm_retry_policy_set_contract (fixture->policy, contract);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_test_message ("%s %s", answers[i].code, answers[i].details);
      ask (fixture, 0, NULL);
      fail (fixture, answers[i].code, answers[i].details);
      if (answers[i].again)
        succeed (fixture);
      expect (fixture, answers[i].again ? "7" : answers[i].code);
    }
}

/* The word that counts may be in the message. */
static void
test_useful_word (Fixture *fixture, gconstpointer data)
{
  const char *const codes[] = { "ORDER_LOCKED", NULL };
  g_autoptr (MbmMessage) request = NULL;

  mbm_retry_policy_set_codes (fixture->policy, codes);
  ask (fixture, 0, NULL);
  request = peer_expect (fixture->peer, "work");
  peer_fail (fixture->peer, request, "UNKNOWN_ERROR", "ORDER_LOCKED");
  succeed (fixture);
  expect (fixture, "7");
}

static void
test_attempts (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->policy, "max-attempts", 3, NULL);
  ask (fixture, 0, NULL);
  for (guint i = 0; i < 3; i++)
    fail (fixture, "BUSY", "{\"retryable\":true}");
  expect (fixture, "BUSY");
}

/* Each attempt has an id of its own, and what belongs to none is seen as such. */
static void
test_ids (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmMessage) first = NULL, second = NULL;
  g_autoptr (GBytes) details = bytes ("{\"retryable\":true}");
  g_autoptr (MbmMessage) failure = NULL;

  ask (fixture, 0, NULL);
  first = peer_expect (fixture->peer, "work");
  failure = mbm_message_new_error_response (first, "BUSY", "no", details, NULL, NULL);
  mbm_channel_send (fixture->peer->channel, mbm_message_get_bytes (failure), NULL);
  second = peer_expect (fixture->peer, "work");
  g_assert_cmpstr (mbm_message_get_id (first), !=, mbm_message_get_id (second));
  peer_answer (fixture->peer, first, "1");
  peer_answer (fixture->peer, second, "2");
  expect (fixture, "2");
}

/* All attempts have one time-out together; one for which there is no time is not made. */
static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (MbmMessage) request = NULL;

  ask (fixture, 60000, NULL);
  fail (fixture, "BUSY", "{\"retryAfter\":70000}");
  expect (fixture, "BUSY");

  ask (fixture, 100, NULL);
  fail (fixture, "BUSY", "{\"retryAfter\":20}");
  request = peer_expect (fixture->peer, "work");
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 20 * 1000);
  expect (fixture, "TIMED_OUT");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  /* Between two attempts; and before the first. */
  g_object_set (fixture->client, "request-timeout", 0, NULL);
  ask (fixture, 0, cancellable);
  fail (fixture, "BUSY", "{\"retryAfter\":600000}");
  fixture_wait_until (mbm_client_get_n_pending (fixture->client) == 0);
  fixture_drain ();
  g_assert_null (fixture->result);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 2; i++)
    {
      fixture_wait_until (fixture->result != NULL);
      g_assert_null (mbm_client_request_retrying_finish (fixture->client, fixture->result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_clear_object (&fixture->result);
      if (i == 0)
        ask (fixture, 0, cancellable);
    }
}

/* What may have been executed is not done twice, unless somebody said that it may. */
static void
test_lost (Fixture *fixture, gconstpointer may_repeat)
{
  g_autoptr (MbmMessage) request = NULL;

  g_object_set (fixture->policy, "retry-lost", may_repeat != NULL, "max-attempts", 1000, NULL);
  ask (fixture, 0, NULL);
  request = peer_expect (fixture->peer, "work");
  peer_cut (fixture->peer);
  if (may_repeat == NULL)
    {
      fixture_wait_until (fixture->result != NULL);
      peer_register (fixture->peer, NULL);
      expect (fixture, "CLOSED");
      return;
    }

  peer_register (fixture->peer, NULL);
  succeed (fixture);
  expect (fixture, "7");
}

/* What was never sent was never executed: that waits until the client is there again. */
static void
test_reconnecting (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->policy, "max-attempts", 1000, NULL);
  peer_cut (fixture->peer);
  fixture_wait_until (mbm_client_get_status (fixture->client) == MBM_CLIENT_RECONNECTING);
  ask (fixture, 0, NULL);
  peer_register (fixture->peer, NULL);
  succeed (fixture);
  expect (fixture, "7");

  /* A client that is not on its way there is not waited for. */
  client_disconnect (fixture->client, fixture->peer);
  ask (fixture, 0, NULL);
  expect (fixture, "NOT_CONNECTED");
}

/* For all requests of a client, but those of the system contract. */
static void
test_of_client (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) payload = bytes ("{\"a\":1}");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) answer = NULL, ping = NULL, no = NULL;
  g_autoptr (MbmMessage) failure = NULL;
  g_autoptr (GBytes) details = bytes ("{\"retryable\":true}");
  g_autoptr (GError) error = NULL;

  g_object_set (fixture->client, "retry-policy", fixture->policy, NULL);
  mbm_client_request_async (fixture->client, "work", payload, NULL, 0, NULL, fixture_keep_result, &result);
  fail (fixture, "BUSY", "{\"retryable\":true}");
  succeed (fixture);
  fixture_wait_until (result != NULL);
  answer = mbm_client_request_finish (fixture->client, result, &error);
  g_assert_no_error (error);
  g_assert_true (mbm_message_is_success (answer));
  g_clear_object (&result);

  mbm_client_request_async (fixture->client, "$ping", NULL, NULL, 0, NULL, fixture_keep_result, &result);
  ping = peer_expect (fixture->peer, "$ping");
  failure = mbm_message_new_error_response (ping, "BUSY", "no", details, NULL, NULL);
  mbm_channel_send (fixture->peer->channel, mbm_message_get_bytes (failure), NULL);
  fixture_wait_until (result != NULL);
  no = mbm_client_request_finish (fixture->client, result, &error);
  g_assert_false (mbm_message_is_success (no));
  g_object_set (fixture->client, "retry-policy", NULL, NULL);
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, fixture_begin, test, fixture_end)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/client-retry/answers", NULL, test_answers);
  ADD ("/client-retry/useful-word", NULL, test_useful_word);
  ADD ("/client-retry/attempts", NULL, test_attempts);
  ADD ("/client-retry/ids", NULL, test_ids);
  ADD ("/client-retry/timeout", NULL, test_timeout);
  ADD ("/client-retry/cancelled", NULL, test_cancelled);
  ADD ("/client-retry/lost", NULL, test_lost);
  ADD ("/client-retry/lost-and-repeated", "", test_lost);
  ADD ("/client-retry/reconnecting", NULL, test_reconnecting);
  ADD ("/client-retry/of-client", NULL, test_of_client);

  return g_test_run ();
}
