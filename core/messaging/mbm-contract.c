/* mbm-contract.c — the names that a service knows, and what travels under them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-contract-private.h"

#define READ_SIZE (64 * 1024)

/**
 * MbmContract:
 *
 * A contract: the requests and events that a service knows, with schemas for what travels under their names
 * and who may use them, its errors, its roles and their permissions. It is made of one JSON document.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */

G_DEFINE_BOXED_TYPE (MbmContract, mbm_contract, mbm_contract_ref, mbm_contract_unref)

/**
 * mbm_contract_new:
 * @text: a contract, as JSON text of no more than %MBM_CONTRACT_MAX_SIZE bytes
 * @error: return location for an error
 *
 * Reads a contract.
 *
 * Returns: (transfer full): a new contract; %NULL with @error set to %MBM_ERROR_INVALID_CONTRACT, with line,
 * column and JSON path of the first fault, to %MBM_ERROR_LIMIT, or to an error of [func@Mbm.json_check] if it
 * is no JSON
 *
 * Since: 0.1
 */
MbmContract *
mbm_contract_new (GBytes *text, GError **error)
{
  g_autoptr (MbmContract) self = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autofree char *message = NULL;
  MbmFault *fault;

  g_return_val_if_fail (text != NULL, NULL);

  self = mbm_contract_load (text, &faults, error);
  if (self == NULL)
    return NULL;
  fault = mbm_faults_find_error (faults);
  if (fault == NULL)
    return g_steal_pointer (&self);

  message = mbm_fault_to_string (fault);
  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_CONTRACT, message);
  return NULL;
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
 * mbm_contract_new_from_file:
 * @file: a file with a contract
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads a contract from a file. Blocks until it is read.
 *
 * Returns: (transfer full): a new contract; %NULL with @error set to an error of GIO's, or as by
 * [ctor@Mbm.Contract.new] and with the file's name
 *
 * Since: 0.1
 */
MbmContract *
mbm_contract_new_from_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) text = NULL;
  MbmContract *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;

  text = read_stream (G_INPUT_STREAM (stream), cancellable, error);
  self = text != NULL ? mbm_contract_new (text, error) : NULL;
  if (self == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_prefix_error (error, "%s: ", name);
    }
  return self;
}

static MbmFault *
make_json_fault (GBytes *text, const GError *error)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  guint line = 1, column = 1;
  gsize offset = 0;

  if (length > 0 && !mbm_json_find_error (data, (gssize) length, &offset, NULL))
    mbm_text_find_line (data, offset, &line, &column);
  return mbm_fault_new (FALSE, "", line, column, error->message);
}

/**
 * mbm_contract_find_faults:
 * @text: a contract, as JSON text
 *
 * Finds everything that is wrong with a contract, and what looks wrong: for tools that check one. Only if
 * there is a fault that is no warning, [ctor@Mbm.Contract.new] refuses it. After 250 faults it stops, with
 * one that says so.
 *
 * May be called from any thread.
 *
 * Returns: (transfer container) (element-type MbmFault): the faults in the order of the text; empty if there
 * are none
 *
 * Since: 0.1
 */
GPtrArray *
mbm_contract_find_faults (GBytes *text)
{
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *faults = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  contract = mbm_contract_load (text, &faults, &error);
  if (contract != NULL)
    return faults;

  faults = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_fault_unref);
  g_ptr_array_add (faults, make_json_fault (text, error));
  return faults;
}

/**
 * mbm_contract_ref:
 * @self: a contract
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmContract *
mbm_contract_ref (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_table (MbmContractTable *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->names);
}

static void
mbm_contract_clear (MbmContract *self)
{
  g_free (self->name);
  g_free (self->version);
  g_free (self->description);
  g_hash_table_unref (self->error_codes);
  clear_table (&self->requests);
  clear_table (&self->events);
  clear_table (&self->errors);
  clear_table (&self->roles);
  clear_table (&self->permissions);
  g_bytes_unref (self->bytes);
}

/**
 * mbm_contract_unref:
 * @self: (transfer full): a contract
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_contract_unref (MbmContract *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_contract_clear);
}

/**
 * mbm_contract_get_name:
 * @self: a contract
 *
 * Tells the contract's name.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
mbm_contract_get_name (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * mbm_contract_get_version:
 * @self: a contract
 *
 * Tells the contract's version.
 *
 * Returns: (transfer none): the version
 *
 * Since: 0.1
 */
const char *
mbm_contract_get_version (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->version;
}

/**
 * mbm_contract_get_description:
 * @self: a contract
 *
 * Tells what the contract is about, in words for people.
 *
 * Returns: (transfer none) (nullable): the description
 *
 * Since: 0.1
 */
const char *
mbm_contract_get_description (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->description;
}

/**
 * mbm_contract_get_bytes:
 * @self: a contract
 *
 * Gives the text that the contract was made of.
 *
 * Returns: (transfer none): the text, as JSON
 *
 * Since: 0.1
 */
GBytes *
mbm_contract_get_bytes (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}
