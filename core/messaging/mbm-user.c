/* mbm-user.c — who somebody is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-user.h"

/**
 * MbmUser:
 *
 * Who somebody is: an id, a user name, roles.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */
struct _MbmUser
{
  char *id;
  char *username;
  char **roles;
};

G_DEFINE_BOXED_TYPE (MbmUser, mbm_user, mbm_user_ref, mbm_user_unref)

/**
 * mbm_user_new:
 * @id: what tells the user from every other
 * @username: the name the user logs in with
 * @roles: (nullable) (array zero-terminated=1): names of the user's roles
 *
 * Describes a user.
 *
 * Returns: (transfer full): a new user
 *
 * Since: 0.1
 */
MbmUser *
mbm_user_new (const char *id, const char *username, const char *const *roles)
{
  MbmUser *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (username != NULL, NULL);

  self = g_atomic_rc_box_new0 (MbmUser);
  self->id = g_strdup (id);
  self->username = g_strdup (username);
  self->roles = roles != NULL ? g_strdupv ((char **) roles) : g_new0 (char *, 1);

  return self;
}

/**
 * mbm_user_ref:
 * @self: a user
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmUser *
mbm_user_ref (MbmUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_user_clear (MbmUser *self)
{
  g_free (self->id);
  g_free (self->username);
  g_strfreev (self->roles);
}

/**
 * mbm_user_unref:
 * @self: (transfer full): a user
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_user_unref (MbmUser *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_user_clear);
}

/**
 * mbm_user_get_id:
 * @self: a user
 *
 * What tells the user from every other.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
mbm_user_get_id (MbmUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * mbm_user_get_username:
 * @self: a user
 *
 * The name the user logs in with.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
mbm_user_get_username (MbmUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->username;
}

/**
 * mbm_user_get_roles:
 * @self: a user
 *
 * The names of the user's roles, in the order they were given.
 *
 * Returns: (transfer none) (array zero-terminated=1): the roles; empty if there are none
 *
 * Since: 0.1
 */
const char *const *
mbm_user_get_roles (MbmUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->roles;
}

/**
 * mbm_user_has_role:
 * @self: a user
 * @role: the name of a role
 *
 * Whether the user has a role.
 *
 * Returns: %TRUE if @role is among the user's roles
 *
 * Since: 0.1
 */
gboolean
mbm_user_has_role (MbmUser *self, const char *role)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (role != NULL, FALSE);

  return g_strv_contains ((const char *const *) self->roles, role);
}
