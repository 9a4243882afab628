/* test-auth-provider.c — providers of one's own, and logins that fail across connections
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-peer-host-private.h"
#include "mbm-server-private.h"
#include "server-fixture.h"

/* Lets in who has the key `open`, now; `later`, when told to; the tokens `t-NAME` stand for NAME. */
#define KEY_TYPE_PROVIDER (key_provider_get_type ())
G_DECLARE_FINAL_TYPE (KeyProvider, key_provider, KEY, PROVIDER, GObject)

struct _KeyProvider
{
  GObject parent_instance;
  MbmAuthAttempt *waiting;
  guint n_validated;
  GString *logouts;
};

static void
key_provider_authenticate (MbmAuthProvider *provider, MbmAuthAttempt *attempt)
{
  KeyProvider *self = KEY_PROVIDER (provider);
  g_autofree char *key = NULL;
  g_autoptr (MbmUser) user = mbm_user_new ("u-key", "holder", ((const char *[]){ "guest", NULL }));

  g_assert_false (mbm_auth_attempt_is_settled (attempt));
  g_assert_nonnull (mbm_auth_attempt_get_address (attempt));
  g_assert_false (g_cancellable_is_cancelled (mbm_auth_attempt_get_cancellable (attempt)));
  if (!mbm_auth_attempt_require (attempt, "apiKey"))
    {
      g_assert_true (mbm_auth_attempt_is_settled (attempt));
      return;
    }

  key = mbm_auth_attempt_dup_credential (attempt, "apiKey");
  if (strcmp (key, "open") == 0)
    mbm_auth_attempt_succeed (attempt, user, "t-holder", 0);
  else if (strcmp (key, "plain") == 0)
    mbm_auth_attempt_succeed (attempt, user, NULL, 4102444800000);
  else if (strcmp (key, "later") == 0)
    g_set_object (&self->waiting, attempt);
  else if (strcmp (key, "dropped") != 0)
    mbm_auth_attempt_fail (attempt, "wrong_key", "This key fits \xff nothing");
}

static MbmUser *
key_provider_validate_token (MbmAuthProvider *provider, const char *token, gint64 *expires_at)
{
  KEY_PROVIDER (provider)->n_validated++;
  if (strcmp (token, "t-past") == 0)
    *expires_at = 1;

  return g_str_has_prefix (token, "t-") ? mbm_user_new (token + 2, token + 2, NULL) : NULL;
}

static void
key_provider_logout (MbmAuthProvider *provider, MbmUser *user, const char *token)
{
  g_string_append_printf (KEY_PROVIDER (provider)->logouts, "%s=%s;", mbm_user_get_id (user),
                          token != NULL ? token : "-");
}

static void
key_provider_iface_init (MbmAuthProviderInterface *iface)
{
  iface->authenticate = key_provider_authenticate;
  iface->validate_token = key_provider_validate_token;
  iface->logout = key_provider_logout;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (KeyProvider,
                               key_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MBM_TYPE_AUTH_PROVIDER, key_provider_iface_init))

static void
key_provider_finalize (GObject *object)
{
  g_clear_object (&KEY_PROVIDER (object)->waiting);
  g_string_free (KEY_PROVIDER (object)->logouts, TRUE);
  G_OBJECT_CLASS (key_provider_parent_class)->finalize (object);
}

static void
key_provider_class_init (KeyProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = key_provider_finalize;
}

static void
key_provider_init (KeyProvider *self)
{
  self->logouts = g_string_new (NULL);
}

/* One that does not do anything by itself. */
#define IDLE_TYPE_PROVIDER (idle_provider_get_type ())
G_DECLARE_FINAL_TYPE (IdleProvider, idle_provider, IDLE, PROVIDER, GObject)
struct _IdleProvider
{
  GObject parent_instance;
};
static void
idle_provider_iface_init (MbmAuthProviderInterface *iface)
{
}
G_DEFINE_FINAL_TYPE_WITH_CODE (IdleProvider,
                               idle_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MBM_TYPE_AUTH_PROVIDER, idle_provider_iface_init))
static void
idle_provider_class_init (IdleProviderClass *klass)
{
}
static void
idle_provider_init (IdleProvider *self)
{
}

