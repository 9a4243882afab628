/* sbx-config-dialog.h — what the dialogs that make or edit an endpoint have in common
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-config-form.h"
#include "sbx-console.h"

G_BEGIN_DECLS

/* Signal `saved (SbxEndpoint *endpoint)`: the console has the endpoint, or its new settings; it is not
 * started. The dialog then closes itself. Action: dialog.confirm. */
#define SBX_TYPE_CONFIG_DIALOG (sbx_config_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxConfigDialog, sbx_config_dialog, SBX, CONFIG_DIALOG, AdwWindow)

/* @secrets_failed: says that passwords could not be kept; %s is what the keyring says. Marked with N_()
 * @is_complete: whether what no form checks is as it has to be, too
 * @save_secrets_async: hands passwords over before the endpoint starts, and asks for them
 * @add: (transfer full): has the console make an endpoint
 */
struct _SbxConfigDialogClass
{
  AdwWindowClass parent_class;

  const char *secrets_failed;
  gboolean (*is_complete) (SbxConfigDialog *self);
  void (*save_secrets_async) (SbxConfigDialog *self,
                              SbxSecrets *secrets,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
  gboolean (*save_secrets_finish) (SbxConfigDialog *self, GAsyncResult *result, GError **error);
  SbxEndpoint *(*add) (SbxConfigDialog *self, SbxConsole *console, SbxEndpointConfig *config);
};

/* @endpoint: (nullable): which is edited, NULL for a new one; @config: what is edited; @title: of a dialog
 * that edits. Returns the form, which the dialog owns, to be filled. */
SbxConfigForm *sbx_config_dialog_begin (SbxConfigDialog *self,
                                        SbxConsole *console,
                                        SbxEndpoint *endpoint,
                                        SbxEndpointConfig *config,
                                        const char *title);
SbxConfigForm *sbx_config_dialog_get_form (SbxConfigDialog *self);
/* Whether the dialog can be confirmed may have changed. */
void sbx_config_dialog_update (SbxConfigDialog *self);

G_END_DECLS
