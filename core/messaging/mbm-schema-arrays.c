/* mbm-schema-arrays.c — keywords about arrays
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "mbm-schema-private.h"

/* What items have to be: the first ones each a schema of its own, the others one. */
typedef struct
{
  MbmSchemaNode **first;
  guint n_first;
  MbmSchemaNode *others;
} Items;

typedef struct
{
  MbmSchemaNode *node;
  guint64 min;
  guint64 max;
  MbmSchemaKeyword min_keyword;
  MbmSchemaKeyword max_keyword;
} Contains;

/* An item of an array whose items are to be unique. */
typedef struct
{
  guint64 hash;
  guint32 index;
  guint32 ordinal;
} Hashed;

static void
items_free (gpointer data)
{
  Items *self = data;

  g_free (self->first);
  g_free (self);
}

static gboolean
set_up_first (MbmSchemaCompiler *compiler,
              MbmSchemaNode *node,
              Items *items,
              guint32 index,
              const char *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);

  if (mbm_json_outline_type (outline, index) != MBM_JSON_ARRAY)
    return mbm_schema_compiler_fail (compiler, node, index, _ ("must be an array of schemas"));

  items->first = g_new (MbmSchemaNode *, MAX (outline->items[index].n_children, 1));
  MBM_JSON_OUTLINE_FOREACH (outline, index, child)
  items->first[items->n_first++] = mbm_schema_compiler_get_inner (compiler, node, child, keyword);
  return TRUE;
}

/* `items` and what goes with it: `prefixItems`, or in draft-07, where `items` may be an array itself,
 * `additionalItems`. */
static gboolean
set_up_items (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  gboolean draft_7 = node->resource->draft == MBM_SCHEMA_DRAFT_7;
  guint32 items = keyword->index;
  gboolean array = items != 0 && mbm_json_outline_type (outline, items) == MBM_JSON_ARRAY;
  guint32 first = draft_7 ? (array ? items : 0) : mbm_schema_node_member (node, "prefixItems");
  guint32 others = draft_7 && array ? mbm_schema_node_member (node, "additionalItems") : items;
  Items *data;

  if (first == 0 && others == 0)
    return FALSE;
  if (array && !draft_7)
    return mbm_schema_compiler_fail (compiler, node, items,
                                     _ ("must be a schema; draft 2020-12 has “prefixItems” for an array of "
                                        "schemas"));

  keyword->data = data = g_new0 (Items, 1);
  if (first != 0 && !set_up_first (compiler, node, data, first, draft_7 ? "items" : "prefixItems"))
    return FALSE;
  if (others != 0)
    data->others =
      mbm_schema_compiler_get_inner (compiler, node, others, others == items ? "items" : "additionalItems");
  return TRUE;
}

static gboolean
check_items (MbmValidation *validation,
             const MbmFrame *frame,
             const MbmSchemaKeyword *keyword,
             MbmEvaluated *evaluated)
{
  const Items *items = keyword->data;
  gboolean valid = TRUE;
  guint32 n = 0;

  MBM_JSON_OUTLINE_FOREACH (frame->outline, frame->index, child)
  {
    const MbmSchemaNode *node = n < items->n_first ? items->first[n] : items->others;

    if (node == NULL || !mbm_validation_goes_on (validation, valid))
      break;
    if (!mbm_validation_apply (validation, node, frame, frame->outline, child, n, NULL))
      valid = FALSE;
    mbm_evaluated_add (evaluated, n++);
  }
  return valid;
}

static guint64
read_limit (MbmSchemaCompiler *compiler,
            MbmSchemaNode *node,
            const char *name,
            guint64 otherwise,
            MbmSchemaKeyword *keyword)
{
  keyword->index = node->resource->draft == MBM_SCHEMA_DRAFT_7 ? 0 : mbm_schema_node_member (node, name);
  if (keyword->index == 0 || !mbm_schema_set_up_count (compiler, node, keyword))
    return otherwise;
  return keyword->number;
}

static gboolean
set_up_contains (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  static const MbmSchemaKeywordType min_type = { .name = "minContains" };
  static const MbmSchemaKeywordType max_type = { .name = "maxContains" };
  Contains *data;

  keyword->data = data = g_new0 (Contains, 1);
  data->node = mbm_schema_compiler_get_inner (compiler, node, keyword->index, "contains");
  data->min_keyword.type = &min_type;
  data->max_keyword.type = &max_type;
  data->min = read_limit (compiler, node, "minContains", 1, &data->min_keyword);
  data->max = read_limit (compiler, node, "maxContains", G_MAXUINT64, &data->max_keyword);
  return TRUE;
}

/* How many items the schema finds valid. It is enough to know that they are enough, where nobody asks which.
 */
static guint64
count_valid (MbmValidation *validation,
             const MbmFrame *frame,
             const Contains *contains,
             MbmEvaluated *evaluated)
{
  GPtrArray *violations = validation->violations;
  guint64 n_valid = 0;
  guint32 n = 0;

  validation->violations = NULL;
  MBM_JSON_OUTLINE_FOREACH (frame->outline, frame->index, child)
  {
    if (validation->error != NULL ||
        (evaluated == NULL && contains->max == G_MAXUINT64 && n_valid >= contains->min))
      break;
    if (mbm_validation_apply (validation, contains->node, frame, frame->outline, child, n, NULL))
      {
        n_valid++;
        if (frame->node->resource->draft != MBM_SCHEMA_DRAFT_7)
          mbm_evaluated_add (evaluated, n);
      }
    n++;
  }
  validation->violations = violations;
  return n_valid;
}

