/* sbx-variables-json.c — variables as a workspace has them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-json-members-private.h"
#include "sbx-mask.h"
#include "sbx-variable-private.h"
#include "sbx-variables-private.h"

/**
 * sbx_variables_to_json:
 *
 * Returns: (transfer full): a JSON object: the values by name, without secrets and without what was taken
 * from answers
 */
char *
sbx_variables_to_json (SbxVariables *self)
{
  g_autofree char *stripped = NULL;
  g_autofree char *text = NULL;
  GString *json;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), NULL);

  json = g_string_new ("{");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (SbxVariable) variable = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (sbx_variable_get_value (variable) == NULL)
        continue;
      sbx_json_append_name (json, sbx_variable_get_name (variable));
      g_string_append (json, sbx_variable_get_value (variable));
    }
  g_string_append_c (json, '}');

  text = g_string_free (json, FALSE);
  stripped = sbx_mask_strip_secrets (text, FALSE);
  return stripped != NULL ? g_steal_pointer (&stripped) : g_steal_pointer (&text);
}

static gboolean
load_one (SbxVariables *self, MbmJsonValue key, MbmJsonValue value, GError **error)
{
  g_autofree char *name = mbm_json_value_dup_string (key);
  g_autofree char *text = g_strndup (value.text, value.length);
  g_autofree char *compact = NULL;
  SbxVariable *variable;

  if (name == NULL)
    return sbx_json_complain (error, "variables", _ ("a name has U+0000 in it"));
  variable = sbx_variables_need (self, name, text, &compact, error);
  if (variable == NULL)
    {
      g_prefix_error (error, "variables.");
      return FALSE;
    }
  sbx_variable_set_value (variable, compact);
  return TRUE;
}

/* Keeps, of those that were there before, what is not in the file. */
static void
keep_taken (SbxVariables *self, GPtrArray *before)
{
  for (guint i = 0; i < before->len; i++)
    {
      SbxVariable *old = g_ptr_array_index (before, i);
      SbxVariable *variable = sbx_variables_find (self, sbx_variable_get_name (old), NULL);

      if (variable != NULL)
        sbx_variable_set_taken (variable, sbx_variable_get_taken (old));
      if (variable != NULL && sbx_variable_is_secret (variable) &&
          g_strcmp0 (sbx_variable_get_value (variable), "\"\"") == 0)
        sbx_variable_set_value (variable, sbx_variable_get_value (old));
      if (variable == NULL && sbx_variable_get_taken (old) != NULL)
        {
          sbx_variable_set_value (old, NULL);
          g_list_store_append (self->items, old);
        }
    }
}

/**
 * sbx_variables_load:
 * @value: the workspace's member `variables`; one that is missing has none
 * @error: return location for an error: %G_IO_ERROR_INVALID_DATA or %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Takes over what the workspace has. What was taken from answers stays.
 *
 * Returns: %FALSE with an error that names the place: `variables.count: …`; there are no variables then
 */
gboolean
sbx_variables_load (SbxVariables *self, MbmJsonValue value, GError **error)
{
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean good = TRUE;
  MbmJsonIter iter;
  MbmJsonValue key, member;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    g_ptr_array_add (before, g_list_model_get_item (G_LIST_MODEL (self->items), i));
  g_list_store_remove_all (self->items);

  if (value.text != NULL && mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    good = sbx_json_complain (error, "variables", _ ("this must be an object"));
  else if (value.text != NULL)
    {
      mbm_json_iter_init (&iter, value);
      while (good && mbm_json_iter_next (&iter, &key, &member))
        good = load_one (self, key, member, error);
    }

  if (good)
    keep_taken (self, before);
  else
    g_list_store_remove_all (self->items);
  sbx_variables_tell (self, FALSE);
  return good;
}
