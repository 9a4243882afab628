/* test-console-alarms.c — when alarms are raised, and when they end
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"
#include "sbx-alarm-private.h"
#include "sbx-alarms.h"
#include "sbx-peer-private.h"
#include "sbx-stats-counter-private.h"
#include "sbx-stats-window-private.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define START  (1000 * SECOND)

/* An alarm, and what it is shown; the clock is ours. */
typedef struct
{
  SbxAlarm *alarm;
  SbxAlarmView view;
  SbxStatsCounter counter;
} Watch;

static void
watch_init (Watch *self, SbxAlarmConfig *config)
{
  self->alarm = sbx_alarm_new (config);
  self->view = (SbxAlarmView){
    .now = START,
    .real_time = 1,
    .state = SBX_ENDPOINT_RUNNING,
    .late = g_ptr_array_new_with_free_func (g_object_unref),
  };
  sbx_stats_counter_init (&self->counter, 0, START);
  g_object_unref (config);
}

static void
watch_clear (Watch *self)
{
  g_assert_finalize_object (self->alarm);
  g_ptr_array_unref (self->view.late);
}

/* One look, a second after the last. */
static SbxAlarmState
tick (Watch *self)
{
  g_autoptr (SbxStats) stats = sbx_stats_counter_snapshot (&self->counter, self->view.now);

  self->view.now += SECOND;
  self->view.real_time += SECOND;
  self->view.stats = stats;
  sbx_alarm_look (self->alarm, &self->view);
  self->view.stats = NULL;

  return sbx_alarm_get_state (self->alarm);
}

/* How many looks until the alarm is in @state; 1000: never. */
static guint
ticks_until (Watch *self, SbxAlarmState state)
{
  for (guint i = 1; i < 1000; i++)
    if (tick (self) == state)
      return i;

  return 1000;
}

static void
answer (Watch *self, guint n, gint64 latency, guint n_failed)
{
  for (guint i = 0; i < n; i++)
    sbx_stats_counter_add_latency (&self->counter, latency);
  self->counter.totals.failures += n_failed;
}

static void
add_peer (Watch *self, const char *id, guint missed)
{
  SbxPeerUpdate *update = sbx_peer_update_new (id);
  gint64 now = g_get_real_time ();
  SbxPeer *peer;

  update->id = g_strdup (id);
  update->connected_at = 1;
  update->heartbeat_interval = 100000;
  update->last_heartbeat = now - (missed * 100 + 50) * SECOND;
  peer = sbx_peer_new (update);
  sbx_peer_tick (peer, now);
  g_assert_cmpuint (sbx_peer_get_missed (peer), ==, missed);
  g_ptr_array_add (self->view.late, peer);
}

static void
test_beats (void)
{
  Watch watch;

  watch_init (&watch, sbx_alarm_config_new (SBX_ALARM_MISSED_BEATS));
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  add_peer (&watch, "one", 2);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  add_peer (&watch, "two", 4);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
  g_assert_cmpstr (sbx_alarm_get_text (watch.alarm), ==, "“two” missed 4 heartbeats");
  g_assert_cmpint (sbx_alarm_get_since (watch.alarm), ==, watch.view.real_time);
  add_peer (&watch, "three", 3);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
  g_assert_cmpstr (sbx_alarm_get_text (watch.alarm), ==, "2 peers missed heartbeats, up to 4");

  /* It is not over with the first beat, and not while it flickers. */
  g_ptr_array_set_size (watch.view.late, 0);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
  add_peer (&watch, "one", 3);
  tick (&watch);
  g_ptr_array_set_size (watch.view.late, 0);
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_IDLE), ==, 6);
  g_assert_cmpint (sbx_alarm_get_since (watch.alarm), ==, 0);

  watch_clear (&watch);
}

