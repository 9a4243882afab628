/* mbm-contract-access.c — the roles, permissions and errors of a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-contract-private.h"

static void
read_error (MbmContractLoader *self, guint32 index, const char *name)
{
  static const char *const known[] = { "code", "message", "severity", "status", "retryable", NULL };
  g_autoptr (MbmContractError) error = g_atomic_rc_box_new0 (MbmContractError);
  g_autofree char *severity = NULL;

  error->name = g_strdup (name);
  error->code = mbm_contract_read_string (self, index, "code", FALSE);
  if (error->code == NULL)
    error->code = g_strdup (name);
  error->message = mbm_contract_read_string (self, index, "message", TRUE);
  if (error->message == NULL)
    error->message = g_strdup (name);
  error->status = (guint) mbm_contract_read_status (self, index, "status");
  error->retryable = mbm_contract_read_boolean (self, index, "retryable");
  error->severity = MBM_SEVERITY_ERROR;
  severity = mbm_contract_read_string (self, index, "severity", FALSE);
  if (severity != NULL && !mbm_severity_from_string (severity, &error->severity))
    mbm_contract_fail (self, mbm_json_outline_member (&self->document->outline, index, "severity"),
                       _ ("must be debug, info, warning, error or critical"));

  mbm_contract_warn_unknown (self, index, known);
  mbm_contract_table_add (&self->contract->errors, name, g_steal_pointer (&error));
}

static void
read_role (MbmContractLoader *self, guint32 index, const char *name)
{
  static const char *const known[] = { "name", "description", "permissions", "extends", NULL };
  g_autoptr (MbmContractRole) role = g_atomic_rc_box_new0 (MbmContractRole);

  role->name = g_strdup (name);
  role->description = mbm_contract_read_string (self, index, "description", FALSE);
  role->permissions = mbm_contract_read_strv (self, index, "permissions");
  if (role->permissions == NULL)
    role->permissions = g_new0 (char *, 1);
  role->extends = mbm_contract_read_strv (self, index, "extends");
  if (role->extends == NULL)
    role->extends = g_new0 (char *, 1);

  mbm_contract_warn_unknown (self, index, known);
  mbm_contract_table_add (&self->contract->roles, name, g_steal_pointer (&role));
}

static void
read_permission (MbmContractLoader *self, guint32 index, const char *name)
{
  static const char *const known[] = { "name", "description", "resource", "actions", NULL };
  g_autofree char *resource = mbm_contract_read_string (self, index, "resource", TRUE);
  g_auto (GStrv) actions = mbm_contract_read_strv (self, index, "actions");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (mbm_json_outline_member (&self->document->outline, index, "actions") == 0)
    mbm_contract_fail (self, index, _ ("must have the member “%s”"), "actions");
  for (guint i = 0; resource != NULL && actions != NULL && actions[i] != NULL; i++)
    {
      g_autofree char *permission = g_strconcat (resource, ":", actions[i], NULL);

      g_strv_builder_add (builder, permission);
    }

  mbm_contract_warn_unknown (self, index, known);
  mbm_contract_table_add (&self->contract->permissions, name, g_strv_builder_end (builder));
}

/* Reads what stands under each name of an object that the contract has. */
static void
read_each (MbmContractLoader *self,
           const char *member,
           void (*read) (MbmContractLoader *self, guint32 index, const char *name))
{
  const MbmJsonOutline *outline = &self->document->outline;
  guint32 object = mbm_contract_read_object (self, 0, member);

  if (object == 0)
    return;
  MBM_JSON_OUTLINE_FOREACH (outline, object, child)
  {
    g_autofree char *name = mbm_contract_read_name (self, child);

    if (name != NULL && mbm_contract_is_object (self, child))
      read (self, child, name);
  }
}

void
mbm_contract_read_errors (MbmContractLoader *self)
{
  read_each (self, "errors", read_error);
}

void
mbm_contract_read_roles (MbmContractLoader *self)
{
  read_each (self, "roles", read_role);
}

void
mbm_contract_read_permissions (MbmContractLoader *self)
{
  read_each (self, "permissions", read_permission);
}

/* The place of an element of an array that a role has. */
static guint32
find_place (MbmContractLoader *self, const char *role, const char *member, guint n)
{
  const MbmJsonOutline *outline = &self->document->outline;
  guint32 roles = mbm_json_outline_member (outline, 0, "roles");
  guint32 index = mbm_json_outline_member (outline, roles, role);
  guint32 array = mbm_json_outline_member (outline, index, member);
  guint32 element = array != 0 ? mbm_json_outline_element (outline, array, n) : 0;

  return element != 0 ? element : index;
}

static void
check_role (MbmContractLoader *self, const MbmContractRole *role)
{
  for (guint i = 0; role->extends[i] != NULL; i++)
    if (!g_hash_table_contains (self->contract->roles.by_name, role->extends[i]))
      mbm_contract_fail (self, find_place (self, role->name, "extends", i),
                         _ ("names a role “%s” that the contract does not have"), role->extends[i]);
  for (guint i = 0; role->permissions[i] != NULL; i++)
    if (strchr (role->permissions[i], ':') == NULL && strcmp (role->permissions[i], "*") != 0 &&
        !g_hash_table_contains (self->contract->permissions.by_name, role->permissions[i]))
      mbm_contract_warn (self, find_place (self, role->name, "permissions", i),
                         _ ("should be a resource and an action, such as “orders:cancel”"));
}

