/* sbx-demo-streams.h — the streams of the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-server.h"

G_BEGIN_DECLS

typedef struct _SbxDemoStreams SbxDemoStreams;

SbxDemoStreams *sbx_demo_streams_new (MbmServer *server);
void sbx_demo_streams_free (SbxDemoStreams *self);
char *sbx_demo_streams_start (SbxDemoStreams *self, const char *client_id, const char *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxDemoStreams, sbx_demo_streams_free)

G_END_DECLS
