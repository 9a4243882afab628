/* mbm-http-head.c — what comes before the body of a request or an answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-head-private.h"

#include "mbm-error.h"

gsize
mbm_http_head_length (const guint8 *data, gsize length)
{
  static const char end[] = "\r\n\r\n";
  const guint8 *found = length > 0 ? memmem (data, length, end, strlen (end)) : NULL;

  return found != NULL ? found - data + strlen (end) : 0;
}

char *
mbm_http_head_dup (const guint8 *head, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (head[i] == '\0' || (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')) ||
        (head[i] == '\r' && (i + 1 == length || head[i + 1] != '\n')))
      return NULL;

  return g_strndup ((const char *) head, length - strlen ("\r\n"));
}

char **
mbm_http_headers_to_strv (SoupMessageHeaders *headers)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *line = g_strdup_printf ("%s: %s", name, value);
      g_autofree char *valid = g_utf8_make_valid (line, -1);

      g_strv_builder_add (builder, valid);
    }

  return g_strv_builder_end (builder);
}

gboolean
mbm_http_origin_is_allowed (const char *origin, const char *const *allowed)
{
  for (guint i = 0; allowed != NULL && allowed[i] != NULL; i++)
    {
      gsize length = strlen (allowed[i]);

      if (g_str_equal (allowed[i], "*"))
        return TRUE;
      /* `https://example.org/` is what people copy from a browser. */
      if (length > 0 && allowed[i][length - 1] == '/')
        length--;
      if (strlen (origin) == length && g_ascii_strncasecmp (origin, allowed[i], length) == 0)
        return TRUE;
    }

  return FALSE;
}

/* The length of the name in a line `Name: value`, or 0 if it is no such line: one header must not become two.
 */
static gsize
mbm_http_header_measure_name (const char *header)
{
  gsize length = 0;

  while (g_ascii_isalnum (header[length]) ||
         (header[length] != '\0' && strchr ("!#$%&'*+-.^_`|~", header[length])))
    length++;
  if (header[length] != ':')
    return 0;

  for (const char *c = header + length; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) && *c != '\t')
      return 0;

  return length;
}

gboolean
mbm_http_header_is (const char *header, const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (header, name, length) == 0 && header[length] == ':';
}

gboolean
mbm_http_header_check (const char *header, GError **error)
{
  g_autofree char *shown = NULL;

  if (mbm_http_header_measure_name (header) > 0)
    return TRUE;

  shown = g_utf8_make_valid (header, -1);
  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("“%s” is no header: write Name: value"),
               shown);
  return FALSE;
}
