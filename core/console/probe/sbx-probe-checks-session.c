/* sbx-probe-checks-session.c — a probe's checks: coming, going, and coming back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-checks-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "sbx-probe-asks-private.h"

/* How long to wait for what follows at once, or not at all, in milliseconds. */
#define SOON 1500

/* What `ttl` is in seconds would be a day. */
#define MAX_TTL (24 * 60 * 60)

#define CLOSE_REPLACED 4001

static const char *
get_connect_advice (const GError *error)
{
  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_REFUSED))
    return _ ("Start the service, or correct the port.");
  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_UNREACHABLE))
    return _ ("Correct the host, or the network.");
  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_CERTIFICATE))
    return _ ("Serve a certificate for this host, and trust who issued it.");
  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE))
    return _ ("Show a client certificate that the service takes.");
  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_HANDSHAKE))
    return _ ("See that this port serves Magic Button Messaging, at this path.");
  return _ ("See whether the service runs, and at which address.");
}

void
sbx_probe_check_connect (SbxProbeRun *run)
{
  run->link = sbx_probe_link_new (run);
  if (sbx_probe_link_open (run->link, &run->connect_error))
    {
      run->is_reached = TRUE;
      return;
    }

  sbx_probe_fault (run, get_connect_advice (run->connect_error), "%s", run->connect_error->message);
}

void
sbx_probe_check_unregistered (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) link = sbx_probe_open_other (run, NULL);
  g_autoptr (MbmMessage) answer = NULL;
  const char *words;

  if (link == NULL)
    return;

  answer = sbx_probe_ask (run, link, run->unknown_name, "{}");
  if (answer == NULL)
    return;

  words = mbm_message_get_error_message (answer);
  if (sbx_probe_has_code (answer, "NOT_REGISTERED"))
    ;
  else if (sbx_probe_has_code (answer, "UNKNOWN_REQUEST_TYPE"))
    sbx_probe_remark (run, _ ("The service is open: it serves who has not registered."));
  else if (words != NULL &&
           (strstr (words, "not registered") != NULL || strstr (words, "Client ID not found") != NULL))
    sbx_probe_remark (run, _ ("It is refused by the words “%s”, as existing services do."), words);
  else
    sbx_probe_expect_error (run, answer, "NOT_REGISTERED", SBX_PROBE_WARNING);
  sbx_probe_link_close (link);
}

/* --- registration ------------------------------------------------------------------ */

static void
look_at_ttl (SbxProbeRun *run, MbmMessage *answer)
{
  MbmJsonValue value;
  gint64 ttl;

  if (!sbx_probe_get_member (answer, "ttl", &value))
    {
      sbx_probe_remark (run, _ ("It does not tell after how long a silence it drops a client."));
      return;
    }
  if (!mbm_json_value_get_int (value, &ttl) || ttl < 0)
    {
      sbx_probe_expect_member (run, answer, "ttl", SBX_PROBE_NUMBER);
      return;
    }

  if (ttl > MAX_TTL || (ttl >= 10000 && ttl % 1000 == 0))
    sbx_probe_warn (run, _ ("Give “ttl” in seconds."),
                    _ ("“ttl” is %" PRId64 ", which looks like milliseconds."), ttl);
  else
    run->client_timeout = (guint) ttl * 1000;
}

void
sbx_probe_check_register (SbxProbeRun *run)
{
  g_autoptr (MbmMessage) answer = NULL;

  if (run->link == NULL || !sbx_probe_link_is_up (run->link) || run->link->client_id != NULL)
    {
      g_autoptr (GError) error = NULL;

      g_clear_pointer (&run->link, sbx_probe_link_free);
      run->link = sbx_probe_link_new (run);
      if (!sbx_probe_link_open (run->link, &error))
        {
          sbx_probe_fault (run, get_connect_advice (error), "%s", error->message);
          return;
        }
    }

  answer = sbx_probe_register (run, run->link, run->client_id);
  run->cannot_register = answer == NULL || !mbm_message_is_success (answer);
  if (answer == NULL || !sbx_probe_expect_success (run, answer, "$register"))
    return;

  sbx_probe_expect_member (run, answer, "success", SBX_PROBE_TRUE);
  sbx_probe_expect_member (run, answer, "connectionId", SBX_PROBE_TEXT);
  sbx_probe_expect_member (run, answer, "serverId", SBX_PROBE_TEXT);
  sbx_probe_expect_member (run, answer, "serverTime", SBX_PROBE_TIME);
  look_at_ttl (run, answer);
}