static void
who_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmUser *user = mbm_server_request_get_user (request);
  g_autofree char *text =
    g_strdup_printf ("{\"user\":\"%s\"}", user != NULL ? mbm_user_get_username (user) : "-");
  g_autoptr (GBytes) data = mbm_test_bytes (text);

  g_assert_true (mbm_server_request_respond (request, data, NULL));
}

static MbmTestPeer *
start (ServerFixture *fixture, gpointer provider)
{
  g_object_set (fixture->server, "auth-provider", provider, NULL);
  mbm_server_add_request_handler (fixture->server, "who", who_cb, NULL, NULL);
  server_fixture_start (fixture);

  return mbm_test_peer_new_registered (fixture->uri, "c-1");
}

static void
assert_who (MbmTestPeer *peer, const char *token, const char *username)
{
  g_autofree char *context = token != NULL ? g_strdup_printf ("{\"auth\":{\"token\":\"%s\"}}", token) : NULL;
  g_autoptr (MbmMessage) answer = mbm_test_peer_request_with (peer, "who", "{}", context);

  if (username != NULL)
    mbm_test_assert_string (answer, "user", username);
  else
    mbm_test_assert_error (answer, "INVALID_TOKEN", NULL);
}

static void
assert_login (MbmTestPeer *peer, const char *payload, const char *code)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "$login", payload);

  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", code == NULL ? "true" : "false");
  if (code != NULL)
    mbm_test_assert_string (answer, "error.code", code);
}

static void
test_outcomes (ServerFixture *fixture)
{
  g_autoptr (KeyProvider) provider = g_object_new (KEY_TYPE_PROVIDER, NULL);
  g_autoptr (MbmTestPeer) peer = start (fixture, provider);
  g_autoptr (MbmAuthProvider) set = NULL;
  g_autoptr (MbmUserStore) users = NULL;
  g_autoptr (MbmMessage) open = NULL;
  g_autoptr (MbmMessage) plain = NULL;
  g_autoptr (MbmMessage) wrong = NULL;
  g_autoptr (MbmMessage) missing = NULL;
  g_autoptr (MbmMessage) not_string = NULL;
  g_autoptr (MbmMessage) late = NULL;
  g_autofree char *id = NULL;

  g_object_get (fixture->server, "auth-provider", &set, "users", &users, NULL);
  g_assert_true (MBM_AUTH_PROVIDER (provider) == set);
  g_assert_null (users);

  open = mbm_test_peer_request (peer, "$login", "{\"apiKey\":\"open\"}");
  mbm_test_assert_member (open, "success", "true");
  mbm_test_assert_string (open, "token", "t-holder");
  mbm_test_assert_string (open, "user.id", "u-key");
  g_assert_cmpint (mbm_test_get_int (open, "expiresAt"), >, g_get_real_time () / 1000 + 80000000);
  assert_who (peer, NULL, "holder");

  plain = mbm_test_peer_request (peer, "$login", "{\"apiKey\":\"plain\"}");
  mbm_test_assert_member (plain, "expiresAt", "4102444800000");

  wrong = mbm_test_peer_request (peer, "$login", "{\"apiKey\":\"shut\"}");
  mbm_test_assert_member (wrong, "success", "false");
  mbm_test_assert_string (wrong, "error.code", "wrong_key");
  mbm_test_assert_string (wrong, "error.message", "This key fits \357\277\275 nothing");
  missing = mbm_test_peer_request (peer, "$login", "{\"username\":\"x\"}");
  mbm_test_assert_error (missing, "INVALID_PAYLOAD", "$login: apiKey is missing");
  not_string = mbm_test_peer_request (peer, "$login", "{\"apiKey\":[]}");
  mbm_test_assert_error (not_string, "INVALID_PAYLOAD", NULL);
  assert_login (peer, "{\"apiKey\":\"dropped\"}", "invalid_credentials");

  id = mbm_test_peer_ask (peer, "$login", "{\"apiKey\":\"later\"}", NULL);
  mbm_test_wait_until (provider->waiting != NULL);
  {
    g_autoptr (MbmUser) user = mbm_user_new ("u-late", "late", NULL);

    mbm_auth_attempt_succeed (provider->waiting, user, NULL, 0);
    mbm_auth_attempt_fail (provider->waiting, "too_late", "Never heard");
  }
  late = mbm_test_peer_await_response (peer, id);
  mbm_test_assert_member (late, "success", "true");
  assert_who (peer, NULL, "late");
}

