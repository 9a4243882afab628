/* mbm-access-control.c — who may do what
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-access-control-private.h"

typedef struct
{
  char **permissions;
  char **extends;
} MbmAccessRole;

/**
 * MbmAccessControl:
 *
 * Who may do what in a system: roles with permissions, roles that extend roles, and rules that say which
 * roles may ask and send what.
 *
 * A permission is a resource and an action: `orders:cancel`. `orders:*` grants every action on a resource,
 * `*:read` one action on all, `*:*` or `*` everything. A role that extends another has all of its
 * permissions, and counts as that role too. Resources need not be declared; once some are, a permission that
 * names another resource or action is an error.
 *
 * A rule for a request or event lists roles that are allowed and roles that are denied. To be denied wins.
 * With a list of allowed roles only they are let through, which is nobody if it is empty; without one, all
 * who are not denied.
 *
 * Roles, permissions and rules may be changed at any time, and count at once. Belongs to one thread, that of
 * the server it is used by.
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (MbmAccessControl, mbm_access_control, G_TYPE_OBJECT)

static void
mbm_access_role_free (MbmAccessRole *role)
{
  g_strfreev (role->permissions);
  g_strfreev (role->extends);
  g_free (role);
}

static void
mbm_access_control_finalize (GObject *object)
{
  MbmAccessControl *self = MBM_ACCESS_CONTROL (object);

  g_free (self->system);
  g_hash_table_unref (self->resources);
  g_hash_table_unref (self->roles);
  g_hash_table_unref (self->request_rules);
  g_hash_table_unref (self->event_rules);
  g_hash_table_unref (self->granted);

  G_OBJECT_CLASS (mbm_access_control_parent_class)->finalize (object);
}

static void
mbm_access_control_class_init (MbmAccessControlClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mbm_access_control_finalize;
}

static void
mbm_access_control_init (MbmAccessControl *self)
{
  self->resources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->roles =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mbm_access_role_free);
  self->request_rules =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mbm_access_rule_free);
  self->event_rules =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mbm_access_rule_free);
  self->granted =
    g_hash_table_new_full (NULL, NULL, (GDestroyNotify) mbm_user_unref, (GDestroyNotify) g_hash_table_unref);
}

/**
 * mbm_access_control_new:
 * @system: (nullable): what the system is called
 *
 * Makes an access control without roles and rules: everybody may do everything that has no rule, and nobody
 * has a permission.
 *
 * Returns: (transfer full): a new access control
 *
 * Since: 0.1
 */
MbmAccessControl *
mbm_access_control_new (const char *system)
{
  MbmAccessControl *self = g_object_new (MBM_TYPE_ACCESS_CONTROL, NULL);

  self->system = g_strdup (system);

  return self;
}

/* What a contract calls a permission may be a name of several. */
static char **
mbm_access_control_resolve (MbmContract *contract, const char *const *permissions)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; permissions[i] != NULL; i++)
    {
      const char *const *named = mbm_contract_lookup_permission (contract, permissions[i]);

      if (named != NULL)
        g_strv_builder_addv (builder, (const char **) named);
      else
        g_strv_builder_add (builder, permissions[i]);
    }

  return g_strv_builder_end (builder);
}

/**
 * mbm_access_control_new_for_contract:
 * @contract: a contract
 *
 * Makes an access control with the roles of a contract, and the rules of its requests and events.
 *
 * Returns: (transfer full): a new access control
 *
 * Since: 0.1
 */
MbmAccessControl *
mbm_access_control_new_for_contract (MbmContract *contract)
{
  MbmAccessControl *self;
  const char *const *names;

  g_return_val_if_fail (contract != NULL, NULL);

  self = mbm_access_control_new (mbm_contract_get_name (contract));
  names = mbm_contract_get_roles (contract);
  for (guint i = 0; names[i] != NULL; i++)
    {
      MbmContractRole *role = mbm_contract_lookup_role (contract, names[i]);
      g_auto (GStrv) permissions =
        mbm_access_control_resolve (contract, mbm_contract_role_get_permissions (role));

      /* A contract has no circle: its loader saw to that. */
      mbm_access_control_set_role (self, names[i], (const char *const *) permissions,
                                   mbm_contract_role_get_extends (role), NULL);
    }

  names = mbm_contract_get_requests (contract);
  for (guint i = 0; names[i] != NULL; i++)
    {
      MbmContractEntry *entry = mbm_contract_lookup_request (contract, names[i]);

      mbm_access_control_set_request_rule (self, names[i], mbm_contract_entry_get_allowed_roles (entry),
                                           mbm_contract_entry_get_denied_roles (entry));
    }

  names = mbm_contract_get_events (contract);
  for (guint i = 0; names[i] != NULL; i++)
    {
      MbmContractEntry *entry = mbm_contract_lookup_event (contract, names[i]);

      mbm_access_control_set_event_rule (self, names[i], mbm_contract_entry_get_allowed_roles (entry),
                                         mbm_contract_entry_get_denied_roles (entry));
    }

  return self;
}

