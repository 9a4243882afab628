/* mbm-tool-contract.c — contracts that commands are given
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-tool-contract.h"
#include "mbm-tool.h"
#include "sbx-contract-text.h"

/**
 * sbx_tool_load_contract: (skip)
 * @path: a file
 *
 * Returns: (transfer full) (nullable): the contract; %NULL, and it has been said why, if there is none
 */
MbmContract *
sbx_tool_load_contract (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  MbmContract *contract = sbx_contract_text_read_file (file, NULL, &faults, &error);

  /* What GIO says names the file. */
  if (contract == NULL && faults != NULL)
    sbx_tool_complain ("%s: %s", path, error->message);
  else if (contract == NULL)
    sbx_tool_complain ("%s", error->message);

  return contract;
}

/* Each on a line of its own. */
static void
complain_of_violations (const char *name, GPtrArray *violations)
{
  sbx_tool_complain (_ ("The payload is not what the contract says of “%s”:"), name);
  for (guint i = 0; i < violations->len; i++)
    {
      g_autofree char *text = mbm_violation_to_string (violations->pdata[i]);

      sbx_tool_complain ("%s", text);
    }
}

static gboolean
check_value (MbmSchema *schema, const char *name, GBytes *payload)
{
  g_autoptr (GPtrArray) violations = NULL;
  g_autoptr (GBytes) empty = g_bytes_new_static ("{}", 2);
  g_autoptr (GError) error = NULL;

  if (schema == NULL)
    return TRUE;

  violations = mbm_schema_validate_bytes (schema, payload != NULL ? payload : empty, &error);
  if (violations == NULL)
    {
      sbx_tool_complain ("%s", error->message);
      return FALSE;
    }
  if (violations->len == 0)
    return TRUE;

  complain_of_violations (name, violations);
  return FALSE;
}

/**
 * sbx_tool_check_contract: (skip)
 * @path: a contract's file
 * @kind: a request or an event
 * @name: its name
 * @payload: (nullable): JSON; %NULL stands for `{}`
 *
 * Returns: %TRUE if the contract has that name, and allows that payload; otherwise it has been said why not
 */
gboolean
sbx_tool_check_contract (const char *path, MbmMessageKind kind, const char *name, GBytes *payload)
{
  g_autoptr (MbmContract) contract = sbx_tool_load_contract (path);
  MbmContractEntry *entry;

  if (contract == NULL)
    return FALSE;

  entry = kind == MBM_MESSAGE_REQUEST ? mbm_contract_lookup_request (contract, name)
                                      : mbm_contract_lookup_event (contract, name);
  if (entry == NULL)
    {
      sbx_tool_complain (kind == MBM_MESSAGE_REQUEST ? _ ("The contract has no request “%s”")
                                                     : _ ("The contract has no event “%s”"),
                         name);
      return FALSE;
    }

  return check_value (mbm_contract_entry_get_payload_schema (entry), name, payload);
}
