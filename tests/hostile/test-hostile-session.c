/* test-hostile-session.c — clients that mean no good
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "hostile-fixture.h"

#define N_REQUESTS      100000
#define N_CLIENTS       10
#define N_SUBSCRIPTIONS 1000

typedef struct
{
  Hostile *hostile;
  GPtrArray *kept;  /* requests whose answer is up to the test */
  guint n_forged;   /* events that a handler saw and that are not from who they say */
  guint n_received; /* events of foes that a handler saw */
} Scene;

static void
keep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Scene *scene = user_data;

  g_ptr_array_add (scene->kept, mbm_server_request_ref (request));
}

static void
event_cb (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  Scene *scene = user_data;
  const char *source = mbm_context_get_source (mbm_message_get_context (event));

  scene->n_received++;
  if (source != NULL && strcmp (source, mbm_server_client_get_id (client)) != 0)
    scene->n_forged++;
}

static void
scene_begin (Scene *self)
{
  self->hostile = hostile_new ();
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_object_set (self->hostile->server, "announce-clients", FALSE, NULL);
  mbm_server_add_request_handler (self->hostile->server, "later", keep_cb, self, NULL);
  mbm_server_add_event_handler (self->hostile->server, NULL, event_cb, self, NULL);
}

static void
scene_end (Scene *self)
{
  hostile_free (self->hostile);
  g_ptr_array_unref (self->kept);
}

static void
ask_and_expect (Foe *foe, const char *name, const char *payload, const char *text)
{
  g_assert_true (foe_ask (foe, "q", name, payload));
  foe_expect (foe, text);
}

/* A hundred thousand requests that nobody answers, on one connection: it may have ten thousand of them. */
static void
outstanding (const char *uri)
{
  g_autoptr (Foe) foe = foe_open_registered (uri, "greedy");
  guint n_refused = 0;

  for (guint i = 0; i < N_REQUESTS; i++)
    {
      g_assert_true (foe_ask (foe, "same", "later", "{}"));
      foe_drain (foe);
      if (foe->in->len > 16384)
        for (; foe->in->len > 1024; n_refused++)
          foe_expect (foe, "\"code\":\"TOO_MANY_REQUESTS\"");
    }
  for (; n_refused < N_REQUESTS - MBM_DEFAULT_MAX_OUTSTANDING; n_refused++)
    foe_expect (foe, "\"code\":\"TOO_MANY_REQUESTS\"");

  /* There is no answer more. */
  ask_and_expect (foe, "$ping", "{\"timestamp\":1}", "\"serverTime\"");
}

static void
test_outstanding (void)
{
  Scene scene = { NULL };

  scene_begin (&scene);
  hostile_start (scene.hostile);
  hostile_attack_with (scene.hostile, outstanding, 16 * MEBIBYTE, scene.kept);
  scene_end (&scene);
}

/* The same number, from as many clients as it takes. */
static void
outstanding_together (const char *uri)
{
  g_autoptr (GPtrArray) foes = g_ptr_array_new_with_free_func ((GDestroyNotify) foe_free);

  for (guint i = 0; i < N_CLIENTS; i++)
    {
      g_autofree char *id = g_strdup_printf ("greedy-%u", i);

      g_ptr_array_add (foes, foe_open_registered (uri, id));
    }
  for (guint i = 0; i < N_REQUESTS; i++)
    g_assert_true (foe_ask (foes->pdata[i % N_CLIENTS], "same", "later", "{}"));
  for (guint i = 0; i < N_CLIENTS; i++)
    ask_and_expect (foes->pdata[i], "$ping", "{\"timestamp\":1}", "\"serverTime\"");
}

static void
test_outstanding_together (void)
{
  Scene scene = { NULL };

  scene_begin (&scene);
  hostile_start (scene.hostile);
  hostile_attack_with (scene.hostile, outstanding_together, 100 * MEBIBYTE, scene.kept);
  scene_end (&scene);
}

