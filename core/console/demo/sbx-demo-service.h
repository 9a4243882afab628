/* sbx-demo-service.h — the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-server.h"

G_BEGIN_DECLS

/**
 * SbxDemoShape:
 *
 * The shape of one of the demo's requests, for a simple form: an example payload and what the request is for.
 */
typedef struct
{
  const char *name;
  const char *description; /* translatable */
  const char *payload;     /* JSON text: an example, whose members make the form */
} SbxDemoShape;

/**
 * SBX_DEMO_CAPABILITY:
 *
 * What a server says it can do when it serves the demo: who connects knows from it that the shapes are the
 * demo's.
 */
#define SBX_DEMO_CAPABILITY "order-demo"

const SbxDemoShape *sbx_demo_service_get_shapes (void);
void sbx_demo_service_attach (MbmServer *server);

G_END_DECLS
