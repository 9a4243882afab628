/* mbm-json-fault.c — what is wrong with a text that is not JSON
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-json-fault-private.h"

#include "mbm-json.h"

/* What stands at the fault, as people call it. */
static char *
mbm_json_fault_describe_found (const MbmJsonFault *self, const guchar *end)
{
  const char *p = (const char *) self->at;
  gsize left = end - self->at;
  gsize length = 0;
  gunichar c;

  if (left == 0)
    return g_strdup (_ ("the end of the text"));

  while (length < left && length < 24 && (g_ascii_isalnum (p[length]) || p[length] == '_'))
    length++;
  if (length > 0)
    return g_strdup_printf (_ ("“%.*s”"), (int) length, p);

  c = *p != '\0' ? g_utf8_get_char_validated (p, left) : 0;
  if (c == 0xfeff)
    return g_strdup (_ ("a byte order mark"));
  if (g_unichar_isgraph (c))
    return g_strdup_printf (_ ("“%.*s”"), (int) (g_utf8_next_char (p) - p), p);
  return g_strdup_printf ("U+%04X", c);
}

void
mbm_json_fault_set_error (const MbmJsonFault *self, const guchar *end, GError **error)
{
  g_autofree char *found = NULL;

  if (error == NULL)
    return;

  switch ((int) self->code)
    {
    case MBM_ERROR_INVALID_UTF8:
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_UTF8, _ ("the byte 0x%02X is not UTF-8"), *self->at);
      break;

    case MBM_ERROR_TOO_DEEP:
      g_set_error (error, MBM_ERROR, MBM_ERROR_TOO_DEEP, _ ("nested deeper than %d levels"),
                   MBM_JSON_MAX_DEPTH);
      break;

    default:
      found = mbm_json_fault_describe_found (self, end);
      /* Translators: of text that is not JSON. The first %s is what could stand there, such as “a value”. */
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_JSON, _ ("expected %s, found %s"), _ (self->expected),
                   found);
    }
}

void
mbm_json_fault_prefix_place (const MbmJsonFault *self, const guchar *text, GError **error)
{
  gsize line = 1, column = 1;

  if (error == NULL)
    return;

  for (const guchar *p = text; p < self->at; p++)
    {
      if (*p == '\n')
        {
          line++;
          column = 1;
        }
      else if ((*p & 0xc0) != 0x80)
        {
          column++;
        }
    }

  /* Translators: where a text is wrong; what is wrong follows */
  g_prefix_error (error, _ ("Line %zu, column %zu: "), line, column);
}