void
sbx_probe_check_register_twice (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "twice");
  g_autoptr (SbxProbeLink) link = sbx_probe_open_other (run, id);
  g_autoptr (MbmMessage) answer = NULL;

  if (link == NULL)
    return;

  answer = sbx_probe_register (run, link, id);
  if (answer != NULL)
    sbx_probe_expect_error (run, answer, "ALREADY_REGISTERED", SBX_PROBE_WARNING);
  sbx_probe_link_close (link);
}

static void
look_at_replaced (SbxProbeRun *run, SbxProbeLink *older)
{
  g_autoptr (MbmMessage) told = sbx_probe_link_await_event (older, "$disconnected", SOON);

  if (!sbx_probe_link_await_closed (older, SOON))
    {
      sbx_probe_fault (run, _ ("Close the older connection."),
                       _ ("Both connections stay open under one id."));
      return;
    }
  if (told == NULL)
    sbx_probe_warn (run, _ ("Send $disconnected with a reason before the older connection is closed."),
                    _ ("The older connection was not told why it has to go."));
  if (older->close_code != CLOSE_REPLACED)
    sbx_probe_warn (run, _ ("Close it with 4001, so that its client does not come back."),
                    _ ("The older connection was closed with %u, and not with 4001."), older->close_code);
}

void
sbx_probe_check_duplicate_id (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "same");
  g_autoptr (SbxProbeLink) older = sbx_probe_open_other (run, id);
  g_autoptr (SbxProbeLink) newer = older != NULL ? sbx_probe_open_other (run, NULL) : NULL;
  g_autoptr (MbmMessage) answer = NULL;

  if (newer == NULL)
    return;

  answer = sbx_probe_register (run, newer, id);
  if (answer != NULL && sbx_probe_has_code (answer, "CLIENT_ID_IN_USE"))
    sbx_probe_fault (run, _ ("Let the new connection take the older one’s place."),
                     _ ("The id is refused, although nobody is logged in on the older connection."));
  else if (answer != NULL && sbx_probe_expect_success (run, answer, "$register"))
    look_at_replaced (run, older);

  sbx_probe_link_close (older);
  sbx_probe_link_close (newer);
}

/* --- who comes and goes ------------------------------------------------------------ */

/* The one about the client @id: others may come at the same time. */
static MbmMessage *
await_announcement (SbxProbeRun *run, SbxProbeLink *link, const char *name, const char *id)
{
  gint64 until = g_get_monotonic_time () + SOON * 1000;

  for (;;)
    {
      gint64 left = (until - g_get_monotonic_time ()) / 1000;
      g_autoptr (MbmMessage) event = left > 0 ? sbx_probe_link_await_event (link, name, (guint) left) : NULL;
      g_autofree char *about = event != NULL ? sbx_probe_dup_member (event, "clientId") : NULL;

      if (event == NULL || g_strcmp0 (about, id) == 0)
        return g_steal_pointer (&event);
    }
}

void
sbx_probe_check_announcements (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "guest");
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (SbxProbeLink) other = link != NULL ? sbx_probe_open_other (run, id) : NULL;
  g_autoptr (MbmMessage) came = NULL;
  g_autoptr (MbmMessage) gone = NULL;

  if (other == NULL)
    return;

  came = await_announcement (run, link, "$connected", id);
  sbx_probe_link_close (other);
  gone = await_announcement (run, link, "$disconnected", id);
  if (came == NULL && gone == NULL)
    {
      sbx_probe_skip (run, _ ("The service does not tell who comes and goes."));
      return;
    }
  if (came == NULL || gone == NULL)
    sbx_probe_warn (run, _ ("Tell both, or neither."), _ ("%s was told, but %s was not."),
                    came != NULL ? "$connected" : "$disconnected",
                    came == NULL ? "$connected" : "$disconnected");

  for (guint i = 0; i < 2; i++)
    {
      MbmMessage *event = i == 0 ? came : gone;

      if (event == NULL)
        continue;
      sbx_probe_expect_member (run, event, "connectionId", SBX_PROBE_TEXT);
      sbx_probe_expect_member (run, event, "timestamp", SBX_PROBE_TIME);
    }
}

/* --- coming back ------------------------------------------------------------------- */

