/* sbx-asyncapi-private.h — from an AsyncAPI document to a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-doc-private.h"

G_BEGIN_DECLS

/* What is looked at of a document; more is an error. */
#define SBX_ASYNCAPI_MAX_MESSAGES  20000
#define SBX_ASYNCAPI_MAX_RESPONSES 100
#define SBX_ASYNCAPI_MAX_TRAITS    50
#define SBX_ASYNCAPI_MAX_OUTPUT    (32 * 1024 * 1024)

/* A message under the name that it has in the contract. Nodes are the document's, and strings are, too. */
typedef struct
{
  char *name;
  SbxDocNode *message;
  SbxDocNode *operation;
  const char *place;    /* its channel's name or address */
  GPtrArray *responses; /* (nullable): of SbxDocNode, messages: then it is a request */
} SbxAsyncapiEntry;

/* A schema that others refer to: where it was, and its name in `$defs`. */
typedef struct
{
  SbxDocNode *node;
  char *name;
} SbxAsyncapiDefinition;

/* Where in the contract a value of the document was put, so that faults are told with its place. */
typedef struct
{
  char *pointer;
  SbxDocNode *node;
} SbxAsyncapiOrigin;

typedef struct
{
  SbxDoc *doc;
  guint major;            /* of the version: 2 or 3 */
  GPtrArray *requests;    /* of SbxAsyncapiEntry */
  GPtrArray *events;      /* of SbxAsyncapiEntry */
  GHashTable *by_name;    /* "r" or "e", and a name → SbxAsyncapiEntry, borrowed */
  guint n_messages;       /* that were looked at */
  GPtrArray *definitions; /* of SbxAsyncapiDefinition, in the order they were met */
  GHashTable *defined;    /* SbxDocNode → SbxAsyncapiDefinition, borrowed */
  GHashTable *names;      /* of definitions */
  GArray *origins;        /* of SbxAsyncapiOrigin */
  GString *pointer;       /* where in the contract the writer is */
  GHashTable *told;       /* SbxDocNode: warned of already */
} SbxAsyncapi;

/* Makes a contract of an AsyncAPI document. What is wrong, and what a contract cannot say, is among the
 * document's faults. NULL if there is an error among them. (transfer full) */
GBytes *sbx_asyncapi_convert (SbxDoc *doc);

/* sbx-asyncapi-ref.c */
/* Where a JSON Pointer of the document leads, through references on its way; NULL if nowhere. */
SbxDocNode *sbx_asyncapi_follow (SbxAsyncapi *self, const char *pointer);
/* What stands there, or what the reference there refers to. NULL, and a warning, if that cannot be found. */
SbxDocNode *sbx_asyncapi_resolve (SbxAsyncapi *self, SbxDocNode *node);
/* A member of a message or operation, with what its traits say, resolved. NULL if there is none. */
SbxDocNode *sbx_asyncapi_get (SbxAsyncapi *self, SbxDocNode *node, const char *name);
const char *sbx_asyncapi_get_string (SbxAsyncapi *self, SbxDocNode *node, const char *name);
/* Once for each node. */
void sbx_asyncapi_warn_once (SbxAsyncapi *self, SbxDocNode *node, const char *text);

/* sbx-asyncapi-channels.c */
void sbx_asyncapi_read_channels (SbxAsyncapi *self, SbxDocNode *root);
void sbx_asyncapi_read_operations (SbxAsyncapi *self, SbxDocNode *root);

/* sbx-asyncapi-schema.c: append JSON and keep `pointer` */
void sbx_asyncapi_append_payload (SbxAsyncapi *self, SbxDocNode *message, GString *json);
void sbx_asyncapi_append_definitions (SbxAsyncapi *self, GString *json);
void sbx_asyncapi_push (SbxAsyncapi *self, const char *token);
void sbx_asyncapi_pop (SbxAsyncapi *self, gsize length);

G_END_DECLS
