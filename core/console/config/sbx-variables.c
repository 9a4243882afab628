/* sbx-variables.c — named values that messages are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-variable-private.h"
#include "sbx-variables-private.h"

enum
{
  CHANGED,
  USED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxVariables, sbx_variables, G_TYPE_OBJECT)

static void
sbx_variables_finalize (GObject *object)
{
  SbxVariables *self = SBX_VARIABLES (object);

  g_object_unref (self->items);
  g_hash_table_unref (self->answers);
  sbx_counter_unref (self->counter);

  G_OBJECT_CLASS (sbx_variables_parent_class)->finalize (object);
}

static void
sbx_variables_class_init (SbxVariablesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_variables_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_VARIABLES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[USED] =
    g_signal_new ("used", SBX_TYPE_VARIABLES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
release (gpointer text)
{
  g_ref_string_release (text);
}

static void
sbx_variables_init (SbxVariables *self)
{
  self->items = g_list_store_new (SBX_TYPE_VARIABLE);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, release);
  self->counter = sbx_counter_new ();
}

/**
 * sbx_variables_new:
 *
 * Returns: (transfer full): no variables yet
 */
SbxVariables *
sbx_variables_new (void)
{
  return g_object_new (SBX_TYPE_VARIABLES, NULL);
}

/**
 * sbx_variables_get_items:
 *
 * Returns: (transfer none): GListModel of SbxVariable, in the workspace's order
 */
GListModel *
sbx_variables_get_items (SbxVariables *self)
{
  g_return_val_if_fail (SBX_IS_VARIABLES (self), NULL);

  return G_LIST_MODEL (self->items);
}

SbxVariable *
sbx_variables_find (SbxVariables *self, const char *name, guint *position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (SbxVariable) variable = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (!g_str_equal (sbx_variable_get_name (variable), name))
        continue;
      if (position != NULL)
        *position = i;
      return variable;
    }
  return NULL;
}

/**
 * sbx_variables_lookup:
 *
 * Returns: (transfer none) (nullable): the variable of that name
 */
SbxVariable *
sbx_variables_lookup (SbxVariables *self, const char *name)
{
  g_return_val_if_fail (SBX_IS_VARIABLES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return sbx_variables_find (self, name, NULL);
}

void
sbx_variables_tell (SbxVariables *self, gboolean changed)
{
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[USED], 0);
}

/* --- changing them ------------------------------------------------------------ */

static gboolean
complain (GError **error, const char *name, const char *problem)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", name, problem);
  return FALSE;
}

/**
 * sbx_variables_check_name:
 * @name: what somebody wants to call a variable
 * @error: return location for an error: %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it can be a variable's name: letters, digits, `_` and `-`, the first of them a letter or
 *   `_`, and not one that is known everywhere
 */
gboolean
sbx_variables_check_name (const char *name, GError **error)
{
  g_return_val_if_fail (name != NULL, FALSE);

  if (*name == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("A name is missing"));
      return FALSE;
    }
  if (strlen (name) > 64 || !g_utf8_validate (name, -1, NULL))
    return complain (error, name, _ ("a name has 64 bytes at most"));
  if (g_ascii_isdigit (*name) || *name == '-')
    return complain (error, name, _ ("a name begins with a letter"));
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isalnum (c) && c != '_' && c != '-')
        return complain (error, name, _ ("a name is made of letters, digits, “_” and “-”"));
    }
  if (sbx_template_is_builtin (name) || g_str_equal (name, "last"))
    return complain (error, name, _ ("this name has a meaning already"));
  return TRUE;
}

static gboolean
check_value (const char *name, const char *value, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (strlen (value) > SBX_VARIABLE_MAX_SIZE)
    return complain (error, name, _ ("a value is 1 MiB long at most"));
  if (!mbm_json_check (value, -1, &problem))
    return complain (error, name, problem->message);
  return TRUE;
}

