/* mbm-schema-values.c — keywords about any value, and about numbers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-schema-private.h"

/* Texts of a schema are shown in messages up to here. */
#define SHOWN_LENGTH 60

/* `integer` is a bit of its own, after those of MbmJsonType. */
#define INTEGER 7

static const struct
{
  const char *name;
  guint bits;
} types[] = {
  { "null", 1u << MBM_JSON_NULL },     { "boolean", 1u << MBM_JSON_TRUE | 1u << MBM_JSON_FALSE },
  { "integer", 1u << INTEGER },        { "number", 1u << MBM_JSON_NUMBER },
  { "string", 1u << MBM_JSON_STRING }, { "array", 1u << MBM_JSON_ARRAY },
  { "object", 1u << MBM_JSON_OBJECT },
};

static char *
dup_shown (MbmJsonValue value)
{
  g_autofree char *text = mbm_json_compact (value.text, (gssize) value.length);
  const char *end;

  if (g_utf8_strlen (text, -1) <= SHOWN_LENGTH)
    return g_steal_pointer (&text);
  end = g_utf8_offset_to_pointer (text, SHOWN_LENGTH);
  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

static guint
find_type (MbmJsonValue value)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (mbm_json_value_is_string (value, types[i].name, strlen (types[i].name)))
      return types[i].bits;
  return 0;
}

static gboolean
set_up_type (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  gboolean array = mbm_json_outline_type (outline, keyword->index) == MBM_JSON_ARRAY;

  keyword->number = array ? 0 : find_type (mbm_json_outline_value (outline, keyword->index));
  if (array)
    {
      MBM_JSON_OUTLINE_FOREACH (outline, keyword->index, child)
      {
        guint bits = find_type (mbm_json_outline_value (outline, child));

        if (bits == 0)
          return mbm_schema_compiler_fail (compiler, node, child, _ ("is no type of JSON value"));
        keyword->number |= bits;
      }
    }
  if (keyword->number == 0)
    return mbm_schema_compiler_fail (compiler, node, keyword->index,
                                     _ ("must be the name of a type, or an array of such"));
  return TRUE;
}

static char *
describe_types (guint64 bits)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if ((bits & types[i].bits) == types[i].bits)
      {
        if (out->len > 0)
          g_string_append (out, ", ");
        g_string_append (out, types[i].name);
      }
  return g_string_free (out, FALSE);
}

static gboolean
check_type (MbmValidation *validation,
            const MbmFrame *frame,
            const MbmSchemaKeyword *keyword,
            MbmEvaluated *evaluated)
{
  MbmJsonType type = mbm_json_outline_type (frame->outline, frame->index);
  g_autofree char *wanted = NULL;

  if ((keyword->number & 1u << type) != 0)
    return TRUE;
  if (type == MBM_JSON_NUMBER && (keyword->number & 1u << INTEGER) != 0 &&
      mbm_json_number_is_integer (mbm_frame_value (frame)))
    return TRUE;
  if (validation->violations == NULL)
    return FALSE;

  wanted = describe_types (keyword->number);
  if (strchr (wanted, ',') != NULL)
    return mbm_validation_report (validation, frame, keyword, _ ("must be one of these types: %s"), wanted);
  return mbm_validation_report (validation, frame, keyword, _ ("must be of type %s"), wanted);
}

/* Comparing looks at all of the smaller value. */
static gboolean
equals (MbmValidation *validation, const MbmFrame *frame, guint32 index)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (frame->node);
  const MbmJsonItem *mine = &outline->items[index];
  const MbmJsonItem *other = &frame->outline->items[frame->index];

  if (mine->type != other->type)
    return mbm_validation_spend (validation, 1) && FALSE;
  if (!mbm_validation_spend (validation, 1 + MIN (mine->length, other->length) / 8))
    return FALSE;
  return mbm_json_outline_compare (outline, index, frame->outline, frame->index) == 0;
}

static gboolean
set_up_enum (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);

  if (mbm_json_outline_type (outline, keyword->index) != MBM_JSON_ARRAY)
    return mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("must be an array of values"));
  return TRUE;
}

static gboolean
check_enum (MbmValidation *validation,
            const MbmFrame *frame,
            const MbmSchemaKeyword *keyword,
            MbmEvaluated *evaluated)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (frame->node);
  g_autofree char *shown = NULL;

  MBM_JSON_OUTLINE_FOREACH (outline, keyword->index, child)
  {
    if (equals (validation, frame, child))
      return TRUE;
    if (validation->error != NULL)
      return FALSE;
  }
  if (validation->violations == NULL)
    return FALSE;
  shown = dup_shown (mbm_json_outline_value (outline, keyword->index));
  return mbm_validation_report (validation, frame, keyword, _ ("must be one of %s"), shown);
}

static gboolean
set_up_const (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  return TRUE;
}

static gboolean
check_const (MbmValidation *validation,
             const MbmFrame *frame,
             const MbmSchemaKeyword *keyword,
             MbmEvaluated *evaluated)
{
  g_autofree char *shown = NULL;

  if (equals (validation, frame, keyword->index))
    return TRUE;
  if (validation->violations == NULL)
    return FALSE;
  shown = dup_shown (mbm_json_outline_value (mbm_schema_node_outline (frame->node), keyword->index));
  return mbm_validation_report (validation, frame, keyword, _ ("must be %s"), shown);
}

