/* sbx-config-form.h — the rows of a dialog and the config they edit
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-choice-row.h"
#include "sbx-contract-row.h"
#include "sbx-endpoint-config.h"
#include "sbx-entry-row.h"
#include "sbx-file-row.h"
#include "sbx-number-row.h"
#include "sbx-switch-row.h"

G_BEGIN_DECLS

/* Binds rows to the properties of a config both ways, and shows what sbx_endpoint_config_check() finds wrong
 * at the row it is about, once that was edited. Owned by its dialog.
 *
 * Properties: config (construct-only); valid (boolean, read-only). Signal `error-shown (GtkWidget *row)`: so
 * that it can be made visible. */
#define SBX_TYPE_CONFIG_FORM (sbx_config_form_get_type ())
G_DECLARE_FINAL_TYPE (SbxConfigForm, sbx_config_form, SBX, CONFIG_FORM, GObject)

SbxConfigForm *sbx_config_form_new (SbxEndpointConfig *config);
SbxEndpointConfig *sbx_config_form_get_config (SbxConfigForm *self);
gboolean sbx_config_form_get_valid (SbxConfigForm *self);

/* A string. */
void sbx_config_form_add_text (SbxConfigForm *self, const char *property, SbxEntryRow *row);
/* A strv, of words separated by commas; of lines if the row is of that kind. */
void sbx_config_form_add_list (SbxConfigForm *self, const char *property, SbxEntryRow *row);
/* A number of which the row shows the @unit-th part. */
void sbx_config_form_add_number (SbxConfigForm *self, const char *property, SbxNumberRow *row, guint unit);
void sbx_config_form_add_switch (SbxConfigForm *self, const char *property, SbxSwitchRow *row);
/* A string that is one of a few. */
void sbx_config_form_add_choice (SbxConfigForm *self, const char *property, SbxChoiceRow *row);
/* A path. */
void sbx_config_form_add_file (SbxConfigForm *self, const char *property, SbxFileRow *row);
/* The config's contract; @workspace is the file that its path starts from. */
void sbx_config_form_add_contract (SbxConfigForm *self, SbxContractRow *row, const char *workspace);
/* Something with a property `error` that edits the config itself, and then says so with
 * sbx_config_form_edited(). */
void sbx_config_form_add_part (SbxConfigForm *self, const char *property, GtkWidget *part);
void sbx_config_form_edited (SbxConfigForm *self, const char *property);

/* A config with a new id, and otherwise as @config, to make another such endpoint of; (transfer full) */
SbxEndpointConfig *sbx_config_form_copy_as_new (SbxEndpointConfig *config);

G_END_DECLS
