/* sbx-json-edit.c — changes to a JSON text that leave the rest of it as it is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-json-edit.h"

/* A document stays text: what is not touched keeps its numbers, its order, its members of one name and its
 * white space. What is added is laid out as its neighbours are. All texts have passed mbm_json_check(); the
 * results do so too, unless they become too deep. Any thread. */

/* One member or element of a container, as offsets into the text. */
typedef struct
{
  gsize start; /* of the name, or of the value of an element */
  gsize value;
  gsize end;
} Slot;

/**
 * sbx_json_edit_find:
 * @pointer: a JSON Pointer; the empty one is the whole document
 * @value: (out caller-allocates): return location for the value, a part of @text
 *
 * Finds a place in a document; of members of one name the last, which is the one that counts.
 *
 * Returns: whether it is there
 */
gboolean
sbx_json_edit_find (const char *text, const char *pointer, MbmJsonValue *value)
{
  return sbx_json_pointer_find (mbm_json_value (text, -1), pointer, value);
}

static GArray *
list_slots (const char *text, MbmJsonValue container)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  MbmJsonValue name, value;
  MbmJsonIter iter;

  mbm_json_iter_init (&iter, container);
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      Slot slot = { 0 };

      slot.value = value.text - text;
      slot.start = name.text != NULL ? (gsize) (name.text - text) : slot.value;
      slot.end = slot.value + value.length;
      g_array_append_val (slots, slot);
    }
  return slots;
}

static char *
splice (const char *text, gsize start, gsize end, const char *with)
{
  GString *out = g_string_sized_new (strlen (text) + strlen (with));

  g_string_append_len (out, text, start);
  g_string_append (out, with);
  g_string_append (out, text + end);
  return g_string_free (out, FALSE);
}

static gsize
measure_space (const char *p)
{
  return strspn (p, " \t");
}

/* The white space that the line of a place begins with. */
static char *
dup_indent (const char *text, gsize at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return g_strndup (text + at, measure_space (text + at));
}

/* What a level of the document is indented by. */
static char *
dup_unit (const char *text)
{
  for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    {
      gsize n = measure_space (p + 1);

      if (n > 0 && p[1 + n] != '\0' && p[1 + n] != '\n' && p[1 + n] != '\r')
        return g_strndup (p + 1, n);
    }
  return g_strdup ("  ");
}

static gboolean
is_on_lines (const char *text)
{
  MbmJsonValue value = mbm_json_value (text, -1);

  return memchr (value.text, '\n', value.length) != NULL || value.length <= 2;
}

/* Lays out a value that is to stand in a line that is indented by @indent. */
static char *
lay_out (const char *text, const char *indent, const char *json)
{
  g_autofree char *pretty = NULL;
  g_autofree char *unit = NULL;
  GString *out;

  if (!is_on_lines (text))
    return strchr (json, '\n') != NULL ? mbm_json_compact (json, -1) : g_strdup (json);

  unit = dup_unit (text);
  if (strchr (json, '\n') == NULL)
    json = pretty = mbm_json_pretty (json, -1);

  out = g_string_new (NULL);
  for (const char *p = json; *p != '\0';)
    {
      gsize length = strcspn (p, "\n");

      g_string_append_len (out, p, length);
      p += length;
      if (*p == '\0')
        break;
      g_string_append_c (out, '\n');
      g_string_append (out, indent);
      for (p++; pretty != NULL && p[0] == ' ' && p[1] == ' '; p += 2)
        g_string_append (out, unit);
    }
  return g_string_free (out, FALSE);
}

/**
 * sbx_json_edit_dup_fragment:
 * @value: a part of @text
 *
 * Returns: (transfer full): the value's own text, moved to the left as far as it stands to the right in
 * @text: sbx_json_edit_replace() with it changes nothing
 */
char *
sbx_json_edit_dup_fragment (const char *text, MbmJsonValue value)
{
  g_autofree char *fragment = g_strndup (value.text, value.length);
  g_autofree char *indent = dup_indent (text, value.text - text);
  g_auto (GStrv) lines = g_strsplit (fragment, "\n", -1);
  gsize n = strlen (indent);

  if (n == 0 || lines[0] == NULL)
    return g_steal_pointer (&fragment);
  for (guint i = 1; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], indent))
      return g_steal_pointer (&fragment);
  for (guint i = 1; lines[i] != NULL; i++)
    memmove (lines[i], lines[i] + n, strlen (lines[i] + n) + 1);
  return g_strjoinv ("\n", lines);
}

