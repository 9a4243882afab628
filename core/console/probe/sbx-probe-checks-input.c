/* sbx-probe-checks-input.c — a probe's checks: what no well-behaved client would send
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-checks-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-probe-asks-private.h"
#include "sbx-probe-http-private.h"

/* What may still come after the connection has answered something else, in milliseconds. */
#define SOON 250

/* No service is sent more than that. */
#define MAX_OVERSIZED (256u * 1024 * 1024)

#define CLOSE_NOT_UTF8  1007
#define CLOSE_TOO_LARGE 1009

/* Whether the event `$error` came, and with which code; the connection lives. */
static void
look_at_refusal (SbxProbeRun *run, SbxProbeLink *link, const char *code, const char *after)
{
  g_autoptr (MbmMessage) refusal = NULL;
  g_autofree char *found = NULL;
  g_autofree char *advice = g_strdup_printf (_ ("Send the event $error with the code %s."), code);

  if (!sbx_probe_expect_alive (run, link, after))
    return;

  refusal = sbx_probe_link_await_event (link, "$error", SOON);
  if (refusal == NULL)
    {
      sbx_probe_warn (run, advice, _ ("It was passed over without a word."));
      return;
    }
  found = sbx_probe_dup_member (refusal, "code");
  if (g_strcmp0 (found, code) != 0)
    sbx_probe_warn (run, advice, _ ("The code of $error is %.60s, and not %s."),
                    found != NULL ? found : _ ("missing"), code);
}

/* Others must not suffer for it. */
static void
look_at_others (SbxProbeRun *run, SbxProbeLink *link)
{
  /* The first may have taken all the time, which is not the fault of the others. */
  run->deadline = g_get_monotonic_time () + (gint64) run->settings->timeout * 1000;
  if (!sbx_probe_is_stopped (run) && !sbx_probe_link_answers (link) && !sbx_probe_is_stopped (run))
    sbx_probe_fault (run, _ ("Let no connection suffer for what another sent."),
                     _ ("Another connection was lost, or answers nothing more."));
}

/* A service that speaks both dialects goes by the first message. */
static void
show_dialect (SbxProbeRun *run, SbxProbeLink *link)
{
  if (run->settings->dialect == MBM_DIALECT_MAGIC_SERVER)
    sbx_probe_link_answers (link);
}

static void
send_wrong_text (SbxProbeRun *run, const char *text, const char *code, const char *after)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "wrong");
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (SbxProbeLink) other = link != NULL ? sbx_probe_open_other (run, id) : NULL;

  if (other == NULL)
    return;

  show_dialect (run, other);
  sbx_probe_link_send_text (other, text, strlen (text));
  look_at_refusal (run, other, code, after);
  look_at_others (run, link);
  sbx_probe_link_close (other);
}

static void
post_wrong_text (SbxProbeRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxProbeHttp) http = sbx_probe_http_new (run, ++run->n_connections, &error);
  g_autoptr (SbxProbeReply) reply = NULL;
  SoupMessage *message;

  if (http == NULL)
    {
      sbx_probe_fault (run, NULL, "%s", error->message);
      return;
    }
  message = sbx_probe_http_make (http, "POST", "/requests/$ping");
  soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Type",
                                "application/json");
  reply = sbx_probe_http_call (http, message, "{\"payload\":", &error);
  if (reply == NULL)
    sbx_probe_fault (run, _ ("Answer with the status 400."), "%s", error->message);
  else
    sbx_probe_expect_reply (run, reply, 400, "INVALID_JSON");
}

void
sbx_probe_check_malformed_json (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);

  if (link == NULL)
    return;
  if (link->carrier == &sbx_probe_http_carrier)
    {
      post_wrong_text (run);
      look_at_others (run, link);
    }
  else
    {
      send_wrong_text (run, "{\"type\":\"request\",", "INVALID_JSON", _ ("text that is not JSON"));
    }
}

void
sbx_probe_check_malformed_frame (SbxProbeRun *run)
{
  send_wrong_text (run, "{\"signalbox\":\"probe\"}", "INVALID_FRAME", _ ("JSON that is no message"));
}

/* --- frames ------------------------------------------------------------------------------- */

void
sbx_probe_check_binary (SbxProbeRun *run)
{
  static const guint8 data[] = { 0x00, 0x01, 0xfe, 0xff };
  g_autofree char *id = sbx_probe_make_client_id (run, "binary");
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (SbxProbeLink) other = NULL;
  g_autoptr (MbmMessage) registered = NULL;
  g_autoptr (GError) error = NULL;

  if (link == NULL)
    return;

  other = sbx_probe_link_new (run);
  other->carrier = &sbx_probe_soup_carrier;
  if (!sbx_probe_link_open (other, &error))
    {
      sbx_probe_fault (run, NULL, "%s", error->message);
      return;
    }
  if (run->settings->registers && run->settings->dialect == MBM_DIALECT_MESSAGING)
    {
      registered = sbx_probe_register (run, other, id);
      if (registered == NULL)
        return;
    }

  show_dialect (run, other);
  sbx_probe_link_send_binary (other, data, sizeof data);
  look_at_refusal (run, other, "UNSUPPORTED_DATA", _ ("a binary message"));
  look_at_others (run, link);
  sbx_probe_link_close (other);
}

