/* sbx-payload-check.h — what a schema finds wrong with a document, without waiting for it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-schema.h"

G_BEGIN_DECLS

void sbx_payload_check_async (MbmSchema *schema,
                              char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *sbx_payload_check_finish (GAsyncResult *result, const char **text, GError **error);

G_END_DECLS
