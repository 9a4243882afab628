/* mbm-http-hub-requests.c — where the requests of an HTTP service go
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sys/socket.h>

#include "mbm-http-hub-state-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-connection-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-http-rules-private.h"
#include "mbm-http-session-private.h"

static char *
mbm_http_hub_dup_local_host (int fd)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;
  g_autoptr (GSocketAddress) address = NULL;

  if (getsockname (fd, (struct sockaddr *) &native, &length) == 0)
    address = g_socket_address_new_from_native (&native, length);
  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;

  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
mbm_http_hub_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return address != NULL && g_inet_address_get_is_loopback (address);
}

MbmHttpRequest *
mbm_http_hub_read_head (MbmHttpHub *self, int fd, const guint8 *head, gsize length, MbmHttpRefusal *refusal)
{
  g_autofree char *local_host = mbm_http_hub_dup_local_host (fd);
  MbmHttpRules rules = {
    .scheme = self->address->scheme,
    .base = self->base,
    .host = self->address->host,
    .local_host = local_host,
    .is_loopback = mbm_http_hub_is_loopback (local_host),
    .port = self->port,
    .allowed_hosts = (const char *const *) self->settings.allowed_hosts,
    .allowed_origins = (const char *const *) self->allowed_origins,
    .max_body = self->max_message_size,
  };
  MbmHttpRequest *request = mbm_http_request_new (head, length, &rules, refusal);

  if (refusal->status == 0)
    mbm_http_rules_check (&rules, request, refusal);
  return request;
}

gboolean
mbm_http_hub_allows_origin (MbmHttpHub *self, MbmHttpRequest *request)
{
  return request->origin != NULL &&
         mbm_http_origin_is_allowed (request->origin, (const char *const *) self->allowed_origins);
}

void
mbm_http_hub_refused (MbmHttpHub *self, MbmHttpConnection *connection, const GError *error)
{
  MbmHttpRequest *request = mbm_http_connection_get_request (connection);
  g_auto (GStrv) headers = request != NULL ? g_strdupv (request->shown_headers) : NULL;

  if (self->listener != NULL && mbm_listener_is_flowing (self->listener))
    mbm_listener_emit_refused (self->listener, mbm_http_connection_get_address (connection),
                               (const char *const *) headers, error);
}

static void
mbm_http_hub_refuse (MbmHttpHub *self,
                     MbmHttpConnection *connection,
                     guint status,
                     MbmError code,
                     const char *words)
{
  g_autoptr (GError) error = g_error_new_literal (MBM_ERROR, code, words);
  MbmHttpRefusal refusal = { status, mbm_error_to_code (code), error };

  if (code == MBM_ERROR_UNKNOWN_CLIENT)
    refusal.code = "UNKNOWN_CONNECTION";
  mbm_http_hub_refused (self, connection, error);
  mbm_http_connection_answer_refusal (connection, &refusal);
}

/* A page asks whether it may; that it is of an allowed origin was found out before. */
static void
mbm_http_hub_answer_options (MbmHttpHub *self, MbmHttpConnection *connection, MbmHttpRequest *request)
{
  const char *allow = mbm_http_request_get_allow (request);
  GString *header = g_string_new (NULL);
  g_autofree char *lines = NULL;

  g_string_append_printf (header, "Allow: %s\r\n", allow != NULL ? allow : "GET, HEAD, POST, OPTIONS");
  if (request->origin != NULL &&
      soup_message_headers_get_one (request->headers, "Access-Control-Request-Method") != NULL)
    {
      g_string_append (header, "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\n"
                               "Access-Control-Allow-Headers: Authorization, Content-Type, Last-Event-ID, "
                               "X-Connection-Id\r\n"
                               "Access-Control-Max-Age: 600\r\n");
      if (soup_message_headers_get_one (request->headers, "Access-Control-Request-Private-Network") != NULL)
        g_string_append (header, "Access-Control-Allow-Private-Network: true\r\n");
    }

  lines = g_string_free (header, FALSE);
  mbm_http_connection_answer (connection, SOUP_STATUS_NO_CONTENT, lines, NULL);
}

/* A session that the server has taken; NULL, and the connection answered, if it has not. */
static MbmHttpSession *
mbm_http_hub_open_session (MbmHttpHub *self, MbmHttpConnection *connection, MbmHttpSessionKind kind)
{
  g_autoptr (MbmHttpSession) session = mbm_http_session_new (self, kind);
  MbmHttpRequest *request = mbm_http_connection_get_request (connection);

  mbm_channel_set_peer (MBM_CHANNEL (session), mbm_http_connection_get_address (connection),
                        (const char *const *) request->shown_headers);
  if (self->listener != NULL && mbm_listener_is_flowing (self->listener))
    mbm_listener_emit_accepted (self->listener, MBM_CHANNEL (session));

  if (mbm_channel_is_flowing (MBM_CHANNEL (session)) && !mbm_channel_is_closed (MBM_CHANNEL (session)))
    return g_steal_pointer (&session);

  if (mbm_http_connection_get_use (connection) != MBM_HTTP_CONNECTION_GONE)
    {
      g_autoptr (GBytes) body = mbm_http_make_error ("LIMIT", "There is no room for another connection");

      mbm_http_connection_answer (connection, SOUP_STATUS_SERVICE_UNAVAILABLE, "Retry-After: 1\r\n", body);
    }
  return NULL;
}

/* The session whose id the request brings. FALSE, and the connection answered, if there is none of that id.
 */