static void
test_errors (void)
{
  SbxAlarmConfig *config = sbx_alarm_config_new (SBX_ALARM_ERROR_RATE);
  Watch watch;

  g_object_set (config, "percent", 10.0, "seconds", 20, "minimum", 50, NULL);
  watch_init (&watch, config);

  /* What was before is not looked at. */
  answer (&watch, 1000, 5, 1000);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  /* Too few. */
  answer (&watch, 49, 5, 49);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_RAISED), ==, 1000);

  /* Not more than the bound. */
  answer (&watch, 100, 5, 10);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  g_assert_cmpstr (sbx_alarm_get_text (watch.alarm), ==, "10.0 % of 100 requests failed");
  answer (&watch, 100, 5, 15);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
  g_assert_cmpstr (sbx_alarm_get_text (watch.alarm), ==, "12.5 % of 200 requests failed");

  /* Just below the bound is not over: 9 %. */
  for (guint i = 0; i < 60; i++)
    {
      answer (&watch, 100, 5, 9);
      g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
    }
  sbx_alarm_acknowledge (watch.alarm);
  g_assert_cmpint (sbx_alarm_get_state (watch.alarm), ==, SBX_ALARM_ACKNOWLEDGED);
  for (guint i = 0; i < 10; i++)
    {
      answer (&watch, 100, 5, 20);
      g_assert_cmpint (tick (&watch), ==, SBX_ALARM_ACKNOWLEDGED);
    }
  /* Without an error the share falls as the window goes on. */
  for (guint i = 0; i < 40 && sbx_alarm_get_state (watch.alarm) != SBX_ALARM_IDLE; i++)
    {
      answer (&watch, 100, 5, 0);
      tick (&watch);
    }
  g_assert_cmpint (sbx_alarm_get_state (watch.alarm), ==, SBX_ALARM_IDLE);

  /* Requests that nobody answers failed too; and without requests it is over. */
  watch.counter.totals.no_answers += 1000;
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_IDLE), <=, 20 + 6);

  watch_clear (&watch);
}

static void
test_latency (void)
{
  SbxAlarmConfig *config = sbx_alarm_config_new (SBX_ALARM_LATENCY);
  Watch watch;

  g_object_set (config, "bound", 100, "seconds", 30, NULL);
  g_assert_cmpfloat (sbx_alarm_config_get_percent (config), ==, 95);
  watch_init (&watch, config);
  tick (&watch);

  /* Four of a hundred are slow: most are not. */
  answer (&watch, 96, 10000, 0);
  answer (&watch, 4, 900000, 0);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  answer (&watch, 20, 900000, 0);
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
  g_assert_true (g_str_has_prefix (sbx_alarm_get_text (watch.alarm), "95 % of the answers took up to "));
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_IDLE), <=, 30 + 7);

  watch_clear (&watch);
}

static void
test_clients (void)
{
  SbxAlarmConfig *config = sbx_alarm_config_new (SBX_ALARM_NO_CLIENT);
  Watch watch;

  g_object_set (config, "seconds", 30, NULL);
  watch_init (&watch, config);
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_RAISED), ==, 31);
  g_assert_cmpstr (sbx_alarm_get_text (watch.alarm), ==, "No client is there");
  watch.view.n_clients = 1;
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_IDLE), ==, 6);
  g_assert_cmpstr (sbx_alarm_get_text (watch.alarm), ==, "1 client is there");

  /* Who comes now and then is enough. */
  for (guint i = 0; i < 200; i++)
    {
      watch.view.n_clients = i % 20 == 0;
      g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
    }

  /* A server that somebody stopped needs no clients; one that starts has its time. */
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_RAISED), <=, 31);
  watch.view.state = SBX_ENDPOINT_STOPPED;
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  watch.view.state = SBX_ENDPOINT_RUNNING;
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_RAISED), ==, 31);

  watch_clear (&watch);
}

static void
test_lost (void)
{
  Watch watch;

  watch_init (&watch, sbx_alarm_config_new (SBX_ALARM_CONNECTION_LOST));
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_IDLE);
  watch.view.state = SBX_ENDPOINT_RECONNECTING;
  watch.view.lost = TRUE;
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_RAISED), ==, 11);
  watch.view.state = SBX_ENDPOINT_FAILED;
  g_assert_cmpint (tick (&watch), ==, SBX_ALARM_RAISED);
  watch.view.state = SBX_ENDPOINT_RUNNING;
  watch.view.lost = FALSE;
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_IDLE), ==, 6);

  /* One that never was connected is not lost. */
  watch.view.state = SBX_ENDPOINT_FAILED;
  g_assert_cmpuint (ticks_until (&watch, SBX_ALARM_RAISED), ==, 1000);

  watch_clear (&watch);
}

