/* sbx-json-members-private.h — values of properties as members of a JSON object
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-json.h"

G_BEGIN_DECLS

/* `heartbeat-interval` is `heartbeatInterval` in a file. (transfer full) */
char *sbx_json_member_name (const char *property);

/* Appends `,` unless @json is just an opening bracket, and `"name":`. */
void sbx_json_append_name (GString *json, const char *name);
void sbx_json_append_strv (GString *json, const char *const *strings);
/* A value of the types string, boolean, uint, uint64, double, enumeration or strv. */
void sbx_json_append_value (GString *json, const GValue *value);

/* A remark: a string, or if it has several lines an array of them. */
void sbx_json_append_description (GString *json, const char *text);
/* The same, read: lines with a line feed between; (transfer full) (nullable). */
char *sbx_json_read_description (MbmJsonValue value, const char *path, GError **error);

/* Reads a value of @pspec's type and range into @result, which is initialised to that type. The error
 * (G_IO_ERROR_INVALID_DATA) begins with @path, which is that of @value. */
gboolean
sbx_json_read_value (MbmJsonValue value, GParamSpec *pspec, const char *path, GValue *result, GError **error);

/* Says what is wrong at @path: always FALSE. */
gboolean sbx_json_complain (GError **error, const char *path, const char *problem);

G_END_DECLS
