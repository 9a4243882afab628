/* sbx-probe-checks-system.c — a probe's checks: ping, server information, heartbeats
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-checks-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "sbx-probe-asks-private.h"

#define N_PINGS    5
#define N_PARALLEL 8

/* For how long a heartbeat of the service is waited for if nobody asks for one, in milliseconds. */
#define HEARTBEAT_WAIT 1000

/* Whom the service drops after a longer silence is not tried. */
#define MAX_CLIENT_TIMEOUT 3000

static char *
make_ping (gint64 timestamp, const char *payload)
{
  return g_strdup_printf ("{\"timestamp\":%" PRId64 ",\"payload\":\"%s\"}", timestamp, payload);
}

/* Whether it repeats what it was asked. */
static gboolean
look_at_pong (SbxProbeRun *run, MbmMessage *answer, gint64 timestamp, const char *payload)
{
  g_autofree char *echo = NULL;
  MbmJsonValue value;
  gint64 repeated;

  if (!sbx_probe_expect_member (run, answer, "timestamp", SBX_PROBE_NUMBER))
    return FALSE;
  if (sbx_probe_get_member (answer, "timestamp", &value) &&
      (!mbm_json_value_get_int (value, &repeated) || repeated != timestamp))
    {
      sbx_probe_fault (run, _ ("Repeat the timestamp of the request."),
                       _ ("The answer’s timestamp is %.*s, and not the request’s."),
                       (int) MIN (value.length, 40), value.text);
      return FALSE;
    }

  echo = sbx_probe_dup_member (answer, "echo");
  if (echo != NULL && g_strcmp0 (echo, payload) != 0)
    {
      sbx_probe_fault (run, _ ("Repeat the request’s payload as “echo”, or leave it out."),
                       _ ("“echo” is “%.40s”, and not what was sent."), echo);
      return FALSE;
    }
  return TRUE;
}

void
sbx_probe_check_ping (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);
  gint64 min = G_MAXINT64, max = 0, sum = 0;

  for (guint i = 0; link != NULL && i < N_PINGS; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      gint64 timestamp = g_get_real_time () / 1000;
      g_autofree char *text = g_strdup_printf ("probe-%u", i);
      g_autofree char *payload = make_ping (timestamp, text);
      g_autoptr (MbmMessage) answer = sbx_probe_ask (run, link, "$ping", payload);
      gint64 duration = g_get_monotonic_time () - begin;

      if (answer == NULL || !sbx_probe_is_known (run, answer, "$ping") ||
          !sbx_probe_expect_success (run, answer, "$ping") || !look_at_pong (run, answer, timestamp, text) ||
          !sbx_probe_expect_member (run, answer, "serverTime", SBX_PROBE_TIME))
        return;
      min = MIN (min, duration);
      max = MAX (max, duration);
      sum += duration;
    }

  if (link != NULL)
    /* Translators: round trips in milliseconds */
    sbx_probe_remark (run, _ ("%d round trips took %.2f to %.2f ms, %.2f ms on average."), N_PINGS,
                      (double) min / 1000, (double) max / 1000, (double) sum / N_PINGS / 1000);
}

/* --- several at a time --------------------------------------------------------------- */

static void
look_for_strays (SbxProbeRun *run, SbxProbeLink *link)
{
  for (GList *l = link->messages.head; l != NULL; l = l->next)
    if (mbm_message_get_kind (l->data) == MBM_MESSAGE_RESPONSE)
      {
        sbx_probe_fault (run, _ ("Answer each request once."),
                         _ ("There was an answer too many, with the id “%.60s”."),
                         mbm_message_get_id (l->data));
        return;
      }
}

void
sbx_probe_check_correlation (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);
  char *ids[N_PARALLEL] = { NULL };

  for (guint i = 0; link != NULL && i < N_PARALLEL; i++)
    {
      g_autofree char *payload = make_ping (i + 1, "probe");

      ids[i] = sbx_probe_link_send_request (link, "$ping", payload, NULL);
    }

  for (guint i = 0; link != NULL && i < N_PARALLEL; i++)
    {
      g_autoptr (MbmMessage) answer = sbx_probe_await (run, link, "$ping", ids[i]);

      /* An error is an answer as well: it has an id. */
      if (answer == NULL || (mbm_message_is_success (answer) && !look_at_pong (run, answer, i + 1, "probe")))
        break;
    }
  if (link != NULL && run->result->status == SBX_PROBE_PASSED && sbx_probe_expect_alive (run, link, "$ping"))
    look_for_strays (run, link);

  for (guint i = 0; i < N_PARALLEL; i++)
    g_free (ids[i]);
}

/* --- what the server says of itself -------------------------------------------------- */

