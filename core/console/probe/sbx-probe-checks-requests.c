/* sbx-probe-checks-requests.c — a probe's checks: requests, known and unknown
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-checks-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-violation.h"
#include "sbx-probe-asks-private.h"

#define UNKNOWN_SYSTEM "$signalboxProbe"

/* --- names that nobody has ------------------------------------------------------------ */

static void
look_at_unknown (SbxProbeRun *run, MbmMessage *answer, const char *name)
{
  const char *words = mbm_message_get_error_message (answer);
  /* The other dialect has no codes of its own. */
  SbxProbeStatus weight =
    run->settings->dialect == MBM_DIALECT_MESSAGING ? SBX_PROBE_FAILED : SBX_PROBE_PASSED;

  if (mbm_message_is_success (answer))
    {
      sbx_probe_expect_error (run, answer, "UNKNOWN_REQUEST_TYPE", SBX_PROBE_FAILED);
      return;
    }
  if (g_strcmp0 (words, "UNKNOWN_REQUEST_TYPE") == 0 && sbx_probe_has_code (answer, "UNKNOWN_ERROR"))
    {
      sbx_probe_warn (run, _ ("Let “code” be UNKNOWN_REQUEST_TYPE."),
                      _ ("The code is in the message, and “code” is UNKNOWN_ERROR."));
      return;
    }
  if (sbx_probe_expect_error (run, answer, "UNKNOWN_REQUEST_TYPE", weight) &&
      (words == NULL || strstr (words, name) == NULL))
    sbx_probe_warn (run, _ ("Say “Unknown request type: NAME”."),
                    _ ("The message does not name the request."));
}

void
sbx_probe_check_unknown_request (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (MbmMessage) answer =
    link != NULL ? sbx_probe_ask (run, link, run->unknown_name, "{\"probe\":true}") : NULL;

  if (answer == NULL)
    return;

  look_at_unknown (run, answer, run->unknown_name);
  sbx_probe_expect_alive (run, link, _ ("an unknown request"));
}

void
sbx_probe_check_unknown_system (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (MbmMessage) answer = link != NULL ? sbx_probe_ask (run, link, UNKNOWN_SYSTEM, "{}") : NULL;

  if (answer == NULL)
    return;

  look_at_unknown (run, answer, UNKNOWN_SYSTEM);
  sbx_probe_link_send_event (link, UNKNOWN_SYSTEM, "{}");
  sbx_probe_expect_alive (run, link, _ ("an unknown system event"));
}

void
sbx_probe_check_system_payload (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autofree char *payload =
    link != NULL && link->client_id != NULL
      ? sbx_probe_make_object ("clientId", link->client_id, "events", "signalboxProbe", NULL)
      : g_strdup ("{\"events\":\"signalboxProbe\"}");
  g_autoptr (MbmMessage) answer = link != NULL ? sbx_probe_ask (run, link, "$subscribe", payload) : NULL;

  if (answer == NULL || !sbx_probe_is_known (run, answer, "$subscribe"))
    return;

  sbx_probe_expect_error (run, answer, "INVALID_PAYLOAD", SBX_PROBE_WARNING);
  sbx_probe_expect_alive (run, link, _ ("a wrong payload"));
}

/* --- the request that was named --------------------------------------------------------- */

/* Logged in, if the probe was given a login. */
static SbxProbeLink *
open_for_request (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "request");
  SbxProbeLink *link = sbx_probe_open_other (run, id);

  if (link != NULL)
    sbx_probe_log_in (run, link);
  return link;
}

static MbmContractEntry *
get_entry (SbxProbeRun *run)
{
  MbmContract *contract = run->settings->contract;

  return contract != NULL ? mbm_contract_lookup_request (contract, run->settings->request_name) : NULL;
}

static MbmSchema *
get_payload_schema (SbxProbeRun *run)
{
  MbmContractEntry *entry = get_entry (run);

  return entry != NULL ? mbm_contract_entry_get_payload_schema (entry) : NULL;
}

/* What was given; else one that the contract allows. (transfer full) */
static char *
dup_payload (SbxProbeRun *run)
{
  MbmSchema *schema = get_payload_schema (run);
  g_autoptr (GBytes) made = NULL;

  if (run->settings->request_payload != NULL)
    return g_strdup (run->settings->request_payload);

  made = schema != NULL ? mbm_schema_generate (schema, NULL) : NULL;
  return made != NULL ? g_strndup (g_bytes_get_data (made, NULL), g_bytes_get_size (made)) : g_strdup ("{}");
}