static gboolean
check_contains (MbmValidation *validation,
                const MbmFrame *frame,
                const MbmSchemaKeyword *keyword,
                MbmEvaluated *evaluated)
{
  const Contains *contains = keyword->data;
  guint64 n = count_valid (validation, frame, contains, evaluated);

  if (validation->error != NULL)
    return FALSE;
  if (n > contains->max)
    return mbm_validation_report (validation, frame, &contains->max_keyword,
                                  _ ("must contain %" PRIu64 " of a certain kind at most, not %" PRIu64),
                                  contains->max, n);
  if (n >= contains->min)
    return TRUE;
  if (contains->min_keyword.index != 0)
    return mbm_validation_report (validation, frame, &contains->min_keyword,
                                  _ ("must contain %" PRIu64 " of a certain kind at least, not %" PRIu64),
                                  contains->min, n);
  return mbm_validation_report (validation, frame, keyword,
                                _ ("must contain one of a certain kind, and none is"));
}

static gboolean
check_min_items (MbmValidation *validation,
                 const MbmFrame *frame,
                 const MbmSchemaKeyword *keyword,
                 MbmEvaluated *evaluated)
{
  return mbm_json_outline_count (frame->outline, frame->index) >= keyword->number ||
         mbm_validation_report (validation, frame, keyword,
                                g_dngettext (GETTEXT_PACKAGE, "must have at least %" PRIu64 " item",
                                             "must have at least %" PRIu64 " items",
                                             MIN (keyword->number, G_MAXINT)),
                                keyword->number);
}

static gboolean
check_max_items (MbmValidation *validation,
                 const MbmFrame *frame,
                 const MbmSchemaKeyword *keyword,
                 MbmEvaluated *evaluated)
{
  return mbm_json_outline_count (frame->outline, frame->index) <= keyword->number ||
         mbm_validation_report (validation, frame, keyword,
                                g_dngettext (GETTEXT_PACKAGE, "must have at most %" PRIu64 " item",
                                             "must have at most %" PRIu64 " items",
                                             MIN (keyword->number, G_MAXINT)),
                                keyword->number);
}

static gboolean
set_up_unique (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  MbmJsonType type = mbm_json_outline_type (mbm_schema_node_outline (node), keyword->index);

  if (type != MBM_JSON_TRUE && type != MBM_JSON_FALSE)
    return mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("must be true or false"));
  return type == MBM_JSON_TRUE;
}

/* Only what has the same hash is compared, and where somebody made much have the same, that is put in order.
 */
static int
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  const MbmJsonOutline *outline = data;
  const Hashed *left = a;
  const Hashed *right = b;

  if (left->hash != right->hash)
    return left->hash < right->hash ? -1 : 1;
  return mbm_json_outline_compare (outline, left->index, outline, right->index);
}

/* Sorted, those that are the same stand side by side. */
static gboolean
check_unique (MbmValidation *validation,
              const MbmFrame *frame,
              const MbmSchemaKeyword *keyword,
              MbmEvaluated *evaluated)
{
  const MbmJsonOutline *outline = frame->outline;
  const MbmJsonItem *array = &outline->items[frame->index];
  g_autofree Hashed *items = NULL;
  guint32 n = 0;

  if (array->n_children < 2)
    return TRUE;
  if (!mbm_validation_spend (validation, (guint64) array->length / 4))
    return FALSE;

  items = g_new (Hashed, array->n_children);
  MBM_JSON_OUTLINE_FOREACH (outline, frame->index, child)
  {
    items[n] = (Hashed){ mbm_json_outline_hash (outline, child), child, n };
    n++;
  }
  g_qsort_with_data (items, (int) n, sizeof *items, compare_items, (gpointer) outline);
  for (guint32 i = 1; i < n; i++)
    if (compare_items (&items[i - 1], &items[i], (gpointer) outline) == 0)
      return mbm_validation_report (validation, frame, keyword,
                                    _ ("must not have the same item twice: %u and %u are"),
                                    MIN (items[i - 1].ordinal, items[i].ordinal),
                                    MAX (items[i - 1].ordinal, items[i].ordinal));
  return TRUE;
}

const MbmSchemaKeywordType mbm_schema_array_keywords[] = {
  { "minItems", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ARRAYS, mbm_schema_set_up_count, check_min_items, NULL,
    FALSE },
  { "maxItems", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ARRAYS, mbm_schema_set_up_count, check_max_items, NULL,
    FALSE },
  { "items", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ARRAYS, set_up_items, check_items, items_free, TRUE },
  { "contains", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ARRAYS, set_up_contains, check_contains, g_free,
    FALSE },
  { "uniqueItems", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ARRAYS, set_up_unique, check_unique, NULL, FALSE },
  { NULL, 0, 0, NULL, NULL, NULL, FALSE },
};