/**
 * mbm_access_control_get_system:
 * @self: an access control
 *
 * What the system is called.
 *
 * Returns: (transfer none) (nullable): the name
 *
 * Since: 0.1
 */
const char *
mbm_access_control_get_system (MbmAccessControl *self)
{
  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), NULL);

  return self->system;
}

/* Adds what @role extends to @set, and itself. What was there already leads nowhere new. */
static void
mbm_access_control_collect (MbmAccessControl *self, GHashTable *set, const char *const *roles)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  for (guint i = 0; roles[i] != NULL; i++)
    g_ptr_array_add (open, (gpointer) roles[i]);

  while (open->len > 0)
    {
      const char *name = g_ptr_array_steal_index_fast (open, open->len - 1);
      MbmAccessRole *role;

      if (g_hash_table_contains (set, name))
        continue;

      g_hash_table_add (set, g_strdup (name));
      role = g_hash_table_lookup (self->roles, name);
      for (guint i = 0; role != NULL && role->extends[i] != NULL; i++)
        g_ptr_array_add (open, role->extends[i]);
    }
}

GHashTable *
mbm_access_control_expand (MbmAccessControl *self, const char *const *roles)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  mbm_access_control_collect (self, set, roles);

  return set;
}

/* Where the action begins; NULL if there is none. */
static const char *
mbm_access_find_action (const char *permission)
{
  const char *colon = strrchr (permission, ':');

  return colon != NULL ? colon + 1 : NULL;
}

/* Whether who was granted one may do the other. */
gboolean
mbm_access_permission_covers (const char *granted, const char *permission)
{
  const char *granted_action = mbm_access_find_action (granted);
  const char *action = mbm_access_find_action (permission);
  gsize length;

  if (strcmp (granted, "*") == 0 || strcmp (granted, permission) == 0)
    return TRUE;
  if (granted_action == NULL || action == NULL)
    return FALSE;

  length = (gsize) (granted_action - granted);
  return (strcmp (granted_action, "*") == 0 || strcmp (granted_action, action) == 0) &&
         (strncmp (granted, "*:", length) == 0 ||
          (length == (gsize) (action - permission) && strncmp (granted, permission, length) == 0));
}

/* Whether a permission names what was declared, if anything was. */
static gboolean
mbm_access_control_check_permission (MbmAccessControl *self, const char *permission, GError **error)
{
  const char *action = mbm_access_find_action (permission);
  g_autofree char *resource = NULL;
  const char *const *actions;

  if (g_hash_table_size (self->resources) == 0 || strcmp (permission, "*") == 0)
    return TRUE;

  resource =
    action != NULL ? g_strndup (permission, (gsize) (action - permission - 1)) : g_strdup (permission);
  actions = g_hash_table_lookup (self->resources, resource);
  if (action != NULL &&
      (strcmp (resource, "*") == 0 ||
       (actions != NULL && (strcmp (action, "*") == 0 || g_strv_contains (actions, action)))))
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
               _ ("The permission “%s” names no resource and action of the system"), permission);
  return FALSE;
}

/**
 * mbm_access_control_add_resource:
 * @self: an access control
 * @resource: what there is, such as `orders`
 * @actions: (array zero-terminated=1): what can be done with it, such as `create` and `cancel`
 *
 * Declares a resource. From now on permissions have to name one that is declared.
 *
 * Since: 0.1
 */
void
mbm_access_control_add_resource (MbmAccessControl *self, const char *resource, const char *const *actions)
{
  g_return_if_fail (MBM_IS_ACCESS_CONTROL (self));
  g_return_if_fail (resource != NULL);
  g_return_if_fail (actions != NULL);

  g_hash_table_replace (self->resources, g_strdup (resource), g_strdupv ((char **) actions));
}

static void
mbm_access_control_forget (MbmAccessControl *self)
{
  g_hash_table_remove_all (self->granted);
}

/**
 * mbm_access_control_set_role:
 * @self: an access control
 * @role: the role's name
 * @permissions: (nullable) (array zero-terminated=1): what it may do
 * @extends: (nullable) (array zero-terminated=1): roles whose permissions it has as well; they may come later
 * @error: (nullable): return location
 *
 * Adds a role; one of the same name is replaced.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if the role would extend itself, be it by way of others, or has
 * a permission that the system does not know. Then nothing has changed.
 *
 * Returns: %TRUE if the role was added
 *
 * Since: 0.1
 */
