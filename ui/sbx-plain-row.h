/* sbx-plain-row.h — a row that holds something and is nothing itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Neither activatable nor a stop of the Tab key, which goes on to what is in it or, if that takes no focus,
 * to the rows behind it. */
#define SBX_TYPE_PLAIN_ROW (sbx_plain_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxPlainRow, sbx_plain_row, SBX, PLAIN_ROW, AdwPreferencesRow)

GtkWidget *sbx_plain_row_new (GtkWidget *child);

G_END_DECLS
