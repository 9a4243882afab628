/* mbm-http-rules.c — which requests a server takes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mbm-http-rules-private.h"

#define STATUS_MISDIRECTED       421
#define STATUS_TOO_MANY_REQUESTS 429

/* --- the host ------------------------------------------------------------------ */

/* `name`, `name:port`, `[address]` or `[address]:port`. -1 for no port, -2 if it is none of these. */
static int
mbm_http_split_host (const char *text, char **host)
{
  const char *end;
  guint64 port;

  if (*text == '[')
    {
      end = strchr (text, ']');
      if (end == NULL)
        return -2;
      *host = g_strndup (text + 1, end - text - 1);
      end++;
    }
  else
    {
      end = text + strcspn (text, ":");
      *host = g_strndup (text, end - text);
    }

  if (*end == '\0' || (end[0] == ':' && end[1] == '\0'))
    return -1;
  if (*end != ':' || !g_ascii_string_to_unsigned (end + 1, 10, 0, G_MAXUINT16, &port, NULL))
    return -2;
  return (int) port;
}

static gboolean
mbm_http_same_address (const char *a, const char *b)
{
  g_autoptr (GInetAddress) left = a != NULL ? g_inet_address_new_from_string (a) : NULL;
  g_autoptr (GInetAddress) right = b != NULL ? g_inet_address_new_from_string (b) : NULL;

  return left != NULL && right != NULL && g_inet_address_equal (left, right);
}

static gboolean
mbm_http_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
mbm_http_rules_list_host (const MbmHttpRules *self, const char *host, int port)
{
  for (guint i = 0; self->allowed_hosts != NULL && self->allowed_hosts[i] != NULL; i++)
    {
      g_autofree char *allowed = NULL;
      int allowed_port;

      if (g_str_equal (self->allowed_hosts[i], "*"))
        return TRUE;
      allowed_port = mbm_http_split_host (self->allowed_hosts[i], &allowed);
      if (allowed_port != -2 && g_ascii_strcasecmp (allowed, host) == 0 &&
          (allowed_port == -1 || allowed_port == port))
        return TRUE;
    }
  return FALSE;
}

/* A page can point its own name at any address, but it cannot have an address or `localhost` for its name. */
gboolean
mbm_http_rules_allow_host (const MbmHttpRules *self, const char *text)
{
  g_autofree char *host = NULL;
  int port = mbm_http_split_host (text, &host);
  int default_port = g_str_equal (self->scheme, "https") ? 443 : 80;

  if (port == -2 || *host == '\0')
    return FALSE;
  if (port == -1)
    port = default_port;
  if (mbm_http_rules_list_host (self, host, port))
    return TRUE;
  if (port != self->port)
    return FALSE;

  return g_ascii_strcasecmp (host, self->host) == 0 || mbm_http_same_address (host, self->local_host) ||
         (self->is_loopback && mbm_http_is_loopback (host));
}

static gboolean
mbm_http_rules_check_host (const MbmHttpRules *self, MbmHttpRequest *request, MbmHttpRefusal *refusal)
{
  const char *host = soup_message_headers_get_list (request->headers, "Host");
  g_autofree char *shown = NULL;

  if (host == NULL && request->version == SOUP_HTTP_1_0)
    return TRUE;
  if (host == NULL)
    return mbm_http_refuse (refusal, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST", MBM_ERROR_HANDSHAKE,
                            _ ("A request has no Host header"));
  if (mbm_http_rules_allow_host (self, host))
    return TRUE;

  shown = g_utf8_make_valid (host, -1);
  return mbm_http_refuse (refusal, STATUS_MISDIRECTED, "HOST_REFUSED", MBM_ERROR_ORIGIN_REFUSED,
                          _ ("A request is for the host “%s”, which is not served here: allow that name if "
                             "it is right"),
                          shown);
}

/* --- the rest --------------------------------------------------------------------- */

static gboolean
mbm_http_rules_check_origin (const MbmHttpRules *self, MbmHttpRequest *request, MbmHttpRefusal *refusal)
{
  g_autofree char *shown = NULL;

  if (request->origin == NULL || mbm_http_request_origin_is_allowed (request, self))
    return TRUE;

  shown = g_utf8_make_valid (request->origin, -1);
  return mbm_http_refuse (refusal, SOUP_STATUS_FORBIDDEN, "ORIGIN_REFUSED", MBM_ERROR_ORIGIN_REFUSED,
                          _ ("A page of %s tried to connect: allow that origin if it may"), shown);
}

