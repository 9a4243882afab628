/* sbx-shapes-private.h — how an endpoint's shapes are made
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint.h"
#include "sbx-learner-private.h"
#include "sbx-shapes.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/* @endpoint is borrowed, and calls sbx_shapes_detach() before it ends. */
SbxShapes *sbx_shapes_new (SbxEndpoint *endpoint, const char *endpoint_id, SbxStore *store);
void sbx_shapes_detach (SbxShapes *self);

SbxEndpoint *sbx_shapes_get_endpoint (SbxShapes *self);
SbxLearner *sbx_shapes_get_learner (SbxShapes *self);

/* Where the workspace is, which the contract's path may start from. */
void sbx_shapes_set_directory (SbxShapes *self, const char *directory);
/* The same, when the path changes with it, so that the file stays the same. */
void sbx_shapes_move (SbxShapes *self, const char *directory);

G_END_DECLS