static gboolean
mbm_http_hub_find_session (MbmHttpHub *self,
                           MbmHttpConnection *connection,
                           MbmHttpRequest *request,
                           MbmHttpSession **session)
{
  *session = NULL;
  if (request->connection_id == NULL)
    return TRUE;

  *session = g_hash_table_lookup (self->sessions, request->connection_id);
  if (*session != NULL)
    {
      g_object_ref (*session);
      return TRUE;
    }

  mbm_http_hub_refuse (self, connection, SOUP_STATUS_NOT_FOUND, MBM_ERROR_UNKNOWN_CLIENT,
                       _ (
                         "A request has a connection id that is not known, or not any more: register again"));
  return FALSE;
}

static void
mbm_http_hub_refuse_body (MbmHttpHub *self,
                          MbmHttpConnection *connection,
                          MbmHttpSession *session,
                          GBytes *body,
                          const GError *error)
{
  if (session != NULL)
    mbm_http_session_take_refused (session, connection, body, error);
  else
    mbm_http_hub_refuse (self, connection, SOUP_STATUS_BAD_REQUEST, (MbmError) error->code, error->message);
}

static void
mbm_http_hub_handle_request (MbmHttpHub *self,
                             MbmHttpConnection *connection,
                             MbmHttpRequest *request,
                             MbmHttpSession *found,
                             GBytes *body)
{
  gboolean is_login = request->route == MBM_HTTP_ROUTE_LOGIN || request->route == MBM_HTTP_ROUTE_LOGOUT;
  gboolean in_result = request->route == MBM_HTTP_ROUTE_API;
  g_autofree char *id = g_strdup_printf ("http-%" G_GUINT64_FORMAT, ++self->n_requests);
  g_autofree char *name = g_strdup (request->route == MBM_HTTP_ROUTE_LOGIN    ? "$login"
                                    : request->route == MBM_HTTP_ROUTE_LOGOUT ? "$logout"
                                                                              : request->name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame = mbm_http_make_request_frame (id, name, body, is_login, request->token, &error);
  g_autoptr (MbmHttpSession) session = found != NULL ? g_object_ref (found) : NULL;

  if (frame == NULL)
    {
      mbm_http_hub_refuse_body (self, connection, found, body, error);
      return;
    }

  if (session == NULL)
    session = mbm_http_hub_open_session (self, connection,
                                         g_str_equal (name, "$register") ? MBM_HTTP_SESSION_LASTING
                                                                         : MBM_HTTP_SESSION_TRANSIENT);
  if (session != NULL)
    mbm_http_session_take_request (session, connection, id, name, in_result, frame);
}

static void
mbm_http_hub_handle_frame (MbmHttpHub *self,
                           MbmHttpConnection *connection,
                           MbmHttpRequest *request,
                           MbmHttpSession *found,
                           GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame = NULL;
  g_autoptr (MbmHttpSession) session = found != NULL ? g_object_ref (found) : NULL;

  if (request->route == MBM_HTTP_ROUTE_EVENTS)
    {
      frame = mbm_http_make_event_frame (body, request->token, &error);
    }
  else
    {
      g_autoptr (MbmMessage) answer = mbm_message_new_from_bytes (body, &error);

      if (answer != NULL && mbm_message_get_kind (answer) == MBM_MESSAGE_RESPONSE)
        frame = g_bytes_ref (body);
      else if (answer != NULL)
        g_set_error_literal (&error, MBM_ERROR, MBM_ERROR_INVALID_FRAME, _ ("That is no response"));
    }

  if (frame == NULL)
    {
      mbm_http_hub_refuse_body (self, connection, found, body, error);
      return;
    }
  if (session == NULL)
    session = mbm_http_hub_open_session (self, connection, MBM_HTTP_SESSION_TRANSIENT);
  if (session != NULL)
    mbm_http_session_take_frame (session, connection, frame);
}

static void
mbm_http_hub_handle_stream (MbmHttpHub *self,
                            MbmHttpConnection *connection,
                            MbmHttpRequest *request,
                            MbmHttpSession *found)
{
  g_autofree char *last_event_id = g_strdup (request->last_event_id);
  g_autoptr (MbmHttpSession) session = found != NULL ? g_object_ref (found) : NULL;

  if (mbm_http_request_is (request, "HEAD"))
    {
      mbm_http_connection_answer (connection, SOUP_STATUS_OK,
                                  "Content-Type: text/event-stream\r\nCache-Control: no-cache\r\n", NULL);
      return;
    }

  if (session == NULL)
    session = mbm_http_hub_open_session (self, connection, MBM_HTTP_SESSION_STREAM);
  if (session != NULL)
    mbm_http_session_take_stream (session, connection, last_event_id);
}

void
mbm_http_hub_handle (MbmHttpHub *hub, MbmHttpConnection *connection, MbmHttpRequest *request, GBytes *body)
{
  g_autoptr (MbmHttpHub) self = mbm_http_hub_ref (hub);
  g_autoptr (MbmHttpConnection) held = mbm_http_connection_ref (connection);
  g_autoptr (MbmHttpSession) session = NULL;

  if (mbm_http_request_is (request, "OPTIONS"))
    mbm_http_hub_answer_options (self, connection, request);
  else if (!mbm_http_hub_find_session (self, connection, request, &session))
    return;
  else if (request->route == MBM_HTTP_ROUTE_EVENTS && !mbm_http_request_is (request, "POST"))
    mbm_http_hub_handle_stream (self, connection, request, session);
  else if (request->route == MBM_HTTP_ROUTE_EVENTS || request->route == MBM_HTTP_ROUTE_ANSWERS)
    mbm_http_hub_handle_frame (self, connection, request, session, body);
  else
    mbm_http_hub_handle_request (self, connection, request, session, body);
}
