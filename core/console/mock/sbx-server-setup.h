/* sbx-server-setup.h — a server as the workspace describes it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"
#include "mbm-server.h"

#include "sbx-endpoint-config.h"

G_BEGIN_DECLS

MbmServer *sbx_server_setup_make (SbxServerConfig *config, const char *id);
void sbx_server_setup_update (SbxServerConfig *config, MbmServer *server);
void sbx_server_setup_set_contract (SbxServerConfig *config, MbmServer *server, MbmContract *contract);
gboolean sbx_server_setup_is_encrypted (const char *url);
GTlsCertificate *sbx_server_setup_load_certificate (SbxServerConfig *config, const char *url, GError **error);
MbmContract *sbx_server_setup_load_contract (SbxServerConfig *config, GError **error);
SbxServerConfig *sbx_server_setup_load (GFile *file, const char *url, GError **error);

G_END_DECLS
