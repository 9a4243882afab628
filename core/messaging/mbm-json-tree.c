/* mbm-json-tree.c — to json-glib's tree and back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "mbm-json-private.h"

/* Made and printed here rather than by JsonParser and JsonGenerator: those take more than JSON, and write 0.1
 * as 0.10000000000000001. Both ways recurse: in a tree of ours to MBM_JSON_MAX_DEPTH at most, in a caller's
 * as deep as he made it. */

static JsonNode *read_node (const char **p, const char *end);
static void append_node (GString *out, JsonNode *node);

/* What a C string cannot hold, U+0000, becomes U+FFFD like a lone surrogate, rather than to end the string.
 */
static char *
dup_c_string (MbmJsonValue value)
{
  g_autofree char *characters = g_malloc (value.length);
  gsize length = mbm_json_decode_utf8 (value, characters);

  if (memchr (characters, '\0', length) != NULL)
    return g_utf8_make_valid (characters, length);
  return g_steal_pointer (&characters);
}

static char *
read_string (const char **p, const char *end)
{
  const char *start = *p;

  *p = mbm_json_skip_string (start, end);
  return dup_c_string ((MbmJsonValue){ start, *p - start });
}

static JsonNode *
number_to_node (MbmJsonValue value)
{
  g_autofree char *text = g_strndup (value.text, value.length);
  JsonNode *node = json_node_alloc ();
  gint64 integer;

  /* `1.0` stays a double, and so does -0, which no integer can say. */
  if (strpbrk (text, ".eE") == NULL && strcmp (text, "-0") != 0 && mbm_json_value_get_int (value, &integer))
    return json_node_init_int (node, integer);
  return json_node_init_double (node, g_ascii_strtod (text, NULL));
}

static JsonNode *
read_scalar (const char **p, const char *end)
{
  MbmJsonValue value = { *p, 0 };

  *p = mbm_json_skip_scalar (*p, end);
  value.length = *p - value.text;
  switch (mbm_json_value_get_type (value))
    {
    case MBM_JSON_NUMBER:
      return number_to_node (value);
    case MBM_JSON_TRUE:
      return json_node_init_boolean (json_node_alloc (), TRUE);
    case MBM_JSON_FALSE:
      return json_node_init_boolean (json_node_alloc (), FALSE);
    default:
      return json_node_init_null (json_node_alloc ());
    }
}

/* Goes on to the next member or element; FALSE after the last, with *@p after the bracket. */
static gboolean
read_on (const char **p, const char *end)
{
  *p = mbm_json_skip_space (*p, end);
  if (*p < end && **p == ',')
    *p = mbm_json_skip_space (*p + 1, end);
  if (*p < end && **p != '}' && **p != ']')
    return TRUE;

  *p += *p < end;
  return FALSE;
}

static JsonNode *
read_object (const char **p, const char *end)
{
  g_autoptr (JsonObject) object = json_object_new ();

  ++*p;
  while (read_on (p, end))
    {
      g_autofree char *name = read_string (p, end);

      *p = mbm_json_skip_space (*p, end);
      *p += *p < end; /* the colon */
      json_object_set_member (object, name, read_node (p, end));
    }
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_array (const char **p, const char *end)
{
  g_autoptr (JsonArray) array = json_array_new ();

  ++*p;
  while (read_on (p, end))
    json_array_add_element (array, read_node (p, end));
  return json_node_init_array (json_node_alloc (), array);
}

/* In one pass: *@p goes to what is after the value. */
static JsonNode *
read_node (const char **p, const char *end)
{
  *p = mbm_json_skip_space (*p, end);
  if (*p == end)
    return json_node_new (JSON_NODE_NULL);

  switch (**p)
    {
    case '{':
      return read_object (p, end);
    case '[':
      return read_array (p, end);
    case '"':
      {
        g_autofree char *characters = read_string (p, end);

        return json_node_init_string (json_node_alloc (), characters);
      }
    default:
      return read_scalar (p, end);
    }
}

JsonNode *
mbm_json_value_to_node (MbmJsonValue value)
{
  const char *p = value.text;

  return read_node (&p, value.text + value.length);
}

/**
 * mbm_json_parse:
 * @text: (array length=length) (element-type guint8): text to parse
 * @length: its length in bytes, or -1 if it is NUL-terminated
 * @error: return location for an error
 *
 * Checks a text as [func@Mbm.json_check] does and makes json-glib's tree of it. Of members of one name the
 * last counts. A tree says less than the text: a number that is no integer of 64 bits becomes a double, and
 * lone surrogates and U+0000 become U+FFFD.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the tree; %NULL with @error set to %MBM_ERROR_INVALID_JSON,
 * %MBM_ERROR_INVALID_UTF8 or %MBM_ERROR_TOO_DEEP
 *
 * Since: 0.1
 */
JsonNode *
mbm_json_parse (const char *text, gssize length, GError **error)
{
  if (!mbm_json_check (text, length, error))
    return NULL;
  return mbm_json_value_to_node (mbm_json_value (text, length));
}

/* The shortest of the usual lengths that reads back as the same number. JSON has no word for infinity. */
static void
append_double (GString *out, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    {
      g_string_append (out, "null");
      return;
    }

  for (int precision = 15; precision <= 17; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (buffer, sizeof buffer, format, number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }
  g_string_append (out, buffer);
}

static void
append_scalar (GString *out, JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    mbm_json_append_string (out, json_node_get_string (node) ?: "", -1);
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else if (type == G_TYPE_DOUBLE || type == G_TYPE_FLOAT)
    append_double (out, json_node_get_double (node));
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  char separator = '{';

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_string_append_c (out, separator);
      mbm_json_append_string (out, name, -1);
      g_string_append_c (out, ':');
      append_node (out, member);
      separator = ',';
    }
  g_string_append (out, separator == '{' ? "{}" : "}");
}

static void
append_array (GString *out, JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_node (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

static void
append_node (GString *out, JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (out, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      append_array (out, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      append_scalar (out, node);
      break;
    default:
      g_string_append (out, "null");
    }
}

/**
 * mbm_json_print:
 * @node: a tree
 *
 * Writes a tree on one line. A double is written with as many digits as it takes to read it back; one that
 * JSON cannot say, infinity or not a number, is written as `null`. Text that is not UTF-8 becomes U+FFFD.
 *
 * Returns: (transfer full): the text, not NUL-terminated
 *
 * Since: 0.1
 */
GBytes *
mbm_json_print (JsonNode *node)
{
  GString *out;

  g_return_val_if_fail (node != NULL, NULL);

  out = g_string_new (NULL);
  append_node (out, node);
  return g_string_free_to_bytes (out);
}
