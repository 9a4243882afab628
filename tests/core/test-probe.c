/* test-probe.c — a probe finds what is wrong with a service, and nothing that is right
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-test-peer.h"
#include "probe-model.h"
#include "sbx-demo-service.h"
#include "sbx-probe.h"
#include "tls-fixture.h"

/* Of a check, in milliseconds: long enough for a machine that is busy, where nothing is to time out. */
#define PLENTY 20000

/* And where something is to. */
#define SHORT 400

static const char contract_text[] =
  "{\"name\":\"model\",\"version\":\"1\",\"requests\":{\"double\":{"
  "\"request\":{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}},"
  "\"response\":{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}}}}";

static MbmContract *
make_contract (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (contract_text, strlen (contract_text));
  g_autoptr (GError) error = NULL;
  MbmContract *contract = mbm_contract_new (bytes, &error);

  g_assert_no_error (error);
  return contract;
}

/* --- running ---------------------------------------------------------------------- */

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
run (SbxProbe *probe, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sbx_probe_run_async (probe, cancellable, ran_cb, &result);
  g_assert_true (sbx_probe_get_running (probe));
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (sbx_probe_get_running (probe));
  return sbx_probe_run_finish (probe, result, error);
}

static SbxProbeCheck *
find_check (SbxProbe *probe, const char *id)
{
  GListModel *checks = sbx_probe_get_checks (probe);

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (checks, i);

      if (g_str_equal (sbx_probe_check_get_id (check), id))
        return check;
    }
  g_assert_not_reached ();
}

static const char *
status_of (SbxProbe *probe, const char *id)
{
  return sbx_probe_status_to_string (sbx_probe_check_get_status (find_check (probe, id)));
}

