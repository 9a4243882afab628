/* mbm-schema-objects.c — keywords about objects
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mbm-schema-private.h"

typedef struct
{
  MbmSchemaPattern *pattern;
  MbmSchemaNode *node;
} PatternMember;

/* What members have to be: by their names, by patterns for those, and what is neither. */
typedef struct
{
  MbmSchemaNames named;
  GArray *patterns; /* of PatternMember; NULL if there are none */
  MbmSchemaNode *others;
} Members;

static void
clear_pattern_member (gpointer data)
{
  mbm_schema_pattern_free (((PatternMember *) data)->pattern);
}

static void
members_free (gpointer data)
{
  Members *self = data;

  mbm_schema_names_clear (&self->named);
  g_clear_pointer (&self->patterns, g_array_unref);
  g_free (self);
}

static gboolean
is_map (MbmSchemaCompiler *compiler, MbmSchemaNode *node, guint32 index)
{
  return mbm_json_outline_type (mbm_schema_node_outline (node), index) == MBM_JSON_OBJECT ||
         mbm_schema_compiler_fail (compiler, node, index, _ ("must be an object of schemas"));
}

static void
set_up_named (MbmSchemaCompiler *compiler, MbmSchemaNode *node, Members *members, guint32 index)
{
  mbm_schema_names_init (&members->named, mbm_schema_node_outline (node), index);
  for (guint i = 0; i < members->named.n_names; i++)
    members->named.names[i].value =
      mbm_schema_compiler_get_inner (compiler, node, members->named.names[i].index, "properties");
}

static MbmSchemaPattern *
read_pattern (MbmSchemaCompiler *compiler, MbmSchemaNode *node, guint32 index)
{
  MbmJsonValue name = mbm_json_outline_name (mbm_schema_node_outline (node), index);
  g_autofree char *text = g_malloc (name.length);
  gsize length = mbm_json_decode_utf8 (name, text);
  g_autoptr (GError) error = NULL;
  MbmSchemaPattern *pattern = mbm_schema_pattern_new (text, length, &error);

  if (pattern == NULL)
    mbm_schema_compiler_fail (compiler, node, index, "%s", error->message);
  return pattern;
}

static void
set_up_patterns (MbmSchemaCompiler *compiler, MbmSchemaNode *node, Members *members, guint32 index)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);

  members->patterns = g_array_new (FALSE, FALSE, sizeof (PatternMember));
  g_array_set_clear_func (members->patterns, clear_pattern_member);
  MBM_JSON_OUTLINE_FOREACH (outline, index, child)
  {
    PatternMember member = { read_pattern (compiler, node, child), NULL };

    if (member.pattern == NULL)
      continue;
    member.node = mbm_schema_compiler_get_inner (compiler, node, child, "patternProperties");
    g_array_append_val (members->patterns, member);
  }
}

/* `properties`, `patternProperties` and `additionalProperties` are one: the last is about what the others are
 * not. */
static gboolean
set_up_members (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  guint32 patterns = mbm_schema_node_member (node, "patternProperties");
  guint32 others = mbm_schema_node_member (node, "additionalProperties");
  Members *data;

  if (keyword->index == 0 && patterns == 0 && others == 0)
    return FALSE;

  keyword->data = data = g_new0 (Members, 1);
  if (keyword->index != 0 && is_map (compiler, node, keyword->index))
    set_up_named (compiler, node, data, keyword->index);
  if (patterns != 0 && is_map (compiler, node, patterns))
    set_up_patterns (compiler, node, data, patterns);
  if (others != 0)
    data->others = mbm_schema_compiler_get_inner (compiler, node, others, "additionalProperties");
  return TRUE;
}

/* A member against the patterns; *@seen tells whether one is about it. */
static gboolean
check_patterns (MbmValidation *validation,
                const MbmFrame *frame,
                const Members *members,
                guint32 child,
                guint32 ordinal,
                gboolean *seen)
{
  MbmJsonValue name = mbm_json_outline_name (frame->outline, child);
  g_autofree char *text = g_malloc (name.length);
  gsize length = mbm_json_decode_utf8 (name, text);
  gboolean valid = TRUE;

  for (guint i = 0; i < members->patterns->len && mbm_validation_goes_on (validation, valid); i++)
    {
      const PatternMember *member = &g_array_index (members->patterns, PatternMember, i);

      if (!mbm_schema_pattern_matches (member->pattern, validation, text, length))
        continue;
      *seen = TRUE;
      if (!mbm_validation_apply (validation, member->node, frame, frame->outline, child, ordinal, NULL))
        valid = FALSE;
    }
  return valid && validation->error == NULL;
}

