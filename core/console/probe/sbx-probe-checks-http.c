/* sbx-probe-checks-http.c — a probe's checks: what HTTP brings with it
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

/* Nobody can have these: RFC 6761. */
#define OTHER_ORIGIN "https://signalbox-probe.invalid"
#define OTHER_HOST   "signalbox-probe.invalid"

/* `error.code` of a body; (nullable) (transfer full). */
static char *
dup_code (SbxProbeReply *reply)
{
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);
  MbmJsonValue error, code;

  if (!mbm_json_check (text, (gssize) length, NULL) ||
      !mbm_json_value_get_member (mbm_json_value (text, (gssize) length), "error", &error) ||
      mbm_json_value_get_type (error) != MBM_JSON_OBJECT || !mbm_json_value_get_member (error, "code", &code))
    return NULL;
  return mbm_json_value_dup_string (code);
}

void
sbx_probe_expect_reply (SbxProbeRun *run, SbxProbeReply *reply, guint status, const char *code)
{
  g_autofree char *found = dup_code (reply);
  g_autofree char *advice = g_strdup_printf (_ ("Answer with the status %u and the code %s."), status, code);

  if (reply->status >= 200 && reply->status < 300)
    sbx_probe_fault (run, advice, _ ("The status is %u, as if all were well."), reply->status);
  else if (found == NULL)
    sbx_probe_warn (run, advice, _ ("The status is %u, and the body has no {error:{code,message}}."),
                    reply->status);
  else if (reply->status != status || !g_str_equal (found, code))
    sbx_probe_warn (run, advice, _ ("The status is %u and the code %.60s, and not %u and %s."), reply->status,
                    found, status, code);
}

/* One call of its own; @headers: pairs, NULL-terminated. NULL: that failed, which has been said. */
static SbxProbeReply *
call (SbxProbeRun *run, const char *method, const char *path, const char *body, const char *const *headers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxProbeHttp) http = sbx_probe_http_new (run, ++run->n_connections, &error);
  SoupMessage *message;
  SbxProbeReply *reply = NULL;

  if (http != NULL)
    {
      message = sbx_probe_http_make (http, method, path);
      for (guint i = 0; headers[i] != NULL; i += 2)
        soup_message_headers_replace (soup_message_get_request_headers (message), headers[i], headers[i + 1]);
      reply = sbx_probe_http_call (http, message, body, &error);
    }
  if (reply == NULL && !sbx_probe_is_stopped (run))
    sbx_probe_fault (run, _ ("Answer every request, if only with an error."), _ ("%s %s failed: %s."), method,
                     path, error->message);
  return reply;
}

#define PING_BODY "{\"payload\":{\"timestamp\":1}}"

/* --- pages ------------------------------------------------------------------------------- */

static void
check_page_over_http (SbxProbeRun *run)
{
  const char *const headers[] = { "Origin", OTHER_ORIGIN, "Content-Type", "application/json", NULL };
  g_autoptr (SbxProbeReply) reply = call (run, "POST", "/requests/$ping", PING_BODY, headers);

  if (reply == NULL || reply->status == 403)
    return;
  if (reply->allow_origin != NULL)
    sbx_probe_warn (run, _ ("Allow only the origins of your own pages."),
                    _ ("Any page that somebody looks at can use the service: it allows “%.60s”."),
                    reply->allow_origin);
  else
    sbx_probe_remark (run, _ ("The request is carried out, but the page is not allowed to read its answer."));
}

