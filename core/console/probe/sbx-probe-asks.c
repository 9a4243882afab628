/* sbx-probe-asks.c — what many checks of a probe do: ask, and look at the answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-asks-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Words of the service in a sentence of ours. */
#define MAX_WORDS 160

/* Clocks may differ by so much, in milliseconds. */
#define MAX_CLOCK_DIFFERENCE (5 * 60 * 1000)

/* Times that are less are no milliseconds: this one is in 1973. */
#define MIN_TIME G_GINT64_CONSTANT (100000000000)

char *
sbx_probe_make_object (const char *name, ...)
{
  GString *json = g_string_new ("{");
  va_list args;

  va_start (args, name);
  while (name != NULL)
    {
      if (json->len > 1)
        g_string_append_c (json, ',');
      mbm_json_append_string (json, name, -1);
      g_string_append_c (json, ':');
      mbm_json_append_string (json, va_arg (args, const char *), -1);
      name = va_arg (args, const char *);
    }
  va_end (args);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* --- connections ----------------------------------------------------------------- */

char *
sbx_probe_make_client_id (SbxProbeRun *run, const char *what)
{
  return g_strdup_printf ("%s-%s", run->client_id, what);
}

static gboolean
needs_registration (SbxProbeRun *run)
{
  return run->settings->registers && run->settings->dialect == MBM_DIALECT_MESSAGING;
}

MbmMessage *
sbx_probe_register (SbxProbeRun *run, SbxProbeLink *link, const char *client_id)
{
  g_autoptr (GString) payload = g_string_new ("{\"clientId\":");
  MbmMessage *answer;

  mbm_json_append_string (payload, client_id, -1);
  g_string_append (payload, ",\"clientType\":\"signalbox-probe\",\"capabilities\":[]}");
  /* Existing services look for the caller in the context. */
  if (link->client_id == NULL)
    link->client_id = g_strdup (client_id);
  answer = sbx_probe_ask (run, link, "$register", payload->str);

  if (answer != NULL && mbm_message_is_success (answer))
    {
      g_free (link->connection_id);
      link->connection_id = sbx_probe_dup_member (answer, "connectionId");
    }
  return answer;
}

/* Without a word where it works. */
static gboolean
register_link (SbxProbeRun *run, SbxProbeLink *link, const char *client_id)
{
  g_autoptr (MbmMessage) answer = sbx_probe_register (run, link, client_id);
  g_autofree char *error = NULL;

  if (answer == NULL || mbm_message_is_success (answer))
    return answer != NULL;

  error = sbx_probe_describe_error (answer);
  sbx_probe_fault (run, NULL, _ ("The probe could not register: %s."), error);
  return FALSE;
}

SbxProbeLink *
sbx_probe_open_other (SbxProbeRun *run, const char *client_id)
{
  g_autoptr (SbxProbeLink) link = sbx_probe_link_new (run);
  g_autoptr (GError) error = NULL;

  if (client_id != NULL && needs_registration (run) && run->cannot_register)
    {
      sbx_probe_skip (run, "%s", _ ("The registration failed."));
      return NULL;
    }
  if (!sbx_probe_link_open (link, &error))
    {
      sbx_probe_fault (run, _ ("See that the service takes several connections."),
                       _ ("Another connection could not be made: %s."), error->message);
      return NULL;
    }
  if (client_id != NULL && needs_registration (run) && !register_link (run, link, client_id))
    return NULL;
  return g_steal_pointer (&link);
}

/* TRUE: it is there; it may have to be made anew. */
static gboolean
ensure_connected (SbxProbeRun *run)
{
  g_autoptr (GError) error = NULL;

  if (run->link != NULL && sbx_probe_link_is_up (run->link))
    return TRUE;

  g_clear_pointer (&run->link, sbx_probe_link_free);
  run->link = sbx_probe_link_new (run);
  if (sbx_probe_link_open (run->link, &error))
    {
      run->is_reached = TRUE;
      return TRUE;
    }

  sbx_probe_fault (run, _ ("See why the service is not there any more."),
                   _ ("There is no connection any more: %s."), error->message);
  if (!run->is_reached)
    run->connect_error = g_steal_pointer (&error);
  return FALSE;
}

SbxProbeLink *
sbx_probe_get_link (SbxProbeRun *run)
{
  if (needs_registration (run) && run->cannot_register)
    {
      sbx_probe_skip (run, "%s", _ ("The registration failed."));
      return NULL;
    }
  if (!ensure_connected (run))
    return NULL;
  if (!needs_registration (run) || run->link->client_id != NULL)
    return run->link;

  if (register_link (run, run->link, run->client_id))
    return run->link;
  run->cannot_register = TRUE;
  return NULL;
}

/* --- asking -------------------------------------------------------------------------- */

static MbmMessage *
find_stray_answer (SbxProbeLink *link)
{
  for (GList *l = link->messages.head; l != NULL; l = l->next)
    if (mbm_message_get_kind (l->data) == MBM_MESSAGE_RESPONSE)
      return l->data;
  return NULL;
}

static char *
cut_words (const char *words)
{
  if (words == NULL)
    return g_strdup ("");
  if (g_utf8_strlen (words, -1) <= MAX_WORDS)
    return g_strdup (words);

  return g_strdup_printf ("%.*s…", (int) (g_utf8_offset_to_pointer (words, MAX_WORDS) - words), words);
}

static void
say_no_answer (SbxProbeRun *run, SbxProbeLink *link, const char *name, const char *id)
{
  MbmMessage *stray = find_stray_answer (link);
  g_autofree char *reason = cut_words (link->close_reason);

  if (sbx_probe_is_stopped (run))
    return;
  if (link->is_closed && link->error != NULL)
    sbx_probe_fault (run, _ ("Answer, and leave the connection open."),
                     _ ("The connection was lost before %s was answered: %s."), name, link->error->message);
  else if (link->is_closed)
    sbx_probe_fault (run, _ ("Answer, and leave the connection open."),
                     _ ("The connection was closed (%u “%s”) instead of an answer to %s."), link->close_code,
                     reason, name);
  else if (stray != NULL)
    sbx_probe_fault (run, _ ("Repeat the id of the request in its answer."),
                     _ ("%s was answered with the id “%s” instead of “%s”."), name,
                     mbm_message_get_id (stray), id);
  else if (link->n_refused > 0)
    sbx_probe_fault (run, _ ("Send messages as the protocol has them."),
                     _ ("%s was answered by something that is no message."), name);
  else
    sbx_probe_fault (run, _ ("Answer every request, if only with an error; or allow more time."),
                     _ ("%s was not answered within %u ms."), name, run->settings->timeout);
}

MbmMessage *
sbx_probe_await (SbxProbeRun *run, SbxProbeLink *link, const char *name, const char *id)
{
  MbmMessage *answer = sbx_probe_link_await_answer (link, id);

  if (answer == NULL)
    say_no_answer (run, link, name, id);
  return answer;
}

MbmMessage *
sbx_probe_ask_with (SbxProbeRun *run,
                    SbxProbeLink *link,
                    const char *name,
                    const char *payload,
                    const char *context)
{
  g_autofree char *id = sbx_probe_link_send_request (link, name, payload, context);

  return sbx_probe_await (run, link, name, id);
}

MbmMessage *
sbx_probe_ask (SbxProbeRun *run, SbxProbeLink *link, const char *name, const char *payload)
{
  return sbx_probe_ask_with (run, link, name, payload, NULL);
}

/* --- answers -------------------------------------------------------------------------- */

gboolean
sbx_probe_has_code (MbmMessage *answer, const char *code)
{
  return !mbm_message_is_success (answer) && g_strcmp0 (mbm_message_get_error_code (answer), code) == 0;
}

char *
sbx_probe_describe_error (MbmMessage *answer)
{
  g_autofree char *code = cut_words (mbm_message_get_error_code (answer));
  g_autofree char *words = cut_words (mbm_message_get_error_message (answer));

  return *words != '\0' ? g_strdup_printf ("%s (“%s”)", code, words) : g_steal_pointer (&code);
}

gboolean
sbx_probe_expect_error (SbxProbeRun *run, MbmMessage *answer, const char *code, SbxProbeStatus weight)
{
  g_autofree char *advice = NULL;
  g_autofree char *found = NULL;

  if (sbx_probe_has_code (answer, code))
    return TRUE;

  /* Translators: %s is an error's code, such as UNKNOWN_REQUEST_TYPE */
  advice = g_strdup_printf (_ ("Answer with the error %s."), code);
  if (mbm_message_is_success (answer))
    {
      sbx_probe_fault (run, advice, _ ("It was answered as if all were well, and not with %s."), code);
      return FALSE;
    }

  found = sbx_probe_describe_error (answer);
  if (weight == SBX_PROBE_FAILED)
    sbx_probe_fault (run, advice, _ ("The error is %s, and not %s."), found, code);
  else if (weight == SBX_PROBE_WARNING)
    sbx_probe_warn (run, advice, _ ("The error is %s, and not %s."), found, code);
  else
    sbx_probe_remark (run, _ ("The error is %s."), found);
  return FALSE;
}

gboolean
sbx_probe_expect_success (SbxProbeRun *run, MbmMessage *answer, const char *name)
{
  g_autofree char *error = NULL;

  if (mbm_message_is_success (answer))
    return TRUE;

  error = sbx_probe_describe_error (answer);
  sbx_probe_fault (run, NULL, _ ("%s was answered with the error %s."), name, error);
  return FALSE;
}

gboolean
sbx_probe_get_member (MbmMessage *message, const char *name, MbmJsonValue *value)
{
  MbmJsonValue payload = mbm_message_get_payload_value (message);

  return payload.text != NULL && mbm_json_value_get_type (payload) == MBM_JSON_OBJECT &&
         mbm_json_value_get_member (payload, name, value);
}

char *
sbx_probe_dup_member (MbmMessage *message, const char *name)
{
  MbmJsonValue value;

  return sbx_probe_get_member (message, name, &value) ? mbm_json_value_dup_string (value) : NULL;
}

static gboolean
is_array_of_strings (MbmJsonValue value)
{
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY || !mbm_json_iter_init (&iter, value))
    return FALSE;
  while (mbm_json_iter_next (&iter, NULL, &element))
    if (mbm_json_value_get_type (element) != MBM_JSON_STRING)
      return FALSE;
  return TRUE;
}

