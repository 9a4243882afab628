/* sbx-file-row.h — a row for a file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A path that is typed, chosen, dropped onto the row, or cleared.
 *
 * Properties besides those of AdwPreferencesRow: path (string, never NULL: "" for none); placeholder-text
 * (string, nullable: what no file means); chooser-title (string, nullable: of the dialog that chooses one);
 * patterns (string, nullable: what to look for, such as "*.pem *.crt", separated by blanks); kind (string,
 * nullable: what such files are called in that dialog); hint (string, nullable); error (string, nullable:
 * what is wrong, instead of the hint). */
#define SBX_TYPE_FILE_ROW (sbx_file_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxFileRow, sbx_file_row, SBX, FILE_ROW, AdwPreferencesRow)

const char *sbx_file_row_get_path (SbxFileRow *self);
void sbx_file_row_set_error (SbxFileRow *self, const char *error);

G_END_DECLS
