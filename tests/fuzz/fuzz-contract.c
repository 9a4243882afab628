/* fuzz-contract.c — any bytes as a contract and as a schema, and any others as a value to validate
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-contract.h"
#include "mbm-fault-private.h"

/* The document comes first; what is after the first U+0001, which JSON does not have, is the value. */
#define SEPARATOR '\001'

/* So little work that no input takes long. */
#define MAX_WORK       100000
#define MAX_VIOLATIONS 20

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_words (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* A violation is somewhere in the schema, and its words can be shown. */
static void
check_violation (MbmViolation *violation)
{
  g_autofree char *text = mbm_violation_to_string (violation);

  check_words (text);
  check_words (mbm_violation_get_keyword (violation));
  check_words (mbm_violation_get_schema_path (violation));
  g_assert_nonnull (strchr (mbm_violation_get_schema_path (violation), '#'));
  g_assert_true (mbm_violation_get_instance_path (violation)[0] == '\0' ||
                 mbm_violation_get_instance_path (violation)[0] == '/');
}

/* Both ways to validate agree, and the outcome does not change. */
static void
check_value (MbmSchema *whole, MbmJsonValue value)
{
  g_autoptr (MbmSchema) schema = mbm_schema_with_limits (whole, MAX_VIOLATIONS, MAX_WORK);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) check_error = NULL;
  g_autoptr (GPtrArray) violations = mbm_schema_validate (schema, value, &error);
  gboolean valid = mbm_schema_check (schema, value, &check_error);

  g_assert_true ((violations == NULL) == (error != NULL));
  g_assert_true (valid == (check_error == NULL));
  if (error != NULL)
    g_assert_error (error, MBM_ERROR, MBM_ERROR_LIMIT);
  if (error != NULL || g_error_matches (check_error, MBM_ERROR, MBM_ERROR_LIMIT))
    return;

  g_assert_true (valid == (violations->len == 0));
  g_assert_cmpuint (violations->len, <=, MAX_VIOLATIONS);
  for (guint i = 0; i < violations->len; i++)
    check_violation (g_ptr_array_index (violations, i));
}

/* Every subschema that a form would show. */
static void
check_walk (MbmSchema *schema)
{
  static const char *const steps[] = { "/properties/a", "/items", "/allOf/0", "/$defs/a",
                                       "/additionalProperties" };
  g_autoptr (MbmSchema) resolved = mbm_schema_resolve (schema);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (MbmSchema) inner = mbm_schema_lookup (resolved, steps[i]);
      g_autoptr (MbmSchema) end = inner != NULL ? mbm_schema_resolve (inner) : NULL;
      g_autofree char *path = end != NULL ? mbm_schema_dup_path (end) : NULL;

      if (path != NULL)
        check_words (path);
    }
}

/* What is made up is JSON, and valid. */
static void
check_generated (MbmSchema *schema)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) value = mbm_schema_generate (schema, &error);
  g_autoptr (GPtrArray) violations = NULL;

  g_assert_true ((value == NULL) == (error != NULL));
  if (value == NULL)
    return;
  violations = mbm_schema_validate_bytes (schema, value, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (violations->len, ==, 0);
}

static void
check_schema (MbmSchema *schema, MbmJsonValue value)
{
  if (schema == NULL)
    return;
  check_walk (schema);
  check_value (schema, value);
  check_generated (schema);
}

static void
check_entries (const char *const *names,
               MbmContract *contract,
               MbmContractEntry *(*lookup) (MbmContract *contract, const char *name),
               MbmJsonValue value)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      MbmContractEntry *entry = lookup (contract, names[i]);

      g_assert_nonnull (entry);
      g_assert_cmpstr (mbm_contract_entry_get_name (entry), ==, names[i]);
      check_schema (mbm_contract_entry_get_payload_schema (entry), value);
      check_schema (mbm_contract_entry_get_response_schema (entry), value);
    }
}

/* What is refused has a fault that says why, and only that. */
static void
check_contract (GBytes *text, MbmJsonValue value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmContract) contract = mbm_contract_new (text, &error);
  g_autoptr (GPtrArray) faults = mbm_contract_find_faults (text);

  g_assert_true ((contract == NULL) == (mbm_faults_find_error (faults) != NULL));
  g_assert_true ((contract == NULL) == (error != NULL));
  for (guint i = 0; i < faults->len; i++)
    {
      g_autofree char *words = mbm_fault_to_string (g_ptr_array_index (faults, i));

      check_words (words);
    }
  if (contract == NULL)
    return;
  check_entries (mbm_contract_get_requests (contract), contract, mbm_contract_lookup_request, value);
  check_entries (mbm_contract_get_events (contract), contract, mbm_contract_lookup_event, value);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *separator = size > 0 ? memchr (data, SEPARATOR, size) : NULL;
  gsize length = separator != NULL ? (gsize) (separator - data) : size;
  g_autoptr (GBytes) text = g_bytes_new (data, length);
  g_autoptr (GBytes) rest = g_bytes_new (data + MIN (length + 1, size), size - MIN (length + 1, size));
  const char *value_text = g_bytes_get_data (rest, NULL);
  MbmJsonValue value = { "null", 4 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmSchema) schema = NULL;

  if (value_text != NULL && mbm_json_check (value_text, (gssize) g_bytes_get_size (rest), NULL))
    value = mbm_json_value (value_text, (gssize) g_bytes_get_size (rest));

  check_contract (text, value);
  schema = mbm_schema_new (text, &error);
  g_assert_true ((schema == NULL) == (error != NULL));
  if (schema != NULL)
    check_schema (schema, value);
  return 0;
}
