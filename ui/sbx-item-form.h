/* sbx-item-form.h — the rows of an editor and the item they edit
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-choice-row.h"
#include "sbx-entry-row.h"
#include "sbx-item-config.h"
#include "sbx-number-row.h"
#include "sbx-payload-editor.h"
#include "sbx-switch-row.h"

G_BEGIN_DECLS

/* Binds rows to the properties of an item both ways, for as long as it lives: an editor has another one for
 * another item, with the same rows. */
#define SBX_TYPE_ITEM_FORM (sbx_item_form_get_type ())
G_DECLARE_FINAL_TYPE (SbxItemForm, sbx_item_form, SBX, ITEM_FORM, GObject)

SbxItemForm *sbx_item_form_new (SbxItemConfig *item);

/* A string. */
void sbx_item_form_add_text (SbxItemForm *self, const char *property, SbxEntryRow *row);
/* An array of strings, separated by commas. */
void sbx_item_form_add_list (SbxItemForm *self, const char *property, SbxEntryRow *row);
/* A number, of which the row shows @factor times as much. */
void sbx_item_form_add_number (SbxItemForm *self, const char *property, SbxNumberRow *row, double factor);
void sbx_item_form_add_switch (SbxItemForm *self, const char *property, SbxSwitchRow *row);
/* An enumeration; the row's values are its nicks. */
void sbx_item_form_add_choice (SbxItemForm *self, const char *property, SbxChoiceRow *row);
/* JSON text that may be left out: nothing but blanks leaves it out. */
void sbx_item_form_add_json (SbxItemForm *self, const char *property, SbxPayloadEditor *editor);

/* Says at the row of @wrong what is wrong with it, and nothing at the others. Whether there is such a row. */
gboolean sbx_item_form_show_error (SbxItemForm *self, const char *wrong, const char *error);

G_END_DECLS
