/* sbx-field-row.h — a row with a control, and a hint or what is wrong below its title
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Base of SbxNumberRow and SbxSwitchRow: what they have in common is more than what they have not.
 *
 * Properties: hint (string, nullable); error (string, nullable: what is wrong, instead of the hint). */
#define SBX_TYPE_FIELD_ROW (sbx_field_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxFieldRow, sbx_field_row, SBX, FIELD_ROW, AdwActionRow)

struct _SbxFieldRowClass
{
  AdwActionRowClass parent_class;
};

/* For subclasses: the row's control, which takes its name from the title. */
void sbx_field_row_set_control (SbxFieldRow *self, GtkWidget *control);

/* For all rows of forms: that what is in @control (nullable) is wrong, and what is said of it (nullable). */
void sbx_field_mark (GtkWidget *row, GtkWidget *control, const char *words, gboolean wrong);

G_END_DECLS