/**
 * sbx_json_edit_replace:
 * @json: the new value
 *
 * Returns: (transfer full) (nullable): the new text; %NULL if there is nothing at @pointer
 */
char *
sbx_json_edit_replace (const char *text, const char *pointer, const char *json)
{
  g_autofree char *indent = NULL;
  g_autofree char *laid_out = NULL;
  MbmJsonValue value;
  gsize start;

  if (!sbx_json_edit_find (text, pointer, &value))
    return NULL;

  start = value.text - text;
  indent = dup_indent (text, start);
  laid_out = lay_out (text, indent, json);
  return splice (text, start, start + value.length, laid_out);
}

static char *
remove_slot (const char *text, MbmJsonValue container, GArray *slots, guint i)
{
  const Slot *slot = &g_array_index (slots, Slot, i);
  gsize inside = container.text - text + 1;

  if (slots->len == 1)
    return splice (text, inside, inside + container.length - 2, "");
  if (i > 0)
    return splice (text, slot[-1].end, slot->end, "");
  return splice (text, slot->start, slot[1].start, "");
}

static gboolean
is_named (const char *text, const Slot *slot, const char *name)
{
  gsize end = slot->value;
  g_autofree char *member = NULL;

  while (end > slot->start && text[end - 1] != '"')
    end--;
  member = mbm_json_value_dup_string ((MbmJsonValue){ text + slot->start, end - slot->start });
  return g_strcmp0 (member, name) == 0;
}

/**
 * sbx_json_edit_remove:
 *
 * Removes a member, in as many places as it stands, or an element.
 *
 * Returns: (transfer full) (nullable): the new text; %NULL if there is nothing at @pointer
 */
char *
sbx_json_edit_remove (const char *text, const char *pointer)
{
  const char *slash = strrchr (pointer, '/');
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  g_autofree char *result = NULL;
  MbmJsonValue value, container;

  if (slash == NULL || !sbx_json_edit_find (text, pointer, &value))
    return NULL;

  parent = g_strndup (pointer, slash - pointer);
  name = sbx_json_pointer_next (&slash);
  result = g_strdup (text);
  while (sbx_json_edit_find (result, parent, &container))
    {
      gboolean in_object = mbm_json_value_get_type (container) == MBM_JSON_OBJECT;
      g_autoptr (GArray) slots = list_slots (result, container);
      guint i = 0;
      char *shorter;

      if (in_object)
        while (i < slots->len && !is_named (result, &g_array_index (slots, Slot, i), name))
          i++;
      else
        i = (guint) g_ascii_strtoull (name, NULL, 10);
      if (i >= slots->len)
        break;
      shorter = remove_slot (result, container, slots, i);
      g_free (result);
      result = shorter;
      if (!in_object)
        break;
    }
  return g_steal_pointer (&result);
}

/* What stands between two neighbours, after their comma, and after a name's colon. */
static void
find_spaces (const char *text, MbmJsonValue container, GArray *slots, char **lead, char **colon)
{
  gsize open = container.text - text + 1;
  g_autofree char *indent = dup_indent (text, open - 1);
  g_autofree char *unit = dup_unit (text);
  const Slot *first = slots->len > 0 ? &g_array_index (slots, Slot, 0) : NULL;

  *colon = g_strdup (is_on_lines (text) || strstr (text, "\": ") != NULL ? " " : "");
  if (first != NULL && first->value > first->start)
    {
      gsize from = first->value;

      while (text[from - 1] != ':')
        from--;
      g_free (*colon);
      *colon = g_strndup (text + from, first->value - from);
    }

  if (first == NULL)
    *lead = is_on_lines (text) ? g_strconcat ("\n", indent, unit, NULL) : g_strdup ("");
  else if (slots->len > 1)
    {
      gsize from = first[1].start;

      while (text[from - 1] != ',')
        from--;
      *lead = g_strndup (text + from, first[1].start - from);
    }
  else if (memchr (text + open, '\n', first->start - open) != NULL)
    *lead = g_strndup (text + open, first->start - open);
  else
    *lead = g_strdup (strchr (text, ' ') != NULL ? " " : "");
}

