/* sbx-probe-checks-private.h — what a probe tries, one function each
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-probe-run-private.h"

G_BEGIN_DECLS

void sbx_probe_check_connect (SbxProbeRun *run);
void sbx_probe_check_unregistered (SbxProbeRun *run);
void sbx_probe_check_register (SbxProbeRun *run);
void sbx_probe_check_register_twice (SbxProbeRun *run);
void sbx_probe_check_duplicate_id (SbxProbeRun *run);
void sbx_probe_check_announcements (SbxProbeRun *run);
void sbx_probe_check_reconnect (SbxProbeRun *run);
void sbx_probe_check_unregister (SbxProbeRun *run);

void sbx_probe_check_ping (SbxProbeRun *run);
void sbx_probe_check_correlation (SbxProbeRun *run);
void sbx_probe_check_server_info (SbxProbeRun *run);
void sbx_probe_check_heartbeat (SbxProbeRun *run);
void sbx_probe_check_websocket_ping (SbxProbeRun *run);

void sbx_probe_check_subscription (SbxProbeRun *run);
void sbx_probe_check_filter (SbxProbeRun *run);
void sbx_probe_check_wrong_filter (SbxProbeRun *run);

void sbx_probe_check_unknown_request (SbxProbeRun *run);
void sbx_probe_check_unknown_system (SbxProbeRun *run);
void sbx_probe_check_system_payload (SbxProbeRun *run);
void sbx_probe_check_request (SbxProbeRun *run);
void sbx_probe_check_wrong_payload (SbxProbeRun *run);
void sbx_probe_check_source (SbxProbeRun *run);

void sbx_probe_check_malformed_json (SbxProbeRun *run);
void sbx_probe_check_malformed_frame (SbxProbeRun *run);
void sbx_probe_check_binary (SbxProbeRun *run);
void sbx_probe_check_not_utf8 (SbxProbeRun *run);
void sbx_probe_check_unsolicited (SbxProbeRun *run);
void sbx_probe_check_oversized (SbxProbeRun *run);

void sbx_probe_check_wrong_login (SbxProbeRun *run);
void sbx_probe_check_login_leak (SbxProbeRun *run);
void sbx_probe_check_wrong_token (SbxProbeRun *run);
void sbx_probe_check_login (SbxProbeRun *run);
void sbx_probe_check_token (SbxProbeRun *run);

void sbx_probe_check_origin (SbxProbeRun *run);
void sbx_probe_check_host (SbxProbeRun *run);
void sbx_probe_check_http_errors (SbxProbeRun *run);
void sbx_probe_check_http_api (SbxProbeRun *run);
void sbx_probe_check_event_stream (SbxProbeRun *run);

G_END_DECLS
