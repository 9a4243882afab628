/* fuzz-template.c — any bytes as a text with placeholders, and any others as the value they stand for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "sbx-template.h"

/* The text comes first; what is after the first U+0001, which JSON does not have, is the value. */
#define SEPARATOR '\001'

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A name is a way into the value, or else unknown. */
static char *
lookup (const char *name, gpointer user_data, GError **error)
{
  MbmJsonValue value;

  g_assert_true (sbx_template_is_name (name));
  if (user_data == NULL || !sbx_template_lookup_path (mbm_json_value (user_data, -1), name, &value))
    return NULL;
  return g_strndup (value.text, value.length);
}

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == SBX_TEMPLATE_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* What is made of JSON is JSON; where there is nothing to put in, it is the same, byte for byte. */
static void
check_document (const char *text, char *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *result = sbx_template_expand (text, lookup, value, &error);

  if (result == NULL)
    {
      check_error (error);
      return;
    }
  g_assert_no_error (error);
  g_assert_true (mbm_json_check (result, -1, NULL));
  if (!sbx_template_has_placeholders (text))
    g_assert_cmpstr (result, ==, text);
}

static void
check_text (const char *text, char *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *result = sbx_template_expand_text (text, lookup, value, &error);
  g_autofree char *escaped = sbx_template_escape (text);
  g_autofree char *back = sbx_template_expand_text (escaped, NULL, NULL, NULL);

  g_assert_cmpstr (back, ==, text);
  if (result == NULL)
    check_error (error);
  else
    g_assert_true (g_utf8_validate (result, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *separator = size > 0 ? memchr (data, SEPARATOR, size) : NULL;
  gsize length = separator != NULL ? (gsize) (separator - data) : size;
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_autofree char *value =
    separator != NULL ? g_strndup ((const char *) separator + 1, size - length - 1) : NULL;
  MbmJsonValue part;

  if (value != NULL && !mbm_json_check (value, -1, NULL))
    g_clear_pointer (&value, g_free);
  check_document (text, value);
  if (g_utf8_validate (text, -1, NULL))
    check_text (text, value);
  if (value != NULL && sbx_template_lookup_path (mbm_json_value (value, -1), text, &part))
    g_assert_true (part.text >= value && part.text + part.length <= value + strlen (value));
  return 0;
}
