/* mbm-listen.c — from an address to what serves it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-listen-private.h"

typedef struct
{
  MbmWsAddress *address;
  MbmListenFunc make;
} Data;

static void
data_free (Data *data)
{
  mbm_ws_address_free (data->address);
  g_free (data);
}

static GList *
mbm_listen_loopback_addresses (void)
{
  GList *list = g_list_append (NULL, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));

  return g_list_append (list, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6));
}

/* Ends @task: the addresses are known. */
static void
mbm_listen_at (GTask *task, GList *inet_addresses)
{
  MbmTransport *transport = g_task_get_source_object (task);
  Data *data = g_task_get_task_data (task);
  const MbmWsAddress *address = data->address;
  GError *error = NULL;
  MbmListener *listener;

  for (GList *l = inet_addresses; l != NULL && !mbm_transport_get_allow_remote (transport); l = l->next)
    {
      if (!g_inet_address_get_is_loopback (l->data))
        {
          g_task_return_new_error (
            task, MBM_ERROR, MBM_ERROR_PERMISSION,
            _ ("Other machines can reach %s: use 127.0.0.1, or add --allow-remote if they may"),
            address->authority);
          return;
        }
    }

  listener = data->make (address, inet_addresses, transport, &error);
  if (listener != NULL)
    g_task_return_pointer (task, listener, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
mbm_listen_resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Data *data = g_task_get_task_data (task);
  const MbmWsAddress *address = data->address;
  g_autoptr (GError) error = NULL;
  GList *inet_addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  if (inet_addresses != NULL)
    mbm_listen_at (task, inet_addresses);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_UNREACHABLE,
                             _ ("The host “%s” cannot be found, and so not be served: check its name"),
                             address->host);

  g_resolver_free_addresses (inet_addresses);
}

void
mbm_listen_async (MbmTransport *transport,
                  const char *uri,
                  MbmListenFunc make,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autoptr (GInetAddress) literal = NULL;
  GError *error = NULL;
  MbmWsAddress *address;
  Data *data;

  g_task_set_source_tag (task, mbm_listen_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  address = mbm_ws_address_parse (uri, &error);
  if (address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data = g_new0 (Data, 1);
  data->address = address;
  data->make = make;
  g_task_set_task_data (task, data, (GDestroyNotify) data_free);

  literal = g_inet_address_new_from_string (address->host);
  if (literal != NULL)
    {
      g_autolist (GInetAddress) list = g_list_append (NULL, g_object_ref (literal));

      mbm_listen_at (task, list);
    }
  else if (g_ascii_strcasecmp (address->host, "localhost") == 0)
    {
      g_autolist (GInetAddress) list = mbm_listen_loopback_addresses ();

      mbm_listen_at (task, list);
    }
  else
    {
      g_autoptr (GResolver) resolver = g_resolver_get_default ();

      g_resolver_lookup_by_name_async (resolver, address->host, cancellable, mbm_listen_resolved_cb,
                                       g_steal_pointer (&task));
    }
}
