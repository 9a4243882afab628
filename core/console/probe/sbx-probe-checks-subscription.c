/* sbx-probe-checks-subscription.c — a probe's checks: subscriptions
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-checks-private.h"

#include <glib/gi18n-lib.h>

#include "sbx-probe-asks-private.h"

/* An event that the service may know: one that it does not know may be refused. (transfer full) */
static char *
dup_event (SbxProbeRun *run)
{
  const char *const *names =
    run->settings->contract != NULL ? mbm_contract_get_events (run->settings->contract) : NULL;

  return g_strdup (names != NULL && names[0] != NULL ? names[0] : run->unknown_name);
}

/* Over HTTP somebody without a name is there for one request only. */
static SbxProbeLink *
get_subscriber (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);

  if (link == NULL || link->carrier != &sbx_probe_http_carrier || link->connection_id != NULL)
    return link;

  sbx_probe_skip (run, _ ("Over HTTP only a client that has registered can subscribe."));
  return NULL;
}

/* @filter: (nullable): JSON. */
static MbmMessage *
subscribe (SbxProbeRun *run, SbxProbeLink *link, const char *filter)
{
  g_autofree char *event = dup_event (run);
  g_autoptr (GString) payload = g_string_new ("{");

  if (link->client_id != NULL)
    {
      g_string_append (payload, "\"clientId\":");
      mbm_json_append_string (payload, link->client_id, -1);
      g_string_append_c (payload, ',');
    }
  g_string_append (payload, "\"events\":[");
  mbm_json_append_string (payload, event, -1);
  g_string_append_c (payload, ']');
  if (filter != NULL)
    g_string_append_printf (payload, ",\"filter\":%s", filter);
  g_string_append_c (payload, '}');
  return sbx_probe_ask (run, link, "$subscribe", payload->str);
}

static MbmMessage *
unsubscribe (SbxProbeRun *run, SbxProbeLink *link, const char *subscription)
{
  g_autofree char *payload =
    link->client_id != NULL
      ? sbx_probe_make_object ("clientId", link->client_id, "subscriptionId", subscription, NULL)
      : sbx_probe_make_object ("subscriptionId", subscription, NULL);

  return sbx_probe_ask (run, link, "$unsubscribe", payload);
}

/* Whether it worked; a service that refuses because somebody has to log in is not at fault. */
static gboolean
is_subscribed (SbxProbeRun *run, MbmMessage *answer)
{
  if (!sbx_probe_is_known (run, answer, "$subscribe"))
    return FALSE;
  if (sbx_probe_has_code (answer, "UNAUTHORIZED") || sbx_probe_has_code (answer, "FORBIDDEN"))
    {
      sbx_probe_skip (run, _ ("For the events of the contract somebody has to be logged in."));
      return FALSE;
    }
  return sbx_probe_expect_success (run, answer, "$subscribe") &&
         sbx_probe_expect_member (run, answer, "success", SBX_PROBE_TRUE) &&
         sbx_probe_expect_member (run, answer, "subscriptionId", SBX_PROBE_TEXT);
}

void
sbx_probe_check_subscription (SbxProbeRun *run)
{
  SbxProbeLink *link = get_subscriber (run);
  g_autoptr (MbmMessage) answer = link != NULL ? subscribe (run, link, NULL) : NULL;
  g_autoptr (MbmMessage) ended = NULL;
  g_autoptr (MbmMessage) again = NULL;
  g_autofree char *subscription = NULL;
  MbmJsonValue success;

  if (answer == NULL || !is_subscribed (run, answer))
    return;
  sbx_probe_expect_member (run, answer, "events", SBX_PROBE_STRINGS);

  subscription = sbx_probe_dup_member (answer, "subscriptionId");
  ended = unsubscribe (run, link, subscription);
  if (ended == NULL || !sbx_probe_expect_success (run, ended, "$unsubscribe") ||
      !sbx_probe_expect_member (run, ended, "success", SBX_PROBE_TRUE))
    return;

  again = unsubscribe (run, link, subscription);
  if (again == NULL || !mbm_message_is_success (again))
    {
      if (again != NULL)
        sbx_probe_expect_error (run, again, "UNKNOWN_SUBSCRIPTION", SBX_PROBE_WARNING);
      return;
    }
  if (sbx_probe_get_member (again, "success", &success) && mbm_json_value_get_type (success) == MBM_JSON_TRUE)
    sbx_probe_warn (run, _ ("Answer with the error UNKNOWN_SUBSCRIPTION."),
                    _ ("A subscription that has ended can be ended again."));
}

void
sbx_probe_check_filter (SbxProbeRun *run)
{
  SbxProbeLink *link = get_subscriber (run);
  g_autoptr (MbmMessage) answer = link != NULL ? subscribe (run, link, "{\"signalboxProbe\":true}") : NULL;
  g_autoptr (MbmMessage) ended = NULL;
  g_autofree char *subscription = NULL;

  if (answer == NULL || !is_subscribed (run, answer))
    return;

  subscription = sbx_probe_dup_member (answer, "subscriptionId");
  ended = unsubscribe (run, link, subscription);
  if (ended != NULL)
    sbx_probe_expect_success (run, ended, "$unsubscribe");
}

void
sbx_probe_check_wrong_filter (SbxProbeRun *run)
{
  SbxProbeLink *link = get_subscriber (run);
  g_autoptr (MbmMessage) answer = link != NULL ? subscribe (run, link, "\"signalboxProbe\"") : NULL;
  g_autofree char *subscription = NULL;

  if (answer == NULL || !sbx_probe_is_known (run, answer, "$subscribe"))
    return;

  sbx_probe_expect_error (run, answer, "INVALID_PAYLOAD", SBX_PROBE_WARNING);
  subscription = mbm_message_is_success (answer) ? sbx_probe_dup_member (answer, "subscriptionId") : NULL;
  if (subscription != NULL)
    {
      g_autoptr (MbmMessage) ended = unsubscribe (run, link, subscription);
    }
}