static const char *const forged[] = {
  "{\"type\":\"%s\",\"requestId\":\"1\",\"requestType\":\"later\",\"event\":\"e\",\"context\":{\"source\":"
  "\"witness\"}}",
  "{\"type\":\"%s\",\"requestId\":\"1\",\"requestType\":\"later\",\"event\":\"e\",\"context\":{\"source\":"
  "\"\"}}",
  "{\"type\":\"%s\",\"requestId\":\"1\",\"requestType\":\"later\",\"event\":\"e\",\"context\":{\"source\":7}"
  "}",
  "{\"type\":\"%s\",\"requestId\":\"1\",\"requestType\":\"later\",\"event\":\"e\",\"context\":{\"source\":["
  "\"forger\"]}}",
  "{\"type\":\"%s\",\"requestId\":\"1\",\"requestType\":\"later\",\"event\":\"e\","
  "\"context\":{\"source\":\"forger\\u0000\"}}",
  "{\"type\":\"%s\",\"requestId\":\"1\",\"requestType\":\"later\",\"event\":\"e\","
  "\"context\":{\"source\":\"forger\",\"s\\u006fur\\u0063e\":\"witness\"}}",
};

/* Who it is, is its connection's matter. */
static void
forge (const char *uri)
{
  g_autoptr (Foe) foe = foe_open_registered (uri, "forger");

  for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
    for (guint is_event = 0; is_event < 2; is_event++)
      {
        g_autoptr (GString) text = g_string_new (forged[i]);

        g_string_replace (text, "%s", is_event ? "event" : "request", 1);
        foe_say (foe, text->str);
        foe_expect (foe, "\"code\":\"SOURCE_MISMATCH\"");
      }

  ask_and_expect (foe, "$unregister", "{\"clientId\":\"witness\",\"connectionId\":\"1\"}",
                  "\"code\":\"INVALID_PAYLOAD\"");
  ask_and_expect (foe, "$subscribe", "{\"clientId\":\"witness\",\"events\":[\"e\"]}",
                  "\"code\":\"INVALID_PAYLOAD\"");
  ask_and_expect (foe, "$register", "{\"clientId\":\"witness\",\"clientType\":\"t\"}",
                  "\"code\":\"ALREADY_REGISTERED\"");
  ask_and_expect (foe, "$unregister", "{\"clientId\":\"forger\",\"connectionId\":\"1\"}",
                  "\"code\":\"INVALID_PAYLOAD\"");

  /* What only servers say changes nothing. */
  foe_say (foe, "{\"type\":\"event\",\"event\":\"$disconnected\",\"payload\":{\"clientId\":\"witness\"}}");
  foe_say (foe, "{\"type\":\"event\",\"event\":\"$connected\",\"payload\":{\"clientId\":\"nobody\"}}");
  foe_say (foe, "{\"type\":\"response\",\"requestId\":\"1\",\"success\":true}");
  ask_and_expect (foe, "$serverInfo", "{}", "\"connectedClients\":2");
}

static void
test_forged (void)
{
  Scene scene = { NULL };

  scene_begin (&scene);
  hostile_start (scene.hostile);
  hostile_attack (scene.hostile, forge, 4 * MEBIBYTE);
  g_assert_cmpuint (scene.kept->len, ==, 0);
  g_assert_cmpuint (scene.n_received, ==, 0);
  scene_end (&scene);
}

/* An id that is used again is another request, with an answer of its own to who asked. */
static void
replay (const char *uri)
{
  g_autoptr (Foe) one = foe_open_registered (uri, "one");
  g_autoptr (Foe) other = foe_open_registered (uri, "other");

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i); /* as the witness calls its own */

      foe_ask (one, id, "echo", "1");
      foe_ask (one, id, "echo", "2");
      foe_ask (other, id, "echo", "3");
      foe_expect (one, "\"data\":1");
      foe_expect (one, "\"data\":2");
      foe_expect (other, "\"data\":3");
    }

  for (guint i = 0; i < 100; i++)
    foe_ask (one, "same", "later", "{}");
  ask_and_expect (one, "$ping", "{\"timestamp\":1}", "\"requestId\":\"q\"");
}