/* A long window keeps few moments, and still reaches back as far as it says. */
static void
test_window (void)
{
  g_autoptr (SbxStatsWindow) window = sbx_stats_window_new (SBX_ALARM_MAX_SECONDS);
  SbxStatsCounter counter;
  SbxWindowFigures figures;

  sbx_stats_counter_init (&counter, 0, START);
  for (gint64 second = 0; second < 3 * SBX_ALARM_MAX_SECONDS; second++)
    {
      g_autoptr (SbxStats) stats = NULL;

      sbx_stats_counter_add_latency (&counter, 10);
      stats = sbx_stats_counter_snapshot (&counter, START + second * SECOND);
      sbx_stats_window_add (window, stats, START + second * SECOND);
      sbx_stats_window_get (window, &figures);
      g_assert_cmpint (figures.span, ==, figures.n_requests * SECOND);
      if (second < SBX_ALARM_MAX_SECONDS)
        g_assert_cmpint (figures.span, ==, second * SECOND);
    }
  g_assert_cmpint (figures.span, >=, SBX_ALARM_MAX_SECONDS * SECOND);
  g_assert_cmpint (figures.span, <=, (SBX_ALARM_MAX_SECONDS + 61) * SECOND);

  /* Another recorder counts from the beginning. */
  sbx_stats_counter_init (&counter, 0, START);
  {
    g_autoptr (SbxStats) stats = sbx_stats_counter_snapshot (&counter, START);

    sbx_stats_window_add (window, stats, START + 4 * SBX_ALARM_MAX_SECONDS * SECOND);
  }
  sbx_stats_window_get (window, &figures);
  g_assert_cmpuint (figures.n_requests, ==, 0);
}

static SbxEndpointConfig *
read_config (const char *json, GError **error)
{
  return sbx_endpoint_config_from_json (SBX_TYPE_SERVER_CONFIG, mbm_json_value (json, -1), "servers[0]",
                                        error);
}

static void
test_workspace (void)
{
  static const struct
  {
    const char *alarms;
    const char *place;
  } wrong[] = {
    { "3", "servers[0].alarms: " },
    { "[3]", "servers[0].alarms[0]: " },
    { "[{\"kind\":\"latency\"},{\"kind\":\"bad-moon\"}]", "servers[0].alarms[1].kind: " },
    { "[{\"kind\":\"error-rate\",\"percent\":101}]", "servers[0].alarms[0].percent: " },
    { "[{\"kind\":\"no-client\",\"seconds\":0}]", "servers[0].alarms[0].seconds: " },
    { "[{\"kind\":\"no-client\",\"seconds\":\"long\"}]", "servers[0].alarms[0].seconds: " },
  };
  const char *json =
    "{\"id\":\"x\",\"url\":\"ws://127.0.0.1:1\",\"alarms\":[{\"kind\":\"missed-beats\"},"
    "{\"kind\":\"error-rate\",\"enabled\":false,\"percent\":2.5,\"seconds\":120,\"later\":[1]},"
    "{\"kind\":\"latency\",\"percentile\":99,\"bound\":250}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxEndpointConfig) config = read_config (json, &error);
  g_autoptr (SbxEndpointConfig) copy = NULL;
  g_autoptr (SbxAlarmConfig) second = NULL;
  g_autofree char *rule = NULL;
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sbx_endpoint_config_get_alarms (config))), ==, 3);
  second = g_list_model_get_item (G_LIST_MODEL (sbx_endpoint_config_get_alarms (config)), 1);
  g_assert_cmpint (sbx_alarm_config_get_kind (second), ==, SBX_ALARM_ERROR_RATE);
  g_assert_false (sbx_alarm_config_get_enabled (second));
  rule = sbx_alarm_config_dup_rule (second);
  g_assert_cmpstr (rule, ==, "More than 2.5 % of the requests of 120 s fail");

  copy = sbx_endpoint_config_copy (config);
  written = sbx_endpoint_config_to_json (copy);
  g_assert_cmpstr (written, ==, json);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"alarms\":%s}", wrong[i].alarms);
      g_autoptr (GError) wrong_error = NULL;

      g_assert_null (read_config (text, &wrong_error));
      g_assert_error (wrong_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_test_message ("%s", wrong_error->message);
      g_assert_true (g_str_has_prefix (wrong_error->message, wrong[i].place));
    }
}

static void
on_alarm (SbxAlarms *alarms, SbxAlarm *alarm, guint *count)
{
  (*count)++;
}

