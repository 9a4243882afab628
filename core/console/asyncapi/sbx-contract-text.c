/* sbx-contract-text.c — a contract, in whatever form somebody wrote it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-error.h"

#include "sbx-contract-text.h"

#define READ_SIZE (64 * 1024)

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

/**
 * sbx_contract_text_read:
 * @text: a contract as [class@Mbm.Contract] reads it
 * @faults: (out) (optional) (transfer container) (element-type MbmFault): everything that is wrong with it,
 * or looks wrong
 * @error: return location for an error: the first of @faults that is no warning
 *
 * Reads a contract. Any thread.
 *
 * Returns: (transfer full) (nullable): the contract
 */
MbmContract *
sbx_contract_text_read (GBytes *text, GPtrArray **faults, GError **error)
{
  g_autoptr (GPtrArray) found = mbm_contract_find_faults (text);
  g_autoptr (MbmContract) contract = mbm_contract_new (text, NULL);

  if (contract == NULL)
    set_error (error, found);
  if (faults != NULL)
    *faults = g_steal_pointer (&found);
  return g_steal_pointer (&contract);
}

/* No more than a contract may have, and one byte. */
static GBytes *
read_stream (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();

  while (text->len <= MBM_CONTRACT_MAX_SIZE)
    {
      guint length = text->len;
      gssize n_read;

      g_byte_array_set_size (text, length + READ_SIZE);
      n_read = g_input_stream_read (stream, text->data + length, READ_SIZE, cancellable, error);
      g_byte_array_set_size (text, length + (guint) MAX (n_read, 0));
      if (n_read < 0)
        return NULL;
      if (n_read == 0)
        break;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
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
  if (g_str_has_prefix (path, whole) && path[length] == G_DIR_SEPARATOR && path[length + 1] != '\0')
    return g_strdup (path + length + 1);
  return g_strdup (path);
}
