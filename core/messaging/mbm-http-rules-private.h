/* mbm-http-rules-private.h — which requests a server takes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-request-private.h"

G_BEGIN_DECLS

/* All that can be known of a request before its body came. FALSE, with @refusal set, if it is not taken. */
gboolean mbm_http_rules_check (const MbmHttpRules *self, MbmHttpRequest *request, MbmHttpRefusal *refusal);

/* Whether a Host header names what is served. */
gboolean mbm_http_rules_allow_host (const MbmHttpRules *self, const char *host);

/* The status that belongs to an error's code. */
guint mbm_http_status_for_code (const char *code);

G_END_DECLS