static gboolean
check_member (MbmValidation *validation,
              const MbmFrame *frame,
              const Members *members,
              guint32 child,
              guint32 ordinal,
              MbmEvaluated *evaluated)
{
  gboolean valid = TRUE, seen = FALSE;

  if (members->named.n_names > 0)
    {
      g_autofree char *decoded = NULL;
      MbmJsonSpan name = mbm_json_span (mbm_json_outline_name (frame->outline, child), &decoded);
      MbmSchemaName *found = mbm_schema_names_find (&members->named, name);

      seen = found != NULL;
      if (seen)
        valid = mbm_validation_apply (validation, found->value, frame, frame->outline, child, ordinal, NULL);
    }
  if (members->patterns != NULL && mbm_validation_goes_on (validation, valid) &&
      !check_patterns (validation, frame, members, child, ordinal, &seen))
    valid = FALSE;
  if (!seen && members->others != NULL && mbm_validation_goes_on (validation, valid))
    {
      seen = TRUE;
      valid = mbm_validation_apply (validation, members->others, frame, frame->outline, child, ordinal, NULL);
    }
  if (seen)
    mbm_evaluated_add (evaluated, ordinal);
  return valid;
}

/* All children are counted, those that do not count as well, so that each has one number. */
static gboolean
check_members (MbmValidation *validation,
               const MbmFrame *frame,
               const MbmSchemaKeyword *keyword,
               MbmEvaluated *evaluated)
{
  const MbmJsonItem *items = frame->outline->items;
  gboolean valid = TRUE;
  guint32 n = 0;

  for (guint32 i = frame->index + 1; i < items[frame->index].after; i = items[i].after, n++)
    {
      if (!mbm_validation_spend (validation, 1) || !mbm_validation_goes_on (validation, valid))
        return FALSE;
      if (!items[i].shadowed && !check_member (validation, frame, keyword->data, i, n, evaluated))
        valid = FALSE;
    }
  return valid;
}

/* Each name as a value by itself: it lies in the same text, in an outline of its own. */
static gboolean
check_names (MbmValidation *validation,
             const MbmFrame *frame,
             const MbmSchemaKeyword *keyword,
             MbmEvaluated *evaluated)
{
  gboolean valid = TRUE;

  MBM_JSON_OUTLINE_FOREACH (frame->outline, frame->index, child)
  {
    const MbmJsonItem *member = &frame->outline->items[child];
    MbmJsonItem name = { .start = member->name,
                         .length = member->name_length,
                         .after = 1,
                         .type = MBM_JSON_STRING };
    MbmJsonOutline outline = { frame->outline->text, &name, 1 };

    if (!mbm_validation_goes_on (validation, valid))
      return FALSE;
    if (!mbm_validation_apply (validation, keyword->node, frame, &outline, 0, MBM_FRAME_SAME, NULL))
      valid = FALSE;
  }
  return valid;
}

static gboolean
check_min_properties (MbmValidation *validation,
                      const MbmFrame *frame,
                      const MbmSchemaKeyword *keyword,
                      MbmEvaluated *evaluated)
{
  return mbm_json_outline_count (frame->outline, frame->index) >= keyword->number ||
         mbm_validation_report (validation, frame, keyword,
                                g_dngettext (GETTEXT_PACKAGE, "must have at least %" PRIu64 " member",
                                             "must have at least %" PRIu64 " members",
                                             MIN (keyword->number, G_MAXINT)),
                                keyword->number);
}

static gboolean
check_max_properties (MbmValidation *validation,
                      const MbmFrame *frame,
                      const MbmSchemaKeyword *keyword,
                      MbmEvaluated *evaluated)
{
  return mbm_json_outline_count (frame->outline, frame->index) <= keyword->number ||
         mbm_validation_report (validation, frame, keyword,
                                g_dngettext (GETTEXT_PACKAGE, "must have at most %" PRIu64 " member",
                                             "must have at most %" PRIu64 " members",
                                             MIN (keyword->number, G_MAXINT)),
                                keyword->number);
}

const MbmSchemaKeywordType mbm_schema_object_keywords[] = {
  { "minProperties", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_OBJECTS, mbm_schema_set_up_count,
    check_min_properties, NULL, FALSE },
  { "maxProperties", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_OBJECTS, mbm_schema_set_up_count,
    check_max_properties, NULL, FALSE },
  { "required", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_OBJECTS, mbm_schema_set_up_required,
    mbm_schema_check_required, mbm_schema_required_free, FALSE },
  { "properties", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_OBJECTS, set_up_members, check_members, members_free,
    TRUE },
  { "propertyNames", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_OBJECTS, mbm_schema_set_up_inner, check_names,
    NULL, FALSE },
  { "dependentRequired", MBM_SCHEMA_DRAFT_2020_12, MBM_SCHEMA_ABOUT_OBJECTS, mbm_schema_set_up_dependencies,
    mbm_schema_check_dependencies, mbm_schema_dependencies_free, FALSE },
  { "dependentSchemas", MBM_SCHEMA_DRAFT_2020_12, MBM_SCHEMA_ABOUT_OBJECTS, mbm_schema_set_up_dependencies,
    mbm_schema_check_dependencies, mbm_schema_dependencies_free, FALSE },
  { "dependencies", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_OBJECTS, mbm_schema_set_up_dependencies,
    mbm_schema_check_dependencies, mbm_schema_dependencies_free, FALSE },
  { NULL, 0, 0, NULL, NULL, NULL, FALSE },
};
