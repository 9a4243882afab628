/* sbx-client-format.c — what there is to say of a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-client-format.h"

#include <glib/gi18n.h>

#include "sbx-format.h"

/* (transfer full); never NULL */
static char *
dup_string (SbxPeer *peer, const char *property)
{
  char *string = NULL;

  g_object_get (peer, property, &string, NULL);

  return string != NULL ? string : g_strdup ("");
}

static gint64
get_time (SbxPeer *peer, const char *property)
{
  gint64 time;

  g_object_get (peer, property, &time, NULL);

  return time;
}

static char *
format_volume (SbxPeer *peer, const char *messages_property, const char *bytes_property)
{
  guint64 messages, bytes;
  g_autofree char *count = NULL;
  g_autofree char *size = NULL;

  g_object_get (peer, messages_property, &messages, bytes_property, &bytes, NULL);
  count = sbx_format_count (messages);
  size = sbx_format_bytes (bytes);

  /* Translators: a number of messages and their size */
  return g_strdup_printf (_ ("%s · %s"), count, size);
}

char *
sbx_client_format_id (SbxPeer *peer)
{
  return g_strdup (sbx_peer_get_id (peer));
}

char *
sbx_client_format_client (SbxPeer *peer)
{
  g_autofree char *faults = dup_string (peer, "faults");
  g_autofree char *id = sbx_format_line (sbx_peer_get_id (peer));

  if (*faults == '\0')
    return g_steal_pointer (&id);

  /* Translators: the id of a client, and what goes wrong with it on purpose */
  return g_strdup_printf (_ ("%s ⚠ %s"), id, faults);
}

char *
sbx_client_format_faults (SbxPeer *peer)
{
  return dup_string (peer, "faults");
}

char *
sbx_client_format_type (SbxPeer *peer)
{
  g_autofree char *type = dup_string (peer, "peer-type");

  return sbx_format_line (type);
}

char *
sbx_client_format_user (SbxPeer *peer)
{
  g_autofree char *user = dup_string (peer, "user");
  g_auto (GStrv) roles = NULL;
  g_autofree char *list = NULL;

  g_object_get (peer, "roles", &roles, NULL);
  if (*user == '\0' || roles == NULL || roles[0] == NULL)
    return g_steal_pointer (&user);

  list = sbx_format_list ((const char *const *) roles);

  /* Translators: a user and the roles of that user */
  return g_strdup_printf (C_ ("user", "%s (%s)"), user, list);
}

char *
sbx_client_format_connected (SbxPeer *peer)
{
  return sbx_format_ago (get_time (peer, "connected-at"), g_get_real_time ());
}

char *
sbx_client_format_heartbeat (SbxPeer *peer)
{
  return sbx_format_ago (sbx_peer_get_last_heartbeat (peer), g_get_real_time ());
}

char *
sbx_client_format_missed (SbxPeer *peer)
{
  guint missed = sbx_peer_get_missed (peer);

  return missed > 0 ? sbx_format_count (missed) : g_strdup ("–");
}

char *
sbx_client_format_received (SbxPeer *peer)
{
  return format_volume (peer, "messages-in", "bytes-in");
}

char *
sbx_client_format_sent (SbxPeer *peer)
{
  return format_volume (peer, "messages-out", "bytes-out");
}

char *
sbx_client_format_subscriptions (SbxPeer *peer)
{
  g_auto (GStrv) subscriptions = NULL;

  g_object_get (peer, "subscriptions", &subscriptions, NULL);
  if (subscriptions == NULL || subscriptions[0] == NULL)
    return g_strdup (C_ ("subscriptions", "all events"));

  return sbx_format_list ((const char *const *) subscriptions);
}

char *
sbx_client_format_capabilities (SbxPeer *peer)
{
  g_auto (GStrv) capabilities = NULL;

  g_object_get (peer, "capabilities", &capabilities, NULL);

  return sbx_format_list ((const char *const *) capabilities);
}

char *
sbx_client_format_address (SbxPeer *peer)
{
  return dup_string (peer, "address");
}

char *
sbx_client_format_dialect (SbxPeer *peer)
{
  return dup_string (peer, "dialect");
}

static void
append (GString *text, const char *words)
{
  if (words != NULL && *words != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words);
}

char *
sbx_client_format_summary (SbxPeer *peer)
{
  GString *text = g_string_new (NULL);
  guint missed = sbx_peer_get_missed (peer);
  g_autofree char *user = sbx_client_format_user (peer);
  g_autofree char *type = sbx_client_format_type (peer);
  g_autofree char *late = NULL;
  guint64 in, out;
  g_autofree char *count_in = NULL;
  g_autofree char *count_out = NULL;
  g_autofree char *traffic = NULL;

  if (missed > 0)
    late = g_strdup_printf (ngettext ("⚠ %u missed", "⚠ %u missed", missed), missed);
  g_object_get (peer, "messages-in", &in, "messages-out", &out, NULL);
  count_in = sbx_format_count (in);
  count_out = sbx_format_count (out);
  traffic = g_strdup_printf ("↓ %s ↑ %s", count_in, count_out);

  append (text, late);
  append (text, user);
  append (text, type);
  append (text, traffic);

  return g_string_free (text, FALSE);
}
