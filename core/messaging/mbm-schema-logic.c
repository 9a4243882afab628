/* mbm-schema-logic.c — keywords that put schemas together, and references
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-schema-private.h"

/* So many alternatives say why the value is none of them. */
#define EXPLAINED 4

typedef struct
{
  MbmSchemaNode **nodes;
  guint n_nodes;
} Nodes;

typedef struct
{
  MbmSchemaNode *condition;
  MbmSchemaNode *then;
  MbmSchemaNode *otherwise;
} Condition;

/* Where a dynamic reference leads if nothing on the way has its anchor, and the anchor, if it has one. */
typedef struct
{
  MbmSchemaNode *node;
  char *anchor;
} DynamicRef;

static void
nodes_free (gpointer data)
{
  Nodes *self = data;

  g_free (self->nodes);
  g_free (self);
}

static gboolean
set_up_nodes (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  guint32 n = outline->items[keyword->index].n_children;
  Nodes *nodes;

  if (mbm_json_outline_type (outline, keyword->index) != MBM_JSON_ARRAY || n == 0)
    return mbm_schema_compiler_fail (compiler, node, keyword->index,
                                     _ ("must be an array of schemas with at least one"));

  keyword->data = nodes = g_new0 (Nodes, 1);
  nodes->nodes = g_new (MbmSchemaNode *, n);
  MBM_JSON_OUTLINE_FOREACH (outline, keyword->index, child)
  nodes->nodes[nodes->n_nodes++] = mbm_schema_compiler_get_inner (compiler, node, child, keyword->type->name);
  return TRUE;
}

gboolean
mbm_schema_set_up_inner (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  keyword->node = mbm_schema_compiler_get_inner (compiler, node, keyword->index, keyword->type->name);
  return TRUE;
}

static gboolean
check_all_of (MbmValidation *validation,
              const MbmFrame *frame,
              const MbmSchemaKeyword *keyword,
              MbmEvaluated *evaluated)
{
  const Nodes *nodes = keyword->data;
  gboolean valid = TRUE;

  for (guint i = 0; i < nodes->n_nodes && mbm_validation_goes_on (validation, valid); i++)
    if (!mbm_validation_apply_here (validation, nodes->nodes[i], frame, evaluated))
      valid = FALSE;
  return valid;
}

/* What first is wrong with the value if it is to be one of the alternatives. */
static void
append_reason (MbmValidation *validation, const MbmFrame *frame, const MbmSchemaNode *node, GString *out)
{
  g_autoptr (GPtrArray) violations = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_violation_unref);
  GPtrArray *outer = validation->violations;
  guint max_violations = validation->max_violations;

  validation->violations = violations;
  validation->max_violations = 1;
  mbm_validation_apply_here (validation, node, frame, NULL);
  validation->violations = outer;
  validation->max_violations = max_violations;
  if (violations->len == 1)
    {
      g_autofree char *reason = mbm_violation_to_string (g_ptr_array_index (violations, 0));

      g_string_append_printf (out, "%s%s", out->len > 0 ? "; " : "", reason);
    }
}

static gboolean
report_none (MbmValidation *validation, const MbmFrame *frame, const MbmSchemaKeyword *keyword)
{
  const Nodes *nodes = keyword->data;
  g_autoptr (GString) reasons = NULL;

  if (validation->violations == NULL || validation->violations->len >= validation->max_violations ||
      validation->error != NULL)
    return FALSE;

  reasons = g_string_new (NULL);
  for (guint i = 0; i < MIN (nodes->n_nodes, EXPLAINED) && validation->error == NULL; i++)
    append_reason (validation, frame, nodes->nodes[i], reasons);
  if (nodes->n_nodes > EXPLAINED)
    g_string_append (reasons, "; …");
  return mbm_validation_report (validation, frame, keyword, _ ("is none of what it may be: %s"),
                                reasons->str);
}

/* All are tried where it is asked what they see to: one that is valid may see to more. */
static gboolean
check_any_of (MbmValidation *validation,
              const MbmFrame *frame,
              const MbmSchemaKeyword *keyword,
              MbmEvaluated *evaluated)
{
  const Nodes *nodes = keyword->data;
  gboolean valid = FALSE;

  for (guint i = 0; i < nodes->n_nodes && validation->error == NULL && (!valid || evaluated != NULL); i++)
    if (mbm_validation_try_here (validation, nodes->nodes[i], frame, evaluated))
      valid = TRUE;
  return validation->error == NULL && (valid || report_none (validation, frame, keyword));
}