static void
test_replayed (void)
{
  Scene scene = { NULL };

  scene_begin (&scene);
  hostile_start (scene.hostile);
  hostile_attack_with (scene.hostile, replay, 4 * MEBIBYTE, scene.kept);
  scene_end (&scene);
}

/* Who left may come again, and until then is nobody. */
static void
after_unregister (const char *uri)
{
  static const char *const requests[] = { "echo",         "later",       "$subscribe",
                                          "$unsubscribe", "$unregister", "$logout" };
  g_autoptr (Foe) foe = foe_open (uri);

  for (guint round = 0; round < 500; round++)
    {
      g_autofree char *answer = NULL;
      g_autofree char *leave = NULL;
      const char *id;

      foe_ask (foe, "q", "$register", "{\"clientId\":\"fickle\",\"clientType\":\"t\"}");
      answer = foe_read (foe);
      id = strstr (answer, "\"connectionId\":\"");
      g_assert_nonnull (id);
      id += strlen ("\"connectionId\":\"");
      leave = g_strdup_printf ("{\"clientId\":\"fickle\",\"connectionId\":\"%.36s\"}", id);
      ask_and_expect (foe, "$unregister", leave, "\"success\":true");

      for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
        ask_and_expect (foe, requests[i], leave, "\"code\":\"NOT_REGISTERED\"");
      foe_say (foe, "{\"type\":\"event\",\"event\":\"e\"}");
      foe_expect (foe, "\"code\":\"NOT_REGISTERED\"");
    }
}

static void
test_after_unregister (void)
{
  Scene scene = { NULL };

  scene_begin (&scene);
  hostile_start (scene.hostile);
  hostile_attack (scene.hostile, after_unregister, 4 * MEBIBYTE);
  g_assert_cmpuint (scene.kept->len, ==, 0);
  g_assert_cmpuint (scene.n_received, ==, 0);
  scene_end (&scene);
}

/* As many subscriptions as there may be, each of which has to be looked at for each event. */
static void
subscribe_to_everything (const char *uri)
{
  g_autoptr (GPtrArray) foes = g_ptr_array_new_with_free_func ((GDestroyNotify) foe_free);

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("curious-%u", i);
      g_autofree char *payload = g_strdup_printf (
        "{\"clientId\":\"%s\",\"events\":[\"tick\",\"b\"],\"filter\":{\"a\":[1,{\"b\":%u}],\"c\":\"d\"}}", id,
        i);
      Foe *foe = foe_open_registered (uri, id);

      g_ptr_array_add (foes, foe);
      for (guint j = 0; j < N_SUBSCRIPTIONS; j++)
        ask_and_expect (foe, "$subscribe", payload, "\"success\":true");
      ask_and_expect (foe, "$subscribe", payload, "\"code\":\"TOO_MANY_SUBSCRIPTIONS\"");
    }

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("\"requestId\":\"f%u\"", i);
      g_autofree char *answer = NULL;

      foe_sayf (foes->pdata[0], "{\"type\":\"request\",%s,\"requestType\":\"flood\",\"payload\":1}", id);
      answer = foe_read_with (foes->pdata[0], id);
      /* None of the filters lets it through. */
      g_assert_nonnull (strstr (answer, "\"data\":1"));
    }
}

static void
test_subscriptions (void)
{
  Scene scene = { NULL };

  scene_begin (&scene);
  hostile_start (scene.hostile);
  hostile_attack (scene.hostile, subscribe_to_everything, 16 * MEBIBYTE);
  g_assert_cmpuint (scene.hostile->n_seen, ==, scene.hostile->n_events);
  scene_end (&scene);
}

/* Passwords and tokens by the dozen, on many connections; and what who has logged in is called is not for
 * others to take. */