gboolean
mbm_access_control_set_role (MbmAccessControl *self,
                             const char *role,
                             const char *const *permissions,
                             const char *const *extends,
                             GError **error)
{
  static const char *const none[] = { NULL };
  g_autoptr (GHashTable) reached = NULL;
  MbmAccessRole *entry;

  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), FALSE);
  g_return_val_if_fail (role != NULL, FALSE);

  permissions = permissions != NULL ? permissions : none;
  extends = extends != NULL ? extends : none;
  for (guint i = 0; permissions[i] != NULL; i++)
    if (!mbm_access_control_check_permission (self, permissions[i], error))
      return FALSE;

  reached = mbm_access_control_expand (self, extends);
  if (g_hash_table_contains (reached, role))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The role “%s” would extend itself"),
                   role);
      return FALSE;
    }

  entry = g_new0 (MbmAccessRole, 1);
  entry->permissions = g_strdupv ((char **) permissions);
  entry->extends = g_strdupv ((char **) extends);
  g_hash_table_replace (self->roles, g_strdup (role), entry);
  mbm_access_control_forget (self);

  return TRUE;
}

/**
 * mbm_access_control_remove_role:
 * @self: an access control
 * @role: the role's name
 *
 * Removes a role: it gives no permission any more, and extends nothing. Rules may still name it.
 *
 * Returns: %TRUE if it was there
 *
 * Since: 0.1
 */
gboolean
mbm_access_control_remove_role (MbmAccessControl *self, const char *role)
{
  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), FALSE);
  g_return_val_if_fail (role != NULL, FALSE);

  mbm_access_control_forget (self);
  return g_hash_table_remove (self->roles, role);
}

static int
mbm_access_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names of a set, in order. */
static char **
mbm_access_control_list (GHashTable *set)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, mbm_access_compare);
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/**
 * mbm_access_control_dup_roles:
 * @self: an access control
 * @actor: an actor
 *
 * All roles of an actor, those that its roles extend as well.
 *
 * Returns: (transfer full) (array zero-terminated=1): names, in the order of the alphabet
 *
 * Since: 0.1
 */
char **
mbm_access_control_dup_roles (MbmAccessControl *self, MbmActor *actor)
{
  g_autoptr (GHashTable) set = NULL;

  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), NULL);
  g_return_val_if_fail (actor != NULL, NULL);

  set = mbm_access_control_expand (self, mbm_actor_get_roles (actor));
  return mbm_access_control_list (set);
}

static GHashTable *
mbm_access_control_collect_permissions (MbmAccessControl *self, MbmActor *actor)
{
  g_autoptr (GHashTable) roles = mbm_access_control_expand (self, mbm_actor_get_roles (actor));
  GHashTable *permissions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *own = mbm_actor_get_permissions (actor);
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; own[i] != NULL; i++)
    g_hash_table_add (permissions, g_strdup (own[i]));

  g_hash_table_iter_init (&iter, roles);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      MbmAccessRole *role = g_hash_table_lookup (self->roles, name);

      for (guint i = 0; role != NULL && role->permissions[i] != NULL; i++)
        g_hash_table_add (permissions, g_strdup (role->permissions[i]));
    }

  return permissions;
}

/**
 * mbm_access_control_dup_permissions:
 * @self: an access control
 * @actor: an actor
 *
 * All permissions of an actor: its own, and those of its roles. Wildcards are left as they are.
 *
 * Returns: (transfer full) (array zero-terminated=1): permissions, in the order of the alphabet
 *
 * Since: 0.1
 */
char **
mbm_access_control_dup_permissions (MbmAccessControl *self, MbmActor *actor)
{
  g_autoptr (GHashTable) set = NULL;

  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), NULL);
  g_return_val_if_fail (actor != NULL, NULL);

  set = mbm_access_control_collect_permissions (self, actor);
  return mbm_access_control_list (set);
}

/**
 * mbm_access_control_has_role:
 * @self: an access control
 * @actor: an actor
 * @role: a role's name
 *
 * Whether an actor has a role, or one that extends it.
 *
 * Returns: %TRUE if it does
 *
 * Since: 0.1
 */
gboolean
mbm_access_control_has_role (MbmAccessControl *self, MbmActor *actor, const char *role)
{
  g_autoptr (GHashTable) set = NULL;

  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), FALSE);
  g_return_val_if_fail (actor != NULL, FALSE);
  g_return_val_if_fail (role != NULL, FALSE);

  set = mbm_access_control_expand (self, mbm_actor_get_roles (actor));
  return g_hash_table_contains (set, role);
}

/**
 * mbm_access_control_has_permission:
 * @self: an access control
 * @actor: an actor
 * @permission: a resource and an action, such as `orders:cancel`
 *
 * Whether an actor may do something.
 *
 * Returns: %TRUE if it may
 *
 * Since: 0.1
 */
gboolean
mbm_access_control_has_permission (MbmAccessControl *self, MbmActor *actor, const char *permission)
{
  g_autoptr (GHashTable) set = NULL;
  GHashTableIter iter;
  gpointer granted;

  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), FALSE);
  g_return_val_if_fail (actor != NULL, FALSE);
  g_return_val_if_fail (permission != NULL, FALSE);

  set = mbm_access_control_collect_permissions (self, actor);
  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &granted, NULL))
    if (mbm_access_permission_covers (granted, permission))
      return TRUE;

  return FALSE;
}
