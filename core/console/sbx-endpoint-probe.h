/* sbx-endpoint-probe.h — a probe of what an endpoint talks to, or is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint.h"
#include "sbx-probe.h"

G_BEGIN_DECLS

void sbx_endpoint_make_probe_async (SbxEndpoint *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
SbxProbe *sbx_endpoint_make_probe_finish (SbxEndpoint *self, GAsyncResult *result, GError **error);

G_END_DECLS
