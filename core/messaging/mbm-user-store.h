/* mbm-user-store.h — users with passwords and roles
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-error.h"

G_BEGIN_DECLS

/**
 * MbmUser:
 *
 * Who somebody is: an id, a user name, roles. Immutable, reference-counted.
 */
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

#define MBM_TYPE_USER_STORE (mbm_user_store_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmUserStore, mbm_user_store, MBM, USER_STORE, GObject)

MBM_AVAILABLE_IN_ALL
MbmUserStore *mbm_user_store_new (void);

/* Keeps a yescrypt hash only; takes about 20 ms. A user of that name is replaced. */
MBM_AVAILABLE_IN_ALL
gboolean mbm_user_store_add (MbmUserStore *self,
                             const char *username,
                             const char *password,
                             const char *const *roles,
                             GError **error);

/* A JSON file `{"users":[{"username","password","roles":[]}]}`; the error names file and JSON path. */
MBM_AVAILABLE_IN_ALL
gboolean mbm_user_store_load_file (MbmUserStore *self, GFile *file, GError **error);
MBM_AVAILABLE_IN_ALL
guint mbm_user_store_get_n_users (MbmUserStore *self);

/* The hash is computed in a thread of its own. LOGIN_FAILED: no such user or wrong password, and it takes the same time. */
MBM_AVAILABLE_IN_ALL
void mbm_user_store_verify_async (MbmUserStore *self,
                                  const char *username,
                                  const char *password,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_user_store_verify_finish (MbmUserStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
