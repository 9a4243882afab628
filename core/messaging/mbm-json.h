/* mbm-json.h — strict JSON: a scanner, and a cursor over text that passed it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "mbm-error.h"

G_BEGIN_DECLS

/**
 * MBM_JSON_MAX_DEPTH:
 *
 * The deepest nesting of arrays and objects that the scanner accepts.
 *
 * Since: 0.1
 */
#define MBM_JSON_MAX_DEPTH 512

/**
 * MbmJsonType:
 * @MBM_JSON_NULL: `null`, or nothing
 * @MBM_JSON_FALSE: `false`
 * @MBM_JSON_TRUE: `true`
 * @MBM_JSON_NUMBER: a number
 * @MBM_JSON_STRING: a string
 * @MBM_JSON_ARRAY: an array
 * @MBM_JSON_OBJECT: an object
 *
 * What a JSON value is.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_JSON_NULL,
  MBM_JSON_FALSE,
  MBM_JSON_TRUE,
  MBM_JSON_NUMBER,
  MBM_JSON_STRING,
  MBM_JSON_ARRAY,
  MBM_JSON_OBJECT,
} MbmJsonType;

/**
 * MbmJsonValue: (skip)
 * @text: (array length=length) (element-type guint8) (nullable): the value's own text, not NUL-terminated,
 *   without white space around it; %NULL for a value that is missing
 * @length: its length in bytes
 *
 * A span of text that holds one JSON value. It borrows the text: it is valid as long as that is, and there
 * is nothing to free. It is passed by value, which languages other than C cannot do.
 *
 * All calls but [func@Mbm.json_check], [func@Mbm.json_find_error] and [func@Mbm.json_parse] expect text that
 * passed the first of these. They may be made from any thread.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *text;
  gsize length;
} MbmJsonValue;

/**
 * MbmJsonIter: (skip)
 *
 * Walks through the members of an object or the elements of an array, in their order and with
 * duplicates, without allocating. Meant for the stack; its fields are private.
 *
 * Since: 0.1
 */
typedef struct
{
  /*< private >*/
  const char *position;
  const char *end;
  gboolean in_object;
  gboolean first;
} MbmJsonIter;

MBM_AVAILABLE_IN_ALL
gboolean mbm_json_check (const char *text, gssize length, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_json_find_error (const char *text, gssize length, gsize *offset, GError **error);

MBM_AVAILABLE_IN_ALL
JsonNode *mbm_json_parse (const char *text, gssize length, GError **error);

MBM_AVAILABLE_IN_ALL
GBytes *mbm_json_print (JsonNode *node);

MBM_AVAILABLE_IN_ALL
char *mbm_json_pretty (const char *text, gssize length);
MBM_AVAILABLE_IN_ALL
char *mbm_json_compact (const char *text, gssize length);

MBM_AVAILABLE_IN_ALL
void mbm_json_append_string (GString *out, const char *text, gssize length);

MBM_AVAILABLE_IN_ALL
MbmJsonValue mbm_json_value (const char *text, gssize length);
MBM_AVAILABLE_IN_ALL
MbmJsonType mbm_json_value_get_type (MbmJsonValue value);

MBM_AVAILABLE_IN_ALL
char *mbm_json_value_dup_string (MbmJsonValue value);

MBM_AVAILABLE_IN_ALL
gboolean mbm_json_value_get_int (MbmJsonValue value, gint64 *result);

MBM_AVAILABLE_IN_ALL
gboolean mbm_json_value_get_member (MbmJsonValue value, const char *name, MbmJsonValue *result);

MBM_AVAILABLE_IN_ALL
gboolean mbm_json_value_equal (MbmJsonValue a, MbmJsonValue b);
MBM_AVAILABLE_IN_ALL
gboolean mbm_json_value_matches (MbmJsonValue value, MbmJsonValue filter);

MBM_AVAILABLE_IN_ALL
gboolean mbm_json_iter_init (MbmJsonIter *iter, MbmJsonValue value);

MBM_AVAILABLE_IN_ALL
gboolean mbm_json_iter_next (MbmJsonIter *iter, MbmJsonValue *name, MbmJsonValue *value);

G_END_DECLS
