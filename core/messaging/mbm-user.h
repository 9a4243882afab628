/* mbm-user.h — who somebody is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

#include "mbm-version-macros.h"

G_BEGIN_DECLS

#define MBM_TYPE_USER (mbm_user_get_type ())
typedef struct _MbmUser MbmUser;

MBM_AVAILABLE_IN_ALL
GType mbm_user_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_user_new (const char *id, const char *username, const char *const *roles);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_user_ref (MbmUser *self);
MBM_AVAILABLE_IN_ALL
void mbm_user_unref (MbmUser *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_user_get_id (MbmUser *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_user_get_username (MbmUser *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_user_get_roles (MbmUser *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_user_has_role (MbmUser *self, const char *role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmUser, mbm_user_unref)

G_END_DECLS