/* What is not as it should be: `ping=failed origin=warning`. */
static char *
list_faults (SbxProbe *probe)
{
  g_autoptr (GString) list = g_string_new (NULL);
  GListModel *checks = sbx_probe_get_checks (probe);

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (checks, i);
      SbxProbeStatus status = sbx_probe_check_get_status (check);

      if (status == SBX_PROBE_PASSED || status == SBX_PROBE_NOT_APPLICABLE)
        continue;
      g_string_append_printf (list, "%s%s=%s", list->len > 0 ? " " : "", sbx_probe_check_get_id (check),
                              sbx_probe_status_to_string (status));
      g_test_message ("%s: %s %s", sbx_probe_check_get_id (check), sbx_probe_check_get_message (check),
                      sbx_probe_check_get_advice (check));
      g_assert_cmpstr (sbx_probe_check_get_message (check), !=, "");
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
assert_faults (SbxProbe *probe, const char *expected)
{
  g_autofree char *faults = list_faults (probe);

  g_assert_cmpstr (faults, ==, expected);
}

/* Nothing that went over the wire, or is said of it, has one of these. */
static void
assert_hidden (SbxProbe *probe, const char *secret)
{
  g_autofree char *json = sbx_probe_to_json (probe);
  g_autofree char *text = sbx_probe_to_text (probe);
  g_autoptr (GError) error = NULL;

  mbm_json_check (json, -1, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (json, secret));
  g_assert_null (strstr (text, secret));
}

/* --- what is right ------------------------------------------------------------------ */

static void
set_login (SbxProbe *probe, const char *username, const char *password)
{
  g_object_set (probe, "username", username, "password", password, NULL);
}

static void
test_model (gconstpointer data)
{
  g_autoptr (ProbeModel) model = probe_model_new (data, FLAW_NONE);
  g_autoptr (SbxProbe) probe = sbx_probe_new (probe_model_get_uri (model));
  g_autoptr (MbmContract) contract = make_contract ();
  g_autoptr (GError) error = NULL;

  set_login (probe, "ann", "open sesame");
  g_object_set (probe, "timeout", PLENTY, "contract", contract, "request-name", "double", "heartbeat-wait",
                PLENTY, "max-message-size", (guint64) 65536, NULL);
  run (probe, NULL, &error);
  g_assert_no_error (error);
  assert_faults (probe, "");
  g_assert_cmpstr (status_of (probe, "wrong-payload"), ==, "passed");
  g_assert_cmpstr (status_of (probe, "login"), ==, "passed");
  g_assert_cmpstr (status_of (probe, "oversized"), ==, "passed");
  assert_hidden (probe, "open sesame");
  assert_hidden (probe, "token-of-ann");

  /* Only what was named, and a name that nobody has. */
  for (guint i = 0; i < probe_model_get_seen (model)->len; i++)
    g_assert_true (g_str_has_prefix (g_ptr_array_index (probe_model_get_seen (model), i), "signalboxProbe."));
  mbm_test_wait_until (probe_model_count (model) == 0);
}

static MbmServer *
start_server (const char *uri)
{
  MbmServer *server = mbm_server_new (NULL, NULL);

  sbx_demo_service_attach (server);
  if (g_str_has_prefix (uri, "wss") || g_str_has_prefix (uri, "https"))
    {
      g_autoptr (GTlsCertificate) certificate = tls_fixture_load ("server");

      g_object_set (server, "certificate", certificate, NULL);
    }
  mbm_test_server_start (server, uri);
  return server;
}

static void
test_server (gconstpointer data)
{
  const char *uri = data;
  g_autoptr (MbmServer) server = start_server (uri);
  g_autoptr (SbxProbe) probe = sbx_probe_new (mbm_server_get_uri (server));
  g_autoptr (GError) error = NULL;

  set_login (probe, "admin", "secret123");
  g_object_set (probe, "timeout", PLENTY, "request-name", "calculateTotal", "request-payload",
                "{\"items\":[{\"price\":2}]}", "max-message-size", (guint64) MBM_DEFAULT_MAX_MESSAGE_SIZE,
                NULL);
  if (g_str_has_prefix (uri, "wss") || g_str_has_prefix (uri, "https"))
    g_object_set (probe, "ca-file", tls_fixture_path ("ca.pem"), NULL);
  run (probe, NULL, &error);
  g_assert_no_error (error);
  assert_faults (probe, "");
  g_assert_cmpuint (sbx_probe_count (probe, SBX_PROBE_PASSED), >, 25);
  assert_hidden (probe, "secret123");

  /* It left nobody behind. */
  mbm_test_wait_until (mbm_server_get_n_clients (server) == 0);
  mbm_test_server_stop (server, NULL);
}

/* A certificate that nobody signed, whose fingerprint is known. */
static void
test_fingerprint (gconstpointer data)
{
  g_autoptr (MbmServer) server = start_server (data);
  g_autoptr (SbxProbe) probe = sbx_probe_new (mbm_server_get_uri (server));
  g_autoptr (GTlsCertificate) certificate = tls_fixture_load ("server");
  g_autofree char *fingerprint = mbm_certificate_dup_fingerprint (certificate);
  g_autofree char *lower = g_ascii_strdown (fingerprint, -1);
  g_autoptr (GError) error = NULL;

  g_object_set (probe, "timeout", PLENTY, "trusted-fingerprint", lower, NULL);
  run (probe, NULL, &error);
  g_assert_no_error (error);
  assert_faults (probe, "");

  /* Any other is not trusted. */
  lower[0] = lower[0] == '0' ? '1' : '0';
  g_object_set (probe, "trusted-fingerprint", lower, NULL);
  g_assert_false (run (probe, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CERTIFICATE);
  assert_faults (probe, "connect=failed");
  mbm_test_server_stop (server, NULL);
}

static void
test_magic_server (void)
{
  g_autoptr (MbmServer) server = start_server ("ws://127.0.0.1:0");
  g_autoptr (SbxProbe) probe = sbx_probe_new (mbm_server_get_uri (server));
  g_autoptr (GError) error = NULL;

  set_login (probe, "admin", "secret123");
  g_object_set (probe, "timeout", PLENTY, "dialect", MBM_DIALECT_MAGIC_SERVER, "request-name",
                "calculateTotal", "request-payload", "{\"items\":[{\"price\":2}]}", NULL);
  run (probe, NULL, &error);
  g_assert_no_error (error);
  assert_faults (probe, "");
  g_assert_cmpstr (status_of (probe, "ping"), ==, "passed");
  g_assert_cmpstr (status_of (probe, "websocket-ping"), ==, "passed");
  g_assert_cmpstr (status_of (probe, "register"), ==, "not-applicable");
  mbm_test_server_stop (server, NULL);
}

static void
test_open_server (void)
{
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);
  g_autoptr (SbxProbe) probe = NULL;
  g_autoptr (GError) error = NULL;

  sbx_demo_service_attach (server);
  g_object_set (server, "require-registration", FALSE, NULL);
  mbm_test_server_start (server, "http://127.0.0.1:0/open");
  probe = sbx_probe_new (mbm_server_get_uri (server));
  g_object_set (probe, "timeout", PLENTY, "registers", FALSE, NULL);
  run (probe, NULL, &error);
  g_assert_no_error (error);
  assert_faults (probe, "");
  mbm_test_server_stop (server, NULL);
}

/* --- what is wrong --------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  ProbeFlaw flaw;
  const char *faults;
  const char *only; /* (nullable): where the rest would wait for long */
} Wrong;

