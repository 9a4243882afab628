/* mbm-json-outline.c — where all the values of a document lie
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-json-outline-private.h"

/* Up to so many members duplicates are looked for one by one. */
#define FEW_MEMBERS 12

typedef struct
{
  const char *text;
  const char *end;
  GArray *items;
} Reader;

/* A member, for sorting by name. */
typedef struct
{
  MbmJsonSpan name;
  char *decoded;
  guint32 index;
} Named;

MbmJsonSpan
mbm_json_span (MbmJsonValue string, char **decoded)
{
  MbmJsonSpan span = { string.text + 1, string.length - 2 };

  *decoded = NULL;
  if (memchr (string.text, '\\', string.length) != NULL)
    {
      *decoded = g_malloc (string.length);
      span.length = mbm_json_decode_string (string, *decoded);
      span.text = *decoded;
    }
  return span;
}

int
mbm_json_span_compare (MbmJsonSpan a, MbmJsonSpan b)
{
  if (a.length != b.length)
    return a.length < b.length ? -1 : 1;
  return a.length > 0 ? memcmp (a.text, b.text, a.length) : 0;
}

static void
clear_named (gpointer data)
{
  g_free (((Named *) data)->decoded);
}

static int
compare_named (gconstpointer a, gconstpointer b)
{
  const Named *left = a;
  const Named *right = b;
  int order = mbm_json_span_compare (left->name, right->name);

  if (order != 0)
    return order;
  return left->index < right->index ? -1 : left->index > right->index;
}

/* The members that count, by name; with @all those that are shadowed as well. */
static GArray *
sort_members (const MbmJsonOutline *outline, guint32 object, gboolean all)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (Named));
  const MbmJsonItem *items = outline->items;

  g_array_set_clear_func (members, clear_named);
  for (guint32 i = object + 1; i < items[object].after; i = items[i].after)
    {
      Named named = { .index = i };

      if (items[i].shadowed && !all)
        continue;
      named.name = mbm_json_span (mbm_json_outline_name (outline, i), &named.decoded);
      g_array_append_val (members, named);
    }
  g_array_sort (members, compare_named);
  return members;
}

static void
shadow_sorted (MbmJsonOutline *outline, guint32 object)
{
  g_autoptr (GArray) members = sort_members (outline, object, TRUE);

  for (guint i = 0; i + 1 < members->len; i++)
    {
      const Named *named = &g_array_index (members, Named, i);

      if (mbm_json_span_compare (named->name, g_array_index (members, Named, i + 1).name) == 0)
        outline->items[named->index].shadowed = TRUE;
    }
}

/* Whether a later member has the same name, where no name has escapes. */
static gboolean
comes_again (const MbmJsonOutline *outline, guint32 member, guint32 after)
{
  MbmJsonItem *items = outline->items;

  for (guint32 i = items[member].after; i < after; i = items[i].after)
    if (items[i].name_length == items[member].name_length &&
        memcmp (outline->text + items[i].name, outline->text + items[member].name, items[i].name_length) == 0)
      return TRUE;
  return FALSE;
}

static void
shadow_duplicates (MbmJsonOutline *outline, guint32 object)
{
  MbmJsonItem *items = outline->items;
  gboolean plain = items[object].n_children <= FEW_MEMBERS;

  for (guint32 i = object + 1; plain && i < items[object].after; i = items[i].after)
    plain = items[i].plain_name;
  if (!plain)
    {
      shadow_sorted (outline, object);
      return;
    }

  for (guint32 i = object + 1; i < items[object].after; i = items[i].after)
    items[i].shadowed = comes_again (outline, i, items[object].after);
}

static const char *
read_name (const char *p, const char *end, MbmJsonItem *item, const char *text)
{
  const char *start = p;

  p = mbm_json_skip_string (p, end);
  item->name = start - text;
  item->name_length = p - start;
  item->plain_name = memchr (start, '\\', p - start) == NULL;
  p = mbm_json_skip_space (p, end);
  return p < end ? mbm_json_skip_space (p + 1, end) : end; /* the colon */
}