static gboolean
mbm_http_rules_check_method (const MbmHttpRules *self, MbmHttpRequest *request, MbmHttpRefusal *refusal)
{
  g_autofree char *shown_target = g_utf8_make_valid (request->target, -1);
  g_autofree char *shown_method = g_utf8_make_valid (request->method, -1);

  if (mbm_http_request_is (request, "OPTIONS"))
    return TRUE;

  if (request->route == MBM_HTTP_ROUTE_NONE)
    return mbm_http_refuse (refusal, SOUP_STATUS_NOT_FOUND, "NOT_FOUND", MBM_ERROR_HANDSHAKE,
                            _ ("There is nothing at %s: requests go to requests/NAME, events to events"),
                            shown_target);

  if (mbm_http_request_is (request, "POST") ||
      (request->route == MBM_HTTP_ROUTE_EVENTS &&
       (mbm_http_request_is (request, "GET") || mbm_http_request_is (request, "HEAD"))))
    return TRUE;

  return mbm_http_refuse (refusal, SOUP_STATUS_METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", MBM_ERROR_HANDSHAKE,
                          _ ("%s cannot be used with %s"), shown_target, shown_method);
}

/* A page may send other types to any server without asking first. */
static gboolean
mbm_http_rules_check_body (const MbmHttpRules *self, MbmHttpRequest *request, MbmHttpRefusal *refusal)
{
  const char *type = soup_message_headers_get_content_type (request->headers, NULL);
  const char *coding = soup_message_headers_get_list (request->headers, "Content-Encoding");

  if (request->length == 0)
    return TRUE;
  if (request->length > 0 && (guint64) request->length > self->max_body)
    return mbm_http_refuse (refusal, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "MESSAGE_TOO_LARGE",
                            MBM_ERROR_MESSAGE_TOO_LARGE,
                            _ ("A request of %" PRId64 " bytes is over the limit of %" PRIu64),
                            request->length, self->max_body);
  if (mbm_http_request_is (request, "POST") &&
      (type == NULL || g_ascii_strcasecmp (type, "application/json") != 0))
    return mbm_http_refuse (refusal, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE",
                            MBM_ERROR_UNSUPPORTED_DATA,
                            _ ("A request is not JSON: send it with Content-Type: application/json"));
  if (coding != NULL && g_ascii_strcasecmp (coding, "identity") != 0)
    return mbm_http_refuse (refusal, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE",
                            MBM_ERROR_UNSUPPORTED_DATA,
                            _ ("A request is compressed, and has to be sent as it is"));
  return TRUE;
}

gboolean
mbm_http_rules_check (const MbmHttpRules *self, MbmHttpRequest *request, MbmHttpRefusal *refusal)
{
  return mbm_http_rules_check_host (self, request, refusal) &&
         mbm_http_rules_check_origin (self, request, refusal) &&
         mbm_http_rules_check_method (self, request, refusal) &&
         mbm_http_rules_check_body (self, request, refusal);
}

guint
mbm_http_status_for_code (const char *code)
{
  static const struct
  {
    const char *code;
    guint status;
  } table[] = {
    { "INVALID_JSON", 400 },
    { "INVALID_UTF8", 400 },
    { "INVALID_FRAME", 400 },
    { "INVALID_PAYLOAD", 400 },
    { "TOO_DEEP", 400 },
    { "INVALID_TOKEN", 401 },
    { "TOKEN_EXPIRED", 401 },
    { "UNAUTHORIZED", 401 },
    { "NOT_REGISTERED", 403 },
    { "SOURCE_MISMATCH", 403 },
    { "FORBIDDEN", 403 },
    { "UNKNOWN_REQUEST_TYPE", 404 },
    { "UNKNOWN_SUBSCRIPTION", 404 },
    { "UNKNOWN_CONNECTION", 404 },
    { "ALREADY_REGISTERED", 409 },
    { "CLIENT_ID_IN_USE", 409 },
    { "LOGIN_UNDER_WAY", 409 },
    { "TOO_MANY_REQUESTS", STATUS_TOO_MANY_REQUESTS },
    { "TOO_MANY_STREAMS", STATUS_TOO_MANY_REQUESTS },
    { "TOO_MANY_SUBSCRIPTIONS", STATUS_TOO_MANY_REQUESTS },
    { "INTERNAL_ERROR", 500 },
    { "INVALID_ANSWER", 500 },
    { "NO_ANSWER", 500 },
    { "UNKNOWN_ERROR", 500 },
    { "CLOSED", 503 },
    { "LIMIT", 503 },
    { "MAX_CLIENTS_REACHED", 503 },
    { "REQUEST_TIMEOUT", 504 },
  };

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].code, code))
      return table[i].status;

  /* The request was understood, and the service says no: neither side is broken. */
  return SOUP_STATUS_UNPROCESSABLE_ENTITY;
}
