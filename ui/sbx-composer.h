/* sbx-composer.h — a message that is being written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-draft.h"
#include "sbx-endpoint.h"
#include "sbx-payload-editor.h"
#include "sbx-variables.h"

G_BEGIN_DECLS

/**
 * SbxComposer:
 *
 * What is to be sent through an endpoint: its kind, to whom, name, payload, context and time-out. It knows
 * what keeps it from being sent, but sends nothing: its buttons activate the actions `send.send` and
 * `send.cancel` of whoever has it.
 *
 * Signal `changed`: something is another,
 * so that what keeps it from being sent may be another, too.
 */
#define SBX_TYPE_COMPOSER (sbx_composer_get_type ())
G_DECLARE_FINAL_TYPE (SbxComposer, sbx_composer, SBX, COMPOSER, GtkWidget)

void sbx_composer_set_up (SbxComposer *self, SbxEndpoint *endpoint, SbxVariables *variables);
SbxDraft *sbx_composer_dup_draft (SbxComposer *self);
void sbx_composer_set_draft (SbxComposer *self, SbxDraft *draft);
char **sbx_composer_dup_recipients (SbxComposer *self);
char *sbx_composer_dup_obstacle (SbxComposer *self);
void sbx_composer_set_busy (SbxComposer *self, gboolean busy);
void sbx_composer_set_last_trace (SbxComposer *self, const char *trace_id);
void sbx_composer_add_tool (SbxComposer *self, GtkWidget *tool);
SbxPayloadEditor *sbx_composer_get_payload (SbxComposer *self);

G_END_DECLS
