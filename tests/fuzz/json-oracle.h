/* json-oracle.h — another strict parser's opinion of a text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What jansson makes of a text. It reads RFC 8259 strictly, and differs from us where the standard leaves a
 * choice: it has no numbers beyond a double, no unpaired surrogates, no U+0000 in a name, and 2,048 levels.
 * Those are put out of its way first, and nothing else is: the text it gets is valid if and only if the one
 * we gave is.
 *
 * Neither its header nor all of its symbols go together with json-glib's: hence these few functions, and
 * nothing here may call json_object_iter_next(). */
typedef struct _JsonOracle JsonOracle;
typedef struct json_t JsonOracleValue;

JsonOracle *json_oracle_new (const char *text, gsize length);
void json_oracle_free (JsonOracle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JsonOracle, json_oracle_free)

/* NULL if it is no JSON. */
const JsonOracleValue *json_oracle_get_root (JsonOracle *self);
/* How deep it goes, by its brackets alone. */
guint json_oracle_get_depth (JsonOracle *self);
/* The text as jansson got it. */
const char *json_oracle_get_text (JsonOracle *self, gsize *length);

/* The first character of such a value: one of { [ " 0 t f n; NUL for NULL. */
char json_oracle_value_get_kind (const JsonOracleValue *value);
const char *json_oracle_value_get_string (const JsonOracleValue *value, gsize *length);
double json_oracle_value_get_number (const JsonOracleValue *value);
gsize json_oracle_value_get_size (const JsonOracleValue *value);
const JsonOracleValue *json_oracle_value_get_element (const JsonOracleValue *value, gsize index);
/* NULL if there is none, or @value is no object. */
const JsonOracleValue *json_oracle_value_get_member (const JsonOracleValue *value, const char *name);

G_END_DECLS
