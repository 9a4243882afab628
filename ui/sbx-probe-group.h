/* sbx-probe-group.h — the way to a probe
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* On an overview: says what a probe is, and activates endpoint.probe. */
#define SBX_TYPE_PROBE_GROUP (sbx_probe_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxProbeGroup, sbx_probe_group, SBX, PROBE_GROUP, AdwPreferencesGroup)

GtkWidget *sbx_probe_group_new (void);

G_END_DECLS
