/* sbx-replies.c — changes what a connection answers its service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-replies.h"

static gboolean
find (GListModel *replies, const char *request, guint *position)
{
  for (guint i = 0; request != NULL && i < g_list_model_get_n_items (replies); i++)
    {
      g_autoptr (SbxReplyConfig) reply = g_list_model_get_item (replies, i);

      if (g_str_equal (sbx_reply_config_get_request (reply), request))
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

static GListModel *
get_replies (gpointer config)
{
  return G_LIST_MODEL (sbx_connection_config_get_replies (config));
}

SbxReplyConfig *
sbx_replies_lookup (SbxConnection *connection, const char *request)
{
  GListModel *replies = get_replies (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));
  g_autoptr (SbxReplyConfig) reply = NULL;
  guint position;

  if (!find (replies, request, &position))
    return NULL;

  reply = g_list_model_get_item (replies, position);
  return reply; /* the list has it */
}

static SbxEndpointConfig *
copy_config (SbxConnection *connection)
{
  return sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));
}

void
sbx_replies_put (SbxConnection *connection, const char *old_request, SbxReplyConfig *reply)
{
  g_autoptr (SbxEndpointConfig) config = copy_config (connection);
  GListModel *replies = get_replies (config);
  guint position = g_list_model_get_n_items (replies);
  guint n_old = find (replies, old_request, &position) ? 1 : 0;

  g_list_store_splice (G_LIST_STORE (replies), position, n_old, (gpointer *) &reply, 1);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
}

SbxReplyConfig *
sbx_replies_remove (SbxConnection *connection, const char *request, guint *position)
{
  g_autoptr (SbxEndpointConfig) config = copy_config (connection);
  GListModel *replies = get_replies (config);
  SbxReplyConfig *reply;

  if (!find (replies, request, position))
    return NULL;

  reply = g_list_model_get_item (replies, *position);
  g_list_store_remove (G_LIST_STORE (replies), *position);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
  return reply;
}

void
sbx_replies_insert (SbxConnection *connection, SbxReplyConfig *reply, guint position)
{
  g_autoptr (SbxEndpointConfig) config = copy_config (connection);
  GListModel *replies = get_replies (config);
  guint other;

  if (find (replies, sbx_reply_config_get_request (reply), &other))
    return;

  g_list_store_insert (G_LIST_STORE (replies), MIN (position, g_list_model_get_n_items (replies)), reply);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
}
