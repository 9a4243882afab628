/* mbm-transport-private.h — what a transport is set to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"

#include "mbm-http-settings-private.h"
#include "mbm-message.h"
#include "mbm-tls-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 max_message_size;
  guint64 max_queue_size;
  guint handshake_timeout;
  guint max_pending;
  char **headers;
  char **allowed_origins;
  gboolean allow_remote;
  MbmTlsOptions tls;
  MbmHttpSettings http;
  MbmHttpClientSettings http_client;
} MbmTransportPrivate;

/* As mbm_transport_new_for_uri(), for a dialect that the scheme has to carry. */
MbmTransport *mbm_transport_new_for_dialect (const char *uri, MbmDialect dialect, GError **error);

MbmTransportPrivate *mbm_transport_get_private (MbmTransport *self);
void mbm_transport_install_properties (GObjectClass *object_class);

G_END_DECLS