static const Wrong wrongs[] = {
  { "silent-register", FLAW_SILENT_REGISTER, "register=failed", NULL },
  { "register-refused", FLAW_REGISTER_REFUSED, "register=failed", NULL },
  { "register-members", FLAW_REGISTER_MEMBERS, "register=failed", "register" },
  { "ttl-milliseconds", FLAW_TTL_MILLISECONDS, "register=warning", NULL },
  { "seconds", FLAW_SECONDS, "register=failed", NULL },
  { "register-twice", FLAW_REGISTER_TWICE, "register-twice=failed", NULL },
  { "both-stay", FLAW_BOTH_STAY, "duplicate-id=failed", "duplicate-id" },
  { "replaced-silently", FLAW_REPLACED_SILENTLY, "duplicate-id=warning", NULL },
  { "id-in-use", FLAW_ID_IN_USE, "duplicate-id=failed", NULL },
  { "nobody-is-known", FLAW_NOBODY_IS_KNOWN, "unregistered=warning", NULL },
  { "ping-wrong-id", FLAW_PING_WRONG_ID, "ping=failed", NULL },
  { "ping-timestamp", FLAW_PING_TIMESTAMP, "ping=failed correlation=failed", NULL },
  { "ping-echo", FLAW_PING_ECHO, "ping=failed correlation=failed", NULL },
  { "ping-twice", FLAW_PING_TWICE, "correlation=failed", NULL },
  { "ping-mixed-up", FLAW_PING_MIXED_UP, "correlation=failed", NULL },
  { "info-types", FLAW_INFO_TYPES, "server-info=failed", NULL },
  { "heartbeat-refused", FLAW_HEARTBEAT_REFUSED, "heartbeat=failed", NULL },
  { "heartbeat-closes", FLAW_HEARTBEAT_CLOSES, "heartbeat=failed", NULL },
  { "no-heartbeats", FLAW_NO_HEARTBEATS, "heartbeat=failed", NULL },
  { "heartbeat-members", FLAW_HEARTBEAT_MEMBERS, "heartbeat=failed", NULL },
  { "announcement-members", FLAW_ANNOUNCEMENT_MEMBERS, "announcements=failed", NULL },
  { "no-subscription-id", FLAW_NO_SUBSCRIPTION_ID, "subscription=failed filter=failed", NULL },
  { "unsubscribe-again", FLAW_UNSUBSCRIBE_AGAIN, "subscription=warning reconnect=warning", NULL },
  { "any-filter", FLAW_ANY_FILTER, "wrong-filter=failed", NULL },
  { "subscription-survives", FLAW_SUBSCRIPTION_SURVIVES, "reconnect=warning", NULL },
  { "unknown-code", FLAW_UNKNOWN_CODE, "unknown-request=failed unknown-system=failed", NULL },
  { "unknown-silent", FLAW_UNKNOWN_SILENT, "unknown-request=failed unknown-system=failed", NULL },
  { "unknown-closes", FLAW_UNKNOWN_CLOSES, "unknown-request=failed unknown-system=failed", NULL },
  { "unknown-succeeds", FLAW_UNKNOWN_SUCCEEDS, "unknown-request=failed unknown-system=failed", NULL },
  { "unknown-message", FLAW_UNKNOWN_MESSAGE, "unknown-request=warning unknown-system=warning", NULL },
  { "system-event-closes", FLAW_SYSTEM_EVENT_CLOSES, "unknown-system=failed", NULL },
  { "any-payload", FLAW_ANY_PAYLOAD, "system-payload=failed", NULL },
  { "any-request-payload", FLAW_ANY_REQUEST_PAYLOAD, "wrong-payload=failed", NULL },
  { "wrong-result", FLAW_WRONG_RESULT, "request=failed", NULL },
  { "any-source", FLAW_ANY_SOURCE, "source=warning", NULL },
  { "malformed-closes", FLAW_MALFORMED_CLOSES, "malformed-json=failed malformed-frame=failed", NULL },
  { "malformed-silent", FLAW_MALFORMED_SILENT, "malformed-json=warning malformed-frame=warning", NULL },
  { "malformed-kills-all", FLAW_MALFORMED_KILLS_ALL, "malformed-json=failed malformed-frame=failed", NULL },
  { "binary-closes", FLAW_BINARY_CLOSES, "binary=failed", NULL },
  { "answers-answers", FLAW_ANSWERS_ANSWERS, "unsolicited=failed", NULL },
  { "any-login", FLAW_ANY_LOGIN, "wrong-login=failed login-leak=failed", NULL },
  { "login-fails-hard", FLAW_LOGIN_FAILS_HARD, "wrong-login=warning login-leak=warning wrong-token=warning",
    NULL },
  { "login-leaks", FLAW_LOGIN_LEAKS, "login-leak=failed", NULL },
  { "login-without-reason", FLAW_LOGIN_WITHOUT_REASON,
    "wrong-login=failed login-leak=failed wrong-token=failed", NULL },
  { "any-token", FLAW_ANY_TOKEN, "wrong-token=failed login=failed", NULL },
  { "expired-token", FLAW_EXPIRED_TOKEN, "login=failed", NULL },
  { "logout-keeps-token", FLAW_LOGOUT_KEEPS_TOKEN, "login=failed", NULL },
  { "any-origin", FLAW_ANY_ORIGIN, "origin=warning", NULL },
  { "no-reconnect", FLAW_NO_RECONNECT, "reconnect=failed", NULL },
  { "unregister-stays", FLAW_UNREGISTER_STAYS, "unregister=warning", NULL },
};