static char *
subscribe_once (SbxProbeRun *run, SbxProbeLink *link)
{
  g_autofree char *payload =
    g_strdup_printf ("{\"clientId\":\"%s\",\"events\":[\"%s\"]}", link->client_id, run->unknown_name);
  g_autoptr (MbmMessage) answer = sbx_probe_ask (run, link, "$subscribe", payload);

  return answer != NULL && mbm_message_is_success (answer) ? sbx_probe_dup_member (answer, "subscriptionId")
                                                           : NULL;
}

static void
look_at_subscription (SbxProbeRun *run, SbxProbeLink *link, const char *subscription)
{
  g_autofree char *payload =
    sbx_probe_make_object ("clientId", link->client_id, "subscriptionId", subscription, NULL);
  g_autoptr (MbmMessage) answer = sbx_probe_ask (run, link, "$unsubscribe", payload);
  MbmJsonValue success;

  if (answer != NULL && mbm_message_is_success (answer) &&
      sbx_probe_get_member (answer, "success", &success) &&
      mbm_json_value_get_type (success) == MBM_JSON_TRUE)
    sbx_probe_warn (run, _ ("End a client’s subscriptions with its connection."),
                    _ ("A subscription outlived its connection: a client that subscribes anew gets events "
                       "twice."));
}

/* Without a registration there is nothing to come back as. */
static void
reconnect_plainly (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) older = sbx_probe_open_other (run, NULL);
  g_autoptr (SbxProbeLink) newer = NULL;

  if (older == NULL)
    return;
  sbx_probe_link_abort (older);
  newer = sbx_probe_open_other (run, NULL);
  if (newer != NULL && sbx_probe_expect_alive (run, newer, _ ("coming back")))
    sbx_probe_link_close (newer);
}

void
sbx_probe_check_reconnect (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "back");
  g_autofree char *subscription = NULL;
  g_autoptr (SbxProbeLink) older = NULL;
  g_autoptr (SbxProbeLink) newer = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  if (!run->settings->registers || run->settings->dialect != MBM_DIALECT_MESSAGING)
    {
      reconnect_plainly (run);
      return;
    }

  older = sbx_probe_open_other (run, id);
  if (older == NULL)
    return;
  subscription = subscribe_once (run, older);
  sbx_probe_link_abort (older);

  newer = sbx_probe_open_other (run, NULL);
  if (newer == NULL)
    return;
  answer = sbx_probe_register (run, newer, id);
  if (answer != NULL && sbx_probe_has_code (answer, "CLIENT_ID_IN_USE"))
    sbx_probe_fault (run, _ ("Let a client that comes back take the place of its older connection."),
                     _ ("A client whose connection was lost cannot come back: its id is said to be in use."));
  else if (answer != NULL && sbx_probe_expect_success (run, answer, "$register") && subscription != NULL)
    {
      if (g_strcmp0 (older->connection_id, newer->connection_id) == 0)
        sbx_probe_warn (run, _ ("Give each connection an id of its own."),
                        _ ("The new connection has the connectionId of the older one."));
      look_at_subscription (run, newer, subscription);
    }
  sbx_probe_link_close (newer);
}

void
sbx_probe_check_unregister (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "goodbye");
  g_autoptr (SbxProbeLink) link = sbx_probe_open_other (run, id);
  g_autofree char *payload = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) after = NULL;
  g_autofree char *after_id = NULL;

  if (link == NULL)
    return;

  payload = sbx_probe_make_object ("clientId", id, "connectionId",
                                   link->connection_id != NULL ? link->connection_id : "", NULL);
  answer = sbx_probe_ask (run, link, "$unregister", payload);
  if (answer == NULL || !sbx_probe_expect_success (run, answer, "$unregister"))
    return;
  sbx_probe_expect_member (run, answer, "success", SBX_PROBE_TRUE);
  sbx_probe_expect_member (run, answer, "timestamp", SBX_PROBE_TIME);

  /* The connection may be closed now; where it is not, the client is gone all the same. */
  after_id = sbx_probe_link_send_request (link, "$subscribe", "{\"clientId\":\"x\",\"events\":[]}", NULL);
  after = sbx_probe_link_await_answer (link, after_id);
  if (after != NULL && mbm_message_is_success (after))
    sbx_probe_warn (run, _ ("Take the client’s registration away."),
                    _ ("After $unregister the connection still counts as the client’s."));
  sbx_probe_link_close (link);
}
