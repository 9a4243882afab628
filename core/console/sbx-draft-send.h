/* sbx-draft-send.h — sends what somebody wrote
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-answer.h"
#include "sbx-draft.h"
#include "sbx-endpoint.h"

G_BEGIN_DECLS

/**
 * SbxSent:
 * @answer: (nullable): of a request; an event has none
 * @n_receivers: to how many clients a server's event went; -1: it was something else
 *
 * What came of sending a draft.
 */
typedef struct
{
  SbxAnswer *answer;
  int n_receivers;
} SbxSent;

void sbx_sent_free (SbxSent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxSent, sbx_sent_free)

void sbx_draft_send_async (SbxDraft *draft,
                           SbxEndpoint *endpoint,
                           const char *const *recipients,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
SbxSent *sbx_draft_send_finish (SbxDraft *draft, GAsyncResult *result, GError **error);

G_END_DECLS
