/* mbm-tool-contract.h — contracts that commands are given
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"
#include "mbm-message.h"

G_BEGIN_DECLS

MbmContract *sbx_tool_load_contract (const char *path);
gboolean sbx_tool_check_contract (const char *path, MbmMessageKind kind, const char *name, GBytes *payload);

G_END_DECLS
