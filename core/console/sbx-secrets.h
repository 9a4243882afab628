/* sbx-secrets.h — passwords and tokens
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxSecrets:
 *
 * Keeps passwords and tokens in the Secret Service; or, where there is none or it is locked and stays so, in
 * memory until the program ends. Main thread.
 *
 * Keys are words: `connection:ID:password`, `connection:ID:token`, `connection:ID:payload`,
 * `connection:ID:header:NAME`, `server:ID:user:NAME`.
 *
 * Property `persistent` (boolean, read-only, notifying): whether the Secret Service took or gave what was
 * last asked of it, so that secrets are there again at the next start. FALSE until that is known.
 */
#define SBX_TYPE_SECRETS (sbx_secrets_get_type ())
G_DECLARE_FINAL_TYPE (SbxSecrets, sbx_secrets, SBX, SECRETS, GObject)

SbxSecrets *sbx_secrets_new (void);
gboolean sbx_secrets_get_persistent (SbxSecrets *self);

void sbx_secrets_store_async (SbxSecrets *self,
                              const char *key,
                              const char *label,
                              const char *secret,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean sbx_secrets_store_finish (SbxSecrets *self, GAsyncResult *result, GError **error);

void sbx_secrets_lookup_async (SbxSecrets *self,
                               const char *key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *sbx_secrets_lookup_finish (SbxSecrets *self, GAsyncResult *result, GError **error);

void sbx_secrets_free_secret (char *secret);

G_END_DECLS
