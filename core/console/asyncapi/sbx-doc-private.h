/* sbx-doc-private.h — a JSON or YAML document as a tree that knows its lines
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-fault.h"
#include "mbm-json.h"
#include "sbx-json-pointer.h"

G_BEGIN_DECLS

/* How large a document may be, with all that aliases stand for: its texts and names, and this for each value.
 */
#define SBX_DOC_MAX_SIZE  (16 * 1024 * 1024)
#define SBX_DOC_NODE_SIZE 32
/* How deep a YAML document may be nested; JSON has the scanner's limit. */
#define SBX_DOC_MAX_DEPTH 200
/* So many faults are told of a document. */
#define SBX_DOC_MAX_FAULTS 250

typedef struct _SbxDocNode SbxDocNode;

/**
 * SbxDocNode:
 * @type: what it is; any boolean is %MBM_JSON_TRUE or %MBM_JSON_FALSE
 * @text: of a string its characters, of a number its JSON text; else NULL
 * @children: (nullable): members or elements
 * @parent: (nullable): where it stands; where an alias stands for it as well, where the anchor is
 * @name: (nullable): in an object, its member's name there
 * @index: in an array, its index there
 * @line: from 1
 * @column: from 1, in characters
 * @size: of it and all below it, as %SBX_DOC_MAX_SIZE counts, aliases as what they stand for
 *
 * A value.
 */
struct _SbxDocNode
{
  MbmJsonType type;
  char *text;
  GPtrArray *children;
  SbxDocNode *parent;
  char *name;
  guint index;
  guint line;
  guint column;
  gsize size;
  GHashTable *by_name; /* (nullable): of many members */
};

/* The names of members belong to whom they are members of, since an alias makes one node a member of many. */
typedef struct
{
  char *name;
  SbxDocNode *node;
} SbxDocMember;

typedef struct
{
  GPtrArray *nodes; /* all of them */
  SbxDocNode *root; /* (nullable): it could not be read */
  GPtrArray *faults;
} SbxDoc;

/* The faults say why there is no root. */
SbxDoc *sbx_doc_new_from_json (GBytes *text);
SbxDoc *sbx_doc_new_from_yaml (GBytes *text);
void sbx_doc_free (SbxDoc *self);

/* For readers. */
SbxDoc *sbx_doc_new (void);
SbxDocNode *sbx_doc_add_node (SbxDoc *self, MbmJsonType type, guint line, guint column);
/* @name: (transfer full) (nullable): NULL in an array. An earlier member of that name is replaced. */
void sbx_doc_node_add_child (SbxDocNode *self, char *name, SbxDocNode *child);
/* @node: (nullable): the document as a whole */
void sbx_doc_complain (SbxDoc *self, const SbxDocNode *node, const char *format, ...) G_GNUC_PRINTF (3, 4);
void sbx_doc_warn (SbxDoc *self, const SbxDocNode *node, const char *format, ...) G_GNUC_PRINTF (3, 4);
void sbx_doc_complain_at (SbxDoc *self, guint line, guint column, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
gboolean sbx_doc_has_error (const SbxDoc *self);

/* @self: (nullable): NULL has no members. NULL if there is none. */
SbxDocNode *sbx_doc_node_get (const SbxDocNode *self, const char *name);
/* The characters of a member that is a string; else NULL. */
const char *sbx_doc_node_get_string (const SbxDocNode *self, const char *name);
guint sbx_doc_node_get_n_children (const SbxDocNode *self);
SbxDocNode *sbx_doc_node_get_child (const SbxDocNode *self, guint i);
/* NULL in an array. */
const char *sbx_doc_node_get_name (const SbxDocNode *self, guint i);
gboolean sbx_doc_node_is_object (const SbxDocNode *self);
/* A JSON Pointer from the root. (transfer full) */
char *sbx_doc_node_dup_path (const SbxDocNode *self);
void sbx_doc_node_append_json (const SbxDocNode *self, GString *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxDoc, sbx_doc_free)

G_END_DECLS
