/* sbx-contract-text.c — a contract, in whatever form somebody wrote it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-error.h"

#include "sbx-asyncapi-private.h"
#include "sbx-contract-text.h"

static void
set_error (GError **error, GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    {
      g_autofree char *message = NULL;

      if (mbm_fault_is_warning (faults->pdata[i]))
        continue;
      message = mbm_fault_to_string (faults->pdata[i]);
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_CONTRACT, message);
      return;
    }
}

static int
compare_faults (gconstpointer a, gconstpointer b)
{
  MbmFault *left = *(MbmFault *const *) a;
  MbmFault *right = *(MbmFault *const *) b;
  int lines = (int) mbm_fault_get_line (left) - (int) mbm_fault_get_line (right);

  return lines != 0 ? lines : (int) mbm_fault_get_column (left) - (int) mbm_fault_get_column (right);
}

/* --- a contract in YAML ----------------------------------------------------------- */

static SbxDocNode *
find_place (SbxDocNode *node, const char *pointer)
{
  while (node != NULL && *pointer == '/')
    {
      gsize length = strcspn (pointer + 1, "/");
      SbxDocNode *child = NULL;

      for (guint i = 0; child == NULL && i < sbx_doc_node_get_n_children (node); i++)
        {
          g_autoptr (GString) token = g_string_new (NULL);

          if (node->type == MBM_JSON_OBJECT)
            sbx_json_pointer_append (token, sbx_doc_node_get_name (node, i));
          else
            g_string_printf (token, "/%u", i);
          if (token->len == length + 1 && strncmp (token->str, pointer, length + 1) == 0)
            child = sbx_doc_node_get_child (node, i);
        }
      if (child == NULL)
        return node;
      node = child;
      pointer += 1 + length;
    }
  return node;
}

/* What is wrong with it, at the places of the YAML. (transfer full) */
static GBytes *
convert_yaml (SbxDoc *doc)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autofree char *pretty = NULL;

  sbx_doc_node_append_json (doc->root, json);
  pretty = mbm_json_pretty (json->str, (gssize) json->len);
  text = g_bytes_new (pretty, strlen (pretty));
  faults = mbm_contract_find_faults (text);
  for (guint i = 0; i < faults->len; i++)
    {
      MbmFault *fault = g_ptr_array_index (faults, i);
      SbxDocNode *node = find_place (doc->root, mbm_fault_get_path (fault));

      g_ptr_array_add (doc->faults, mbm_fault_new (mbm_fault_is_warning (fault), mbm_fault_get_path (fault),
                                                   node->line, node->column, mbm_fault_get_message (fault)));
    }
  return g_steal_pointer (&text);
}

/* --- reading ---------------------------------------------------------------------- */

/* A text that begins like JSON is meant to be it: what is said of it then is of more use. */
static gboolean
is_json (const char *text, gsize length)
{
  gsize i = 0;

  while (i < length && g_ascii_isspace (text[i]))
    i++;
  return i == length || strchr ("{[\"", text[i]) != NULL;
}

static gboolean
is_asyncapi_json (const char *text, gsize length)
{
  MbmJsonValue version;

  return mbm_json_check (text, (gssize) length, NULL) &&
         mbm_json_value_get_member (mbm_json_value (text, (gssize) length), "asyncapi", &version);
}

/* NULL: it is a contract as it is. (transfer full) (nullable) */
static SbxDoc *
read_doc (GBytes *text)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  if (length > MBM_CONTRACT_MAX_SIZE)
    return NULL;
  if (!is_json (data, length))
    return sbx_doc_new_from_yaml (text);
  return is_asyncapi_json (data, length) ? sbx_doc_new_from_json (text) : NULL;
}

/**
 * sbx_contract_text_convert:
 * @text: a contract as [class@Mbm.Contract] reads it, the same in YAML, or an AsyncAPI document of version 2
 * or 3 in JSON or YAML
 * @faults: (out) (transfer container) (element-type MbmFault): everything that is wrong with it or looks
 * wrong, and what a contract cannot say
 *
 * Makes a contract of it. Any thread.
 *
 * Returns: (transfer full) (nullable): the contract as JSON: @text itself if it is one; %NULL if one of the
 *   faults is no warning
 */