/* Tokens of the provider's own: asked about once, and not any more after a logout. */
static void
test_tokens (ServerFixture *fixture)
{
  g_autoptr (KeyProvider) provider = g_object_new (KEY_TYPE_PROVIDER, NULL);
  g_autoptr (MbmTestPeer) peer = start (fixture, provider);
  g_autoptr (MbmTestPeer) other = mbm_test_peer_new_registered (fixture->uri, "c-2");
  g_autoptr (MbmMessage) past = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autoptr (MbmMessage) again = NULL;
  g_autoptr (MbmMessage) unseen = NULL;

  for (guint i = 0; i < 3; i++)
    assert_who (peer, "t-ann", "ann");
  assert_who (other, "t-ann", "ann");
  g_assert_cmpuint (provider->n_validated, ==, 1);
  assert_who (peer, "nonsense", NULL);
  assert_who (peer, NULL, "-");
  past = mbm_test_peer_request_with (peer, "who", "{}", "{\"auth\":{\"token\":\"t-past\"}}");
  mbm_test_assert_error (past, "TOKEN_EXPIRED", NULL);

  assert_login (peer, "{\"token\":\"t-bert\"}", NULL);
  assert_who (peer, NULL, "bert");
  assert_login (other, "{\"token\":\"t-past\"}", "token_expired");

  logout = mbm_test_peer_request_with (peer, "$logout", "{}", "{\"auth\":{\"token\":\"t-ann\"}}");
  mbm_test_assert_success (logout);
  g_assert_cmpstr (provider->logouts->str, ==, "ann=t-ann;");
  assert_who (peer, "t-ann", NULL);
  assert_who (other, "t-ann", NULL);
  assert_login (other, "{\"token\":\"t-ann\"}", "invalid_token");

  /* Again, and one that the server has never seen. */
  again = mbm_test_peer_request_with (peer, "$logout", "{}", "{\"auth\":{\"token\":\"t-ann\"}}");
  unseen = mbm_test_peer_request_with (peer, "$logout", "{}", "{\"auth\":{\"token\":\"t-eve\"}}");
  g_assert_cmpstr (provider->logouts->str, ==, "ann=t-ann;eve=t-eve;");
  assert_who (peer, "t-eve", NULL);
  assert_who (peer, NULL, "bert");
}

static void
test_end_logins (ServerFixture *fixture)
{
  g_autoptr (KeyProvider) provider = g_object_new (KEY_TYPE_PROVIDER, NULL);
  g_autoptr (MbmTestPeer) peer = start (fixture, provider);

  assert_login (peer, "{\"apiKey\":\"open\"}", NULL);
  assert_login (peer, "{\"apiKey\":\"plain\"}", NULL);
  g_assert_cmpuint (mbm_server_end_logins (fixture->server, "nobody"), ==, 0);
  g_assert_cmpuint (mbm_server_end_logins (fixture->server, "u-key"), ==, 2);
  assert_who (peer, NULL, "-");
  g_assert_null (mbm_server_client_get_user (mbm_server_lookup_client (fixture->server, "c-1")));
}

/* With one token too many the oldest login ends. */
static void
test_max_tokens (ServerFixture *fixture)
{
  g_autoptr (KeyProvider) provider = g_object_new (KEY_TYPE_PROVIDER, NULL);
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmTestPeer) three = NULL;

  g_object_set (fixture->server, "max-tokens", 2, "max-login-records", 1, NULL);
  one = start (fixture, provider);
  two = mbm_test_peer_new_registered (fixture->uri, "c-2");
  three = mbm_test_peer_new_registered (fixture->uri, "c-3");
  assert_login (one, "{\"apiKey\":\"plain\"}", NULL);
  assert_login (two, "{\"apiKey\":\"plain\"}", NULL);
  assert_who (one, NULL, "holder");
  assert_login (three, "{\"apiKey\":\"plain\"}", NULL);
  assert_who (one, NULL, "-");
  assert_who (two, NULL, "holder");
  assert_who (three, NULL, "holder");

  /* And with one name too many the oldest is forgotten. */
  assert_login (one, "{\"apiKey\":\"shut\",\"username\":\"a\"}", "wrong_key");
  g_assert_cmpuint (mbm_login_throttle_get_n_entries (fixture->server->throttle), ==, 1);
}