static gboolean
is_of_type (MbmJsonValue value, SbxProbeMemberType type)
{
  MbmJsonType found = mbm_json_value_get_type (value);

  switch (type)
    {
    case SBX_PROBE_TEXT:
      return found == MBM_JSON_STRING && value.length > 2;
    case SBX_PROBE_TRUE:
      return found == MBM_JSON_TRUE;
    case SBX_PROBE_STRINGS:
      return is_array_of_strings (value);
    case SBX_PROBE_OBJECT:
      return found == MBM_JSON_OBJECT;
    case SBX_PROBE_NUMBER:
    case SBX_PROBE_TIME:
    default:
      return found == MBM_JSON_NUMBER;
    }
}

static const char *
get_type_words (SbxProbeMemberType type)
{
  switch (type)
    {
    case SBX_PROBE_TEXT:
      /* Translators: these follow “…, and is not” */
      return C_ ("member", "a string with something in it");
    case SBX_PROBE_TRUE:
      return C_ ("member", "true");
    case SBX_PROBE_STRINGS:
      return C_ ("member", "an array of strings");
    case SBX_PROBE_OBJECT:
      return C_ ("member", "an object");
    case SBX_PROBE_NUMBER:
      return C_ ("member", "a number");
    case SBX_PROBE_TIME:
    default:
      return C_ ("member", "a time in milliseconds");
    }
}

