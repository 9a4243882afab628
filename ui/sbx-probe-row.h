/* sbx-probe-row.h — a check of a probe, and what it came to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-probe-check.h"

G_BEGIN_DECLS

/* Follows its check while that runs. Opened it shows what is asked, what to do, and what was sent and got. */
#define SBX_TYPE_PROBE_ROW (sbx_probe_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxProbeRow, sbx_probe_row, SBX, PROBE_ROW, AdwExpanderRow)

GtkWidget *sbx_probe_row_new (SbxProbeCheck *check);
SbxProbeCheck *sbx_probe_row_get_check (SbxProbeRow *self);

G_END_DECLS
