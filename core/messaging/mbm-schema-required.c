/* mbm-schema-required.c — keywords about which members there are
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-schema-private.h"

/* What a member brings with it: others that have to be there, or a schema for the object. */
typedef struct
{
  MbmSchemaNames required;
  MbmSchemaNode *node;
} Dependency;

static void
dependency_free (Dependency *self)
{
  if (self == NULL)
    return;
  mbm_schema_names_clear (&self->required);
  g_free (self);
}

static gboolean
read_names (MbmSchemaCompiler *compiler, MbmSchemaNode *node, guint32 index, MbmSchemaNames *names)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);

  if (mbm_json_outline_type (outline, index) != MBM_JSON_ARRAY)
    return mbm_schema_compiler_fail (compiler, node, index, _ ("must be an array of names"));
  MBM_JSON_OUTLINE_FOREACH (outline, index, child)
  if (mbm_json_outline_type (outline, child) != MBM_JSON_STRING)
    return mbm_schema_compiler_fail (compiler, node, child, _ ("must be a string"));
  mbm_schema_names_init (names, outline, index);
  return TRUE;
}

/* Which of the names the object has, by their place among the sorted ones. */
static gboolean *
find_present (MbmValidation *validation, const MbmFrame *frame, const MbmSchemaNames *names)
{
  gboolean *present = g_new0 (gboolean, MAX (names->n_names, 1));

  mbm_validation_spend (validation,
                        (guint64) names->n_names + frame->outline->items[frame->index].n_children);
  if (validation->error != NULL)
    return present;

  MBM_JSON_OUTLINE_FOREACH (frame->outline, frame->index, child)
  {
    g_autofree char *decoded = NULL;
    MbmSchemaName *found =
      mbm_schema_names_find (names, mbm_json_span (mbm_json_outline_name (frame->outline, child), &decoded));

    if (found != NULL)
      present[found - names->names] = TRUE;
  }
  return present;
}

static gboolean
report_missing (MbmValidation *validation,
                const MbmFrame *frame,
                const MbmSchemaKeyword *keyword,
                guint32 index,
                const MbmSchemaName *name)
{
  g_autofree char *shown = NULL;
  g_autofree char *message = NULL;

  if (validation->violations == NULL)
    return FALSE;
  shown = mbm_json_dup_shown (mbm_json_outline_value (mbm_schema_node_outline (frame->node), name->index));
  message = g_strdup_printf (_ ("must have the member “%s”"), shown);
  return mbm_validation_report_at (validation, frame, keyword->type->name, index, message);
}

/* Those of the names that are not there are told in the schema's order. */
static gboolean
check_all_there (MbmValidation *validation,
                 const MbmFrame *frame,
                 const MbmSchemaKeyword *keyword,
                 guint32 index,
                 const MbmSchemaNames *names)
{
  g_autofree gboolean *present = find_present (validation, frame, names);
  g_autofree const MbmSchemaName **missing = NULL;
  gboolean valid = validation->error == NULL;

  for (guint i = 0; i < names->n_names; i++)
    {
      const MbmSchemaName *name = &names->names[i];

      /* Of the same name several times the first is found. */
      if (present[i] || (i > 0 && mbm_json_span_compare (name->name, name[-1].name) == 0))
        continue;
      valid = FALSE;
      if (validation->violations == NULL)
        break;
      if (missing == NULL)
        missing = g_new0 (const MbmSchemaName *, names->n_names);
      missing[name->position] = name;
    }
  for (guint i = 0; missing != NULL && i < names->n_names && mbm_validation_goes_on (validation, FALSE); i++)
    if (missing[i] != NULL)
      report_missing (validation, frame, keyword, index, missing[i]);
  return valid;
}

gboolean
mbm_schema_set_up_required (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  keyword->data = g_new0 (MbmSchemaNames, 1);
  return read_names (compiler, node, keyword->index, keyword->data);
}

void
mbm_schema_required_free (gpointer data)
{
  mbm_schema_names_free (data);
}

gboolean
mbm_schema_check_required (MbmValidation *validation,
                           const MbmFrame *frame,
                           const MbmSchemaKeyword *keyword,
                           MbmEvaluated *evaluated)
{
  return check_all_there (validation, frame, keyword, keyword->index, keyword->data);
}

/* `dependentRequired` has arrays of names, `dependentSchemas` schemas, and `dependencies` either. */
static Dependency *
read_dependency (MbmSchemaCompiler *compiler, MbmSchemaNode *node, const char *keyword, guint32 index)
{
  MbmJsonType type = mbm_json_outline_type (mbm_schema_node_outline (node), index);
  gboolean names = g_str_equal (keyword, "dependentRequired") ||
                   (g_str_equal (keyword, "dependencies") && type == MBM_JSON_ARRAY);
  Dependency *self = g_new0 (Dependency, 1);

  if (!names)
    self->node = mbm_schema_compiler_get_inner (compiler, node, index, keyword);
  else
    read_names (compiler, node, index, &self->required);
  return self;
}

gboolean
mbm_schema_set_up_dependencies (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  MbmSchemaNames *names;

  if (mbm_json_outline_type (outline, keyword->index) != MBM_JSON_OBJECT)
    return mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("must be an object"));

  keyword->data = names = g_new0 (MbmSchemaNames, 1);
  mbm_schema_names_init (names, outline, keyword->index);
  for (guint i = 0; i < names->n_names; i++)
    names->names[i].value = read_dependency (compiler, node, keyword->type->name, names->names[i].index);
  return TRUE;
}

void
mbm_schema_dependencies_free (gpointer data)
{
  MbmSchemaNames *names = data;

  for (guint i = 0; i < names->n_names; i++)
    dependency_free (names->names[i].value);
  mbm_schema_names_free (names);
}

gboolean
mbm_schema_check_dependencies (MbmValidation *validation,
                               const MbmFrame *frame,
                               const MbmSchemaKeyword *keyword,
                               MbmEvaluated *evaluated)
{
  const MbmSchemaNames *names = keyword->data;
  g_autofree gboolean *present = find_present (validation, frame, names);
  gboolean valid = validation->error == NULL;

  for (guint i = 0; i < names->n_names && mbm_validation_goes_on (validation, valid); i++)
    {
      const Dependency *dependency = names->names[i].value;

      if (!present[i])
        continue;
      if (dependency->node != NULL
            ? !mbm_validation_apply_here (validation, dependency->node, frame, evaluated)
            : !check_all_there (validation, frame, keyword, names->names[i].index, &dependency->required))
        valid = FALSE;
    }
  return valid;
}