static void
test_wrong (gconstpointer data)
{
  const Wrong *wrong = data;
  g_autoptr (ProbeModel) model = probe_model_new ("ws://127.0.0.1:0", wrong->flaw);
  g_autoptr (SbxProbe) probe = sbx_probe_new (probe_model_get_uri (model));
  g_autoptr (MbmContract) contract = make_contract ();
  g_autoptr (GError) error = NULL;
  const char *only[] = { wrong->only, NULL };
  gboolean waits = wrong->flaw == FLAW_SILENT_REGISTER || wrong->flaw == FLAW_UNKNOWN_SILENT ||
                   wrong->flaw == FLAW_PING_WRONG_ID;

  set_login (probe, "ann", "open sesame");
  g_object_set (probe, "timeout", waits ? SHORT : PLENTY, "contract", contract, "request-name", "double",
                "heartbeat-wait", wrong->flaw == FLAW_NO_HEARTBEATS ? SHORT : PLENTY, NULL);
  if (wrong->only != NULL)
    g_object_set (probe, "only", only, NULL);
  run (probe, NULL, &error);
  g_assert_no_error (error);
  assert_faults (probe, wrong->faults);
  mbm_test_wait_until (probe_model_count (model) == 0);
}

/* Whose beats count for nothing is dropped in the midst of them. */
static void
test_heartbeat_ignored (void)
{
  static const char *const only[] = { "register", "heartbeat", NULL };
  g_autoptr (ProbeModel) model = probe_model_new ("memory://heartbeat", FLAW_HEARTBEAT_IGNORED);
  g_autoptr (SbxProbe) probe = sbx_probe_new (probe_model_get_uri (model));

  g_object_set (probe, "only", only, NULL);
  run (probe, NULL, NULL);
  assert_faults (probe, "heartbeat=failed");
}

