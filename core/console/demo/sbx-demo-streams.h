/* sbx-demo-streams.h — the streams of the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm.h"

G_BEGIN_DECLS

typedef struct _SbxDemoStreams SbxDemoStreams;

SbxDemoStreams *sbx_demo_streams_new (void);
void sbx_demo_streams_free (SbxDemoStreams *self);
void sbx_demo_streams_start (SbxDemoStreams *self, MbmServerRequest *request, const char *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxDemoStreams, sbx_demo_streams_free)

G_END_DECLS