static void
guess (const char *uri)
{
  static const char *const guesses[] = {
    "{\"username\":\"admin\",\"password\":\"123456\"}",
    "{\"username\":\"nobody\",\"password\":\"123456\"}",
    "{\"username\":\"\",\"password\":\"\"}",
    "{\"token\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}",
    "{\"token\":\"\"}",
    "{\"token\":null}",
    "{\"username\":[\"admin\"],\"password\":{\"$ne\":null}}",
  };
  g_autoptr (GPtrArray) foes = g_ptr_array_new_with_free_func ((GDestroyNotify) foe_free);

  for (guint i = 0; i < 20; i++)
    {
      Foe *foe = foe_open (uri);

      g_ptr_array_add (foes, foe);
      foe_ask (foe, "g", "$login", guesses[i % G_N_ELEMENTS (guesses)]);
    }
  for (guint i = 0; i < foes->len; i++)
    {
      Foe *foe = foes->pdata[i];
      g_autofree char *answer = foe_read_with (foe, "\"requestId\":\"g\"");

      g_assert_null (strstr (answer, "\"token\":\""));
      ask_and_expect (foe, "$register", "{\"clientId\":\"witness\",\"clientType\":\"t\"}",
                      "\"code\":\"CLIENT_ID_IN_USE\"");
    }

  /* A token in the context is looked at with each message, and is as wrong the thousandth time. */
  {
    g_autoptr (Foe) foe = foe_open_registered (uri, "guesser");

    for (guint i = 0; i < 1000; i++)
      {
        foe_sayf (foe,
                  "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"later\","
                  "\"context\":{\"auth\":{\"token\":\"%064x\"}}}",
                  i);
        foe_expect (foe, "\"code\":\"INVALID_TOKEN\"");
      }
  }
}

static void
test_guessed (void)
{
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (MbmMessage) login = NULL;
  Scene scene = { NULL };

  g_assert_true (mbm_user_store_add (users, "admin", "secret123", ((const char *[]){ "admin", NULL }), NULL));
  scene_begin (&scene);
  g_object_set (scene.hostile->server, "users", users, NULL);
  hostile_start (scene.hostile);
  login = mbm_test_peer_request (scene.hostile->witness, "$login",
                                 "{\"username\":\"admin\",\"password\":\"secret123\"}");
  mbm_test_assert_member (login, "success", "true");
  hostile_attack (scene.hostile, guess, 4 * MEBIBYTE);
  g_assert_cmpuint (scene.kept->len, ==, 0);
  scene_end (&scene);
}

/* Everything is under way, and the connection is gone. */
static void
vanish (const char *uri)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (Foe) foe = foe_open_registered (uri, "ghost");

      foe_ask (foe, "s", "$subscribe", "{\"clientId\":\"ghost\",\"events\":[\"tick\"]}");
      foe_ask (foe, "l", "$login", "{\"username\":\"admin\",\"password\":\"123456\"}");
      for (guint j = 0; j < 20; j++)
        foe_ask (foe, "r", "later", "{}");
      foe_ask (foe, "f", "flood", "1");
      foe_send_header (foe, FOE_TEXT, 100);
      foe_reset (foe);
    }
}

static void
test_vanish (void)
{
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  Scene scene = { NULL };

  g_assert_true (mbm_user_store_add (users, "admin", "secret123", NULL, NULL));
  scene_begin (&scene);
  g_object_set (scene.hostile->server, "users", users, NULL);
  hostile_start (scene.hostile);
  hostile_attack_with (scene.hostile, vanish, 8 * MEBIBYTE, scene.kept);
  scene_end (&scene);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hostile/session/outstanding", test_outstanding);
  g_test_add_func ("/hostile/session/outstanding-together", test_outstanding_together);
  g_test_add_func ("/hostile/session/forged", test_forged);
  g_test_add_func ("/hostile/session/replayed", test_replayed);
  g_test_add_func ("/hostile/session/after-unregister", test_after_unregister);
  g_test_add_func ("/hostile/session/subscriptions", test_subscriptions);
  g_test_add_func ("/hostile/session/guessed", test_guessed);
  g_test_add_func ("/hostile/session/vanish", test_vanish);

  return g_test_run ();
}
