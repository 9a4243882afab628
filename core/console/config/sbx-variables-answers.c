/* sbx-variables-answers.c — values from answers, and what messages get of them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-json-pointer.h"
#include "sbx-variable-private.h"
#include "sbx-variables-private.h"

/* --- values from answers ------------------------------------------------------ */

/**
 * sbx_variables_take:
 * @name: a name
 * @value: JSON text
 * @error: return location for an error: %G_IO_ERROR_INVALID_ARGUMENT, with the name
 *
 * Gives a variable a value until the program ends. The workspace stays as it is.
 *
 * Returns: whether it was done
 */
gboolean
sbx_variables_take (SbxVariables *self, const char *name, const char *value, GError **error)
{
  g_autofree char *compact = NULL;
  SbxVariable *variable;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  variable = sbx_variables_need (self, name, value, &compact, error);
  if (variable == NULL)
    return FALSE;

  sbx_variable_set_taken (variable, compact);
  sbx_variables_tell (self, FALSE);
  return TRUE;
}

/**
 * sbx_variables_forget_taken:
 * @name: that of a variable
 *
 * Forgets what was taken from an answer: the workspace's value counts again. A variable that has none is
 * gone.
 */
void
sbx_variables_forget_taken (SbxVariables *self, const char *name)
{
  SbxVariable *variable;
  guint position;

  g_return_if_fail (SBX_IS_VARIABLES (self));
  g_return_if_fail (name != NULL);

  variable = sbx_variables_find (self, name, &position);
  if (variable == NULL)
    return;
  if (sbx_variable_get_value (variable) == NULL)
    g_list_store_remove (self->items, position);
  else
    sbx_variable_set_taken (variable, NULL);
  sbx_variables_tell (self, FALSE);
}

static void
remember_answer (SbxVariables *self, const char *endpoint_id, MbmJsonValue data)
{
  if (data.text == NULL || data.length > SBX_VARIABLE_MAX_SIZE)
    g_hash_table_remove (self->answers, endpoint_id);
  else
    g_hash_table_insert (self->answers, g_strdup (endpoint_id),
                         g_ref_string_new_len (data.text, (gssize) data.length));
}

/**
 * sbx_variables_take_answer:
 * @endpoint_id: of the server or connection that the answer came to
 * @captures: (element-type SbxDraftCapture): what to take from it
 * @data: the data of an answer that is a success
 *
 * Remembers an answer as the last one (`{{last.orderId}}`), and takes values from it. One that is longer than
 * %SBX_VARIABLE_MAX_SIZE is not remembered, nor is the one before.
 *
 * Returns: (transfer full) (array zero-terminated=1): for each value that could not be taken, why
 */
char **
sbx_variables_take_answer (SbxVariables *self,
                           const char *endpoint_id,
                           GPtrArray *captures,
                           MbmJsonValue data)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();

  g_return_val_if_fail (SBX_IS_VARIABLES (self), NULL);
  g_return_val_if_fail (endpoint_id != NULL, NULL);
  g_return_val_if_fail (captures != NULL, NULL);

  remember_answer (self, endpoint_id, data);
  for (guint i = 0; i < captures->len; i++)
    {
      const SbxDraftCapture *capture = g_ptr_array_index (captures, i);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      MbmJsonValue value;

      if (data.text == NULL || !sbx_json_pointer_find (data, capture->pointer, &value))
        {
          g_autofree char *problem =
            g_strdup_printf (_ ("%s: the answer has no %s"), capture->variable, capture->pointer);

          g_strv_builder_add (problems, problem);
          continue;
        }
      text = g_strndup (value.text, value.length);
      if (!sbx_variables_take (self, capture->variable, text, &error))
        g_strv_builder_add (problems, error->message);
    }

  sbx_variables_tell (self, FALSE);
  return g_strv_builder_end (problems);
}

/**
 * sbx_variables_get_counter:
 *
 * Returns: the number that was given last; 0 before the first
 */
guint64
sbx_variables_get_counter (SbxVariables *self)
{
  g_return_val_if_fail (SBX_IS_VARIABLES (self), 0);

  return sbx_counter_get (self->counter);
}

/**
 * sbx_variables_set_counter:
 * @number: the number before the next one
 *
 * Sets the counter.
 */
void
sbx_variables_set_counter (SbxVariables *self, guint64 number)
{
  g_return_if_fail (SBX_IS_VARIABLES (self));

  sbx_counter_set (self->counter, number);
  sbx_variables_tell (self, FALSE);
}

/* --- using them ----------------------------------------------------------------- */

/**
 * sbx_variables_make_scope:
 * @endpoint_id: (nullable): whose last answer to take
 * @preview: for a look at what a message would be: no number of the counter is used up
 *
 * Returns: (transfer full): a snapshot, to expand messages with
 */
SbxScope *
sbx_variables_make_scope (SbxVariables *self, const char *endpoint_id, gboolean preview)
{
  GHashTable *values;
  GListModel *items;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), NULL);

  values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  items = G_LIST_MODEL (self->items);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SbxVariable) variable = g_list_model_get_item (items, i);

      g_hash_table_insert (values, g_strdup (sbx_variable_get_name (variable)),
                           g_strdup (sbx_variable_get_effective (variable)));
    }
  return sbx_scope_new (values, endpoint_id != NULL ? g_hash_table_lookup (self->answers, endpoint_id) : NULL,
                        self->counter, preview);
}

/* `last.orderId` and the like: the members of the last answer. */
static void
add_answer_names (GStrvBuilder *builder, const char *answer)
{
  MbmJsonValue value = mbm_json_value (answer, -1);
  MbmJsonValue name, member;
  MbmJsonIter iter;

  g_strv_builder_add (builder, "last");
  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    return;
  mbm_json_iter_init (&iter, value);
  for (guint n = 0; n < 100 && mbm_json_iter_next (&iter, &name, &member); n++)
    {
      g_autofree char *word = mbm_json_value_dup_string (name);
      g_autofree char *full = NULL;

      if (word == NULL || *word == '\0' || strpbrk (word, "[]") != NULL)
        continue;
      full = g_strdup_printf (strchr (word, '.') != NULL ? "last[%s]" : "last.%s", word);
      if (sbx_template_is_name (full))
        g_strv_builder_add (builder, full);
    }
}

/**
 * sbx_variables_dup_names:
 * @endpoint_id: (nullable): whose last answer to take
 *
 * Returns: (transfer full) (array zero-terminated=1): names to offer, variables first, without those that are
 *   known everywhere
 */
char **
sbx_variables_dup_names (SbxVariables *self, const char *endpoint_id)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *answer;

  g_return_val_if_fail (SBX_IS_VARIABLES (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (SbxVariable) variable = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      g_strv_builder_add (builder, sbx_variable_get_name (variable));
    }
  answer = endpoint_id != NULL ? g_hash_table_lookup (self->answers, endpoint_id) : NULL;
  if (answer != NULL)
    add_answer_names (builder, answer);
  return g_strv_builder_end (builder);
}
