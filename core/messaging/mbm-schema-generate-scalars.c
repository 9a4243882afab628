/* mbm-schema-generate-scalars.c — strings and numbers that a schema finds valid
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <math.h>

#include "mbm-schema-generate-private.h"
#include "mbm-schema-sample-private.h"

/* Longer strings are nothing for an example. */
#define MAX_LENGTH 4096

gint64
mbm_generator_get_count (const MbmGeneratorParts *parts, const char *keyword, gint64 otherwise)
{
  guint32 index;
  const MbmSchemaNode *node = mbm_generator_find (parts, keyword, &index);
  gint64 count;

  if (node == NULL ||
      !mbm_json_value_get_int (mbm_json_outline_value (mbm_schema_node_outline (node), index), &count))
    return otherwise;
  return count;
}

static char *
dup_text (const MbmGeneratorParts *parts, const char *keyword)
{
  guint32 index;
  const MbmSchemaNode *node = mbm_generator_find (parts, keyword, &index);

  return node != NULL
           ? mbm_json_value_dup_string (mbm_json_outline_value (mbm_schema_node_outline (node), index))
           : NULL;
}

/* A word, as long as it has to be. */
static gboolean
make_word (const MbmGeneratorParts *parts, GString *text)
{
  gint64 min = mbm_generator_get_count (parts, "minLength", 0);
  gint64 max = mbm_generator_get_count (parts, "maxLength", G_MAXINT64);

  if (min > MAX_LENGTH)
    return FALSE;
  g_string_assign (text, "text");
  if (parts->variation > 0)
    g_string_append_printf (text, "%u", parts->variation);
  while ((gint64) text->len < min)
    g_string_append (text, " text");
  if ((gint64) text->len > MAX (min, 4) && min > 0 && parts->variation == 0)
    g_string_truncate (text, (gsize) MAX (min, 4));
  if ((gint64) text->len > max)
    g_string_truncate (text, (gsize) MAX (max, 0));
  return TRUE;
}

gboolean
mbm_generator_make_string (const MbmGeneratorParts *parts, GString *out)
{
  g_autofree char *format = dup_text (parts, "format");
  g_autofree char *pattern = dup_text (parts, "pattern");
  g_autofree char *matching = pattern != NULL ? mbm_sample_pattern (pattern) : NULL;
  const char *sample = format != NULL ? mbm_sample_format (format) : NULL;
  g_autoptr (GString) word = g_string_new (NULL);

  if (matching != NULL)
    sample = matching;
  if (sample == NULL)
    {
      if (!make_word (parts, word))
        return FALSE;
      sample = word->str;
    }
  mbm_json_append_string (out, sample, -1);
  return TRUE;
}

static gboolean
get_number (const MbmGeneratorParts *parts, const char *keyword, double *number)
{
  guint32 index;
  const MbmSchemaNode *node = mbm_generator_find (parts, keyword, &index);
  MbmJsonValue value;
  g_autofree char *text = NULL;

  if (node == NULL)
    return FALSE;
  value = mbm_json_outline_value (mbm_schema_node_outline (node), index);
  text = g_strndup (value.text, value.length);
  *number = g_ascii_strtod (text, NULL);
  return isfinite (*number);
}

static gboolean
try_number (MbmGenerator *self, const MbmSchemaNode *node, double number, GString *out)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    return FALSE;
  g_ascii_formatd (text, sizeof text, "%.15g", number == 0 ? 0 : number);
  if (!mbm_generator_accepts (self, node, text))
    return FALSE;
  g_string_append (out, text);
  return TRUE;
}

/* The bounds themselves, by their own text. */
static gboolean
try_bound (MbmGenerator *self,
           const MbmGeneratorParts *parts,
           const MbmSchemaNode *node,
           const char *keyword,
           GString *out)
{
  guint32 index;
  const MbmSchemaNode *part = mbm_generator_find (parts, keyword, &index);
  MbmJsonValue value;
  g_autofree char *text = NULL;

  if (part == NULL)
    return FALSE;
  value = mbm_json_outline_value (mbm_schema_node_outline (part), index);
  text = g_strndup (value.text, value.length);
  if (!mbm_generator_accepts (self, node, text))
    return FALSE;
  g_string_append (out, text);
  return TRUE;
}

/* Numbers that are likely to do, until one does. */
gboolean
mbm_generator_make_number (MbmGenerator *self,
                           const MbmGeneratorParts *parts,
                           const MbmSchemaNode *node,
                           GString *out)
{
  double variation = parts->variation;
  double low = -INFINITY, high = INFINITY, step = 1;
  gboolean above = get_number (parts, "exclusiveMinimum", &low) || get_number (parts, "minimum", &low);
  gboolean below = get_number (parts, "exclusiveMaximum", &high) || get_number (parts, "maximum", &high);
  double start;

  get_number (parts, "multipleOf", &step);
  start = above ? ceil (low / step) * step : below ? floor (high / step) * step : 0;
  if (below && !above)
    variation = -variation;
  return (!above && !below && step == 1 && try_number (self, node, variation + 1, out)) ||
         try_number (self, node, start + variation * step, out) ||
         try_number (self, node, start + (variation + (below && !above ? -1 : 1)) * step, out) ||
         (above && below && try_number (self, node, low + (high - low) / (2 + variation), out)) ||
         (parts->variation == 0 &&
          (try_bound (self, parts, node, "minimum", out) || try_bound (self, parts, node, "maximum", out)));
}
