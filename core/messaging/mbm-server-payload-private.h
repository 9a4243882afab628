/* mbm-server-payload-private.h — reading the payloads of system requests
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-request-private.h"

G_BEGIN_DECLS

/* Each answers the request with INVALID_PAYLOAD, naming the member, and returns FALSE if the payload does not
 * have the member as it must be. An optional member that is missing or null leaves the result as it was. */
gboolean mbm_server_payload_check (MbmServerRequest *request);
gboolean mbm_server_payload_get_string (MbmServerRequest *request,
                                        const char *member,
                                        gboolean required,
                                        gsize max_length,
                                        char **result);
gboolean mbm_server_payload_get_strv (MbmServerRequest *request,
                                      const char *member,
                                      gboolean required,
                                      guint max_strings,
                                      gsize max_length,
                                      char ***result);
gboolean mbm_server_payload_get_object (MbmServerRequest *request, const char *member, GBytes **result);
gboolean mbm_server_payload_get_value (MbmServerRequest *request,
                                       const char *member,
                                       MbmJsonType type,
                                       gboolean required,
                                       MbmJsonValue *result);
gboolean mbm_server_payload_has (MbmServerRequest *request, const char *member);
gboolean mbm_server_payload_fail (MbmServerRequest *request, const char *member, const char *what);

G_END_DECLS
