/* secret-service-mock.h — a Secret Service of a test's own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As much of org.freedesktop.Secret as libsecret needs, in the main context: one collection, sessions without
 * encryption. A locked one asks, and is always refused. */
typedef struct _SecretServiceMock SecretServiceMock;

/* @address: of a bus. The service is there when it returns. */
SecretServiceMock *secret_service_mock_new (const char *address);
void secret_service_mock_free (SecretServiceMock *self);
void secret_service_mock_set_locked (SecretServiceMock *self, gboolean locked);
guint secret_service_mock_get_n_items (SecretServiceMock *self);
guint secret_service_mock_get_n_prompts (SecretServiceMock *self);
/* The item of that key, or NULL. */
const char *secret_service_mock_get_secret (SecretServiceMock *self, const char *key);
const char *secret_service_mock_get_label (SecretServiceMock *self, const char *key);
const char *secret_service_mock_get_schema (SecretServiceMock *self, const char *key);

G_END_DECLS
