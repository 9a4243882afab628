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

/* The shapes, ended by one without a name. */
const SbxDemoShape *sbx_demo_service_get_shapes (void);

/* Gives @server the demo's handlers and users; its orders live as long as the server. Before it is started,
 * on its thread. */
void sbx_demo_service_attach (MbmServer *server);

G_END_DECLS
