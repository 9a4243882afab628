/* mbm-time-limit.c — middleware that does not wait for ever
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-private.h"
#include "mbm-time-limit.h"

/* A request that was let proceed. It is not owned: its answer comes by before it goes. */
typedef struct
{
  MbmServerRequest *request;
  gint64 due; /* monotonic, µs */
  GList link; /* in the list of all, the first due first */
} MbmDeadline;

/**
 * MbmTimeLimit:
 *
 * A middleware that answers a request with `REQUEST_TIMEOUT` if what follows in the chain, and the handler,
 * do not answer in time. A late answer is dropped.
 *
 * Belongs to the thread-default main context it was made in, which is that of its servers.
 *
 * Since: 0.1
 */
struct _MbmTimeLimit
{
  MbmMiddleware parent_instance;

  guint timeout;         /* ms */
  GHashTable *deadlines; /* MbmServerRequest → MbmDeadline */
  GQueue order;
  GSource *source;
};

enum
{
  PROP_0,
  PROP_TIMEOUT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MbmTimeLimit, mbm_time_limit, MBM_TYPE_MIDDLEWARE)

static void
mbm_time_limit_update (MbmTimeLimit *self)
{
  MbmDeadline *first = g_queue_peek_head (&self->order);

  g_source_set_ready_time (self->source, first != NULL ? first->due : -1);
}

/* As a rule it goes to the end, unless the time-out was set to a shorter one meanwhile. */
static void
mbm_time_limit_add (MbmTimeLimit *self, MbmServerRequest *request)
{
  MbmDeadline *deadline = g_new0 (MbmDeadline, 1);
  GList *before = self->order.tail;

  deadline->request = request;
  deadline->due = g_get_monotonic_time () + self->timeout * G_TIME_SPAN_MILLISECOND;
  deadline->link.data = deadline;
  g_hash_table_insert (self->deadlines, request, deadline);

  while (before != NULL && ((MbmDeadline *) before->data)->due > deadline->due)
    before = before->prev;
  if (before != NULL)
    g_queue_insert_after_link (&self->order, before, &deadline->link);
  else
    g_queue_push_head_link (&self->order, &deadline->link);

  if (self->order.head == &deadline->link)
    mbm_time_limit_update (self);
}

static void
mbm_time_limit_remove (MbmTimeLimit *self, MbmServerRequest *request)
{
  MbmDeadline *deadline = g_hash_table_lookup (self->deadlines, request);

  if (deadline == NULL)
    return;

  g_queue_unlink (&self->order, &deadline->link);
  g_hash_table_remove (self->deadlines, request);
}

/* A source that wakes up for nothing costs less than one that is set for each request. */
static gboolean
mbm_time_limit_due_cb (gpointer data)
{
  g_autoptr (MbmTimeLimit) self = g_object_ref (data);
  gint64 now = g_get_monotonic_time ();

  while (self->order.head != NULL && ((MbmDeadline *) self->order.head->data)->due <= now)
    {
      MbmDeadline *deadline = self->order.head->data;
      g_autoptr (MbmServerRequest) request = mbm_server_request_ref (deadline->request);
      g_autofree char *message = NULL;

      mbm_time_limit_remove (self, request);
      message = g_strdup_printf ("%s was not answered within %" G_GINT64_FORMAT " ms",
                                 mbm_server_request_get_name (request),
                                 (now - mbm_server_request_get_received_time (request)) / 1000);
      mbm_server_request_respond_error (request, MBM_CODE_REQUEST_TIMEOUT, message, NULL);
    }

  mbm_time_limit_update (self);
  return G_SOURCE_CONTINUE;
}

static void
mbm_time_limit_request (MbmMiddleware *middleware, MbmServerRequest *request)
{
  MbmTimeLimit *self = MBM_TIME_LIMIT (middleware);

  if (self->timeout > 0 && !g_hash_table_contains (self->deadlines, request))
    mbm_time_limit_add (self, request);
  if (!mbm_server_request_proceed (request, middleware))
    mbm_time_limit_remove (self, request);
}

static void
mbm_time_limit_answer (MbmMiddleware *middleware, MbmServerRequest *request, MbmServerAnswer *answer)
{
  mbm_time_limit_remove (MBM_TIME_LIMIT (middleware), request);
}

static void
mbm_time_limit_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmTimeLimit *self = MBM_TIME_LIMIT (object);

  switch (prop_id)
    {
    case PROP_TIMEOUT:
      g_value_set_uint (value, self->timeout);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_time_limit_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmTimeLimit *self = MBM_TIME_LIMIT (object);

  switch (prop_id)
    {
    case PROP_TIMEOUT:
      self->timeout = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_time_limit_finalize (GObject *object)
{
  MbmTimeLimit *self = MBM_TIME_LIMIT (object);

  /* Each request that is on its way holds a reference. */
  g_assert (self->order.length == 0);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_hash_table_unref (self->deadlines);

  G_OBJECT_CLASS (mbm_time_limit_parent_class)->finalize (object);
}

static void
mbm_time_limit_class_init (MbmTimeLimitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmMiddlewareClass *middleware_class = MBM_MIDDLEWARE_CLASS (klass);

  object_class->get_property = mbm_time_limit_get_property;
  object_class->set_property = mbm_time_limit_set_property;
  object_class->finalize = mbm_time_limit_finalize;
  middleware_class->request = mbm_time_limit_request;
  middleware_class->answer = mbm_time_limit_answer;

  /**
   * MbmTimeLimit:timeout:
   *
   * How long an answer may take, in milliseconds; 0 for ever. A change counts for requests to come. Shorter
   * than the 30,000 ms that clients wait, so that they get this answer rather than none.
   *
   * Since: 0.1
   */
  props[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 0, G_MAXUINT, MBM_DEFAULT_TIME_LIMIT,
                                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static gboolean
mbm_time_limit_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs mbm_time_limit_source_funcs = {
  .dispatch = mbm_time_limit_dispatch,
};

static void
mbm_time_limit_init (MbmTimeLimit *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->deadlines = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_queue_init (&self->order);
  self->source = g_source_new (&mbm_time_limit_source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[mbm] time limit");
  g_source_set_callback (self->source, mbm_time_limit_due_cb, self, NULL);
  g_source_attach (self->source, context);
}

/**
 * mbm_time_limit_new:
 * @timeout: how long an answer may take, in milliseconds; 0 for ever
 *
 * Makes a middleware that does not wait for ever.
 *
 * Returns: (transfer full): a new middleware
 *
 * Since: 0.1
 */
MbmTimeLimit *
mbm_time_limit_new (guint timeout)
{
  return g_object_new (MBM_TYPE_TIME_LIMIT, "timeout", timeout, NULL);
}
