/* mbm-ws-address.c — what an address of a host and a port says
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-ws-address-private.h"

static guint16
mbm_ws_address_get_default_port (const char *scheme)
{
  return g_str_equal (scheme, "wss") || g_str_equal (scheme, "https") ? 443 : 80;
}

static char *
mbm_ws_address_make_authority (const char *host, guint16 port)
{
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, port);
}

/* As it goes onto the wire, where nothing but a name or an IP address may. */
static char *
mbm_ws_address_make_host (const char *host)
{
  g_autofree char *ascii = g_hostname_to_ascii (host);
  const char *allowed = strchr (host, ':') != NULL ? ".-_:%" : ".-_";

  if (ascii == NULL)
    return NULL;
  for (const char *c = ascii; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr (allowed, *c) == NULL)
      return NULL;

  return g_steal_pointer (&ascii);
}

static char *
mbm_ws_address_make_resource (GUri *uri)
{
  const char *query = g_uri_get_query (uri);
  g_autofree char *raw = g_strconcat (g_uri_get_path (uri), query != NULL ? "?" : NULL, query, NULL);
  g_autofree char *escaped = g_uri_escape_string (raw, "!$&'()*+,;=:@/?%", FALSE);

  return g_strconcat (*escaped == '?' ? "/" : "", escaped, NULL);
}

static gboolean
mbm_ws_address_has_controls (const char *uri)
{
  for (const char *c = uri; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || *c == ' ')
      return TRUE;

  return FALSE;
}

MbmWsAddress *
mbm_ws_address_parse (const char *uri, GError **error)
{
  g_autoptr (GUri) parsed = NULL;
  g_autofree char *host = NULL;
  MbmWsAddress *self;

  if (!mbm_ws_address_has_controls (uri))
    parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  if (parsed != NULL && g_uri_get_host (parsed) != NULL && g_uri_get_userinfo (parsed) == NULL)
    host = mbm_ws_address_make_host (g_uri_get_host (parsed));

  /* `ws://:4000` is a port of this machine; `ws://` is nothing. */
  if (host == NULL || (*host == '\0' && g_uri_get_port (parsed) < 0))
    {
      g_autofree char *shown = g_utf8_make_valid (uri, -1);

      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI,
                   _ ("“%s” is no address of a service: write one such as ws://127.0.0.1:4000"), shown);
      return NULL;
    }

  self = g_new0 (MbmWsAddress, 1);
  self->scheme = g_ascii_strdown (g_uri_get_scheme (parsed), -1);
  self->host = *host != '\0' ? g_steal_pointer (&host) : g_strdup ("localhost");
  self->port =
    g_uri_get_port (parsed) >= 0 ? g_uri_get_port (parsed) : mbm_ws_address_get_default_port (self->scheme);
  self->authority = mbm_ws_address_make_authority (self->host, self->port);
  self->resource = mbm_ws_address_make_resource (parsed);
  return self;
}

MbmWsAddress *
mbm_ws_address_copy (const MbmWsAddress *self)
{
  MbmWsAddress *copy = g_new0 (MbmWsAddress, 1);

  copy->scheme = g_strdup (self->scheme);
  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->authority = g_strdup (self->authority);
  copy->resource = g_strdup (self->resource);
  return copy;
}

void
mbm_ws_address_free (MbmWsAddress *self)
{
  g_free (self->scheme);
  g_free (self->host);
  g_free (self->authority);
  g_free (self->resource);
  g_free (self);
}

char *
mbm_ws_address_to_uri (const MbmWsAddress *self, guint16 port)
{
  g_autofree char *authority = mbm_ws_address_make_authority (self->host, port);

  return g_strconcat (self->scheme, "://", authority, self->resource, NULL);
}
