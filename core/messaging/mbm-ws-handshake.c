/* mbm-ws-handshake.c — the HTTP in front of a WebSocket
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "mbm-ws-handshake-private.h"

#include "mbm-ws-codec-private.h"

/* Heads are parsed and formatted with libsoup; the handshake around them is done here. On the server's side
 * SoupServer was tried on paper and put aside: it reads heads of up to 100 KiB, answers malformed ones itself
 * so that nobody hears of them, offers no way to see, count, time out and cut connections that have not
 * become a request yet, reads ahead into a buffer that goes with the connection it hands over, and costs
 * several GSources for each connection in its handshake. On the client's, libsoup 3 does not give away the
 * connection of a session, and soup_websocket_client_verify_handshake() wants a message that only a session
 * can fill in. */

/* RFC 6455, 1.3. */
#define ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

#define KEY_LENGTH 16

static char *
mbm_ws_make_accept (const char *key)
{
  g_autofree char *text = g_strconcat (key, ACCEPT_GUID, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, strlen (text));
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

static gboolean
mbm_ws_key_is_valid (const char *key)
{
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (key == NULL || strlen (key) != 24)
    return FALSE;

  bytes = g_base64_decode (key, &length);
  return length == KEY_LENGTH;
}

/* 0, and nothing set, if the request asks for a WebSocket as it should. */
static guint
mbm_ws_check_request (SoupMessageHeaders *headers,
                      const char *method,
                      SoupHTTPVersion version,
                      const char *const *allowed_origins,
                      GError **error)
{
  const char *origin = soup_message_headers_get_list (headers, "Origin");
  const char *ws_version = soup_message_headers_get_one (headers, "Sec-WebSocket-Version");
  guint status = 0;
  MbmError code = MBM_ERROR_HANDSHAKE;
  const char *problem = NULL;

  if (!g_str_equal (method, "GET"))
    {
      status = SOUP_STATUS_METHOD_NOT_ALLOWED;
      problem = _ ("A request other than GET came, and this is a WebSocket service");
    }
  else if (!soup_message_headers_header_contains (headers, "Upgrade", "websocket"))
    {
      status = 426;
      problem = _ ("A request that does not ask for a WebSocket came");
    }
  else if (version == SOUP_HTTP_1_0 ||
           !soup_message_headers_header_contains (headers, "Connection", "upgrade") ||
           soup_message_headers_get_one (headers, "Host") == NULL ||
           soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED ||
           soup_message_headers_get_content_length (headers) > 0)
    {
      status = SOUP_STATUS_BAD_REQUEST;
      problem = _ ("A WebSocket handshake is not as RFC 6455 wants it");
    }
  else if (g_strcmp0 (ws_version, "13") != 0)
    {
      status = 426;
      problem = _ ("A WebSocket handshake is for another version of the protocol than 13");
    }
  else if (!mbm_ws_key_is_valid (soup_message_headers_get_one (headers, "Sec-WebSocket-Key")))
    {
      status = SOUP_STATUS_BAD_REQUEST;
      problem = _ ("A WebSocket handshake has no valid key");
    }

  if (problem != NULL)
    {
      g_set_error_literal (error, MBM_ERROR, code, problem);
      return status;
    }

  if (origin != NULL && !mbm_http_origin_is_allowed (origin, allowed_origins))
    {
      g_autofree char *shown = g_utf8_make_valid (origin, -1);

      g_set_error (error, MBM_ERROR, MBM_ERROR_ORIGIN_REFUSED,
                   _ ("A page of %s tried to connect: allow that origin if it may"), shown);
      return SOUP_STATUS_FORBIDDEN;
    }

  return 0;
}

MbmWsAnswer *
mbm_ws_answer_new_for_error (guint status, GError *error)
{
  MbmWsAnswer *self = g_new0 (MbmWsAnswer, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *phrase = status == 426 ? "Upgrade Required" : soup_status_get_phrase (status);

  g_string_append_printf (text, "HTTP/1.1 %u %s\r\n", status, phrase);
  if (status == 426)
    g_string_append (text,
                     "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nConnection: Upgrade, close\r\n");
  else
    g_string_append (text, "Connection: close\r\n");
  if (status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    g_string_append (text, "Allow: GET\r\n");
  g_string_append_printf (text,
                          "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\n\r\n%s\n",
                          strlen (error->message) + 1, error->message);

  self->response = g_strdup (text->str);
  self->error = error;
  return self;
}

MbmWsAnswer *
mbm_ws_answer_new (const guint8 *head, gsize length, const char *const *allowed_origins)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *text = NULL;
  g_autofree char *method = NULL;
  g_autofree char *path = NULL;
  g_autofree char *accept = NULL;
  SoupHTTPVersion version = SOUP_HTTP_1_0;
  GError *error = NULL;
  MbmWsAnswer *self;
  guint status = SOUP_STATUS_BAD_REQUEST;

  text = mbm_http_head_dup (head, length);
  if (text != NULL)
    status = soup_headers_parse_request (text, strlen (text), headers, &method, &path, &version);
  if (status != SOUP_STATUS_OK)
    return mbm_ws_answer_new_for_error (status,
                                        g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                                                     _ ("What came is no HTTP request that can be read")));

  status = mbm_ws_check_request (headers, method, version, allowed_origins, &error);
  if (status != 0)
    {
      self = mbm_ws_answer_new_for_error (status, error);
    }
  else
    {
      accept = mbm_ws_make_accept (soup_message_headers_get_one (headers, "Sec-WebSocket-Key"));
      self = g_new0 (MbmWsAnswer, 1);
      self->response =
        g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                         "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                         accept);
    }
  self->headers = mbm_http_headers_to_strv (headers);
  return self;
}

void
mbm_ws_answer_free (MbmWsAnswer *self)
{
  g_free (self->response);
  g_strfreev (self->headers);
  g_clear_error (&self->error);
  g_free (self);
}

/* No subprotocol and no extension is spoken, so that none can be offered either. */
static gboolean
mbm_ws_check_header (const char *header, GError **error)
{
  static const char *own[] = {
    "Upgrade",
    "Connection",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Protocol",
    "Content-Length",
    "Transfer-Encoding",
  };

  if (!mbm_http_header_check (header, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      if (!mbm_http_header_is (header, own[i]))
        continue;
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("The header %s belongs to the WebSocket handshake: leave it out"), own[i]);
      return FALSE;
    }

  return TRUE;
}

char *
mbm_ws_make_request (const char *authority,
                     const char *resource,
                     const char *const *headers,
                     char **key,
                     GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *new_key = NULL;
  guint8 random[KEY_LENGTH];
  gboolean has_host = FALSE;

  for (guint i = 0; i < KEY_LENGTH; i += 4)
    mbm_ws_make_mask (random + i);
  new_key = g_base64_encode (random, KEY_LENGTH);

  g_string_append_printf (text,
                          "GET %s HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n",
                          *resource != '\0' ? resource : "/", new_key);
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      if (!mbm_ws_check_header (headers[i], error))
        return NULL;
      /* A Host of one's own reaches a virtual host by another name. */
      has_host = has_host || mbm_http_header_is (headers[i], "Host");
      g_string_append_printf (text, "%s\r\n", headers[i]);
    }
  if (!has_host)
    g_string_append_printf (text, "Host: %s\r\n", authority);
  g_string_append (text, "\r\n");

  *key = g_steal_pointer (&new_key);
  return g_strdup (text->str);
}

