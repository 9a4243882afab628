/* mbm-http-settings.c — what is set for HTTP on a transport, a server or a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-http-settings-private.h"

/* A server hands them to its transport, so that both have the same properties. */
enum
{
  PROP_ALLOWED_HOSTS = 0x300,
  PROP_MAX_CONNECTIONS,
  PROP_KEEP_ALIVE_TIMEOUT,
  PROP_EVENT_KEEP_ALIVE,
  PROP_EVENT_BUFFER_COUNT,
  PROP_EVENT_BUFFER_SIZE,

  PROP_PARALLEL_REQUESTS,
  PROP_API_FORM,
};

void
mbm_http_settings_init (MbmHttpSettings *self)
{
  self->allowed_hosts = g_new0 (char *, 1);
  self->max_connections = MBM_DEFAULT_MAX_CONNECTIONS;
  self->keep_alive_timeout = MBM_DEFAULT_KEEP_ALIVE_TIMEOUT;
  self->event_keep_alive = MBM_DEFAULT_EVENT_KEEP_ALIVE;
  self->event_buffer_count = MBM_DEFAULT_EVENT_BUFFER_COUNT;
  self->event_buffer_size = MBM_DEFAULT_EVENT_BUFFER_SIZE;
}

void
mbm_http_settings_clear (MbmHttpSettings *self)
{
  g_clear_pointer (&self->allowed_hosts, g_strfreev);
}

/* What @self had is dropped. */
void
mbm_http_settings_copy (MbmHttpSettings *self, const MbmHttpSettings *other)
{
  g_strfreev (self->allowed_hosts);
  *self = *other;
  self->allowed_hosts = g_strdupv (other->allowed_hosts);
}

