/* mbm-json.c — a cursor over JSON text that passed the scanner
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-json-private.h"

/* The text passed the scanner, so that its grammar need not be checked again. Ends are, nevertheless: whoever
 * passes other text gets nonsense, but reads no memory that is not his. */

const char *
mbm_json_skip_string (const char *p, const char *end)
{
  const char *quote = memchr (p + 1, '"', end - (p + 1));

  for (p++; quote != NULL;)
    {
      const char *escape = memchr (p, '\\', quote - p);

      if (escape == NULL)
        return quote + 1;
      p = escape + 2;
      if (p > quote)
        quote = memchr (p, '"', end - p);
    }
  return end;
}

static const char *
skip_container (const char *p, const char *end, const MbmJsonIndex *index)
{
  gsize depth = 0;

  while (p < end)
    {
      if (*p == '"')
        {
          p = mbm_json_skip_string (p, end);
          continue;
        }
      if (*p == '{' || *p == '[')
        {
          const char *after = index != NULL ? mbm_json_index_find_end (index, p) : NULL;

          if (after != NULL && depth == 0)
            return after;
          if (after != NULL)
            {
              p = after;
              continue;
            }
          depth++;
        }
      else if ((*p == '}' || *p == ']') && --depth == 0)
        return p + 1;
      p++;
    }
  return end;
}

const char *
mbm_json_skip_scalar (const char *p, const char *end)
{
  while (p < end && strchr (",]} \t\r\n", *p) == NULL)
    p++;
  return p;
}

static const char *
skip_value (const char *p, const char *end, const MbmJsonIndex *index)
{
  if (p == end)
    return end;
  if (*p == '"')
    return mbm_json_skip_string (p, end);
  if (*p == '{' || *p == '[')
    return skip_container (p, end, index);
  return mbm_json_skip_scalar (p, end);
}

/**
 * mbm_json_value: (skip)
 * @text: (array length=length) (element-type guint8): a document that passed [func@Mbm.json_check]
 * @length: its length in bytes, or -1 if it is NUL-terminated
 *
 * Makes a value of a whole document: the same text without the white space around it.
 *
 * Returns: the value, which borrows @text
 *
 * Since: 0.1
 */
MbmJsonValue
mbm_json_value (const char *text, gssize length)
{
  const char *start, *end;

  g_return_val_if_fail (text != NULL, ((MbmJsonValue){ NULL, 0 }));

  end = text + (length < 0 ? strlen (text) : (gsize) length);
  start = mbm_json_skip_space (text, end);
  while (end > start && strchr (" \t\r\n", end[-1]) != NULL)
    end--;
  return (MbmJsonValue){ start, end - start };
}

/**
 * mbm_json_value_get_type: (skip)
 * @value: a value
 *
 * Tells what a value is. One without text, as calls give for a member that is missing, counts as null.
 *
 * Returns: the type
 *
 * Since: 0.1
 */
MbmJsonType
mbm_json_value_get_type (MbmJsonValue value)
{
  switch (value.length > 0 ? value.text[0] : 'n')
    {
    case '{':
      return MBM_JSON_OBJECT;
    case '[':
      return MBM_JSON_ARRAY;
    case '"':
      return MBM_JSON_STRING;
    case 't':
      return MBM_JSON_TRUE;
    case 'f':
      return MBM_JSON_FALSE;
    case 'n':
      return MBM_JSON_NULL;
    default:
      return MBM_JSON_NUMBER;
    }
}

/**
 * mbm_json_value_get_member: (skip)
 * @value: a value
 * @name: a member's name
 * @result: (out caller-allocates) (optional): return location for the member's value
 *
 * Finds a member of an object: the last one of that name, as JavaScript's `JSON.parse()` does.
 *
 * Returns: %FALSE if @value is no object, or has no such member
 *
 * Since: 0.1
 */
gboolean
mbm_json_value_get_member (MbmJsonValue value, const char *name, MbmJsonValue *result)
{
  MbmJsonValue member;

  g_return_val_if_fail (name != NULL, FALSE);

  mbm_json_value_find_members (value, &(MbmJsonName){ name, strlen (name) }, 1, &member);
  if (result != NULL && member.text != NULL)
    *result = member;
  return member.text != NULL;
}

void
mbm_json_value_find_members (MbmJsonValue object,
                             const MbmJsonName *names,
                             guint n_names,
                             MbmJsonValue *values)
{
  MbmJsonValue key, member;
  MbmJsonIter iter;

  memset (values, 0, n_names * sizeof *values);
  if (mbm_json_value_get_type (object) != MBM_JSON_OBJECT)
    return;

  mbm_json_iter_init (&iter, object);
  while (mbm_json_iter_next (&iter, &key, &member))
    for (guint i = 0; i < n_names; i++)
      if (mbm_json_value_is_string (key, names[i].name, names[i].length))
        {
          values[i] = member;
          break;
        }
}

/**
 * mbm_json_iter_init: (skip)
 * @iter: (out caller-allocates): the iterator, on the stack
 * @value: what to walk through
 *
 * Begins a walk through the members of an object or the elements of an array. There is nothing to free.
 *
 * Returns: %FALSE if @value is neither; the iterator then ends at once
 *
 * Since: 0.1
 */
gboolean
mbm_json_iter_init (MbmJsonIter *iter, MbmJsonValue value)
{
  MbmJsonType type = mbm_json_value_get_type (value);
  gboolean container = type == MBM_JSON_OBJECT || type == MBM_JSON_ARRAY;

  g_return_val_if_fail (iter != NULL, FALSE);

  iter->end = value.text + value.length;
  iter->position = container ? value.text + 1 : iter->end;
  iter->in_object = type == MBM_JSON_OBJECT;
  iter->first = TRUE;
  return container;
}

/**
 * mbm_json_iter_next: (skip)
 * @iter: an iterator
 * @name: (out caller-allocates) (optional): return location for the member's name as a string value,
 *   quotes and escapes included; its text is %NULL for an element of an array
 * @value: (out caller-allocates) (optional): return location for the value
 *
 * Goes on to the next member or element. Duplicates are given as often as they occur.
 *
 * Returns: %FALSE at the end
 *
 * Since: 0.1
 */
gboolean
mbm_json_iter_next (MbmJsonIter *iter, MbmJsonValue *name, MbmJsonValue *value)
{
  g_return_val_if_fail (iter != NULL, FALSE);

  return mbm_json_iter_next_indexed (iter, NULL, name, value);
}

gboolean
mbm_json_iter_next_indexed (MbmJsonIter *iter,
                            const MbmJsonIndex *index,
                            MbmJsonValue *name,
                            MbmJsonValue *value)
{
  const char *end = iter->end;
  const char *p = mbm_json_skip_space (iter->position, end);
  const char *start;

  if (!iter->first && p < end && *p == ',')
    p = mbm_json_skip_space (p + 1, end);
  iter->first = FALSE;
  if (p == end || *p == '}' || *p == ']')
    {
      iter->position = end;
      return FALSE;
    }

  if (name != NULL)
    *name = (MbmJsonValue){ NULL, 0 };
  if (iter->in_object)
    {
      start = p;
      p = skip_value (p, end, NULL);
      if (name != NULL)
        *name = (MbmJsonValue){ start, p - start };
      p = mbm_json_skip_space (p, end);
      if (p < end && *p == ':')
        p = mbm_json_skip_space (p + 1, end);
    }

  start = p;
  p = skip_value (p, end, index);
  if (value != NULL)
    *value = (MbmJsonValue){ start, p - start };
  iter->position = p > start ? p : end;
  return p > start;
}
