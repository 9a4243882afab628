/* sbx-json-pointer.h — JSON Pointers (RFC 6901): ways to places in a document
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

void sbx_json_pointer_append (GString *pointer, const char *token);
char *sbx_json_pointer_next (const char **pointer);
gboolean sbx_json_pointer_get_element (MbmJsonValue array, const char *token, MbmJsonValue *element);
gboolean sbx_json_pointer_find (MbmJsonValue document, const char *pointer, MbmJsonValue *value);

G_END_DECLS
