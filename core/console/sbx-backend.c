/* sbx-backend.c — the half of an endpoint that lives on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-backend-private.h"

#define STATS_INTERVAL G_USEC_PER_SEC

/* Where the front is. Shared with what waits in the queue, and emptied by the front when it goes: all of it
 * is on the main thread, so that no reference on the front is ever held elsewhere. */
typedef struct
{
  gatomicrefcount ref_count;
  gpointer front;
} Address;

typedef struct
{
  SbxEngine *engine;
  SbxRecorder *recorder;
  Address *address;
  GSource *stats_timer;
  gboolean active;
  gboolean closed;
} SbxBackendPrivate;

typedef struct
{
  Address *address;
  SbxFrontFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Message;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxBackend, sbx_backend, G_TYPE_OBJECT)

#define PRIVATE(self) ((SbxBackendPrivate *) sbx_backend_get_instance_private (self))

static void
address_unref (Address *address)
{
  if (g_atomic_ref_count_dec (&address->ref_count))
    g_free (address);
}

static void
message_free (gpointer data)
{
  Message *message = data;

  if (message->destroy != NULL)
    message->destroy (message->data);
  address_unref (message->address);
  g_free (message);
}

static void
message_deliver (gpointer data)
{
  Message *message = data;

  if (message->address->front != NULL)
    {
      g_autoptr (GObject) front = g_object_ref (message->address->front);

      message->func (front, message->data);
    }
}

static void
sbx_backend_real_close (SbxBackend *self)
{
}

static void
sbx_backend_finalize (GObject *object)
{
  SbxBackendPrivate *priv = PRIVATE (SBX_BACKEND (object));

  g_clear_object (&priv->recorder);
  g_clear_object (&priv->engine);
  g_clear_pointer (&priv->address, address_unref);

  G_OBJECT_CLASS (sbx_backend_parent_class)->finalize (object);
}

static void
sbx_backend_class_init (SbxBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_backend_finalize;
  klass->close = sbx_backend_real_close;
}

static void
sbx_backend_init (SbxBackend *self)
{
}

static void
close_resident (gpointer data)
{
  sbx_backend_close (data);
}

static void
move_in (gpointer data)
{
  sbx_engine_add_resident (PRIVATE (data)->engine, data, close_resident);
}

/**
 * sbx_backend_new:
 * @front: (type GObject): the half on the main thread, which calls sbx_backend_abandon() before it goes
 *
 * Returns: (transfer full): a backend with a recorder of its own
 */
SbxBackend *
sbx_backend_new (GType type,
                 SbxEngine *engine,
                 SbxStore *store,
                 SbxRecorderRole role,
                 SbxEndpointConfig *config,
                 gpointer front)
{
  SbxBackend *self = g_object_new (type, NULL);
  SbxBackendPrivate *priv = PRIVATE (self);
  g_autofree char *title = sbx_endpoint_config_dup_title (config);

  priv->engine = g_object_ref (engine);
  priv->recorder = sbx_recorder_new (store, role, sbx_endpoint_config_get_id (config), title);
  priv->address = g_new (Address, 1);
  g_atomic_ref_count_init (&priv->address->ref_count);
  priv->address->front = front;
  sbx_engine_invoke (engine, move_in, g_object_ref (self), g_object_unref);

  return self;
}

void
sbx_backend_abandon (SbxBackend *self)
{
  SbxBackendPrivate *priv = PRIVATE (self);

  priv->address->front = NULL;
  sbx_engine_invoke (priv->engine, close_resident, g_object_ref (self), g_object_unref);
}

SbxRecorder *
sbx_backend_get_recorder (SbxBackend *self)
{
  return PRIVATE (self)->recorder;
}

SbxEngine *
sbx_backend_get_engine (SbxBackend *self)
{
  return PRIVATE (self)->engine;
}

void
sbx_backend_post (SbxBackend *self, SbxFrontFunc func, gpointer data, GDestroyNotify destroy)
{
  SbxBackendPrivate *priv = PRIVATE (self);
  Message *message = g_new (Message, 1);

  g_atomic_ref_count_inc (&priv->address->ref_count);
  message->address = priv->address;
  message->func = func;
  message->data = data;
  message->destroy = destroy;
  sbx_engine_post (priv->engine, message_deliver, message, message_free);
}

/**
 * sbx_backend_close:
 *
 * Ends at once all that is under way, and leaves the engine.
 */
void
sbx_backend_close (SbxBackend *self)
{
  SbxBackendPrivate *priv = PRIVATE (self);

  if (priv->closed)
    return;

  /* The engine's reference may be the last. */
  g_object_ref (self);
  priv->closed = TRUE;
  SBX_BACKEND_GET_CLASS (self)->close (self);
  sbx_backend_clear_timer (&priv->stats_timer);
  sbx_engine_remove_resident (priv->engine, self);
  g_object_unref (self);
}

gboolean
sbx_backend_is_closed (SbxBackend *self)
{
  return PRIVATE (self)->closed;
}

static void
tell_stats (SbxBackend *self)
{
  sbx_backend_post (self, sbx_endpoint_take_stats, sbx_recorder_get_stats (PRIVATE (self)->recorder),
                    (GDestroyNotify) sbx_stats_unref);
}

static gboolean
on_stats_timer (gpointer user_data)
{
  SbxBackendPrivate *priv = PRIVATE (user_data);

  tell_stats (user_data);
  sbx_backend_set_timer (priv->stats_timer, STATS_INTERVAL);
  return G_SOURCE_CONTINUE;
}

void
sbx_backend_set_active (SbxBackend *self, gboolean active)
{
  SbxBackendPrivate *priv = PRIVATE (self);

  if (priv->active == active)
    return;

  priv->active = active;
  if (priv->stats_timer == NULL && active)
    priv->stats_timer = sbx_backend_add_timer (self, on_stats_timer, self);
  sbx_backend_set_timer (priv->stats_timer, active ? STATS_INTERVAL : -1);
  tell_stats (self);
}

static gboolean
dispatch_timer (GSource *timer, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (timer, -1);
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

GSource *
sbx_backend_add_timer (SbxBackend *self, GSourceFunc func, gpointer data)
{
  GSource *timer = g_source_new (&timer_funcs, sizeof (GSource));

  g_source_set_callback (timer, func, data, NULL);
  g_source_attach (timer, sbx_engine_get_context (PRIVATE (self)->engine));
  return timer;
}

void
sbx_backend_set_timer (GSource *timer, gint64 delay)
{
  if (timer == NULL)
    return;

  g_source_set_ready_time (timer, delay < 0 ? -1 : g_get_monotonic_time () + delay);
}

void
sbx_backend_clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}