static SbxVariable *
find_or_add (SbxVariables *self, const char *name, GError **error)
{
  SbxVariable *variable = sbx_variables_find (self, name, NULL);

  if (variable != NULL)
    return variable;
  if (!sbx_variables_check_name (name, error))
    return NULL;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) >= SBX_VARIABLES_MAX)
    {
      complain (error, name, _ ("there are 1000 variables already"));
      return NULL;
    }

  variable = sbx_variable_new (name);
  g_list_store_append (self->items, variable);
  g_object_unref (variable);
  return variable;
}

SbxVariable *
sbx_variables_need (SbxVariables *self, const char *name, const char *value, char **compact, GError **error)
{
  SbxVariable *variable;

  if (!check_value (name, value, error))
    return NULL;

  variable = find_or_add (self, name, error);
  if (variable != NULL)
    *compact = mbm_json_compact (value, -1);
  return variable;
}

/**
 * sbx_variables_set:
 * @name: a name
 * @value: JSON text
 * @error: return location for an error: %G_IO_ERROR_INVALID_ARGUMENT, with the name
 *
 * Adds a variable, or gives it another value. What was taken from an answer is forgotten.
 *
 * Returns: whether it was done
 */
gboolean
sbx_variables_set (SbxVariables *self, const char *name, const char *value, GError **error)
{
  g_autofree char *compact = NULL;
  SbxVariable *variable;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  variable = sbx_variables_need (self, name, value, &compact, error);
  if (variable == NULL)
    return FALSE;

  sbx_variable_set_value (variable, compact);
  sbx_variable_set_taken (variable, NULL);
  sbx_variables_tell (self, TRUE);
  return TRUE;
}

/**
 * sbx_variables_rename:
 * @name: that of a variable
 * @other: what to call it
 * @error: return location for an error: %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Gives a variable another name. Messages that have the old one in them are not changed.
 *
 * Returns: whether it was done
 */
gboolean
sbx_variables_rename (SbxVariables *self, const char *name, const char *other, GError **error)
{
  SbxVariable *variable;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), FALSE);

  variable = sbx_variables_lookup (self, name);
  g_return_val_if_fail (variable != NULL, FALSE);

  if (g_str_equal (name, other))
    return TRUE;
  if (!sbx_variables_check_name (other, error))
    return FALSE;
  if (sbx_variables_find (self, other, NULL) != NULL)
    return complain (error, other, _ ("there is another variable of that name"));

  sbx_variable_set_name (variable, other);
  sbx_variables_tell (self, TRUE);
  return TRUE;
}

/**
 * sbx_variables_remove:
 * @name: that of a variable
 * @position: (out) (optional): where it was
 *
 * Removes a variable.
 *
 * Returns: (transfer full) (nullable): the variable, for sbx_variables_restore(); %NULL if there was none
 */
SbxVariable *
sbx_variables_remove (SbxVariables *self, const char *name, guint *position)
{
  SbxVariable *variable;
  guint index;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  variable = sbx_variables_find (self, name, &index);
  if (variable == NULL)
    return NULL;

  g_object_ref (variable);
  g_list_store_remove (self->items, index);
  if (position != NULL)
    *position = index;
  sbx_variables_tell (self, TRUE);
  return variable;
}

/**
 * sbx_variables_restore:
 * @variable: what sbx_variables_remove() gave
 * @position: where it was
 *
 * Puts a variable back, unless there is one of its name again.
 */
void
sbx_variables_restore (SbxVariables *self, SbxVariable *variable, guint position)
{
  g_return_if_fail (SBX_IS_VARIABLES (self));
  g_return_if_fail (SBX_IS_VARIABLE (variable));

  if (sbx_variables_find (self, sbx_variable_get_name (variable), NULL) != NULL)
    return;
  g_list_store_insert (self->items, MIN (position, g_list_model_get_n_items (G_LIST_MODEL (self->items))),
                       variable);
  sbx_variables_tell (self, TRUE);
}

/**
 * sbx_variables_clear:
 *
 * Forgets everything, also answers and how far was counted: there is another workspace.
 */
void
sbx_variables_clear (SbxVariables *self)
{
  g_return_if_fail (SBX_IS_VARIABLES (self));

  g_list_store_remove_all (self->items);
  g_hash_table_remove_all (self->answers);
  sbx_counter_set (self->counter, 0);
  sbx_variables_tell (self, FALSE);
}