void
sbx_probe_check_server_info (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (MbmMessage) answer = link != NULL ? sbx_probe_ask (run, link, "$serverInfo", "{}") : NULL;
  MbmJsonValue value;
  gint64 n;

  if (answer == NULL || !sbx_probe_is_known (run, answer, "$serverInfo") ||
      !sbx_probe_expect_success (run, answer, "$serverInfo"))
    return;

  sbx_probe_expect_member (run, answer, "serverId", SBX_PROBE_TEXT);
  sbx_probe_expect_member (run, answer, "version", SBX_PROBE_TEXT);
  if (sbx_probe_expect_member (run, answer, "uptime", SBX_PROBE_NUMBER) &&
      sbx_probe_get_member (answer, "uptime", &value) && mbm_json_value_get_int (value, &n) && n < 0)
    sbx_probe_fault (run, _ ("Tell the milliseconds since the service began."), _ ("“uptime” is negative."));
  if (sbx_probe_expect_member (run, answer, "connectedClients", SBX_PROBE_NUMBER) &&
      sbx_probe_get_member (answer, "connectedClients", &value) && mbm_json_value_get_int (value, &n) &&
      n < 1 && link->client_id != NULL)
    sbx_probe_warn (run, _ ("Count the clients that are registered."),
                    _ ("“connectedClients” is %" PRId64 ", although the probe is registered."), n);
  sbx_probe_expect_member (run, answer, "capabilities", SBX_PROBE_STRINGS);
  sbx_probe_expect_member (run, answer, "serverTime", SBX_PROBE_TIME);
}

/* --- signs of life ------------------------------------------------------------------- */

static void
send_heartbeat (SbxProbeLink *link)
{
  g_autoptr (GString) payload = g_string_new (NULL);

  g_string_printf (payload, "{\"timestamp\":%" PRId64, g_get_real_time () / 1000);
  if (link->client_id != NULL)
    {
      g_string_append (payload, ",\"clientId\":");
      mbm_json_append_string (payload, link->client_id, -1);
    }
  g_string_append_c (payload, '}');
  sbx_probe_link_send_event (link, "$heartbeat", payload->str);
}

static gboolean
expect_taken (SbxProbeRun *run, SbxProbeLink *link)
{
  g_autoptr (MbmMessage) refusal = NULL;
  g_autofree char *code = NULL;

  send_heartbeat (link);
  if (!sbx_probe_expect_alive (run, link, _ ("a heartbeat")))
    return FALSE;

  refusal = sbx_probe_link_await_event (link, "$error", 0);
  if (refusal == NULL)
    return TRUE;

  code = sbx_probe_dup_member (refusal, "code");
  sbx_probe_fault (run, _ ("Take heartbeats of clients."), _ ("The heartbeat was refused: %.60s."),
                   code != NULL ? code : "$error");
  return FALSE;
}

/* Where clients are dropped soon, it can be seen whether heartbeats keep them. */
static void
expect_kept (SbxProbeRun *run, SbxProbeLink *link)
{
  guint whole = run->client_timeout * 3 / 2;

  if (run->client_timeout == 0 || run->client_timeout > MIN (run->settings->timeout, MAX_CLIENT_TIMEOUT))
    return;

  run->deadline += (gint64) whole * 1000;
  for (guint spent = 0; spent < whole && !link->is_closed && !sbx_probe_is_stopped (run);
       spent += run->client_timeout / 4)
    {
      send_heartbeat (link);
      sbx_probe_link_await_closed (link, run->client_timeout / 4);
    }
  if (link->is_closed)
    sbx_probe_fault (run, _ ("Count a heartbeat as a sign of life."),
                     _ ("The client was dropped although its heartbeats came in time."));
}

static void
expect_heartbeat (SbxProbeRun *run, SbxProbeLink *link)
{
  guint wait = run->settings->heartbeat_wait > 0 ? run->settings->heartbeat_wait : HEARTBEAT_WAIT;
  g_autoptr (MbmMessage) beat = NULL;

  run->deadline += (gint64) wait * 1000;
  beat = sbx_probe_link_await_event (link, "$heartbeat", wait);
  if (beat != NULL)
    {
      sbx_probe_expect_member (run, beat, "timestamp", SBX_PROBE_TIME);
      sbx_probe_expect_member (run, beat, "serverId", SBX_PROBE_TEXT);
    }
  else if (link->is_closed && !sbx_probe_is_stopped (run))
    sbx_probe_fault (run, _ ("Leave the connection open."),
                     _ ("The connection ended while a heartbeat was waited for."));
  else if (run->settings->heartbeat_wait > 0 && !sbx_probe_is_stopped (run))
    sbx_probe_fault (run, _ ("Send heartbeats, or wait for them longer."),
                     _ ("No heartbeat of the service came within %u ms."), wait);
  else
    sbx_probe_remark (run, _ ("None of the service came within %u ms; every 30 s is usual."), wait);
}

void
sbx_probe_check_heartbeat (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);

  if (link == NULL || !expect_taken (run, link))
    return;

  expect_kept (run, link);
  if (!link->is_closed)
    expect_heartbeat (run, link);
}

void
sbx_probe_check_websocket_ping (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);

  if (link == NULL || sbx_probe_link_await_alive (link, G_MAXUINT) || sbx_probe_is_stopped (run))
    return;

  if (link->is_closed)
    sbx_probe_fault (run, _ ("Answer pings by pongs."), _ ("A WebSocket ping ended the connection."));
  else
    sbx_probe_fault (run, _ ("Answer pings by pongs."), _ ("A WebSocket ping was not answered within %u ms."),
                     run->settings->timeout);
}
