/* sbx-demo-contract.h — what the demo's requests and events look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"

G_BEGIN_DECLS

/**
 * SBX_DEMO_CAPABILITY:
 *
 * What a server says it can do when it serves the demo: who connects knows from it that the contract is the
 * demo's.
 */
#define SBX_DEMO_CAPABILITY "order-demo"

MbmContract *sbx_demo_contract_get (void);
const char *sbx_demo_contract_translate (const char *description);

G_END_DECLS
