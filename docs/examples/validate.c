/* validate.c — holds the payload of a request against a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Build: cc validate.c -o validate $(pkg-config --cflags --libs libmbm-1)
 * Usage: validate orders.json createOrder '{"customerId":"c-1"}'
 */
#include <locale.h>
#include <mbm.h>

static int
fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return 2;
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (GPtrArray) violations = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  MbmContractEntry *request;
  MbmSchema *schema;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("Usage: %s CONTRACT REQUEST PAYLOAD\n", argv[0]);
      return 2;
    }

  file = g_file_new_for_commandline_arg (argv[1]);
  contract = mbm_contract_new_from_file (file, NULL, &error);
  if (contract == NULL)
    return fail (error);

  request = mbm_contract_lookup_request (contract, argv[2]);
  if (request == NULL)
    {
      g_printerr ("%s has no request %s\n", mbm_contract_get_name (contract), argv[2]);
      return 2;
    }

  /* A request without a schema takes anything. */
  schema = mbm_contract_entry_get_payload_schema (request);
  if (schema == NULL)
    return 0;

  payload = g_bytes_new (argv[3], strlen (argv[3]));
  violations = mbm_schema_validate_bytes (schema, payload, &error);
  if (violations == NULL)
    return fail (error);

  for (guint i = 0; i < violations->len; i++)
    {
      g_autofree char *text = mbm_violation_to_string (violations->pdata[i]);

      g_print ("%s\n", text);
    }
  return violations->len > 0 ? 1 : 0;
}
