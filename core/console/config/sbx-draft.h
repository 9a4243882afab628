/* sbx-draft.h — a request or event as somebody wrote it, to be sent
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sbx-template.h"

G_BEGIN_DECLS

/**
 * SbxDraft:
 *
 * A request or event as somebody wrote it, with its placeholders: what the Send page has, what is saved in
 * the library, and what the history remembers. Plain data: nothing is checked here. Any one thread at a time.
 *
 * Properties, writable and notifying, [default]:
 *  - event (boolean): it is an event, not a request [FALSE]
 *  - name (string): of the request or event [""]
 *  - payload (string): JSON text, or what was typed so far [""]
 *  - context (string, nullable): a JSON object as text: what was written by hand. What is made anew with each
 *    message (trace ids, time, token) is not in it [NULL]
 *  - timeout (uint, ms): 0: that of the connection [0]
 *  - recipient (string, nullable): the id of a client, on a server; NULL: all of them [NULL]
 *  - recipients (strv, nullable): the ids of several clients that an event goes to; NULL: see recipient
 * [NULL]
 *  - trace (boolean): every message gets new trace and span ids [TRUE]
 *  - title (string, nullable): what people call it; NULL: its name [NULL]
 *  - description (string, nullable): a remark [NULL]
 */
#define SBX_TYPE_DRAFT (sbx_draft_get_type ())
G_DECLARE_FINAL_TYPE (SbxDraft, sbx_draft, SBX, DRAFT, GObject)

/**
 * SbxDraftCapture:
 * @variable: a variable's name
 * @pointer: a JSON Pointer into the data of the answer; empty: all of it
 *
 * A value to be taken from the answer.
 */
typedef struct
{
  char *variable;
  char *pointer;
} SbxDraftCapture;

void sbx_draft_capture_free (SbxDraftCapture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxDraftCapture, sbx_draft_capture_free)

SbxDraft *sbx_draft_new (gboolean event, const char *name, const char *payload);
SbxDraft *sbx_draft_copy (SbxDraft *self);
gboolean sbx_draft_equal (SbxDraft *self, SbxDraft *other);

gboolean sbx_draft_get_event (SbxDraft *self);
const char *sbx_draft_get_name (SbxDraft *self);
const char *sbx_draft_get_payload (SbxDraft *self);
const char *sbx_draft_get_context (SbxDraft *self);
guint sbx_draft_get_timeout (SbxDraft *self);
gboolean sbx_draft_get_trace (SbxDraft *self);
const char *sbx_draft_get_recipient (SbxDraft *self);
const char *const *sbx_draft_get_recipients (SbxDraft *self);
const char *sbx_draft_get_title (SbxDraft *self);
const char *sbx_draft_get_description (SbxDraft *self);

GPtrArray *sbx_draft_get_captures (SbxDraft *self);
void sbx_draft_set_captures (SbxDraft *self, GPtrArray *captures);

SbxDraft *sbx_draft_expand (SbxDraft *self, SbxTemplateLookup lookup, gpointer user_data, GError **error);

gboolean sbx_draft_strip_secrets (SbxDraft *self);

char *sbx_draft_to_json (SbxDraft *self);
SbxDraft *sbx_draft_from_json (MbmJsonValue value, const char *path, GError **error);

G_END_DECLS