/* Nobody waits any more; or the provider was replaced meanwhile. */
static void
test_overtaken (ServerFixture *fixture)
{
  g_autoptr (KeyProvider) provider = g_object_new (KEY_TYPE_PROVIDER, NULL);
  g_autoptr (MbmTestPeer) peer = start (fixture, provider);
  g_autoptr (MbmUser) user = mbm_user_new ("u", "u", NULL);
  MbmTestPeer *leaver = mbm_test_peer_new_registered (fixture->uri, "c-2");
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *id = NULL;

  gone = mbm_test_peer_ask (leaver, "$login", "{\"apiKey\":\"later\"}", NULL);
  mbm_test_wait_until (provider->waiting != NULL);
  g_assert_cmpstr (mbm_auth_attempt_get_client_id (provider->waiting), ==, "c-2");
  mbm_test_peer_free (leaver);
  mbm_test_wait_until (g_cancellable_is_cancelled (mbm_auth_attempt_get_cancellable (provider->waiting)));
  mbm_auth_attempt_succeed (provider->waiting, user, NULL, 0);
  g_clear_object (&provider->waiting);

  id = mbm_test_peer_ask (peer, "$login", "{\"apiKey\":\"later\"}", NULL);
  mbm_test_wait_until (provider->waiting != NULL);
  g_object_set (fixture->server, "auth-provider", NULL, NULL);
  mbm_auth_attempt_succeed (provider->waiting, user, NULL, 0);
  answer = mbm_test_peer_await_response (peer, id);
  mbm_test_assert_member (answer, "success", "false");
}

static void
test_idle (ServerFixture *fixture)
{
  g_autoptr (IdleProvider) provider = g_object_new (IDLE_TYPE_PROVIDER, NULL);
  g_autoptr (MbmTestPeer) peer = start (fixture, provider);

  assert_login (peer, "{\"username\":\"x\",\"password\":\"y\"}", "invalid_credentials");
  assert_login (peer, "{\"token\":\"x\"}", "invalid_credentials");
  assert_who (peer, "x", NULL);
}

/* --- failures across connections ---------------------------------------- */

/* How long a login of a connection of its own takes. */
static gint64
time_login (ServerFixture *fixture, const char *payload, const char *code)
{
  g_autoptr (MbmTestPeer) peer = mbm_test_peer_new (fixture->uri);
  gint64 begin = g_get_monotonic_time ();

  assert_login (peer, payload, code);
  return (g_get_monotonic_time () - begin) / G_TIME_SPAN_MILLISECOND;
}

/* What the next login with a name would have to wait, which is told without one. */
static guint
get_delay (ServerFixture *fixture, const char *username)
{
  MbmServerClient *client = mbm_server_lookup_client (fixture->server, "c-1");
  g_autofree char *host = mbm_peer_host_dup (mbm_server_client_get_address (client));
  const MbmServerLimits *limits = &fixture->server->limits;

  return mbm_login_throttle_get_delay (fixture->server->throttle, username, host,
                                       limits->free_logins_per_user, limits->free_logins_per_address,
                                       limits->max_login_delay);
}

static MbmTestPeer *
start_with_users (ServerFixture *fixture)
{
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();

  g_assert_true (mbm_user_store_add (users, "ann", "secret", NULL, NULL));
  g_assert_true (mbm_user_store_add (users, "bert", "secret", NULL, NULL));

  return start (fixture, users);
}

static void
test_user_waits (ServerFixture *fixture)
{
  static const char wrong[] = "{\"username\":\"ann\",\"password\":\"guess\"}";
  static const char right[] = "{\"username\":\"ann\",\"password\":\"secret\"}";
  static const char nobody[] = "{\"username\":\"nobody\",\"password\":\"guess\"}";
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "free-logins-per-user", 2, NULL);
  peer = start_with_users (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (get_delay (fixture, "ann"), ==, 0);
      time_login (fixture, wrong, "invalid_credentials");
    }
  g_assert_cmpint (time_login (fixture, wrong, "invalid_credentials"), >=, 250);
  g_assert_cmpint (time_login (fixture, wrong, "invalid_credentials"), >=, 500);

  /* A name that nobody has costs the same, and others cost nothing. */
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (get_delay (fixture, "nobody"), ==, 0);
      time_login (fixture, nobody, "invalid_credentials");
    }
  g_assert_cmpint (time_login (fixture, nobody, "invalid_credentials"), >=, 250);
  g_assert_cmpuint (get_delay (fixture, "bert"), ==, 0);
  time_login (fixture, "{\"username\":\"bert\",\"password\":\"secret\"}", NULL);

  /* Who knows the password gets in, after as long a wait, and nobody after that waits. */
  g_assert_cmpint (time_login (fixture, right, NULL), >=, 1000);
  g_assert_cmpuint (get_delay (fixture, "ann"), ==, 0);
  time_login (fixture, right, NULL);
}

