/* mbm-http-settings-private.h — what is set for HTTP on a transport, a server or a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-field-table-private.h"
#include "mbm-http-settings.h"

G_BEGIN_DECLS

typedef struct
{
  char **allowed_hosts;
  guint max_connections;
  guint keep_alive_timeout; /* ms */
  guint event_keep_alive;   /* ms */
  guint event_buffer_count;
  guint64 event_buffer_size;
} MbmHttpSettings;

void mbm_http_settings_init (MbmHttpSettings *self);
void mbm_http_settings_clear (MbmHttpSettings *self);
void mbm_http_settings_copy (MbmHttpSettings *self, const MbmHttpSettings *other);

/* The properties of the same names of a class whose own ids are below those. FALSE: not one of them. */
void mbm_http_settings_install (GObjectClass *object_class);
gboolean mbm_http_settings_get (const MbmHttpSettings *self, GParamSpec *pspec, GValue *value);
gboolean
mbm_http_settings_set (MbmHttpSettings *self, GObject *object, GParamSpec *pspec, const GValue *value);

/* What a client and its transport are set to. */
typedef struct
{
  guint parallel_requests;
  gboolean api_form;
} MbmHttpClientSettings;

void mbm_http_client_settings_init (MbmHttpClientSettings *self);
void mbm_http_client_settings_install (GObjectClass *object_class);
gboolean mbm_http_client_settings_get (const MbmHttpClientSettings *self, GParamSpec *pspec, GValue *value);
gboolean mbm_http_client_settings_set (MbmHttpClientSettings *self,
                                       GObject *object,
                                       GParamSpec *pspec,
                                       const GValue *value);

G_END_DECLS
