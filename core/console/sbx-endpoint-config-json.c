/* sbx-endpoint-config-json.c — configs as members of the workspace file, and back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-contract-text.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-item-config-private.h"
#include "sbx-json-members-private.h"

static gboolean
is_default (const SbxConfigMember *member, const GValue *value)
{
  g_auto (GValue) usual = G_VALUE_INIT;

  if (member->pspec->value_type == G_TYPE_LIST_MODEL)
    return g_list_model_get_n_items (g_value_get_object (value)) == 0;

  sbx_config_value_init_default (member->pspec, &usual);
  return sbx_config_values_equal (member->pspec, value, &usual);
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

static void
append_member (GString *json, const SbxConfigMember *member, const GValue *value)
{
  sbx_json_append_name (json, member->name);

  if (member->is_json && mbm_json_check (g_value_get_string (value), -1, NULL))
    g_string_append (json, g_value_get_string (value));
  else if (member->pspec->value_type == G_TYPE_LIST_MODEL)
    sbx_item_config_append_list (g_value_get_object (value), json);
  else if (g_str_equal (member->name, "description"))
    sbx_json_append_description (json, g_value_get_string (value));
  else if (g_str_equal (member->name, "headers"))
    append_headers (json, g_value_get_boxed (value));
  else
    sbx_json_append_value (json, value);
}

/**
 * sbx_endpoint_config_to_json:
 *
 * Writes the config as it is kept in the workspace: members in a fixed order, without those that have their
 * default, and after them what sbx_endpoint_config_from_json() did not understand, as it was.
 *
 * Returns: (transfer full): a JSON object on one line
 */
char *
sbx_endpoint_config_to_json (SbxEndpointConfig *self)
{
  GString *json;
  g_autoptr (GPtrArray) members = NULL;

  g_return_val_if_fail (SBX_IS_ENDPOINT_CONFIG (self), NULL);

  json = g_string_new ("{");
  members = sbx_endpoint_config_list_members (G_OBJECT_TYPE (self));
  for (guint i = 0; i < members->len; i++)
    {
      SbxConfigMember *member = g_ptr_array_index (members, i);
      const GValue *value = sbx_endpoint_config_peek_value (self, member->pspec);

      if (!is_default (member, value))
        append_member (json, member, value);
    }
  if (sbx_endpoint_config_get_unknown (self) != NULL)
    g_string_append_printf (json, ",%s", sbx_endpoint_config_get_unknown (self));
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}

static gboolean
read_member (SbxEndpointConfig *self,
             const SbxConfigMember *member,
             MbmJsonValue value,
             const char *path,
             GError **error)
{
  g_auto (GValue) result = G_VALUE_INIT;

  if (member->pspec->value_type == G_TYPE_LIST_MODEL)
    return sbx_item_config_read_list (g_value_get_object (
                                        sbx_endpoint_config_peek_value (self, member->pspec)),
                                      value, path, error);

  g_value_init (&result, member->pspec->value_type);
  if (member->is_json)
    g_value_take_string (&result, g_strndup (value.text, value.length));
  else if (!sbx_json_read_value (value, member->pspec, path, &result, error))
    return FALSE;

  /* The id went into the construction. */
  if ((member->pspec->flags & G_PARAM_CONSTRUCT_ONLY) == 0)
    g_object_set_property (G_OBJECT (self), member->pspec->name, &result);
  return TRUE;
}

static const SbxConfigMember *
find_member (GPtrArray *members, MbmJsonValue key)
{
  g_autofree char *name = mbm_json_value_dup_string (key);

  for (guint i = 0; name != NULL && i < members->len; i++)
    {
      SbxConfigMember *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->name, name))
        return member;
    }
  return NULL;
}

static gboolean
read_members (SbxEndpointConfig *self, MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (GPtrArray) members = sbx_endpoint_config_list_members (G_OBJECT_TYPE (self));
  g_autoptr (GString) unknown = g_string_new (NULL);
  MbmJsonIter iter;
  MbmJsonValue key, member_value;

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &key, &member_value))
    {
      const SbxConfigMember *member = find_member (members, key);
      g_autofree char *member_path = NULL;

      if (member == NULL)
        {
          g_string_append_printf (unknown, "%s%.*s:%.*s", unknown->len > 0 ? "," : "", (int) key.length,
                                  key.text, (int) member_value.length, member_value.text);
          continue;
        }

      member_path = g_strdup_printf ("%s.%s", path, member->name);
      if (!read_member (self, member, member_value, member_path, error))
        return FALSE;
    }

  if (unknown->len > 0)
    sbx_endpoint_config_set_unknown (self, unknown->str);
  return TRUE;
}

/**
 * sbx_endpoint_config_from_json:
 * @type: %SBX_TYPE_SERVER_CONFIG or %SBX_TYPE_CONNECTION_CONFIG
 * @value: what sbx_endpoint_config_to_json() wrote, and people may have edited
 * @path: where it lies, for the error: `servers[2]`
 * @error: return location for an error: %G_IO_ERROR_INVALID_DATA
 *
 * Reads a config. Members that are not understood are kept and written back.
 *
 * Returns: (transfer full): the config; %NULL with an error that names the JSON path
 *   (`servers[2].clientTimeout: …`)
 */
SbxEndpointConfig *
sbx_endpoint_config_from_json (GType type, MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (SbxEndpointConfig) self = NULL;
  g_autofree char *id = NULL;
  MbmJsonValue id_value;

  g_return_val_if_fail (g_type_is_a (type, SBX_TYPE_ENDPOINT_CONFIG), NULL);

  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    {
      sbx_json_complain (error, path, _ ("this must be an object"));
      return NULL;
    }

  if (mbm_json_value_get_member (value, "id", &id_value))
    id = mbm_json_value_dup_string (id_value);
  self = g_object_new (type, "id", id, NULL);
  if (!read_members (self, value, path, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
sbx_endpoint_config_resolve_files (SbxEndpointConfig *self, const char *directory)
{
  static const char *const names[] = {
    "certificate-file", "key-file", "client-ca-file", "ca-file", "client-certificate-file",
    "client-key-file",  NULL
  };

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *whole = NULL;

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (self), names[i]) == NULL ||
          *sbx_endpoint_config_get_string (self, names[i]) == '\0')
        continue;
      whole = sbx_contract_path_resolve (sbx_endpoint_config_get_string (self, names[i]), directory);
      g_object_set (self, names[i], whole, NULL);
    }
}
