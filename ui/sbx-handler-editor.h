/* sbx-handler-editor.h — an editor for how a hosted server answers a request
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-draft.h"
#include "sbx-server.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: draft (SbxItemDraft of an SbxHandlerConfig, nullable). */
#define SBX_TYPE_HANDLER_EDITOR (sbx_handler_editor_get_type ())
G_DECLARE_FINAL_TYPE (SbxHandlerEditor, sbx_handler_editor, SBX, HANDLER_EDITOR, GtkWidget)

GtkWidget *sbx_handler_editor_new (SbxServer *server);

G_END_DECLS
