/* sbx-capture-list.h — captures that are open at the next start too
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-console.h"

G_BEGIN_DECLS

/* Opens what `captures` in @settings names, and keeps it at what is open from now on. */
void sbx_capture_list_keep (SbxConsole *console, GSettings *settings);

G_END_DECLS
