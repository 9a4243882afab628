/* sbx-demo-shapes.h — what the demo's requests look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SBX_DEMO_CAPABILITY:
 *
 * What a server says it can do when it serves the demo: who connects knows from it that the shapes are the
 * demo's.
 */
#define SBX_DEMO_CAPABILITY "order-demo"

/**
 * SbxDemoShape:
 * @name: the request's name
 * @description: what it is for; to be translated
 * @payload: JSON text: an example payload, an object whose members make a form
 *
 * The shape of one of the demo's requests.
 */
typedef struct
{
  const char *name;
  const char *description;
  const char *payload;
} SbxDemoShape;

const SbxDemoShape *sbx_demo_shapes_get (void);

G_END_DECLS
