/* sbx-endpoint-private.h — what kinds of endpoint are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-alarms.h"
#include "sbx-backend-private.h"
#include "sbx-endpoint.h"
#include "sbx-secrets.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/* What is under way, and what watches it. */
typedef struct
{
  GCancellable *attempt; /* of a start */
  GPtrArray *stops;      /* GTask: who else waits for a stop */
  SbxAlarms *alarms;
} SbxEndpointLife;

SbxEndpointLife *sbx_endpoint_get_life (SbxEndpoint *self);

SbxEndpoint *sbx_endpoint_new (GType type,
                               SbxEndpointConfig *config,
                               SbxEngine *engine,
                               SbxStore *store,
                               SbxSecrets *secrets);

SbxBackend *sbx_endpoint_get_backend (SbxEndpoint *self);
SbxSecrets *sbx_endpoint_get_secrets (SbxEndpoint *self);

/* What is kept of it in SbxSecrets is removed there. */
void sbx_endpoint_forget_secrets (SbxEndpoint *self);

/* Hands a command to the backend; see sbx_call_start(). @task: (transfer full) */
void
sbx_endpoint_call (SbxEndpoint *self, GTask *task, SbxCallFunc func, gpointer data, GDestroyNotify destroy);

/* @text: (nullable): words for the state, instead of its usual ones. */
void sbx_endpoint_set_state (SbxEndpoint *self, SbxEndpointState state, const char *text);
void sbx_endpoint_set_state_text (SbxEndpoint *self, const char *text);
void sbx_endpoint_set_error_message (SbxEndpoint *self, const char *message);
/* @address: (nullable): NULL: what the config says. */
void sbx_endpoint_set_address (SbxEndpoint *self, const char *address);

/* Ends what SbxEndpointClass.start began: the endpoint runs, or failed with @error (transfer full)
 * (nullable).
 * @task: (transfer full) */
void sbx_endpoint_return_start (SbxEndpoint *self, GTask *task, GError *error);
/* Ends what SbxEndpointClass.stop began. @task: (transfer full) */
void sbx_endpoint_return_stop (SbxEndpoint *self, GTask *task);
/* What the start that is under way looks at; it is also cancelled by a stop. */
GCancellable *sbx_endpoint_get_attempt (SbxEndpoint *self);

G_END_DECLS
