/* sbx-probe-dialog.h — a probe of a service, check after check
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* Asks whom to probe, unless it is an endpoint's service, and shows what comes of it. Closed, it stops.
 * Actions: probe.start, probe.stop, probe.back, probe.copy, probe.save. */
#define SBX_TYPE_PROBE_DIALOG (sbx_probe_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxProbeDialog, sbx_probe_dialog, SBX, PROBE_DIALOG, AdwWindow)

/* @endpoint: (nullable): whose service is probed, at once; NULL: ask. */
GtkWindow *sbx_probe_dialog_new (SbxEndpoint *endpoint);

G_END_DECLS
