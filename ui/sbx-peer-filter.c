/* sbx-peer-filter.c — passes the peers that some words are about
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-peer-filter.h"

#include "sbx-peer.h"

struct _SbxPeerFilter
{
  GtkFilter parent_instance;

  char **words; /* case-folded */
};

G_DEFINE_FINAL_TYPE (SbxPeerFilter, sbx_peer_filter, GTK_TYPE_FILTER)

static void
append (GString *text, const char *words)
{
  if (words != NULL)
    g_string_append_printf (text, "%s\n", words);
}

static void
append_list (GString *text, char **list)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    append (text, list[i]);
}

/* Everything about a peer that can be searched for, case-folded; (transfer full). */
static char *
make_text (SbxPeer *peer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *type = NULL;
  g_autofree char *address = NULL;
  g_autofree char *user = NULL;
  g_auto (GStrv) roles = NULL;
  g_auto (GStrv) capabilities = NULL;
  g_auto (GStrv) subscriptions = NULL;

  g_object_get (peer, "peer-type", &type, "address", &address, "user", &user, "roles", &roles, "capabilities",
                &capabilities, "subscriptions", &subscriptions, NULL);
  append (text, sbx_peer_get_id (peer));
  append (text, type);
  append (text, address);
  append (text, user);
  append_list (text, roles);
  append_list (text, capabilities);
  append_list (text, subscriptions);

  return g_utf8_casefold (text->str, (gssize) text->len);
}

static gboolean
sbx_peer_filter_match (GtkFilter *filter, gpointer item)
{
  SbxPeerFilter *self = SBX_PEER_FILTER (filter);
  g_autofree char *text = NULL;

  if (self->words == NULL)
    return TRUE;

  text = make_text (SBX_PEER (item));
  for (guint i = 0; self->words[i] != NULL; i++)
    if (strstr (text, self->words[i]) == NULL)
      return FALSE;

  return TRUE;
}

static GtkFilterMatch
sbx_peer_filter_get_strictness (GtkFilter *filter)
{
  return SBX_PEER_FILTER (filter)->words == NULL ? GTK_FILTER_MATCH_ALL : GTK_FILTER_MATCH_SOME;
}

static void
sbx_peer_filter_finalize (GObject *object)
{
  g_strfreev (SBX_PEER_FILTER (object)->words);

  G_OBJECT_CLASS (sbx_peer_filter_parent_class)->finalize (object);
}

static void
sbx_peer_filter_class_init (SbxPeerFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_peer_filter_finalize;
  GTK_FILTER_CLASS (klass)->match = sbx_peer_filter_match;
  GTK_FILTER_CLASS (klass)->get_strictness = sbx_peer_filter_get_strictness;
}

static void
sbx_peer_filter_init (SbxPeerFilter *self)
{
}

void
sbx_peer_filter_set_text (SbxPeerFilter *self, const char *text)
{
  g_autofree char *folded = NULL;
  g_autofree char *trimmed = NULL;

  g_return_if_fail (SBX_IS_PEER_FILTER (self));

  folded = g_utf8_casefold (text, -1);
  trimmed = g_strstrip (g_steal_pointer (&folded));
  g_clear_pointer (&self->words, g_strfreev);
  if (*trimmed != '\0')
    self->words = g_strsplit_set (trimmed, " \t", -1);

  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}
