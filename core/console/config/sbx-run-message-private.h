/* sbx-run-message-private.h — a message that is made again and again
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-context.h"

#include "sbx-draft.h"
#include "sbx-scope.h"

G_BEGIN_DECLS

/* What a draft becomes each time that it is sent. What has no placeholders is read once. */
typedef struct _SbxRunMessage SbxRunMessage;

/* @scope: (transfer full) */
SbxRunMessage *sbx_run_message_new (SbxDraft *draft, SbxScope *scope);
void sbx_run_message_free (SbxRunMessage *self);
/* Before the first. */
gboolean sbx_run_message_prepare (SbxRunMessage *self, GError **error);
/* The next: (transfer full) (nullable), as are @payload and @context. */
SbxDraft *sbx_run_message_make (SbxRunMessage *self, GBytes **payload, MbmContext **context, GError **error);

G_END_DECLS
