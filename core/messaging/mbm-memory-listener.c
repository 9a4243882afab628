/* mbm-memory-listener.c — a name that is served within the process
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-memory-listener-private.h"

#include "mbm-memory-channel-private.h"

typedef struct
{
  MbmMemoryPipe *pipe;
  char **headers;
} Visitor;

/* Whoever connects, on any thread, leaves a visitor and wakes the source, both under the lock below; the rest
 * belongs to the listener's own thread. */
struct _MbmMemoryListener
{
  MbmListener parent_instance;

  char *name;
  gsize max_message_size;
  gsize max_queue_size;
  guint max_pending;

  GQueue visitors;
  GSource *source;
};

G_DEFINE_FINAL_TYPE (MbmMemoryListener, mbm_memory_listener, MBM_TYPE_LISTENER)

/* Guards the table (name → MbmMemoryListener, borrowed: a listener takes itself out) and every listener's
 * visitors and source. */
static GMutex listeners_lock;
static GHashTable *listeners;

static void
visitor_free (Visitor *visitor)
{
  mbm_memory_pipe_unref (visitor->pipe);
  g_strfreev (visitor->headers);
  g_free (visitor);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visitor, visitor_free)

static Visitor *
mbm_memory_listener_next_visitor (MbmMemoryListener *self)
{
  Visitor *visitor;

  g_mutex_lock (&listeners_lock);
  visitor = g_queue_pop_head (&self->visitors);
  if (visitor == NULL && self->source != NULL)
    g_source_set_ready_time (self->source, -1);
  g_mutex_unlock (&listeners_lock);

  return visitor;
}

static gboolean
mbm_memory_listener_visitors_cb (gpointer data)
{
  g_autoptr (MbmMemoryListener) self = g_object_ref (data);

  while (mbm_listener_is_flowing (MBM_LISTENER (self)))
    {
      g_autoptr (Visitor) visitor = mbm_memory_listener_next_visitor (self);
      g_autoptr (MbmChannel) channel = NULL;

      if (visitor == NULL)
        break;

      channel = mbm_memory_channel_new (visitor->pipe, MBM_MEMORY_END_SERVER, self->max_message_size,
                                        self->max_queue_size);
      mbm_channel_set_peer (channel, "memory", (const char *const *) visitor->headers);
      mbm_listener_emit_accepted (MBM_LISTENER (self), channel);
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
mbm_memory_listener_dispatch_source (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs visitor_source_funcs = {
  .dispatch = mbm_memory_listener_dispatch_source,
};

static void
mbm_memory_listener_stop (MbmMemoryListener *self)
{
  GSource *source;

  g_mutex_lock (&listeners_lock);
  source = g_steal_pointer (&self->source);
  g_mutex_unlock (&listeners_lock);

  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
}

static void
mbm_memory_listener_set_flowing (MbmListener *listener, gboolean flowing)
{
  MbmMemoryListener *self = MBM_MEMORY_LISTENER (listener);
  GSource *source;

  if (!flowing)
    {
      mbm_memory_listener_stop (self);
      return;
    }

  source = g_source_new (&visitor_source_funcs, sizeof (GSource));
  g_source_set_static_name (source, "[mbm] memory listener");
  g_source_set_callback (source, mbm_memory_listener_visitors_cb, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  g_mutex_lock (&listeners_lock);
  self->source = source;
  if (!g_queue_is_empty (&self->visitors))
    g_source_set_ready_time (source, 0);
  g_mutex_unlock (&listeners_lock);
}

static void
mbm_memory_listener_close (MbmListener *listener)
{
  MbmMemoryListener *self = MBM_MEMORY_LISTENER (listener);
  GQueue turned_away = G_QUEUE_INIT;
  Visitor *visitor;

  g_mutex_lock (&listeners_lock);
  if (self->name != NULL)
    g_hash_table_remove (listeners, self->name);
  while ((visitor = g_queue_pop_head (&self->visitors)) != NULL)
    g_queue_push_tail (&turned_away, visitor);
  g_mutex_unlock (&listeners_lock);

  mbm_memory_listener_stop (self);
  while ((visitor = g_queue_pop_head (&turned_away)) != NULL)
    {
      mbm_memory_pipe_post_gone (visitor->pipe, MBM_MEMORY_END_SERVER);
      visitor_free (visitor);
    }
}

static void
mbm_memory_listener_finalize (GObject *object)
{
  g_free (MBM_MEMORY_LISTENER (object)->name);

  G_OBJECT_CLASS (mbm_memory_listener_parent_class)->finalize (object);
}

static void
mbm_memory_listener_class_init (MbmMemoryListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmListenerClass *listener_class = MBM_LISTENER_CLASS (klass);

  object_class->finalize = mbm_memory_listener_finalize;

  listener_class->set_flowing = mbm_memory_listener_set_flowing;
  listener_class->close = mbm_memory_listener_close;
}

static void
mbm_memory_listener_init (MbmMemoryListener *self)
{
  g_queue_init (&self->visitors);
}

static gboolean
mbm_memory_listener_take_name (MbmMemoryListener *self, const char *name)
{
  gboolean is_free;

  g_mutex_lock (&listeners_lock);
  if (listeners == NULL)
    listeners = g_hash_table_new (g_str_hash, g_str_equal);
  is_free = !g_hash_table_contains (listeners, name);
  if (is_free)
    {
      self->name = g_strdup (name);
      g_hash_table_insert (listeners, self->name, self);
    }
  g_mutex_unlock (&listeners_lock);

  return is_free;
}

MbmListener *
mbm_memory_listener_new (const char *name, MbmTransport *transport, GError **error)
{
  g_autoptr (MbmMemoryListener) self = g_object_new (MBM_TYPE_MEMORY_LISTENER, NULL);
  g_autofree char *uri = g_strconcat ("memory://", name, NULL);

  self->max_message_size = mbm_transport_get_max_message_size (transport);
  self->max_queue_size = mbm_transport_get_max_queue_size (transport);
  self->max_pending = mbm_transport_get_max_pending (transport);
  mbm_listener_set_uri (MBM_LISTENER (self), uri);

  if (!mbm_memory_listener_take_name (self, name))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_ADDRESS_IN_USE,
                   _ ("%s is served already: stop the other server, or choose another name"), uri);
      return NULL;
    }

  return MBM_LISTENER (g_steal_pointer (&self));
}

gboolean
mbm_memory_listener_knock (const char *name, MbmMemoryPipe *pipe, const char *const *headers, GError **error)
{
  MbmMemoryListener *listener;
  gboolean is_full = FALSE;

  g_mutex_lock (&listeners_lock);
  listener = listeners != NULL ? g_hash_table_lookup (listeners, name) : NULL;
  if (listener != NULL)
    {
      is_full = listener->visitors.length >= listener->max_pending;
      if (!is_full)
        {
          Visitor *visitor = g_new0 (Visitor, 1);

          visitor->pipe = mbm_memory_pipe_ref (pipe);
          visitor->headers = g_strdupv ((char **) headers);
          g_queue_push_tail (&listener->visitors, visitor);
          if (listener->source != NULL)
            g_source_set_ready_time (listener->source, 0);
        }
    }
  g_mutex_unlock (&listeners_lock);

  if (listener == NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_REFUSED,
                 _ ("Nobody serves at memory://%s: start the service in this process, or check the name"),
                 name);
  else if (is_full)
    g_set_error (error, MBM_ERROR, MBM_ERROR_LIMIT,
                 _ ("Too many connections wait at memory://%s already: try again later"), name);
  return listener != NULL && !is_full;
}