static gboolean
expect_time (SbxProbeRun *run, const char *name, MbmJsonValue value)
{
  gint64 time;

  if (!mbm_json_value_get_int (value, &time))
    return TRUE;
  if (time >= MIN_TIME)
    {
      if (g_str_equal (name, "serverTime") && ABS (time - g_get_real_time () / 1000) > MAX_CLOCK_DIFFERENCE)
        sbx_probe_warn (run, _ ("Set the clocks of both machines."),
                        _ ("The service’s clock differs from this machine’s by more than five minutes."));
      return TRUE;
    }

  sbx_probe_fault (run, _ ("Give times in milliseconds since 1970."),
                   _ ("“%s” is %.*s, which is no time in milliseconds."), name, (int) MIN (value.length, 40),
                   value.text);
  return FALSE;
}

gboolean
sbx_probe_expect_member (SbxProbeRun *run, MbmMessage *message, const char *name, SbxProbeMemberType type)
{
  MbmJsonValue value;
  g_autofree char *advice = NULL;

  if (sbx_probe_get_member (message, name, &value) && is_of_type (value, type))
    return type != SBX_PROBE_TIME || expect_time (run, name, value);

  /* Translators: the name of a member of a JSON object, and what it should be, such as “a number” */
  advice = g_strdup_printf (_ ("Let “%s” be %s."), name, get_type_words (type));
  if (!sbx_probe_get_member (message, name, &value))
    sbx_probe_fault (run, advice, _ ("The member “%s” is missing."), name);
  else
    sbx_probe_fault (run, advice, _ ("The member “%s” is %.*s, and not %s."), name,
                     (int) MIN (value.length, 40), value.text, get_type_words (type));
  return FALSE;
}

gboolean
sbx_probe_is_known (SbxProbeRun *run, MbmMessage *answer, const char *name)
{
  g_autofree char *error = NULL;

  if (mbm_message_is_success (answer))
    return TRUE;
  if (run->settings->dialect == MBM_DIALECT_MESSAGING)
    return !sbx_probe_has_code (answer, "UNKNOWN_REQUEST_TYPE");

  error = sbx_probe_describe_error (answer);
  sbx_probe_skip (run, _ ("The service does not know %s, which “magic-server” does not ask for: %s."), name,
                  error);
  return FALSE;
}

gboolean
sbx_probe_expect_alive (SbxProbeRun *run, SbxProbeLink *link, const char *after)
{
  g_autofree char *reason = NULL;

  if (sbx_probe_link_answers (link))
    return TRUE;

  reason = cut_words (link->close_reason);
  if (sbx_probe_is_stopped (run))
    return FALSE;
  if (link->is_closed)
    sbx_probe_fault (run, _ ("Leave the connection open."),
                     /* Translators: the first %s is what was sent; then a code and words of the service */
                     _ ("After %s the connection was closed (%u “%s”)."), after, link->close_code, reason);
  else
    sbx_probe_fault (run, _ ("Go on serving the connection."),
                     _ ("After %s the connection answered nothing more."), after);
  return FALSE;
}
