/* mbm-memory-transport.c — client and server in one process
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-memory-transport-private.h"

#include "mbm-memory-channel-private.h"
#include "mbm-memory-listener-private.h"

/* `memory://name`: both ends meet by name, on any threads of the process. */
struct _MbmMemoryTransport
{
  MbmTransport parent_instance;
};

G_DEFINE_FINAL_TYPE (MbmMemoryTransport, mbm_memory_transport, MBM_TYPE_TRANSPORT)

static char *
mbm_memory_transport_parse (const char *uri, GError **error)
{
  g_autofree char *name = NULL;

  if (g_ascii_strncasecmp (uri, "memory://", strlen ("memory://")) == 0)
    name = g_strdup (uri + strlen ("memory://"));
  if (name != NULL && g_str_has_suffix (name, "/"))
    name[strlen (name) - 1] = '\0';

  if (name == NULL || *name == '\0' || !g_utf8_validate (name, -1, NULL))
    {
      g_autofree char *shown = g_utf8_make_valid (uri, -1);

      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI,
                   _ ("“%s” names nothing: write an address such as memory://orders"), shown);
      return NULL;
    }

  return g_steal_pointer (&name);
}

static void
mbm_memory_transport_connect_async (MbmTransport *transport,
                                    const char *uri,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autoptr (MbmMemoryPipe) pipe = mbm_memory_pipe_new ();
  g_autofree char *name = NULL;
  GError *error = NULL;
  MbmChannel *channel;

  g_task_set_source_tag (task, mbm_memory_transport_connect_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  name = mbm_memory_transport_parse (uri, &error);
  if (name == NULL || !mbm_memory_listener_knock (name, pipe, mbm_transport_get_headers (transport), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  channel =
    mbm_memory_channel_new (pipe, MBM_MEMORY_END_CLIENT, mbm_transport_get_max_message_size (transport),
                            mbm_transport_get_max_queue_size (transport));
  mbm_channel_set_peer (channel, "memory", NULL);
  g_task_return_pointer (task, channel, g_object_unref);
}

static void
mbm_memory_transport_listen_async (MbmTransport *transport,
                                   const char *uri,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autofree char *name = NULL;
  MbmListener *listener = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, mbm_memory_transport_listen_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  name = mbm_memory_transport_parse (uri, &error);
  if (name != NULL)
    listener = mbm_memory_listener_new (name, transport, &error);

  if (listener != NULL)
    g_task_return_pointer (task, listener, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
mbm_memory_transport_class_init (MbmMemoryTransportClass *klass)
{
  MbmTransportClass *transport_class = MBM_TRANSPORT_CLASS (klass);

  transport_class->connect_async = mbm_memory_transport_connect_async;
  transport_class->listen_async = mbm_memory_transport_listen_async;
}

static void
mbm_memory_transport_init (MbmMemoryTransport *self)
{
}
