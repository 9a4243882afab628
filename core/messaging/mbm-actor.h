/* mbm-actor.h — who does something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-error.h"
#include "mbm-user.h"

G_BEGIN_DECLS

#define MBM_TYPE_ACTOR (mbm_actor_get_type ())
typedef struct _MbmActor MbmActor;

MBM_AVAILABLE_IN_ALL
GType mbm_actor_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmActor *mbm_actor_new (const char *id,
                         const char *type,
                         const char *const *roles,
                         const char *const *permissions,
                         GBytes *metadata,
                         GError **error);
MBM_AVAILABLE_IN_ALL
MbmActor *mbm_actor_new_for_user (MbmUser *user);
MBM_AVAILABLE_IN_ALL
MbmActor *mbm_actor_new_from_json (GBytes *json, GError **error);
MBM_AVAILABLE_IN_ALL
MbmActor *mbm_actor_ref (MbmActor *self);
MBM_AVAILABLE_IN_ALL
void mbm_actor_unref (MbmActor *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_actor_get_id (MbmActor *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_actor_get_actor_type (MbmActor *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_actor_get_roles (MbmActor *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_actor_get_permissions (MbmActor *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_actor_get_metadata (MbmActor *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_actor_to_json (MbmActor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmActor, mbm_actor_unref)

G_END_DECLS
