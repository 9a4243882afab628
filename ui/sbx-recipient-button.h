/* sbx-recipient-button.h — which of a server's clients get a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SbxRecipientButton:
 *
 * A button that says who gets a message, and opens a list to choose from: all clients or some of them, or
 * exactly one where `single`. Who was chosen and leaves stays chosen: the client may come back.
 *
 * Properties: peers (GListModel of SbxPeer), single (boolean). Signal `changed`.
 */
#define SBX_TYPE_RECIPIENT_BUTTON (sbx_recipient_button_get_type ())
G_DECLARE_FINAL_TYPE (SbxRecipientButton, sbx_recipient_button, SBX, RECIPIENT_BUTTON, GtkWidget)

char **sbx_recipient_button_dup_recipients (SbxRecipientButton *self);
void sbx_recipient_button_set_recipients (SbxRecipientButton *self, const char *const *ids);

G_END_DECLS
