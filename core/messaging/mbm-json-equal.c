/* mbm-json-equal.c — whether JSON values are the same
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-json-private.h"

/* A value, and the index of the document it lies in. Both sides may come from the wire, made to take long:
 * members are sorted, since a hash can be made to collide, and deep nesting is not skipped anew at each
 * level. */
typedef struct
{
  MbmJsonValue value;
  const MbmJsonIndex *index;
} Side;

/* A member by its characters, which lie in the text unless they were escaped there. */
typedef struct
{
  const char *characters;
  gsize length;
  char *decoded;
  guint position;
  MbmJsonValue value;
} Member;

static gboolean sides_equal (Side a, Side b);

static void
clear_member (gpointer data)
{
  g_free (((Member *) data)->decoded);
}

static Member
make_member (MbmJsonValue name, MbmJsonValue value, guint position)
{
  Member member = { name.text + 1, name.length - 2, NULL, position, value };

  if (memchr (name.text, '\\', name.length) != NULL)
    {
      member.decoded = g_malloc (name.length);
      member.length = mbm_json_decode_string (name, member.decoded);
      member.characters = member.decoded;
    }
  return member;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const Member *left = a;
  const Member *right = b;

  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return memcmp (left->characters, right->characters, left->length);
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  int order = compare_names (a, b);

  return order != 0 ? order : (int) ((const Member *) a)->position - (int) ((const Member *) b)->position;
}

/* Of those of one name the last stays. */
static void
drop_duplicates (GArray *members)
{
  Member *all = (Member *) (gpointer) members->data;
  guint n_kept = 0;

  for (guint i = 0; i < members->len; i++)
    {
      if (i + 1 < members->len && compare_names (&all[i], &all[i + 1]) == 0)
        clear_member (&all[i]);
      else
        all[n_kept++] = all[i];
    }
  for (guint i = n_kept; i < members->len; i++)
    all[i].decoded = NULL;
  g_array_set_size (members, n_kept);
}

/* The members of an object, by name. */
static GArray *
sort_members (Side object)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (Member));
  MbmJsonValue name, value;
  MbmJsonIter iter;

  g_array_set_clear_func (members, clear_member);
  mbm_json_iter_init (&iter, object.value);
  while (mbm_json_iter_next_indexed (&iter, object.index, &name, &value))
    {
      Member member = make_member (name, value, members->len);

      g_array_append_val (members, member);
    }
  g_array_sort (members, compare_members);
  drop_duplicates (members);
  return members;
}

static gboolean
objects_equal (Side a, Side b)
{
  g_autoptr (GArray) left = sort_members (a);
  g_autoptr (GArray) right = sort_members (b);

  if (left->len != right->len)
    return FALSE;

  for (guint i = 0; i < left->len; i++)
    if (compare_names (&g_array_index (left, Member, i), &g_array_index (right, Member, i)) != 0)
      return FALSE;

  for (guint i = 0; i < left->len; i++)
    if (!sides_equal ((Side){ g_array_index (left, Member, i).value, a.index },
                      (Side){ g_array_index (right, Member, i).value, b.index }))
      return FALSE;
  return TRUE;
}

static gboolean
arrays_equal (Side a, Side b)
{
  MbmJsonIter iter_a, iter_b;
  Side element_a = a, element_b = b;

  mbm_json_iter_init (&iter_a, a.value);
  mbm_json_iter_init (&iter_b, b.value);
  for (;;)
    {
      gboolean more_a = mbm_json_iter_next_indexed (&iter_a, a.index, NULL, &element_a.value);
      gboolean more_b = mbm_json_iter_next_indexed (&iter_b, b.index, NULL, &element_b.value);

      if (!more_a || !more_b)
        return more_a == more_b;
      if (!sides_equal (element_a, element_b))
        return FALSE;
    }
}

static gboolean
same_text (MbmJsonValue a, MbmJsonValue b)
{
  return a.length == b.length && a.length > 0 && memcmp (a.text, b.text, a.length) == 0;
}

static gboolean
strings_equal (MbmJsonValue a, MbmJsonValue b)
{
  g_autofree char *characters = g_malloc (a.length);
  gsize length = mbm_json_decode_string (a, characters);

  return mbm_json_value_is_string (b, characters, length);
}

static gboolean
sides_equal (Side a, Side b)
{
  MbmJsonType type = mbm_json_value_get_type (a.value);

  if (type != mbm_json_value_get_type (b.value))
    return FALSE;

  switch (type)
    {
    case MBM_JSON_OBJECT:
      return objects_equal (a, b);
    case MBM_JSON_ARRAY:
      return arrays_equal (a, b);
    case MBM_JSON_STRING:
      return same_text (a.value, b.value) || strings_equal (a.value, b.value);
    case MBM_JSON_NUMBER:
      return same_text (a.value, b.value) || mbm_json_number_equal (a.value, b.value);
    default:
      return TRUE;
    }
}

/**
 * mbm_json_value_equal: (skip)
 * @a: a value
 * @b: another
 *
 * Compares two values: members of objects in any order and of duplicates the last, strings by
 * their characters, numbers by their exact decimal value (`1.0` equals `1e0`, and 2^53 + 1 is not 2^53).
 *
 * Returns: whether they are the same
 *
 * Since: 0.1
 */
gboolean
mbm_json_value_equal (MbmJsonValue a, MbmJsonValue b)
{
  g_autoptr (MbmJsonIndex) index_a = NULL;
  g_autoptr (MbmJsonIndex) index_b = NULL;

  if (same_text (a, b))
    return TRUE;

  index_a = mbm_json_index_new (a);
  index_b = mbm_json_index_new (b);
  return sides_equal ((Side){ a, index_a }, (Side){ b, index_b });
}

/* Finds what the members that are @wanted are in the object: of duplicates the last. */
static void
find_members (MbmJsonValue object, GArray *wanted, MbmJsonValue *found)
{
  MbmJsonValue name, value;
  MbmJsonIter iter;

  mbm_json_iter_init (&iter, object);
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      Member member = make_member (name, value, 0);
      guint i;

      if (g_array_binary_search (wanted, &member, compare_names, &i))
        found[i] = value;
      clear_member (&member);
    }
}

/**
 * mbm_json_value_matches: (skip)
 * @value: a value, such as an event's payload
 * @filter: an object
 *
 * Tells whether a value passes a filter: whether each member of the filter equals, as
 * [method@Mbm.JsonValue.equal] has it, the value's member of that name. The value is read once, however many
 * members the filter has.
 *
 * Returns: whether it does. Everything passes `{}`, and nothing what is no object
 *
 * Since: 0.1
 */
gboolean
mbm_json_value_matches (MbmJsonValue value, MbmJsonValue filter)
{
  g_autoptr (GArray) wanted = NULL;
  g_autofree MbmJsonValue *found = NULL;

  if (mbm_json_value_get_type (filter) != MBM_JSON_OBJECT)
    return FALSE;

  wanted = sort_members ((Side){ filter, NULL });
  found = g_new0 (MbmJsonValue, MAX (wanted->len, 1));
  if (mbm_json_value_get_type (value) == MBM_JSON_OBJECT)
    find_members (value, wanted, found);
  for (guint i = 0; i < wanted->len; i++)
    if (found[i].text == NULL || !mbm_json_value_equal (g_array_index (wanted, Member, i).value, found[i]))
      return FALSE;
  return TRUE;
}
