/* mbm-contract-lookup.c — what a contract has, by name
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-contract-private.h"

static const char *const *
get_names (const MbmContractTable *table)
{
  return (const char *const *) (gpointer) table->names->pdata;
}

/**
 * mbm_contract_get_requests:
 * @self: a contract
 *
 * Lists the requests that the contract has, in the order of the text.
 *
 * Returns: (transfer none) (array zero-terminated=1): their names
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_get_requests (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_names (&self->requests);
}

/**
 * mbm_contract_get_events:
 * @self: a contract
 *
 * Lists the events that the contract has, in the order of the text.
 *
 * Returns: (transfer none) (array zero-terminated=1): their names
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_get_events (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_names (&self->events);
}

/**
 * mbm_contract_get_errors:
 * @self: a contract
 *
 * Lists the errors that the contract has, in the order of the text.
 *
 * Returns: (transfer none) (array zero-terminated=1): their names
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_get_errors (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_names (&self->errors);
}

/**
 * mbm_contract_get_roles:
 * @self: a contract
 *
 * Lists the roles that the contract has, in the order of the text.
 *
 * Returns: (transfer none) (array zero-terminated=1): their names
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_get_roles (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_names (&self->roles);
}

/**
 * mbm_contract_get_permissions:
 * @self: a contract
 *
 * Lists the permissions that the contract has, in the order of the text.
 *
 * Returns: (transfer none) (array zero-terminated=1): their names
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_get_permissions (MbmContract *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_names (&self->permissions);
}

/**
 * mbm_contract_lookup_request:
 * @self: a contract
 * @name: a name
 *
 * Finds what the contract says of a request.
 *
 * Returns: (transfer none) (nullable): what it says; %NULL if there is nothing of that name
 *
 * Since: 0.1
 */
MbmContractEntry *
mbm_contract_lookup_request (MbmContract *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->requests.by_name, name);
}

/**
 * mbm_contract_lookup_event:
 * @self: a contract
 * @name: a name
 *
 * Finds what the contract says of an event.
 *
 * Returns: (transfer none) (nullable): what it says; %NULL if there is nothing of that name
 *
 * Since: 0.1
 */
MbmContractEntry *
mbm_contract_lookup_event (MbmContract *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->events.by_name, name);
}

/**
 * mbm_contract_lookup_role:
 * @self: a contract
 * @name: a name
 *
 * Finds what the contract says of a role.
 *
 * Returns: (transfer none) (nullable): what it says; %NULL if there is nothing of that name
 *
 * Since: 0.1
 */
MbmContractRole *
mbm_contract_lookup_role (MbmContract *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->roles.by_name, name);
}

/**
 * mbm_contract_lookup_error:
 * @self: a contract
 * @code: the name of an error, or its code on the wire
 *
 * Finds what the contract says of an error: of the one of that name, or else of the one that has this code.
 *
 * Returns: (transfer none) (nullable): what it says; %NULL if there is no such error
 *
 * Since: 0.1
 */
MbmContractError *
mbm_contract_lookup_error (MbmContract *self, const char *code)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (code != NULL, NULL);

  return g_hash_table_lookup (self->error_codes, code);
}

/**
 * mbm_contract_lookup_permission:
 * @self: a contract
 * @name: a name
 *
 * Finds what a permission is that the contract has a name for: a resource and an action each.
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): permissions such as `orders:cancel`; %NULL
 * if there is nothing of that name
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_lookup_permission (MbmContract *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->permissions.by_name, name);
}