/* Depth is bounded by the scanner, which the text passed. */
static const char *
read_value (Reader *self, const char *p, MbmJsonItem item)
{
  guint32 index = self->items->len;
  MbmJsonItem *made;
  guint32 n_children = 0;

  item.start = p - self->text;
  item.type = mbm_json_value_get_type ((MbmJsonValue){ p, self->end - p });
  g_array_append_val (self->items, item);

  if (item.type == MBM_JSON_STRING)
    p = mbm_json_skip_string (p, self->end);
  else if (item.type != MBM_JSON_OBJECT && item.type != MBM_JSON_ARRAY)
    p = mbm_json_skip_scalar (p, self->end);
  else
    {
      p = mbm_json_skip_space (p + 1, self->end);
      while (p < self->end && *p != '}' && *p != ']')
        {
          MbmJsonItem child = { 0 };

          if (item.type == MBM_JSON_OBJECT)
            p = read_name (p, self->end, &child, self->text);
          if (p == self->end)
            break;
          p = mbm_json_skip_space (read_value (self, p, child), self->end);
          n_children++;
          if (p < self->end && *p == ',')
            p = mbm_json_skip_space (p + 1, self->end);
        }
      p += p < self->end;
    }

  made = &g_array_index (self->items, MbmJsonItem, index);
  made->length = p - self->text - made->start;
  made->after = self->items->len;
  made->n_children = n_children;
  return p;
}

/* @document passed the scanner; one without text is null. */
gboolean
mbm_json_outline_init (MbmJsonOutline *self, MbmJsonValue document, GError **error)
{
  Reader reader;

  if (document.text == NULL || document.length == 0)
    document = (MbmJsonValue){ "null", 4 };
  if (document.length > MBM_JSON_OUTLINE_MAX_LENGTH)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_LIMIT, _ ("The JSON text is larger than 2 GiB."));
      return FALSE;
    }

  reader.text = document.text;
  reader.end = document.text + document.length;
  reader.items = g_array_sized_new (FALSE, FALSE, sizeof (MbmJsonItem), 16);
  read_value (&reader, mbm_json_skip_space (reader.text, reader.end), (MbmJsonItem){ 0 });

  self->text = reader.text;
  self->n_items = reader.items->len;
  self->items = (MbmJsonItem *) (gpointer) g_array_free (reader.items, FALSE);
  for (guint32 i = 0; i < self->n_items; i++)
    if (self->items[i].type == MBM_JSON_OBJECT && self->items[i].n_children > 1)
      shadow_duplicates (self, i);
  return TRUE;
}

void
mbm_json_outline_clear (MbmJsonOutline *self)
{
  g_clear_pointer (&self->items, g_free);
  self->n_items = 0;
}

/* The member that counts of that name; 0, which is the document and so no member, if there is none. */
guint32
mbm_json_outline_child (const MbmJsonOutline *self, guint32 parent, MbmJsonSpan name)
{
  if (self->items[parent].type != MBM_JSON_OBJECT)
    return 0;

  MBM_JSON_OUTLINE_FOREACH (self, parent, child)
  {
    const MbmJsonItem *item = &self->items[child];
    g_autofree char *decoded = NULL;

    if (item->plain_name && item->name_length != name.length + 2)
      continue;
    if (mbm_json_span_compare (mbm_json_span (mbm_json_outline_name (self, child), &decoded), name) == 0)
      return child;
  }
  return 0;
}

guint32
mbm_json_outline_member (const MbmJsonOutline *self, guint32 object, const char *name)
{
  return mbm_json_outline_child (self, object, (MbmJsonSpan){ name, strlen (name) });
}

/* The element of that number; 0 if there is none. */
guint32
mbm_json_outline_element (const MbmJsonOutline *self, guint32 array, guint n)
{
  guint32 index = array + 1;

  if (self->items[array].type != MBM_JSON_ARRAY || n >= self->items[array].n_children)
    return 0;
  while (n-- > 0)
    index = self->items[index].after;
  return index;
}

guint32
mbm_json_outline_count (const MbmJsonOutline *self, guint32 index)
{
  guint32 n = 0;

  if (self->items[index].type != MBM_JSON_OBJECT)
    return self->items[index].n_children;
  MBM_JSON_OUTLINE_FOREACH (self, index, child)
  n++;
  return n;
}

static int
compare_strings (MbmJsonValue a, MbmJsonValue b)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  return mbm_json_span_compare (mbm_json_span (a, &left), mbm_json_span (b, &right));
}

static int
compare_arrays (const MbmJsonOutline *a, guint32 i, const MbmJsonOutline *b, guint32 j)
{
  guint32 left = i + 1, right = j + 1;
  int order = 0;

  if (a->items[i].n_children != b->items[j].n_children)
    return a->items[i].n_children < b->items[j].n_children ? -1 : 1;

  while (order == 0 && left < a->items[i].after)
    {
      order = mbm_json_outline_compare (a, left, b, right);
      left = a->items[left].after;
      right = b->items[right].after;
    }
  return order;
}