static gboolean
check_one_of (MbmValidation *validation,
              const MbmFrame *frame,
              const MbmSchemaKeyword *keyword,
              MbmEvaluated *evaluated)
{
  const Nodes *nodes = keyword->data;
  guint n_valid = 0, first = 0;

  for (guint i = 0; i < nodes->n_nodes && validation->error == NULL; i++)
    if (mbm_validation_try_here (validation, nodes->nodes[i], frame, evaluated))
      {
        if (n_valid++ > 0)
          return mbm_validation_report (
            validation, frame, keyword,
            _ ("must be only one of what it may be, and is both the alternatives %u and %u"), first, i);
        first = i;
      }
  return validation->error == NULL && (n_valid == 1 || report_none (validation, frame, keyword));
}

static gboolean
check_not (MbmValidation *validation,
           const MbmFrame *frame,
           const MbmSchemaKeyword *keyword,
           MbmEvaluated *evaluated)
{
  gboolean valid = mbm_validation_try_here (validation, keyword->node, frame, NULL);

  if (validation->error != NULL)
    return FALSE;
  return !valid || mbm_validation_report (validation, frame, keyword, _ ("is what it must not be"));
}

static MbmSchemaNode *
get_branch (MbmSchemaCompiler *compiler, MbmSchemaNode *node, const char *name)
{
  guint32 index = mbm_schema_node_member (node, name);

  return index != 0 ? mbm_schema_compiler_get_inner (compiler, node, index, name) : NULL;
}

static gboolean
set_up_if (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  MbmSchemaNode *then = get_branch (compiler, node, "then");
  MbmSchemaNode *otherwise = get_branch (compiler, node, "else");
  Condition *condition;

  if (keyword->index == 0)
    return FALSE;

  keyword->data = condition = g_new0 (Condition, 1);
  condition->condition = mbm_schema_compiler_get_inner (compiler, node, keyword->index, "if");
  condition->then = then;
  condition->otherwise = otherwise;
  return TRUE;
}

static gboolean
check_if (MbmValidation *validation,
          const MbmFrame *frame,
          const MbmSchemaKeyword *keyword,
          MbmEvaluated *evaluated)
{
  const Condition *condition = keyword->data;
  const MbmSchemaNode *branch = mbm_validation_try_here (validation, condition->condition, frame, evaluated)
                                  ? condition->then
                                  : condition->otherwise;

  if (validation->error != NULL)
    return FALSE;
  return branch == NULL || mbm_validation_apply_here (validation, branch, frame, evaluated);
}

/* The node that the keyword's value refers to. */
static MbmSchemaNode *
find_target (MbmSchemaCompiler *compiler,
             MbmSchemaNode *node,
             const MbmSchemaKeyword *keyword,
             char **reference)
{
  MbmSchemaResource *resource;
  guint32 index;

  *reference =
    mbm_json_value_dup_string (mbm_json_outline_value (mbm_schema_node_outline (node), keyword->index));
  if (*reference == NULL)
    {
      mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("must be a reference to a schema"));
      return NULL;
    }
  if (!mbm_schema_find_reference (compiler, node->resource, *reference, &resource, &index))
    {
      mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("refers to “%s”, which is not there"),
                                *reference);
      return NULL;
    }
  return mbm_schema_compiler_get_node (compiler, resource, index, keyword->type->name);
}

static gboolean
set_up_ref (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  g_autofree char *reference = NULL;

  keyword->node = find_target (compiler, node, keyword, &reference);
  node->target = keyword->node;
  return keyword->node != NULL;
}

/* What a schema that holds for the same value says: of a reference, and of a part that depends on a member.
 */
static gboolean
check_inner (MbmValidation *validation,
             const MbmFrame *frame,
             const MbmSchemaKeyword *keyword,
             MbmEvaluated *evaluated)
{
  return mbm_validation_apply_here (validation, keyword->node, frame, evaluated);
}

