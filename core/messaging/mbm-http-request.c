/* mbm-http-request.c — what an HTTP request asks for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-request-private.h"

gboolean
mbm_http_refuse (MbmHttpRefusal *refusal,
                 guint status,
                 const char *code,
                 MbmError error_code,
                 const char *format,
                 ...)
{
  va_list args;

  refusal->status = status;
  refusal->code = code;
  g_clear_error (&refusal->error);
  va_start (args, format);
  refusal->error = g_error_new_valist (MBM_ERROR, error_code, format, args);
  va_end (args);
  return FALSE;
}

void
mbm_http_request_free (MbmHttpRequest *self)
{
  g_free (self->method);
  g_free (self->target);
  soup_message_headers_unref (self->headers);
  g_strfreev (self->shown_headers);
  g_free (self->name);
  g_free (self->connection_id);
  g_free (self->last_event_id);
  g_free (self->origin);
  g_free (self->token);
  g_free (self);
}

/* --- framing --------------------------------------------------------------- */

/* Where the body ends must be beyond doubt: what a proxy and this server read differently is how one request
 * hides another. */
static gboolean
mbm_http_request_read_length (MbmHttpRequest *self, MbmHttpRefusal *refusal)
{
  const char *coding = soup_message_headers_get_list (self->headers, "Transfer-Encoding");
  const char *length = soup_message_headers_get_list (self->headers, "Content-Length");

  if (coding != NULL)
    {
      self->length = -1;
      if (length != NULL || self->version == SOUP_HTTP_1_0)
        return mbm_http_refuse (refusal, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST", MBM_ERROR_HANDSHAKE,
                                _ ("A request says in two ways how long its body is"));
      if (g_ascii_strcasecmp (coding, "chunked") != 0)
        return mbm_http_refuse (refusal, SOUP_STATUS_NOT_IMPLEMENTED, "NOT_IMPLEMENTED", MBM_ERROR_HANDSHAKE,
                                _ ("A request has a transfer coding other than “chunked”"));
      return TRUE;
    }

  if (length == NULL)
    return TRUE;
  if (!g_ascii_isdigit (*length) || strlen (length) > 18 || strspn (length, "0123456789") != strlen (length))
    return mbm_http_refuse (refusal, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST", MBM_ERROR_HANDSHAKE,
                            _ ("A request has no valid Content-Length"));

  self->length = g_ascii_strtoll (length, NULL, 10);
  return TRUE;
}

static void
mbm_http_request_read_connection (MbmHttpRequest *self)
{
  if (self->version == SOUP_HTTP_1_0)
    self->keeps_alive = soup_message_headers_header_contains (self->headers, "Connection", "keep-alive");
  else
    self->keeps_alive = !soup_message_headers_header_contains (self->headers, "Connection", "close");

  self->expects_continue = self->version != SOUP_HTTP_1_0 && self->length != 0 &&
                           soup_message_headers_header_contains (self->headers, "Expect", "100-continue");
}

/* --- the target -------------------------------------------------------------- */

static char *
mbm_http_decode (const char *text, gsize length)
{
  g_autofree char *decoded = g_uri_unescape_segment (text, text + length, "");

  /* NULL for an escape that is none and for U+0000. */
  return decoded != NULL && *decoded != '\0' && g_utf8_validate (decoded, -1, NULL)
           ? g_steal_pointer (&decoded)
           : NULL;
}

static void
mbm_http_request_read_query (MbmHttpRequest *self, const char *query)
{
  g_auto (GStrv) parts = g_strsplit (query, "&", 16);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *value = strchr (parts[i], '=');
      char **field = NULL;

      if (value == NULL)
        continue;
      *value++ = '\0';
      if (g_str_equal (parts[i], "connectionId"))
        field = &self->connection_id;
      else if (g_str_equal (parts[i], "lastEventId"))
        field = &self->last_event_id;
      if (field != NULL && *field == NULL)
        *field = mbm_http_decode (value, strlen (value));
    }
}

