/* mbm-contract-entry.c — what a contract says of a request or an event
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-contract-private.h"

/**
 * MbmContractEntry:
 *
 * What a contract says of a request or an event: what travels under its name, and whom it is for.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */

G_DEFINE_BOXED_TYPE (MbmContractEntry, mbm_contract_entry, mbm_contract_entry_ref, mbm_contract_entry_unref)

/**
 * mbm_contract_entry_ref:
 * @self: an entry
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmContractEntry *
mbm_contract_entry_ref (MbmContractEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_contract_entry_clear (MbmContractEntry *self)
{
  g_free (self->name);
  g_free (self->description);
  g_clear_pointer (&self->payload_schema, mbm_schema_unref);
  g_clear_pointer (&self->response_schema, mbm_schema_unref);
  g_strfreev (self->allowed_roles);
  g_strfreev (self->denied_roles);
}

/**
 * mbm_contract_entry_unref:
 * @self: (transfer full): an entry
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_contract_entry_unref (MbmContractEntry *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_contract_entry_clear);
}

/**
 * mbm_contract_entry_get_name:
 * @self: an entry
 *
 * Tells the name of the request or event.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
mbm_contract_entry_get_name (MbmContractEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * mbm_contract_entry_get_description:
 * @self: an entry
 *
 * Tells what it is for, in words for people.
 *
 * Returns: (transfer none) (nullable): the description
 *
 * Since: 0.1
 */
const char *
mbm_contract_entry_get_description (MbmContractEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->description;
}

/**
 * mbm_contract_entry_get_payload_schema:
 * @self: an entry
 *
 * Gives the schema of what is sent: of a request, or of an event.
 *
 * Returns: (transfer none) (nullable): the schema; %NULL if anything may be sent
 *
 * Since: 0.1
 */
MbmSchema *
mbm_contract_entry_get_payload_schema (MbmContractEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->payload_schema;
}

/**
 * mbm_contract_entry_get_response_schema:
 * @self: an entry
 *
 * Gives the schema of what a request is answered with.
 *
 * Returns: (transfer none) (nullable): the schema; %NULL for an event, and if anything may be answered
 *
 * Since: 0.1
 */
MbmSchema *
mbm_contract_entry_get_response_schema (MbmContractEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->response_schema;
}

/**
 * mbm_contract_entry_get_allowed_roles:
 * @self: an entry
 *
 * Tells who may use it: only those who have one of these roles.
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the names of roles; %NULL if nothing is
 * said, which is everybody
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_entry_get_allowed_roles (MbmContractEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->allowed_roles;
}

/**
 * mbm_contract_entry_get_denied_roles:
 * @self: an entry
 *
 * Tells who may not use it: those who have one of these roles, whatever else they may have.
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the names of roles; %NULL if nothing is
 * said, which is nobody
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_entry_get_denied_roles (MbmContractEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->denied_roles;
}