void
sbx_probe_check_origin (SbxProbeRun *run)
{
  g_autoptr (SbxProbeLink) link = sbx_probe_link_new (run);
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;

  if (link->carrier == &sbx_probe_http_carrier)
    {
      check_page_over_http (run);
      return;
    }

  for (guint i = 0; run->settings->headers != NULL && run->settings->headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (run->settings->headers[i], "origin:", 7) != 0)
      g_strv_builder_add (headers, run->settings->headers[i]);
  g_strv_builder_add (headers, "Origin: " OTHER_ORIGIN);
  link->headers = g_strv_builder_end (headers);
  if (sbx_probe_link_open (link, &error))
    {
      sbx_probe_warn (run, _ ("Look at the header Origin, and refuse pages that are not yours."),
                      _ ("Any page that somebody looks at can use the service: it took one of %s."),
                      OTHER_ORIGIN);
      sbx_probe_link_close (link);
    }
  else if (g_error_matches (error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
    sbx_probe_warn (run, _ ("Answer with the status 403."), "%s.", error->message);
}

void
sbx_probe_check_host (SbxProbeRun *run)
{
  const char *const headers[] = { "Host", OTHER_HOST, "Content-Type", "application/json", NULL };
  g_autoptr (SbxProbeReply) reply = call (run, "POST", "/requests/$ping", PING_BODY, headers);

  if (reply != NULL && reply->status >= 200 && reply->status < 300)
    sbx_probe_warn (run, _ ("Refuse requests whose Host is not yours with the status 421."),
                    _ ("A page whose name was pointed at this machine can use the service."));
}

/* --- errors and forms ---------------------------------------------------------------------- */

typedef struct
{
  const char *method;
  const char *path;
  const char *content_type;
  const char *connection;
  guint status;
  const char *code;
} WrongCall;

void
sbx_probe_check_http_errors (SbxProbeRun *run)
{
  static const WrongCall calls[] = {
    { "POST", "/signalboxProbe", "application/json", NULL, 404, "NOT_FOUND" },
    { "PUT", "/requests/$ping", "application/json", NULL, 405, "METHOD_NOT_ALLOWED" },
    { "POST", "/requests/$ping", "text/plain", NULL, 415, "UNSUPPORTED_MEDIA_TYPE" },
    { "POST", "/requests/$ping", "application/json", "signalbox-probe-nobody", 404, "UNKNOWN_CONNECTION" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      const WrongCall *wrong = &calls[i];
      const char *const headers[] = { "Content-Type", wrong->content_type,
                                      wrong->connection != NULL ? "X-Connection-Id" : NULL, wrong->connection,
                                      NULL };
      g_autoptr (SbxProbeReply) reply = call (run, wrong->method, wrong->path, PING_BODY, headers);

      if (reply != NULL)
        sbx_probe_expect_reply (run, reply, wrong->status, wrong->code);
    }
}

void
sbx_probe_check_http_api (SbxProbeRun *run)
{
  const char *const headers[] = { "Content-Type", "application/json", NULL };
  g_autoptr (SbxProbeReply) reply = call (run, "POST", "/api/$ping", PING_BODY, headers);
  gsize length;
  const char *text;
  MbmJsonValue result;

  if (reply == NULL)
    return;

  text = g_bytes_get_data (reply->body, &length);
  if (reply->status < 200 || reply->status >= 300)
    sbx_probe_warn (run, _ ("Serve both forms: clients use either."),
                    _ ("The service does not know this form: the status is %u."), reply->status);
  else if (!mbm_json_check (text, (gssize) length, NULL) ||
           !mbm_json_value_get_member (mbm_json_value (text, (gssize) length), "result", &result))
    sbx_probe_fault (run, _ ("Answer {\"result\":…} there."), _ ("The answer has no member “result”."));
}

static gboolean
has_stream (gpointer user_data)
{
  SbxProbeLink *link = user_data;

  return link->stream_status != 0 || link->is_closed;
}

void
sbx_probe_check_event_stream (SbxProbeRun *run)
{
  SbxProbeLink *link = sbx_probe_get_link (run);

  if (link == NULL)
    return;
  if (link->connection_id == NULL)
    {
      sbx_probe_skip (run, _ ("Clients do not register at this service."));
      return;
    }

  sbx_probe_wait (run, G_MAXUINT, has_stream, link);
  if (link->stream_status == 0 && !sbx_probe_is_stopped (run))
    sbx_probe_fault (run, _ ("Answer GET /events with a stream at once."),
                     _ ("The event stream did not begin within %u ms."), run->settings->timeout);
  else if (link->stream_status != 0 && (link->stream_status < 200 || link->stream_status >= 300))
    sbx_probe_fault (run, _ ("Answer GET /events with a stream."), _ ("The status is %u."),
                     link->stream_status);
  else if (link->stream_type != NULL && !g_str_equal (link->stream_type, "text/event-stream"))
    sbx_probe_fault (run, _ ("Let Content-Type be text/event-stream."), _ ("Content-Type is %.60s."),
                     link->stream_type);
}
