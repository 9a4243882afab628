/* mbm-contract-loader.c — from a document to a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-contract-private.h"

void
mbm_contract_table_add (MbmContractTable *self, const char *name, gpointer value)
{
  char *key = g_strdup (name);

  g_ptr_array_add (self->names, key);
  g_hash_table_insert (self->by_name, key, value);
}

static void
init_table (MbmContractTable *self, GDestroyNotify free_value)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_value);
}

static MbmContract *
make_contract (GBytes *text)
{
  MbmContract *contract = g_atomic_rc_box_new0 (MbmContract);

  contract->bytes = g_bytes_ref (text);
  init_table (&contract->requests, (GDestroyNotify) mbm_contract_entry_unref);
  init_table (&contract->events, (GDestroyNotify) mbm_contract_entry_unref);
  init_table (&contract->errors, (GDestroyNotify) mbm_contract_error_unref);
  init_table (&contract->roles, (GDestroyNotify) mbm_contract_role_unref);
  init_table (&contract->permissions, (GDestroyNotify) g_strfreev);
  contract->error_codes = g_hash_table_new (g_str_hash, g_str_equal);
  return contract;
}

/* A schema that stands in the contract. What it refers to by `#…` is in itself, or else in the contract. */
static MbmSchema *
read_schema (MbmContractLoader *self, guint32 index)
{
  MbmSchemaResource *resource = mbm_schema_scan (&self->compiler, self->document, index, MBM_SCHEMA_BASE,
                                                 MBM_SCHEMA_DRAFT_2020_12, self->root);

  return mbm_schema_new_for_node (self->set,
                                  mbm_schema_compiler_get_node (&self->compiler, resource, index, ""));
}

/* A schema under a name, or @other, if it has one. */
static MbmSchema *
read_named_schema (MbmContractLoader *self, guint32 object, const char *name, const char *other)
{
  const MbmJsonOutline *outline = &self->document->outline;
  guint32 index = mbm_json_outline_member (outline, object, name);
  guint32 second = other != NULL ? mbm_json_outline_member (outline, object, other) : 0;

  if (index != 0 && second != 0)
    mbm_contract_fail (self, second, _ ("is the same as “%s”, which is there already"), name);
  if (index == 0)
    index = second;
  return index != 0 ? read_schema (self, index) : NULL;
}

static void
read_access (MbmContractLoader *self, guint32 object, MbmContractEntry *entry)
{
  static const char *const known[] = { "allowedRoles", "deniedRoles", NULL };
  guint32 access = mbm_contract_read_object (self, object, "access");

  if (access == 0)
    return;
  entry->allowed_roles = mbm_contract_read_strv (self, access, "allowedRoles");
  entry->denied_roles = mbm_contract_read_strv (self, access, "deniedRoles");
  mbm_contract_check_role_names (self, access, "allowedRoles", entry->allowed_roles);
  mbm_contract_check_role_names (self, access, "deniedRoles", entry->denied_roles);
  mbm_contract_warn_unknown (self, access, known);
}

static void
read_request (MbmContractLoader *self, guint32 index, MbmContractEntry *entry)
{
  static const char *const known[] = { "request",     "requestSchema", "response", "responseSchema",
                                       "description", "access",        NULL };

  if (!mbm_contract_is_object (self, index))
    return;
  entry->description = mbm_contract_read_string (self, index, "description", FALSE);
  entry->payload_schema = read_named_schema (self, index, "request", "requestSchema");
  entry->response_schema = read_named_schema (self, index, "response", "responseSchema");
  read_access (self, index, entry);
  mbm_contract_warn_unknown (self, index, known);
}

/* An event is an object with its schema in it, or a schema. */
static void
read_event (MbmContractLoader *self, guint32 index, MbmContractEntry *entry)
{
  static const char *const known[] = { "schema", "description", "access", NULL };
  const MbmJsonOutline *outline = &self->document->outline;
  gboolean object = mbm_json_outline_type (outline, index) == MBM_JSON_OBJECT;

  if (object)
    entry->description = mbm_contract_read_string (self, index, "description", FALSE);
  if (object && (mbm_json_outline_member (outline, index, "schema") != 0 ||
                 mbm_json_outline_member (outline, index, "access") != 0))
    {
      entry->payload_schema = read_named_schema (self, index, "schema", NULL);
      read_access (self, index, entry);
      mbm_contract_warn_unknown (self, index, known);
    }
  else
    entry->payload_schema = read_schema (self, index);
}

static void
read_entries (MbmContractLoader *self,
              const char *member,
              MbmContractTable *table,
              void (*read) (MbmContractLoader *self, guint32 index, MbmContractEntry *entry))
{
  const MbmJsonOutline *outline = &self->document->outline;
  guint32 object = mbm_contract_read_object (self, 0, member);

  if (object == 0)
    return;
  MBM_JSON_OUTLINE_FOREACH (outline, object, child)
  {
    MbmContractEntry *entry;
    char *name = mbm_contract_read_name (self, child);

    if (name == NULL)
      continue;
    if (name[0] == '$')
      mbm_contract_warn (self, child, _ ("has a name of the system's, which begin with “$”"));
    entry = g_atomic_rc_box_new0 (MbmContractEntry);
    entry->name = name;
    read (self, child, entry);
    mbm_contract_table_add (table, name, entry);
  }
}

