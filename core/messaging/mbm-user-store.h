/* mbm-user-store.h — users with passwords and roles
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-auth-provider.h"
#include "mbm-error.h"

G_BEGIN_DECLS

#define MBM_TYPE_USER_STORE (mbm_user_store_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmUserStore, mbm_user_store, MBM, USER_STORE, GObject)

MBM_AVAILABLE_IN_ALL
MbmUserStore *mbm_user_store_new (void);

MBM_AVAILABLE_IN_ALL
gboolean mbm_user_store_add (MbmUserStore *self,
                             const char *username,
                             const char *password,
                             const char *const *roles,
                             GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_user_store_load_file (MbmUserStore *self, GFile *file, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_user_store_load_file_async (MbmUserStore *self,
                                     GFile *file,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_user_store_load_file_finish (MbmUserStore *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
guint mbm_user_store_get_n_users (MbmUserStore *self);

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
