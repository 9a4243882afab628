/* sbx-metadata-list.h — names and values, to be edited row by row
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SbxMetadataList:
 *
 * The members of a JSON object as rows of a name and a value, to be added, changed and removed. A value is a
 * text, or JSON where its row says so.
 *
 * Properties: json (string, nullable: %NULL for no members; does not notify); problem (string, nullable,
 * read-only, notifying: what keeps the rows from being an object). Signal `changed`: the user changed
 * something.
 */
#define SBX_TYPE_METADATA_LIST (sbx_metadata_list_get_type ())
G_DECLARE_FINAL_TYPE (SbxMetadataList, sbx_metadata_list, SBX, METADATA_LIST, AdwPreferencesGroup)

char *sbx_metadata_list_dup_json (SbxMetadataList *self);
void sbx_metadata_list_set_json (SbxMetadataList *self, const char *json);
const char *sbx_metadata_list_get_problem (SbxMetadataList *self);

G_END_DECLS
