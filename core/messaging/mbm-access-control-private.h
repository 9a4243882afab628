/* mbm-access-control-private.h — who may do what: the parts
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-access-control.h"

G_BEGIN_DECLS

/* Whose requests, emits and subscriptions of one name are let through. */
typedef struct _MbmAccessRule MbmAccessRule;

struct _MbmAccessControl
{
  GObject parent_instance;

  char *system;
  GHashTable *resources; /* name → GStrv of actions */
  GHashTable *roles;     /* name → MbmAccessRole */

  GHashTable *request_rules; /* name → MbmAccessRule */
  GHashTable *event_rules;

  /* What was found out, until something changes: all roles of a user, those that they extend too. */
  GHashTable *granted; /* MbmUser → GHashTable, a set of names */
};

/* All that @roles extend, and themselves: a set of names. (transfer full) */
GHashTable *mbm_access_control_expand (MbmAccessControl *self, const char *const *roles);
gboolean mbm_access_permission_covers (const char *granted, const char *permission);

/* mbm-access-rules.c */
void mbm_access_rule_free (MbmAccessRule *rule);
/* NULL if there is none: everybody may. */
MbmAccessRule *mbm_access_control_find_event_rule (MbmAccessControl *self, const char *name);
/* @user: (nullable): NULL for somebody who is not logged in. */
gboolean mbm_access_control_admits (MbmAccessControl *self, MbmAccessRule *rule, MbmUser *user);
void mbm_access_control_set_error (MbmUser *user, const char *name, GError **error);
/* Whether there is any rule at all. */
gboolean mbm_access_control_has_rules (MbmAccessControl *self);

G_END_DECLS