/* Puts @alarm, or none, into the endpoint's config as a dialog does. */
static void
set_alarm (SbxEndpoint *endpoint, SbxAlarmConfig *alarm)
{
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));

  g_list_store_remove_all (sbx_endpoint_config_get_alarms (config));
  if (alarm != NULL)
    g_list_store_append (sbx_endpoint_config_get_alarms (config), alarm);
  sbx_endpoint_set_config (endpoint, config);
}

static void
test_endpoint (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxEndpoint *endpoint = SBX_ENDPOINT (server);
  SbxAlarms *alarms = sbx_endpoint_get_alarms (endpoint);
  g_autoptr (SbxAlarmConfig) config = sbx_alarm_config_new (SBX_ALARM_NO_CLIENT);
  g_autoptr (SbxEndpointConfig) renamed = NULL;
  g_autoptr (SbxAlarm) alarm = NULL;
  g_autoptr (SbxAlarmEvent) event = NULL;
  guint n_raised = 0, n_ended = 0;

  g_signal_connect (alarms, "raised", G_CALLBACK (on_alarm), &n_raised);
  g_signal_connect (alarms, "ended", G_CALLBACK (on_alarm), &n_ended);
  g_object_set (config, "seconds", 1, NULL);
  set_alarm (endpoint, config);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (alarms)), ==, 1);
  alarm = g_list_model_get_item (G_LIST_MODEL (alarms), 0);
  wait_until (sbx_alarms_get_n_raised (alarms) == 1);
  g_assert_cmpuint (n_raised, ==, 1);
  g_assert_cmpstr (sbx_alarms_get_text (alarms), ==, "No Client: No client is there");

  /* Somebody knows; another name of the server changes nothing about that. */
  sbx_alarm_acknowledge (alarm);
  g_assert_cmpuint (sbx_alarms_get_n_raised (alarms), ==, 0);
  g_assert_cmpuint (sbx_alarms_get_n_active (alarms), ==, 1);
  renamed = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  g_object_set (renamed, "name", "Other", NULL);
  sbx_endpoint_set_config (endpoint, renamed);
  g_assert_cmpuint (sbx_alarms_get_n_active (alarms), ==, 1);
  g_assert_cmpuint (n_ended, ==, 0);

  /* Stopped on purpose. */
  stop_endpoint (server);
  wait_until (n_ended == 1);
  g_assert_cmpuint (sbx_alarms_get_n_active (alarms), ==, 0);
  g_assert_null (sbx_alarms_get_text (alarms));
  event = g_list_model_get_item (sbx_alarms_get_history (alarms), 0);
  g_assert_cmpint (get_int64 (event, "ended-at"), >=, get_int64 (event, "raised-at"));

  /* One that is removed while it is raised ends as well. */
  g_assert_true (start_endpoint (server, NULL));
  wait_until (n_raised == 2);
  set_alarm (endpoint, NULL);
  g_assert_cmpuint (n_ended, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (alarms)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_alarms_get_history (alarms)), ==, 2);

  console_fixture_free (fixture);
}

static void
test_connection (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxAlarms *alarms = sbx_endpoint_get_alarms (SBX_ENDPOINT (connection));
  g_autoptr (SbxAlarmConfig) config = sbx_alarm_config_new (SBX_ALARM_CONNECTION_LOST);

  g_object_set (config, "seconds", 1, NULL);
  set_alarm (SBX_ENDPOINT (connection), config);
  stop_endpoint (server);
  wait_until (sbx_alarms_get_n_raised (alarms) == 1);
  /* Who gives it up wants to hear no more of it. */
  stop_endpoint (connection);
  g_assert_cmpuint (sbx_alarms_get_n_active (alarms), ==, 0);

  console_fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  g_test_add_func ("/console/alarms/beats", test_beats);
  g_test_add_func ("/console/alarms/errors", test_errors);
  g_test_add_func ("/console/alarms/latency", test_latency);
  g_test_add_func ("/console/alarms/clients", test_clients);
  g_test_add_func ("/console/alarms/lost", test_lost);
  g_test_add_func ("/console/alarms/window", test_window);
  g_test_add_func ("/console/alarms/workspace", test_workspace);
  g_test_add_func ("/console/alarms/endpoint", test_endpoint);
  g_test_add_func ("/console/alarms/connection", test_connection);
  return g_test_run ();
}
