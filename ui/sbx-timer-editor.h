/* sbx-timer-editor.h — an editor for an event that a hosted server emits by itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-draft.h"
#include "sbx-server.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: draft (SbxItemDraft of an SbxTimerConfig, nullable). Action: timer.send. */
#define SBX_TYPE_TIMER_EDITOR (sbx_timer_editor_get_type ())
G_DECLARE_FINAL_TYPE (SbxTimerEditor, sbx_timer_editor, SBX, TIMER_EDITOR, GtkWidget)

GtkWidget *sbx_timer_editor_new (SbxServer *server);

G_END_DECLS