static gboolean
set_up_bound (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  if (mbm_json_outline_type (mbm_schema_node_outline (node), keyword->index) != MBM_JSON_NUMBER)
    return mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("must be a number"));
  return TRUE;
}

static MbmJsonValue
get_bound (const MbmFrame *frame, const MbmSchemaKeyword *keyword)
{
  return mbm_json_outline_value (mbm_schema_node_outline (frame->node), keyword->index);
}

/* Long numbers cost. */
static int
compare_with_bound (MbmValidation *validation, const MbmFrame *frame, const MbmSchemaKeyword *keyword)
{
  MbmJsonValue value = mbm_frame_value (frame);
  MbmJsonValue bound = get_bound (frame, keyword);

  mbm_validation_spend (validation, (value.length + bound.length) / 64);
  return mbm_json_number_compare (value, bound);
}

typedef enum
{
  AT_LEAST,
  AT_MOST,
  ABOVE,
  BELOW,
  MULTIPLE,
} Relation;

static gboolean
report_bound (MbmValidation *validation,
              const MbmFrame *frame,
              const MbmSchemaKeyword *keyword,
              Relation relation)
{
  g_autofree char *shown = NULL;

  if (validation->violations == NULL)
    return FALSE;

  shown = dup_shown (get_bound (frame, keyword));
  switch (relation)
    {
    case AT_LEAST:
      return mbm_validation_report (validation, frame, keyword, _ ("must be %s or more"), shown);
    case AT_MOST:
      return mbm_validation_report (validation, frame, keyword, _ ("must be %s or less"), shown);
    case ABOVE:
      return mbm_validation_report (validation, frame, keyword, _ ("must be more than %s"), shown);
    case BELOW:
      return mbm_validation_report (validation, frame, keyword, _ ("must be less than %s"), shown);
    default:
      return mbm_validation_report (validation, frame, keyword, _ ("must be a multiple of %s"), shown);
    }
}

static gboolean
check_minimum (MbmValidation *validation,
               const MbmFrame *frame,
               const MbmSchemaKeyword *keyword,
               MbmEvaluated *evaluated)
{
  return compare_with_bound (validation, frame, keyword) >= 0 ||
         report_bound (validation, frame, keyword, AT_LEAST);
}

static gboolean
check_maximum (MbmValidation *validation,
               const MbmFrame *frame,
               const MbmSchemaKeyword *keyword,
               MbmEvaluated *evaluated)
{
  return compare_with_bound (validation, frame, keyword) <= 0 ||
         report_bound (validation, frame, keyword, AT_MOST);
}

static gboolean
check_exclusive_minimum (MbmValidation *validation,
                         const MbmFrame *frame,
                         const MbmSchemaKeyword *keyword,
                         MbmEvaluated *evaluated)
{
  return compare_with_bound (validation, frame, keyword) > 0 ||
         report_bound (validation, frame, keyword, ABOVE);
}

static gboolean
check_exclusive_maximum (MbmValidation *validation,
                         const MbmFrame *frame,
                         const MbmSchemaKeyword *keyword,
                         MbmEvaluated *evaluated)
{
  return compare_with_bound (validation, frame, keyword) < 0 ||
         report_bound (validation, frame, keyword, BELOW);
}

static gboolean
set_up_multiple_of (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);

  if (mbm_json_outline_type (outline, keyword->index) != MBM_JSON_NUMBER ||
      !mbm_json_number_is_divisor (mbm_json_outline_value (outline, keyword->index)))
    return mbm_schema_compiler_fail (compiler, node, keyword->index,
                                     _ ("must be a number above zero with no more than 18 digits"));
  return TRUE;
}

static gboolean
check_multiple_of (MbmValidation *validation,
                   const MbmFrame *frame,
                   const MbmSchemaKeyword *keyword,
                   MbmEvaluated *evaluated)
{
  MbmJsonValue value = mbm_frame_value (frame);

  if (!mbm_validation_spend (validation, value.length / 16))
    return FALSE;
  return mbm_json_number_is_multiple (value, get_bound (frame, keyword)) ||
         report_bound (validation, frame, keyword, MULTIPLE);
}

const MbmSchemaKeywordType mbm_schema_value_keywords[] = {
  { "type", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_type, check_type, NULL, FALSE },
  { "const", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_const, check_const, NULL, FALSE },
  { "enum", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_ALL, set_up_enum, check_enum, NULL, FALSE },
  { "minimum", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_NUMBERS, set_up_bound, check_minimum, NULL, FALSE },
  { "maximum", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_NUMBERS, set_up_bound, check_maximum, NULL, FALSE },
  { "exclusiveMinimum", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_NUMBERS, set_up_bound, check_exclusive_minimum,
    NULL, FALSE },
  { "exclusiveMaximum", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_NUMBERS, set_up_bound, check_exclusive_maximum,
    NULL, FALSE },
  { "multipleOf", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_NUMBERS, set_up_multiple_of, check_multiple_of, NULL,
    FALSE },
  { NULL, 0, 0, NULL, NULL, NULL, FALSE },
};
