/* sbx-message-tools.h — what can be done with a message besides sending it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* The message as it is written now; (transfer full) (nullable). */
typedef SbxDraft *(*SbxMessageToolsFunc) (gpointer user_data);

/* A few buttons for the bar of a page: saved messages and history, saving, and a menu with preview,
 * variables, and sending many times.
 *
 * Signals: `activated` (SbxDraft): to be edited; `send-requested` (SbxDraft): to be edited and sent at once.
 * Actions for the page: tools.library, tools.history, tools.save, tools.preview, tools.variables, tools.run.
 */
#define SBX_TYPE_MESSAGE_TOOLS (sbx_message_tools_get_type ())
G_DECLARE_FINAL_TYPE (SbxMessageTools, sbx_message_tools, SBX, MESSAGE_TOOLS, GtkWidget)

GtkWidget *sbx_message_tools_new (void);
/* Once, before it is used. @func: gives what is written, for as long as the tools are there. */
void sbx_message_tools_set_up (SbxMessageTools *self,
                               SbxConsole *console,
                               SbxEndpoint *endpoint,
                               SbxMessageToolsFunc func,
                               gpointer user_data);
/* Adds something of the page to the menu. */
void sbx_message_tools_add_section (SbxMessageTools *self, GMenuModel *section);

G_END_DECLS
