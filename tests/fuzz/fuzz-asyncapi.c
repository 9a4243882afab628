/* fuzz-asyncapi.c — any bytes as YAML, as an AsyncAPI document and as a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "sbx-contract-text.h"
#include "sbx-doc-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Each is somewhere, and can be shown. */
static void
check_faults (GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    {
      MbmFault *fault = g_ptr_array_index (faults, i);
      g_autofree char *text = mbm_fault_to_string (fault);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpuint (mbm_fault_get_line (fault), >=, 1);
      g_assert_cmpuint (mbm_fault_get_column (fault), >=, 1);
      g_assert_true (mbm_fault_get_path (fault)[0] == '\0' || mbm_fault_get_path (fault)[0] == '/');
    }
}

/* What was read is a tree or has a fault; the tree is no larger than allowed, and is JSON that reads the
 * same. */
static void
check_yaml (GBytes *input)
{
  g_autoptr (SbxDoc) doc = sbx_doc_new_from_yaml (input);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (SbxDoc) reread = NULL;

  check_faults (doc->faults);
  g_assert_true ((doc->root == NULL) == sbx_doc_has_error (doc));
  if (doc->root == NULL)
    return;

  g_assert_cmpuint (doc->root->size, <=, SBX_DOC_MAX_SIZE);
  sbx_doc_node_append_json (doc->root, json);
  g_assert_true (mbm_json_check (json->str, (gssize) json->len, NULL));
  text = g_bytes_new_static (json->str, json->len);
  reread = sbx_doc_new_from_json (text);
  if (reread->root == NULL)
    return;
  sbx_doc_node_append_json (reread->root, again);
  g_assert_cmpstr (again->str, ==, json->str);
}

/* What comes of it is a contract without errors, and stays as it is. */
static void
check_contract (GBytes *input)
{
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GPtrArray) own_faults = NULL;
  g_autoptr (GBytes) converted = sbx_contract_text_convert (input, &faults);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (GError) error = NULL;

  check_faults (faults);
  if (converted == NULL)
    return;
  contract = mbm_contract_new (converted, &error);
  g_assert_no_error (error);
  again = sbx_contract_text_convert (converted, &own_faults);
  g_assert_true (again == converted);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) input = g_bytes_new (data, size);

  check_yaml (input);
  check_contract (input);
  return 0;
}
