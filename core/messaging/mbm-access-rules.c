/* mbm-access-rules.c — whose requests and events are let through
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-access-control-private.h"

/* Of how many users it is remembered which roles they have. */
#define MBM_ACCESS_MAX_REMEMBERED 10000

struct _MbmAccessRule
{
  char **allowed; /* NULL: all who are not denied */
  char **denied;  /* NULL: nobody */
};

void
mbm_access_rule_free (MbmAccessRule *rule)
{
  g_strfreev (rule->allowed);
  g_strfreev (rule->denied);
  g_free (rule);
}

static void
mbm_access_control_set_rule (GHashTable *rules,
                             const char *name,
                             const char *const *allowed,
                             const char *const *denied)
{
  MbmAccessRule *rule;

  if (allowed == NULL && (denied == NULL || denied[0] == NULL))
    {
      g_hash_table_remove (rules, name);
      return;
    }

  rule = g_new0 (MbmAccessRule, 1);
  rule->allowed = g_strdupv ((char **) allowed);
  rule->denied = g_strdupv ((char **) denied);
  g_hash_table_replace (rules, g_strdup (name), rule);
}

/**
 * mbm_access_control_set_request_rule:
 * @self: an access control
 * @name: a request's name
 * @allowed_roles: (nullable) (array zero-terminated=1): who may ask; %NULL for all who are not denied
 * @denied_roles: (nullable) (array zero-terminated=1): who may not
 *
 * Says who may send a request. With neither list there is no rule any more.
 *
 * Since: 0.1
 */
void
mbm_access_control_set_request_rule (MbmAccessControl *self,
                                     const char *name,
                                     const char *const *allowed_roles,
                                     const char *const *denied_roles)
{
  g_return_if_fail (MBM_IS_ACCESS_CONTROL (self));
  g_return_if_fail (name != NULL);

  mbm_access_control_set_rule (self->request_rules, name, allowed_roles, denied_roles);
}

/**
 * mbm_access_control_set_event_rule:
 * @self: an access control
 * @name: an event's name
 * @allowed_roles: (nullable) (array zero-terminated=1): who may send and see it; %NULL for all who are not
 *   denied
 * @denied_roles: (nullable) (array zero-terminated=1): who may not
 *
 * Says who may send an event, subscribe to it and get it. With neither list there is no rule any more.
 *
 * Since: 0.1
 */
void
mbm_access_control_set_event_rule (MbmAccessControl *self,
                                   const char *name,
                                   const char *const *allowed_roles,
                                   const char *const *denied_roles)
{
  g_return_if_fail (MBM_IS_ACCESS_CONTROL (self));
  g_return_if_fail (name != NULL);

  mbm_access_control_set_rule (self->event_rules, name, allowed_roles, denied_roles);
}

MbmAccessRule *
mbm_access_control_find_event_rule (MbmAccessControl *self, const char *name)
{
  return g_hash_table_lookup (self->event_rules, name);
}

gboolean
mbm_access_control_has_rules (MbmAccessControl *self)
{
  return g_hash_table_size (self->request_rules) > 0 || g_hash_table_size (self->event_rules) > 0;
}

/* All roles of a user: as a rule they are known from the last time. */
static GHashTable *
mbm_access_control_get_granted (MbmAccessControl *self, MbmUser *user)
{
  GHashTable *set = g_hash_table_lookup (self->granted, user);

  if (set != NULL)
    return set;

  if (g_hash_table_size (self->granted) >= MBM_ACCESS_MAX_REMEMBERED)
    g_hash_table_remove_all (self->granted);
  set = mbm_access_control_expand (self, mbm_user_get_roles (user));
  g_hash_table_insert (self->granted, mbm_user_ref (user), set);

  return set;
}

static gboolean
mbm_access_has_any (GHashTable *set, char **roles)
{
  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if (g_hash_table_contains (set, roles[i]))
      return TRUE;

  return FALSE;
}

gboolean
mbm_access_control_admits (MbmAccessControl *self, MbmAccessRule *rule, MbmUser *user)
{
  GHashTable *roles;

  if (user == NULL)
    return rule->allowed == NULL;

  roles = mbm_access_control_get_granted (self, user);
  return !mbm_access_has_any (roles, rule->denied) &&
         (rule->allowed == NULL || mbm_access_has_any (roles, rule->allowed));
}

/* Why somebody may not. */
void
mbm_access_control_set_error (MbmUser *user, const char *name, GError **error)
{
  if (user == NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_ACCESS_DENIED, _ ("“%s” is not for those who are not logged in"),
                 name);
  else
    g_set_error (error, MBM_ERROR, MBM_ERROR_ACCESS_DENIED, _ ("“%s” is not for the roles of %s"), name,
                 mbm_user_get_username (user));
}

static gboolean
mbm_access_control_check (MbmAccessControl *self,
                          GHashTable *rules,
                          MbmUser *user,
                          const char *name,
                          GError **error)
{
  MbmAccessRule *rule = g_hash_table_lookup (rules, name);

  if (rule == NULL || mbm_access_control_admits (self, rule, user))
    return TRUE;

  mbm_access_control_set_error (user, name, error);
  return FALSE;
}

/**
 * mbm_access_control_check_request:
 * @self: an access control
 * @user: (nullable): who wants to; %NULL for somebody who is not logged in
 * @name: a request's name
 * @error: (nullable): return location
 *
 * Finds out whether somebody may send a request.
 *
 * Errors: [error@Mbm.Error.ACCESS_DENIED] if not.
 *
 * Returns: %TRUE if they may
 *
 * Since: 0.1
 */
gboolean
mbm_access_control_check_request (MbmAccessControl *self, MbmUser *user, const char *name, GError **error)
{
  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return mbm_access_control_check (self, self->request_rules, user, name, error);
}

/**
 * mbm_access_control_check_event:
 * @self: an access control
 * @user: (nullable): who wants to; %NULL for somebody who is not logged in
 * @name: an event's name
 * @error: (nullable): return location
 *
 * Finds out whether somebody may send an event, subscribe to it and get it.
 *
 * Errors: [error@Mbm.Error.ACCESS_DENIED] if not.
 *
 * Returns: %TRUE if they may
 *
 * Since: 0.1
 */
gboolean
mbm_access_control_check_event (MbmAccessControl *self, MbmUser *user, const char *name, GError **error)
{
  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return mbm_access_control_check (self, self->event_rules, user, name, error);
}
