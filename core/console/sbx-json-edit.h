/* sbx-json-edit.h — changes to a JSON text that leave the rest of it as it is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-json-pointer.h"

G_BEGIN_DECLS

gboolean sbx_json_edit_find (const char *text, const char *pointer, MbmJsonValue *value);
char *sbx_json_edit_replace (const char *text, const char *pointer, const char *json);
char *sbx_json_edit_remove (const char *text, const char *pointer);
char *sbx_json_edit_add_member (const char *text,
                                const char *pointer,
                                const char *name,
                                const char *after,
                                const char *json);
char *sbx_json_edit_add_element (const char *text, const char *pointer, guint index, const char *json);
char *sbx_json_edit_move_element (const char *text, const char *pointer, guint from, guint to);
char *sbx_json_edit_dup_fragment (const char *text, MbmJsonValue value);

G_END_DECLS
