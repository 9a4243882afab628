/* sbx-item-config-json.c — items of a workspace as members of the workspace file, and back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-endpoint-config.h"
#include "sbx-item-config-private.h"
#include "sbx-json-members-private.h"

static gboolean
is_default (GParamSpec *pspec, const GValue *value)
{
  g_auto (GValue) usual = G_VALUE_INIT;

  if (SBX_ITEM_IS_LIST (pspec))
    return g_list_model_get_n_items (g_value_get_object (value)) == 0;

  sbx_item_config_init_default (pspec, &usual);
  return sbx_item_config_values_equal (pspec, value, &usual);
}

/* What is no JSON is a string then: the check has found it. */
static void
append_text (GString *json, const char *text)
{
  if (mbm_json_check (text, -1, NULL))
    g_string_append (json, text);
  else
    mbm_json_append_string (json, text, -1);
}

static void
append_texts (GString *json, const char *const *texts)
{
  g_string_append_c (json, '[');
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_text (json, texts[i]);
    }
  g_string_append_c (json, ']');
}

/* Headers are written without the values that are secrets, should there be one that was not taken out yet. */
static void
append_headers (GString *json, const char *const *headers)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) open = NULL;

  for (guint i = 0; headers[i] != NULL; i++)
    {
      if (sbx_header_is_secret (headers[i]))
        {
          g_autofree char *name = g_strndup (headers[i], strcspn (headers[i], ":") + 1);

          g_strv_builder_add (builder, name);
        }
      else
        g_strv_builder_add (builder, headers[i]);
    }
  open = g_strv_builder_end (builder);
  sbx_json_append_strv (json, (const char *const *) open);
}

void
sbx_item_config_append_json (SbxItemConfig *self, GString *json)
{
  GPtrArray *members = sbx_item_config_get_members (self);
  const char *unknown = sbx_item_config_get_unknown (self);

  g_string_append_c (json, '{');
  for (guint i = 0; i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);
      const GValue *value = sbx_item_config_peek_value (self, member->pspec->name);

      if ((member->pspec->flags & SBX_ITEM_PARAM_WRITTEN) == 0 && is_default (member->pspec, value))
        continue;
      sbx_json_append_name (json, member->name);
      if (SBX_ITEM_IS_LIST (member->pspec))
        sbx_item_config_append_list (g_value_get_object (value), json);
      else if (g_str_equal (member->name, "description"))
        sbx_json_append_description (json, g_value_get_string (value));
      else if ((member->pspec->flags & SBX_ITEM_PARAM_HEADERS) != 0)
        append_headers (json, g_value_get_boxed (value));
      else if (!SBX_ITEM_IS_JSON (member->pspec))
        sbx_json_append_value (json, value);
      else if (member->pspec->value_type == G_TYPE_STRV)
        append_texts (json, g_value_get_boxed (value));
      else
        append_text (json, g_value_get_string (value));
    }
  if (unknown != NULL)
    g_string_append_printf (json, "%s%s", json->str[json->len - 1] == '{' ? "" : ",", unknown);
  g_string_append_c (json, '}');
}

void
sbx_item_config_append_list (GListModel *items, GString *json)
{
  g_string_append_c (json, '[');
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SbxItemConfig) item = g_list_model_get_item (items, i);

      if (i > 0)
        g_string_append_c (json, ',');
      sbx_item_config_append_json (item, json);
    }
  g_string_append_c (json, ']');
}

/*
 * The value's own text, moved to the left as far as its last line stands to the right: how deep it lies in
 * the file is nothing to those who edit it. No line ends within a text of JSON.
 */
static char *
dup_text (MbmJsonValue value)
{
  g_autofree char *text = g_strndup (value.text, value.length);
  const char *last = strrchr (text, '\n');
  gsize n = last != NULL ? strspn (last + 1, " \t") : 0;
  g_autofree char *indent = g_strndup (last != NULL ? last + 1 : "", n);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (n == 0)
    return g_steal_pointer (&text);
  for (guint i = 1; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], indent))
      return g_steal_pointer (&text);
  for (guint i = 1; lines[i] != NULL; i++)
    memmove (lines[i], lines[i] + n, strlen (lines[i] + n) + 1);
  return g_strjoinv ("\n", lines);
}

static gboolean
read_texts (MbmJsonValue value, const char *path, GValue *result, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, path, _ ("this must be an array"));

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, NULL, &element))
    {
      g_autofree char *text = dup_text (element);

      g_strv_builder_add (builder, text);
    }
  g_value_take_boxed (result, g_strv_builder_end (builder));
  return TRUE;
}