static int
compare_objects (const MbmJsonOutline *a, guint32 i, const MbmJsonOutline *b, guint32 j)
{
  g_autoptr (GArray) left = sort_members (a, i, FALSE);
  g_autoptr (GArray) right = sort_members (b, j, FALSE);
  int order = 0;

  if (left->len != right->len)
    return left->len < right->len ? -1 : 1;

  for (guint n = 0; order == 0 && n < left->len; n++)
    order = mbm_json_span_compare (g_array_index (left, Named, n).name, g_array_index (right, Named, n).name);
  for (guint n = 0; order == 0 && n < left->len; n++)
    order = mbm_json_outline_compare (a, g_array_index (left, Named, n).index, b,
                                      g_array_index (right, Named, n).index);
  return order;
}

int
mbm_json_outline_compare (const MbmJsonOutline *a, guint32 i, const MbmJsonOutline *b, guint32 j)
{
  MbmJsonType type = mbm_json_outline_type (a, i);
  MbmJsonType other = mbm_json_outline_type (b, j);

  if (type != other)
    return type < other ? -1 : 1;

  switch (type)
    {
    case MBM_JSON_OBJECT:
      return compare_objects (a, i, b, j);
    case MBM_JSON_ARRAY:
      return compare_arrays (a, i, b, j);
    case MBM_JSON_STRING:
      return compare_strings (mbm_json_outline_value (a, i), mbm_json_outline_value (b, j));
    case MBM_JSON_NUMBER:
      return mbm_json_number_compare (mbm_json_outline_value (a, i), mbm_json_outline_value (b, j));
    default:
      return 0;
    }
}

static guint64
hash_string (MbmJsonValue string)
{
  g_autofree char *decoded = NULL;
  MbmJsonSpan span = mbm_json_span (string, &decoded);
  guint64 hash = 5381;

  for (gsize i = 0; i < span.length; i++)
    hash = hash * 33 + (guchar) span.text[i];
  return hash;
}

/* So that near ones are far from each other, and a sum of some says what was summed up. */
static guint64
mix (guint64 hash)
{
  hash = (hash ^ hash >> 32) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  return hash ^ hash >> 32;
}

/* Members in any order add up to the same. */
guint64
mbm_json_outline_hash (const MbmJsonOutline *self, guint32 index)
{
  MbmJsonType type = mbm_json_outline_type (self, index);
  guint64 hash = type;

  switch (type)
    {
    case MBM_JSON_OBJECT:
      MBM_JSON_OUTLINE_FOREACH (self, index, child)
      hash +=
        mix (hash_string (mbm_json_outline_name (self, child)) + mix (mbm_json_outline_hash (self, child)));
      break;
    case MBM_JSON_ARRAY:
      MBM_JSON_OUTLINE_FOREACH (self, index, child)
      hash = mix (hash) + mbm_json_outline_hash (self, child);
      break;
    case MBM_JSON_STRING:
      hash += hash_string (mbm_json_outline_value (self, index));
      break;
    case MBM_JSON_NUMBER:
      hash += mbm_json_number_hash (mbm_json_outline_value (self, index));
      break;
    default:
      break;
    }
  return mix (hash);
}

/* A string as people see it: lone surrogates and U+0000, which a C string cannot hold, become U+FFFD. */
char *
mbm_json_dup_shown (MbmJsonValue string)
{
  g_autofree char *text = g_malloc (string.length);
  gsize length = mbm_json_decode_utf8 (string, text);

  if (memchr (text, '\0', length) != NULL)
    return g_utf8_make_valid (text, (gssize) length);
  return g_steal_pointer (&text);
}

void
mbm_json_append_pointer_token (GString *out, MbmJsonValue name)
{
  g_autofree char *shown = mbm_json_dup_shown (name);

  g_string_append_c (out, '/');
  for (const char *p = shown; *p != '\0'; p++)
    if (*p == '~')
      g_string_append (out, "~0");
    else if (*p == '/')
      g_string_append (out, "~1");
    else
      g_string_append_c (out, *p);
}

char *
mbm_json_outline_dup_pointer (const MbmJsonOutline *self, guint32 index)
{
  GString *out = g_string_new (NULL);
  guint32 at = 0;

  while (at != index)
    {
      guint32 child = at + 1;
      guint n = 0;

      for (; self->items[child].after <= index; child = self->items[child].after)
        n++;
      if (self->items[at].type == MBM_JSON_OBJECT)
        mbm_json_append_pointer_token (out, mbm_json_outline_name (self, child));
      else
        g_string_append_printf (out, "/%u", n);
      at = child;
    }
  return g_string_free (out, FALSE);
}