gboolean
mbm_http_settings_get (const MbmHttpSettings *self, guint prop_id, GValue *value)
{
  switch (prop_id)
    {
    case PROP_ALLOWED_HOSTS:
      g_value_set_boxed (value, self->allowed_hosts);
      return TRUE;
    case PROP_MAX_CONNECTIONS:
      g_value_set_uint (value, self->max_connections);
      return TRUE;
    case PROP_KEEP_ALIVE_TIMEOUT:
      g_value_set_uint (value, self->keep_alive_timeout);
      return TRUE;
    case PROP_EVENT_KEEP_ALIVE:
      g_value_set_uint (value, self->event_keep_alive);
      return TRUE;
    case PROP_EVENT_BUFFER_COUNT:
      g_value_set_uint (value, self->event_buffer_count);
      return TRUE;
    case PROP_EVENT_BUFFER_SIZE:
      g_value_set_uint64 (value, self->event_buffer_size);
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
mbm_http_settings_set (MbmHttpSettings *self, guint prop_id, const GValue *value)
{
  switch (prop_id)
    {
    case PROP_ALLOWED_HOSTS:
      g_strfreev (self->allowed_hosts);
      self->allowed_hosts = g_value_dup_boxed (value);
      if (self->allowed_hosts == NULL)
        self->allowed_hosts = g_new0 (char *, 1);
      return TRUE;
    case PROP_MAX_CONNECTIONS:
      self->max_connections = g_value_get_uint (value);
      return TRUE;
    case PROP_KEEP_ALIVE_TIMEOUT:
      self->keep_alive_timeout = g_value_get_uint (value);
      return TRUE;
    case PROP_EVENT_KEEP_ALIVE:
      self->event_keep_alive = g_value_get_uint (value);
      return TRUE;
    case PROP_EVENT_BUFFER_COUNT:
      self->event_buffer_count = g_value_get_uint (value);
      return TRUE;
    case PROP_EVENT_BUFFER_SIZE:
      self->event_buffer_size = g_value_get_uint64 (value);
      return TRUE;
    default:
      return FALSE;
    }
}

void
mbm_http_settings_install (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  /**
   * MbmTransport:allowed-hosts:
   *
   * Names by which an HTTP service may be reached besides the address that is served, as a `Host` header has
   * them: with a port, or without one for any port; `*` for every name. Another name is refused, so that a
   * page whose name was pointed at this machine gets nothing.
   *
   * Since: 0.1
   */
  /**
   * MbmServer:allowed-hosts:
   *
   * Names by which an HTTP service may be reached besides the address that is served. See
   * [property@Mbm.Transport:allowed-hosts]. Read when the server starts.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_ALLOWED_HOSTS,
                                   g_param_spec_boxed ("allowed-hosts", NULL, NULL, G_TYPE_STRV, flags));

  /**
   * MbmTransport:max-connections:
   *
   * How many HTTP connections a server holds at a time, whatever they do. Further ones wait in the system,
   * after the longest idle one had to go.
   *
   * Since: 0.1
   */
  /**
   * MbmServer:max-connections:
   *
   * How many HTTP connections are held at a time. See [property@Mbm.Transport:max-connections]. Read when the
   * server starts.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_MAX_CONNECTIONS,
                                   g_param_spec_uint ("max-connections", NULL, NULL, 1, G_MAXUINT,
                                                      MBM_DEFAULT_MAX_CONNECTIONS, flags));

  /**
   * MbmTransport:keep-alive-timeout:
   *
   * How long an HTTP connection may be idle between two requests, in milliseconds; 0 for no limit.
   *
   * Since: 0.1
   */
  /**
   * MbmServer:keep-alive-timeout:
   *
   * How long an HTTP connection may be idle between two requests, in milliseconds; 0 for no limit. Read when
   * the server starts.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_KEEP_ALIVE_TIMEOUT,
                                   g_param_spec_uint ("keep-alive-timeout", NULL, NULL, 0, G_MAXUINT,
                                                      MBM_DEFAULT_KEEP_ALIVE_TIMEOUT, flags));

  /**
   * MbmTransport:event-keep-alive:
   *
   * After how much silence a comment is sent on an event stream, in milliseconds; 0 for never. It keeps
   * proxies from closing the stream, and finds out whether the other side is still there.
   *
   * Since: 0.1
   */
  /**
   * MbmServer:event-keep-alive:
   *
   * After how much silence a comment is sent on an event stream, in milliseconds; 0 for never. Read when the
   * server starts.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_EVENT_KEEP_ALIVE,
                                   g_param_spec_uint ("event-keep-alive", NULL, NULL, 0, G_MAXUINT,
                                                      MBM_DEFAULT_EVENT_KEEP_ALIVE, flags));

  /**
   * MbmTransport:event-buffer-count:
   *
   * How many events of one client are kept, so that its event stream can be resumed. A client that asks for
   * older ones is told how many it missed.
   *
   * Since: 0.1
   */
  /**
   * MbmServer:event-buffer-count:
   *
   * How many events of one HTTP client are kept, so that its event stream can be resumed. Read when the
   * server starts.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_EVENT_BUFFER_COUNT,
                                   g_param_spec_uint ("event-buffer-count", NULL, NULL, 0, G_MAXUINT,
                                                      MBM_DEFAULT_EVENT_BUFFER_COUNT, flags));

  /**
   * MbmTransport:event-buffer-size:
   *
   * How many bytes the events that are kept for one client may have.
   *
   * Since: 0.1
   */
  /**
   * MbmServer:event-buffer-size:
   *
   * How many bytes the events that are kept for one HTTP client may have. Read when the server starts.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_EVENT_BUFFER_SIZE,
                                   g_param_spec_uint64 ("event-buffer-size", NULL, NULL, 0, G_MAXUINT64,
                                                        MBM_DEFAULT_EVENT_BUFFER_SIZE, flags));
}

void
mbm_http_client_settings_init (MbmHttpClientSettings *self)
{
  self->parallel_requests = MBM_DEFAULT_PARALLEL_REQUESTS;
  self->api_form = FALSE;
}

gboolean
mbm_http_client_settings_get (const MbmHttpClientSettings *self, guint prop_id, GValue *value)
{
  switch (prop_id)
    {
    case PROP_PARALLEL_REQUESTS:
      g_value_set_uint (value, self->parallel_requests);
      return TRUE;
    case PROP_API_FORM:
      g_value_set_boolean (value, self->api_form);
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
mbm_http_client_settings_set (MbmHttpClientSettings *self, guint prop_id, const GValue *value)
{
  switch (prop_id)
    {
    case PROP_PARALLEL_REQUESTS:
      self->parallel_requests = g_value_get_uint (value);
      return TRUE;
    case PROP_API_FORM:
      self->api_form = g_value_get_boolean (value);
      return TRUE;
    default:
      return FALSE;
    }
}

void
mbm_http_client_settings_install (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  /**
   * MbmTransport:parallel-requests:
   *
   * How many HTTP requests are made at a time when connected, besides the event stream; further ones wait.
   *
   * Since: 0.1
   */
  /**
   * MbmClient:parallel-requests:
   *
   * How many HTTP requests are made at a time, besides the event stream; further ones wait. Read when the
   * client connects.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_PARALLEL_REQUESTS,
                                   g_param_spec_uint ("parallel-requests", NULL, NULL, 1, 10000,
                                                      MBM_DEFAULT_PARALLEL_REQUESTS, flags));

  /**
   * MbmTransport:api-form:
   *
   * Whether HTTP requests are made as `api/NAME`, with the answer in `result`, rather than as
   * `requests/NAME`.
   *
   * Since: 0.1
   */
  /**
   * MbmClient:api-form:
   *
   * Whether HTTP requests are made as `api/NAME`, with the answer in `result`, rather than as
   * `requests/NAME`. Read when the client connects.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_API_FORM,
                                   g_param_spec_boolean ("api-form", NULL, NULL, FALSE, flags));
}
