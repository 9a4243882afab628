/* mbm-request-log.c — middleware that writes down what happens
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-request-log.h"

/**
 * MbmRequestLog:
 *
 * A middleware that writes down each request when it is answered, and each event when it comes by: who, what,
 * how long, with which outcome. Payloads, contexts and answers are not written, so that no secret is.
 *
 * An entry is a dictionary:
 *
 * | key | type | |
 * | --- | --- | --- |
 * | `kind` | `s` | `request` or `event` |
 * | `name` | `s` | its name |
 * | `client` | `s` | the client's id |
 * | `address` | `s` | where it connects from; missing if not known |
 * | `user` | `s` | the user's id; missing if nobody is logged in |
 * | `size` | `t` | the size of the message in bytes |
 * | `status` | `s` | of a request: `ok` or the error's code |
 * | `duration` | `d` | of a request: until it was answered, in milliseconds |
 *
 * Where it stands in the chain says what it sees: as the first it logs what later ones refuse as well, as the
 * last only what got to a handler.
 *
 * Since: 0.1
 */
struct _MbmRequestLog
{
  MbmMiddleware parent_instance;

  MbmRequestLogFunc func; /* NULL: GLib's log */
  gpointer user_data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (MbmRequestLog, mbm_request_log, MBM_TYPE_MIDDLEWARE)

static void
mbm_request_log_add_string (GVariantDict *entry, const char *key, const char *value)
{
  if (value != NULL)
    g_variant_dict_insert (entry, key, "s", value);
}

/* To GLib's log, as one line: what comes from the wire may hold anything. */
static void
mbm_request_log_print (GVariantDict *entry)
{
  const char *kind = "", *name = "", *client = "", *status = NULL;
  g_autofree char *escaped_name = NULL;
  g_autofree char *escaped_client = NULL;
  double duration = 0;

  g_variant_dict_lookup (entry, "kind", "&s", &kind);
  g_variant_dict_lookup (entry, "name", "&s", &name);
  g_variant_dict_lookup (entry, "client", "&s", &client);
  g_variant_dict_lookup (entry, "status", "&s", &status);
  g_variant_dict_lookup (entry, "duration", "d", &duration);
  escaped_name = g_strescape (name, NULL);
  escaped_client = g_strescape (client, NULL);

  if (status != NULL)
    {
      g_autofree char *escaped_status = g_strescape (status, NULL);

      g_info ("%s %s of %s: %s after %.3f ms", kind, escaped_name, escaped_client, escaped_status, duration);
    }
  else
    {
      g_info ("%s %s of %s", kind, escaped_name, escaped_client);
    }
}

static void
mbm_request_log_write (MbmRequestLog *self, GVariantDict *entry)
{
  g_autoptr (GVariant) variant = NULL;

  if (self->func == NULL)
    {
      mbm_request_log_print (entry);
      return;
    }

  variant = g_variant_ref_sink (g_variant_dict_end (entry));
  self->func (self, variant, self->user_data);
}

static void
mbm_request_log_describe (GVariantDict *entry,
                          const char *kind,
                          MbmMessage *message,
                          MbmServerClient *client,
                          MbmUser *user)
{
  g_variant_dict_insert (entry, "kind", "s", kind);
  mbm_request_log_add_string (entry, "name", mbm_message_get_name (message));
  mbm_request_log_add_string (entry, "client", mbm_server_client_get_id (client));
  mbm_request_log_add_string (entry, "address", mbm_server_client_get_address (client));
  mbm_request_log_add_string (entry, "user", user != NULL ? mbm_user_get_id (user) : NULL);
  g_variant_dict_insert (entry, "size", "t", (guint64) g_bytes_get_size (mbm_message_get_bytes (message)));
}

static void
mbm_request_log_answer (MbmMiddleware *middleware, MbmServerRequest *request, MbmServerAnswer *answer)
{
  g_auto (GVariantDict) entry = G_VARIANT_DICT_INIT (NULL);
  gint64 duration = g_get_monotonic_time () - mbm_server_request_get_received_time (request);

  mbm_request_log_describe (&entry, "request", mbm_server_request_get_message (request),
                            mbm_server_request_get_client (request), mbm_server_request_get_user (request));
  mbm_request_log_add_string (&entry, "status",
                              mbm_server_answer_is_success (answer) ? "ok"
                                                                    : mbm_server_answer_get_code (answer));
  g_variant_dict_insert (&entry, "duration", "d", (double) duration / 1000);
  mbm_request_log_write (MBM_REQUEST_LOG (middleware), &entry);
}

static void
mbm_request_log_event (MbmMiddleware *middleware, MbmServerEvent *event)
{
  g_auto (GVariantDict) entry = G_VARIANT_DICT_INIT (NULL);

  mbm_request_log_describe (&entry, "event", mbm_server_event_get_message (event),
                            mbm_server_event_get_client (event), mbm_server_event_get_user (event));
  mbm_request_log_write (MBM_REQUEST_LOG (middleware), &entry);
  mbm_server_event_proceed (event, middleware);
}

static void
mbm_request_log_finalize (GObject *object)
{
  MbmRequestLog *self = MBM_REQUEST_LOG (object);

  if (self->destroy != NULL)
    self->destroy (self->user_data);

  G_OBJECT_CLASS (mbm_request_log_parent_class)->finalize (object);
}

static void
mbm_request_log_class_init (MbmRequestLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmMiddlewareClass *middleware_class = MBM_MIDDLEWARE_CLASS (klass);

  object_class->finalize = mbm_request_log_finalize;
  middleware_class->answer = mbm_request_log_answer;
  middleware_class->event = mbm_request_log_event;
}

static void
mbm_request_log_init (MbmRequestLog *self)
{
}

/**
 * MbmRequestLogFunc:
 * @log: the middleware
 * @entry: what happened: a dictionary `a{sv}`, described with [class@Mbm.RequestLog]
 * @user_data: as given with the function
 *
 * Writes down what happened.
 *
 * Since: 0.1
 */

/**
 * mbm_request_log_new:
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): what takes the entries; %NULL for
 *   GLib's log, at the level of information
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Makes a middleware that writes down what happens.
 *
 * Returns: (transfer full): a new middleware
 *
 * Since: 0.1
 */
MbmRequestLog *
mbm_request_log_new (MbmRequestLogFunc func, gpointer user_data, GDestroyNotify destroy)
{
  MbmRequestLog *self = g_object_new (MBM_TYPE_REQUEST_LOG, NULL);

  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;

  return self;
}
