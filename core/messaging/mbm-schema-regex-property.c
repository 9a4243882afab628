/* mbm-schema-regex-property.c — Unicode properties and classes, said in PCRE's words
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-schema-regex-private.h"

/* White space and line ends of ECMA-262, and everything else. */
#define SPACE                                                                                            \
  "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}" \
  "\\x{feff}"
#define NO_SPACE                                                                                      \
  "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}" \
  "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}"

/* The long names of general categories, and the few aliases. */
static const struct
{
  const char *name;
  const char *category;
} categories[] = {
  { "Cased_Letter", "L&" },
  { "Close_Punctuation", "Pe" },
  { "Combining_Mark", "M" },
  { "Connector_Punctuation", "Pc" },
  { "Control", "Cc" },
  { "Currency_Symbol", "Sc" },
  { "Dash_Punctuation", "Pd" },
  { "Decimal_Number", "Nd" },
  { "Enclosing_Mark", "Me" },
  { "Final_Punctuation", "Pf" },
  { "Format", "Cf" },
  { "Initial_Punctuation", "Pi" },
  { "LC", "L&" },
  { "Letter", "L" },
  { "Letter_Number", "Nl" },
  { "Line_Separator", "Zl" },
  { "Lowercase_Letter", "Ll" },
  { "Mark", "M" },
  { "Math_Symbol", "Sm" },
  { "Modifier_Letter", "Lm" },
  { "Modifier_Symbol", "Sk" },
  { "Nonspacing_Mark", "Mn" },
  { "Number", "N" },
  { "Open_Punctuation", "Ps" },
  { "Other", "C" },
  { "Other_Letter", "Lo" },
  { "Other_Number", "No" },
  { "Other_Punctuation", "Po" },
  { "Other_Symbol", "So" },
  { "Paragraph_Separator", "Zp" },
  { "Private_Use", "Co" },
  { "Punctuation", "P" },
  { "Separator", "Z" },
  { "Space_Separator", "Zs" },
  { "Spacing_Mark", "Mc" },
  { "Surrogate", "Cs" },
  { "Symbol", "S" },
  { "Titlecase_Letter", "Lt" },
  { "Unassigned", "Cn" },
  { "Uppercase_Letter", "Lu" },
  { "cntrl", "Cc" },
  { "digit", "Nd" },
  { "punct", "P" },
};

const char *
mbm_regex_class_escape (gunichar c)
{
  switch (c)
    {
    case 'd':
      return "0-9";
    case 'D':
      return "\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}";
    case 'w':
      return "A-Za-z0-9_";
    case 'W':
      return "\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}";
    case 's':
      return SPACE;
    case 'S':
      return NO_SPACE;
    default:
      return NULL;
    }
}

static const char *
skip_prefix (const char *text, const char *const *prefixes)
{
  for (; *prefixes != NULL; prefixes++)
    if (g_str_has_prefix (text, *prefixes))
      return text + strlen (*prefixes);
  return NULL;
}

char *
mbm_regex_property (const char *name, gsize length)
{
  static const char *const category_prefixes[] = { "General_Category=", "gc=", NULL };
  static const char *const script_prefixes[] = { "Script=", "sc=", "Script_Extensions=", "scx=", NULL };
  g_autofree char *text = g_strndup (name, length);
  const char *category = skip_prefix (text, category_prefixes);
  const char *script = skip_prefix (text, script_prefixes);
  const char *value = script != NULL ? script : category != NULL ? category : text;

  if (value[0] == '\0' ||
      strspn (value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789") != strlen (value))
    return NULL;
  for (guint i = 0; script == NULL && i < G_N_ELEMENTS (categories); i++)
    if (strcmp (value, categories[i].name) == 0)
      return g_strdup (categories[i].category);
  return g_strdup (value);
}
