/* sbx-violation-list.h — whether a document fits its schema, and where not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "mbm-schema.h"

G_BEGIN_DECLS

/**
 * SbxViolationList:
 *
 * Validates a document against a schema, in a thread, and says what came of it: that it fits, or each place
 * where it does not. Signal `activated` (string: a JSON Pointer): the user wants to see a place.
 */
#define SBX_TYPE_VIOLATION_LIST (sbx_violation_list_get_type ())
G_DECLARE_FINAL_TYPE (SbxViolationList, sbx_violation_list, SBX, VIOLATION_LIST, GtkWidget)

void sbx_violation_list_validate (SbxViolationList *self, MbmSchema *schema, GBytes *json, gboolean learnt);
void sbx_violation_list_clear (SbxViolationList *self);
guint sbx_violation_list_get_n_violations (SbxViolationList *self);

G_END_DECLS