static void
dynamic_ref_free (gpointer data)
{
  DynamicRef *self = data;

  g_free (self->anchor);
  g_free (self);
}

static gboolean
set_up_dynamic_ref (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  g_autofree char *reference = NULL;
  MbmSchemaNode *target = find_target (compiler, node, keyword, &reference);
  const char *anchor = reference != NULL ? strchr (reference, '#') : NULL;
  DynamicRef *data;

  if (target == NULL)
    return FALSE;

  keyword->data = data = g_new0 (DynamicRef, 1);
  data->node = target;
  /* Only an anchor that is dynamic where it stands is looked for elsewhere. */
  if (anchor != NULL && g_hash_table_contains (target->resource->dynamic_anchors, anchor + 1))
    data->anchor = g_strdup (anchor + 1);
  return TRUE;
}

/* The outermost resource on the way that has the anchor wins. */
static const MbmSchemaNode *
find_dynamic (const MbmFrame *frame, const DynamicRef *reference)
{
  const MbmSchemaNode *found = reference->node;

  for (const MbmFrame *at = frame; at != NULL && reference->anchor != NULL; at = at->outer)
    {
      const MbmSchemaNode *node =
        g_hash_table_lookup (at->node->resource->dynamic_anchors, reference->anchor);

      if (node != NULL)
        found = node;
    }
  return found;
}

static gboolean
check_dynamic_ref (MbmValidation *validation,
                   const MbmFrame *frame,
                   const MbmSchemaKeyword *keyword,
                   MbmEvaluated *evaluated)
{
  if (!mbm_validation_spend (validation, validation->depth / 4))
    return FALSE;
  return mbm_validation_apply_here (validation, find_dynamic (frame, keyword->data), frame, evaluated);
}

static gboolean
set_up_unevaluated (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  node->tracks = TRUE;
  return mbm_schema_set_up_inner (compiler, node, keyword);
}

/* What no other keyword has seen to. */
static gboolean
check_unevaluated (MbmValidation *validation,
                   const MbmFrame *frame,
                   const MbmSchemaKeyword *keyword,
                   MbmEvaluated *evaluated)
{
  const MbmJsonItem *items = frame->outline->items;
  gboolean valid = TRUE;
  guint32 n = 0;

  for (guint32 i = frame->index + 1; i < items[frame->index].after; i = items[i].after, n++)
    {
      if (items[i].shadowed || (evaluated != NULL && mbm_evaluated_has (evaluated, n)))
        continue;
      if (!mbm_validation_goes_on (validation, valid))
        return FALSE;
      if (!mbm_validation_apply (validation, keyword->node, frame, frame->outline, i, n, NULL))
        valid = FALSE;
      mbm_evaluated_add (evaluated, n);
    }
  return valid;
}

const MbmSchemaKeywordType mbm_schema_logic_keywords[] = {
  { "$ref", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_ref, check_inner, NULL, FALSE },
  { "$dynamicRef", MBM_SCHEMA_DRAFT_2020_12, MBM_SCHEMA_ABOUT_ALL, set_up_dynamic_ref, check_dynamic_ref,
    dynamic_ref_free, FALSE },
  { "allOf", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_nodes, check_all_of, nodes_free, FALSE },
  { "anyOf", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_nodes, check_any_of, nodes_free, FALSE },
  { "oneOf", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_nodes, check_one_of, nodes_free, FALSE },
  { "not", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, mbm_schema_set_up_inner, check_not, NULL, FALSE },
  { "if", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_if, check_if, g_free, TRUE },
  { NULL, 0, 0, NULL, NULL, NULL, FALSE },
};

const MbmSchemaKeywordType mbm_schema_unevaluated_keywords[] = {
  { "unevaluatedItems", MBM_SCHEMA_DRAFT_2020_12, MBM_SCHEMA_ABOUT_ARRAYS, set_up_unevaluated,
    check_unevaluated, NULL, FALSE },
  { "unevaluatedProperties", MBM_SCHEMA_DRAFT_2020_12, MBM_SCHEMA_ABOUT_OBJECTS, set_up_unevaluated,
    check_unevaluated, NULL, FALSE },
  { NULL, 0, 0, NULL, NULL, NULL, FALSE },
};