/* The last one or two segments of the path say what is wanted; those before are the base. */
static void
mbm_http_request_route (MbmHttpRequest *self, const char *path, const char *base)
{
  static const struct
  {
    const char *end;
    MbmHttpRoute route;
  } fixed[] = {
    { "/events", MBM_HTTP_ROUTE_EVENTS },
    { "/responses", MBM_HTTP_ROUTE_ANSWERS },
    { "/auth/login", MBM_HTTP_ROUTE_LOGIN },
    { "/auth/logout", MBM_HTTP_ROUTE_LOGOUT },
  };
  static const struct
  {
    const char *folder;
    MbmHttpRoute route;
  } named[] = {
    { "/requests", MBM_HTTP_ROUTE_REQUEST },
    { "/api", MBM_HTTP_ROUTE_API },
  };
  const char *last;

  if (base != NULL && g_str_has_prefix (path, base))
    path += strlen (base);
  else if (base != NULL)
    return;

  /* With a name first: a request may be called `events`. */
  last = strrchr (path, '/');
  for (guint i = 0; last != NULL && i < G_N_ELEMENTS (named); i++)
    {
      gsize length = strlen (named[i].folder);
      gsize front = last - path;

      if (front < length || strncmp (last - length, named[i].folder, length) != 0 ||
          (base != NULL && front != length))
        continue;
      self->name = mbm_http_decode (last + 1, strlen (last + 1));
      if (self->name != NULL)
        self->route = named[i].route;
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (base != NULL ? g_str_equal (path, fixed[i].end) : g_str_has_suffix (path, fixed[i].end))
      self->route = fixed[i].route;
}

static gboolean
mbm_http_request_read_target (MbmHttpRequest *self, const char *base, MbmHttpRefusal *refusal)
{
  const char *path = self->target;
  g_autofree char *only_path = NULL;
  gsize length;

  /* The whole address, as proxies are asked: the path is what counts. */
  if (*path != '/' && strstr (path, "://") != NULL)
    {
      path = strchr (strstr (path, "://") + 3, '/');
      if (path == NULL)
        path = "/";
    }
  if (*path != '/' && !g_str_equal (path, "*"))
    return mbm_http_refuse (refusal, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST", MBM_ERROR_HANDSHAKE,
                            _ ("A request is for something that is no path"));

  length = strcspn (path, "?#");
  only_path = g_strndup (path, length);
  mbm_http_request_route (self, only_path, base);
  if (path[length] == '?')
    mbm_http_request_read_query (self, path + length + 1);
  return TRUE;
}

/* --- headers ------------------------------------------------------------------ */

static void
mbm_http_request_read_headers (MbmHttpRequest *self)
{
  const char *connection_id = soup_message_headers_get_one (self->headers, "X-Connection-Id");
  const char *last_event_id = soup_message_headers_get_one (self->headers, "Last-Event-ID");
  const char *authorization = soup_message_headers_get_one (self->headers, "Authorization");

  if (connection_id != NULL)
    {
      g_free (self->connection_id);
      self->connection_id = g_strdup (connection_id);
    }
  if (last_event_id != NULL)
    {
      g_free (self->last_event_id);
      self->last_event_id = g_strdup (last_event_id);
    }
  if (authorization != NULL && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0 &&
      g_utf8_validate (authorization, -1, NULL))
    self->token = g_strstrip (g_strdup (authorization + 7));
  self->origin = g_strdup (soup_message_headers_get_list (self->headers, "Origin"));
}

MbmHttpRequest *
mbm_http_request_new (const guint8 *head, gsize length, const MbmHttpRules *rules, MbmHttpRefusal *refusal)
{
  MbmHttpRequest *self = g_new0 (MbmHttpRequest, 1);
  g_autofree char *text = mbm_http_head_dup (head, length);
  guint status = SOUP_STATUS_BAD_REQUEST;

  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  if (text != NULL)
    status = soup_headers_parse_request (text, (int) strlen (text), self->headers, &self->method,
                                         &self->target, &self->version);
  if (status != SOUP_STATUS_OK)
    {
      mbm_http_refuse (refusal, status, "BAD_REQUEST", MBM_ERROR_HANDSHAKE,
                       _ ("What came is no HTTP request that can be read"));
      return self;
    }

  self->shown_headers = mbm_http_headers_to_strv (self->headers);
  mbm_http_request_read_headers (self);
  if (mbm_http_request_read_length (self, refusal))
    {
      mbm_http_request_read_connection (self);
      mbm_http_request_read_target (self, rules->base, refusal);
    }
  return self;
}

gboolean
mbm_http_request_origin_is_allowed (MbmHttpRequest *self, const MbmHttpRules *rules)
{
  return self->origin != NULL && mbm_http_origin_is_allowed (self->origin, rules->allowed_origins);
}

const char *
mbm_http_request_get_allow (MbmHttpRequest *self)
{
  switch (self->route)
    {
    case MBM_HTTP_ROUTE_REQUEST:
    case MBM_HTTP_ROUTE_API:
    case MBM_HTTP_ROUTE_ANSWERS:
    case MBM_HTTP_ROUTE_LOGIN:
    case MBM_HTTP_ROUTE_LOGOUT:
      return "POST, OPTIONS";
    case MBM_HTTP_ROUTE_EVENTS:
      return "GET, HEAD, POST, OPTIONS";
    case MBM_HTTP_ROUTE_NONE:
    default:
      return NULL;
    }
}
