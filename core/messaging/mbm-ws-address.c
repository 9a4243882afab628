/* mbm-ws-address.c — what a WebSocket address says
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-ws-address-private.h"

#define DEFAULT_PORT 80

static char *
mbm_ws_address_make_authority (const char *host, guint16 port)
{
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, port);
}

MbmWsAddress *
mbm_ws_address_parse (const char *uri, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GString) resource = g_string_new (NULL);
  MbmWsAddress *self;
  const char *host;
  int port;

  parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, &local_error);
  if (parsed == NULL || g_uri_get_host (parsed) == NULL || g_uri_get_userinfo (parsed) != NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (uri, -1);

      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI,
                   _ ("“%s” is no WebSocket address: write one such as ws://127.0.0.1:4000"), shown);
      return NULL;
    }

  host = g_uri_get_host (parsed);
  port = g_uri_get_port (parsed);
  g_string_append (resource, g_uri_get_path (parsed));
  if (g_uri_get_query (parsed) != NULL)
    g_string_append_printf (resource, "?%s", g_uri_get_query (parsed));
  if (resource->len > 0 && resource->str[0] == '?')
    g_string_prepend_c (resource, '/');

  self = g_new0 (MbmWsAddress, 1);
  self->host = g_strdup (*host != '\0' ? host : "localhost");
  self->port = port >= 0 ? port : DEFAULT_PORT;
  self->authority = mbm_ws_address_make_authority (self->host, self->port);
  self->resource = g_strdup (resource->str);
  return self;
}

void
mbm_ws_address_free (MbmWsAddress *self)
{
  g_free (self->host);
  g_free (self->authority);
  g_free (self->resource);
  g_free (self);
}

char *
mbm_ws_address_to_uri (const MbmWsAddress *self, guint16 port)
{
  g_autofree char *authority = mbm_ws_address_make_authority (self->host, port);

  return g_strconcat ("ws://", authority, self->resource, NULL);
}