/* The first role that it extends and that has not been found to be free of circles. */
static const char *
find_suspect (GHashTable *suspects, const MbmContractRole *role)
{
  for (guint i = 0; role->extends[i] != NULL; i++)
    if (g_hash_table_contains (suspects, role->extends[i]))
      return role->extends[i];
  return NULL;
}

static void
report_circle (MbmContractLoader *self, GPtrArray *way, const char *name)
{
  g_autoptr (GString) path = g_string_new (NULL);
  gboolean within = FALSE;

  for (guint i = 0; i < way->len; i++)
    {
      within = within || strcmp (g_ptr_array_index (way, i), name) == 0;
      if (within)
        g_string_append_printf (path, "%s → ", (const char *) g_ptr_array_index (way, i));
    }
  g_string_append (path, name);
  mbm_contract_fail (self, find_place (self, name, "extends", 0), _ ("extends itself: %s"), path->str);
}

/* Follows what a role extends until it comes to where it was. */
static void
follow (MbmContractLoader *self, GHashTable *suspects, const char *name)
{
  g_autoptr (GPtrArray) way = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  while (name != NULL && g_hash_table_add (seen, (gpointer) name))
    {
      g_ptr_array_add (way, (gpointer) name);
      name = find_suspect (suspects, g_hash_table_lookup (self->contract->roles.by_name, name));
    }
  if (name != NULL && !mbm_faults_is_full (self->compiler.faults))
    report_circle (self, way, name);
  for (guint i = 0; i < way->len; i++)
    g_hash_table_remove (suspects, g_ptr_array_index (way, i));
}

/* Which roles extend a role. */
static GHashTable *
find_extending (MbmContractLoader *self, GHashTable *counts)
{
  GHashTable *extending =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  GPtrArray *names = self->contract->roles.names;

  for (guint i = 0; i + 1 < names->len; i++)
    {
      const MbmContractRole *role =
        g_hash_table_lookup (self->contract->roles.by_name, g_ptr_array_index (names, i));

      g_hash_table_insert (counts, role->name, GUINT_TO_POINTER (g_strv_length (role->extends)));
      for (guint j = 0; role->extends[j] != NULL; j++)
        {
          GPtrArray *list = g_hash_table_lookup (extending, role->extends[j]);

          if (list == NULL)
            {
              list = g_ptr_array_new ();
              g_hash_table_insert (extending, role->extends[j], list);
            }
          g_ptr_array_add (list, role->name);
        }
    }
  return extending;
}

/* Takes out every role that extends nothing, then those that extended only these, and so on: what is left
 * over extends itself, or something that does. */
static void
take_out (GHashTable *suspects, GHashTable *extending, GQueue *free_ones)
{
  const char *name;

  while ((name = g_queue_pop_head (free_ones)) != NULL)
    {
      GPtrArray *list = g_hash_table_lookup (extending, name);

      g_hash_table_remove (suspects, name);
      for (guint i = 0; list != NULL && i < list->len; i++)
        {
          gpointer other = g_ptr_array_index (list, i);
          guint count = GPOINTER_TO_UINT (g_hash_table_lookup (suspects, other)) - 1;

          g_hash_table_insert (suspects, other, GUINT_TO_POINTER (count));
          if (count == 0)
            g_queue_push_tail (free_ones, other);
        }
    }
}

/* Roles may extend roles, and not come back to themselves. */
void
mbm_contract_check_roles (MbmContractLoader *self)
{
  g_autoptr (GHashTable) suspects = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) extending = find_extending (self, suspects);
  GPtrArray *names = self->contract->roles.names;
  GQueue free_ones = G_QUEUE_INIT;

  for (guint i = 0; i + 1 < names->len; i++)
    {
      const MbmContractRole *role =
        g_hash_table_lookup (self->contract->roles.by_name, g_ptr_array_index (names, i));

      if (!mbm_faults_is_full (self->compiler.faults))
        check_role (self, role);
      if (role->extends[0] == NULL)
        g_queue_push_tail (&free_ones, role->name);
    }
  take_out (suspects, extending, &free_ones);
  for (guint i = 0; i + 1 < names->len; i++)
    if (g_hash_table_contains (suspects, g_ptr_array_index (names, i)))
      follow (self, suspects, g_ptr_array_index (names, i));
}

/* Roles may be somebody else's: a name that the contract does not have may be right where it has any. */
void
mbm_contract_check_role_names (MbmContractLoader *self, guint32 access, const char *name, char **roles)
{
  const MbmJsonOutline *outline = &self->document->outline;
  guint32 array = mbm_json_outline_member (outline, access, name);

  if (g_hash_table_size (self->contract->roles.by_name) == 0)
    return;
  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if (!g_hash_table_contains (self->contract->roles.by_name, roles[i]))
      mbm_contract_warn (self, array, _ ("names a role “%s” that the contract does not have"), roles[i]);
}
