/* mbm-schema-strings.c — keywords about strings, and counts
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mbm-schema-private.h"

/* Characters as C has them: what is decoded, if there was something to decode, else the text itself. Lone
 * surrogates are U+FFFD. */
typedef struct
{
  const char *text;
  gsize length;
  char *decoded;
} Characters;

static Characters
read_characters (MbmJsonValue string)
{
  Characters self = { string.text + 1, string.length - 2, NULL };

  if (memchr (string.text, '\\', string.length) != NULL)
    {
      self.decoded = g_malloc (string.length);
      self.length = mbm_json_decode_utf8 (string, self.decoded);
      self.text = self.decoded;
    }
  return self;
}

static guint64
count_characters (MbmJsonValue string)
{
  Characters characters = read_characters (string);
  guint64 n = 0;

  for (gsize i = 0; i < characters.length; i++)
    n += ((guchar) characters.text[i] & 0xc0) != 0x80;
  g_free (characters.decoded);
  return n;
}

/* A count of a schema: an integer that is not negative. One that is larger than any count is as good as the
 * largest. */
gboolean
mbm_schema_set_up_count (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  MbmJsonValue value = mbm_json_outline_value (mbm_schema_node_outline (node), keyword->index);
  gint64 count;

  if (mbm_json_value_get_type (value) != MBM_JSON_NUMBER || !mbm_json_number_is_integer (value) ||
      mbm_json_number_compare (value, (MbmJsonValue){ "0", 1 }) < 0)
    return mbm_schema_compiler_fail (compiler, node, keyword->index,
                                     _ ("must be an integer that is not negative"));

  keyword->number = mbm_json_value_get_int (value, &count) ? (guint64) count : G_MAXINT64;
  return TRUE;
}

static gboolean
check_min_length (MbmValidation *validation,
                  const MbmFrame *frame,
                  const MbmSchemaKeyword *keyword,
                  MbmEvaluated *evaluated)
{
  MbmJsonValue value = mbm_frame_value (frame);

  if (!mbm_validation_spend (validation, value.length / 64))
    return FALSE;
  return count_characters (value) >= keyword->number ||
         mbm_validation_report (validation, frame, keyword,
                                g_dngettext (GETTEXT_PACKAGE, "must have at least %" PRIu64 " character",
                                             "must have at least %" PRIu64 " characters",
                                             MIN (keyword->number, G_MAXINT)),
                                keyword->number);
}

static gboolean
check_max_length (MbmValidation *validation,
                  const MbmFrame *frame,
                  const MbmSchemaKeyword *keyword,
                  MbmEvaluated *evaluated)
{
  MbmJsonValue value = mbm_frame_value (frame);

  if (!mbm_validation_spend (validation, value.length / 64))
    return FALSE;
  return count_characters (value) <= keyword->number ||
         mbm_validation_report (validation, frame, keyword,
                                g_dngettext (GETTEXT_PACKAGE, "must have at most %" PRIu64 " character",
                                             "must have at most %" PRIu64 " characters",
                                             MIN (keyword->number, G_MAXINT)),
                                keyword->number);
}

static gboolean
set_up_pattern (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  MbmJsonValue value = mbm_json_outline_value (mbm_schema_node_outline (node), keyword->index);
  g_autoptr (GError) error = NULL;
  Characters characters;

  if (mbm_json_value_get_type (value) != MBM_JSON_STRING)
    return mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("must be a regular expression"));

  characters = read_characters (value);
  keyword->data = mbm_schema_pattern_new (characters.text, characters.length, &error);
  g_free (characters.decoded);
  return keyword->data != NULL ||
         mbm_schema_compiler_fail (compiler, node, keyword->index, "%s", error->message);
}

static gboolean
check_pattern (MbmValidation *validation,
               const MbmFrame *frame,
               const MbmSchemaKeyword *keyword,
               MbmEvaluated *evaluated)
{
  Characters characters = read_characters (mbm_frame_value (frame));
  gboolean matches =
    mbm_schema_pattern_matches (keyword->data, validation, characters.text, characters.length);
  g_autofree char *pattern = NULL;

  g_free (characters.decoded);
  if (matches || validation->violations == NULL)
    return matches;
  pattern = mbm_json_value_dup_string (
    mbm_json_outline_value (mbm_schema_node_outline (frame->node), keyword->index));
  return mbm_validation_report (validation, frame, keyword, _ ("must match the regular expression %s"),
                                pattern != NULL ? pattern : "");
}

/* Formats that are not known are notes for people. */
static gboolean
set_up_format (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  g_autofree char *name = NULL;

  if (mbm_json_outline_type (outline, keyword->index) != MBM_JSON_STRING)
    return mbm_schema_compiler_fail (compiler, node, keyword->index, _ ("must be the name of a format"));

  name = mbm_json_value_dup_string (mbm_json_outline_value (outline, keyword->index));
  keyword->data = name != NULL ? (gpointer) mbm_schema_find_format (name) : NULL;
  if (keyword->data == NULL)
    mbm_faults_add (compiler->faults, TRUE, outline, keyword->index,
                    _ ("is a format that is not known: it is not checked"));
  return keyword->data != NULL;
}

static gboolean
check_format (MbmValidation *validation,
              const MbmFrame *frame,
              const MbmSchemaKeyword *keyword,
              MbmEvaluated *evaluated)
{
  const MbmSchemaFormat *format = keyword->data;
  Characters characters;
  gboolean valid;

  if (!mbm_validation_spend (validation, mbm_frame_value (frame).length / 16))
    return FALSE;
  characters = read_characters (mbm_frame_value (frame));
  valid = format->check (characters.text, characters.length);
  g_free (characters.decoded);
  return valid ||
         mbm_validation_report (validation, frame, keyword, _ ("must have the format %s"), format->name);
}

const MbmSchemaKeywordType mbm_schema_string_keywords[] = {
  { "minLength", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_STRINGS, mbm_schema_set_up_count, check_min_length,
    NULL, FALSE },
  { "maxLength", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_STRINGS, mbm_schema_set_up_count, check_max_length,
    NULL, FALSE },
  { "pattern", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_STRINGS, set_up_pattern, check_pattern,
    (GDestroyNotify) mbm_schema_pattern_free, FALSE },
  { "format", MBM_SCHEMA_ANY_DRAFT, MBM_SCHEMA_ABOUT_STRINGS, set_up_format, check_format, NULL, FALSE },
  { NULL, 0, 0, NULL, NULL, NULL, FALSE },
};
