/* sbx-connection-setup-private.h — a client as the workspace describes it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-client.h"

#include "sbx-endpoint-config.h"

G_BEGIN_DECLS

/* With everything but what may change while it is connected. @config: its paths are whole, its headers
 * complete. Reads the files of certificates: some milliseconds. (transfer full) (nullable) */
MbmClient *sbx_connection_setup_make (SbxConnectionConfig *config, GError **error);

G_END_DECLS
