/* sbx-probe.h — tries whether a running service keeps to the protocol
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"
#include "mbm-message.h"
#include "sbx-probe-check.h"

G_BEGIN_DECLS

/**
 * SBX_PROBE_DEFAULT_TIMEOUT:
 *
 * How long a check may take, in milliseconds, unless said otherwise.
 */
#define SBX_PROBE_DEFAULT_TIMEOUT 5000

/**
 * SbxProbe:
 *
 * Tries whether a running service keeps to docs/protocol.md, check after check, and says of each what was
 * sent and got, what is wrong and what to do.
 *
 * It is harmless: it registers under an id of its own, asks for system requests and for a name that nobody
 * has, and sends no application event; what it opened it closes. Only a request that the user names is sent
 * besides. A check has a limit of time; a probe can be cancelled.
 *
 * Lives on the thread of its main context, which has to be run; talks on a thread of its own.
 *
 * Properties, to be set while it does not run:
 *  - url (string): whom to try: `ws://`, `wss://`, `http://`, `https://` or `memory://`
 *  - dialect (MbmDialect)
 *  - registers (boolean): clients register there [TRUE]
 *  - headers (strv): `Name: value`, for each connection
 *  - ca-file, trusted-fingerprint (string, nullable), certificate (GTlsCertificate, nullable): as those of
 * MbmTransport
 *  - username, password (string, nullable): a login that is right. Without a password only wrong ones are
 * tried
 *  - token (string, nullable): one that is valid
 *  - request-name, request-payload (string, nullable): a request that may be made, and its payload, JSON
 *  - contract (MbmContract, nullable): says what a wrong payload and a right answer are
 *  - timeout (uint, ms): how long a check may take [5000]
 *  - heartbeat-wait (uint, ms): for how long a heartbeat of the service is waited for; one that does not come
 * is a fault then. 0: as long as there is time, and it is none [0]
 *  - max-message-size (uint64, bytes): the service's limit, 0: not known [0]
 *  - only (strv, nullable): ids of the checks to run; NULL: all
 *
 * Read-only and notifying:
 *  - running (boolean)
 *  - n-passed, n-warnings, n-failed (uint), and n-left (uint): how many have not run yet
 */
#define SBX_TYPE_PROBE (sbx_probe_get_type ())
G_DECLARE_FINAL_TYPE (SbxProbe, sbx_probe, SBX, PROBE, GObject)

SbxProbe *sbx_probe_new (const char *url);

GListModel *sbx_probe_get_checks (SbxProbe *self);
gboolean sbx_probe_get_running (SbxProbe *self);
guint sbx_probe_count (SbxProbe *self, SbxProbeStatus status);
const char *sbx_probe_get_url (SbxProbe *self);

void sbx_probe_run_async (SbxProbe *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean sbx_probe_run_finish (SbxProbe *self, GAsyncResult *result, GError **error);

gboolean sbx_probe_has_check (const char *id);
char *sbx_probe_summary_to_json (SbxProbe *self);
char *sbx_probe_to_json (SbxProbe *self);
char *sbx_probe_to_text (SbxProbe *self);

G_END_DECLS
