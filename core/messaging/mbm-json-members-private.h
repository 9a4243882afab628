/* mbm-json-members-private.h — members of a JSON object, read leniently
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

/* What comes from the wire may be of any type: each of these says whether a member is there and of the right
 * one. */
gboolean mbm_json_is_object (MbmJsonValue value);
char *mbm_json_dup_string_member (MbmJsonValue object, const char *name);
char **mbm_json_dup_strv_member (MbmJsonValue object, const char *name);
gboolean mbm_json_get_boolean_member (MbmJsonValue object, const char *name, gboolean *result);
gboolean mbm_json_get_integer_member (MbmJsonValue object, const char *name, gint64 *result);

G_END_DECLS