/* What one connection suffers is not said of another. */
static void
test_deafened (void)
{
  static const char *const only[] = { "malformed-json", NULL };
  g_autoptr (ProbeModel) model = probe_model_new ("memory://deaf", FLAW_MALFORMED_DEAFENS);
  g_autoptr (SbxProbe) probe = sbx_probe_new (probe_model_get_uri (model));
  const char *message;

  g_object_set (probe, "only", only, "timeout", SHORT, NULL);
  run (probe, NULL, NULL);
  assert_faults (probe, "malformed-json=failed");
  message = sbx_probe_check_get_message (find_check (probe, "malformed-json"));
  g_assert_nonnull (strstr (message, "nothing more"));
  g_assert_null (strstr (message, "Another connection"));
}

static void
test_no_json (void)
{
  static const char *const only[] = { "ping", NULL };
  g_autoptr (ProbeModel) model = probe_model_new ("memory://no-json", FLAW_NO_JSON);
  g_autoptr (SbxProbe) probe = sbx_probe_new (probe_model_get_uri (model));
  SbxProbeCheck *check;

  g_object_set (probe, "only", only, "timeout", SHORT, NULL);
  run (probe, NULL, NULL);
  assert_faults (probe, "ping=failed");
  check = find_check (probe, "ping");
  g_assert_nonnull (strstr (sbx_probe_check_get_message (check), "no message"));
}

/* --- the report, and the end -------------------------------------------------------------- */

