/* sbx-secrets.h — passwords and tokens
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Kept in the Secret Service, or, where there is none, in memory until the program ends. Main thread.
 * Property: persistent (boolean, read-only, notifying): whether there is a Secret Service. Keys are words
 * such as "connection:ID:password". */
#define SBX_TYPE_SECRETS (sbx_secrets_get_type ())
G_DECLARE_FINAL_TYPE (SbxSecrets, sbx_secrets, SBX, SECRETS, GObject)

SbxSecrets *sbx_secrets_new (void);
/* @secret NULL removes. */
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
/* (nullable) without an error: there is none. Free with sbx_secrets_free_secret(), which wipes it. */
char *sbx_secrets_lookup_finish (SbxSecrets *self, GAsyncResult *result, GError **error);
void sbx_secrets_free_secret (char *secret);
gboolean sbx_secrets_get_persistent (SbxSecrets *self);

G_END_DECLS
