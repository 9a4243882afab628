/* sbx-json-node.h — a value in a JSON document, as a row of a tree
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-json.h"

G_BEGIN_DECLS

#define SBX_TYPE_JSON_NODE (sbx_json_node_get_type ())
G_DECLARE_FINAL_TYPE (SbxJsonNode, sbx_json_node, SBX, JSON_NODE, GObject)

SbxJsonNode *sbx_json_node_new (GBytes *document, const char *name, MbmJsonValue value);
const char *sbx_json_node_get_name (SbxJsonNode *self);
MbmJsonType sbx_json_node_get_json_type (SbxJsonNode *self);
char *sbx_json_node_dup_summary (SbxJsonNode *self);
char *sbx_json_node_dup_json (SbxJsonNode *self);
GListModel *sbx_json_node_list_children (SbxJsonNode *self);

G_END_DECLS