/* A refusal for who it is says nothing about the payload. */
static gboolean
is_denied (SbxProbeRun *run, MbmMessage *answer)
{
  if (!sbx_probe_has_code (answer, "UNAUTHORIZED") && !sbx_probe_has_code (answer, "FORBIDDEN"))
    return FALSE;

  sbx_probe_skip (run, _ ("The request is only for who has logged in with the right role: %s."),
                  mbm_message_get_error_code (answer));
  return TRUE;
}

static void
look_at_response (SbxProbeRun *run, MbmMessage *answer)
{
  MbmContractEntry *entry = get_entry (run);
  MbmSchema *schema = entry != NULL ? mbm_contract_entry_get_response_schema (entry) : NULL;
  MbmJsonValue value = mbm_message_get_payload_value (answer);
  g_autoptr (GPtrArray) violations = NULL;
  g_autoptr (GError) error = NULL;

  if (schema == NULL)
    return;

  violations = mbm_schema_validate (schema, value.text != NULL ? value : mbm_json_value ("null", -1), &error);
  if (violations == NULL)
    {
      sbx_probe_warn (run, NULL, _ ("The answer could not be validated: %s."), error->message);
    }
  else if (violations->len > 0)
    {
      MbmViolation *first = g_ptr_array_index (violations, 0);

      sbx_probe_fault (run, _ ("Answer what the contract says, or change the contract."),
                       _ ("The answer is not what the contract says, at “%s”: %s."),
                       mbm_violation_get_instance_path (first), mbm_violation_get_message (first));
    }
}

void
sbx_probe_check_request (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) link = open_for_request (run);
  g_autofree char *payload = dup_payload (run);
  g_autoptr (MbmMessage) answer = NULL;

  if (link == NULL)
    return;

  answer = sbx_probe_ask (run, link, run->settings->request_name, payload);
  if (answer != NULL && !is_denied (run, answer) &&
      sbx_probe_expect_success (run, answer, run->settings->request_name))
    look_at_response (run, answer);
  sbx_probe_link_close (link);
}

/* The first that the contract does not allow; NULL: it allows all of them. */
static const char *
find_wrong_payload (MbmSchema *schema)
{
  static const char *const candidates[] = { "\"signalboxProbe\"",      "5",   "[]", "null", "{}",
                                            "{\"signalboxProbe\":[]}", "true" };

  if (schema == NULL)
    return candidates[0];
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      g_autoptr (GPtrArray) violations =
        mbm_schema_validate (schema, mbm_json_value (candidates[i], -1), NULL);

      if (violations != NULL && violations->len > 0)
        return candidates[i];
    }
  return NULL;
}

void
sbx_probe_check_wrong_payload (SbxProbeRun *run)
{
  MbmSchema *schema = get_payload_schema (run);
  const char *payload = find_wrong_payload (schema);
  g_autoptr (SbxProbeLink) link = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  if (payload == NULL)
    {
      sbx_probe_skip (run, _ ("The contract allows whatever the probe can make up."));
      return;
    }
  link = open_for_request (run);
  if (link == NULL)
    return;

  answer = sbx_probe_ask (run, link, run->settings->request_name, payload);
  if (answer == NULL || is_denied (run, answer))
    ;
  else if (!mbm_message_is_success (answer))
    sbx_probe_expect_error (run, answer, "INVALID_PAYLOAD", SBX_PROBE_PASSED);
  else if (schema != NULL)
    sbx_probe_fault (run, _ ("Hold payloads against the contract."),
                     _ ("A payload that the contract does not allow was taken: %s."), payload);
  else
    sbx_probe_warn (run, _ ("Look at payloads before they are used; a contract says what is wrong."),
                    _ ("The payload %s was taken; without a contract nobody knows whether it may."), payload);

  sbx_probe_expect_alive (run, link, _ ("a wrong payload"));
  sbx_probe_link_close (link);
}

void
sbx_probe_check_source (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autofree char *other = sbx_probe_make_client_id (run, "somebody-else");
  g_autofree char *context = sbx_probe_make_object ("source", other, NULL);
  g_autoptr (MbmMessage) answer =
    link != NULL ? sbx_probe_ask_with (run, link, run->unknown_name, "{}", context) : NULL;
  const char *words;

  if (answer == NULL || sbx_probe_has_code (answer, "SOURCE_MISMATCH"))
    return;

  words = mbm_message_get_error_message (answer);
  if (!mbm_message_is_success (answer) && (sbx_probe_has_code (answer, "NOT_REGISTERED") ||
                                           (words != NULL && strstr (words, "not registered") != NULL)))
    sbx_probe_remark (run,
                      _ ("It looks the source up and does not find it, as existing services do: a client "
                         "that knows another’s id may pass for it."));
  else
    sbx_probe_warn (run, _ ("Go by the connection, not by context.source, to know who asks."),
                    _ ("A request in the name of another client was let through."));
}
