/* mbm-access-control.h — who may do what
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-actor.h"
#include "mbm-contract.h"

G_BEGIN_DECLS

#define MBM_TYPE_ACCESS_CONTROL (mbm_access_control_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmAccessControl, mbm_access_control, MBM, ACCESS_CONTROL, GObject)

MBM_AVAILABLE_IN_ALL
MbmAccessControl *mbm_access_control_new (const char *system);
MBM_AVAILABLE_IN_ALL
MbmAccessControl *mbm_access_control_new_for_contract (MbmContract *contract);
MBM_AVAILABLE_IN_ALL
const char *mbm_access_control_get_system (MbmAccessControl *self);

MBM_AVAILABLE_IN_ALL
void
mbm_access_control_add_resource (MbmAccessControl *self, const char *resource, const char *const *actions);
MBM_AVAILABLE_IN_ALL
gboolean mbm_access_control_set_role (MbmAccessControl *self,
                                      const char *role,
                                      const char *const *permissions,
                                      const char *const *extends,
                                      GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_access_control_remove_role (MbmAccessControl *self, const char *role);
MBM_AVAILABLE_IN_ALL
char **mbm_access_control_dup_roles (MbmAccessControl *self, MbmActor *actor);
MBM_AVAILABLE_IN_ALL
char **mbm_access_control_dup_permissions (MbmAccessControl *self, MbmActor *actor);
MBM_AVAILABLE_IN_ALL
gboolean mbm_access_control_has_role (MbmAccessControl *self, MbmActor *actor, const char *role);
MBM_AVAILABLE_IN_ALL
gboolean mbm_access_control_has_permission (MbmAccessControl *self, MbmActor *actor, const char *permission);

MBM_AVAILABLE_IN_ALL
void mbm_access_control_set_request_rule (MbmAccessControl *self,
                                          const char *name,
                                          const char *const *allowed_roles,
                                          const char *const *denied_roles);
MBM_AVAILABLE_IN_ALL
void mbm_access_control_set_event_rule (MbmAccessControl *self,
                                        const char *name,
                                        const char *const *allowed_roles,
                                        const char *const *denied_roles);
MBM_AVAILABLE_IN_ALL
gboolean
mbm_access_control_check_request (MbmAccessControl *self, MbmUser *user, const char *name, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean
mbm_access_control_check_event (MbmAccessControl *self, MbmUser *user, const char *name, GError **error);

G_END_DECLS
