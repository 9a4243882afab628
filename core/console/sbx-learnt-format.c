/* sbx-learnt-format.c — formats of strings that were seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-schema.h"

#include "sbx-learnt-node-private.h"

/* A string without what they need is not looked at more closely. Much is a URI by the letter. */
static const struct
{
  const char *name;
  const char *needed;
} formats[SBX_LEARNT_N_FORMATS] = {
  [SBX_LEARNT_FORMAT_DATE_TIME] = { "date-time", ":" }, [SBX_LEARNT_FORMAT_DATE] = { "date", "-" },
  [SBX_LEARNT_FORMAT_UUID] = { "uuid", "-" },           [SBX_LEARNT_FORMAT_EMAIL] = { "email", "@" },
  [SBX_LEARNT_FORMAT_URI] = { "uri", "://" },
};

static MbmSchema *
get_schema (SbxLearntFormat format)
{
  static MbmSchema *schemas[SBX_LEARNT_N_FORMATS];

  if (g_once_init_enter (&schemas[format]))
    {
      g_autofree char *text = g_strdup_printf ("{\"format\":\"%s\"}", formats[format].name);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      g_once_init_leave (&schemas[format], mbm_schema_new (bytes, NULL));
    }
  return schemas[format];
}

const char *
sbx_learnt_format_get_name (SbxLearntFormat format)
{
  return formats[format].name;
}

guint
sbx_learnt_format_filter (MbmJsonValue string, guint candidates)
{
  for (guint i = 0; i < SBX_LEARNT_N_FORMATS; i++)
    {
      if ((candidates & 1 << i) != 0 &&
          (memmem (string.text, string.length, formats[i].needed, strlen (formats[i].needed)) == NULL ||
           !mbm_schema_check (get_schema (i), string, NULL)))
        candidates &= ~(1u << i);
    }
  return candidates;
}