static void
test_address_waits (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_test_peer_free);
  g_autoptr (MbmMessage) refused = NULL;
  g_autofree char *host = NULL;
  MbmJsonValue details, wait;
  gint64 ms;

  g_object_set (fixture->server, "free-logins-per-address", 3, "max-login-delay", 2000, "max-waiting-logins",
                4, NULL);
  peer = start_with_users (fixture);
  host =
    mbm_peer_host_dup (mbm_server_client_get_address (mbm_server_lookup_client (fixture->server, "c-1")));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"username\":\"user-%u\",\"password\":\"guess\"}", i);

      g_assert_cmpuint (get_delay (fixture, "ann"), ==, 0);
      time_login (fixture, payload, "invalid_credentials");
    }
  g_assert_cmpint (time_login (fixture, "{\"username\":\"ann\",\"password\":\"secret\"}", NULL), >=, 250);

  /* Old tokens are no attack. */
  for (guint i = 0; i < 5; i++)
    time_login (fixture, "{\"token\":\"old\"}", "invalid_token");

  g_assert_cmpuint (get_delay (fixture, "ann"), ==, 250);

  for (guint i = 0; i < 10; i++)
    mbm_login_throttle_note_failure (fixture->server->throttle, NULL, host, 1, 3);
  g_assert_cmpuint (get_delay (fixture, "ann"), ==, 2000);

  /* No more than four of them wait; a connection that goes makes room. */
  for (guint i = 0; i < 4; i++)
    {
      g_ptr_array_add (peers, mbm_test_peer_new (fixture->uri));
      g_free (mbm_test_peer_ask (peers->pdata[i], "$login", "{\"username\":\"bert\",\"password\":\"secret\"}",
                                 NULL));
      mbm_test_peer_sync (peers->pdata[i]);
    }
  refused = mbm_test_peer_request (peer, "$login", "{\"username\":\"bert\",\"password\":\"secret\"}");
  mbm_test_assert_error (refused, "TOO_MANY_REQUESTS", NULL);
  g_assert_true (mbm_json_value_get_member (mbm_message_get_error_value (refused), "details", &details));
  g_assert_true (mbm_json_value_get_member (details, "retryAfter", &wait));
  g_assert_true (mbm_json_value_get_int (wait, &ms));
  g_assert_cmpint (ms, ==, 2000);
  g_ptr_array_set_size (peers, 3);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 4);
  assert_login (peer, "{\"username\":\"bert\",\"password\":\"secret\"}", NULL);
}

/* The server goes while somebody waits for a turn. */
static void
test_dropped_while_waiting (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "free-logins-per-address", 1, NULL);
  peer = start_with_users (fixture);
  time_login (fixture, "{\"username\":\"x\",\"password\":\"guess\"}", "invalid_credentials");
  g_free (mbm_test_peer_ask (peer, "$login", "{\"username\":\"x\",\"password\":\"guess\"}", NULL));
  mbm_test_peer_sync (peer);
  g_assert_finalize_object (fixture->server);
  fixture->server = NULL;
  mbm_test_peer_await_closed (peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add_with_http ("/auth-provider/outcomes", test_outcomes);
  server_fixture_add_with_http ("/auth-provider/tokens", test_tokens);
  server_fixture_add_with_http ("/auth-provider/end-logins", test_end_logins);
  server_fixture_add_with_http ("/auth-provider/max-tokens", test_max_tokens);
  server_fixture_add ("/auth-provider/overtaken", test_overtaken);
  server_fixture_add_with_http ("/auth-provider/idle", test_idle);
  server_fixture_add_with_http ("/auth-provider/user-waits", test_user_waits);
  server_fixture_add_with_http ("/auth-provider/address-waits", test_address_waits);
  server_fixture_add_with_http ("/auth-provider/dropped-while-waiting", test_dropped_while_waiting);

  return g_test_run ();
}
