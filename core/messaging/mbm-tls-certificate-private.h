/* mbm-tls-certificate-private.h — a certificate as people recognise it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-tls-private.h"

G_BEGIN_DECLS

char *mbm_tls_format_date (GDateTime *date);
/* SHA-256, as browsers and openssl write it. */
char *mbm_tls_make_fingerprint (GTlsCertificate *certificate);
/* The same of what people may have written: lower case, other separators. NULL if it is none. */
char *mbm_tls_normalise_fingerprint (const char *text);
/* The hosts it is good for; NULL if it names none. */
char *mbm_tls_list_names (GTlsCertificate *certificate);
/* Nobody else vouches for it. */
gboolean mbm_tls_is_self_signed (GTlsCertificate *certificate);

G_END_DECLS