/* Puts @json, with a name or without, in the place @at of a container. */
static char *
insert (const char *text, MbmJsonValue container, GArray *slots, guint at, const char *name, const char *json)
{
  gsize open = container.text - text + 1;
  g_autofree char *lead = NULL;
  g_autofree char *colon = NULL;
  g_autofree char *laid_out = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  const char *line;

  find_spaces (text, container, slots, &lead, &colon);
  line = strrchr (lead, '\n');
  if (line != NULL)
    laid_out = lay_out (text, line + 1, json);
  else
    {
      g_autofree char *indent = dup_indent (text, open);

      laid_out = strchr (json, '\n') != NULL ? mbm_json_compact (json, -1) : lay_out (text, indent, json);
    }

  if (at > 0)
    g_string_append_printf (out, ",%s", lead);
  else if (slots->len == 0)
    g_string_append (out, lead);
  if (name != NULL)
    {
      mbm_json_append_string (out, name, -1);
      g_string_append_printf (out, ":%s", colon);
    }
  g_string_append (out, laid_out);

  if (slots->len == 0)
    {
      g_autofree char *indent = dup_indent (text, open - 1);

      if (line != NULL)
        g_string_append_printf (out, "\n%s", indent);
      return splice (text, open, open + container.length - 2, out->str);
    }
  if (at > 0)
    {
      gsize end = g_array_index (slots, Slot, at - 1).end;

      return splice (text, end, end, out->str);
    }
  g_string_append_printf (out, ",%s", lead);
  return splice (text, g_array_index (slots, Slot, 0).start, g_array_index (slots, Slot, 0).start, out->str);
}

/**
 * sbx_json_edit_add_member:
 * @pointer: an object
 * @name: a name that it does not have
 * @after: (nullable): the member after which the new one is to stand; at the end if there is none of that
 * name, and at the beginning if this is %NULL
 * @json: the value
 *
 * Returns: (transfer full) (nullable): the new text; %NULL if there is no object at @pointer
 */
char *
sbx_json_edit_add_member (const char *text,
                          const char *pointer,
                          const char *name,
                          const char *after,
                          const char *json)
{
  g_autoptr (GArray) slots = NULL;
  MbmJsonValue container;
  guint at = 0;

  if (!sbx_json_edit_find (text, pointer, &container) ||
      mbm_json_value_get_type (container) != MBM_JSON_OBJECT)
    return NULL;

  slots = list_slots (text, container);
  if (after != NULL)
    {
      at = slots->len;
      while (at > 0 && !is_named (text, &g_array_index (slots, Slot, at - 1), after))
        at--;
      if (at == 0)
        at = slots->len;
    }
  return insert (text, container, slots, at, name, json);
}

/**
 * sbx_json_edit_add_element:
 * @pointer: an array
 * @index: where the new one is to stand; at the end if that is farther
 * @json: the value
 *
 * Returns: (transfer full) (nullable): the new text; %NULL if there is no array at @pointer
 */
char *
sbx_json_edit_add_element (const char *text, const char *pointer, guint index, const char *json)
{
  g_autoptr (GArray) slots = NULL;
  MbmJsonValue container;

  if (!sbx_json_edit_find (text, pointer, &container) ||
      mbm_json_value_get_type (container) != MBM_JSON_ARRAY)
    return NULL;

  slots = list_slots (text, container);
  return insert (text, container, slots, MIN (index, slots->len), NULL, json);
}

/**
 * sbx_json_edit_move_element:
 * @pointer: an array
 *
 * Moves an element; those between move by one.
 *
 * Returns: (transfer full) (nullable): the new text; %NULL if there is no array, or it is shorter
 */
char *
sbx_json_edit_move_element (const char *text, const char *pointer, guint from, guint to)
{
  g_autoptr (GArray) slots = NULL;
  MbmJsonValue container;
  GString *out;
  gsize done = 0;

  if (!sbx_json_edit_find (text, pointer, &container) ||
      mbm_json_value_get_type (container) != MBM_JSON_ARRAY)
    return NULL;
  slots = list_slots (text, container);
  if (from >= slots->len || to >= slots->len)
    return NULL;

  /* The values change places; the white space between them stays. */
  out = g_string_sized_new (strlen (text));
  for (guint i = 0; i < slots->len; i++)
    {
      const Slot *slot = &g_array_index (slots, Slot, i);
      guint taken = i == to                            ? from
                    : from < to && i >= from && i < to ? i + 1
                    : to < from && i > to && i <= from ? i - 1
                                                       : i;
      const Slot *source = &g_array_index (slots, Slot, taken);

      g_string_append_len (out, text + done, slot->value - done);
      g_string_append_len (out, text + source->value, source->end - source->value);
      done = slot->end;
    }
  g_string_append (out, text + done);
  return g_string_free (out, FALSE);
}
