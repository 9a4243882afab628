/* sbx-traffic-count.h — how much of the traffic is shown, in words
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"
#include "sbx-trace-model.h"

G_BEGIN_DECLS

char *sbx_traffic_count_make_text (SbxTraceModel *model, SbxStore *store);

G_END_DECLS
