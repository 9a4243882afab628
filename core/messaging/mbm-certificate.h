/* mbm-certificate.h — certificates from files
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-error.h"

G_BEGIN_DECLS

MBM_AVAILABLE_IN_ALL
GTlsCertificate *mbm_certificate_load (const char *certificate_file, const char *key_file, GError **error);

MBM_AVAILABLE_IN_ALL
gboolean mbm_certificate_check_ca_file (const char *ca_file, GError **error);

MBM_AVAILABLE_IN_ALL
char *mbm_certificate_dup_fingerprint (GTlsCertificate *certificate);

G_END_DECLS
