/* sbx-draft-private.h — what the parts of a draft share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-draft.h"

G_BEGIN_DECLS

/* Members of the file that were not understood: `"name":value` after `"name":value`. (nullable) */
const char *sbx_draft_get_unknown (SbxDraft *self);
void sbx_draft_set_unknown (SbxDraft *self, const char *unknown);

G_END_DECLS