static void
expect_closed (SbxProbeRun *run, SbxProbeLink *other, guint code, const char *what)
{
  g_autofree char *advice = g_strdup_printf (_ ("Close the connection with %u."), code);

  if (!sbx_probe_link_await_closed (other, G_MAXUINT))
    {
      if (!sbx_probe_is_stopped (run))
        sbx_probe_fault (run, advice, _ ("After %s the connection stays open."), what);
    }
  else if (other->close_code != code && other->error != NULL && other->close_code == 0)
    sbx_probe_warn (run, advice, _ ("The connection was cut without a word."));
  else if (other->close_code != code)
    sbx_probe_warn (run, advice, _ ("The connection was closed with %u, and not with %u."), other->close_code,
                    code);
}

void
sbx_probe_check_not_utf8 (SbxProbeRun *run)
{
  g_autofree char *id = sbx_probe_make_client_id (run, "bytes");
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (SbxProbeLink) other = link != NULL ? sbx_probe_open_other (run, id) : NULL;

  if (other == NULL)
    return;

  sbx_probe_link_send_text (other, "{\"type\":\"\xc3\x28\"}", 14);
  expect_closed (run, other, CLOSE_NOT_UTF8, _ ("text that is not UTF-8"));
  look_at_others (run, link);
}

void
sbx_probe_check_unsolicited (SbxProbeRun *run)
{
  static const char messaging[] =
    "{\"type\":\"response\",\"requestId\":\"signalbox-probe-nobody\",\"success\":true,\"data\":null}";
  static const char magic[] = "{\"id\":\"signalbox-probe-nobody\",\"type\":\"response.signalboxProbe\","
                              "\"payload\":null,\"timestamp\":1}";
  gboolean is_magic = run->settings->dialect == MBM_DIALECT_MAGIC_SERVER;
  const char *text = is_magic ? magic : messaging;
  SbxProbeLink *link = sbx_probe_get_link (run);
  g_autoptr (MbmMessage) answer = NULL;

  if (link == NULL)
    return;

  sbx_probe_link_send_text (link, text, strlen (text));
  if (!sbx_probe_expect_alive (run, link, _ ("an answer that nobody asked for")))
    return;

  answer = sbx_probe_link_take_answer (link, "signalbox-probe-nobody");
  if (answer != NULL)
    sbx_probe_fault (run, _ ("Do not answer answers."), _ ("The answer was answered."));
}

/* --- too much ---------------------------------------------------------------------------------- */

static char *
make_oversized (SbxProbeRun *run, gsize *length)
{
  static const char head[] = "{\"timestamp\":1,\"payload\":\"";
  gsize size = (gsize) run->settings->max_message_size + 1;
  GString *payload = g_string_sized_new (size + sizeof head + 2);

  g_string_append (payload, head);
  g_string_set_size (payload, sizeof head - 1 + size);
  memset (payload->str + sizeof head - 1, 'x', size);
  g_string_append (payload, "\"}");
  *length = payload->len;
  return g_string_free (payload, FALSE);
}

static void
post_oversized (SbxProbeRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxProbeHttp) http = sbx_probe_http_new (run, ++run->n_connections, &error);
  g_autoptr (SbxProbeReply) reply = NULL;
  SoupMessage *message;
  g_autofree char *payload = NULL;
  gsize length;

  if (http == NULL)
    return;
  message = sbx_probe_http_make (http, "POST", "/requests/$ping");
  soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Type",
                                "application/json");
  payload = make_oversized (run, &length);
  reply = sbx_probe_http_call (http, message, payload, &error);
  /* A service that answers and closes before it has read all of it may be lost sight of. */
  if (reply != NULL)
    sbx_probe_expect_reply (run, reply, 413, "MESSAGE_TOO_LARGE");
  else
    sbx_probe_remark (run, _ ("The service cut the connection: %s."), error->message);
}

void
sbx_probe_check_oversized (SbxProbeRun *run)
{
  SbxProbeLink *link = NULL;
  g_autoptr (SbxProbeLink) other = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (run->settings->max_message_size == 0 || run->settings->max_message_size > MAX_OVERSIZED)
    {
      sbx_probe_skip (run, run->settings->max_message_size == 0
                             ? _ ("The service’s limit is not known: it is not told by the protocol.")
                             : _ ("The service’s limit is so high that the probe does not try it."));
      return;
    }
  link = sbx_probe_get_link (run);
  if (link == NULL)
    return;
  if (link->carrier == &sbx_probe_http_carrier)
    {
      post_oversized (run);
      look_at_others (run, link);
      return;
    }

  other = sbx_probe_open_other (run, NULL);
  if (other == NULL)
    return;
  text = make_oversized (run, &length);
  id = sbx_probe_link_send_request (other, "$ping", text, NULL);
  expect_closed (run, other, CLOSE_TOO_LARGE, _ ("a message over the limit"));
  look_at_others (run, link);
}
