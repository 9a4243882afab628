/* mbm-contract-role.c — what a contract says of a role
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-contract-private.h"

/**
 * MbmContractRole:
 *
 * What a contract says of a role that users may have.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */

G_DEFINE_BOXED_TYPE (MbmContractRole, mbm_contract_role, mbm_contract_role_ref, mbm_contract_role_unref)

/**
 * mbm_contract_role_ref:
 * @self: a role of a contract
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmContractRole *
mbm_contract_role_ref (MbmContractRole *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_contract_role_clear (MbmContractRole *self)
{
  g_free (self->name);
  g_free (self->description);
  g_strfreev (self->permissions);
  g_strfreev (self->extends);
}

/**
 * mbm_contract_role_unref:
 * @self: (transfer full): a role of a contract
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_contract_role_unref (MbmContractRole *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_contract_role_clear);
}

/**
 * mbm_contract_role_get_name:
 * @self: a role of a contract
 *
 * Tells the name of the role.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
mbm_contract_role_get_name (MbmContractRole *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * mbm_contract_role_get_description:
 * @self: a role of a contract
 *
 * Tells what it is for, in words for people.
 *
 * Returns: (transfer none) (nullable): the description
 *
 * Since: 0.1
 */
const char *
mbm_contract_role_get_description (MbmContractRole *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->description;
}

/**
 * mbm_contract_role_get_permissions:
 * @self: a role of a contract
 *
 * Tells what those may do who have the role, beside what the roles allow that it extends. Each is a resource
 * and an action, such as `orders:cancel`; `*` stands for all actions.
 *
 * Returns: (transfer none) (array zero-terminated=1): the permissions
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_role_get_permissions (MbmContractRole *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->permissions;
}

/**
 * mbm_contract_role_get_extends:
 * @self: a role of a contract
 *
 * Tells which roles it extends: it may do what they may.
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of roles, which the contract has
 *
 * Since: 0.1
 */
const char *const *
mbm_contract_role_get_extends (MbmContractRole *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->extends;
}
