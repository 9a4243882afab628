/* sbx-shapes.h — which requests and events an endpoint knows, and what they look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-contract-file.h"

G_BEGIN_DECLS

/**
 * SbxShapeKind:
 * @SBX_SHAPE_REQUEST: requests
 * @SBX_SHAPE_EVENT: events
 *
 * What has a name.
 */
typedef enum
{
  SBX_SHAPE_REQUEST,
  SBX_SHAPE_EVENT,
} SbxShapeKind;

/**
 * SbxShapePart:
 * @SBX_SHAPE_PAYLOAD: of a request or an event
 * @SBX_SHAPE_RESPONSE: what a request is answered with
 *
 * What has a schema.
 */
typedef enum
{
  SBX_SHAPE_PAYLOAD,
  SBX_SHAPE_RESPONSE,
} SbxShapePart;

/**
 * SbxShapeOrigin:
 * @SBX_SHAPE_ORIGIN_NONE: nothing is known but perhaps the name
 * @SBX_SHAPE_ORIGIN_CONTRACT: the endpoint's contract, or that of the demo
 * @SBX_SHAPE_ORIGIN_LEARNT: what was seen of it so far
 *
 * Where a schema comes from.
 */
typedef enum
{
  SBX_SHAPE_ORIGIN_NONE,
  SBX_SHAPE_ORIGIN_CONTRACT,
  SBX_SHAPE_ORIGIN_LEARNT,
} SbxShapeOrigin;

/**
 * SbxShapes:
 *
 * The names of requests and events at an endpoint, and what travels under them: from its contract (the file
 * that its config names, or the one that is built in for the demo), else from its traffic. Main thread;
 * belongs to the endpoint, see sbx_endpoint_get_shapes().
 *
 * Property, read-only and notifying:
 *  - contract (MbmContract, nullable): see sbx_shapes_get_contract()
 *
 * Signal `changed`: something of all this is not what it was: the contract, its file's faults, or what was
 * learnt; at most about once a second for the latter.
 */
#define SBX_TYPE_SHAPES (sbx_shapes_get_type ())
G_DECLARE_FINAL_TYPE (SbxShapes, sbx_shapes, SBX, SHAPES, GObject)

char **sbx_shapes_dup_names (SbxShapes *self, SbxShapeKind kind);
MbmSchema *sbx_shapes_dup_schema (SbxShapes *self, SbxShapeKind kind, const char *name, SbxShapePart part);
SbxShapeOrigin sbx_shapes_get_origin (SbxShapes *self, SbxShapeKind kind, const char *name);
char *sbx_shapes_dup_description (SbxShapes *self, SbxShapeKind kind, const char *name);
char **sbx_shapes_dup_values (SbxShapes *self, SbxShapeKind kind, const char *name, const char *pointer);

guint sbx_shapes_get_n_learnt (SbxShapes *self, SbxShapeKind kind, const char *name);
guint64 sbx_shapes_get_n_skipped (SbxShapes *self);

MbmContract *sbx_shapes_get_contract (SbxShapes *self);
SbxContractFile *sbx_shapes_get_contract_file (SbxShapes *self);

void sbx_shapes_save_contract_async (SbxShapes *self,
                                     GFile *file,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean sbx_shapes_save_contract_finish (SbxShapes *self, GAsyncResult *result, GError **error);
const char *sbx_shapes_get_directory (SbxShapes *self);
void sbx_shapes_attach_contract (SbxShapes *self, GFile *file);

G_END_DECLS