static void
test_unreached (gconstpointer data)
{
  g_autoptr (SbxProbe) probe = sbx_probe_new (data);
  g_autoptr (GError) error = NULL;

  g_object_set (probe, "timeout", PLENTY, NULL);
  g_assert_false (run (probe, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, MBM_ERROR);
  assert_faults (probe, "connect=failed");
  g_assert_cmpuint (sbx_probe_count (probe, SBX_PROBE_NOT_RUN), ==, 0);
}

static void
cancel_cb (SbxProbeCheck *check, GParamSpec *pspec, gpointer user_data)
{
  if (sbx_probe_check_get_status (check) == SBX_PROBE_RUNNING)
    g_cancellable_cancel (user_data);
}

/* In the midst of a check that would wait for long. */
static void
test_cancel (void)
{
  g_autoptr (ProbeModel) model = probe_model_new ("ws://127.0.0.1:0", FLAW_SLOW_LOGIN);
  g_autoptr (SbxProbe) probe = sbx_probe_new (probe_model_get_uri (model));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_object_set (probe, "timeout", 10 * 60 * 1000, NULL);
  g_signal_connect (find_check (probe, "wrong-login"), "notify::status", G_CALLBACK (cancel_cb), cancellable);
  g_assert_false (run (probe, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (status_of (probe, "ping"), ==, "passed");
  g_assert_cmpstr (status_of (probe, "wrong-login"), ==, "not-run");
  g_assert_cmpstr (status_of (probe, "unregister"), ==, "not-run");
  mbm_test_wait_until (probe_model_count (model) == 0);

  /* And again, as if nothing had been. */
  g_clear_error (&error);
  g_object_set (probe, "timeout", SHORT, NULL);
  g_assert_true (run (probe, NULL, &error));
  assert_faults (probe, "wrong-login=failed");
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sbx_probe_run_finish (SBX_PROBE (source), result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  *(gboolean *) user_data = TRUE;
}

static void
test_twice (void)
{
  g_autoptr (SbxProbe) probe = sbx_probe_new ("memory://nobody");
  g_autoptr (GAsyncResult) result = NULL;
  gboolean is_refused = FALSE;

  sbx_probe_run_async (probe, NULL, ran_cb, &result);
  sbx_probe_run_async (probe, NULL, refused_cb, &is_refused);
  while (result == NULL || !is_refused)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (sbx_probe_run_finish (probe, result, NULL));
}

static void
test_report (void)
{
  static const char *const only[] = { "oversized", "ping", NULL };
  g_autoptr (ProbeModel) model = probe_model_new ("ws://127.0.0.1:0", FLAW_PING_TIMESTAMP);
  g_autoptr (SbxProbe) probe = sbx_probe_new (probe_model_get_uri (model));
  g_autofree char *text = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *json = NULL;
  GPtrArray *steps;
  const SbxProbeStep *sent = NULL;

  g_object_set (probe, "only", only, "timeout", PLENTY, "max-message-size", (guint64) 65536, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_probe_get_checks (probe)), ==, 2);
  run (probe, NULL, NULL);
  assert_faults (probe, "ping=failed");

  /* A text is cut, and that is said. */
  steps = sbx_probe_check_get_steps (find_check (probe, "oversized"));
  for (guint i = 0; i < steps->len; i++)
    {
      const SbxProbeStep *step = g_ptr_array_index (steps, i);

      if (step->kind == SBX_PROBE_SENT && step->size > 65536)
        sent = step;
    }
  g_assert_nonnull (sent);
  g_assert_true (sent->cut);
  g_assert_cmpuint (strlen (sent->text), ==, SBX_PROBE_MAX_TEXT);

  text = sbx_probe_to_text (probe);
  g_assert_nonnull (strstr (text, "Failed: Ping (ping)"));
  g_assert_nonnull (strstr (text, "→ {\"type\":\"request\""));
  summary = sbx_probe_summary_to_json (probe);
  g_assert_nonnull (strstr (summary, "\"passed\":1,\"warnings\":0,\"failed\":1"));
  json = sbx_probe_check_to_json (find_check (probe, "oversized"));
  g_assert_nonnull (strstr (json, "\"cut\":true"));
  g_assert_null (strchr (json, '\n'));
}

int
main (int argc, char **argv)
{
  static const char *const served[] = { "memory://probe", "ws://127.0.0.1:0/path", "wss://127.0.0.1:0",
                                        "http://127.0.0.1:0/shop", "https://127.0.0.1:0" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (served); i++)
    {
      g_autofree char *scheme = g_uri_parse_scheme (served[i]);
      g_autofree char *path = g_strconcat ("/probe/server/", scheme, NULL);

      g_test_add_data_func (path, served[i], test_server);
    }
  g_test_add_data_func ("/probe/server/fingerprint/ws", "wss://127.0.0.1:0", test_fingerprint);
  g_test_add_data_func ("/probe/server/fingerprint/http", "https://127.0.0.1:0", test_fingerprint);
  g_test_add_func ("/probe/server/magic", test_magic_server);
  g_test_add_func ("/probe/server/open", test_open_server);
  g_test_add_data_func ("/probe/model/memory", "memory://model", test_model);
  g_test_add_data_func ("/probe/model/ws", "ws://127.0.0.1:0", test_model);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autofree char *path = g_strconcat ("/probe/wrong/", wrongs[i].name, NULL);

      g_test_add_data_func (path, &wrongs[i], test_wrong);
    }
  g_test_add_func ("/probe/wrong/heartbeat-ignored", test_heartbeat_ignored);
  g_test_add_func ("/probe/wrong/deafened", test_deafened);
  g_test_add_func ("/probe/wrong/no-json", test_no_json);
  g_test_add_data_func ("/probe/unreached/ws", "ws://127.0.0.1:1", test_unreached);
  g_test_add_data_func ("/probe/unreached/http", "http://127.0.0.1:1", test_unreached);
  g_test_add_data_func ("/probe/unreached/memory", "memory://nobody", test_unreached);
  g_test_add_data_func ("/probe/unreached/no-address", "localhost", test_unreached);
  g_test_add_func ("/probe/cancel", test_cancel);
  g_test_add_func ("/probe/twice", test_twice);
  g_test_add_func ("/probe/report", test_report);
  return g_test_run ();
}