/* What all schemas of the contract may refer to. */
static void
read_definitions (MbmContractLoader *self)
{
  static const char *const names[] = { "$defs", "definitions" };
  const MbmJsonOutline *outline = &self->document->outline;

  self->root =
    mbm_schema_set_add_resource (self->set, self->document, 0, MBM_SCHEMA_DRAFT_2020_12, MBM_SCHEMA_BASE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint32 index = mbm_contract_read_object (self, 0, names[i]);

      if (index == 0)
        continue;
      mbm_schema_scan_definitions (&self->compiler, self->root, index);
      MBM_JSON_OUTLINE_FOREACH (outline, index, child)
      {
        MbmSchemaResource *own = g_hash_table_lookup (self->document->resources, GUINT_TO_POINTER (child));

        mbm_schema_compiler_get_node (&self->compiler, own != NULL ? own : self->root, child, "");
      }
    }
}

static void
warn_of_duplicates (MbmContractLoader *self)
{
  const MbmJsonOutline *outline = &self->document->outline;

  for (guint32 i = 0; i < outline->n_items; i++)
    if (outline->items[i].shadowed)
      mbm_contract_warn (self, i, _ ("comes again later, and only that counts"));
}

static void
read_contract (MbmContractLoader *self)
{
  static const char *const known[] = { "name",     "version", "description", "events",
                                       "requests", "errors",  "roles",       "permissions",
                                       "$defs",    "$schema", "definitions", NULL };
  MbmContract *contract = self->contract;

  if (!mbm_contract_is_object (self, 0))
    return;
  contract->name = mbm_contract_read_string (self, 0, "name", TRUE);
  contract->version = mbm_contract_read_string (self, 0, "version", TRUE);
  contract->description = mbm_contract_read_string (self, 0, "description", FALSE);
  mbm_contract_warn_unknown (self, 0, known);
  read_definitions (self);
  mbm_contract_read_errors (self);
  mbm_contract_read_permissions (self);
  mbm_contract_read_roles (self);
  read_entries (self, "events", &contract->events, read_event);
  read_entries (self, "requests", &contract->requests, read_request);
  warn_of_duplicates (self);
}

static int
compare_faults (gconstpointer a, gconstpointer b)
{
  MbmFault *left = *(MbmFault *const *) a;
  MbmFault *right = *(MbmFault *const *) b;

  if (mbm_fault_get_line (left) != mbm_fault_get_line (right))
    return mbm_fault_get_line (left) < mbm_fault_get_line (right) ? -1 : 1;
  if (mbm_fault_get_column (left) != mbm_fault_get_column (right))
    return mbm_fault_get_column (left) < mbm_fault_get_column (right) ? -1 : 1;
  return 0;
}

static void
end_table (MbmContractTable *self)
{
  g_ptr_array_add (self->names, NULL);
}

/* A name goes before a code that is the same. */
static void
index_codes (MbmContract *contract)
{
  GHashTableIter iter;
  gpointer name, error;

  for (guint i = contract->errors.names->len; i-- > 0;)
    {
      error = g_hash_table_lookup (contract->errors.by_name, g_ptr_array_index (contract->errors.names, i));
      g_hash_table_insert (contract->error_codes, ((MbmContractError *) error)->code, error);
    }
  g_hash_table_iter_init (&iter, contract->errors.by_name);
  while (g_hash_table_iter_next (&iter, &name, &error))
    g_hash_table_replace (contract->error_codes, name, error);
}

static void
end_tables (MbmContract *contract)
{
  end_table (&contract->requests);
  end_table (&contract->events);
  end_table (&contract->errors);
  end_table (&contract->roles);
  end_table (&contract->permissions);
}

MbmContract *
mbm_contract_load (GBytes *text, GPtrArray **faults, GError **error)
{
  MbmContractLoader self = { 0 };

  *faults = NULL;
  if (g_bytes_get_size (text) > MBM_CONTRACT_MAX_SIZE)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_LIMIT,
                   _ ("A contract may have %u bytes, and this one has more."), MBM_CONTRACT_MAX_SIZE);
      return NULL;
    }

  self.set = mbm_schema_set_new ();
  self.document = mbm_schema_set_add_document (self.set, "", text, error);
  if (self.document == NULL)
    {
      mbm_schema_set_unref (self.set);
      return NULL;
    }

  self.contract = make_contract (text);
  mbm_schema_compiler_init (&self.compiler, self.set, NULL);
  read_contract (&self);
  index_codes (self.contract);
  end_tables (self.contract);
  mbm_contract_check_roles (&self);
  mbm_schema_compiler_run (&self.compiler);

  *faults = g_ptr_array_ref (self.compiler.faults);
  g_ptr_array_sort (*faults, compare_faults);
  mbm_schema_compiler_clear (&self.compiler);
  mbm_schema_set_unref (self.set);
  return self.contract;
}
