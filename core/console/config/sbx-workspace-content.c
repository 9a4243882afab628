/* sbx-workspace-content.c — what a workspace's file says
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-workspace-content-private.h"

#include <glib/gi18n-lib.h>

#include "sbx-endpoint-config.h"
#include "sbx-json-members-private.h"
#include "sbx-library.h"
#include "sbx-variables.h"

#define VERSION 1

SbxWorkspaceContent *
sbx_workspace_content_new (void)
{
  SbxWorkspaceContent *self = g_new0 (SbxWorkspaceContent, 1);

  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
sbx_workspace_content_free (SbxWorkspaceContent *self)
{
  g_ptr_array_unref (self->servers);
  g_ptr_array_unref (self->connections);
  g_free (self->variables);
  g_free (self->messages);
  g_free (self->description);
  g_free (self->unknown);
  g_free (self);
}

static gboolean
check_version (MbmJsonValue value, GError **error)
{
  gint64 version;

  if (!mbm_json_value_get_int (value, &version) || version < 1)
    return sbx_json_complain (error, "version", _ ("this must be a whole number"));
  if (version > VERSION)
    return sbx_json_complain (error, "version", _ ("this file was written by a newer Signalbox"));
  return TRUE;
}

static gboolean
read_configs (MbmJsonValue value,
              const char *name,
              GType type,
              GPtrArray *configs,
              GHashTable *ids,
              GError **error)
{
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, name, _ ("this must be an array"));

  g_ptr_array_set_size (configs, 0);
  mbm_json_iter_init (&iter, value);
  for (guint i = 0; mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s[%u]", name, i);
      SbxEndpointConfig *config = sbx_endpoint_config_from_json (type, element, path, error);

      if (config == NULL)
        return FALSE;
      g_ptr_array_add (configs, config);
      if (!g_hash_table_add (ids, (gpointer) sbx_endpoint_config_get_id (config)))
        return sbx_json_complain (error, path, _ ("there is another of the same id"));
    }
  return TRUE;
}

/* Keeps the text of a value that can be read. */
static void
keep (char **text, MbmJsonValue value)
{
  g_free (*text);
  *text = g_strndup (value.text, value.length);
}

static gboolean
read_variables (SbxWorkspaceContent *self, MbmJsonValue value, GError **error)
{
  g_autoptr (SbxVariables) variables = sbx_variables_new ();

  keep (&self->variables, value);
  return sbx_variables_load (variables, value, error);
}

static gboolean
read_messages (SbxWorkspaceContent *self, MbmJsonValue value, GError **error)
{
  g_autoptr (SbxLibrary) library = sbx_library_new ();

  keep (&self->messages, value);
  return sbx_library_load (library, value, error);
}

static gboolean
read_description (SbxWorkspaceContent *self, MbmJsonValue value, GError **error)
{
  g_autofree char *text = sbx_json_read_description (value, "description", error);

  keep (&self->description, value);
  return text != NULL;
}

static gboolean
read_members (SbxWorkspaceContent *self, MbmJsonValue document, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) unknown = g_string_new (NULL);
  MbmJsonIter iter;
  MbmJsonValue key, value;

  if (!mbm_json_iter_init (&iter, document) || mbm_json_value_get_type (document) != MBM_JSON_OBJECT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("it must be a JSON object"));
      return FALSE;
    }

  while (mbm_json_iter_next (&iter, &key, &value))
    {
      g_autofree char *name = mbm_json_value_dup_string (key);
      gboolean good = TRUE;

      if (g_strcmp0 (name, "version") == 0)
        good = check_version (value, error);
      else if (g_strcmp0 (name, "description") == 0)
        good = read_description (self, value, error);
      else if (g_strcmp0 (name, "servers") == 0)
        good = read_configs (value, name, SBX_TYPE_SERVER_CONFIG, self->servers, ids, error);
      else if (g_strcmp0 (name, "connections") == 0)
        good = read_configs (value, name, SBX_TYPE_CONNECTION_CONFIG, self->connections, ids, error);
      else if (g_strcmp0 (name, "variables") == 0)
        good = read_variables (self, value, error);
      else if (g_strcmp0 (name, "messages") == 0)
        good = read_messages (self, value, error);
      else
        g_string_append_printf (unknown, ",%.*s:%.*s", (int) key.length, key.text, (int) value.length,
                                value.text);
      if (!good)
        return FALSE;
    }

  if (unknown->len > 0)
    self->unknown = g_strdup (unknown->str);
  return TRUE;
}

SbxWorkspaceContent *
sbx_workspace_content_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (SbxWorkspaceContent) self = sbx_workspace_content_new ();

  if (!mbm_json_check (text, length, error) || !read_members (self, mbm_json_value (text, length), error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
append_configs (GString *json, const char *name, GPtrArray *configs)
{
  sbx_json_append_name (json, name);
  g_string_append_c (json, '[');
  for (guint i = 0; i < configs->len; i++)
    {
      g_autofree char *config = sbx_endpoint_config_to_json (g_ptr_array_index (configs, i));

      if (i > 0)
        g_string_append_c (json, ',');
      g_string_append (json, config);
    }
  g_string_append_c (json, ']');
}

static void
append_text (GString *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  sbx_json_append_name (json, name);
  g_string_append (json, text);
}

gboolean
sbx_workspace_content_is_empty (const SbxWorkspaceContent *self)
{
  return self->servers->len == 0 && self->connections->len == 0 && self->variables == NULL &&
         self->messages == NULL;
}

char *
sbx_workspace_content_print (const SbxWorkspaceContent *self, const SbxWorkspaceContent *before)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *pretty = NULL;

  sbx_json_append_name (json, "version");
  g_string_append_printf (json, "%d", VERSION);
  append_text (json, "description", before->description);
  append_configs (json, "servers", self->servers);
  append_configs (json, "connections", self->connections);
  append_text (json, "variables", self->variables);
  append_text (json, "messages", self->messages);
  if (before->unknown != NULL)
    g_string_append (json, before->unknown);
  g_string_append_c (json, '}');

  pretty = mbm_json_pretty (json->str, json->len);
  return g_strconcat (pretty, "\n", NULL);
}