static gboolean
read_member (SbxItemConfig *self, GParamSpec *pspec, MbmJsonValue value, const char *path, GError **error)
{
  g_auto (GValue) result = G_VALUE_INIT;

  if (SBX_ITEM_IS_LIST (pspec))
    return sbx_item_config_read_list (sbx_item_config_get_list (self, pspec->name), value, path, error);

  g_value_init (&result, pspec->value_type);
  if (SBX_ITEM_IS_JSON (pspec) && pspec->value_type == G_TYPE_STRING)
    g_value_take_string (&result, dup_text (value));
  else if (SBX_ITEM_IS_JSON (pspec) && !read_texts (value, path, &result, error))
    return FALSE;
  else if (!SBX_ITEM_IS_JSON (pspec) && !sbx_json_read_value (value, pspec, path, &result, error))
    return FALSE;

  /* What an item was constructed with, such as an id, it keeps if the file has none. */
  if ((pspec->flags & G_PARAM_CONSTRUCT_ONLY) == 0)
    g_object_set_property (G_OBJECT (self), pspec->name, &result);
  else if (!is_default (pspec, &result))
    g_value_copy (&result, sbx_item_config_peek_value (self, pspec->name));
  return TRUE;
}

static GParamSpec *
find_pspec (SbxItemConfig *self, MbmJsonValue key)
{
  GPtrArray *members = sbx_item_config_get_members (self);
  g_autofree char *name = mbm_json_value_dup_string (key);

  for (guint i = 0; name != NULL && i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->name, name))
        return member->pspec;
    }
  return NULL;
}

static gboolean
read_members (SbxItemConfig *self, MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (GString) unknown = g_string_new (NULL);
  MbmJsonIter iter;
  MbmJsonValue key, member;

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &key, &member))
    {
      GParamSpec *pspec = find_pspec (self, key);
      g_autofree char *member_path = NULL;

      if (pspec == NULL)
        {
          g_string_append_printf (unknown, "%s%.*s:%.*s", unknown->len > 0 ? "," : "", (int) key.length,
                                  key.text, (int) member.length, member.text);
          continue;
        }

      member_path = g_strdup_printf ("%s.%.*s", path, (int) key.length - 2, key.text + 1);
      if (!read_member (self, pspec, member, member_path, error))
        return FALSE;
    }

  if (unknown->len > 0)
    sbx_item_config_set_unknown (self, unknown->str);
  return TRUE;
}

static gboolean
check_required (SbxItemConfig *self, const char *path, GError **error)
{
  GPtrArray *members = sbx_item_config_get_members (self);

  for (guint i = 0; i < members->len; i++)
    {
      const SbxItemMember *member = g_ptr_array_index (members, i);

      if ((member->pspec->flags & SBX_ITEM_PARAM_REQUIRED) != 0 &&
          *sbx_item_config_get_string (self, member->pspec->name) == '\0')
        {
          g_autofree char *problem = g_strdup_printf (_ ("“%s” is missing"), member->name);

          return sbx_json_complain (error, path, problem);
        }
    }
  return TRUE;
}

SbxItemConfig *
sbx_item_config_from_json (GType type, MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (SbxItemConfig) self = NULL;

  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    {
      sbx_json_complain (error, path, _ ("this must be an object"));
      return NULL;
    }

  self = g_object_new (type, NULL);
  if (!read_members (self, value, path, error) || !check_required (self, path, error))
    return NULL;

  return g_steal_pointer (&self);
}

gboolean
sbx_item_config_read_list (GListStore *items, MbmJsonValue value, const char *path, GError **error)
{
  GType type = g_list_model_get_item_type (G_LIST_MODEL (items));
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, path, _ ("this must be an array of objects"));

  g_list_store_remove_all (items);
  mbm_json_iter_init (&iter, value);
  for (guint i = 0; mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      g_autofree char *item_path = g_strdup_printf ("%s[%u]", path, i);
      g_autoptr (SbxItemConfig) item = NULL;

      if (i == SBX_ITEM_MAX_ITEMS)
        return sbx_json_complain (error, item_path, _ ("there are too many"));

      item = sbx_item_config_from_json (type, element, item_path, error);
      if (item == NULL)
        return FALSE;
      g_list_store_append (items, item);
    }
  return TRUE;
}
