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
  PROP_FIELDS,
  PROP_CLIENT_FIELDS = 0x310,
};

/* clang-format off */
static const MbmField fields[] = {
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
  { "max-connections", G_STRUCT_OFFSET (MbmHttpSettings, max_connections), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_MAX_CONNECTIONS },

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
  { "keep-alive-timeout", G_STRUCT_OFFSET (MbmHttpSettings, keep_alive_timeout), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_KEEP_ALIVE_TIMEOUT },

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
  { "event-keep-alive", G_STRUCT_OFFSET (MbmHttpSettings, event_keep_alive), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_EVENT_KEEP_ALIVE },

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
  { "event-buffer-count", G_STRUCT_OFFSET (MbmHttpSettings, event_buffer_count), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_EVENT_BUFFER_COUNT },

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
  { "event-buffer-size", G_STRUCT_OFFSET (MbmHttpSettings, event_buffer_size), MBM_FIELD_UINT64, 0, G_MAXUINT64, MBM_DEFAULT_EVENT_BUFFER_SIZE },
};

static const MbmField client_fields[] = {
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
  { "parallel-requests", G_STRUCT_OFFSET (MbmHttpClientSettings, parallel_requests), MBM_FIELD_UINT, 1, 10000, MBM_DEFAULT_PARALLEL_REQUESTS },

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
  { "api-form", G_STRUCT_OFFSET (MbmHttpClientSettings, api_form), MBM_FIELD_BOOLEAN, 0, 1, 0 },
};
/* clang-format on */

static const MbmFieldTable table = { fields, G_N_ELEMENTS (fields), PROP_FIELDS };
static const MbmFieldTable client_table = { client_fields, G_N_ELEMENTS (client_fields), PROP_CLIENT_FIELDS };

void
mbm_http_settings_init (MbmHttpSettings *self)
{
  self->allowed_hosts = g_new0 (char *, 1);
  mbm_field_table_init (&table, self);
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
mbm_http_settings_get (const MbmHttpSettings *self, GParamSpec *pspec, GValue *value)
{
  if (pspec->param_id != PROP_ALLOWED_HOSTS)
    return mbm_field_table_get (&table, self, pspec, value);

  g_value_set_boxed (value, self->allowed_hosts);
  return TRUE;
}

gboolean
mbm_http_settings_set (MbmHttpSettings *self, GObject *object, GParamSpec *pspec, const GValue *value)
{
  if (pspec->param_id != PROP_ALLOWED_HOSTS)
    return mbm_field_table_set (&table, self, object, pspec, value);

  if (mbm_update_strv (&self->allowed_hosts, value))
    g_object_notify_by_pspec (object, pspec);
  return TRUE;
}

void
mbm_http_settings_install (GObjectClass *object_class)
{
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
                                   g_param_spec_boxed ("allowed-hosts", NULL, NULL, G_TYPE_STRV,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                         G_PARAM_EXPLICIT_NOTIFY));
  mbm_field_table_install (&table, object_class);
}

void
mbm_http_client_settings_init (MbmHttpClientSettings *self)
{
  mbm_field_table_init (&client_table, self);
}

gboolean
mbm_http_client_settings_get (const MbmHttpClientSettings *self, GParamSpec *pspec, GValue *value)
{
  return mbm_field_table_get (&client_table, self, pspec, value);
}

gboolean
mbm_http_client_settings_set (MbmHttpClientSettings *self,
                              GObject *object,
                              GParamSpec *pspec,
                              const GValue *value)
{
  return mbm_field_table_set (&client_table, self, object, pspec, value);
}

void
mbm_http_client_settings_install (GObjectClass *object_class)
{
  mbm_field_table_install (&client_table, object_class);
}
