/* mbm-schema-format.c — the formats by their names
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-schema-format-private.h"
#include "mbm-schema-private.h"

static gboolean
check_uuid (const char *text, gsize length)
{
  if (length != 36)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (i == 8 || i == 13 || i == 18 || i == 23 ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
check_json_pointer (const char *text, gsize length)
{
  if (length > 0 && text[0] != '/')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (text[i] == '~' && (i + 1 == length || (text[i + 1] != '0' && text[i + 1] != '1')))
      return FALSE;
  return TRUE;
}

static gboolean
check_relative_json_pointer (const char *text, gsize length)
{
  gsize i = 0;

  while (i < length && g_ascii_isdigit (text[i]))
    i++;
  if (i == 0 || (i > 1 && text[0] == '0'))
    return FALSE;
  return (i + 1 == length && text[i] == '#') || check_json_pointer (text + i, length - i);
}

static const MbmSchemaFormat formats[] = {
  { "date", mbm_format_date },
  { "date-time", mbm_format_date_time },
  { "duration", mbm_format_duration },
  { "email", mbm_format_email },
  { "hostname", mbm_format_hostname },
  { "idn-email", mbm_format_idn_email },
  { "ipv4", mbm_format_ipv4 },
  { "ipv6", mbm_format_ipv6 },
  { "iri", mbm_format_iri },
  { "iri-reference", mbm_format_iri_reference },
  { "json-pointer", check_json_pointer },
  { "regex", mbm_regex_is_valid },
  { "relative-json-pointer", check_relative_json_pointer },
  { "time", mbm_format_time },
  { "uri", mbm_format_uri },
  { "uri-reference", mbm_format_uri_reference },
  { "uri-template", mbm_format_uri_template },
  { "uuid", check_uuid },
};

/* The format of that name, or NULL. */
const MbmSchemaFormat *
mbm_schema_find_format (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].name, name) == 0)
      return &formats[i];
  return NULL;
}
