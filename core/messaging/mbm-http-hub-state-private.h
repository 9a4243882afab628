/* mbm-http-hub-state-private.h — what the parts of an HTTP service share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-doors-private.h"
#include "mbm-http-hub-private.h"
#include "mbm-tls-gate-private.h"
#include "mbm-tls-private.h"

G_BEGIN_DECLS

struct _MbmHttpHub
{
  guint ref_count;
  MbmListener *listener; /* NULL once it is closed; not ours */
  MbmPoller *poller;
  MbmDoors *doors;     /* NULL likewise */
  MbmTlsSettings *tls; /* (nullable): if what is served is encrypted */
  MbmTlsGate *gate;    /* (nullable) likewise */
  MbmWsAddress *address;
  char *base; /* NULL: any */
  guint16 port;

  MbmHttpSettings settings;
  guint64 max_message_size;
  guint64 max_queue_size;
  guint handshake_timeout;
  guint max_pending;
  char **allowed_origins;

  GQueue connections;   /* MbmHttpConnection */
  GQueue idle;          /* those that are, the longest first */
  guint n_pending;      /* those whose request is not complete */
  GHashTable *sessions; /* id → MbmHttpSession; not ours */
  guint64 n_requests;

  GBytes *kept_frame;
  GBytes *kept_sse;
};

G_END_DECLS