GBytes *
sbx_contract_text_convert (GBytes *text, GPtrArray **faults)
{
  g_autoptr (SbxDoc) doc = NULL;
  g_autoptr (GBytes) contract = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  doc = read_doc (text);
  if (doc == NULL)
    {
      *faults = mbm_contract_find_faults (text);
      contract = g_bytes_ref (text);
    }
  else
    {
      if (doc->root != NULL && sbx_doc_node_get (doc->root, "asyncapi") != NULL)
        contract = sbx_asyncapi_convert (doc);
      else if (doc->root != NULL)
        contract = convert_yaml (doc);
      *faults = g_ptr_array_ref (doc->faults);
      g_ptr_array_sort (*faults, compare_faults);
    }
  for (guint i = 0; i < (*faults)->len; i++)
    if (!mbm_fault_is_warning (g_ptr_array_index (*faults, i)))
      return NULL;
  return g_steal_pointer (&contract);
}

/**
 * sbx_contract_text_read:
 * @text: what sbx_contract_text_convert() takes
 * @faults: (out) (optional) (transfer container) (element-type MbmFault): as by sbx_contract_text_convert()
 * @error: return location for an error: the first of @faults that is no warning
 *
 * Reads a contract. Any thread.
 *
 * Returns: (transfer full) (nullable): the contract
 */
MbmContract *
sbx_contract_text_read (GBytes *text, GPtrArray **faults, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GBytes) converted = sbx_contract_text_convert (text, &found);
  MbmContract *contract = NULL;

  if (converted != NULL)
    contract = mbm_contract_new (converted, error);
  else
    set_error (error, found);
  if (faults != NULL)
    *faults = g_steal_pointer (&found);
  return contract;
}

/* No more than a contract may have, and one byte. */
static GBytes *
read_stream (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  const gsize most = MBM_CONTRACT_MAX_SIZE + 1;
  g_autofree guint8 *text = g_malloc (most);
  gsize length;

  if (!g_input_stream_read_all (stream, text, most, &length, cancellable, error))
    return NULL;
  return g_bytes_new (text, length);
}

/**
 * sbx_contract_text_read_file:
 * @file: a file that sbx_contract_text_read() reads
 * @cancellable: (nullable): a cancellable
 * @faults: (out) (optional) (nullable) (transfer container) (element-type MbmFault): as by
 *   sbx_contract_text_read(); %NULL if the file could not be read
 * @error: return location for an error: one of GIO's, or as by sbx_contract_text_read()
 *
 * Reads a contract from a file. Blocks until it is read. Any thread.
 *
 * Returns: (transfer full) (nullable): the contract
 */
MbmContract *
sbx_contract_text_read_file (GFile *file, GCancellable *cancellable, GPtrArray **faults, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) text = NULL;

  if (faults != NULL)
    *faults = NULL;
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;
  text = read_stream (G_INPUT_STREAM (stream), cancellable, error);
  if (text == NULL)
    return NULL;
  return sbx_contract_text_read (text, faults, error);
}

/**
 * sbx_contract_path_resolve:
 * @path: what the workspace says of a contract's file
 * @directory: (nullable): where the workspace is; %NULL for the working directory
 *
 * Returns: (transfer full): the file's path, absolute
 */
char *
sbx_contract_path_resolve (const char *path, const char *directory)
{
  g_return_val_if_fail (path != NULL, NULL);

  return g_canonicalize_filename (path, directory);
}

/**
 * sbx_contract_path_relate:
 * @path: a file, absolute
 * @directory: (nullable): where the workspace is
 *
 * Returns: (transfer full): what the workspace says of the file: its path from there, if it lies there or
 * below, so that both can be moved together; else @path
 */
char *
sbx_contract_path_relate (const char *path, const char *directory)
{
  g_autofree char *whole = NULL;
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);

  if (directory == NULL)
    return g_strdup (path);
  whole = g_canonicalize_filename (directory, NULL);
  length = strlen (whole);
  if (length == 1)
    length = 0;
  if (g_str_has_prefix (path, whole) && path[length] == G_DIR_SEPARATOR && path[length + 1] != '\0')
    return g_strdup (path + length + 1);
  return g_strdup (path);
}