gboolean
mbm_ws_check_response (const guint8 *head,
                       gsize length,
                       const char *key,
                       const char *shown_uri,
                       char ***headers,
                       GError **error)
{
  g_autoptr (SoupMessageHeaders) parsed = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *expected = mbm_ws_make_accept (key);
  g_autofree char *text = NULL;
  g_autofree char *phrase = NULL;
  guint status = 0;

  text = mbm_http_head_dup (head, length);
  if (text == NULL || !soup_headers_parse_response (text, strlen (text), parsed, NULL, &status, &phrase))
    {
      g_set_error (
        error, MBM_ERROR, MBM_ERROR_HANDSHAKE,
        _ ("What answers at %s does not speak HTTP, so it is no WebSocket service: check the address"),
        shown_uri);
      return FALSE;
    }

  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    {
      g_autofree char *shown = g_utf8_make_valid (phrase != NULL ? phrase : "", -1);

      g_set_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE,
                   _ ("The server at %s answered %u %s instead of opening a WebSocket"), shown_uri, status,
                   shown);
      return FALSE;
    }

  if (!soup_message_headers_header_contains (parsed, "Upgrade", "websocket") ||
      !soup_message_headers_header_contains (parsed, "Connection", "upgrade") ||
      g_strcmp0 (soup_message_headers_get_one (parsed, "Sec-WebSocket-Accept"), expected) != 0 ||
      soup_message_headers_get_list (parsed, "Sec-WebSocket-Extensions") != NULL ||
      soup_message_headers_get_list (parsed, "Sec-WebSocket-Protocol") != NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE,
                   _ ("The server at %s did not complete the WebSocket handshake as RFC 6455 wants it"),
                   shown_uri);
      return FALSE;
    }

  *headers = mbm_http_headers_to_strv (parsed);
  return TRUE;
}
